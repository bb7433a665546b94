"""A run as text: what the page keeps, to go on from in a new worker if this one dies."""

from __future__ import annotations

import base64
import json
import time
from typing import Any

import numpy

from chainrule.browser.live import Live
from chainrule.engine.op import Array
from chainrule.training.experiment import Experiment
from chainrule.training.history import Station
from chainrule.training.snapshot import Best, Snapshot

EVERY_S = 3.0


class Checkpoints:
    """When a run is worth keeping again: it has moved, and the last time is a while ago."""

    def __init__(self) -> None:
        self._last = (-1, 0, 0)
        self._due = 0.0

    def is_due(self, live: Live) -> bool:
        """Whether to keep the run now; it then counts as kept. One that rests is kept at once."""
        weights = 0 if live.training else hash(live.run.theta.tobytes())
        now, place = time.monotonic(), (live.generation, live.run.step_count, weights)
        is_known = place == self._last or live.present is not None
        if is_known or (live.training and now < self._due):
            return False
        self._last, self._due = place, now + EVERY_S
        return True


def pack(live: Live) -> str:
    """All that `unpack` needs to go on exactly."""
    snapshot, history = live.run.snapshot(), live.run.history
    columns = {name: history.column(name) for name in Station._fields}
    return json.dumps(
        {
            "experiment": live.experiment.to_dict(),
            "initial": None if live.initial is None else _coded(live.initial),
            "marks": live.marks,
            "snapshot": _packed(snapshot),
            "stride": history.stride,
            "stations": {name: _coded(column) for name, column in columns.items()},
        }
    )


def unpack(text: str, live: Live) -> None:
    """Let `live` be the run that was packed, paused where it was; its past is forgotten."""
    values = json.loads(text)
    initial = values["initial"]
    live.start_over(
        Experiment.from_json(json.dumps(values["experiment"])),
        None if initial is None else _decoded(initial),
    )
    snapshot = _unpacked(values["snapshot"])
    live.run.restore(snapshot)
    columns = _decoded_all(values["stations"])
    history = live.run.history
    history.stride = values["stride"]
    history.stations = [
        Station(int(epoch), int(step), *(columns[name][row] for name in Station._fields[2:]))
        for row, (epoch, step) in enumerate(zip(columns["epoch"], columns["step"], strict=True))
    ]
    live.run.mark_good()
    live.marks = values["marks"]
    live.state = "paused" if snapshot.step else "ready"


def _packed(snapshot: Snapshot) -> dict[str, Any]:
    best = snapshot.best
    return {
        "place": [snapshot.epoch, snapshot.batch, snapshot.step],
        "theta": _coded(snapshot.theta),
        "state": {name: _coded(array) for name, array in snapshot.state.items()},
        "buffers": {name: _coded(array) for name, array in snapshot.buffers.items()},
        "best": best and [best.loss, _packed(best.snapshot), best.since],
    }


def _unpacked(values: dict[str, Any]) -> Snapshot:
    state, buffers = (_decoded_all(values[name]) for name in ("state", "buffers"))
    best = None
    if values["best"] is not None:
        loss, there, since = values["best"]
        best = Best(loss, _unpacked(there), since)
    return Snapshot(*values["place"], _decoded(values["theta"]), state, buffers, best)


def _coded(array: Array) -> dict[str, Any]:
    data = base64.b64encode(numpy.ascontiguousarray(array).tobytes()).decode()
    return {"dtype": array.dtype.str, "shape": array.shape, "data": data}


def _decoded(coded: dict[str, Any]) -> Array:
    array = numpy.frombuffer(base64.b64decode(coded["data"]), coded["dtype"])
    return array.reshape(coded["shape"]).copy()


def _decoded_all(coded: dict[str, Any]) -> dict[str, Array]:
    return {name: _decoded(each) for name, each in coded.items()}
