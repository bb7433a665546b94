"""Activations: one class each, with its derivative beside it."""

from __future__ import annotations

from chainrule.engine.op import Array, Elementwise, Face


class Tanh(Elementwise):
    """y = tanh(x);  dx = dy · (1 − y²)."""

    latex, derivatives = r"\tanh(x)", (r"\bar{y} \odot (1 - y^2)",)
    saves = ("y",)

    @staticmethod
    def forward(np: Face, x: Array, *, y: Array) -> None:
        np.tanh(x, out=y)

    @staticmethod
    def backward(np: Face, dy: Array, y: Array, *, dx: Array) -> None:
        np.multiply(y, y, out=dx)
        np.subtract(1, dx, out=dx)
        np.multiply(dx, dy, out=dx)


class ReLU(Elementwise):
    """y = max(x, 0);  dx = dy where x > 0, else 0 (at 0 too, as in PyTorch)."""

    latex, derivatives = r"\max(x, 0)", (r"\bar{y} \odot [x > 0]",)
    saves = ("y",)

    @staticmethod
    def forward(np: Face, x: Array, *, y: Array) -> None:
        np.maximum(x, 0, out=y)

    @staticmethod
    def backward(np: Face, dy: Array, y: Array, *, dx: Array) -> None:
        np.sign(y, out=dx)
        np.multiply(dx, dy, out=dx)


class Sigmoid(Elementwise):
    """y = 1 / (1 + e⁻ˣ);  dx = dy · y (1 − y)."""

    latex, derivatives = r"\sigma(x)", (r"\bar{y} \odot y \odot (1 - y)",)
    saves = ("y",)
    saturates = True

    @staticmethod
    def forward(np: Face, x: Array, *, y: Array) -> None:
        sigmoid(np, x, out=y)

    @staticmethod
    def backward(np: Face, dy: Array, y: Array, *, dx: Array) -> None:
        np.subtract(1, y, out=dx)
        np.multiply(dx, y, out=dx)
        np.multiply(dx, dy, out=dx)


def sigmoid(np: Face, x: Array, *, out: Array) -> None:
    """1 / (1 + e⁻ˣ); e⁻ˣ may overflow to infinity, of which the reciprocal is the right 0."""
    np.negative(x, out=out)
    np.exp(out, out=out)
    np.add(out, 1, out=out)
    np.reciprocal(out, out=out)
