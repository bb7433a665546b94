"""The trained weights of a run as bytes for a link: float32 numbers after a short header."""

from __future__ import annotations

import base64
import binascii
import dataclasses
import struct
from typing import cast

import numpy

from chainrule.engine.op import Array
from chainrule.errors import InputError
from chainrule.phrases import phrase
from chainrule.training.records.snapshot import Snapshot
from chainrule.training.trainer import Trainer

FORMAT = 1
HEAD = struct.Struct("<BIII")
"""The format version, the number of completed epochs, the number of completed batches in the
current epoch, and the total number of steps."""
MOST_NUMBERS = 2**15
"""The largest number of weights. More would not fit into a link, even when compressed."""
FIELD = "trained weights"


def pack(run: Trainer) -> str:
    """The run's counters, weights and buffers in base64; "" if there are too many for a link."""
    arrays = [run.theta, *dict(run.net.named_buffers()).values()]
    if sum(array.size for array in arrays) > MOST_NUMBERS:
        return ""
    head = HEAD.pack(FORMAT, run.epoch, run.batch, run.step_count)
    return base64.b64encode(head + b"".join(map(_packed, arrays))).decode()


def unpack(text: str, run: Trainer) -> Snapshot:
    """The packed state of a run. The optimizer state is that of `run`, which must be at step 0.

    Raises
    ------
    InputError
        If the text was not made by `pack`, or its numbers do not fit the network of `run`.
    """
    data = _bytes(text)
    _, epoch, batch, step = HEAD.unpack_from(data)
    begun = run.snapshot()
    arrays = [begun.theta, *begun.buffers.values()]
    given = (len(data) - HEAD.size) // 4
    wanted = sum(array.nbytes if array.dtype.kind != "f" else 4 * array.size for array in arrays)
    if len(data) - HEAD.size != wanted:
        allowed = phrase("allowed.weights_of_network", count=wanted // 4)
        raise InputError(FIELD, phrase("count.numbers", count=given), allowed)
    if batch >= len(run.batches) or (epoch == 0 and step != batch):
        raise InputError(FIELD, phrase("value.step_of_other_data"), phrase("allowed.packed"))
    theta, *buffers = _unpacked(data[HEAD.size :], arrays)
    return dataclasses.replace(
        begun,
        epoch=epoch,
        batch=batch,
        step=step,
        theta=theta,
        buffers=dict(zip(begun.buffers, buffers, strict=True)),
    )


def _bytes(text: str) -> bytes:
    try:
        data = binascii.a2b_base64(text, strict_mode=True)
    except (binascii.Error, ValueError):
        data = b""
    if len(data) < HEAD.size or data[0] != FORMAT:
        raise InputError(FIELD, phrase("value.not_packed"), phrase("allowed.packed"))
    return data


def _packed(array: Array) -> bytes:
    """An array as bytes. Floating-point numbers are converted to float32; counters and keys are
    unchanged."""
    return array.astype("<f4").tobytes() if array.dtype.kind == "f" else array.tobytes()


def _unpacked(data: bytes, like: list[Array]) -> list[Array]:
    """The arrays in `data`, with the shapes and types of `like`."""
    arrays, start = [], 0
    for array in like:
        kind = numpy.dtype("<f4") if array.dtype.kind == "f" else array.dtype
        flat = numpy.frombuffer(data, kind, array.size, start)
        if not numpy.isfinite(flat).all():
            raise InputError(FIELD, phrase("value.not_finite"), phrase("allowed.packed"))
        arrays.append(cast(Array, flat.astype(array.dtype).reshape(array.shape)))
        start += flat.nbytes
    return arrays
