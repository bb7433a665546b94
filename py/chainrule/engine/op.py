"""The base class of ops, which declare their forward pass, their backward pass and their formulas
in one place.

An op is a class that is never instantiated. Its kernels are NumPy calls with `out=` on the argument
`np`, which is NumPy itself in eager mode and a `Recorder` while a program is being recorded. Eager
tensors and replayed programs therefore share all kernels. A kernel may branch on shapes and on
which gradients are requested, but never on values.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager, nullcontext
from typing import Any, ClassVar

import numpy

from chainrule.engine.broadcasting import Shape, broadcast_shapes

Face = Any
"""NumPy, or an object with the same interface, such as a recorder."""

Array = numpy.ndarray

OPS: dict[str, type[Op]] = {}
"""All ops by name. The tests iterate over this dictionary, so that every op is tested."""


class Op:
    """The base class of all ops.

    Attributes
    ----------
    operands : the names of the inputs, in order.
    latex : the formula of y in terms of the operands.
    derivatives : for each operand, its gradient in terms of the incoming gradient `\\bar{y}`.
    saves : the names of the arrays that `backward` receives, in order: operands, `"y"` or entries
        of `keeps`.
    keeps : the names of additional results of `forward` that `backward` or a trace needs.
    kept_latex : the formula of each result in `keeps`.
    signs : pairs of a name and its LaTeX symbol, for each operand, kept result, `y` or `dy` whose
        symbol in these formulas is not its name (or, for `dy`, not the symbol of `y` with a bar).
    """

    operands: ClassVar[tuple[str, ...]] = ("x",)
    latex: ClassVar[str]
    derivatives: ClassVar[tuple[str, ...]]
    saves: ClassVar[tuple[str, ...]] = ()
    keeps: ClassVar[tuple[str, ...]] = ()
    signs: ClassVar[tuple[tuple[str, str], ...]] = ()
    kept_latex: ClassVar[tuple[str, ...]] = ()
    features: ClassVar[int] = 1
    """The number of trailing axes of y that are features. In a recorded program's memory, the batch
    axes before them are innermost (see `engine.buffers`)."""
    kept_features: ClassVar[int | None] = None
    """The number of trailing feature axes of the results in `keeps`, if it is not that of y."""
    analytic: ClassVar[bool] = False
    """Whether the kernels are valid for complex numbers; complex-step checks can then be used."""
    saturates: ClassVar[bool] = False
    """Whether intermediate values may overflow although the result is correct; overflow warnings
    are then suppressed."""

    def __init_subclass__(cls) -> None:
        if "latex" in cls.__dict__:
            OPS[cls.__name__] = cls

    @classmethod
    def warnings(cls) -> AbstractContextManager[object]:
        """The context in which a kernel runs, which suppresses overflow warnings if the op
        `saturates`."""
        return numpy.errstate(over="ignore") if cls.saturates else nullcontext()

    @classmethod
    def names(cls, count: int) -> tuple[str, ...]:
        """The names of the first `count` operands."""
        return cls.operands[:count]

    @classmethod
    def title(cls, settings: Mapping[str, Any]) -> str:
        """The op's name as shown to users, with these settings."""
        return cls.__name__

    @classmethod
    def kept_formulas(cls, settings: Mapping[str, Any]) -> tuple[str, ...]:
        """The formulas in `kept_latex`, with these settings."""
        return cls.kept_latex

    @classmethod
    def shape(cls, *args: Any, **kwargs: Any) -> Shape:
        """The shape of y, given the operands' shapes and the op's settings."""
        return broadcast_shapes(cls.__name__, *args)

    @classmethod
    def kept_shapes(cls, *args: Any, **kwargs: Any) -> tuple[Shape, ...]:
        """The shapes of the results in `keeps`; by default, the shape of the first operand."""
        return (args[0],) * len(cls.keeps)

    @classmethod
    def gradient_shapes(cls, y: Shape, *shapes: Shape) -> tuple[Shape, ...]:
        """The shapes that `backward` writes, before the gradients are un-broadcast to the operands'
        shapes."""
        return shapes

    @staticmethod
    def forward(np: Face, *args: Any, **kwargs: Any) -> None:
        """Compute `y` and the arrays in `keeps` from the operands; settings are keyword
        arguments."""
        raise NotImplementedError

    @staticmethod
    def backward(np: Face, dy: Array, *args: Any, **kwargs: Any) -> None:
        """Compute each operand's gradient `d<operand>`, unless it is None, from dy and the saved
        arrays."""
        raise NotImplementedError


class Elementwise(Op):
    """An elementwise op that broadcasts its operands."""

    @classmethod
    def gradient_shapes(cls, y: Shape, *shapes: Shape) -> tuple[Shape, ...]:
        return (y,) * len(shapes)


class ViewOp(Op):
    """An op whose result is a view of its operand if the memory layout allows it.

    If `view` or `unview` returns None, `forward` or `backward` is run, as for any other op.
    """

    add_into: ClassVar[Callable[..., None] | None] = None
    """A function (np, dx, dy, **settings) that adds the gradient of x to dx; used if `unview`
    returns None."""

    @staticmethod
    def view(x: Array, *args: Any, **kwargs: Any) -> Array | None:
        """The result as a view of x, or None if the memory layout does not allow a view."""
        raise NotImplementedError

    @staticmethod
    def unview(dy: Array, shape: Shape, *args: Any, **kwargs: Any) -> Array | None:
        """The gradient of x, of shape `shape`, as a view of dy, or None if there is no such
        view."""
        raise NotImplementedError


ROW_MAJOR = 99
"""A value for `Op.features`. It exceeds the number of axes of any array, so that y is row-major."""
