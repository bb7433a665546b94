"""Checkpoints: a run as text, which the page stores so that a new worker can resume the run if this
one dies.

Because a checkpoint is created every few seconds, it contains only as many of the earlier snapshots
of the run and of its branches as fit into `TIMELINE_MEMORY` and `BRANCH_MEMORY`.
"""

from __future__ import annotations

import base64
import dataclasses
import itertools
import json
import math
import time
from typing import Any

import numpy

from chainrule.browser.run.branch import Branch
from chainrule.browser.run.live import Live
from chainrule.browser.words import decoded, encoded
from chainrule.engine.op import Array
from chainrule.errors import InputError
from chainrule.experiment.experiment import Experiment
from chainrule.phrases import phrase
from chainrule.training.records.history import History, Record
from chainrule.training.records.snapshot import Best, Snapshot
from chainrule.training.records.timeline import Timeline, TimelineEntry

EVERY_S = 3.0
MOST_SHARE = 0.05
"""The largest share of the time that checkpoints of a large network may take."""
TIMELINE_MEMORY = 2**19
BRANCH_MEMORY = 2**17
"""The memory limits of the run's snapshots and of each branch, in bytes."""


class Checkpoints:
    """Decides whether a new checkpoint is due, that is, whether the run has changed and the last
    checkpoint is old enough."""

    def __init__(self) -> None:
        self._last = (-1, 0, 0)
        self._due = self._took = 0.0

    def is_due(self, live: Live) -> bool:
        """Whether a checkpoint is due; if so, it counts as created from then on. If the run is
        paused, a checkpoint is due as soon as the run has changed."""
        weights = 0 if live.training else hash(live.run.theta.tobytes())
        now, place = time.monotonic(), (live.generation, live.run.step_count, weights)
        is_known = place == self._last or live.present is not None
        if is_known or (live.training and now < self._due):
            return False
        self._last, self._due = place, now + max(EVERY_S, self._took / MOST_SHARE)
        return True

    def pack(self, live: Live) -> str:
        """A checkpoint. The time taken to create it determines when the next one is due."""
        start = time.monotonic()
        text = pack(live)
        self._took = time.monotonic() - start
        return text


def pack(live: Live) -> str:
    """Everything that `unpack` needs to resume the run exactly."""
    return encoded(
        {
            "experiment": live.experiment.to_dict(),
            "initial": _coded_or_none(live.initial),
            "marks": live.marks,
            "tip": _packed_snapshots([live.run.snapshot()]),
            "goal": live.goal,
            "history": _packed_history(live.run.history),
            "timeline": _packed_timeline(live.timeline.thinned(TIMELINE_MEMORY)),
            "is_thinned": live.timeline.nbytes > TIMELINE_MEMORY,
            "branches": [_packed_branch(branch) for branch in live.branches],
        }
    )


def unpack(text: str, live: Live) -> bool:
    """Restore the packed run into `live`, paused or, if it had a goal, training towards it.

    Returns
    -------
    bool
        Whether the text contained all earlier snapshots of the run.

    Raises
    ------
    InputError
        If the text was not written by this version of the package; `live` is then unchanged.
    """
    try:
        values = decoded(text)
        experiment = _experiment(values["experiment"])
        [tip] = _snapshots(values["tip"])
        timeline = _timeline(values["timeline"], experiment)
        branches = [_branch(branch) for branch in values["branches"]]
        initial, marks = _decoded_or_none(values["initial"]), values["marks"]
        history, goal, is_thinned = values["history"], values["goal"], values["is_thinned"]
    except (KeyError, TypeError, ValueError) as error:
        allowed = phrase("allowed.same_version")
        raise InputError("checkpoint", phrase("value.other_version"), allowed) from error
    live.start_over(experiment, initial)
    live.run.restore(tip)
    _fill_history(live.run.history, history)
    live.run.timeline = timeline
    live.run.mark_good()
    live.marks, live.branches = marks, branches
    live.state = "paused" if tip.step else "ready"
    live.seconds = math.nan if tip.step else 0.0
    if goal is not None:
        live.play()
        live.goal = goal
    return not is_thinned


# --- parts -------------------------------------------------------------------------------------


def _packed_snapshots(snapshots: list[Snapshot]) -> dict[str, Any]:
    """Snapshots of one network, with each array stacked over all snapshots. The snapshots with the
    best test loss are stored separately and only once, because many snapshots share them."""
    first = snapshots[0]
    bests = {id(each.best): each.best for each in snapshots if each.best is not None}
    places = {key: index for index, key in enumerate(bests)}
    return {
        "places": [[each.epoch, each.batch, each.step] for each in snapshots],
        "theta": _stacked([each.theta for each in snapshots]),
        "state": {name: _stacked([each.state[name] for each in snapshots]) for name in first.state},
        "buffers": {
            name: _stacked([each.buffers[name] for each in snapshots]) for name in first.buffers
        },
        "best_of": [places.get(id(each.best)) for each in snapshots],
        "bests": _packed_bests([*bests.values()]) if bests else None,
    }


def _packed_bests(bests: list[Best]) -> dict[str, Any]:
    return {
        "losses": [best.loss for best in bests],
        "since": [best.since for best in bests],
        "snapshots": _packed_snapshots([best.snapshot for best in bests]),
    }


def _snapshots(packed: dict[str, Any]) -> list[Snapshot]:
    theta = _decoded(packed["theta"])
    state, buffers = (_decoded_all(packed[name]) for name in ("state", "buffers"))
    bests = [] if packed["bests"] is None else _bests(packed["bests"])
    return [
        Snapshot(
            epoch,
            batch,
            step,
            theta[index].copy(),
            {name: values[index].copy() for name, values in state.items()},
            {name: values[index].copy() for name, values in buffers.items()},
            None if best is None else bests[best],
        )
        for index, ((epoch, batch, step), best) in enumerate(
            zip(packed["places"], packed["best_of"], strict=True)
        )
    ]


def _bests(packed: dict[str, Any]) -> list[Best]:
    snapshots = _snapshots(packed["snapshots"])
    return [*map(Best, packed["losses"], snapshots, packed["since"])]


def _packed_timeline(timeline: Timeline[Experiment]) -> dict[str, Any]:
    stretches = itertools.groupby(timeline, key=lambda entry: entry.experiment)
    return {
        "stride": timeline.stride,
        "stretches": [
            {
                "experiment": experiment.to_dict(),
                "snapshots": _packed_snapshots([entry.snapshot for entry in stretch]),
            }
            for experiment, stretch in stretches
        ],
    }


def _timeline(packed: dict[str, Any], experiment: Experiment) -> Timeline[Experiment]:
    entries = [
        TimelineEntry(followed, snapshot)
        for stretch in packed["stretches"]
        for followed in [_experiment(stretch["experiment"])]
        for snapshot in _snapshots(stretch["snapshots"])
    ]
    return Timeline.of(experiment, entries, packed["stride"])


def _packed_history(history: History) -> dict[str, Any]:
    return {
        "layers": history.layers,
        "limit": history.limit,
        "stride": history.stride,
        "least": history.least,
        "stations": {name: _coded(history.column(name)) for name in Record._fields},
    }


def _fill_history(history: History, packed: dict[str, Any]) -> None:
    columns = _decoded_all(packed["stations"])
    history.stride, history.least = packed["stride"], packed.get("least", 1)
    history.records = [
        Record(int(epoch), int(step), *(columns[name][row] for name in Record._fields[2:]))
        for row, (epoch, step) in enumerate(zip(columns["epoch"], columns["step"], strict=True))
    ]


def _packed_branch(branch: Branch) -> dict[str, Any]:
    plain = ("marks", "state", "sentence", "epoch", "left_at", "number", "is_other")
    return {
        **{name: getattr(branch, name) for name in plain},
        "experiment": branch.experiment.to_dict(),
        "history": _packed_history(branch.history),
        "timeline": _packed_timeline(branch.timeline.thinned(BRANCH_MEMORY)),
        "tip": _packed_snapshots([branch.tip]),
        "good": _packed_snapshots([branch.good]),
        "initial": _coded_or_none(branch.initial),
    }


def _branch(packed: dict[str, Any]) -> Branch:
    experiment = _experiment(packed["experiment"])
    history = History(packed["history"]["layers"], packed["history"]["limit"])
    _fill_history(history, packed["history"])
    whole = {
        "experiment": experiment,
        "history": history,
        "timeline": _timeline(packed["timeline"], experiment),
        "tip": _snapshots(packed["tip"])[0],
        "good": _snapshots(packed["good"])[0],
        "initial": _decoded_or_none(packed["initial"]),
    }
    names = {field.name for field in dataclasses.fields(Branch)}
    return Branch(**{name: value for name, value in packed.items() if name in names} | whole)


# --- arrays ------------------------------------------------------------------------------------


def _experiment(values: dict[str, Any]) -> Experiment:
    return Experiment.from_json(json.dumps(values))


def _stacked(arrays: list[Array]) -> dict[str, Any]:
    return _coded(numpy.stack(arrays))


def _coded(array: Array) -> dict[str, Any]:
    data = base64.b64encode(numpy.ascontiguousarray(array).tobytes()).decode()
    return {"dtype": array.dtype.str, "shape": array.shape, "data": data}


def _coded_or_none(array: Array | None) -> dict[str, Any] | None:
    return None if array is None else _coded(array)


def _decoded(coded: dict[str, Any]) -> Array:
    array = numpy.frombuffer(base64.b64decode(coded["data"]), coded["dtype"])
    return array.reshape(coded["shape"]).copy()


def _decoded_or_none(coded: dict[str, Any] | None) -> Array | None:
    return None if coded is None else _decoded(coded)


def _decoded_all(coded: dict[str, Any]) -> dict[str, Array]:
    return {name: _decoded(each) for name, each in coded.items()}
