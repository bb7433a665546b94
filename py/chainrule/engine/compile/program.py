"""A program's calls, compiled for a host."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from typing import Protocol

from chainrule.engine.backends import Replayable
from chainrule.engine.compile.forms import Access
from chainrule.engine.compile.module import Memory, compiled
from chainrule.engine.compile.translate import Kernel, Left, kernels
from chainrule.engine.numpy_backend import lower
from chainrule.engine.op import Array
from chainrule.engine.recorder import Call


class Host(Protocol):
    """Where compiled code runs; see `hosts`."""

    @property
    def pages(self) -> int:
        """How many pages of 64 KiB the module's memory has."""
        ...

    @property
    def returns(self) -> int | None:
        """What functions return; see `module.Builder`."""
        ...

    def place(self, at: int) -> int:
        """Where an address of NumPy's lies in the module's memory."""
        ...

    def load(self, wasm: bytes, names: Sequence[str]) -> dict[str, Callable[[], None]]:
        """The module's functions, by name."""
        ...


def own_host() -> Callable[[Sequence[Array]], Host]:
    """The host of this platform."""
    if sys.platform == "emscripten":
        from chainrule.engine.compile.hosts.pyodide import Host
    else:
        from chainrule.engine.compile.hosts.wasmtime import Host
    return Host


class CompiledCalls:
    """Calls as kernels, and the modules made of them; owns both.

    Parameters
    ----------
    host : makes a host for the arrays of the program.
    """

    def __init__(self, calls: list[Call], host: Callable[[Sequence[Array]], Host]) -> None:
        self.calls = calls
        self.items = kernels(calls)
        self._memory = Memory(self.items)
        self._host = host([*self._arrays(), *self._memory.arrays])
        self._parts: dict[tuple[range, ...], list[list[Replayable]]] = {}
        self._checks = [x.checks for x in self.items if isinstance(x, Kernel) and x.checks]

    @property
    def left(self) -> list[Left]:
        """What stays NumPy's."""
        return [item for item in self.items if isinstance(item, Left)]

    def parts(self, ranges: Sequence[range]) -> list[list[Replayable]]:
        """What to call, in order, to replay each range of calls; compiled once."""
        key = tuple(ranges)
        if key not in self._parts:
            self._parts[key] = self._compiled(ranges)
        return self._parts[key]

    def _compiled(self, ranges: Sequence[range]) -> list[list[Replayable]]:
        chosen = [[x for x in self.items if _inside(x.calls, part)] for part in ranges]
        host = self._host
        done = compiled(chosen, self._memory, host.place, host.pages, host.returns)
        names = [entry for part in done.parts for entry in part if isinstance(entry, str)]
        functions = host.load(done.wasm, names)
        checks: list[Replayable] = [(self._check, ())] if self._checks else []
        return [
            [(functions[e], ()) if isinstance(e, str) else lower(e) for e in part] + checks
            for part in done.parts
        ]

    def _arrays(self) -> list[Array]:
        accesses: list[Access] = []
        for item in self.items:
            if isinstance(item, Kernel):
                accesses += item.accesses
        return [access.array for access in accesses]

    def _check(self) -> None:
        """Let NumPy say what is wrong with a number that names no row."""
        if self._memory.status[0]:
            self._memory.status[0] = 0
            for call in self._checks:
                function, arguments = lower(call)
                function(*arguments)


def _inside(calls: range, part: range) -> bool:
    return part.start <= calls.start and calls.stop <= part.stop
