"""Leak check: a backward pass from one example's output must reach only that example's own
input."""

from __future__ import annotations

import functools
from collections.abc import Callable, Generator, Iterator
from contextlib import contextmanager

import numpy

from chainrule import nn
from chainrule.checks import as_array
from chainrule.diagnostics.sanity.outcome import Job, Outcome
from chainrule.engine.op import Array
from chainrule.errors import InputError, ShapeError
from chainrule.nn.module import Module
from chainrule.phrases import phrase
from chainrule.tensor.tensor import Tensor

MOST_EXAMPLES = 32
BATCH_NORMS = (nn.BatchNorm1d, nn.BatchNorm2d)


def leaks(net: Module, x: Array) -> Job:
    """Check with backward passes that the gradient of each output with respect to every other
    example's input is 0.

    For i ≠ j and a random w, ∂(w · yᵢ)/∂xⱼ is exactly 0 if the examples are independent, because a
    product with 0 has no rounding error. Karpathy, "A recipe for training neural networks", 2019:
    "use backprop to chart dependencies". The parameters, the gradients and the layers' buffers are
    restored afterwards.

    Parameters
    ----------
    net : a single network, which is checked in training mode.
    x : (n, …), at least two examples, of which the first 32 are used.

    Raises
    ------
    ShapeError
        If there are fewer than two examples.
    InputError
        If the network is a fleet, or the inputs are not real numbers and therefore have no
        gradient.
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
        return Outcome("unclear", phrase("sanity.leaks.not_finite"), numbers)
    if others.any():
        return (yield from _leaking(net, inputs, reach, numbers))
    if not own.any():
        return Outcome("unclear", phrase("sanity.leaks.all_zero"), numbers)
    pairs = count * (count - 1)
    text = phrase("sanity.leaks.passed", count=count, pairs=pairs, own=numbers["own"])
    return Outcome("passed", text, numbers)


def _leaking(net: Module, inputs: Array, reach: Array, numbers: dict[str, float]) -> Job:
    """The outcome if one example affects another, which depends on whether batch norm is the only
    cause."""
    others = _others(reach)
    i, j = numpy.unravel_index(int(others.argmax()), others.shape)
    pair = phrase(
        "sanity.leaks.pair",
        i=int(i) + 1,
        other=float(others[i, j]),
        j=int(j) + 1,
        own=float(reach[i, i]),
    )
    if _batch_norms(net):
        calm = yield from _reach(net, inputs, training=False, share=0.5)
        if not _others(calm).any():
            return Outcome("passed", phrase("sanity.leaks.batch_norm", pair=pair), numbers)
    text = phrase("sanity.leaks.failed", pair=pair)
    return Outcome("failed", text, numbers)


def _reach(net: Module, x: Array, training: bool, share: float) -> Generator[float, None, Array]:
    """The largest absolute gradient of each output (rows) with respect to each input (columns)."""
    draw, reach = numpy.random.default_rng(0), numpy.zeros((len(x), len(x)))
    with _kept(net):
        for i in range(len(x)):
            reach[i] = _row(net, x, i, training, draw)
            yield share * (i + 1) / len(x)
    return reach


def _others(reach: Array) -> Array:
    """The gradients of outputs with respect to other examples' inputs."""
    return numpy.where(numpy.eye(len(reach), dtype=bool), 0.0, reach)


def _row(net: Module, x: Array, i: int, training: bool, draw: numpy.random.Generator) -> Array:
    tensor, rest = _start(net, x)
    with net.mode(training=training), numpy.errstate(all="ignore"):
        output = rest(tensor)[i]
        weights = draw.standard_normal(output.shape).astype(output.dtype)
        (output * Tensor(weights)).sum().backward()
    if tensor.grad is None:  # the output does not depend on the input
        return numpy.zeros(len(x))
    return numpy.abs(tensor.grad).reshape(len(x), -1).max(axis=1)


def _start(net: Module, x: Array) -> tuple[Tensor, Callable[[Tensor], Tensor]]:
    """The array with respect to which gradients are computed, and the rest of the network. The
    array holds the inputs or, because symbols have no gradient, the vectors that an embedding looks
    up for them."""
    first, *rest = net.modules if isinstance(net, nn.Sequential) else (net,)
    if not isinstance(first, nn.Embedding):
        return Tensor(x, requires_grad=True), net
    vectors = Tensor(first(Tensor(x)).data.copy(), requires_grad=True)
    return vectors, lambda tensor: functools.reduce(lambda y, module: module(y), rest, tensor)


@contextmanager
def _kept(net: Module) -> Iterator[None]:
    """Restore the gradients and the layers' buffers after the block."""
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
        raise InputError(
            "net", phrase("value.fleet", count=net.replicas), phrase("allowed.one_network")
        )
    if x.ndim < 2 or len(x) < 2:
        raise ShapeError(f"x: an array of shape {x.shape}; expected (n, …) with n from 2.")
    if x.dtype.kind not in "f":
        raise InputError("x", str(x.dtype), phrase("allowed.real_examples"))
    return x.astype(net.theta.dtype)
