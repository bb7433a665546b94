"""Horizontal fusion: one call processes the adjacent buffers of several layers.

The backward pass of an activation multiplies the incoming gradient by the local derivative, which
depends only on the layer's own output. (ReLU applies a bit mask instead; see `ops.selecting`.) If
the outputs of all layers are adjacent in memory, the same calls can therefore compute all local
derivatives before the first of them is needed. For example, twelve small calls become two. The
recorder places the outputs of equal ops next to each other (`recorder.Recorder.empty`).
"""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass
from typing import Any

import numpy
from numpy.lib.stride_tricks import as_strided

from chainrule.engine.buffers import address, alike, flattened
from chainrule.engine.op import Array, Elementwise
from chainrule.engine.recorder import Call

APPLYING = (numpy.multiply, numpy.bitwise_and)
"""The functions that end a backward pass by computing dx from dy and the local derivative."""
LARGEST = 1 << 14
"""The size of the largest buffer that is fused. For larger buffers, the overhead of a call is
negligible."""


@dataclass(frozen=True)
class _Derivative:
    """The calls that compute one layer's local derivative from `source` into `target`."""

    start: int
    calls: tuple[Call, ...]
    source: Array
    target: Array
    template: Hashable


def fuse_derivatives(calls: list[Call]) -> list[Call]:
    """Compute the local derivatives of all layers with the same activation together."""
    groups: dict[Hashable, list[_Derivative]] = {}
    for start, group in _backward_groups(calls):
        found = _local_derivative(start, group)
        if found is not None:
            groups.setdefault(found.template, []).append(found)
    replaced: dict[int, list[Call]] = {}
    dropped: set[int] = set()
    for members in groups.values():
        if len(members) > 1:
            _replace(members, calls, replaced, dropped)
    return [
        new
        for index, call in enumerate(calls)
        for new in [*replaced.get(index, ()), *(() if index in dropped else (call,))]
    ]


def _backward_groups(calls: list[Call]) -> list[tuple[int, list[Call]]]:
    """The consecutive calls of each elementwise op's backward pass, with the index of the first
    call."""
    groups: list[tuple[int, list[Call]]] = []
    for index, call in enumerate(calls):
        record = call.record
        if record is None or not record.backward or record.op is None:
            continue
        if not issubclass(record.op, Elementwise):
            continue
        if groups and groups[-1][1][-1].record is record:
            groups[-1][1].append(call)
        else:
            groups.append((index, [call]))
    return groups


def _local_derivative(start: int, group: list[Call]) -> _Derivative | None:
    """The local derivative that the calls of `group` compute from one array before the last call
    applies it."""
    *calls, last = group
    if not calls or last.function not in APPLYING:
        return None
    target, template = calls[0].out, []
    if sum(_same_memory(x, target) for x in last.inputs) != 1:
        return None
    sources: dict[int, Array] = {}
    for call in calls:
        in_place = _same_memory(call.out, target)
        if not in_place or not isinstance(call.function, numpy.ufunc) or call.options:
            return None
        arrays = [x for x in call.inputs if isinstance(x, numpy.ndarray)]
        sources.update((id(x), x) for x in arrays if not _same_memory(x, target))
        tokens = tuple(_token(x, target) for x in call.inputs)
        template.append((call.function, call.out.dtype, tokens))
    if len(sources) != 1:
        return None
    (source,) = sources.values()
    if not alike(source, target) or source.size > LARGEST or flattened(source) is None:
        return None
    key = (tuple(template), id(source.base), source.dtype)
    return _Derivative(start, tuple(calls), source, target, key)


def _same_memory(x: Any, target: Array) -> bool:
    """Whether x is `target` or a view of it with another dtype."""
    return isinstance(x, numpy.ndarray) and address(x) == address(target) and alike(x, target)


def _token(x: Any, target: Array) -> Hashable:
    if isinstance(x, numpy.ndarray):
        return ("target", x.dtype) if _same_memory(x, target) else "source"
    return x


def _replace(
    members: list[_Derivative],
    calls: list[Call],
    replaced: dict[int, list[Call]],
    dropped: set[int],
) -> None:
    """Replace the members' own derivatives by a single one over the memory of all sources."""
    low = min(address(m.source) for m in members)
    high = max(address(m.source) + m.source.nbytes for m in members)
    first = next(m for m in members if address(m.source) == low)
    entries = (high - low) // first.source.itemsize
    source = as_strided(first.source, (entries,), (first.source.itemsize,))
    target = numpy.zeros_like(source)
    earliest = min(members, key=lambda m: m.start)
    replaced[earliest.start] = [
        Call(
            call.function,
            tuple(_moved(x, earliest, source, target) for x in call.inputs),
            target.view(call.out.dtype),
            call.section,
            None,
            entries,
        )
        for call in earliest.calls
    ]
    for member in members:
        dropped.update(range(member.start, member.start + len(member.calls)))
        offset = (address(member.source) - low) // source.itemsize
        own = as_strided(target[offset:], member.source.shape, member.source.strides)
        last = member.start + len(member.calls)
        inputs = (
            own.view(x.dtype) if _same_memory(x, member.target) else x for x in calls[last].inputs
        )
        calls[last] = calls[last].using(calls[last].function, tuple(inputs))


def _moved(x: Any, member: _Derivative, source: Array, target: Array) -> Any:
    if x is member.source:
        return source
    return target.view(x.dtype) if _same_memory(x, member.target) else x
