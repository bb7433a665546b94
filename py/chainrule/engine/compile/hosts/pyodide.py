"""Runs compiled programs in the browser and in Node, on Pyodide's own memory.

Nothing is copied, because kernels receive the addresses of NumPy's arrays. A function is called as
a built-in function of CPython through a slot of Pyodide's function table; a call takes about 30 ns.
If Pyodide does not support this, the function is called as a JavaScript function, and a call takes
about 200 ns.
"""

from __future__ import annotations

import functools
import sys
import weakref
from collections.abc import Callable, Sequence
from typing import Any

import numpy

from chainrule.engine.buffers import address
from chainrule.engine.compile.assembler import Module, function_body
from chainrule.engine.compile.lanes import F4, ZERO
from chainrule.engine.op import Array

_FASTCALL = 0x80
"""METH_FASTCALL: the function is called with self, the address of the arguments, and their
number."""


class _Slot:
    """A slot of the function table, and the definition of the built-in function that calls it.

    Neither is ever freed; later programs reuse both.
    """

    def __init__(self, table: Any) -> None:
        self.index: int = table.length
        table.grow(1)
        self._name = numpy.frombuffer(b"compiled\0", numpy.uint8).copy()
        # The fields of PyMethodDef: name, function, flags, documentation.
        fields = [address(self._name), self.index, _FASTCALL, 0]
        self.definition = numpy.array(fields, numpy.uint32)


_idle: list[_Slot] = []


@functools.cache
def available() -> bool:
    """Whether Python runs in Pyodide, WebAssembly has SIMD, and modules can share Pyodide's
    memory."""
    if sys.platform != "emscripten":
        return False
    import js  # pyright: ignore[reportMissingImports]
    import pyodide_js  # pyright: ignore[reportMissingImports]
    from pyodide.ffi import to_js  # pyright: ignore[reportMissingImports]

    probe = Module(pages=1)
    drop = b"\x1a"
    probe.export("simd", probe.add(function_body(ZERO + F4.abs + drop)))
    validates = js.WebAssembly.validate(to_js(probe.encode()))
    return bool(validates) and hasattr(pyodide_js._module, "memory")


class Host:
    """The host in Pyodide; see `program.Host`. A host owns the functions that it has loaded until
    it is deleted."""

    def __init__(self, arrays: Sequence[Array]) -> None:
        import pyodide_js  # pyright: ignore[reportMissingImports]

        self._pyodide = pyodide_js._module
        self.pages: int = self._pyodide.memory.buffer.byteLength >> 16
        self.returns = id(None)
        self._slots: list[_Slot] = []
        self._exported: dict[int, Any] = {}
        weakref.finalize(self, _give_back, self._pyodide, self._slots)

    def place(self, at: int) -> int:
        """Return the same address."""
        return at

    def include(self, arrays: Sequence[Array]) -> None:
        """Do nothing, because modules can access all arrays."""

    def load(
        self, wasm: bytes, names: Sequence[str], step: Callable[[], None] | None = None
    ) -> dict[str, Callable[[], None]]:
        """Load a module and return its functions by name; it may import a previously loaded
        function as "step"."""
        import js  # pyright: ignore[reportMissingImports]
        from pyodide.ffi import to_js  # pyright: ignore[reportMissingImports]

        given = {"memory": self._pyodide.memory}
        if step is not None:
            given["step"] = self._exported[id(step)]
        imports = to_js({"env": given}, dict_converter=js.Object.fromEntries)
        module = js.WebAssembly.Module.new(to_js(wasm))
        exports = js.WebAssembly.Instance.new(module, imports).exports
        found = {name: self._function(getattr(exports, name)) for name in names}
        for name in names:
            self._exported[id(found[name])] = getattr(exports, f"{name} itself")
        return found

    def _function(self, exported: Any) -> Callable[[], None]:
        pyodide = self._pyodide
        if not hasattr(pyodide, "_PyCMethod_New") or not hasattr(pyodide, "_PyList_SetItem"):
            return exported
        if not _idle:
            _idle.append(_Slot(pyodide.wasmTable))
        slot = _idle.pop()
        self._slots.append(slot)
        pyodide.wasmTable.set(slot.index, exported)
        holder: list[Any] = [None]
        made = pyodide._PyCMethod_New(address(slot.definition), 0, 0, 0)
        pyodide._PyList_SetItem(id(holder), 0, made)  # steals the reference
        return holder[0]


def _give_back(pyodide: Any, slots: list[_Slot]) -> None:
    for slot in slots:
        pyodide.wasmTable.set(slot.index)  # null, so that a call traps
    _idle.extend(slots)
