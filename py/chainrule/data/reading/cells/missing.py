"""Cells that mark a missing value."""

from __future__ import annotations

ALWAYS = (
    "NA", "N/A", "n.a.", "NaN", "-NaN", "NaT", "NULL", "<NA>", "(null)", "\\N", "?",
    "#N/A", "#NA", "#DIV/0!", "#REF!", "#VALUE!", "#NAME?", "#NUM!", "#NULL!", "#SPILL!", "#CALC!",
    "#FIELD!", "#BLOCKED!", "#GETTING_DATA", "#NV", "#N/D", "#BEZUG!", "#WERT!", "#ZAHL!",
    "#VALEUR!", "#NOM?", "#NOMBRE!", "#NOMBRE?", "#VALOR!", "#¡VALOR!", "#¡DIV/0!", "#¡NUM!",
    "#¡REF!", "#¿NOMBRE?", "#ARG!", "#LICZBA!", "Err:501", "Err:502", "Err:503", "Err:504",
    "0000-00-00", "0000-00-00 00:00:00", "Err:508", "Err:509", "Err:511", "Err:522",
)  # fmt: skip
"""Markers written by programs, which mean a missing value in any column. The error values are those
of spreadsheets in English, German, French, Spanish and Polish."""

BESIDE_NUMBERS = ("none", "nil", "missing", "-", "--", "–", "—", ".", "*", "**")
"""Words and signs written by people, which may also be categories, as in "none, mild, severe". They
mean a missing value only in a column whose other cells are numbers or dates."""


USUAL = "usual"
"""A marker in `Reading.missing` that stands for all markers above."""


class Markers:
    """The markers of missing values: the usual ones, or those in `chosen`. Empty cells always count
    as missing.

    Attributes
    ----------
    has_usual : whether the usual markers are included.
    """

    def __init__(self, chosen: tuple[str, ...] | None) -> None:
        named = {marker.strip().casefold() for marker in chosen or ()}
        self.has_usual = chosen is None or USUAL in named
        usual = {marker.casefold() for marker in ALWAYS} if self.has_usual else set[str]()
        weak = {marker.casefold() for marker in BESIDE_NUMBERS} if self.has_usual else set[str]()
        self._always = {"", *usual, *(named - {USUAL})}
        self._beside_numbers = self._always | weak

    def is_missing(self, cell: str) -> bool:
        """Whether the cell counts as missing in any column."""
        return cell.casefold() in self._always

    def is_missing_number(self, cell: str) -> bool:
        """Whether the cell counts as missing in a column of numbers or dates."""
        return cell.casefold() in self._beside_numbers

    def may_be_missing(self, cell: str) -> bool:
        """Whether the cell is a category in a column of text but would count as missing in a column
        of numbers."""
        return self.is_missing_number(cell) and not self.is_missing(cell)
