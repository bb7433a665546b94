"""Elementwise arithmetic. Operands broadcast, and their gradients are summed back to the operands'
shapes."""

from __future__ import annotations

from typing import Any

from chainrule.engine.op import Array, Elementwise, Face
from chainrule.ops.selecting import take_where


class Add(Elementwise):
    """y = a + b;  da = dy, db = dy."""

    analytic = True
    operands = ("a", "b")
    latex, derivatives = "a + b", (r"\bar{y}", r"\bar{y}")

    @staticmethod
    def forward(np: Face, a: Array, b: Array, *, y: Array) -> None:
        np.add(a, b, out=y)

    @staticmethod
    def backward(np: Face, dy: Array, *, da: Array | None, db: Array | None) -> None:
        if da is not None:
            np.copyto(da, dy)
        if db is not None:
            np.copyto(db, dy)


class Subtract(Elementwise):
    """y = a − b;  da = dy, db = −dy."""

    analytic = True
    operands = ("a", "b")
    latex, derivatives = "a - b", (r"\bar{y}", r"-\bar{y}")

    @staticmethod
    def forward(np: Face, a: Array, b: Array, *, y: Array) -> None:
        np.subtract(a, b, out=y)

    @staticmethod
    def backward(np: Face, dy: Array, *, da: Array | None, db: Array | None) -> None:
        if da is not None:
            np.copyto(da, dy)
        if db is not None:
            np.negative(dy, out=db)


class Multiply(Elementwise):
    """y = a · b;  da = dy · b, db = dy · a."""

    analytic = True
    operands = ("a", "b")
    latex, derivatives = r"a \odot b", (r"\bar{y} \odot b", r"\bar{y} \odot a")
    saves = ("a", "b")

    @staticmethod
    def forward(np: Face, a: Array, b: Array, *, y: Array) -> None:
        np.multiply(a, b, out=y)

    @staticmethod
    def backward(
        np: Face, dy: Array, a: Array, b: Array, *, da: Array | None, db: Array | None
    ) -> None:
        if da is not None:
            np.multiply(dy, b, out=da)
        if db is not None:
            np.multiply(dy, a, out=db)


class Divide(Elementwise):
    """y = a / b;  da = dy / b, db = −dy · y / b."""

    analytic = True
    operands = ("a", "b")
    latex = r"\frac{a}{b}"
    derivatives = (r"\bar{y} \,/\, b", r"-\bar{y} \odot y \,/\, b")
    saves = ("b", "y")

    @staticmethod
    def forward(np: Face, a: Array, b: Array, *, y: Array) -> None:
        np.divide(a, b, out=y)

    @staticmethod
    def backward(
        np: Face, dy: Array, b: Array, y: Array, *, da: Array | None, db: Array | None
    ) -> None:
        if da is not None:
            np.divide(dy, b, out=da)
        if db is not None:
            np.multiply(dy, y, out=db)
            np.divide(db, b, out=db)
            np.negative(db, out=db)


class Negate(Elementwise):
    """y = −x;  dx = −dy."""

    analytic = True
    latex, derivatives = "-x", (r"-\bar{y}",)

    @staticmethod
    def forward(np: Face, x: Array, *, y: Array) -> None:
        np.negative(x, out=y)

    @staticmethod
    def backward(np: Face, dy: Array, *, dx: Array) -> None:
        np.negative(dy, out=dx)


class Power(Elementwise):
    """y = xᵖ for a constant p;  dx = dy · p xᵖ⁻¹."""

    analytic = True
    latex, derivatives = "x^p", (r"\bar{y} \odot p\,x^{p-1}",)
    saves = ("x",)

    @classmethod
    def shape(cls, *shapes: tuple[int, ...], **settings: Any) -> tuple[int, ...]:
        return shapes[0]

    @staticmethod
    def forward(np: Face, x: Array, *, y: Array, exponent: float) -> None:
        np.power(x, exponent, out=y)

    @staticmethod
    def backward(np: Face, dy: Array, x: Array, *, dx: Array, exponent: float) -> None:
        if exponent == 0:  # also at x = 0, where xᵖ⁻¹ is infinite
            np.copyto(dx, 0)
            return
        np.power(x, exponent - 1, out=dx)
        np.multiply(dx, exponent, out=dx)
        np.multiply(dx, dy, out=dx)


class Exp(Elementwise):
    """y = eˣ;  dx = dy · y."""

    analytic = True
    latex, derivatives = "e^x", (r"\bar{y} \odot y",)
    saves = ("y",)

    @staticmethod
    def forward(np: Face, x: Array, *, y: Array) -> None:
        np.exp(x, out=y)

    @staticmethod
    def backward(np: Face, dy: Array, y: Array, *, dx: Array) -> None:
        np.multiply(dy, y, out=dx)


class Log(Elementwise):
    """y = ln x;  dx = dy / x."""

    analytic = True
    latex, derivatives = r"\ln x", (r"\bar{y} \,/\, x",)
    saves = ("x",)

    @staticmethod
    def forward(np: Face, x: Array, *, y: Array) -> None:
        np.log(x, out=y)

    @staticmethod
    def backward(np: Face, dy: Array, x: Array, *, dx: Array) -> None:
        np.divide(dy, x, out=dx)


class Sqrt(Elementwise):
    """y = √x;  dx = dy / (2y)."""

    analytic = True
    latex, derivatives = r"\sqrt{x}", (r"\bar{y} \,/\, (2y)",)
    saves = ("y",)

    @staticmethod
    def forward(np: Face, x: Array, *, y: Array) -> None:
        np.sqrt(x, out=y)

    @staticmethod
    def backward(np: Face, dy: Array, y: Array, *, dx: Array) -> None:
        np.divide(dy, y, out=dx)
        np.multiply(dx, 0.5, out=dx)


class Abs(Elementwise):
    """y = |x|;  dx = dy · sign x (0 at 0, as in PyTorch)."""

    latex, derivatives = r"|x|", (r"\bar{y} \odot \operatorname{sign} x",)
    saves = ("x",)

    @staticmethod
    def forward(np: Face, x: Array, *, y: Array) -> None:
        np.absolute(x, out=y)

    @staticmethod
    def backward(np: Face, dy: Array, x: Array, *, dx: Array) -> None:
        np.sign(x, out=dx)
        np.multiply(dx, dy, out=dx)


class Sin(Elementwise):
    """y = sin x;  dx = dy · cos x."""

    analytic = True
    latex, derivatives = r"\sin x", (r"\bar{y} \odot \cos x",)
    saves = ("x",)

    @staticmethod
    def forward(np: Face, x: Array, *, y: Array) -> None:
        np.sin(x, out=y)

    @staticmethod
    def backward(np: Face, dy: Array, x: Array, *, dx: Array) -> None:
        np.cos(x, out=dx)
        np.multiply(dx, dy, out=dx)


class Cos(Elementwise):
    """y = cos x;  dx = −dy · sin x."""

    analytic = True
    latex, derivatives = r"\cos x", (r"-\bar{y} \odot \sin x",)
    saves = ("x",)

    @staticmethod
    def forward(np: Face, x: Array, *, y: Array) -> None:
        np.cos(x, out=y)

    @staticmethod
    def backward(np: Face, dy: Array, x: Array, *, dx: Array) -> None:
        np.sin(x, out=dx)
        np.negative(dx, out=dx)
        np.multiply(dx, dy, out=dx)


class Clip(Elementwise):
    """y = x clamped to [low, high];  dx = dy where low ≤ x ≤ high, and 0 elsewhere."""

    latex, derivatives = r"\min(\max(x, l), h)", (r"\bar{y} \odot [l \le x \le h]",)
    saves = ("x", "y")

    @staticmethod
    def forward(np: Face, x: Array, *, y: Array, low: float, high: float) -> None:
        np.maximum(x, low, out=y)
        np.minimum(y, high, out=y)

    @staticmethod
    def backward(
        np: Face, dy: Array, x: Array, y: Array, *, dx: Array, low: float, high: float
    ) -> None:
        inside = np.empty_like(dx, dtype="bool")
        np.equal(x, y, out=inside)
        take_where(np, dy, inside, out=dx)


class Maximum(Elementwise):
    """y = max(a, b), elementwise;  the larger operand receives dy, and equal operands receive ½ dy
    each."""

    operands = ("a", "b")
    latex = r"\max(a, b)"
    derivatives = (
        r"\bar{y} \odot ([a > b] + \tfrac12 [a = b])",
        r"\bar{y} \odot ([b > a] + \tfrac12 [a = b])",
    )
    saves = ("a", "b")

    @staticmethod
    def forward(np: Face, a: Array, b: Array, *, y: Array) -> None:
        np.maximum(a, b, out=y)

    @staticmethod
    def backward(
        np: Face, dy: Array, a: Array, b: Array, *, da: Array | None, db: Array | None
    ) -> None:
        _give_to_the_greater(np, dy, a, b, out=da)
        _give_to_the_greater(np, dy, b, a, out=db)


class Minimum(Elementwise):
    """y = min(a, b), elementwise;  the smaller operand receives dy, and equal operands receive ½ dy
    each."""

    operands = ("a", "b")
    latex = r"\min(a, b)"
    derivatives = (
        r"\bar{y} \odot ([a < b] + \tfrac12 [a = b])",
        r"\bar{y} \odot ([b < a] + \tfrac12 [a = b])",
    )
    saves = ("a", "b")

    @staticmethod
    def forward(np: Face, a: Array, b: Array, *, y: Array) -> None:
        np.minimum(a, b, out=y)

    @staticmethod
    def backward(
        np: Face, dy: Array, a: Array, b: Array, *, da: Array | None, db: Array | None
    ) -> None:
        _give_to_the_greater(np, dy, b, a, out=da)
        _give_to_the_greater(np, dy, a, b, out=db)


def _give_to_the_greater(np: Face, dy: Array, a: Array, b: Array, *, out: Array | None) -> None:
    """out = dy where a > b, ½ dy where a = b, and 0 elsewhere."""
    if out is None:
        return
    chosen, tied = np.empty_like(out, dtype="bool"), np.empty_like(out)
    np.multiply(dy, 0.5, out=out)
    np.equal(a, b, out=chosen)
    take_where(np, out, chosen, out=tied)
    np.greater(a, b, out=chosen)
    take_where(np, dy, chosen, out=out)
    np.add(out, tied, out=out)


class Where(Elementwise):
    """y = a where the condition is not 0, and b elsewhere;  each operand receives dy where it was
    selected."""

    operands = ("condition", "a", "b")
    signs = (("condition", "c"),)
    latex = r"c\;?\;a : b"
    derivatives = ("0", r"\bar{y} \odot [c \ne 0]", r"\bar{y} \odot [c = 0]")
    saves = ("condition",)

    @staticmethod
    def forward(np: Face, condition: Array, a: Array, b: Array, *, y: Array) -> None:
        mask = np.empty_like(y, dtype="bool")
        np.not_equal(condition, 0, out=mask)
        np.copyto(y, b)
        np.copyto(y, a, where=mask)

    @staticmethod
    def backward(
        np: Face,
        dy: Array,
        condition: Array,
        *,
        dcondition: Array | None,
        da: Array | None,
        db: Array | None,
    ) -> None:
        if dcondition is not None:
            np.copyto(dcondition, 0)
        chosen = np.empty_like(dy, dtype="bool")
        if da is not None:
            np.not_equal(condition, 0, out=chosen)
            take_where(np, dy, chosen, out=da)
        if db is not None:
            np.equal(condition, 0, out=chosen)
            take_where(np, dy, chosen, out=db)
