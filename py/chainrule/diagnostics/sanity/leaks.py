"""Leak check: a backward pass from one example's output must only reach its own input."""

from __future__ import annotations

from collections.abc import Generator, Iterator
from contextlib import contextmanager

import numpy

from chainrule import nn
from chainrule.checks import as_array
from chainrule.diagnostics.sanity.outcome import Job, Outcome
from chainrule.diagnostics.verdict.finding import said
from chainrule.engine.op import Array
from chainrule.errors import InputError, ShapeError
from chainrule.nn.module import Module
from chainrule.tensor.tensor import Tensor

MOST_EXAMPLES = 32
BATCH_NORMS = (nn.BatchNorm1d, nn.BatchNorm2d)


def leaks(net: Module, x: Array) -> Job:
    """Check by backward passes that each output's gradient on every other example's input is 0.

    ∂(w · yᵢ)/∂xⱼ = 0 exactly for i ≠ j and random w, because a product with 0 has no rounding
    error. Karpathy, "A recipe for training neural networks", 2019: "use backprop to chart
    dependencies". Parameters, gradients and layers' buffers are restored.

    Parameters
    ----------
    net : a single network, in training mode.
    x : (n, …) at least 2 examples; the first 32 are used.

    Raises
    ------
    ShapeError
        If there are fewer than two examples.
    InputError
        For a fleet, or for inputs that are not real numbers, which have no gradient.
    """
    inputs = _checked(net, as_array("x", x)[:MOST_EXAMPLES])
    passes = 2 if _batch_norms(net) else 1
    reach = yield from _reach(net, inputs, training=True, share=1 / passes)
    own, others = numpy.diag(reach), _others(reach)
    count = len(inputs)
    numbers = {
        "pairs": float(count * (count - 1)),
        "own": float(own.max()),
        "others": float(others.max()),
    }
    if not numpy.isfinite(reach).all():
        return Outcome("unclear", "A gradient is not finite, so nothing can be said.", numbers)
    if others.any():
        return (yield from _leaking(net, inputs, reach, numbers))
    if not own.any():
        text = (
            "All gradients on the inputs are 0, on an example's own too: the outputs do not depend "
            "on the inputs, so nothing can be said."
        )
        return Outcome("unclear", text, numbers)
    text = (
        f"Of {count} examples none affects the output of another: all {count * (count - 1)} "
        f"gradients are exactly 0, and up to {said(numbers['own'])} on an example's own input."
    )
    return Outcome("passed", text, numbers)


def _leaking(net: Module, inputs: Array, reach: Array, numbers: dict[str, float]) -> Job:
    """The outcome if an example affects another: whether batch norm is the only cause."""
    others = _others(reach)
    i, j = numpy.unravel_index(int(others.argmax()), others.shape)
    words = (
        f"the output of example {i + 1} has a gradient of {said(float(others[i, j]))} on the input "
        f"of example {j + 1} (of {said(float(reach[i, i]))} on its own)"
    )
    if _batch_norms(net):
        calm = yield from _reach(net, inputs, training=False, share=0.5)
        if not _others(calm).any():
            text = (
                f"Batch norm is the exception: while it trains, {words}, as it standardises each "
                "example with the mean and variance of its batch. When the network predicts, none "
                "affects another."
            )
            return Outcome("passed", text, numbers)
    text = (
        f"Examples leak into each other: {words}. An operation mixes the axis of examples, as a "
        "reshape, a transpose, or a mean over the wrong axis does."
    )
    return Outcome("failed", text, numbers)


def _reach(net: Module, x: Array, training: bool, share: float) -> Generator[float, None, Array]:
    """The largest absolute gradient of each output (rows) on each input (columns)."""
    draw, reach = numpy.random.default_rng(0), numpy.zeros((len(x), len(x)))
    with _kept(net):
        for i in range(len(x)):
            reach[i] = _row(net, x, i, training, draw)
            yield share * (i + 1) / len(x)
    return reach


def _others(reach: Array) -> Array:
    """The gradients of outputs on other examples' inputs."""
    return numpy.where(numpy.eye(len(reach), dtype=bool), 0.0, reach)


def _row(net: Module, x: Array, i: int, training: bool, draw: numpy.random.Generator) -> Array:
    tensor = Tensor(x, requires_grad=True)
    with net.mode(training=training), numpy.errstate(all="ignore"):
        output = net(tensor)[i]
        weights = draw.standard_normal(output.shape).astype(output.dtype)
        (output * Tensor(weights)).sum().backward()
    if tensor.grad is None:  # the output does not depend on the input
        return numpy.zeros(len(x))
    return numpy.abs(tensor.grad).reshape(len(x), -1).max(axis=1)


@contextmanager
def _kept(net: Module) -> Iterator[None]:
    """Restore gradients and layers' buffers after the block."""
    grad = net.grad.copy()
    buffers = [(array, array.copy()) for _, array in net.named_buffers()]
    try:
        yield
    finally:
        net.grad[...] = grad
        for array, before in buffers:
            array[...] = before


def _batch_norms(net: Module) -> bool:
    return any(isinstance(module, BATCH_NORMS) for _, module in net.named_modules())


def _checked(net: Module, x: Array) -> Array:
    if net.replicas is not None:
        raise InputError("net", f"a fleet of {net.replicas}", "a single network")
    if x.ndim < 2 or len(x) < 2:
        raise ShapeError(f"x: an array of shape {x.shape}; expected (n, …) with n from 2.")
    if x.dtype.kind not in "f":
        raise InputError("x", str(x.dtype), "examples of real numbers, which have a gradient")
    return x.astype(net.theta.dtype)
