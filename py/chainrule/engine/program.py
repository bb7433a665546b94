"""`Program`: one training step as a flat list of NumPy calls on fixed buffers."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, NamedTuple, TypeVar

import numpy

from chainrule.engine.backends import Prepared, prepare
from chainrule.engine.op import Array
from chainrule.engine.planning import plan
from chainrule.engine.recorder import Call, OpRecord, Replayable, recording

Result = TypeVar("Result")


class Cost(NamedTuple):
    """The numbers of calls, of floating-point operations, and of bytes read and written."""

    calls: int
    flops: int
    nbytes: int


@dataclass(frozen=True)
class TracedOp:
    """One op of a replayed step, with copies of the arrays that it read and wrote."""

    section: str
    layer: str
    name: str
    backward: bool
    latex: str
    derivatives: tuple[str, ...]
    operands: dict[str, Array]
    results: dict[str, Array]
    settings: dict[str, Any]


class Program:
    """A recorded function that is replayed without building a graph, allocating memory or
    dispatching ops.

    Attributes
    ----------
    calls : the planned calls, in order.
    prepared : the same calls, prepared by a backend (see `engine.backends`).
    sections : the range of calls of each named section.

    Examples
    --------
    >>> import numpy as np
    >>> from chainrule import Tensor
    >>> x = Tensor(np.zeros((3, 2)))
    >>> program, y = Program.record(lambda: x.tanh())
    >>> x.data[...] = 1
    >>> program.replay()
    >>> float(y.data[0, 0]) == float(np.tanh(1.0))
    True
    """

    def __init__(self, prepared: Prepared, records: list[OpRecord]) -> None:
        self.prepared, self.calls = prepared, prepared.calls
        self.records = records
        self.sections = _sections(self.calls)
        self._list: list[Replayable]
        (self._list,) = prepared.parts([range(len(self.calls))])

    @classmethod
    def record(
        cls, function: Callable[[], Result], replicas: int | None = None
    ) -> tuple[Program, Result]:
        """Record the calls of `function` without executing them; also return the function's result.

        The result's arrays are buffers of the program, which hold values only after a replay. If
        `replicas` is given, batches have a leading axis of that length, with one entry per network.
        """
        with recording(replica_axes=0 if replicas is None else 1) as recorder:
            result = function()
        return cls(prepare(plan(recorder)), recorder.records), result

    def __len__(self) -> int:
        return len(self.calls)

    def costs(self) -> dict[str, Cost]:
        """The cost of a replay, by section.

        A product of (m, k) and (k, n) counts as 2mkn operations. Any other call counts as one
        operation for each entry that it reads or for each entry that it writes, whichever is more.
        A copy counts as none.
        """
        return {
            name: Cost(
                calls=len(span),
                flops=sum(self.calls[i].flops for i in span),
                nbytes=sum(self.calls[i].nbytes for i in span),
            )
            for name, span in self.sections.items()
        }

    def replay(self) -> None:
        """Make all calls, in order."""
        for function, arguments in self._list:
            function(*arguments)

    def replay_sections(self, *names: str) -> None:
        """Replay only the named sections, for example all except the update."""
        for name in names:
            (part,) = self.prepared.parts([self.sections.get(name, range(0))])
            for function, arguments in part:
                function(*arguments)

    def trace(self) -> Iterator[TracedOp]:
        """Replay one step op by op, yield the arrays that each op read and wrote, and restore all
        state.

        The calls are the same as in training. All arrays that they overwrite (weights, optimizer
        state, buffers) are restored before the first op is yielded, so that reading the trace,
        completely or in part, never affects training.
        """
        written = {id(base): base for base in (_owner(call.out) for call in self.calls)}
        before = [(array, array.copy()) for array in written.values()]
        traced: list[TracedOp] = []
        silent = self._without_calls()
        try:
            traced += [_traced(view, _copies(view.operands)) for view in silent.get(None, ())]
            ranges = list(self._record_ranges())
            parts = self.prepared.parts([part for part, _ in ranges])
            for part, (_, record) in zip(parts, ranges, strict=True):
                operands = {} if record is None else _copies(record.operands)
                for function, arguments in part:
                    function(*arguments)
                if record is not None:
                    traced.append(_traced(record, operands))
                    views = silent.pop(id(record), ())
                    traced += [_traced(view, _copies(view.operands)) for view in views]
        finally:
            for array, values in before:
                numpy.copyto(array, values)
        yield from traced

    def _without_calls(self) -> dict[int | None, list[OpRecord]]:
        """Ops that are views and need no call, grouped by the preceding op that has calls."""
        busy = {id(call.record) for call in self.calls}
        found: dict[int | None, list[OpRecord]] = {}
        last = None
        for record in self.records:
            if id(record) in busy:
                last = id(record)
            else:
                found.setdefault(last, []).append(record)
        return found

    def _record_ranges(self) -> Iterator[tuple[range, OpRecord | None]]:
        """Consecutive ranges of calls, each belonging to one op. Calls without an op, such as those
        that restore frozen weights after the update, are assigned to the preceding op."""
        start, record = 0, None
        for index, call in enumerate(self.calls):
            if call.record is not None and call.record is not record:
                if index:
                    yield range(start, index), record
                start, record = index, call.record
        yield range(start, len(self.calls)), record


def _owner(array: Array) -> Array:
    base = array.base
    return base if isinstance(base, numpy.ndarray) else array


def _sections(calls: list[Call]) -> dict[str, range]:
    sections: dict[str, range] = {}
    for index, call in enumerate(calls):
        start = sections[call.section].start if call.section in sections else index
        sections[call.section] = range(start, index + 1)
    return sections


def _copies(arrays: dict[str, Array]) -> dict[str, Array]:
    return {name: array.copy() for name, array in arrays.items()}


def _traced(record: OpRecord, operands: dict[str, Array]) -> TracedOp:
    op = record.op
    return TracedOp(
        section=record.section,
        layer=record.scope,
        name=op.__name__ if op else "update",
        backward=record.backward,
        latex=op.latex if op else "",
        derivatives=op.derivatives if op else (),
        operands=operands,
        results=_copies(record.results),
        settings=record.settings,
    )
