"""Cells that say that there is no value."""

from __future__ import annotations

ALWAYS = (
    "NA", "N/A", "n.a.", "NaN", "-NaN", "NaT", "NULL", "<NA>", "(null)", "\\N", "?",
    "#N/A", "#NA", "#DIV/0!", "#REF!", "#VALUE!", "#NAME?", "#NUM!", "#NULL!", "#SPILL!", "#CALC!",
    "#FIELD!", "#BLOCKED!", "#GETTING_DATA", "#NV", "#N/D", "#BEZUG!", "#WERT!", "#ZAHL!",
    "#VALEUR!", "#NOM?", "#NOMBRE!", "#NOMBRE?", "#VALOR!", "#¡VALOR!", "#¡DIV/0!", "#¡NUM!",
    "#¡REF!", "#¿NOMBRE?", "#ARG!", "#LICZBA!", "Err:501", "Err:502", "Err:503", "Err:504",
    "0000-00-00", "0000-00-00 00:00:00", "Err:508", "Err:509", "Err:511", "Err:522",
)  # fmt: skip
"""Markers of programs: missing in any column. The errors are those of spreadsheets, also of German,
French, Spanish and Polish ones."""

BESIDE_NUMBERS = ("none", "nil", "missing", "-", "--", "–", "—", ".", "*", "**")
"""Words and signs that people write, which may also be categories, as in "none, mild, severe": they
are missing only in a column whose other cells are numbers or dates."""


class Markers:
    """Which cells are missing: the usual ones, or those of `chosen`, and always empty ones."""

    def __init__(self, chosen: tuple[str, ...] | None) -> None:
        always = ALWAYS if chosen is None else chosen
        self._always = {"", *(marker.strip().casefold() for marker in always)}
        weak = () if chosen is not None else BESIDE_NUMBERS
        self._beside_numbers = self._always | {marker.casefold() for marker in weak}

    def is_missing(self, cell: str) -> bool:
        """Whether the cell is missing in any column."""
        return cell.casefold() in self._always

    def is_missing_number(self, cell: str) -> bool:
        """Whether the cell is missing in a column of numbers or dates."""
        return cell.casefold() in self._beside_numbers
