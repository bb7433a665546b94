"""128-bit vectors: their lane types, and how they are loaded and stored.

The bits of a vector have no type: one instruction may read them as floats and the next as integers,
like views in NumPy.
"""

from __future__ import annotations

import struct
from typing import TYPE_CHECKING, Any

from chainrule.engine.compile.assembler import access, access_lane, i32, simd

NOT, AND, ANDNOT, OR, XOR, BITSELECT = (simd(0x4D + i) for i in range(6))
ANY_TRUE = simd(0x53)
LOAD, STORE = 0x00, 0x0B
DEMOTE, PROMOTE = simd(0x5E), simd(0x5F)
SHL4, SHR4_S, SHR4_U, ADD4, SUB4 = (simd(x) for x in (0xAB, 0xAC, 0xAD, 0xAE, 0xB1))
SHL8, SHR8_S, SHR8_U, ADD8, SUB8 = (simd(x) for x in (0xCB, 0xCC, 0xCD, 0xCE, 0xD1))
_SPLAT = {1: 0x07, 4: 0x09, 8: 0x0A}
_LOAD_LANE = {1: 0x54, 2: 0x55, 4: 0x56, 8: 0x57}
_STORE_LANE = {1: 0x58, 2: 0x59, 4: 0x5A, 8: 0x5B}
_LOAD_ZERO = {4: 0x5C, 8: 0x5D}
ZERO = b"\xfd\x0c" + bytes(16)
"""A vector of zeros."""


class Lane:
    """A lane type: NumPy's letter and size, the format of constants, and the operators by name."""

    def __init__(self, kind: str, size: int, code: str, operators: dict[str, bytes]) -> None:
        self.kind, self.size, self.code = kind, size, code
        self.width = 16 // size  # the number of lanes in a vector
        self.__dict__.update(operators)

    if TYPE_CHECKING:

        def __getattr__(self, name: str) -> bytes: ...

    def constant(self, value: Any) -> bytes:
        """Push a vector with the value in every lane."""
        return b"\xfd\x0c" + struct.pack("<" + self.code, value) * self.width


def _numbers(*names: str, **codes: int) -> dict[str, bytes]:
    return {name: simd(codes[name]) for name in (*names, *codes)}


_COMPARISONS = ("eq", "ne", "lt", "gt", "le", "ge")
_FLOATS = ("abs", "neg", "", "sqrt", "add", "sub", "mul", "div", "min", "max", "pmin", "pmax")


def _float(first: int, compare: int) -> dict[str, bytes]:
    found = {name: simd(first + i) for i, name in enumerate(_FLOATS) if name}
    return found | {name: simd(compare + i) for i, name in enumerate(_COMPARISONS)}


F4 = Lane("f4", 4, "f", _float(0xE0, 0x41))
F8 = Lane("f8", 8, "d", _float(0xEC, 0x47))
_WHOLE4 = _numbers(neg=0xA1, add=0xAE, sub=0xB1, mul=0xB5, eq=0x37, ne=0x38)
I4 = Lane("i4", 4, "i", _WHOLE4 | _numbers(lt=0x39, gt=0x3B, le=0x3D, ge=0x3F, shr=0xAC))
U4 = Lane("u4", 4, "I", _WHOLE4 | _numbers(lt=0x3A, gt=0x3C, le=0x3E, ge=0x40, shr=0xAD))
I8 = Lane(
    "i8",
    8,
    "q",
    _numbers(neg=0xC1, add=0xCE, sub=0xD1, mul=0xD5, eq=0xD6, ne=0xD7)
    | _numbers(lt=0xD8, gt=0xD9, le=0xDA, ge=0xDB, shr=0xCC),
)
LANES = {lane.kind: lane for lane in (F4, F8, I4, U4, I8)}
SIZES = {"f4": 4, "f8": 8, "i4": 4, "u4": 4, "i8": 8, "b1": 1}
"""The size in bytes of every number type that the compiler supports; "b1" is bool."""


def shuffle(a: bytes, b: bytes, lanes: tuple[int, ...], size: int = 4) -> bytes:
    """Select lanes by index, where the lanes of b are numbered after those of a."""
    picks = bytes(size * lane + byte for lane in lanes for byte in range(size))
    return a + b + b"\xfd\x0d" + picks


def load(size: int, pointer: bytes, offset: int, lanes: int) -> bytes:
    """Load `lanes` lanes of `size` bytes from memory and set the other lanes to 0."""
    span = size * lanes
    if span == 16:
        return pointer + access(LOAD, offset)
    if span in _LOAD_ZERO:
        return pointer + access(_LOAD_ZERO[span], offset)
    if span == 12:
        two = pointer + access(_LOAD_ZERO[8], offset)
        return pointer + two + access_lane(_LOAD_LANE[4], offset + 8, 2)
    # A size that is not a power of two is read in two parts.
    if span == 3:
        two = pointer + ZERO + access_lane(_LOAD_LANE[2], offset, 0)
        return pointer + two + access_lane(_LOAD_LANE[1], offset + 2, 2)
    return pointer + ZERO + access_lane(_LOAD_LANE[span], offset, 0)


def splat(size: int, pointer: bytes, offset: int) -> bytes:
    """Load one number from memory into every lane."""
    return pointer + access(_SPLAT[size], offset)


def store(size: int, pointer: bytes, offset: int, value: bytes, lanes: int) -> bytes:
    """Store `lanes` lanes; `value` is pushed twice if there are three."""
    span = size * lanes
    if span == 16:
        return pointer + value + access(STORE, offset)
    if span in _STORE_LANE:
        return pointer + value + access_lane(_STORE_LANE[span], offset, 0)
    big = 2 * size
    first = pointer + value + access_lane(_STORE_LANE[big], offset, 0)
    return first + pointer + value + access_lane(_STORE_LANE[size], offset + big, 2)


_EXTEND_BYTES, _EXTEND_HALVES, _EXTEND_WORDS = simd(0x89), simd(0xA9), simd(0xC9)
_EXTEND_WORDS_SIGNED = simd(0xC7)
_NARROW_HALVES, _NARROW_WORDS = simd(0x66), simd(0x86)


def widen(kind: str, size: int, value: bytes) -> bytes:
    """Convert lanes read from memory as `kind` to lanes of `size` bytes: floats to floats, all
    other kinds to integers."""
    if kind == "b1":
        wide = value + _EXTEND_BYTES + _EXTEND_HALVES
        return wide + _EXTEND_WORDS if size == 8 else wide
    if SIZES[kind] == size:
        return value
    if kind == "f4":
        return value + PROMOTE
    return value + (_EXTEND_WORDS if kind == "u4" else _EXTEND_WORDS_SIGNED)


def narrow(kind: str, size: int, value: bytes) -> bytes:
    """Convert lanes of `size` bytes to the form in which they are stored as `kind`; `value` is
    pushed twice if 8-byte integers become shorter."""
    if SIZES[kind] == size:
        return value
    if kind == "f4":
        return value + DEMOTE
    if size == 8:
        value = shuffle(value, value, (0, 2, 0, 2))
    if kind != "b1":
        return value
    return value + value + _NARROW_WORDS + ZERO + _NARROW_HALVES


def shifted(value: bytes, by: int, operator: bytes) -> bytes:
    """Shift every lane by `by` bits."""
    return value + i32(by) + operator
