"""Pooling layers, and layers that only rearrange or select entries."""

from __future__ import annotations

from typing import Any, ClassVar

from chainrule import ops
from chainrule.checks import checked_whole
from chainrule.engine.op import Op
from chainrule.nn.conv import per_axis
from chainrule.nn.module import Module
from chainrule.tensor.tensor import Tensor, apply


class MaxPool1d(Module):
    """The maximum over each window of x (…, n, channels, length).

    Parameters
    ----------
    kernel_size, stride : integers (for images, also one per axis); the stride defaults to the
        kernel size. Entries at the end that do not fill a window are ignored, as in PyTorch.
    """

    axes: ClassVar[int] = 1
    op: ClassVar[type[Op]] = ops.MaxPool1d

    def __init__(
        self, kernel_size: int | tuple[int, ...], stride: int | tuple[int, ...] | None = None
    ) -> None:
        self.kernel_size = per_axis("kernel_size", kernel_size, self.axes)
        chosen: Any = self.kernel_size if stride is None else stride
        self.stride = per_axis("stride", chosen, self.axes)

    def forward(self, x: Tensor) -> Tensor:
        return apply(self.op, x, kernel=self.kernel_size, stride=self.stride)

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self.kernel_size}, stride={self.stride})"


class MaxPool2d(MaxPool1d):
    """The maximum over each window of images (…, n, channels, height, width)."""

    axes = 2
    op = ops.MaxPool2d


class AvgPool1d(MaxPool1d):
    """The mean over each window of x (…, n, channels, length)."""

    op = ops.AvgPool1d


class AvgPool2d(MaxPool1d):
    """The mean over each window of images (…, n, channels, height, width)."""

    axes = 2
    op = ops.AvgPool2d


class Flatten(Module):
    """Merges all axes from `start_dim` on into one; a fleet's axis of replicas is not counted."""

    def __init__(self, start_dim: int = 1) -> None:
        self.start_dim = checked_whole("start_dim", start_dim, low=0)

    def forward(self, x: Tensor) -> Tensor:
        return x.reshape(*x.shape[: self.replica_axes + self.start_dim], -1)


class LastStep(Module):
    """The last step of each sequence: (…, n, steps, features) → (…, n, features)."""

    def forward(self, x: Tensor) -> Tensor:
        return x[..., -1, :]
