"""Embedding look-up: rows of a table."""

from __future__ import annotations

import numpy

from chainrule.engine.broadcasting import Shape, broadcast_shapes
from chainrule.engine.op import Array, Face, Op
from chainrule.engine.recorder import run
from chainrule.errors import InputError


class Embedding(Op):
    """y[…, i] = W[ids[…, i]], with ids (…, n, steps) or (…, n), and W (…, count, dim).

    dW[k] = Σ dy over the positions where ids = k. The last `axes` axes of ids belong to one
    replica.
    """

    operands = ("ids", "weight")
    signs = (("ids", "k"), ("weight", "W"))
    latex, derivatives = r"W_{k}", ("0", r"\textstyle\sum_{i:\,k_i = k} \bar{y}_i")
    saves = ("ids",)

    @classmethod
    def shape(cls, *shapes: Shape, axes: int) -> Shape:
        ids, weight = shapes
        lead = broadcast_shapes("embedding", ids[: len(ids) - axes], weight[:-2])
        return (*lead, *ids[len(ids) - axes :], weight[-1])

    @staticmethod
    def forward(np: Face, ids: Array, weight: Array, *, y: Array, axes: int) -> None:
        run(np, _look_up, ids, weight, out=y)

    @staticmethod
    def backward(
        np: Face, dy: Array, ids: Array, *, dids: Array | None, dweight: Array | None, axes: int
    ) -> None:
        if dids is not None:
            np.copyto(dids, 0)
        if dweight is not None:
            np.copyto(dweight, 0)
            run(np, _add_back, ids, dy, out=dweight)


def _look_up(ids: Array, weight: Array, out: Array) -> None:
    out[...] = weight[_places(ids, weight, out.ndim - 1)]


def _add_back(ids: Array, dy: Array, out: Array) -> None:
    numpy.add.at(out, _places(ids, out, dy.ndim - 1), dy)


def _places(ids: Array, weight: Array, ndim: int) -> tuple[Array, ...]:
    """Index arrays that select rows, where each replica uses its own table."""
    rows = ids.astype(numpy.intp)
    count = weight.shape[-2]
    wrong = (rows != ids) | (rows < 0) | (rows >= count)
    if wrong.any():
        raise InputError("x", ids[wrong].flat[0].item(), f"whole numbers from 0 to {count - 1}")
    if weight.ndim == 2:
        return (rows,)
    return numpy.arange(len(weight)).reshape(-1, *[1] * (ndim - 1)), rows
