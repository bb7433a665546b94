"""The recorder, which has NumPy's interface but records calls instead of executing them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field, replace
from typing import Any

import numpy
from numpy.typing import DTypeLike

from chainrule.engine.buffers import Arena, address, feature_major
from chainrule.engine.op import Array, Face, Op

REDUCTIONS: dict[str, numpy.ufunc] = {"sum": numpy.add, "max": numpy.maximum}


@dataclass(eq=False)
class OpRecord:
    """One op as it was recorded: its section and layer, and the names of its arrays."""

    section: str
    scope: str
    op: type[Op] | None
    backward: bool
    operands: dict[str, Array]
    results: dict[str, Array]
    settings: dict[str, Any] = field(default_factory=dict)


Replayable = tuple[Callable[..., Any], tuple[Any, ...]]
"""A function and its arguments, as a replay calls it."""


@dataclass(frozen=True, eq=False)
class Call:
    """One NumPy call: `function(*inputs, **options)`, whose result is written to `out`.

    `flops` is the number of its floating-point operations: two for each term of a product, none for
    a copy, and for any other function one for each entry read or for each entry written, whichever
    is more.
    """

    function: Any
    inputs: tuple[Any, ...]
    out: Array
    section: str
    record: OpRecord | None
    flops: int
    options: dict[str, Any] = field(default_factory=dict)

    def with_arrays(self, inputs: tuple[Any, ...], out: Array) -> Call:
        """The same call on different arrays."""
        flops = _flops(self.function, inputs, out)
        return replace(self, inputs=inputs, out=out, flops=flops)

    def using(
        self,
        function: Any,
        inputs: tuple[Any, ...],
        out: Array | None = None,
        flops: int | None = None,
    ) -> Call:
        """Another call for the same op, by default with the same output."""
        return replace(
            self,
            function=function,
            inputs=inputs,
            out=self.out if out is None else out,
            flops=self.flops if flops is None else flops,
        )

    @property
    def nbytes(self) -> int:
        """The number of bytes that the call reads and writes."""
        owner = getattr(self.function, "__self__", None)  # for a method of an array
        arrays = [x for x in (owner, *self.inputs, self.out) if isinstance(x, numpy.ndarray)]
        return sum(array.nbytes for array in arrays)


def _flops(function: Any, inputs: tuple[Any, ...], out: Array) -> int:
    if function is numpy.copyto:
        return 0
    if function is numpy.matmul:
        return 2 * out.size * inputs[0].shape[-1]
    sizes = [x.size for x in inputs if isinstance(x, numpy.ndarray)]
    return max([out.size, *sizes])


class Recorder:
    """Provides NumPy's interface to the kernels of ops, records their calls and allocates buffers.

    It offers only operations that can be replayed: ufuncs with `out=`, `sum`, `max`, `copyto`, and
    functions that write to their last argument (`run`).

    Parameters
    ----------
    replica_axes : 1 if every batch has a leading axis of replicas, 0 otherwise.
    """

    def __init__(self, replica_axes: int = 0) -> None:
        self.replica_axes = replica_axes
        self.calls: list[Call] = []
        self.records: list[OpRecord] = []
        self.section = "forward"
        self.scope = ""
        self.record: OpRecord | None = None
        self._storages: dict[int, tuple[Array, int]] = {}
        self._arenas: dict[str, Arena] = {}
        self._scratch: list[tuple[tuple[Any, ...], Array]] = []
        self._idle: dict[tuple[Any, ...], list[Array]] = {}
        self._ones: dict[int, Array] = {}

    def empty(
        self, shape: tuple[int, ...], dtype: DTypeLike, features: int = 1, kind: str = ""
    ) -> Array:
        """A new buffer of the program; batches are stored feature-major.

        Buffers of the same `kind` are adjacent, so that one call can process several of them.
        """
        if len(shape) < 2:
            return numpy.zeros(shape, dtype)
        view, storage = feature_major(
            shape,
            numpy.dtype(dtype),
            self.replica_axes,
            features,
            self._arenas.setdefault(kind, Arena()).zeros if kind else numpy.zeros,
        )
        self._storages[address(storage)] = storage, features
        return view

    def features(self, array: Array) -> int | None:
        """The number of feature axes of the buffer that starts at the address of `array`; None if
        there is no such buffer."""
        return self._storages.get(address(array), (None, None))[1]

    def empty_like(self, array: Array, dtype: DTypeLike | None = None) -> Array:
        """A buffer with the memory order of `array`; inside an op, the buffer is temporary and is
        reused later."""
        if self.record is None:
            return numpy.zeros_like(array, dtype)
        key = (array.shape, array.strides, numpy.dtype(dtype or array.dtype))
        idle = self._idle.get(key)
        scratch = idle.pop() if idle else numpy.zeros_like(array, dtype)
        self._scratch.append((key, scratch))
        return scratch

    def end_op(self) -> None:
        """Release the op's temporary memory."""
        for key, scratch in self._scratch:
            self._idle.setdefault(key, []).append(scratch)
        self._scratch.clear()
        self.record = None

    def ones(self, shape: tuple[int, ...], dtype: numpy.dtype) -> Array:
        """A constant array of ones. It is never written to, so a product with it can be optimised
        away."""
        array = numpy.ones(shape, dtype)
        array.flags.writeable = False
        self._ones[id(array)] = array
        return array

    def is_ones(self, array: Any) -> bool:
        """Whether `array` is an array created by `ones`, or a view of one."""
        return id(array) in self._ones or id(getattr(array, "base", None)) in self._ones

    def with_ones(self, array: Array) -> Array | None:
        """`array` (…, n, k) with its column of ones, as (…, n, k + 1); None if the array is stored
        without such a column."""
        storage, features = self._storages.get(address(array), (None, None))
        if storage is None or features != 1 or storage.ndim != array.ndim:
            return None
        whole = numpy.moveaxis(storage, 0, -1)
        same = array.shape == whole[..., :-1].shape and array.strides == whole.strides
        return whole if same else None

    def copyto(self, out: Array, source: Any, where: Array | None = None) -> None:
        """Record `out[...] = source`, or `out[where] = source[where]`."""
        self._append(numpy.copyto, (source,) if where is None else (source, where), out)

    def run(self, function: Any, *inputs: Any, out: Array) -> None:
        """Record `function(*inputs, out)`."""
        self._append(function, inputs, out)

    def __getattr__(self, name: str) -> Any:
        if name in REDUCTIONS:
            return self._reduction(REDUCTIONS[name])
        function = getattr(numpy, name)
        if not isinstance(function, numpy.ufunc):
            raise AttributeError(f"a program cannot record numpy.{name}; it records ufuncs")
        return self._ufunc(function)

    def _ufunc(self, function: numpy.ufunc) -> Any:
        def record(*inputs: Any, out: Array) -> Array:
            self._append(function, inputs, out)
            return out

        return record

    def _reduction(self, function: numpy.ufunc) -> Any:
        def record(x: Array, *, axis: Any, out: Array, keepdims: bool = False) -> Array:
            self._append(function.reduce, (x,), out, {"axis": axis, "keepdims": keepdims})
            return out

        return record

    def _append(
        self, function: Any, inputs: tuple[Any, ...], out: Array, options: Any = None
    ) -> None:
        flops = _flops(function, inputs, out)
        call = Call(function, inputs, out, self.section, self.record, flops, options or {})
        self.calls.append(call)


_face: ContextVar[Face] = ContextVar("face", default=numpy)


def current_face() -> Face:
    """NumPy, or the active recorder if there is one."""
    return _face.get()


def buffer(
    np: Face, shape: tuple[int, ...], dtype: DTypeLike, features: int, kind: str = ""
) -> Array:
    """An array to write to; under a recorder, its layout is that for `features` feature axes."""
    if isinstance(np, Recorder):
        return np.empty(shape, dtype, features, kind)
    return numpy.empty(shape, dtype)


def run(np: Face, function: Any, *inputs: Any, out: Array) -> None:
    """Run or record `function(*inputs, out)`, which writes to `out`."""
    if np is numpy:
        function(*inputs, out)
    else:
        np.run(function, *inputs, out=out)


@contextmanager
def facing(np: Face) -> Iterator[None]:
    """Make the ops in the block call `np` instead of NumPy."""
    token = _face.set(np)
    try:
        yield
    finally:
        _face.reset(token)


@contextmanager
def recording(replica_axes: int = 0) -> Iterator[Recorder]:
    """Record every op in the block instead of running it."""
    recorder = Recorder(replica_axes)
    with facing(recorder):
        yield recorder


@contextmanager
def section(name: str) -> Iterator[None]:
    """Mark the calls recorded in the block as the section `name`; this has no effect without a
    recorder.

    The section "update" is replayed last, wherever it was recorded. A layer's forward pass can
    therefore record changes to its state that apply only if the step is taken.
    """
    face = current_face()
    if not isinstance(face, Recorder):
        yield
        return
    before, face.section = face.section, name
    try:
        yield
    finally:
        face.section = before


@contextmanager
def scope(name: str) -> Iterator[None]:
    """Attribute the ops in the block to the layer `name`, nested inside the enclosing layers."""
    face = current_face()
    if not isinstance(face, Recorder):
        yield
        return
    before = face.scope
    face.scope = f"{before}.{name}" if before else name
    try:
        yield
    finally:
        face.scope = before


def current_scope() -> str:
    """The layer whose ops are being recorded; "" outside any layer or without a recorder."""
    face = current_face()
    return face.scope if isinstance(face, Recorder) else ""


@contextmanager
def op_record(
    op: type[Op] | None,
    operands: dict[str, Array],
    results: dict[str, Array],
    *,
    layer: str = "",
    backward: bool = False,
    settings: dict[str, Any] | None = None,
) -> Iterator[None]:
    """Attribute the calls in the block to one op, so that a trace can name the op."""
    face = current_face()
    if not isinstance(face, Recorder):
        yield
        return
    face.record = OpRecord(face.section, layer, op, backward, operands, results, settings or {})
    face.records.append(face.record)
    try:
        yield
    finally:
        face.end_op()
