"""Activations: one class each, which also defines the derivative."""

from __future__ import annotations

import functools
import math
from collections.abc import Mapping
from typing import Any, ClassVar, Literal

import numpy

from chainrule.engine.op import Array, Elementwise, Face
from chainrule.engine.recorder import run
from chainrule.ops.selecting import mark_negative, take_marked

Flat = Literal["dead", "saturated"]


class Activation(Elementwise):
    """An op that can be used as an activation function, and its properties.

    Attributes
    ----------
    label : the activation's name in menus.
    bounded : whether |y| ≤ 1 everywhere; the maps of a layer's units then share one colour scale.
    flat : the term for a unit with a vanishing slope: "dead" if the slope is exactly 0 over a
        half-line, "saturated" if the curve levels off; None if the slope does not stay near 0.
    """

    label: ClassVar[str] = ""
    bounded: ClassVar[bool] = False
    flat: ClassVar[Flat | None] = None


class Tanh(Activation):
    """y = tanh(x);  dx = dy · (1 − y²)."""

    label, bounded, flat = "Tanh", True, "saturated"
    analytic = True
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


class ReLU(Activation):
    """y = max(x, 0);  dx = dy where x > 0, and 0 elsewhere (also at 0, as in PyTorch)."""

    label, flat = "ReLU", "dead"
    latex, derivatives = r"\max(x, 0)", (r"\bar{y} \odot [y > 0]",)
    saves = ("y",)

    @staticmethod
    def forward(np: Face, x: Array, *, y: Array) -> None:
        np.maximum(x, 0, out=y)

    @staticmethod
    def backward(np: Face, dy: Array, y: Array, *, dx: Array) -> None:
        positive = np.empty_like(dx)
        np.subtract(0, y, out=positive)
        mark_negative(np, positive)
        take_marked(np, dy, positive, out=dx)


class Sigmoid(Activation):
    """y = 1 / (1 + e⁻ˣ);  dx = dy · y (1 − y)."""

    label, bounded, flat = "Sigmoid", True, "saturated"
    analytic = True
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
    """out = 1 / (1 + e⁻ˣ); if e⁻ˣ overflows to infinity, the reciprocal is 0, which is correct."""
    np.negative(x, out=out)
    np.exp(out, out=out)
    np.add(out, 1, out=out)
    np.reciprocal(out, out=out)


class LeakyReLU(Activation):
    """y = max(x, 0) + a min(x, 0);  dx = dy where x > 0, and a dy elsewhere.

    Maas, Hannun & Ng, "Rectifier nonlinearities improve neural network acoustic models", 2013.
    """

    label = "Leaky ReLU"
    latex = r"\max(x, 0) + a \min(x, 0)"
    derivatives = (r"\bar{y} \odot ([x > 0] + a [x \le 0])",)
    saves = ("x",)

    @staticmethod
    def forward(np: Face, x: Array, *, y: Array, negative_slope: float) -> None:
        positive = np.empty_like(x)
        np.maximum(x, 0, out=positive)
        np.minimum(x, 0, out=y)
        np.multiply(y, negative_slope, out=y)
        np.add(y, positive, out=y)

    @staticmethod
    def backward(np: Face, dy: Array, x: Array, *, dx: Array, negative_slope: float) -> None:
        if abs(negative_slope) <= 1:
            np.greater(x, 0, out=dx)
            np.multiply(dx, 1 - negative_slope, out=dx)
            np.add(dx, negative_slope, out=dx)
        else:  # reversed, so that the larger slope does not absorb the smaller
            np.less_equal(x, 0, out=dx)
            np.multiply(dx, negative_slope - 1, out=dx)
            np.add(dx, 1, out=dx)
        np.multiply(dx, dy, out=dx)


class ELU(Activation):
    """y = s (max(x, 0) + a (e^min(x, 0) − 1));  dx = s dy where x > 0, and s a eˣ dy elsewhere.

    Clevert, Unterthiner & Hochreiter, "Fast and accurate deep network learning by exponential
    linear units", ICLR 2016. With s and a from Klambauer et al., "Self-normalizing neural
    networks", NeurIPS 2017, this is SELU.
    """

    label, flat = "ELU", "saturated"
    latex = r"s\left(\max(x, 0) + a (e^{\min(x, 0)} - 1)\right)"
    derivatives = (r"\bar{y} \odot s ([x > 0] + a e^x [x \le 0])",)
    saves = ("x",)

    @classmethod
    def title(cls, settings: Mapping[str, Any]) -> str:
        return "ELU" if settings.get("scale", 1) == 1 else "SELU"

    @staticmethod
    def forward(np: Face, x: Array, *, y: Array, alpha: float, scale: float) -> None:
        positive = np.empty_like(x)
        np.minimum(x, 0, out=y)
        np.expm1(y, out=y)
        np.multiply(y, scale * alpha, out=y)
        np.maximum(x, 0, out=positive)
        np.multiply(positive, scale, out=positive)
        np.add(y, positive, out=y)

    @staticmethod
    def backward(np: Face, dy: Array, x: Array, *, dx: Array, alpha: float, scale: float) -> None:
        # The slope is computed from x, not from y: far below 0, y is close to −s a, so e^x cannot
        # be recovered from y. s a (e^min(x, 0) − [x > 0]) + s [x > 0] is exact on both sides of 0
        # for any a.
        positive = np.empty_like(x)
        np.greater(x, 0, out=positive)
        np.minimum(x, 0, out=dx)
        np.exp(dx, out=dx)
        np.subtract(dx, positive, out=dx)
        np.multiply(dx, scale * alpha, out=dx)
        np.multiply(positive, scale, out=positive)
        np.add(dx, positive, out=dx)
        np.multiply(dx, dy, out=dx)


class GELU(Activation):
    """y = x Φ(x), where Φ is the standard normal distribution function;  dx = dy · (Φ(x) + x φ(x)).

    Φ(x) = ½ (1 + erf(x/√2)), φ(x) = e^(−x²/2)/√(2π).
    Hendrycks & Gimpel, "Gaussian error linear units", 2016.
    """

    label, flat = "GELU", "saturated"
    latex, kept_latex = r"x\,\Phi(x)", (r"\tfrac12 (1 + \operatorname{erf}(x / \sqrt{2}))",)
    signs = (("phi", r"\Phi(x)"),)
    derivatives = (r"\bar{y} \odot (\Phi(x) + x\,\varphi(x))",)
    saves = ("x", "phi")
    keeps = ("phi",)

    @staticmethod
    def forward(np: Face, x: Array, *, y: Array, phi: Array) -> None:
        np.multiply(x, math.sqrt(0.5), out=y)
        run(np, erf, y, out=phi)
        np.add(phi, 1, out=phi)
        np.multiply(phi, 0.5, out=phi)
        np.multiply(x, phi, out=y)

    @staticmethod
    def backward(np: Face, dy: Array, x: Array, phi: Array, *, dx: Array) -> None:
        np.multiply(x, x, out=dx)
        np.multiply(dx, -0.5, out=dx)
        np.exp(dx, out=dx)
        np.multiply(dx, x, out=dx)
        np.multiply(dx, 1 / math.sqrt(2 * math.pi), out=dx)
        np.add(dx, phi, out=dx)
        np.multiply(dx, dy, out=dx)


class SiLU(Activation):
    """y = x σ(x);  dx = dy · (s + y (1 − s)), with s = σ(x).

    Elfwing, Uchibe & Doya, "Sigmoid-weighted linear units", 2017; called Swish-1 by Ramachandran et
    al.
    """

    label, flat = "SiLU", "saturated"
    analytic = True
    latex, kept_latex = r"x\,s", (r"\sigma(x)",)
    derivatives = (r"\bar{y} \odot (s + y \odot (1 - s))",)
    saves = ("y", "s")
    keeps = ("s",)
    saturates = True

    @staticmethod
    def forward(np: Face, x: Array, *, y: Array, s: Array) -> None:
        sigmoid(np, x, out=s)
        np.multiply(x, s, out=y)

    @staticmethod
    def backward(np: Face, dy: Array, y: Array, s: Array, *, dx: Array) -> None:
        np.subtract(1, s, out=dx)
        np.multiply(dx, y, out=dx)
        np.add(dx, s, out=dx)
        np.multiply(dx, dy, out=dx)


class Mish(Activation):
    """y = x t, with t = tanh(ln(1 + eˣ));  dx = dy · (t + x σ(x) (1 − t²)).

    Misra, "Mish: a self regularized non-monotonic activation function", 2019.
    """

    label, flat = "Mish", "saturated"
    latex, kept_latex = r"x\,t", (r"\tanh(\ln(1 + e^x))",)
    derivatives = (r"\bar{y} \odot (t + x\,\sigma(x) \odot (1 - t^2))",)
    saves = ("x", "t")
    keeps = ("t",)
    saturates = True

    @staticmethod
    def forward(np: Face, x: Array, *, y: Array, t: Array) -> None:
        np.logaddexp(x, 0, out=t)
        np.tanh(t, out=t)
        np.multiply(x, t, out=y)

    @staticmethod
    def backward(np: Face, dy: Array, x: Array, t: Array, *, dx: Array) -> None:
        s = np.empty_like(x)
        sigmoid(np, x, out=s)
        np.multiply(s, x, out=s)
        np.multiply(t, t, out=dx)
        np.subtract(1, dx, out=dx)
        np.multiply(dx, s, out=dx)
        np.add(dx, t, out=dx)
        np.multiply(dx, dy, out=dx)


class Softplus(Activation):
    """y = ln(1 + eᵇˣ) / b, or x where b x > limit;  dx = dy · σ(b x), or dy where b x > limit."""

    label, flat = "Softplus", "saturated"
    latex = r"\frac{1}{b} \ln(1 + e^{b x})"
    derivatives = (r"\bar{y} \odot \sigma(b x)",)
    saves = ("x",)
    saturates = True

    @staticmethod
    def forward(np: Face, x: Array, *, y: Array, beta: float, threshold: float) -> None:
        np.multiply(x, beta, out=y)
        linear = np.empty_like(y, dtype="bool")
        np.greater(y, threshold, out=linear)
        np.logaddexp(y, 0, out=y)
        np.divide(y, beta, out=y)
        np.copyto(y, x, where=linear)

    @staticmethod
    def backward(
        np: Face, dy: Array, x: Array, *, dx: Array, beta: float, threshold: float
    ) -> None:
        scaled, linear = np.empty_like(dx), np.empty_like(dx, dtype="bool")
        np.multiply(x, beta, out=scaled)
        np.greater(scaled, threshold, out=linear)
        sigmoid(np, scaled, out=dx)
        np.copyto(dx, 1, where=linear)
        np.multiply(dx, dy, out=dx)


class Hardtanh(Activation):
    """y = x clamped to [low, high];  dx = dy where low < x < high, and 0 elsewhere.

    At the bounds themselves, the gradient is 0, as in PyTorch's hardtanh; `Clip` passes on dy at
    its bounds.
    """

    label, bounded, flat = "Hard tanh", True, "saturated"
    latex, derivatives = r"\min(\max(x, l), h)", (r"\bar{y} \odot [l < y < h]",)
    saves = ("y",)

    @staticmethod
    def forward(np: Face, x: Array, *, y: Array, low: float, high: float) -> None:
        np.maximum(x, low, out=y)
        np.minimum(y, high, out=y)

    @staticmethod
    def backward(np: Face, dy: Array, y: Array, *, dx: Array, low: float, high: float) -> None:
        above, below = np.empty_like(dx), np.empty_like(dx)
        np.subtract(low, y, out=above)
        np.subtract(y, high, out=below)
        mark_negative(np, above)
        mark_negative(np, below)
        take_marked(np, dy, above, out=dx)
        take_marked(np, dx, below, out=dx)


def erf(x: Array, out: Array) -> None:
    """erf x = sign(x) · (1 − erfc |x|), with an absolute error of at most 3e-15.

    erfc z = t e^(−z²) f(t) with t = 2 / (2 + z), where f is smooth and is approximated by a
    Chebyshev series in t (Press et al., "Numerical Recipes", 3rd ed., 2007, §6.2.2). The
    coefficients are computed once from the standard library's erfc.
    """
    z = numpy.abs(x, dtype=numpy.float64)
    t = 2 / (2 + z)
    twice = 2 * (t - _MIDDLE) / _HALF
    later, last = numpy.zeros_like(z), numpy.zeros_like(z)
    for coefficient in _erfc_series()[:0:-1]:
        later, last = twice * later - last + coefficient, later
    fitted = 0.5 * twice * later - last + _erfc_series()[0]
    numpy.copyto(out, numpy.copysign(1 - t * numpy.exp(-z * z) * fitted, x), casting="same_kind")


_LARGEST = 7.0  # for larger |x|, |erf x| is 1 up to rounding
_LOW, _HIGH = 2 / (2 + _LARGEST), 1.0
_MIDDLE, _HALF = (_HIGH + _LOW) / 2, (_HIGH - _LOW) / 2


@functools.cache
def _erfc_series(terms: int = 28) -> list[float]:
    """The Chebyshev coefficients of erfc(z) e^(z²) / t for z from 0 to `_LARGEST`."""
    angles = (numpy.arange(terms) + 0.5) * math.pi / terms
    nodes = _MIDDLE + _HALF * numpy.cos(angles)
    z = 2 / nodes - 2
    # The square is split into two parts, the first of which is exact, because e^(z²) magnifies
    # rounding errors.
    head = numpy.round(z * 1024) / 1024
    growth = numpy.exp(head * head) * numpy.exp((z - head) * (z + head))
    values = numpy.array([math.erfc(v) for v in z]) * growth / nodes
    series = [2 / terms * float(values @ numpy.cos(k * angles)) for k in range(terms)]
    return [series[0] / 2, *series[1:]]
