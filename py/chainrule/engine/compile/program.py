"""A program's calls, compiled for a host."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from typing import Protocol

import numpy

from chainrule.engine.buffers import address
from chainrule.engine.compile.forms import Access, OutOfBounds
from chainrule.engine.compile.loop import (
    BATCH,
    COUNT,
    DONE,
    EPOCHS,
    LENGTH,
    ORDER,
    SEED,
    WORD,
    Loop,
    loop_module,
)
from chainrule.engine.compile.module import Memory, compiled
from chainrule.engine.compile.translate import Kernel, Left, kernels
from chainrule.engine.op import Array
from chainrule.engine.recorder import Call, Replayable


class Host(Protocol):
    """The environment in which compiled code runs; see `hosts`."""

    @property
    def pages(self) -> int:
        """The size of the module's memory, in pages of 64 KiB."""
        ...

    @property
    def returns(self) -> int | None:
        """The value that functions return; see `module.Builder`."""
        ...

    def place(self, at: int) -> int:
        """The position in the module's memory that corresponds to an address in NumPy's memory."""
        ...

    def include(self, arrays: Sequence[Array]) -> None:
        """Make further arrays accessible to modules."""
        ...

    def load(
        self, wasm: bytes, names: Sequence[str], step: Callable[[], None] | None = None
    ) -> dict[str, Callable[[], None]]:
        """Load a module and return its functions by name; it may import a previously loaded
        function as "step"."""
        ...


def own_host() -> Callable[[Sequence[Array]], Host]:
    """Return the host class for this platform."""
    if sys.platform == "emscripten":
        from chainrule.engine.compile.hosts.pyodide import Host
    else:
        from chainrule.engine.compile.hosts.wasmtime import Host
    return Host


class CompiledCalls:
    """A program's calls as kernels, together with the modules built from them.

    Parameters
    ----------
    host : creates a host for the program's arrays.
    """

    name = "wasm"

    def __init__(self, calls: list[Call], host: Callable[[Sequence[Array]], Host]) -> None:
        self.calls = calls
        self.items = kernels(calls)
        self._memory = Memory(self.items)
        self.host = host([*self._arrays(), *self._memory.arrays])
        self._parts: dict[tuple[range, ...], list[list[Replayable]]] = {}
        self._checks = [x.checks for x in self.items if isinstance(x, Kernel) and x.checks]

    @property
    def left(self) -> list[Left]:
        """The calls that remain NumPy calls."""
        return [item for item in self.items if isinstance(item, Left)]

    def parts(self, ranges: Sequence[range]) -> list[list[Replayable]]:
        """The functions to call, in order, when replaying each range of calls; each set of ranges
        is compiled once."""
        key = tuple(ranges)
        if key not in self._parts:
            self._parts[key] = self._compiled(ranges)
        return self._parts[key]

    def _compiled(self, ranges: Sequence[range]) -> list[list[Replayable]]:
        chosen = [[x for x in self.items if _inside(x.calls, part)] for part in ranges]
        host = self.host
        done = compiled(chosen, self._memory, host.place, host.pages, host.returns)
        names = [entry for part in done.parts for entry in part if isinstance(entry, str)]
        functions = host.load(done.wasm, names)
        checks: list[Replayable] = [(self.check, ())] if self._checks else []
        return [
            [(functions[e], ()) if isinstance(e, str) else _by_numpy(e) for e in part] + checks
            for part in done.parts
        ]

    def loop(self, loop: Loop) -> CompiledLoop | None:
        """Return a loop over the whole program, or None if some of its calls remain NumPy calls."""
        (whole,) = self.parts([range(len(self.calls))])
        if self.left or not whole:
            return None
        host, status = self.host, self._memory.status if self._checks else None
        host.include(loop.arrays())
        wasm = loop_module(loop, status, host.place, host.pages, host.returns)
        functions = host.load(wasm, ["loop", "draw", "epochs"], step=whole[0][0])
        return CompiledLoop(loop, self, functions)

    def _arrays(self) -> list[Array]:
        accesses: list[Access] = []
        for item in self.items:
            if isinstance(item, Kernel):
                accesses += item.accesses
        return [access.array for access in accesses]

    @property
    def has_checks(self) -> bool:
        """Whether the program contains look-ups, whose indices may be invalid."""
        return bool(self._checks)

    def check(self) -> None:
        """If an index was invalid, let NumPy raise the error."""
        if self._memory.status[0]:
            self._memory.status[0] = 0
            for call in self._checks:
                function, arguments = _by_numpy(call)
                function(*arguments)


class CompiledLoop:
    """A loop over the steps of one program; see `loop.Loop`."""

    def __init__(
        self, loop: Loop, calls: CompiledCalls, functions: dict[str, Callable[[], None]]
    ) -> None:
        # Keep a reference to `calls`, which owns the functions and the program's arrays.
        self._loop, self._calls = loop, calls
        self._run, self._draw, self._epochs = (functions[n] for n in ("loop", "draw", "epochs"))
        place, numbers = calls.host.place, loop.numbers
        self._words = place(address(numbers)) + 4 * SEED
        numbers[ORDER], numbers[LENGTH] = place(address(loop.order)), len(loop.order)
        self._rows = [place(address(table)) for table, _ in loop.following]

    def draw(self, words: Sequence[int]) -> None:
        """Write the order of the epoch whose seed has these words (see `order.words_of`) into
        `order`."""
        self._loop.numbers[SEED:].view(numpy.uint32)[:] = words
        self._draw()

    def run(self, first: int, steps: int) -> int:
        """Take `steps` steps, starting with the batch at index `first` and the first row of each
        table. Returns the number of steps taken, including a step that stopped the loop.

        Raises
        ------
        OutOfBounds
            If there are not enough batches or rows of a table.
        InputError
            If a look-up had an invalid index.
        """
        size = len(self._loop.gatherings[0].batch)
        if first < 0 or steps < 1 or (first + steps) * size > len(self._loop.order):
            raise OutOfBounds(f"{steps} batches of {size} from the batch {first} on")
        if any(steps > len(table) for table, _ in self._loop.following):
            raise OutOfBounds(f"{steps} rows of a table")
        numbers = self._loop.numbers
        numbers[COUNT], numbers[DONE] = steps, 0
        numbers[BATCH] = numbers[ORDER] + 4 * first * size
        self._loop.starts[: len(self._rows)] = self._rows
        self._run()
        self._calls.check()
        return int(numbers[DONE])

    @property
    def repeats(self) -> bool:
        """Whether `run_epochs` is available. It is not if the program has look-ups, whose errors
        must be raised at the step in which they occur, or if the loop has tables."""
        return not self._calls.has_checks and not self._loop.following

    def run_epochs(self, words: Sequence[int], word: int, epochs: int) -> tuple[int, int]:
        """Draw the order of an epoch and train on its full batches, for several epochs in a row.

        words : the words of the first epoch's seed, in which `word` is the index of the word that
            holds the epoch.

        Returns
        -------
        tuple (the number of epochs before the last one, the number of steps in the last one).
        """
        loop, numbers = self._loop, self._loop.numbers
        numbers[SEED:].view(numpy.uint32)[:] = words
        numbers[WORD], numbers[EPOCHS] = self._words + 4 * word, epochs
        numbers[COUNT] = len(loop.order) // len(loop.gatherings[0].batch)
        numbers[BATCH] = numbers[ORDER]
        self._epochs()
        # An epoch that ended early still counts as remaining.
        return epochs - max(1, int(numbers[EPOCHS])), int(numbers[DONE])


def _inside(calls: range, part: range) -> bool:
    return part.start <= calls.start and calls.stop <= part.stop


def _by_numpy(call: Call) -> Replayable:
    # Imported only when needed, because in a browser no call is left to NumPy.
    from chainrule.engine.numpy_backend import lower

    return lower(call)
