"""The recorded run that the page shows while Python loads. It is computed by the engine."""

from __future__ import annotations

import base64
import json
from typing import Any

import numpy

from chainrule.browser.instrument import Message
from chainrule.browser.protocol.arrays import Arrays
from chainrule.browser.protocol.run import OpenedExperimentArrays
from chainrule.browser.session import Session
from chainrule.engine.op import Array

MAP_SIZE = 32
EPOCHS = (
    *(1, 2, 4, 7, 11, 16, 23, 32, 43, 57, 75),
    *(95, 120, 150, 185, 225, 270, 320, 380, 450, 525, 600),
)
RECORD_COLUMNS = (
    *("epochs", "training_losses", "test_losses", "gradient_norms"),
    "smoothed_norms",
    *("training_accuracies", "test_accuracies"),
)
IMAGES = ("maps", "output", "feature_maps")


def record() -> tuple[str, str]:
    """Train the default experiment; return its last frame and the whole run, both as JSON.

    Each has the form `{"opened": …, "opened_arrays": …, "frames": [{"header": …, "arrays": …},
    …]}`, with headers as in `protocol` and arrays encoded by `encode`. In the whole run, each frame
    contains the records since the previous frame, like a live frame; the separate last frame
    contains all records.
    """
    session = Session(MAP_SIZE)
    [(opening, arrays)] = session.receive(json.dumps({"type": "open", "revision": 0, "hash": ""}))
    opened = json.loads(opening)["opened"]
    names = [name for name in OpenedExperimentArrays.__annotations__ if name in arrays]
    opened_arrays = {name: arrays.pop(name) for name in names}
    frames: list[Message] = [(json.dumps(json.loads(opening)["frame"]), arrays)]
    for epoch in EPOCHS:
        session.advance_to(epoch)
        frames.append(session.frame())
    columns = {
        name: numpy.concatenate([arrays[name] for _, arrays in frames]) for name in RECORD_COLUMNS
    }
    last_header, last_arrays = frames[-1]
    picture = {
        "header": {**json.loads(last_header), "records_from": 0},
        "arrays": _encode_all({**last_arrays, **columns}),
    }
    start = {"opened": opened, "opened_arrays": _encode_all(opened_arrays)}
    run = [{"header": json.loads(header), "arrays": _encode_all(a)} for header, a in frames]
    return _text({**start, "frames": [picture]}), _text({**start, "frames": run})


def encode(name: str, array: Array) -> dict[str, Any]:
    """An array, encoded in base64: images as bytes that span the range of their values, all other
    arrays as float32."""
    shape = list(array.shape)
    if name not in IMAGES:
        data = base64.b64encode(array.astype("<f4").tobytes()).decode()
        return {"type": "f32", "shape": shape, "data": data}
    low, high = float(array.min(initial=0)), float(array.max(initial=0))
    steps = numpy.rint((array - low) / ((high - low) or 1) * 255).astype(numpy.uint8)
    data = base64.b64encode(steps.tobytes()).decode()
    return {"type": "u8", "shape": shape, "low": low, "high": high, "data": data}


def _encode_all(arrays: Arrays) -> dict[str, Any]:
    return {name: encode(name, array) for name, array in arrays.items() if name != "grad"}


def _text(value: object) -> str:
    return json.dumps(value, separators=(",", ":"))
