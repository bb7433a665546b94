"""A float64 copy of a run's next step, which computes the step's loss and gradient at any
weights."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import numpy

from chainrule.diagnostics.checks.quotient import CAUTION
from chainrule.diagnostics.landscape.dataset_loss import DatasetGradient, DatasetLoss, copied
from chainrule.engine.op import Array
from chainrule.engine.recorder import facing
from chainrule.engine.rounding import SCALES, SPARE_BITS, Grid, Rounded
from chainrule.losses import Loss
from chainrule.nn.module import Module
from chainrule.tensor.graph import no_grad
from chainrule.tensor.tensor import Tensor

FEW, MANY = 4, len(SCALES)
"""The numbers of grids on which rounding is measured."""
COARSEST = 7
"""The number of bits that a grid lacks if it is coarse enough to move units that are within
rounding error of their kink to either side of it."""


class StepCopy:
    """The loss on one batch and its gradient, in float64, with the dropout masks of the next step.

    Parameters
    ----------
    net : the network, which is not changed. The buffers of its layers are copied, so that dropout
        drops the same entries.
    x, y : the batch, in the form in which the step reads it.
    """

    def __init__(self, net: Module, loss: Loss, x: Array, y: Array) -> None:
        self.theta = net.theta.astype(numpy.float64)
        self._x, self._y = x.astype(numpy.float64), y.astype(numpy.float64)
        self._loss, self._twin = loss, copied(net, "float64")
        self._whole = DatasetGradient(self._twin, loss, self._x, self._y, training=True)
        self._losses = DatasetLoss(self._twin, loss, self._x, self._y, training=True)
        self.gradient = self._whole.at(self.theta)
        self.loss = self._whole.loss
        blur, moved = self.blurred("float64", FEW)
        self.blur = CAUTION * blur
        """The possible float64 rounding error of each entry of the gradient."""
        self.noise = max(moved, 4 * float(numpy.finfo(numpy.float64).eps) * abs(self.loss))
        """The possible float64 rounding error of the loss."""

    @property
    def together(self) -> int:
        """The number of losses that are computed at a time."""
        return self._losses.chunk

    def losses_at(self, thetas: Array) -> Array:
        """The losses (m,) at the weight vectors `thetas` (m, P)."""
        return self._losses.at(thetas)

    def gradient_at(self, theta: Array) -> Array:
        """The gradient (P,) at θ."""
        return self._whole.at(theta)

    def noise_at(self, theta: Array) -> float:
        """The float64 rounding error of the loss at θ. If sums cancel exactly at θ, the error is
        smaller than at nearby points."""
        base = float(self.losses_at(theta[None])[0])
        grids = (Grid("float64", scale) for scale in SCALES[:FEW])
        moved = [
            _apart(self._loss_through(Rounded(grid, seed), theta), base)
            for seed, grid in enumerate(grids)
        ]
        return max(self.noise, *map(float, moved))

    def blurred(self, dtype: str, count: int, coarser: int = SPARE_BITS) -> tuple[Array, float]:
        """The spread of each entry of the gradient, and of the loss, over grids that represent the
        precision of `dtype`."""
        spread, moved = numpy.zeros_like(self.gradient), 0.0
        for seed, scale in enumerate(SCALES[:count]):
            face = Rounded(Grid(dtype, scale, coarser), seed)
            loss, gradient = self._through(face, self.theta)
            with numpy.errstate(invalid="ignore"):
                numpy.fmax(spread, _apart(gradient, self.gradient), out=spread)
            moved = max(moved, float(_apart(loss, self.loss)))
        return spread, moved

    def _through(self, face: Rounded, theta: Array) -> tuple[float, Array]:
        with self._at(face, theta):
            self._twin.zero_grad()
            value = self._value()
            value.backward()
            return float(value.data), self._twin.grad.copy()

    def _loss_through(self, face: Rounded, theta: Array) -> float:
        with self._at(face, theta), no_grad():
            return float(self._value().data)

    def _value(self) -> Tensor:
        return self._loss(self._twin(Tensor(self._x)), Tensor(self._y))

    @contextmanager
    def _at(self, face: Rounded, theta: Array) -> Iterator[None]:
        """Within the block, set the copy's weights to θ and round all numbers to the grid."""
        twin = self._twin
        with _kept(twin), numpy.errstate(all="ignore"), facing(face), twin.mode(True):
            twin.theta[...] = face.grid.nearest(theta)
            yield


def _apart(first: Array | float, second: Array | float) -> Array:
    """|first − second|, or infinity if the difference is NaN."""
    apart = numpy.abs(numpy.subtract(first, second))
    return numpy.where(numpy.isnan(apart), numpy.inf, apart)


@contextmanager
def _kept(net: Module) -> Iterator[None]:
    """Restore the layers' buffers after the block."""
    kept = [(array, array.copy()) for _, array in net.named_buffers()]
    try:
        yield
    finally:
        for array, values in kept:
            array[...] = values
