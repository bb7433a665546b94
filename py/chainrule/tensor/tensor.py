"""`Tensor`: the engine's eager, define-by-run interface."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy

from chainrule import ops
from chainrule.changes import check_all_held
from chainrule.checks import checked_number, is_whole
from chainrule.engine.broadcasting import Shape
from chainrule.engine.op import Array, Elementwise, Op, ViewOp
from chainrule.engine.recorder import Recorder, buffer, current_face, current_scope, op_record
from chainrule.errors import InputError, ShapeError
from chainrule.ops.shaping import checked_axis
from chainrule.tensor.backward import backward
from chainrule.tensor.graph import Node, Variable, is_differentiating

Axis = int | tuple[int, ...] | None

BOUNDS = ("low", "high", "threshold", "p")
"""Settings that are only compared with the data: a value that `dtype` cannot hold has no effect."""


class Tensor(Variable):
    """An array that records how it was computed.

    Parameters
    ----------
    data : array-like of real numbers. A float32 or float64 array is used without copying;
        anything else is converted to float64. Numbers and arrays combined with a tensor are
        converted to its dtype; combining tensors of different dtypes raises an error.
    requires_grad : whether `backward` should fill `grad`.

    Examples
    --------
    >>> x = Tensor([1.0, 2.0], requires_grad=True)
    >>> (x * x).sum().backward()
    >>> x.grad
    array([2., 4.])
    """

    __slots__ = ()
    __array_ufunc__ = None  # so that array + tensor calls the tensor's method

    def __init__(self, data: Any, requires_grad: bool = False) -> None:
        super().__init__(_as_real_array(data), requires_grad)

    @classmethod
    def of(cls, array: Array) -> Tensor:
        """A tensor that wraps an op's array without conversion; in a complex step, the array is
        complex."""
        tensor = cls.__new__(cls)
        Variable.__init__(tensor, array)
        return tensor

    @classmethod
    def parameter(cls, data: Array, grad: Array) -> Tensor:
        """A leaf whose gradient is always written to the given array."""
        tensor = cls(data, requires_grad=True)
        tensor._slot, tensor._fixed = grad, True
        return tensor

    def item(self) -> float:
        """The value of a tensor with one entry.

        Raises
        ------
        ShapeError
            If the tensor does not have exactly one entry.
        """
        if self.data.size != 1:
            raise ShapeError(f"item: a tensor of shape {self.shape} is not a single number.")
        return self.data.item()

    def numpy(self) -> Array:
        """The values: the tensor's own array, not a copy."""
        return self.data

    def detach(self) -> Tensor:
        """The same values, detached from the graph."""
        return Tensor(self.data)

    def __float__(self) -> float:
        return float(self.item())

    def __bool__(self) -> bool:
        return bool(self.item())

    def __len__(self) -> int:
        return len(self.data)

    def __repr__(self) -> str:
        suffix = ", requires_grad=True" if self.requires_grad else ""
        return f"Tensor({numpy.array2string(self.data, separator=', ')}{suffix})"

    def backward(self, gradient: Any = None) -> None:
        """Compute `grad` for every leaf that this tensor depends on; see `tensor.backward`."""
        backward(self, gradient)

    def __add__(self, other: Operand) -> Tensor:
        return apply(ops.Add, self, other)

    def __radd__(self, other: Operand) -> Tensor:
        return apply(ops.Add, other, self)

    def __sub__(self, other: Operand) -> Tensor:
        return apply(ops.Subtract, self, other)

    def __rsub__(self, other: Operand) -> Tensor:
        return apply(ops.Subtract, other, self)

    def __mul__(self, other: Operand) -> Tensor:
        return apply(ops.Multiply, self, other)

    def __rmul__(self, other: Operand) -> Tensor:
        return apply(ops.Multiply, other, self)

    def __truediv__(self, other: Operand) -> Tensor:
        return apply(ops.Divide, self, other)

    def __rtruediv__(self, other: Operand) -> Tensor:
        return apply(ops.Divide, other, self)

    def __matmul__(self, other: Operand) -> Tensor:
        return apply(ops.MatMul, self, other)

    def __rmatmul__(self, other: Operand) -> Tensor:
        return apply(ops.MatMul, other, self)

    def __neg__(self) -> Tensor:
        return apply(ops.Negate, self)

    def __pow__(self, exponent: float) -> Tensor:
        return apply(ops.Power, self, exponent=checked_number("exponent", exponent))

    def __getitem__(self, key: Any) -> Tensor:
        parts = key if isinstance(key, tuple) else (key,)
        # True and False are integers in Python, but NumPy treats them as masks, and indexing with a
        # mask copies.
        plain = (isinstance(k, int | slice) and not isinstance(k, bool) for k in parts)
        if not all(ok or k is Ellipsis for ok, k in zip(plain, parts, strict=True)):
            raise TypeError(f"a Tensor is indexed by integers, slices and ellipsis; got {key!r}.")
        if not any(k is Ellipsis for k in parts):
            parts = (*parts, Ellipsis)
        return apply(ops.Slice, self, key=parts)

    def exp(self) -> Tensor:
        """eˣ."""
        return apply(ops.Exp, self)

    def log(self) -> Tensor:
        """ln x."""
        return apply(ops.Log, self)

    def sqrt(self) -> Tensor:
        """√x."""
        return apply(ops.Sqrt, self)

    def tanh(self) -> Tensor:
        """tanh x."""
        return apply(ops.Tanh, self)

    def relu(self) -> Tensor:
        """max(x, 0)."""
        return apply(ops.ReLU, self)

    def sigmoid(self) -> Tensor:
        """1 / (1 + e⁻ˣ)."""
        return apply(ops.Sigmoid, self)

    def abs(self) -> Tensor:
        """|x|."""
        return apply(ops.Abs, self)

    def sin(self) -> Tensor:
        """sin x."""
        return apply(ops.Sin, self)

    def cos(self) -> Tensor:
        """cos x."""
        return apply(ops.Cos, self)

    def clip(self, min: float | None = None, max: float | None = None) -> Tensor:
        """x clamped to [`min`, `max`]; None means no bound."""
        low = -math.inf if min is None else checked_number("min", min)
        high = math.inf if max is None else checked_number("max", max)
        if low > high:
            raise InputError("min", min, f"a number up to max, {max}")
        return apply(ops.Clip, self, low=low, high=high)

    def softmax(self, axis: int = -1) -> Tensor:
        """eˣ / Σ eˣ along `axis`."""
        return apply(ops.Softmax, self, axis=axis)

    def log_softmax(self, axis: int = -1) -> Tensor:
        """x − ln Σ eˣ along `axis`."""
        return apply(ops.LogSoftmax, self, axis=axis)

    def max(self, axis: Axis = None, keepdims: bool = False) -> Tensor:
        """The maximum of x over `axis` (by default, over all axes); entries tied for the maximum
        share the gradient equally."""
        return apply(ops.Max, self, axis=axis, keepdims=keepdims)

    def min(self, axis: Axis = None, keepdims: bool = False) -> Tensor:
        """The minimum of x over `axis` (by default, over all axes); entries tied for the minimum
        share the gradient equally."""
        return -(-self).max(axis, keepdims)

    def logsumexp(self, axis: Axis = None, keepdims: bool = False) -> Tensor:
        """ln Σ eˣ over `axis` (by default, over all axes)."""
        return apply(ops.LogSumExp, self, axis=axis, keepdims=keepdims)

    def var(self, axis: Axis = None, keepdims: bool = False, correction: float = 1) -> Tensor:
        """The variance of x over `axis` (by default, over all axes): Σ (x − x̄)² / (n −
        correction)."""
        return apply(ops.Var, self, axis=axis, keepdims=keepdims, correction=correction)

    def gather(self, axis: int, index: Any) -> Tensor:
        """The entries of x at the positions `index` along `axis`, as in torch.gather; `index` is a
        constant."""
        places = numpy.asarray(index)
        if places.dtype.kind not in "iu":
            raise InputError("index", places.dtype.name, "an array of whole numbers")
        return apply(ops.Gather, self, axis=axis, index=places)

    def pad(self, widths: Sequence[tuple[int, int]], value: float = 0.0) -> Tensor:
        """x padded with a constant; `widths` holds one pair (before, after) for each of the last
        `len(widths)` axes."""
        pairs = isinstance(widths, Sequence) and all(
            isinstance(pair, Sequence) and len(pair) == 2 and all(map(is_whole, pair))
            for pair in widths
        )
        if not pairs:
            raise InputError("widths", widths, "a pair (before, after) for each of the last axes")
        value = checked_number("value", value)
        return apply(ops.Pad, self, widths=tuple(map(tuple, widths)), value=value)

    def sum(self, axis: Axis = None, keepdims: bool = False) -> Tensor:
        """Σ x over `axis` (by default, over all axes)."""
        return apply(ops.Sum, self, axis=axis, keepdims=keepdims)

    def mean(self, axis: Axis = None, keepdims: bool = False) -> Tensor:
        """The mean of x over `axis` (by default, over all axes)."""
        return apply(ops.Mean, self, axis=axis, keepdims=keepdims)

    def reshape(self, *shape: int) -> Tensor:
        """The entries of x, in row-major order, in the shape `shape`; one length may be −1 and is
        then inferred."""
        return apply(ops.Reshape, self, shape=shape)

    def transpose(self, *axes: int | Sequence[int]) -> Tensor:
        """x with its axes in the given order, passed as arguments or as a tuple; by default in
        reverse order."""
        order = axes[0] if len(axes) == 1 and isinstance(axes[0], Sequence) else axes
        whole = [checked_axis("transpose", axis, self.ndim) for axis in order]
        if whole and sorted(whole) != list(range(self.ndim)):
            raise ShapeError(
                f"transpose: axes {tuple(order)} do not fit shape {self.shape}; expected each of "
                "its axes once."
            )
        return apply(ops.Transpose, self, axes=tuple(whole or reversed(range(self.ndim))))

    def swapaxes(self, first: int, second: int) -> Tensor:
        """x with two of its axes swapped."""
        axes = list(range(self.ndim))
        first, second = (checked_axis("swapaxes", axis, self.ndim) for axis in (first, second))
        axes[first], axes[second] = axes[second], axes[first]
        return self.transpose(*axes)

    @property
    def T(self) -> Tensor:
        """x with its axes in reverse order."""
        return self.transpose()


Operand = Tensor | Array | float


class NotAnalyticError(TypeError):
    """Raised when an op that is not analytic is applied to complex numbers."""


def apply(op: type[Op], *operands: Operand, **settings: Any) -> Tensor:
    """Run `op` forward, eagerly or under a recorder, and add it to the graph.

    Raises
    ------
    ShapeError
        If the op does not accept the operands' shapes.
    TypeError
        If the tensors have different dtypes; nothing is cast silently.
    """
    return apply_keeping(op, *operands, **settings)[0]


def apply_keeping(
    op: type[Op], *operands: Operand, **settings: Any
) -> tuple[Tensor, dict[str, Array]]:
    """Like `apply`, but also return the arrays that the op saves, by name."""
    dtype = _common_dtype(op, operands)
    if dtype.kind == "c" and not op.analytic:
        raise NotAnalyticError(f"{op.__name__} is not defined for complex numbers.")
    inputs = tuple(x if isinstance(x, Tensor) else _constant(x, dtype) for x in operands)
    if issubclass(op, ViewOp):
        view = op.view(inputs[0].data, **settings)
        if view is not None:
            named = {"x": inputs[0].data}, {"y": view}
            with op_record(op, *named, layer=current_scope(), settings=settings):
                pass  # gives the op a record in the trace at no cost
            return _remember(Tensor.of(view), op, inputs, (), settings), {}
    shapes = [x.shape for x in inputs]
    if dtype == numpy.float32:
        check_all_held({n: v for n, v in settings.items() if n not in BOUNDS}, dtype)
    y_shape = op.shape(*shapes, **settings)
    np = current_face()
    features = _features(np, op, y_shape, inputs)
    y = buffer(np, y_shape, dtype, features, op.__name__)
    kept_shapes = op.kept_shapes(*shapes, **settings)
    if op.kept_features is not None:
        features = op.kept_features
    kept = {n: buffer(np, s, dtype, features) for n, s in zip(op.keeps, kept_shapes, strict=True)}
    named = {n: x.data for n, x in zip(op.names(len(inputs)), inputs, strict=True)}
    record = op_record(op, named, {"y": y, **kept}, layer=current_scope(), settings=settings)
    with op.warnings(), record:
        op.forward(np, *(x.data for x in inputs), y=y, **kept, **settings)
    pool = {**named, **kept, "y": y}
    saved = tuple(pool[name] for name in op.saves)
    return _remember(Tensor.of(y), op, inputs, saved, settings), kept


def _features(np: Any, op: type[Op], y: Shape, inputs: tuple[Tensor, ...]) -> int:
    """The number of feature axes in y's layout; an elementwise op keeps its operand's layout."""
    if not isinstance(np, Recorder) or not issubclass(op, Elementwise):
        return op.features
    known = (np.features(x.data) for x in inputs if x.shape == y)
    return max((n for n in known if n is not None), default=op.features)


def _remember(
    result: Tensor,
    op: type[Op],
    inputs: tuple[Tensor, ...],
    saved: tuple[Array, ...],
    settings: dict[str, Any],
) -> Tensor:
    if is_differentiating() and any(x.requires_grad for x in inputs):
        result._requires_grad = True
        result.node = Node(op, inputs, saved, settings, current_scope())
    return result


def _as_real_array(data: Any) -> Array:
    try:
        array = numpy.asarray(data)
    except ValueError:  # nested lists of unequal lengths
        raise InputError("data", data, "an array of real numbers") from None
    if array.dtype in (numpy.float32, numpy.float64):
        return array
    if array.dtype.kind not in "biuf":
        raise TypeError(f"a Tensor holds real numbers; got {array.dtype} of shape {array.shape}.")
    return array.astype(numpy.float64)


def _common_dtype(op: type[Op], operands: Sequence[Any]) -> numpy.dtype:
    dtypes = {x.dtype for x in operands if isinstance(x, Tensor)}
    if any(dtype.kind == "c" for dtype in dtypes):
        return numpy.dtype(numpy.complex128)
    if len(dtypes) != 1:
        listed = " and ".join(sorted(str(d) for d in dtypes)) or "no tensor"
        raise TypeError(
            f"{op.__name__}: operands must share one dtype; got {listed}. An array instead of a "
            "tensor is converted. For tensors in float64, as in gradcheck, build the network with "
            'dtype="float64".'
        )
    return dtypes.pop()


def _constant(value: Any, dtype: numpy.dtype) -> Tensor:
    """A number or array, converted to a tensor of the operands' dtype."""
    array = numpy.asarray(value)
    if array.dtype.kind not in "biuf":
        raise TypeError(f"a Tensor can only be combined with real numbers; got {value!r}.")
    with numpy.errstate(over="ignore"):
        cast = array.astype(dtype, copy=False)
    if numpy.isfinite(array).all() and not numpy.isfinite(cast).all():
        raise InputError("operand", array[~numpy.isfinite(cast)].flat[0].item(), f"{dtype} numbers")
    return Tensor.of(cast)
