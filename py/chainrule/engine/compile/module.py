"""Builds a module whose functions, which take no parameters, make parts of a program's calls."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from typing import NamedTuple

import numpy

from chainrule.engine.buffers import address
from chainrule.engine.compile.assembler import (
    I32,
    Module,
    call,
    function_body,
    i32,
)
from chainrule.engine.compile.kernels import lookups
from chainrule.engine.compile.translate import Kernel, Left, Spec
from chainrule.engine.op import Array
from chainrule.engine.recorder import Call

Place = Callable[[int], int]
"""Maps an address in NumPy's memory to an address in the module's memory."""

_LARGEST_CACHE = 4096
_bodies: dict[Hashable, tuple[bytes, bytes]] = {}


def _body(spec: Spec) -> tuple[bytes, bytes]:
    """The kernel for `spec`, which is built only once; equal layers and later compilations share
    it."""
    found = _bodies.get(spec)
    if found is None:
        if len(_bodies) >= _LARGEST_CACHE:
            _bodies.clear()
        found = _bodies[spec] = spec.build()
    return found


class Compiled(NamedTuple):
    """A module's bytes, and the content of each part: the names of its functions, and its remaining
    calls."""

    wasm: bytes
    parts: list[list[str | Call]]


class Memory:
    """The memory that compiled code itself needs: scratch memory for products, and the status
    word."""

    def __init__(self, items: Sequence[Kernel | Left]) -> None:
        most = max((item.scratch for item in items if isinstance(item, Kernel)), default=0)
        self._scratch = numpy.zeros(most + 16, numpy.uint8)
        self.status = numpy.zeros(1, numpy.int32)

    @property
    def scratch(self) -> int:
        """The address of the scratch memory, a multiple of 16."""
        return address(self._scratch) + 15 & ~15

    @property
    def arrays(self) -> list[Array]:
        """The arrays that hold this memory."""
        return [self._scratch, self.status]


class Builder:
    """Combines kernels into one module.

    Parameters
    ----------
    place : maps an address to the corresponding address in the module's memory.
    pages : the size of the module's memory, in pages of 64 KiB.
    returns : the value that every function called by the host returns: the address of Python's
        `None`. Such a function takes three parameters that it ignores, because CPython calls
        built-in functions in this way. If `returns` is None, functions have neither parameters nor
        a result.
    """

    def __init__(self, memory: Memory, place: Place, pages: int, returns: int | None) -> None:
        self.module = Module(pages)
        self._memory, self._place, self._returns = memory, place, returns

    def kernel(self, kernel: Kernel) -> bytes:
        """The instructions that call a kernel."""
        index = self.module.shared(kernel.spec, lambda: _body(kernel.spec))
        addresses = [access.at for access in kernel.accesses]
        if kernel.scratch:
            addresses.append(self._memory.scratch)
        if isinstance(kernel.spec, lookups.Spec):
            addresses.append(address(self._memory.status))
        return b"".join([i32(self._place(at)) for at in addresses]) + call(index)

    def export(self, name: str, code: bytes, locals_: Sequence[bytes] = ()) -> None:
        """Define a function that the host calls by `name`, and other modules by "<name> itself"."""
        export(self.module, name, function_body(code, locals_), self._returns)


def export(module: Module, name: str, body: bytes, returns: int | None) -> int:
    """Export a function without parameters and its variant for the host; see `Builder`. Returns its
    index in the module."""
    inner = module.add(body)
    module.export(f"{name} itself", inner)
    if returns is not None:
        # The variant must be a separate function, because the local variables' indices would follow
        # those of the parameters.
        outer = function_body(call(inner) + i32(returns))
        module.export(name, module.add(outer, I32 * 3, I32))
    else:
        module.export(name, inner)
    return inner


def compiled(
    parts: Sequence[Sequence[Kernel | Left]],
    memory: Memory,
    place: Place = lambda at: at,
    pages: int = 1,
    returns: int | None = None,
) -> Compiled:
    """Build one module with a function for each uninterrupted sequence of kernels in each part."""
    builder = Builder(memory, place, pages, returns)
    listed: list[list[str | Call]] = []
    count = 0
    for part in parts:
        entries: list[str | Call] = []
        code: list[bytes] = []

        def flush(entries: list[str | Call] = entries, code: list[bytes] = code) -> None:
            nonlocal count
            if code:
                entries.append(f"run{count}")
                builder.export(f"run{count}", b"".join(code))
                count += 1
                code.clear()

        for item in part:
            if isinstance(item, Left):
                flush()
                entries.append(item.call)
            else:
                code.append(builder.kernel(item))
        flush()
        listed.append(entries)
    return Compiled(builder.module.encode(), listed)
