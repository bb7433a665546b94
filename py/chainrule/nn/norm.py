"""Normalisation layers."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import ClassVar

import numpy

from chainrule import ops
from chainrule.changes import Setting
from chainrule.checks import checked_positive, checked_share, checked_whole
from chainrule.engine.op import Array
from chainrule.engine.recorder import current_face, current_scope, op_record, section
from chainrule.errors import ShapeError
from chainrule.nn.module import Module
from chainrule.tensor.tensor import Tensor, apply, apply_keeping


class LayerNorm(Module):
    """y = w (x − μ) / √(σ² + eps) + b, with μ and σ² computed over the last axis of each example.

    Ba, Kiros & Hinton, "Layer normalization", 2016.

    Parameters
    ----------
    normalized_shape : the length of the last axis.
    """

    weight: Tensor
    bias: Tensor
    eps = Setting(checked_positive)

    def __init__(self, normalized_shape: int, eps: float = 1e-5) -> None:
        self.features = checked_whole("normalized_shape", normalized_shape)
        self.eps = eps
        self.shapes = {"weight": (self.features,), "bias": (self.features,)}
        self.materialise()

    def initial(self, rng: numpy.random.Generator) -> dict[str, Array]:
        return {"weight": numpy.ones(self.features)}

    def forward(self, x: Tensor) -> Tensor:
        _check_features(self, x, -1, self.features)
        y = apply(ops.Standardise, x, axes=(-1,), eps=self.eps)
        return y * along(self.weight, x, -1) + along(self.bias, x, -1)

    def __repr__(self) -> str:
        return f"LayerNorm({self.features})"


class RMSNorm(Module):
    """y = w x / √(mean(x²) + eps), with the mean over the last axis of each example.

    Zhang & Sennrich, "Root mean square layer normalization", NeurIPS 2019. As in PyTorch, eps
    defaults to the machine epsilon of the network's dtype.
    """

    weight: Tensor
    eps = Setting(lambda name, value: None if value is None else checked_positive(name, value))

    def __init__(self, normalized_shape: int, eps: float | None = None) -> None:
        self.features = checked_whole("normalized_shape", normalized_shape)
        self.eps = eps
        self.shapes = {"weight": (self.features,)}
        self.materialise()

    def initial(self, rng: numpy.random.Generator) -> dict[str, Array]:
        return {"weight": numpy.ones(self.features)}

    def forward(self, x: Tensor) -> Tensor:
        _check_features(self, x, -1, self.features)
        eps = float(numpy.finfo(x.dtype).eps) if self.eps is None else self.eps
        return apply(ops.RMSNormalise, x, eps=eps) * along(self.weight, x, -1)

    def __repr__(self) -> str:
        return f"RMSNorm({self.features})"


class BatchNorm1d(Module):
    """y = w (x − μ) / √(σ² + eps) + b, with μ and σ² computed for each feature over the batch.

    x has shape (…, n, features) or (…, n, features, length). In training mode, μ and σ² are those
    of the batch, and each step moves the running statistics a fraction `momentum` of the way
    towards them (with the unbiased variance, as in PyTorch). In evaluation mode, μ and σ² are the
    running statistics. Ioffe & Szegedy, "Batch normalization", ICML 2015.

    Attributes
    ----------
    running_mean, running_var : (…, features), part of the `state_dict`.
    """

    axes: ClassVar[tuple[int, ...]] = (0, 1)
    """The permitted numbers of axes after the features' axis."""
    weight: Tensor
    bias: Tensor
    eps, momentum = Setting(checked_positive), Setting(checked_share)

    def __init__(self, num_features: int, eps: float = 1e-5, momentum: float = 0.1) -> None:
        self.features = checked_whole("num_features", num_features)
        self.eps = eps
        self.momentum = momentum
        self.shapes = {"weight": (self.features,), "bias": (self.features,)}
        self.materialise()

    def initial(self, rng: numpy.random.Generator) -> dict[str, Array]:
        return {"weight": numpy.ones(self.features)}

    def initial_buffers(self, rngs: Sequence[numpy.random.Generator]) -> dict[str, Array]:
        shape = (len(rngs), self.features)
        return {"running_mean": numpy.zeros(shape), "running_var": numpy.ones(shape)}

    def forward(self, x: Tensor) -> Tensor:
        following = x.ndim - self.replica_axes - 2
        if following not in self.axes:
            expected = " or ".join(f"(…, n, {self.features}{', …' * n})" for n in self.axes)
            raise ShapeError(
                f"{self!r}: input of shape {x.shape} does not fit; expected {expected}."
            )
        place = -1 - following
        _check_features(self, x, place, self.features)
        y = self._by_batch(x, place) if self.training else self._by_running(x, place)
        return y * along(self.weight, x, place) + along(self.bias, x, place)

    def _by_batch(self, x: Tensor, place: int) -> Tensor:
        axes = (place - 1, *range(place + 1, 0))
        count = math.prod(x.shape[axis] for axis in axes)
        if count < 2:
            raise ShapeError(
                f"{self!r}: one example has no variance; expected at least two. A batch_size that "
                "leaves one example for the last batch causes this."
            )
        op = ops.Standardise if place == -1 else ops.StandardiseImages
        y, kept = apply_keeping(op, x, axes=axes, eps=self.eps)
        with section("update"):
            self._move("running_mean", kept["mean"], 1.0)
            self._move("running_var", kept["variance"], count / (count - 1))
        return y

    def _move(self, name: str, batch: Array, factor: float) -> None:
        np, running = current_face(), self.own_buffers[name]
        part = numpy.zeros_like(running)
        row = batch.reshape(*batch.shape[: self.replica_axes], self.features)
        named = {"batch": row, name: running}
        settings = {"momentum": self.momentum, "factor": factor}
        with op_record(None, named, {name: running}, layer=current_scope(), settings=settings):
            np.multiply(row, factor * self.momentum, out=part)
            np.multiply(running, 1 - self.momentum, out=running)
            np.add(running, part, out=running)

    def _by_running(self, x: Tensor, place: int) -> Tensor:
        mean = along(Tensor(self.own_buffers["running_mean"]), x, place)
        variance = along(Tensor(self.own_buffers["running_var"]), x, place)
        return (x - mean) / (variance + self.eps).sqrt()

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self.features})"


class BatchNorm2d(BatchNorm1d):
    """`BatchNorm1d` for images (…, n, channels, height, width); the features are the channels."""

    axes = (2,)


def along(parameter: Tensor, x: Tensor, place: int) -> Tensor:
    """A parameter (…, features), reshaped with axes of length one so that it broadcasts along x's
    axis `place`."""
    lead = parameter.shape[:-1]
    between = x.ndim + place - len(lead)
    return parameter.reshape(*lead, *(1,) * between, parameter.shape[-1], *(1,) * (-1 - place))


def _check_features(layer: Module, x: Tensor, place: int, features: int) -> None:
    if x.ndim < -place + 1 or x.shape[place] != features:
        raise ShapeError(
            f"{layer!r}: input of shape {x.shape} does not fit; "
            f"axis {place} must have {features} entries."
        )
