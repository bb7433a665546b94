"""A program's calls, compiled for a host."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Protocol

from chainrule.engine.compile.forms import Access
from chainrule.engine.compile.module import Memory, compiled
from chainrule.engine.compile.translate import Kernel, Left, kernels
from chainrule.engine.op import Array
from chainrule.engine.planning import lower
from chainrule.engine.recorder import Call

Replayable = tuple[Callable[..., Any], tuple[Any, ...]]


class Host(Protocol):
    """Where compiled code runs; see `hosts`."""

    pages: int
    returns: int | None

    def place(self, at: int) -> int:
        """Where an address of NumPy's lies in the module's memory."""
        ...

    def load(self, wasm: bytes, names: Sequence[str]) -> dict[str, Callable[[], None]]:
        """The module's functions, by name."""
        ...


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
        self._checks = [x.checks for x in self.items if isinstance(x, Kernel) and x.checks]

    @property
    def left(self) -> list[Left]:
        """What stays NumPy's."""
        return [item for item in self.items if isinstance(item, Left)]

    def parts(self, ranges: Sequence[range]) -> list[list[Replayable]]:
        """What replays each range of calls."""
        chosen = [[x for x in self.items if _inside(x.calls, part)] for part in ranges]
        done = compiled(
            chosen, self._memory, self._host.place, self._host.pages, self._host.returns
        )
        names = [entry for part in done.parts for entry in part if isinstance(entry, str)]
        functions = self._host.load(done.wasm, names)
        checks = [(self._check, ())] if self._checks else []
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
