"""Is the gradient right? The engine's against a complex step or a difference quotient."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy

from chainrule.engine.tensor import Tensor, no_grad
from chainrule.errors import InputError


class GradientError(AssertionError):
    """A gradient that differs from the difference quotient; the sentence says where and by how
    much."""


def gradcheck(
    function: Callable[..., Tensor],
    inputs: Sequence[Any],
    *,
    method: str | None = None,
    eps: float = 1e-6,
    rtol: float = 1e-6,
    atol: float = 1e-9,
    seed: int = 0,
) -> bool:
    """Compare gradients with another way to compute them, entry by entry.

    For L = Σ r · f(x), with fixed random r of f's shape, every ∂L/∂xᵢ must equal, to within
    a tolerance, either

    - the complex step Im L(x + ih eᵢ) / h with h = 10⁻³⁰, which is exact to rounding, if every
      op of f holds for complex numbers (Squire & Trapp, "Using complex variables to estimate
      derivatives of real functions", SIAM Review 1998); or
    - the central difference (L(xᵢ + h) − L(xᵢ − h)) / 2h with h = eps · max(1, |xᵢ|).

    The tolerance of the quotient is rtol times the entry, so that a wrong tiny one is found beside
    large ones, and atol times the largest term of L that changes with the entry, for its rounding.
    That of the complex step is 10⁻⁴ rtol times the sizes it sums, 10⁻⁷ rtol · max |∂L/∂x| for the
    rounding of what both share, and 10⁻³ atol.

    Parameters
    ----------
    function : takes as many tensors as there are inputs, returns one.
    inputs : arrays; all are differentiated, in float64.
    method : "complex", "central", or None for the complex step where f allows it.
    eps, rtol, atol : see above.
    seed : of the projection r.

    Returns
    -------
    bool
        True.

    Raises
    ------
    GradientError
        Naming the input, the entry, both numbers and their difference.
    InputError
        If there are no inputs, or no such method.
    TypeError
        If "complex" is asked for and an op of f does not hold for complex numbers.

    Examples
    --------
    >>> gradcheck(lambda x: x.tanh() * x, [[0.5, -2.0]])
    True
    """
    if not callable(function):
        raise InputError("function", function, "a function of tensors")
    if not isinstance(inputs, Sequence) or len(inputs) == 0:
        raise InputError("inputs", inputs, "a list of at least one array")
    if method not in (None, "complex", "central"):
        raise InputError("method", method, "complex, central or None")
    tensors = [Tensor(_numbers(x), requires_grad=True) for x in inputs]
    result = function(*tensors)
    if not isinstance(result, Tensor):
        raise InputError("function", type(result).__name__, "a function that returns a tensor")
    projection = numpy.random.default_rng(seed).uniform(0.5, 1.5, result.shape)
    result.backward(projection)
    complex_step = method != "central" and _allows_complex(function, tensors, method)
    for index, tensor in enumerate(tensors):
        engine = numpy.zeros(tensor.shape) if tensor.grad is None else tensor.grad
        largest = float(abs(engine).max(initial=0))
        for entry in numpy.ndindex(tensor.shape):
            if complex_step:
                other, scale = _step(function, tensors, index, entry, projection)
                name = "complex step"
                tolerance = atol * 1e-3 + rtol * (1e-4 * scale + 1e-7 * largest)
            else:
                other, scale = _quotient(function, tensors, tensor, entry, projection, eps)
                name = "difference quotient"
                own = max(abs(engine[entry]), abs(other))
                tolerance = atol * scale + rtol * own
            if not abs(engine[entry] - other) <= tolerance:
                raise GradientError(
                    f"input {index}, entry {entry}: the engine's gradient is {engine[entry]:.12g}, "
                    f"the {name} {other:.12g}; they differ by "
                    f"{abs(engine[entry] - other):.3g}, allowed are {tolerance:.3g}."
                )
    return True


def _numbers(x: Any) -> numpy.ndarray:
    try:
        array = numpy.array(x, numpy.float64)
    except (TypeError, ValueError):
        raise InputError("inputs", x, "arrays of real numbers") from None
    if not numpy.isfinite(array).all():
        raise InputError("inputs", array[~numpy.isfinite(array)][0].item(), "finite numbers")
    return array


STEP = 1e-30


def _allows_complex(
    function: Callable[..., Tensor], tensors: list[Tensor], method: str | None
) -> bool:
    """Whether every op holds for complex numbers; asked for by name, the first that doesn't."""
    try:
        for index, tensor in enumerate(tensors):
            if tensor.data.size:
                _step(function, tensors, index, (0,) * tensor.ndim, numpy.ones(()))
    except TypeError:
        if method == "complex":
            raise
        return False
    return any(tensor.data.size for tensor in tensors)


def _step(
    function: Callable[..., Tensor],
    tensors: list[Tensor],
    index: int,
    entry: tuple[int, ...],
    projection: numpy.ndarray,
) -> tuple[float, float]:
    """The complex step in one entry, and the sum of the sizes of its terms."""
    stepped = Tensor.of(tensors[index].data.astype(numpy.complex128))
    stepped.data[entry] += 1j * STEP
    with no_grad():
        result = function(*tensors[:index], stepped, *tensors[index + 1 :])
    terms = projection * numpy.imag(result.data)
    return float(terms.sum()) / STEP, float(abs(terms).sum()) / STEP


def _quotient(
    function: Callable[..., Tensor],
    tensors: list[Tensor],
    tensor: Tensor,
    entry: tuple[int, ...],
    projection: numpy.ndarray,
    eps: float,
) -> tuple[float, float]:
    """The central difference in one entry, and the size of the values it subtracts."""
    value = tensor.data[entry]
    step = eps * max(1.0, abs(value))
    sides = []
    try:
        for sign in (1, -1):
            tensor.data[entry] = value + sign * step
            sides.append(function(*tensors).data * projection)
    finally:
        tensor.data[entry] = value
    # Subtracting before summing loses less to rounding; terms that stay the same lose nothing.
    differences = sides[0] - sides[1]
    scale = float(abs(sides[0][differences != 0]).max(initial=0))
    return float(differences.sum()) / (2 * step), scale
