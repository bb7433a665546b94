"""The dropout layer."""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import partial

import numpy

from chainrule import ops
from chainrule.changes import Setting
from chainrule.checks import checked_between
from chainrule.engine.op import Array
from chainrule.engine.recorder import current_face, section
from chainrule.nn.module import Module
from chainrule.tensor.tensor import Tensor, apply


class Dropout(Module):
    """In training mode, each entry is set to 0 with probability p and otherwise divided by 1 − p.
    In evaluation mode, y = x.

    Srivastava et al., "Dropout: a simple way to prevent neural networks from overfitting", JMLR
    2014. Which entries are dropped depends only on the seed, the layer and the number of steps
    taken, so runs are reproducible bit for bit, natively and in the browser.
    """

    p = Setting(partial(checked_between, low=0, high=1))

    def __init__(self, p: float = 0.5) -> None:
        self.p = p
        self.materialise()

    def initial_buffers(self, rngs: Sequence[numpy.random.Generator]) -> dict[str, Array]:
        keys = [rng.integers(1 << 32, dtype=numpy.uint32) for rng in rngs]
        return {"key": numpy.array(keys), "step": numpy.zeros(len(rngs), numpy.uint32)}

    def forward(self, x: Tensor) -> Tensor:
        if not self.training or self.p == 0:
            return x
        np, lead = current_face(), self.replica_axes
        ones = (1,) * (x.ndim - lead)
        key, step = (self.own_buffers[name].reshape(-1, *ones) for name in ("key", "step"))
        if not lead:
            key, step = key[0], step[0]
        shape = x.shape[lead:]
        places = numpy.arange(math.prod(shape), dtype=numpy.uint32).reshape(shape)
        y = apply(ops.Dropout, x, p=self.p, key=key, step=step, places=places)
        with section("update"):
            np.add(step, 1, out=step)
        return y

    def __repr__(self) -> str:
        return f"Dropout({self.p:g})"
