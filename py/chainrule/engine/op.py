"""What an op is: forward, backward, and how a person reads it, declared in one place.

An op is a class that is never instantiated. Its kernels are written as NumPy calls with `out=`
against `np`, a face of NumPy: NumPy itself when run eagerly, a `Recorder` when a program is
recorded. So the eager tensor and the replayed program share every line, and a kernel must not
branch on values, only on shapes and on which gradients are wanted.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from typing import Any, ClassVar

import numpy

from chainrule.engine.broadcasting import Shape, broadcast_shapes

Face = Any
"""NumPy, or a recorder that looks like it."""

Array = numpy.ndarray

OPS: dict[str, type[Op]] = {}
"""Every op by name; the tests walk it, so that no op goes unchecked."""


class Op:
    """Base of all ops.

    Attributes
    ----------
    operands : names of the inputs, in order.
    latex : the formula of y in the operands.
    derivatives : for each operand, its gradient in terms of the incoming one, `\\bar{y}`.
    saves : names among operands, `"y"` and `keeps` that `backward` receives, in order.
    keeps : names of further results of `forward` that `backward` or a reader needs.
    kept_latex : for each of `keeps` its formula.
    signs : how these formulas write an operand, a kept result, `y` or `dy`, where that is not its
        own name (or for `dy` the sign of `y` with a bar): pairs of name and LaTeX.
    """

    operands: ClassVar[tuple[str, ...]] = ("x",)
    latex: ClassVar[str]
    derivatives: ClassVar[tuple[str, ...]]
    saves: ClassVar[tuple[str, ...]] = ()
    keeps: ClassVar[tuple[str, ...]] = ()
    signs: ClassVar[tuple[tuple[str, str], ...]] = ()
    kept_latex: ClassVar[tuple[str, ...]] = ()
    features: ClassVar[int] = 1
    """How many of y's last axes are features. The axes before them count the batch, and lie
    innermost in a recorded program's memory (see `engine.buffers`)."""
    kept_features: ClassVar[int | None] = None
    """The same for `keeps`, where they differ from y."""
    analytic: ClassVar[bool] = False
    """Whether the kernels hold for complex numbers too, so that the complex step applies."""
    saturates: ClassVar[bool] = False
    """An intermediate may overflow to infinity on the way to a right result: no cause to warn."""

    def __init_subclass__(cls) -> None:
        if "latex" in cls.__dict__:
            OPS[cls.__name__] = cls

    @classmethod
    def warnings(cls) -> AbstractContextManager[object]:
        """Whether NumPy may warn while a kernel runs."""
        return numpy.errstate(over="ignore") if cls.saturates else nullcontext()

    @classmethod
    def names(cls, count: int) -> tuple[str, ...]:
        """What `count` operands are called."""
        return cls.operands[:count]

    @classmethod
    def shape(cls, *args: Any, **kwargs: Any) -> Shape:
        """The shape of y, from the operands' shapes and the op's settings."""
        return broadcast_shapes(cls.__name__, *args)

    @classmethod
    def kept_shapes(cls, *args: Any, **kwargs: Any) -> tuple[Shape, ...]:
        """The shapes of `keeps`; by default those of the first operand."""
        return (args[0],) * len(cls.keeps)

    @classmethod
    def gradient_shapes(cls, y: Shape, *shapes: Shape) -> tuple[Shape, ...]:
        """The shapes `backward` writes, before un-broadcasting to the operands' own."""
        return shapes

    @staticmethod
    def forward(np: Face, *args: Any, **kwargs: Any) -> None:
        """From the operands, write the result `y`, and what the op keeps; settings by name."""
        raise NotImplementedError

    @staticmethod
    def backward(np: Face, dy: Array, *args: Any, **kwargs: Any) -> None:
        """From dy and what was saved, write each operand's gradient `d<operand>`, unless None."""
        raise NotImplementedError


class Elementwise(Op):
    """An op that broadcasts its operands and works entry by entry."""

    @classmethod
    def gradient_shapes(cls, y: Shape, *shapes: Shape) -> tuple[Shape, ...]:
        return (y,) * len(shapes)


class ViewOp(Op):
    """An op whose result is a view of its operand, if memory allows: it then costs nothing.

    Where `view` or `unview` gives None, `forward` or `backward` runs, as for any op.
    """

    add_into: ClassVar[Callable[..., None] | None] = None
    """Where `unview` gives None: (np, dx, dy, **settings) adds x's gradient to what dx holds."""

    @staticmethod
    def view(x: Array, *args: Any, **kwargs: Any) -> Array | None:
        """The result, sharing x's memory, or None where memory does not allow that."""
        raise NotImplementedError

    @staticmethod
    def unview(dy: Array, shape: Shape, *args: Any, **kwargs: Any) -> Array | None:
        """The gradient of x, of that shape, sharing dy's memory, or None."""
        raise NotImplementedError


ROW_MAJOR = 99
"""As `Op.features`: more than there are axes, so that y is laid out as it reads."""
