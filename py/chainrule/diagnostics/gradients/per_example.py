"""Per-example gradients from a single backward pass over the whole batch."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import NamedTuple

import numpy

from chainrule import ops
from chainrule.engine.op import Array
from chainrule.engine.recorder import OpRecord
from chainrule.errors import InputError
from chainrule.nn.activation import Activation
from chainrule.nn.dropout import Dropout
from chainrule.nn.linear import Linear
from chainrule.nn.module import Module
from chainrule.nn.norm import LayerNorm
from chainrule.nn.parts import layer_parts
from chainrule.phrases import phrase
from chainrule.training.replay import StepProgram

LEARNING = (Linear, LayerNorm)
OTHERS = (Dropout, Activation)


class Squares(NamedTuple):
    """Squared norms of gradients that were divided by a power of 2, because float64 cannot
    represent the squares of gradients near 1e±200.

    Attributes
    ----------
    each : ‖gᵢ‖² of each example's gradient, (…, n).
    mean : ‖ḡ‖² of the mean gradient, (…,).
    power : the exponent of this power of 2, (…,).
    """

    each: Array
    mean: Array
    power: Array


NOTHING = -10_000
"""The exponent for a layer without a gradient, which is below that of any other layer."""


@dataclass(frozen=True)
class _Dense:
    """A dense layer's part of the gradients: gᵢ = δᵢ ⊗ xᵢ for the weights, and δᵢ for the bias."""

    start: int
    delta: Array
    x: Array
    has_weight: bool
    has_bias: bool
    columns: int
    """The number of a unit's parameters in `theta`: its weights, followed by its bias."""

    def of(self, example: int) -> _Dense:
        """The same part for a single example."""
        one = slice(example, example + 1)
        return replace(self, delta=self.delta[one], x=self.x[one])

    def squares(self) -> Squares:
        delta, delta_power = _near_one(self.delta)
        ingoing = self.x if self.has_weight else self.x[:, :0]
        x, x_power = _near_one(ingoing, 1.0 if self.has_bias else 0.0)
        one = numpy.ldexp(float(self.has_bias), -x_power)
        each = numpy.square(delta).sum(axis=1) * (numpy.square(x).sum(axis=1) + one**2)
        weight, bias = delta.T @ x, delta.sum(axis=0) * one
        whole = float(numpy.square(weight).sum() + numpy.square(bias).sum()) / len(x) ** 2
        return Squares(each, numpy.asarray(whole), numpy.asarray(delta_power + x_power))

    def write(self, out: Array) -> None:
        count, (units, inputs) = len(self.x), (self.delta.shape[1], self.x.shape[1])
        block = out[:, self.start : self.start + units * self.columns]
        block = block.reshape(count, units, self.columns)
        if self.has_weight:
            numpy.multiply(self.delta[:, :, None], self.x[:, None, :], out=block[..., :inputs])
        if self.has_bias:
            block[..., inputs] = self.delta


@dataclass(frozen=True)
class _Plain:
    """A part of the gradients that is stored for each example: (n, parameters)."""

    start: int
    rows: Array

    def of(self, example: int) -> _Plain:
        return replace(self, rows=self.rows[example : example + 1])

    def squares(self) -> Squares:
        rows, power = _near_one(self.rows)
        whole = numpy.square(rows.mean(axis=0)).sum()
        return Squares(numpy.square(rows).sum(axis=1), whole, numpy.asarray(power))

    def write(self, out: Array) -> None:
        out[:, self.start : self.start + self.rows.shape[1]] = self.rows


def example_gradients(net: Module, step: StepProgram) -> Array:
    """gᵢ = ∂Lᵢ/∂θ for every example i of the batch, where Lᵢ is the loss of that example alone.
    With class weights, Lᵢ is n times the example's share rᵢ lᵢ of the batch's loss, so that L is
    the mean of the Lᵢ.

    Because the loss is the mean of the Lᵢ, the results of a single backward pass suffice. If δᵢ is
    the gradient at a dense layer's pre-activations and xᵢ is the layer's input, then gᵢ = n δᵢ ⊗ xᵢ
    for the weights and n δᵢ for the bias; the gains and offsets of a layer norm are treated
    similarly. Penalties and clipping are not included; frozen parameters have a gradient of 0.

    Parameters
    ----------
    net : a single network, not a fleet, that consists of `Linear`, `LayerNorm`, `Dropout` and
        activations.
    step : the network's recorded step, last replayed or differentiated at the current weights.

    Returns
    -------
    Array
        (n, P) in float64, with P in the order of `net.theta`. The mean over the examples is
        `net.grad`.

    Raises
    ------
    InputError
        If the network has layers of other kinds. With batch norm, examples depend on each other;
        convolutions and recurrent cells use each weight several times per example.

    Examples
    --------
    >>> from chainrule import Experiment
    >>> run = Experiment(layers=((4, "tanh"),)).trainer()
    >>> with run.next_batch() as step:
    ...     step.differentiate()
    ...     each, whole = example_gradients(run.net, step), run.grad.copy()
    >>> each.shape, bool(numpy.allclose(each.mean(axis=0), whole, atol=1e-7))
    ((10, 17), True)
    """
    gradients = numpy.zeros((len(step.x), net.theta.shape[-1]))
    for share in _shares(net, step):
        share.write(gradients)
    return gradients


def one_gradient(net: Module, step: StepProgram, example: int) -> Array:
    """The gradient gᵢ (P,) for a single example of the batch; see `example_gradients`."""
    gradient = numpy.zeros((1, net.theta.shape[-1]))
    for share in _shares(net, step):
        share.of(example).write(gradient)
    return gradient[0]


def example_squares(net: Module, step: StepProgram) -> Squares:
    """‖gᵢ‖² for each layer and example, and ‖ḡ‖² for each layer, computed without the gᵢ
    themselves.

    The computation uses ‖δᵢ ⊗ xᵢ‖² = ‖δᵢ‖² ‖xᵢ‖² or, with a bias, ‖δᵢ‖² (‖xᵢ‖² + 1) (Goodfellow,
    "Efficient per-example gradient computations", 2015).

    The parameters and errors are those of `example_gradients`.

    Returns
    -------
    Squares
        Arrays (layers, n) and (layers,) in float64, in the order of `layer_names(net)`.
    """
    parts = layer_parts(net)
    found: list[list[Squares]] = [[] for _ in parts]
    for share in _shares(net, step):
        layer = next(i for i, part in enumerate(parts) if part.start <= share.start < part.stop)
        found[layer].append(share.squares())
    layers = [_sum_of(of, len(step.x)) for of in found]
    return Squares(*(numpy.array(column) for column in zip(*layers, strict=True)))


def _sum_of(found: list[Squares], count: int) -> Squares:
    """The squares for a layer, computed from those for its parts."""
    power = max((int(of.power) for of in found if of.each.any()), default=NOTHING)
    each, mean = numpy.zeros(count), numpy.zeros(())
    for of in found:
        shift = 2 * (int(of.power) - power)
        each += numpy.ldexp(of.each, shift)
        mean += numpy.ldexp(of.mean, shift)
    return Squares(each, mean, numpy.asarray(power))


def _near_one(array: Array, least: float = 0.0) -> tuple[Array, int]:
    """Return the array divided by a power of 2 close to its largest magnitude (at least `least`),
    and the exponent of that power."""
    largest = max(float(numpy.abs(array).max(initial=0.0)), least)
    power = int(numpy.frexp(largest)[1]) if math.isfinite(largest) else 0
    return numpy.ldexp(array, -power), power


def _shares(net: Module, step: StepProgram) -> list[_Dense | _Plain]:
    """The parts of the examples' gradients that belong to the trained layers."""
    check_dense(net)
    records: dict[str, list[OpRecord]] = {}
    for record in step.program.records:
        records.setdefault(record.scope, []).append(record)
    found: list[_Dense | _Plain] = []
    for name, layer, offset in net.blocks():
        own = records.get(name, [])
        is_norm, count = isinstance(layer, LayerNorm), len(step.x)
        found += _of_norm(own, offset) if is_norm else _of_dense(own, offset, count)
    return found


def is_dense(net: Module) -> bool:
    """Whether a network consists only of layers that `example_gradients` supports."""
    return all(isinstance(layer, LEARNING + OTHERS) for _, layer in net.layers())


def check_dense(net: Module) -> None:
    """Raise an error if `example_gradients` does not support the network.

    Raises
    ------
    InputError
        If the network is a fleet or contains an unsupported layer, which the message names.
    """
    if net.replicas is not None:
        raise InputError(
            "net", phrase("value.fleet", count=net.replicas), phrase("allowed.one_network")
        )
    for _, layer in net.layers():
        if not isinstance(layer, LEARNING + OTHERS):
            raise InputError("net", layer, phrase("allowed.dense_net"))


def _of_dense(records: list[OpRecord], start: int, count: int) -> list[_Dense | _Plain]:
    products = [r for r in records if r.op in (ops.Linear, ops.MatMul)]
    ahead = next(r for r in products if not r.backward)
    back = next((r for r in products if r.backward), None)
    if back is None:
        return []  # frozen, and no earlier layer is trained
    delta, x = (_doubled(a) for a in (back.operands["dy"], next(iter(ahead.operands.values()))))
    if len(x) != count:
        value = phrase("value.rows_per_example", count=len(x) // count)
        raise InputError("net", value, phrase("allowed.one_row"))
    return [
        _Dense(
            start,
            count * delta,
            x,
            bool({"dweight", "db"} & back.results.keys()),
            "dbias" in back.results,
            x.shape[1] + ("bias" in ahead.operands),
        )
    ]


def _of_norm(records: list[OpRecord], start: int) -> list[_Dense | _Plain]:
    """For y = w x̂ + b, the parts are n δᵢ x̂ᵢ for the gains and n δᵢ for the offsets."""
    found: list[_Dense | _Plain] = []
    for record in records:
        if not record.backward or "db" not in record.results:
            continue
        rows = len(record.operands["dy"]) * _doubled(record.operands["dy"])
        if record.op is ops.Multiply:
            found.append(_Plain(start, rows * _doubled(record.operands["a"])))
        else:
            found.append(_Plain(start + rows.shape[1], rows))
    return found


def _doubled(array: Array) -> Array:
    return array.astype(numpy.float64)
