"""Vectorised parsing of plain decimal numbers of at most 16 characters, such as 12, -3.25 and +.5.

Eight characters form one 64-bit word, whose bytes are tested and combined together (D. Lemire,
"Quickly parsing eight digits", 2018). Dividing an integer of at most 2**53 by a power of ten of at
most 10**22 gives a correctly rounded result, because both operands are exact (W. Clinger, "How to
read floating point numbers accurately", 1990). The values are therefore identical to those of
`float`.
"""

from __future__ import annotations

import warnings
from dataclasses import dataclass

import numpy

from chainrule.engine.op import Array

WORD = 8
"""The number of characters in a word; a buffer needs this many bytes before its first cell."""
LONGEST = 2 * WORD
BLOCK = 1 << 15
"""The number of cells processed at a time, so that intermediate results fit in the processor's
cache."""
_EXACT = numpy.uint64(2**53)
_POWERS = numpy.array([float(f"1e{power}") for power in range(23)])


def _each(byte: int) -> numpy.uint64:
    """A word that consists of eight copies of this byte."""
    return numpy.uint64(byte * 0x0101010101010101)


_KEPT = numpy.array([(2**64 - 1) ^ (2 ** (64 - 8 * kept) - 1) for kept in range(9)], numpy.uint64)
"""Masks that keep the last 0 to 8 of eight characters."""
_FILLED = _each(ord("0")) & ~_KEPT


@dataclass(frozen=True, eq=False)
class Plain:
    """The result of parsing n cells.

    Attributes
    ----------
    values : (n,) numbers; NaN where the cell is not a plain number.
    is_plain : (n,) whether the cell is a plain number.
    is_padded : (n,) whether it is an unsigned integer of several digits that starts with a zero.
    """

    values: Array
    is_plain: Array
    is_padded: Array


def plain_numbers(data: Array, starts: Array, ends: Array, point: str, shift: int = 0) -> Plain:
    """Parse the cells that consist of an optional sign, digits, and at most one decimal separator.

    Parameters
    ----------
    data : (bytes,) uint8, with at least `WORD` bytes before the first cell.
    starts, ends : (n,) the positions where each cell starts and ends.
    point : the decimal separator.
    shift : values are divided by 10**shift; it is 2 for percentages.
    """
    found = Plain(
        numpy.full(len(starts), numpy.nan),
        numpy.zeros(len(starts), numpy.bool_),
        numpy.zeros(len(starts), numpy.bool_),
    )
    block = _Block(data, ord(point), shift)
    for start in range(0, len(starts), BLOCK):
        part = slice(start, start + BLOCK)
        block.read(starts[part], ends[part], found, part)
    return found


class _Block:
    """Parses blocks of cells. Steps that no cell needs are skipped."""

    def __init__(self, data: Array, point: int, shift: int) -> None:
        self._data, self._point, self._shift = data, point, shift
        # A word starts at every byte, regardless of alignment.
        self._words = numpy.ndarray((len(data) - WORD + 1,), "<u8", data, strides=(1,))
        self._has_point = bool((data == point).any())
        self._has_sign = bool(((data == ord("-")) | (data == ord("+"))).any())

    def read(self, starts: Array, ends: Array, found: Plain, part: slice) -> None:
        first = self._data[starts]
        lengths = ends - starts
        is_negative = first == ord("-")
        if self._has_sign:
            lengths -= is_negative | (first == ord("+"))
        digits, places, is_plain = self._read_words(ends, lengths)
        is_plain &= (lengths > 0) & (lengths <= LONGEST)
        values, is_whole = digits.astype(numpy.float64), True
        if places is not None:
            is_whole = places < 0
            is_plain &= (lengths > 1) | is_whole
            places = numpy.maximum(places, 0)
        if places is not None or self._shift:
            values /= _POWERS[(0 if places is None else places) + self._shift]
        if self._has_sign:
            numpy.negative(values, out=values, where=is_negative)
        if not is_plain.all():
            values[~is_plain] = numpy.nan
        found.values[part], found.is_plain[part] = values, is_plain
        # A number with a sign does not start with a zero, so it never counts as padded.
        found.is_padded[part] = is_plain & (first == ord("0")) & (lengths > 1) & is_whole

    def _read_words(self, ends: Array, lengths: Array) -> tuple[Array, Array | None, Array]:
        """Return the digits of each number as an integer, the numbers of decimal places (-1 without
        a point; None if no number has a point), and which cells are plain numbers."""
        last = self._words[ends - WORD]
        point = self._point if self._has_point else None
        most = int(lengths.max(initial=0))
        within = numpy.clip(lengths, 0, WORD) if most > WORD else numpy.maximum(lengths, 0)
        digits, places, is_plain = _one_word(last, within, point)
        longer = numpy.flatnonzero((lengths > WORD) & (lengths <= LONGEST)) if most > WORD else ()
        if len(longer):
            before = self._words[ends[longer] - LONGEST]
            digits[longer], places_of_longer, is_plain[longer] = _two_words(
                before, last[longer], lengths[longer] - WORD, self._point
            )
            if places is not None:
                places[longer] = places_of_longer
        return digits, places, is_plain


def _one_word(word: Array, lengths: Array, point: int | None) -> tuple[Array, Array | None, Array]:
    """For cells of at most 8 characters, return the digits of each number as an integer, the
    numbers of decimal places (-1 without a point), and which cells are plain numbers."""
    word = (word & _KEPT[lengths]) | _FILLED[lengths]
    if point is None:
        return _number(word), None, _is_digits(word)
    at, places = _points(word, point)
    word = numpy.where(at != 0, _without(word, at) | numpy.uint64(ord("0")), word)
    return _number(word), places, _is_digits(word) & (at & (at - numpy.uint64(1)) == 0)


def _two_words(
    before: Array, last: Array, lengths: Array, point: int
) -> tuple[Array, Array, Array]:
    """Like `_one_word`, but for cells of 9 to 16 characters; the first `lengths` characters of each
    cell are in `before`."""
    zero, one, top = numpy.uint64(ord("0")), numpy.uint64(1), numpy.uint64(56)
    before = (before & _KEPT[lengths]) | _FILLED[lengths]
    at_before, places_before = _points(before, point)
    at_last, places = _points(last, point)
    is_one = (at_before & (at_before - one) == 0) & (at_last & (at_last - one) == 0)
    is_one &= (at_before == 0) | (at_last == 0)
    places = numpy.where(at_before != 0, places_before + WORD, places)
    moved_last = numpy.where(at_last != 0, _without(last, at_last) | (before >> top), last)
    before = numpy.where(
        at_before != 0,
        _without(before, at_before) | zero,
        numpy.where(at_last != 0, (before << numpy.uint64(8)) | zero, before),
    )
    number = _number(before) * numpy.uint64(10**8) + _number(moved_last)
    is_plain = is_one & _is_digits(before) & _is_digits(moved_last) & (number <= _EXACT)
    return number, places, is_plain


def _points(word: Array, point: int) -> tuple[Array, Array]:
    """The high bit of each byte that is the decimal separator, and the number of bytes that follow
    it."""
    other = word ^ _each(point)
    low = _each(0x7F)
    at = ~(((other & low) + low) | other) & _each(0x80)
    index = numpy.bitwise_count(at - numpy.uint64(1)) >> 3  # 8 without a point
    return at, numpy.int8(WORD - 1) - index.astype(numpy.int8)


def _without(word: Array, at: Array) -> Array:
    """The word with the separator's byte removed; the first byte becomes 0."""
    below = (at >> numpy.uint64(7)) - numpy.uint64(1)
    above = ~((at << numpy.uint64(1)) - numpy.uint64(1))
    return (word & above) | ((word & below) << numpy.uint64(8))


def _is_digits(word: Array) -> Array:
    other = word ^ _each(ord("0"))
    return ((((other & _each(0x7F)) + _each(0x76)) | other) & _each(0x80)) == 0


def _number(word: Array) -> Array:
    """The value of eight digits; undefined for other characters."""
    pairs = word ^ _each(ord("0"))
    pairs = pairs * numpy.uint64(10) + (pairs >> numpy.uint64(8))
    mask = numpy.uint64(0x000000FF000000FF)
    high = (pairs & mask) * numpy.uint64(0x000F424000000064)
    low = ((pairs >> numpy.uint64(16)) & mask) * numpy.uint64(0x0000271000000001)
    return (high + low) >> numpy.uint64(32)


def long_numbers(data: Array, starts: Array, ends: Array, point: str) -> Array:
    """Parse cells (n,) that are numbers of any length, with or without an exponent; NaN for all
    others.

    Most cells that are not numbers are recognised by their characters. If one of the remaining
    cells, such as 1-2, is nevertheless not a number, all values are NaN.
    """
    allowed = numpy.zeros(256, numpy.bool_)
    allowed[list(b"0123456789eE+-" + point.encode())] = True
    wrong = numpy.concatenate(([0], numpy.cumsum(~allowed[data])))
    rest = numpy.flatnonzero(wrong[ends] == wrong[starts])
    found = numpy.full(len(starts), numpy.nan)
    if len(rest):
        values = _floats(data, starts[rest], ends[rest], ord(point))
        if values is not None:
            found[rest] = numpy.where(numpy.isfinite(values), values, numpy.nan)
    return found


def _floats(data: Array, starts: Array, ends: Array, point: int) -> Array | None:
    """The numbers in these nonempty cells; None if one of the cells is not a number."""
    lengths = ends - starts + 1
    stops = numpy.cumsum(lengths)
    places = numpy.arange(stops[-1]) + numpy.repeat(starts - stops + lengths, lengths)
    text = data[places]
    text[text == point] = ord(".")
    text[stops - 1] = ord("\n")
    try:
        with warnings.catch_warnings():
            # `fromstring` stops with a warning at the first text that is not a number.
            warnings.simplefilter("error", DeprecationWarning)
            values = numpy.fromstring(text.tobytes().decode("ascii"), sep="\n")
    except (DeprecationWarning, ValueError):
        return None
    return values if len(values) == len(starts) else None
