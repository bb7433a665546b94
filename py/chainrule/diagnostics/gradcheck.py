"""Is the gradient right? The engine's against a difference quotient."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy

from chainrule.engine.tensor import Tensor
from chainrule.errors import InputError


class GradientError(AssertionError):
    """A gradient that differs from the difference quotient; the sentence says where and by how
    much."""


def gradcheck(
    function: Callable[..., Tensor],
    inputs: Sequence[Any],
    *,
    eps: float = 1e-6,
    rtol: float = 1e-6,
    atol: float = 1e-9,
    seed: int = 0,
) -> bool:
    """Compare gradients with central differences, entry by entry.

    For L = Σ r · f(x), with fixed random r of f's shape, every ∂L/∂xᵢ must equal
    (L(xᵢ + h) − L(xᵢ − h)) / 2h with h = eps · max(1, |xᵢ|), to within
    atol + rtol · max |∂L/∂x|. The tolerance scales with the gradient, so a wrong tiny gradient
    is found; atol covers the rounding of the quotient, scaled by |L|.

    Parameters
    ----------
    function : takes as many tensors as there are inputs, returns one.
    inputs : arrays; all are differentiated, in float64.
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
        If there are no inputs.

    Examples
    --------
    >>> gradcheck(lambda x: x.tanh() * x, [[0.5, -2.0]])
    True
    """
    if not inputs:
        raise InputError("inputs", inputs, "at least one array")
    tensors = [Tensor(numpy.array(x, numpy.float64), requires_grad=True) for x in inputs]
    result = function(*tensors)
    projection = numpy.random.default_rng(seed).uniform(0.5, 1.5, result.shape)
    result.backward(projection)
    for index, tensor in enumerate(tensors):
        engine = numpy.zeros(tensor.shape) if tensor.grad is None else tensor.grad
        for entry in numpy.ndindex(tensor.shape):
            quotient, scale = _quotient(function, tensors, tensor, entry, projection, eps)
            tolerance = atol * max(scale, 1e-3) + rtol * float(abs(engine).max())
            if not abs(engine[entry] - quotient) <= tolerance:
                raise GradientError(
                    f"input {index}, entry {entry}: the engine's gradient is {engine[entry]:.12g}, "
                    f"the difference quotient {quotient:.12g}; they differ by "
                    f"{abs(engine[entry] - quotient):.3g}, allowed are {tolerance:.3g}."
                )
    return True


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
    # Subtracting before summing loses less to rounding.
    difference = float((sides[0] - sides[1]).sum())
    return difference / (2 * step), float(abs(sides[0]).max(initial=0))
