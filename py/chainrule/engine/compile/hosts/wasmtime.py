"""Runs compiled programs natively in wasmtime, with the same results as in a browser, bit for bit.

The module works on copies of the program's arrays, which are synchronised before and after each
call. This host is intended for tests and for reproducing runs of the page, not for speed.
"""

from __future__ import annotations

import atexit
import bisect
import ctypes
import functools
from collections.abc import Callable, Sequence
from typing import Any

import numpy
from numpy.lib.stride_tricks import as_strided

from chainrule.engine.buffers import address
from chainrule.engine.compile.forms import memory, owner
from chainrule.engine.op import Array

PAGE = 1 << 16


@functools.cache
def _engine() -> Any:
    import wasmtime

    config = wasmtime.Config()
    config.wasm_simd = True
    config.wasm_relaxed_simd = False  # its results depend on the machine
    atexit.register(_engine.cache_clear)  # its destructor requires the interpreter
    return wasmtime.Engine(config)


class Host:
    """The arrays of one program, each with a position in the module's memory.

    Parameters
    ----------
    arrays : every array that compiled code reads or writes.
    """

    returns = None

    def __init__(self, arrays: Sequence[Array]) -> None:
        import wasmtime

        self._places: list[tuple[int, int, int]] = []
        self._copies: list[tuple[Array, int]] = []
        self._end = 1024
        self._store = wasmtime.Store(_engine())
        self._memory = wasmtime.Memory(self._store, wasmtime.MemoryType(wasmtime.Limits(1, None)))
        self._exported: dict[Callable[[], None], Any] = {}
        self.include(arrays)

    @property
    def pages(self) -> int:
        """The size of the memory, in pages of 64 KiB."""
        return self._memory.size(self._store)

    def include(self, arrays: Sequence[Array]) -> None:
        """Assign a position to each array that does not have one yet."""
        taken = {low for low, _, _ in self._places}
        for whole in {address(whole): whole for whole in map(owner, arrays)}.values():
            low, high = memory(whole)
            if low == high or low in taken:
                continue
            bisect.insort(self._places, (low, high, self._end))
            flat = as_strided(whole, (whole.size,), (whole.itemsize,))
            self._copies.append((flat.view(numpy.uint8), self._end))
            self._end = (self._end + high - low + 63) // 16 * 16
        self._memory.grow(self._store, max(0, self._end // PAGE + 1 - self.pages))
        size = self.pages * PAGE
        pointer = self._memory.data_ptr(self._store)
        raw = ctypes.cast(pointer, ctypes.POINTER(ctypes.c_uint8 * size)).contents
        self._bytes = numpy.ctypeslib.as_array(raw)

    def place(self, at: int) -> int:
        """The position of an address in the module's memory."""
        index = bisect.bisect_right(self._places, at, key=lambda place: place[0]) - 1
        low, high, target = self._places[index]
        if not low <= at <= high:
            raise ValueError(f"the address {at} is in no array of the program")
        return target + at - low

    def load(
        self, wasm: bytes, names: Sequence[str], step: Callable[[], None] | None = None
    ) -> dict[str, Callable[[], None]]:
        """Load a module and return its functions by name; it may import a previously loaded
        function as "step"."""
        import wasmtime

        imports = [self._memory] if step is None else [self._memory, self._exported[step]]
        module = wasmtime.Module(_engine(), wasm)
        exports = wasmtime.Instance(self._store, module, imports).exports(self._store)
        found = {name: functools.partial(self._run, exports[name]) for name in names}
        self._exported |= {found[name]: exports[f"{name} itself"] for name in names}
        return dict(found)

    def _run(self, function: Any) -> None:
        for array, at in self._copies:
            self._bytes[at : at + array.size] = array
        function(self._store)
        for array, at in self._copies:
            if array.flags.writeable:
                array[...] = self._bytes[at : at + array.size]
