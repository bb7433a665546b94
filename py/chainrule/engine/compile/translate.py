"""Translates recorded NumPy calls into kernels and the memory addresses that they access."""

from __future__ import annotations

import functools
from collections.abc import Callable, Sequence
from typing import Any, NamedTuple, Protocol

import numpy

from chainrule.engine.compile.forms import (
    Access,
    Overlapping,
    Untranslatable,
    broadcast_strides,
    entrywise,
    facts,
    is_array,
    kind_of,
    merged,
    remembering,
)
from chainrule.engine.compile.functions.ufuncs import (
    BOOL_FUNCTIONS,
    COMPARISONS,
    FLOAT_FUNCTIONS,
    WHOLE_FUNCTIONS,
)
from chainrule.engine.compile.kernels import elementwise, lookups, reductions
from chainrule.engine.compile.kernels.elementwise import Operand, Pointer, Step
from chainrule.engine.compile.lanes import SIZES
from chainrule.engine.compile.simpler import Product, apart, product_of, reordered, simpler
from chainrule.engine.op import Array
from chainrule.engine.recorder import Call

NAMES = {"true_divide": "divide", "abs": "absolute"}
MOST_POINTERS = 16
"""The largest total number of operands and results of the functions in one elementwise kernel."""


class Spec(Protocol):
    """Everything on which a kernel depends; equal specs share one function. Specs of different
    kinds are never equal, because they differ in their number of fields."""

    def build(self) -> tuple[bytes, bytes]: ...
    def __hash__(self) -> int: ...


class Kernel(NamedTuple):
    """A kernel that replaces some calls, and the memory that the kernel accesses.

    Attributes
    ----------
    calls : the indices of the calls.
    scratch : the number of bytes of memory to which the kernel's last argument points.
    checks : a call that raises the error if an index passed to this kernel was invalid.
    """

    spec: Spec
    accesses: tuple[Access, ...]
    calls: range
    scratch: int = 0
    checks: Call | None = None


class Left(NamedTuple):
    """A call that remains a NumPy call, and the reason."""

    call: Call
    calls: range
    reason: str


class _Elementwise(NamedTuple):
    """One function over an index space; `accesses` holds the accesses to its result and its
    operands."""

    function: str
    kind: str
    size: int
    lengths: tuple[int, ...]
    operands: tuple[float | int | Access, ...]
    out: Access
    accesses: tuple[Access, ...]
    call: Call
    number: int


Form = _Elementwise | Kernel | None


def kernels(calls: list[Call]) -> list[Kernel | Left]:
    """Translate the calls to kernels, in order."""
    with remembering():
        return _kernels(calls)


def _kernels(calls: list[Call]) -> list[Kernel | Left]:
    found: list[Kernel | Left] = []
    group: list[_Elementwise] = []

    def flush() -> None:
        if group:
            found.append(_joined(group))
            group.clear()

    for number, call in enumerate(calls):
        try:
            forms = _forms(call, number)
        except Untranslatable as reason:
            flush()
            found.append(Left(call, range(number, number + 1), str(reason)))
            continue
        for form in forms:
            if isinstance(form, _Elementwise):
                if group and not _joins(group, form):
                    flush()
                group.append(form)
            elif form is not None:
                flush()
                found.append(form)
    flush()
    return found


def _forms(call: Call, number: int) -> list[Form]:
    try:
        if call.function is numpy.matmul:
            return _products(call, number)
        return [_form(one, number) for one in simpler(call)]
    except Overlapping:
        return [_form(one, number) for one in apart(call)]


def _form(call: Call, number: int) -> Form:
    """Return the call as a kernel, or as a function that may become part of one; None if it has no
    effect."""
    function, out = call.function, call.out
    if not out.size:
        return None
    if function is numpy.copyto:
        if len(call.inputs) == 1:
            return _elementwise("copy", call.inputs, call, number)
        return _elementwise("where", (*call.inputs, out), call, number)
    if isinstance(function, numpy.ufunc):
        name = NAMES.get(function.__name__, function.__name__)
        return _elementwise(name, call.inputs, call, number)
    owner, name = getattr(function, "__self__", None), getattr(function, "__name__", "")
    if isinstance(owner, numpy.ufunc) and owner in (numpy.add, numpy.maximum):
        (x,) = call.inputs
        return _reduction(call, number, owner is numpy.maximum, [x], call.options["axis"])
    if isinstance(owner, numpy.ndarray) and name == "dot" and owner.ndim == 1:
        return _reduction(call, number, False, [owner, call.inputs[0]], 0)
    if name in _RUN:
        return _RUN[name](call, number)
    raise Untranslatable(f"the function {name or function}")


# --- elementwise ----------------------------------------------------------------------------------


@functools.cache
def _lane_of(function: str, inputs: tuple[str, ...], out: str) -> tuple[str, int]:
    """Return the lane type in which a function of arrays of these kinds computes, and the size of
    the kernel's lanes."""
    kinds = {*inputs} or {out}
    every = {*kinds, out}
    size = max([SIZES[kind] for kind in every if kind != "b1"], default=4)
    numbers = kinds - {"b1"}
    letters = {kind[0] for kind in numbers}
    if function in ("copy", "where"):
        # Bits are copied unchanged, except for bools and for floats of a different size.
        sources = numbers - {out}
        if not all(kind[0] == out[0] == "f" for kind in sources):
            raise Untranslatable(f"a copy from {sorted(kinds)} to {out}")
        return (f"f{size}" if out[0] == "f" else f"i{size}"), size
    if not numbers:
        known = BOOL_FUNCTIONS
        kind = f"i{size}"
    elif letters == {"f"}:
        known, kind = FLOAT_FUNCTIONS, f"f{size}"
    elif len(letters) == 1 and "b1" not in kinds:
        known, kind = WHOLE_FUNCTIONS, f"{letters.pop()}{size}"
        kind = "i8" if kind == "u8" else kind
    else:
        known, kind = set(), ""
    fits = function in COMPARISONS or out[0] in kind or not numbers
    if function not in known or not fits:
        raise Untranslatable(f"{function} of {sorted(kinds)} into {out}")
    return kind, size


def _elementwise(function: str, inputs: tuple[Any, ...], call: Call, number: int) -> _Elementwise:
    out = call.out
    if call.options:
        raise Untranslatable(f"{function} with options")
    if function == "right_shift" and is_array(inputs[1]):
        raise Untranslatable("a shift by an array")
    known = [facts(out), *[facts(x) for x in inputs if is_array(x)]]
    kind, size = _lane_of(function, tuple([x.kind for x in known[1:]]), known[0].kind)
    lengths, strides = entrywise(tuple([x.layout for x in known]))
    accesses = tuple([Access.of(x, lengths, s) for x, s in zip(known, strides, strict=True)])
    target, *others = accesses
    if _overlap(target, others):
        raise Overlapping
    dtype = next((x.array.dtype for x in known[1:] if x.kind != "b1"), out.dtype)
    queue = iter(others)
    operands = tuple(next(queue) if is_array(x) else dtype.type(x).item() for x in inputs)
    return _Elementwise(function, kind, size, lengths, operands, target, accesses, call, number)


def _overlap(written: Access, others: Sequence[Access]) -> bool:
    """Whether any of the other accesses may touch the written memory in a different order."""
    low, high = written.low, written.high
    return any(x.low < high and low < x.high and not x.same(written) for x in others)


def _joins(group: list[_Elementwise], new: _Elementwise) -> bool:
    """Whether a function can be computed in the same pass as the functions before it."""
    first = group[0]
    if (new.lengths, new.size) != (first.lengths, first.size):
        return False
    if new.call.record is not first.call.record or new.call.section != first.call.section:
        return False
    if sum(len(e.operands) + 1 for e in group) > MOST_POINTERS:
        return False
    return not any(
        _overlap(new.out, old.accesses) or _overlap(old.out, new.accesses) for old in group
    )


def _joined(group: list[_Elementwise]) -> Kernel:
    first = group[0]
    places: dict[tuple[int, tuple[int, ...], int], int] = {}
    pointers: list[Access] = []

    def number(x: Access) -> int:
        key = (x.at, x.strides, SIZES[x.kind])
        if key not in places:
            places[key] = len(pointers)
            pointers.append(x)
        return places[key]

    def operand(x: float | int | Access) -> Operand:
        return f"p{number(x)}" if isinstance(x, Access) else x

    steps = tuple(
        Step(e.function, e.kind, tuple(operand(x) for x in e.operands), number(e.out))
        for e in group
    )
    kinds = tuple(Pointer(x.strides, x.kind) for x in pointers)
    spec = elementwise.Spec(first.lengths, first.size, steps, kinds)
    return Kernel(spec, tuple(pointers), range(first.number, group[-1].number + 1))


def _one(number: int) -> range:
    return range(number, number + 1)


# --- reductions, products, look-ups ---------------------------------------------------------------


def _reduction(call: Call, number: int, maximum: bool, inputs: list[Array], axis: Any) -> Form:
    x, out = inputs[0], call.out
    kind = kind_of(out)
    if kind[0] != "f" or any(kind_of(v) != kind for v in inputs):
        raise Untranslatable(f"a reduction of {kind_of(x)} into {kind}")
    chosen = range(x.ndim) if axis is None else [axis] if isinstance(axis, int) else axis
    axes = sorted(a % x.ndim for a in chosen)
    kept_axes = [i for i in range(x.ndim) if i not in axes]
    if not all(v.size for v in inputs):
        return _elementwise("copy", (0.0,), call, number)
    steps = [out.strides[i] for i in kept_axes] if out.ndim == x.ndim else list(out.strides)
    rows = [v.strides for v in inputs]
    kept, kept_strides = merged(
        tuple(x.shape[i] for i in kept_axes),
        (tuple(steps), *(tuple(r[i] for i in kept_axes) for r in rows)),
    )
    reduced, reduced_strides = merged(
        tuple(x.shape[i] for i in axes), tuple(tuple(r[i] for i in axes) for r in rows)
    )
    if not reduced:
        reduced, reduced_strides = (1,), ((x.itemsize,),) * len(inputs)
    pairs = tuple(zip(kept_strides[1:], reduced_strides, strict=True))
    spec = reductions.Spec(kind, maximum, kept, reduced, pairs, kept_strides[0])
    lengths = (*kept, *reduced)
    reads = [
        Access.of(facts(v), lengths, (*k, *r)) for v, (k, r) in zip(inputs, pairs, strict=True)
    ]
    return Kernel(spec, (*reads, Access.of(facts(out), kept, kept_strides[0])), _one(number))


def _products(call: Call, number: int) -> list[Form]:
    """A product, with copies around it if no kernel supports the memory layout of its factors."""
    if not call.out.size:
        return []
    if not call.inputs[0].shape[-1]:
        return [_elementwise("copy", (0.0,), call, number)]
    product = product_of(call)
    if product[0].form is not None:
        return [_product(product, number)]
    return [
        form
        for one in reordered(call)
        for form in (
            _products(one, number) if one.function is numpy.matmul else [_form(one, number)]
        )
    ]


def _product(product: Product, number: int) -> Kernel:
    spec, arrays = product
    accesses = tuple([Access.of(facts(v), *w) for v, w in zip(arrays, spec.walks, strict=True)])
    return Kernel(spec, accesses, _one(number), spec.scratch)


def _erf(call: Call, number: int) -> Form:
    return _elementwise("erf", call.inputs, call, number)


def _rows(call: Call, number: int) -> Form:
    """The kernel of `ops.embedding`, which looks up rows or adds to them."""
    adds = call.function.__name__ == "_add_back"
    ids, other = call.inputs
    table, entries = (call.out, other) if adds else (other, call.out)
    kind = kind_of(table)
    if kind[0] != "f" or kind_of(entries) != kind or kind_of(ids)[0] != "f":
        raise Untranslatable("a look-up of or by numbers other than floats")
    shape = entries.shape
    between = (0,) * (len(shape) - 1 - (table.ndim - 2))
    table_steps = (*table.strides[:-2], *between, table.strides[-1])
    if table.ndim == 3:
        whole = broadcast_strides(facts(table).layout, (shape[0], *table.shape[1:]))
        table_steps = (whole[0], *between, whole[-1])
    steps = broadcast_strides(facts(ids).layout, shape[:-1])
    count, row = table.shape[-2], table.strides[-2]
    spec = lookups.Spec(
        kind, adds, shape, table_steps, (*steps, 0), entries.strides, kind_of(ids), count, row
    )
    reads = (
        Access.of(facts(table), (*shape, count), (*table_steps, row)),
        Access.of(facts(ids), shape[:-1], steps),
        Access.of(facts(entries), shape, entries.strides),
    )
    return Kernel(spec, reads, _one(number), checks=call)


def _places(call: Call, number: int) -> Form:
    """The kernel of `ops.shaping.Gather`, which takes entries from fixed positions or adds entries
    to them."""
    adds = call.function.__name__ == "_add_at"
    other, places = call.inputs
    table, entries = (call.out, other) if adds else (other, call.out)
    kind = kind_of(table)
    if kind[0] != "f" or kind_of(entries) != kind:
        raise Untranslatable("a look-up of numbers other than floats")
    steps = zip(places, table.strides, strict=True)
    offsets = numpy.zeros(entries.shape, numpy.int32)
    for place, step in steps:
        offsets += (place * step).astype(numpy.int32)
    shape = (*entries.shape, 1)
    zeros = (0,) * len(shape)
    spec = lookups.Spec(
        kind, adds, shape, zeros, (*offsets.strides, 0), (*entries.strides, 0), "i4"
    )
    if offsets.min() < 0:
        raise Untranslatable("places before the array's start")
    reads = (
        Access.of(facts(table), (), (), extra=int(offsets.max())),
        Access.of(facts(offsets), entries.shape, offsets.strides),
        Access.of(facts(entries), entries.shape, entries.strides),
    )
    return Kernel(spec, reads, _one(number))


_RUN: dict[str, Callable[[Call, int], Form]] = {
    "erf": _erf,
    "_look_up": _rows,
    "_add_back": _rows,
    "_take": _places,
    "_add_at": _places,
}
"""The package's own functions that a recorder can run, by name."""
