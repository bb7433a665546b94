"""Regression losses: the mean of a function of the error s − t."""

from __future__ import annotations

from typing import Any

from chainrule import ops
from chainrule.checks import checked_positive
from chainrule.losses.loss import Loss


class MSE(Loss):
    """L = (1/N) Σ (s − t)², where N = n · outputs.

    Examples
    --------
    >>> from chainrule import Tensor
    >>> MSE()(Tensor([[1.0], [3.0]]), [0.0, 0.0]).item()
    5.0
    """

    op = ops.MeanSquaredError
    label = "Mean squared error"
    targets = ("numbers", "two classes")


class L1(Loss):
    """L = (1/N) Σ |s − t|, where N = n · outputs.

    Examples
    --------
    >>> from chainrule import Tensor
    >>> L1()(Tensor([[1.0], [-3.0]]), [0.0, 0.0]).item()
    2.0
    """

    op = ops.MeanAbsoluteError
    label = "Mean absolute error"
    targets = ("numbers", "two classes")


class Huber(Loss):
    """L = (1/N) Σ h(s − t), where h(r) = ½r² for |r| ≤ delta, and delta (|r| − delta/2) otherwise.

    Huber, "Robust estimation of a location parameter", 1964.

    Examples
    --------
    >>> from chainrule import Tensor
    >>> Huber()(Tensor([[1.0], [-3.0]]), [0.0, 0.0]).item()  # (½ + 2½) / 2
    1.5
    """

    op = ops.Huber
    label = "Huber"
    targets = ("numbers", "two classes")

    def __init__(self, delta: float = 1.0) -> None:
        self.delta = checked_positive("delta", delta)

    def settings(self) -> dict[str, Any]:
        return {"delta": self.delta}
