"""A small assembler for WebAssembly modules that does nothing but encode instructions.

An expression is represented by the bytes that push its value, so applying an operator only
concatenates bytes, which is fast even in Pyodide. The encoding follows the WebAssembly
specification, release 2.0 (2022), chapter 5.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Hashable, Sequence

I32, I64, F32, F64, V128 = b"\x7f", b"\x7e", b"\x7d", b"\x7c", b"\x7b"
"""The value types."""
LOOP, BLOCK, IF, ELSE, END = b"\x03\x40", b"\x02\x40", b"\x04\x40", b"\x05", b"\x0b"
BR_IF0, RETURN = b"\x0d\x00", b"\x0f"
I32_ADD, I32_SUB, I32_MUL = b"\x6a", b"\x6b", b"\x6c"
MEMORY_COPY = b"\xfc\x0a\x00\x00"


@functools.lru_cache(maxsize=4096)
def unsigned(number: int) -> bytes:
    """The LEB128 encoding of a non-negative integer."""
    out = bytearray()
    while number > 127:
        out.append(number & 127 | 128)
        number >>= 7
    out.append(number)
    return bytes(out)


@functools.lru_cache(maxsize=4096)
def signed(number: int) -> bytes:
    """The signed LEB128 encoding of an integer."""
    out = bytearray()
    while not -64 <= number < 64:
        out.append(number & 127 | 128)
        number >>= 7
    out.append(number & 127)
    return bytes(out)


def vector(items: Sequence[bytes]) -> bytes:
    """The encoded items, preceded by their count."""
    return unsigned(len(items)) + b"".join(items)


def name(text: str) -> bytes:
    """The encoded name, preceded by its length."""
    raw = text.encode()
    return unsigned(len(raw)) + raw


def i32(number: int) -> bytes:
    """Push a 32-bit constant; addresses of 2³¹ and above are allowed."""
    number &= 0xFFFFFFFF
    return b"\x41" + signed(number - (1 << 32) if number >= 1 << 31 else number)


@functools.cache
def get(local: int) -> bytes:
    """Push the value of a local variable."""
    return b"\x20" + unsigned(local)


@functools.cache
def put(local: int) -> bytes:
    """Pop the top of the stack into a local variable."""
    return b"\x21" + unsigned(local)


def put_back(push: bytes) -> bytes:
    """Pop the top of the stack into the local variable whose value `push` pushes."""
    return b"\x21" + push[1:]


@functools.cache
def tee(local: int) -> bytes:
    """Copy the top of the stack into a local variable."""
    return b"\x22" + unsigned(local)


@functools.cache
def simd(number: int) -> bytes:
    """A vector instruction by its opcode."""
    return b"\xfd" + unsigned(number)


def access(number: int, offset: int) -> bytes:
    """A vector load or store at a constant offset from the address on the stack."""
    return simd(number) + b"\x00" + unsigned(offset)


def access_lane(number: int, offset: int, lane: int) -> bytes:
    """A load or store of a single lane at a constant offset from the address on the stack."""
    return access(number, offset) + bytes([lane])


def load_i32(offset: int) -> bytes:
    """The instruction i32.load."""
    return b"\x28\x00" + unsigned(offset)


def store_i32(offset: int) -> bytes:
    """The instruction i32.store."""
    return b"\x36\x00" + unsigned(offset)


@functools.cache
def call(function: int) -> bytes:
    """Call a function of the module."""
    return b"\x10" + unsigned(function)


def function_body(code: bytes, locals_: Sequence[bytes] = ()) -> bytes:
    """A function as encoded in the code section, where `locals_` holds the types of its local
    variables."""
    runs: list[tuple[int, bytes]] = []
    for kind in locals_:
        if runs and runs[-1][1] == kind:
            runs[-1] = (runs[-1][0] + 1, kind)
        else:
            runs.append((1, kind))
    raw = vector([unsigned(count) + kind for count, kind in runs]) + code + END
    return unsigned(len(raw)) + raw


class Module:
    """The functions and exports of one module, which imports its memory as `env.memory`.

    Parameters
    ----------
    pages : the minimum size of the memory, in pages of 64 KiB.
    imports : the names of functions without parameters, which are imported as `env.<name>`; their
        indices precede those of the module's own functions.
    """

    def __init__(self, pages: int, imports: Sequence[str] = ()) -> None:
        self.pages, self.imports = pages, tuple(imports)
        self._types: dict[bytes, int] = {b"\x60\x00\x00": 0}
        self._functions: list[tuple[int, bytes]] = []
        self._by_key: dict[Hashable, int] = {}
        self._exports: list[tuple[str, int]] = []

    def add(self, body: bytes, params: bytes = b"", results: bytes = b"") -> int:
        """Add a function, and return its index."""
        raw = b"\x60" + unsigned(len(params)) + params + unsigned(len(results)) + results
        kind = self._types.setdefault(raw, len(self._types))
        self._functions.append((kind, body))
        return len(self.imports) + len(self._functions) - 1

    def shared(self, key: Hashable, build: Callable[[], tuple[bytes, bytes]]) -> int:
        """Return the index of the function for `key`; if there is none yet, add a function with the
        parameter types and the body that `build` returns."""
        index = self._by_key.get(key)
        if index is None:
            params, body = build()
            index = self._by_key[key] = self.add(body, params)
        return index

    def export(self, text: str, function: int) -> None:
        """Export a function to the host under the name `text`."""
        self._exports.append((text, function))

    def encode(self) -> bytes:
        """Return the encoded module."""
        memory = name("env") + name("memory") + b"\x02\x00" + unsigned(self.pages)
        functions = [name("env") + name(text) + b"\x00\x00" for text in self.imports]
        sections = [
            (1, vector(list(self._types))),
            (2, vector([memory, *functions])),
            (3, vector([unsigned(kind) for kind, _ in self._functions])),
            (7, vector([name(text) + b"\x00" + unsigned(i) for text, i in self._exports])),
            (10, vector([body for _, body in self._functions])),
        ]
        parts = [bytes([number]) + unsigned(len(body)) + body for number, body in sections]
        return b"\0asm\x01\0\0\0" + b"".join(parts)
