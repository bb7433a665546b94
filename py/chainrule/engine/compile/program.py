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
from chainrule.engine.numpy_backend import lower
from chainrule.engine.op import Array
from chainrule.engine.recorder import Call, Replayable


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

    def include(self, arrays: Sequence[Array]) -> None:
        """Let modules reach these arrays too."""
        ...

    def load(
        self, wasm: bytes, names: Sequence[str], step: Callable[[], None] | None = None
    ) -> dict[str, Callable[[], None]]:
        """The module's functions, by name; it may import one loaded before as "step"."""
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

    name = "wasm"

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

    def loop(self, loop: Loop) -> CompiledLoop | None:
        """The whole program in a loop; None if some of its calls are NumPy's."""
        (whole,) = self.parts([range(len(self.calls))])
        if self.left or not whole:
            return None
        host, status = self._host, self._memory.status if self._checks else None
        host.include(loop.arrays())
        wasm = loop_module(loop, status, host.place, host.pages, host.returns)
        functions = host.load(wasm, ["loop", "draw", "epochs"], step=whole[0][0])
        return CompiledLoop(loop, host, functions, self._check if self._checks else None)

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


class CompiledLoop:
    """A loop over the steps of one program; see `loop.Loop`."""

    def __init__(
        self,
        loop: Loop,
        host: Host,
        functions: dict[str, Callable[[], None]],
        check: Callable[[], None] | None,
    ) -> None:
        self._loop, self._check = loop, check
        self._run, self._draw, self._epochs = (functions[n] for n in ("loop", "draw", "epochs"))
        place, numbers = host.place, loop.numbers
        self._words = place(address(numbers)) + 4 * SEED
        numbers[ORDER], numbers[LENGTH] = place(address(loop.order)), len(loop.order)
        self._rows = [(place(address(table)), target.nbytes) for table, target in loop.following]

    def draw(self, words: Sequence[int]) -> None:
        """Put the order of the epoch whose seed these are (see `order.words_of`) into `order`."""
        self._loop.numbers[SEED:].view(numpy.uint32)[:] = words
        self._draw()

    def run(self, first: int, steps: int, row: int = 0) -> int:
        """Take so many steps from the batch with that number on, with the tables' rows from `row`
        on; how many were taken, the one that stopped the loop included.

        Raises
        ------
        OutOfBounds
            If there are not so many batches.
        InputError
            If a look-up met a number that names no row.
        """
        size = len(self._loop.gatherings[0].batch)
        if first < 0 or steps < 1 or (first + steps) * size > len(self._loop.order):
            raise OutOfBounds(f"{steps} batches of {size} from the batch {first} on")
        if any(row < 0 or row + steps > len(table) for table, _ in self._loop.following):
            raise OutOfBounds(f"{steps} rows from {row} on")
        numbers = self._loop.numbers
        numbers[COUNT], numbers[DONE] = steps, 0
        numbers[BATCH] = numbers[ORDER] + 4 * first * size
        for place, (at, nbytes) in enumerate(self._rows):
            self._loop.starts[place] = at + row * nbytes
        self._run()
        if self._check is not None:
            self._check()
        return int(numbers[DONE])

    @property
    def repeats(self) -> bool:
        """Whether `run_epochs` works: not with look-ups, whose errors stop at their step, nor with
        tables."""
        return self._check is None and not self._loop.following

    def run_epochs(self, words: Sequence[int], word: int, epochs: int) -> tuple[int, int]:
        """Draw the order of an epoch and take its full batches, for so many epochs on end.

        words : the seed of the first, in which `word` is the number of the epoch's own word.

        Returns
        -------
        tuple
            (how many epochs came before the last, how many steps that had).
        """
        loop, numbers = self._loop, self._loop.numbers
        numbers[SEED:].view(numpy.uint32)[:] = words
        numbers[WORD], numbers[EPOCHS] = self._words + 4 * word, epochs
        numbers[COUNT] = len(loop.order) // len(loop.gatherings[0].batch)
        numbers[BATCH] = numbers[ORDER]
        self._epochs()
        # One that was not ended early is not left.
        return epochs - max(1, int(numbers[EPOCHS])), int(numbers[DONE])


def _inside(calls: range, part: range) -> bool:
    return part.start <= calls.start and calls.stop <= part.stop
