"""`Program`: one step of training as a flat list of NumPy calls on fixed buffers."""

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
    """Calls, floating-point operations and bytes of memory read and written."""

    calls: int
    flops: int
    nbytes: int


@dataclass(frozen=True)
class TracedOp:
    """One op of a replayed step, with copies of what it read and wrote."""

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
    """A recorded function, replayed without graph, allocation or dispatch.

    Attributes
    ----------
    calls : the planned calls, in order.
    prepared : the same as a backend runs them (see `engine.backends`).
    sections : for each section's name the range of its calls.

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
        """Record what `function` computes, without computing it; also return its result.

        The result's arrays are buffers of the program: they hold values after a replay. With
        `replicas`, batches have a leading axis of as many networks.
        """
        with recording(replica_axes=0 if replicas is None else 1) as recorder:
            result = function()
        return cls(prepare(plan(recorder)), recorder.records), result

    def __len__(self) -> int:
        return len(self.calls)

    def costs(self) -> dict[str, Cost]:
        """What a replay costs, section by section.

        A product of (m, k) and (k, n) counts 2mkn operations, another call one for each entry
        that it reads or writes, whichever are more, a copy none; bytes are those read and
        written.
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
        """Run the calls, in order."""
        for function, arguments in self._list:
            function(*arguments)

    def replay_sections(self, *names: str) -> None:
        """Run only the named sections, for example all but the update."""
        for name in names:
            (part,) = self.prepared.parts([self.sections.get(name, range(0))])
            for function, arguments in part:
                function(*arguments)

    def trace(self) -> Iterator[TracedOp]:
        """Replay one step op by op, yield what each op read and wrote, and put all back.

        The replay is the program's own. Everything it overwrites (weights, optimizer state,
        buffers) is restored before the first op is yielded: what happens between two looks, or
        a walk left half done, never changes what is trained.
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
        """Ops that are views and so need no call, by the op with calls that they follow."""
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
        """Consecutive ranges of calls that belong to one op; calls of none go with the op before
        them, as those that keep frozen weights go with the update."""
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
