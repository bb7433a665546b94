"""Activations as layers, with PyTorch's names, arguments and defaults."""

from __future__ import annotations

from typing import ClassVar

from chainrule import ops
from chainrule.changes import Setting
from chainrule.checks import checked_number, checked_positive, is_whole
from chainrule.engine.op import Op
from chainrule.errors import InputError
from chainrule.nn.module import Module
from chainrule.ops.activation import Flat
from chainrule.tensor.tensor import Tensor, apply

SELU_ALPHA, SELU_SCALE = 1.6732632423543772848170429916717, 1.0507009873554804934193349852946
"""With these constants, mean 0 and variance 1 are a fixed point (Klambauer et al. 2017)."""


class Activation(Module):
    """A layer that applies an op elementwise, with the op's properties (see `ops.Activation`).

    To add an activation, write its op and add a row to `ACTIVATIONS`: `activation_layer(MyOp)`, or
    a subclass if it has settings.
    """

    op: ClassVar[type[Op]]
    label: ClassVar[str] = ""
    bounded: ClassVar[bool] = False
    flat: ClassVar[Flat | None] = None

    def __init_subclass__(cls) -> None:
        for fact in ("label", "bounded", "flat"):
            if fact not in cls.__dict__ and hasattr(getattr(cls, "op", None), fact):
                setattr(cls, fact, getattr(cls.op, fact))

    def forward(self, x: Tensor) -> Tensor:
        return apply(self.op, x)


def activation_layer(op: type[Op]) -> type[Activation]:
    """A layer class that applies an op without settings and has the op's name and properties.

    Examples
    --------
    >>> repr(activation_layer(ops.SiLU)())
    'SiLU()'
    """
    return type(op.__name__, (Activation,), {"op": op, "__doc__": op.__doc__})


class Tanh(Activation):
    """y = tanh(x)."""

    op = ops.Tanh


class ReLU(Activation):
    """y = max(x, 0)."""

    op = ops.ReLU


class Sigmoid(Activation):
    """y = 1 / (1 + e⁻ˣ)."""

    op = ops.Sigmoid


class Identity(Activation):
    """y = x."""

    label = "Linear"

    def forward(self, x: Tensor) -> Tensor:
        return x


class Sin(Activation):
    """y = sin x. Sitzmann et al., "Implicit neural representations", NeurIPS 2020."""

    op = ops.Sin
    label, bounded = "Sine", True


class LeakyReLU(Activation):
    """y = max(x, 0) + negative_slope · min(x, 0)."""

    op = ops.LeakyReLU

    negative_slope = Setting(checked_number)

    def __init__(self, negative_slope: float = 0.01) -> None:
        self.negative_slope = negative_slope

    def forward(self, x: Tensor) -> Tensor:
        return apply(ops.LeakyReLU, x, negative_slope=self.negative_slope)

    def __repr__(self) -> str:
        return f"LeakyReLU({self.negative_slope:g})"


class ELU(Activation):
    """y = x for x > 0, and alpha (eˣ − 1) otherwise."""

    op = ops.ELU

    alpha = Setting(checked_number)

    def __init__(self, alpha: float = 1.0) -> None:
        self.alpha = alpha

    def forward(self, x: Tensor) -> Tensor:
        return apply(ops.ELU, x, alpha=self.alpha, scale=1.0)

    def __repr__(self) -> str:
        return f"ELU({self.alpha:g})"


class SELU(Activation):
    """y = s x for x > 0, and s a (eˣ − 1) otherwise, with the two constants of Klambauer et al.
    2017."""

    op = ops.ELU
    label = "SELU"

    def forward(self, x: Tensor) -> Tensor:
        return apply(ops.ELU, x, alpha=SELU_ALPHA, scale=SELU_SCALE)


class GELU(Activation):
    """y = x Φ(x), where Φ is the standard normal distribution function (exact, not the tanh
    approximation)."""

    op = ops.GELU


class SiLU(Activation):
    """y = x / (1 + e⁻ˣ)."""

    op = ops.SiLU


class Mish(Activation):
    """y = x tanh(ln(1 + eˣ))."""

    op = ops.Mish


class Softplus(Activation):
    """y = ln(1 + e^(beta x)) / beta, or x where beta x > threshold."""

    op = ops.Softplus

    beta, threshold = Setting(checked_positive), Setting(checked_number)

    def __init__(self, beta: float = 1.0, threshold: float = 20.0) -> None:
        self.beta, self.threshold = beta, threshold

    def forward(self, x: Tensor) -> Tensor:
        return apply(ops.Softplus, x, beta=self.beta, threshold=self.threshold)

    def __repr__(self) -> str:
        return f"Softplus({self.beta:g}, {self.threshold:g})"


class Hardtanh(Activation):
    """y = x clamped to [min_val, max_val]."""

    op = ops.Hardtanh

    def __init__(self, min_val: float = -1.0, max_val: float = 1.0) -> None:
        self._bounds = checked_number("min_val", min_val), checked_number("max_val", max_val)
        if min_val >= max_val:
            raise InputError("min_val", min_val, f"a number below max_val, {max_val}")

    @property
    def min_val(self) -> float:
        """The lower bound, which may be changed between steps."""
        return self._bounds[0]

    @min_val.setter
    def min_val(self, value: float) -> None:
        self._bounds = Hardtanh(value, self.max_val)._bounds

    @property
    def max_val(self) -> float:
        """The upper bound, which may be changed between steps."""
        return self._bounds[1]

    @max_val.setter
    def max_val(self, value: float) -> None:
        if checked_number("max_val", value) <= self.min_val:
            raise InputError("max_val", value, f"a number above min_val, {self.min_val}")
        self._bounds = Hardtanh(self.min_val, value)._bounds

    def forward(self, x: Tensor) -> Tensor:
        return apply(ops.Hardtanh, x, low=self.min_val, high=self.max_val)

    def __repr__(self) -> str:
        return f"Hardtanh({self.min_val:g}, {self.max_val:g})"


class Softmax(Module):
    """y = eˣ / Σ eˣ along `dim`."""

    dim = Setting(lambda name, value: _axis(value))

    def __init__(self, dim: int = -1) -> None:
        self.dim = dim

    def forward(self, x: Tensor) -> Tensor:
        return x.softmax(self.dim)


class LogSoftmax(Module):
    """y = x − ln Σ eˣ along `dim`."""

    dim = Setting(lambda name, value: _axis(value))

    def __init__(self, dim: int = -1) -> None:
        self.dim = dim

    def forward(self, x: Tensor) -> Tensor:
        return x.log_softmax(self.dim)


def _axis(dim: int) -> int:
    if not is_whole(dim):
        raise InputError("dim", dim, "a whole number")
    return int(dim)


ACTIVATIONS: dict[str, type[Activation]] = {
    "tanh": Tanh,
    "relu": ReLU,
    "sigmoid": Sigmoid,
    "identity": Identity,
    "leaky_relu": LeakyReLU,
    "elu": ELU,
    "selu": SELU,
    "gelu": GELU,
    "silu": SiLU,
    "mish": Mish,
    "softplus": Softplus,
    "hardtanh": Hardtanh,
    "sin": Sin,
}
"""Activations by their names in URLs."""
