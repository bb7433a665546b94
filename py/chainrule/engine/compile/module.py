"""The module: parts of a program's calls as functions without parameters."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass

import numpy

from chainrule.engine.buffers import address
from chainrule.engine.compile.assembler import (
    I32,
    Module,
    call,
    function_body,
    i32,
)
from chainrule.engine.compile.translate import Kernel, Left, Spec
from chainrule.engine.op import Array
from chainrule.engine.recorder import Call

Place = Callable[[int], int]
"""From an address in NumPy's memory to that in the module's."""

_LARGEST_CACHE = 4096
_bodies: dict[Hashable, tuple[bytes, bytes]] = {}


def _body(spec: Spec) -> tuple[bytes, bytes]:
    """The kernel, written once: equal layers and later compilations share it."""
    found = _bodies.get(spec)
    if found is None:
        if len(_bodies) >= _LARGEST_CACHE:
            _bodies.clear()
        found = _bodies[spec] = spec.build()
    return found


@dataclass(frozen=True)
class Compiled:
    """A module's bytes, and what each part runs: names of its functions, and calls left."""

    wasm: bytes
    parts: list[list[str | Call]]


class Memory:
    """What compiled code needs of its own: scratch for products, and the status word."""

    def __init__(self, items: Sequence[Kernel | Left]) -> None:
        most = max((item.scratch for item in items if isinstance(item, Kernel)), default=0)
        self._scratch = numpy.zeros(most + 16, numpy.uint8)
        self.status = numpy.zeros(1, numpy.int32)

    @property
    def scratch(self) -> int:
        """The address of the scratch, a multiple of 16."""
        return address(self._scratch) + 15 & ~15

    @property
    def arrays(self) -> list[Array]:
        """All of it."""
        return [self._scratch, self.status]


class Builder:
    """Puts kernels into one module.

    Parameters
    ----------
    place : where an address lies in the module's memory.
    pages : how many pages of 64 KiB that memory has.
    returns : what every function returns, and takes three parameters that it ignores, as CPython
        calls a built-in function: the address of `None`. None for neither.
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
        if kernel.checks is not None or type(kernel.spec).__module__.endswith("lookups"):
            addresses.append(address(self._memory.status))
        return b"".join(i32(self._place(at)) for at in addresses) + call(index)

    def export(self, name: str, code: bytes, locals_: Sequence[bytes] = ()) -> None:
        """A function that the host calls by this name, and other modules as "<name> itself"."""
        export(self.module, name, function_body(code, locals_), self._returns)


def export(module: Module, name: str, body: bytes, returns: int | None) -> int:
    """Export a function without parameters, and the same as the host calls it; see `Builder`.
    Returns its index in the module."""
    inner = module.add(body)
    module.export(f"{name} itself", inner)
    if returns is not None:
        # Its own locals would stand behind the parameters: so it is a function of its own.
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
    """One module with a function for each run of kernels of each part."""
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
