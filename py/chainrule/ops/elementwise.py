"""Arithmetic, entry by entry. Operands broadcast; their gradients are summed back."""

from __future__ import annotations

from typing import Any

from chainrule.engine.op import Array, Elementwise, Face


class Add(Elementwise):
    """y = a + b;  da = dy, db = dy."""

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

    latex, derivatives = "-x", (r"-\bar{y}",)

    @staticmethod
    def forward(np: Face, x: Array, *, y: Array) -> None:
        np.negative(x, out=y)

    @staticmethod
    def backward(np: Face, dy: Array, *, dx: Array) -> None:
        np.negative(dy, out=dx)


class Power(Elementwise):
    """y = xᵖ for a constant p;  dx = dy · p xᵖ⁻¹."""

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
        if exponent == 0:  # where x = 0 too, at which xᵖ⁻¹ is infinite
            np.copyto(dx, 0)
            return
        np.power(x, exponent - 1, out=dx)
        np.multiply(dx, exponent, out=dx)
        np.multiply(dx, dy, out=dx)


class Exp(Elementwise):
    """y = eˣ;  dx = dy · y."""

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

    latex, derivatives = r"\sqrt{x}", (r"\bar{y} \,/\, (2y)",)
    saves = ("y",)

    @staticmethod
    def forward(np: Face, x: Array, *, y: Array) -> None:
        np.sqrt(x, out=y)

    @staticmethod
    def backward(np: Face, dy: Array, y: Array, *, dx: Array) -> None:
        np.divide(dy, y, out=dx)
        np.multiply(dx, 0.5, out=dx)
