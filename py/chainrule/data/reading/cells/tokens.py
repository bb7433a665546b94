"""The cells of several rows as bytes, so that NumPy can convert all their numbers at once."""

from __future__ import annotations

import numpy

from chainrule.data.reading.cells.digits import WORD
from chainrule.engine.op import Array

BORDERS = tuple(chr(code) for code in range(1, 9))
"""Characters that can separate cells; one that does not occur in any cell is used."""
MOST_SPACES = 16
"""The largest number of spaces removed on either side of a cell; a cell with more spaces is not a
plain number."""
SPACES = "\u00a0\u202f\u2009"
_ALIKE = str.maketrans(dict.fromkeys(SPACES, " ") | {"’": "'"})
_NONE, _NINE = numpy.uint8(ord("0")), numpy.uint8(9)


class Tokens:
    """Cells as positions in an array of bytes.

    Parameters
    ----------
    text : the cells, row by row, separated by `border`.
    width : the number of cells per row.
    thousands, point : the separators in numbers; thousands separators are omitted from `data` where
        they group digits.

    Attributes
    ----------
    data : (bytes,) uint8, with `WORD` bytes before the first cell.
    starts, ends : (columns, rows) the positions of the cells, without surrounding spaces.
    """

    def __init__(self, text: str, border: str, width: int, thousands: str, point: str) -> None:
        if not text.isascii():
            text = text.translate(_ALIKE)  # unify equivalent spaces and apostrophes
        self._raw = text.encode()
        self.data = numpy.zeros(len(self._raw) + 2 * WORD, numpy.uint8)
        self.data[WORD : WORD + len(self._raw)] = numpy.frombuffer(self._raw, numpy.uint8)
        inside = self.data[: WORD + len(self._raw)]
        borders = numpy.flatnonzero(inside == ord(border))
        self.starts = self._by_column(numpy.concatenate(([WORD], borders + 1)), width)
        self.ends = self._by_column(numpy.concatenate((borders, [len(inside)])), width)
        self._trim()
        self._raw_starts, self._raw_ends = self.starts, self.ends
        if thousands and thousands in text:
            self._leave_out(_grouping(self.data, ord(thousands), ord(point)))

    def texts(self, column: int, rows: Array) -> list[str]:
        """The cells of a column in these rows, as text."""
        starts = (self._raw_starts[column, rows] - WORD).tolist()
        ends = (self._raw_ends[column, rows] - WORD).tolist()
        raw = self._raw
        return [raw[start:end].decode().strip() for start, end in zip(starts, ends, strict=True)]

    def hold(self, text: bytes, places: Array) -> Array:
        """Whether the text occurs at each of these positions."""
        found = numpy.ones(len(places), numpy.bool_)
        for index, byte in enumerate(text):
            # The text may extend beyond the end of the data.
            found &= self.data.take(places + index, mode="clip") == byte
        return found

    def are(self, text: bytes, starts: Array, ends: Array) -> Array:
        """Whether each of these cells consists of exactly this text."""
        return (ends - starts == len(text)) & self.hold(text, starts)

    @staticmethod
    def _by_column(places: Array, width: int) -> Array:
        return numpy.ascontiguousarray(places.reshape(-1, width).T)

    def _trim(self) -> None:
        if b" " not in self._raw:
            return
        for _ in range(MOST_SPACES):
            before = (self.data[self.starts] == ord(" ")) & (self.starts < self.ends)
            after = (self.data[self.ends - 1] == ord(" ")) & (self.starts < self.ends - before)
            if not (before.any() or after.any()):
                return
            self.starts = self.starts + before
            self.ends = self.ends - after

    def _leave_out(self, is_gone: Array) -> None:
        """Remove bytes from `data`."""
        gone = numpy.cumsum(is_gone)
        self.data = self.data[~is_gone]
        self.starts = self.starts - gone[self.starts]
        self.ends = self.ends - gone[self.ends]


def _grouping(data: Array, separator: int, point: int) -> Array:
    """Whether each byte separates groups of three digits, as in 1,234,567 but not in 12,34, 0,123
    or .5,123.

    If only some separators in a cell separate such groups, the others remain, so the cell is not a
    plain number.
    """
    is_digit = data - _NONE <= _NINE
    padded = numpy.concatenate((numpy.zeros(4, numpy.bool_), is_digit, numpy.zeros(4, numpy.bool_)))
    is_zero = numpy.concatenate((numpy.zeros(4, numpy.bool_), data == ord("0")))
    is_point = numpy.concatenate((numpy.zeros(4, numpy.bool_), data == point))
    at = numpy.flatnonzero(data == separator) + 4
    fits = padded[at + 1] & padded[at + 2] & padded[at + 3] & ~padded[at + 4] & padded[at - 1]
    one, two, three = ~padded[at - 2], ~padded[at - 3], ~padded[at - 4]
    is_start = numpy.where(one, at - 1, numpy.where(two, at - 2, at - 3))
    fits &= (one | two | three) & ~is_zero[is_start] & ~is_point[is_start - 1]
    # A group of three digits that follows another separator may start with a zero.
    is_group = ~one & ~two & three & (data.take(at - 8, mode="clip") == separator)
    fits |= (
        is_group
        & padded[at + 1] & padded[at + 2] & padded[at + 3] & ~padded[at + 4]
        & padded[at - 1]
    )  # fmt: skip
    gone = numpy.zeros(len(data), numpy.bool_)
    gone[at[fits] - 4] = True
    return gone
