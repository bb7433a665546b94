"""Matrix products."""

from __future__ import annotations

from typing import Any

from chainrule.engine.broadcasting import Shape, broadcast_shapes
from chainrule.engine.op import Array, Face, Op
from chainrule.errors import ShapeError


class MatMul(Op):
    """y = a b over the last two axes;  da = dy bᵀ, db = aᵀ dy."""

    analytic = True
    operands = ("a", "b")
    latex, derivatives = r"a\,b", (r"\bar{y}\,b^\top", r"a^\top \bar{y}")
    saves = ("a", "b")

    @classmethod
    def shape(cls, *shapes: Shape, **settings: Any) -> Shape:
        a, b = shapes
        if len(a) < 2 or len(b) < 2 or a[-1] != b[-2]:
            raise ShapeError(
                f"matmul: shapes {a} and {b} do not fit; "
                "the last axis of the first must equal the last but one of the second, and both "
                "need two axes: a vector of n numbers is (n, 1) or (1, n)."
            )
        return (*broadcast_shapes("matmul", a[:-2], b[:-2]), a[-2], b[-1])

    @classmethod
    def gradient_shapes(cls, y: Shape, *shapes: Shape) -> tuple[Shape, ...]:
        return tuple((*y[:-2], *shape[-2:]) for shape in shapes)

    @staticmethod
    def forward(np: Face, a: Array, b: Array, *, y: Array) -> None:
        np.matmul(a, b, out=y)

    @staticmethod
    def backward(
        np: Face, dy: Array, a: Array, b: Array, *, da: Array | None, db: Array | None
    ) -> None:
        if da is not None:
            np.matmul(dy, b.swapaxes(-1, -2), out=da)
        if db is not None:
            np.matmul(a.swapaxes(-1, -2), dy, out=db)


class Linear(Op):
    """y = x Wᵀ + b, with x (…, n, in), W (…, out, in) and b (…, out).

    dx = dy W;  dW = dyᵀ x;  db = Σₙ dy.
    """

    analytic = True
    operands = ("x", "weight", "bias")
    signs = (("weight", "W"), ("bias", "b"))
    latex = r"x\,W^\top + b"
    derivatives = (r"\bar{y}\,W", r"\bar{y}^\top x", r"\sum_n \bar{y}_n")
    saves = ("x", "weight")

    @classmethod
    def shape(cls, *shapes: Shape, **settings: Any) -> Shape:
        x, weight, bias = shapes
        if len(x) < 2 or x[-1] != weight[-1] or bias[-1] != weight[-2]:
            raise ShapeError(
                f"linear: input of shape {x} does not fit a weight (out, in) of shape {weight} "
                f"and a bias of shape {bias}; expected (…, n, {weight[-1]})."
            )
        lead = broadcast_shapes("linear", x[:-2], weight[:-2], bias[:-1])
        return (*lead, x[-2], weight[-2])

    @classmethod
    def gradient_shapes(cls, y: Shape, *shapes: Shape) -> tuple[Shape, ...]:
        x, weight, bias = shapes
        return (*y[:-2], *x[-2:]), (*y[:-2], *weight[-2:]), (*y[:-2], bias[-1])

    @staticmethod
    def forward(np: Face, x: Array, weight: Array, bias: Array, *, y: Array) -> None:
        np.matmul(x, weight.swapaxes(-1, -2), out=y)
        np.add(y, bias[..., None, :], out=y)

    @staticmethod
    def backward(
        np: Face,
        dy: Array,
        x: Array,
        weight: Array,
        *,
        dx: Array | None,
        dweight: Array | None,
        dbias: Array | None,
    ) -> None:
        if dweight is not None:
            np.matmul(dy.swapaxes(-1, -2), x, out=dweight)
        if dbias is not None:
            np.sum(dy, axis=-2, out=dbias)
        if dx is not None:
            np.matmul(dy, weight, out=dx)
