"""The curvature (sharpness) of the loss at a run's weights, and the learning rate that it
allows."""

from __future__ import annotations

from collections.abc import Callable, Generator
from dataclasses import dataclass
from typing import NamedTuple, TypeVar

import numpy

from chainrule.diagnostics.landscape.dataset_loss import DatasetGradient
from chainrule.diagnostics.landscape.hessian import quotient
from chainrule.engine.norms import norm
from chainrule.engine.op import Array
from chainrule.nn.module import Module
from chainrule.optim.optimizer import Optimizer, State
from chainrule.optim.step_limit import StepLimit
from chainrule.training.penalty import weights
from chainrule.training.trainer import Trainer

STEP = float(numpy.finfo(numpy.float64).eps) ** (1 / 3)
TOLERANCE = 1e-3
MOST_PRODUCTS = 80

Result = TypeVar("Result")


@dataclass(frozen=True, eq=False)
class Curvature:
    """The curvature of the training objective at one point.

    Attributes
    ----------
    sharpness : λ, the largest eigenvalue of the Hessian H.
    along : gᵀHg / gᵀg, the curvature along the gradient; NaN if the gradient is zero.
    scaled : the largest eigenvalue of √D H √D, where the diagonal matrix D contains the factors by
        which the optimizer multiplies its steps (see `optim.step_limit`); equal to λ if D is the
        identity.
    vector : the eigenvector that belongs to `scaled`, with length 1; it is a good initial guess at
        nearby points.
    residual : a bound on the error of `scaled`.
    products : the number of Hessian-vector products computed.
    """

    sharpness: float
    along: float
    scaled: float
    vector: Array
    residual: float
    products: int


def step_limit(optimizer: Optimizer, state: State | None = None) -> StepLimit | None:
    """The step limit of an optimizer in its current state, or in the state `state` of a snapshot.

    The result is None if no limit is known, as for NAdam and Lion, and for adaptive rules before
    their first step.

    Examples
    --------
    >>> from chainrule import optim
    >>> limit = step_limit(optim.SGD(0.1, momentum=0.9))
    >>> limit and limit.rate(2.0)
    1.9
    """
    return optimizer.step_limit(optimizer.state if state is None else state)


class Objective:
    """The training objective of a run over the whole training set: the loss plus L2 penalties.

    An L1 penalty is omitted, because it has no curvature wherever it is differentiable. AdamW's
    weight decay is also omitted, because it is decoupled from the gradient. Frozen weights are
    treated as constants.
    """

    def __init__(self, run: Trainer) -> None:
        self._whole = DatasetGradient(run.net, run.loss, run.batches.x, run.batches.y)
        self.trained = trained(run.net)
        self._decay = run.penalty_rule.l2 * weights(run.net).astype(numpy.float64)
        if not run.optimizer.decays_apart:
            self._decay += run.optimizer.weight_decay * self.trained

    def gradient(self, theta: Array) -> Array:
        """The gradient at θ (P,), in float64."""
        with numpy.errstate(all="ignore"):  # weights may be arbitrarily large
            return self._whole.at(theta) + self._decay * theta

    def hessian_product(self, theta: Array, vector: Array) -> Array:
        """The product H v at θ."""
        return quotient(self.gradient, theta, vector, STEP)

    def curvature(
        self, theta: Array, scale: Array | None = None, near: Array | None = None
    ) -> Generator[None, None, Curvature]:
        """Compute the curvature at θ in a generator, each step of which computes one or two
        Hessian-vector products.

        Parameters
        ----------
        scale : the diagonal of D, (P,), which must be positive; None for the identity.
        near : an initial guess of the eigenvector, such as the eigenvector at a nearby point.
        """
        theta = theta.astype(numpy.float64)
        gradient = self.gradient(theta)
        if not numpy.isfinite(gradient).all():
            nan = numpy.nan
            return Curvature(nan, nan, nan, numpy.zeros_like(theta), nan, 0)
        length = norm(gradient)
        along = numpy.nan
        if length:
            direction = gradient / length
            along = float(direction @ self.hessian_product(theta, direction))
            yield
        start = numpy.random.default_rng(0).standard_normal(theta.shape)
        if near is not None:
            start = near + 0.1 * start / numpy.linalg.norm(start)
        plain = yield from lanczos(
            lambda vector: self.hessian_product(theta, vector), self.trained * start
        )
        found = plain
        if scale is not None:
            root = numpy.sqrt(scale)
            found = yield from lanczos(
                lambda vector: root * self.hessian_product(theta, root * vector),
                self.trained * start,
            )
        products = plain.products + bool(length) + (found.products if scale is not None else 0)
        return Curvature(plain.value, along, found.value, found.vector, found.residual, products)


class Leading(NamedTuple):
    """The largest eigenvalue of a symmetric operator, its eigenvector, an error bound, and the
    number of products."""

    value: float
    vector: Array
    residual: float
    products: int


def lanczos(
    product: Callable[[Array], Array],
    start: Array,
    tolerance: float = TOLERANCE,
    most: int = MOST_PRODUCTS,
) -> Generator[None, None, Leading]:
    """Compute the largest (most positive) eigenvalue by the Lanczos method in a generator, each
    step of which computes one product.

    Each new basis vector is orthogonalised against all earlier ones. The iteration ends when the
    residual ‖Hx − λx‖, which bounds the eigenvalue's error, is below `tolerance` times the
    operator's norm. Lanczos 1950; Golub & Van Loan, "Matrix Computations", 2013, §10.1.

    Parameters
    ----------
    start : the start vector, which must not be zero or orthogonal to the eigenvector.

    Examples
    --------
    >>> import numpy as np
    >>> diagonal = np.array([5.0, 1, -7, 2])
    >>> drained(lanczos(lambda v: diagonal * v, np.ones(4))).value.__round__(6)
    5.0
    """
    if not start.any():
        return Leading(0.0, start, 0.0, 0)
    basis, diagonal, beside = [start / numpy.linalg.norm(start)], [], []
    most = min(most, int(numpy.count_nonzero(start)))
    while True:
        image = product(basis[-1])
        if not numpy.isfinite(image).all():
            return Leading(numpy.nan, start, numpy.nan, len(basis))
        diagonal.append(float(basis[-1] @ image))
        known = numpy.array(basis)
        for _ in range(2):  # one pass is not enough in floating point
            image = image - known.T @ (known @ image)
        rest = float(numpy.linalg.norm(image))
        values, vectors = numpy.linalg.eigh(numpy.diag(diagonal) + numpy.diag(beside, -1))
        residual, size = rest * abs(float(vectors[-1, -1])), float(numpy.abs(values).max())
        yield
        if residual <= tolerance * size or len(basis) == most:
            return Leading(float(values[-1]), known.T @ vectors[:, -1], residual, len(basis))
        beside.append(rest)
        basis.append(image / rest)


def curvature(run: Trainer) -> Curvature:
    """The curvature at a run's weights over the whole training set; `scaled` takes the run's
    optimizer into account.

    Raises
    ------
    RuntimeError
        If neither `load` nor `fit` has been called.

    Examples
    --------
    >>> import chainrule as cr
    >>> net = cr.nn.Sequential(cr.nn.Linear(1, 1, bias=False))
    >>> run = cr.Trainer(net, cr.losses.MSE(), cr.optim.SGD(0.1))
    >>> run.load([[3.0], [1.0]], [0.0, 0.0])  # L = ½ (9 + 1) w²
    >>> found = curvature(run)
    >>> round(found.sharpness, 6), round(found.along, 6)
    (10.0, 10.0)
    >>> limit = step_limit(run.optimizer)
    >>> limit and round(limit.rate(found.scaled), 6)
    0.2
    """
    limit = step_limit(run.optimizer)
    return drained(Objective(run).curvature(run.theta, limit and limit.scale))


def drained(steps: Generator[None, None, Result]) -> Result:
    """Run a generator to its end and return its value."""
    while True:
        try:
            next(steps)
        except StopIteration as end:
            return end.value


def trained(net: Module) -> Array:
    """1 for each trained parameter and 0 for each frozen one, in the layout of `theta` (P,)."""
    flat = numpy.zeros(net.theta.shape[-1])
    for _, layer, offset in net.blocks():
        views = layer.views(flat[offset : offset + layer.size])
        for name, tensor in layer.own_parameters():
            views[name][...] = tensor.requires_grad
    return flat
