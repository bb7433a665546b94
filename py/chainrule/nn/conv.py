"""Convolutional layers."""

from __future__ import annotations

import math
from typing import Any, ClassVar

import numpy

from chainrule import ops
from chainrule.checks import checked_whole
from chainrule.engine.op import Array
from chainrule.errors import InputError
from chainrule.nn.init import INITIALISERS, checked_initialiser
from chainrule.nn.module import Module
from chainrule.tensor.tensor import Tensor, apply


class Conv1d(Module):
    """y = W ⋆ x + b over sequences (…, n, in, length); see `ops.Conv1d`.

    Parameters
    ----------
    in_channels, out_channels : the number of channels of x and of y.
    kernel_size, stride, padding : integers; for images, either one integer or one per axis.
    init : the initialisation of W (see `nn.init`); b is initially zero.

    Attributes
    ----------
    weight : (…, out, in, kernel), as in PyTorch.
    bias : (…, out).
    """

    axes: ClassVar[int] = 1
    op: ClassVar[type[ops.Conv1d]] = ops.Conv1d
    weight: Tensor
    bias: Tensor

    def __init__(
        self,
        in_channels: int,
        out_channels: int,
        kernel_size: int | tuple[int, ...],
        stride: int | tuple[int, ...] = 1,
        padding: int | tuple[int, ...] = 0,
        init: str = "xavier",
    ) -> None:
        self.in_channels = checked_whole("in_channels", in_channels)
        self.out_channels = checked_whole("out_channels", out_channels)
        self.kernel_size = per_axis("kernel_size", kernel_size, self.axes)
        self.stride = per_axis("stride", stride, self.axes)
        self.padding = per_axis("padding", padding, self.axes, low=0)
        self.init = checked_initialiser(init)
        weight = (self.out_channels, self.in_channels, *self.kernel_size)
        self.shapes = {"weight": weight, "bias": (self.out_channels,)}

    def initial(self, rng: numpy.random.Generator) -> dict[str, Array]:
        area = math.prod(self.kernel_size)
        shape, fan_out = self.shapes["weight"], self.out_channels * area
        weight = INITIALISERS[self.init](rng, self.in_channels * area, fan_out, shape)
        return {"weight": weight}

    def forward(self, x: Tensor) -> Tensor:
        return apply(self.op, x, self.weight, self.bias, stride=self.stride, padding=self.padding)

    def __repr__(self) -> str:
        return (
            f"{type(self).__name__}({self.in_channels}, {self.out_channels}, "
            f"{self.kernel_size}, stride={self.stride}, padding={self.padding})"
        )


class Conv2d(Conv1d):
    """y = W ⋆ x + b over images (…, n, in, height, width); see `ops.Conv2d` and `Conv1d`."""

    axes = 2
    op = ops.Conv2d


def per_axis(name: str, value: Any, axes: int, low: int = 1) -> tuple[int, ...]:
    """`value` as a tuple with one integer per axis; a single integer applies to every axis.

    Raises
    ------
    InputError
        If `value` is neither a valid integer nor a sequence of one valid integer per axis.
    """
    values = value if isinstance(value, tuple | list) else (value,) * axes
    if len(values) != axes:
        raise InputError(name, value, f"a whole number from {low}, or {axes} of them")
    return tuple(checked_whole(name, one, low) for one in values)
