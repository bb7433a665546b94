"""One training step of a network with two inputs, two tanh units and one output, number by
number."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import TypedDict

from chainrule.diagnostics.microscope.walk import Walk
from chainrule.engine.op import Array
from chainrule.experiment.experiment import Experiment
from chainrule.training.trainer import Trainer

INPUTS = (0.7, -0.5)
HIDDEN_WEIGHTS = ((0.8, -0.2), (-0.4, 0.4))
OUTPUT_WEIGHTS = (1.0, 0.6)
TARGET = 1.0
RATE = 0.5
"""With these numbers, results computed from rounded numbers equal the rounded results."""
DECIMALS = 2
"""The number of decimals that the page shows."""


class OneStep(TypedDict):
    """The numbers of one step on one example. Hidden unit j receives zⱼ = Σᵢ wⱼᵢ xᵢ and outputs aⱼ
    = tanh(zⱼ); the answer is ŷ = v₁a₁ + v₂a₂, and the loss is L = (ŷ − y)². There are no biases.

    Keys
    ----
    address : the experiment, written as in a URL.
    inputs, target, rate : x (2), y and the learning rate.
    hidden_weights, output_weights : w (2 units, 2 inputs) and v (2).
    sums, activations, answer, error, loss : z (2), a (2), ŷ, ŷ − y and L.
    answer_gradient : ∂L/∂ŷ.
    output_gradients, sum_gradients, hidden_gradients : ∂L/∂v (2), ∂L/∂z (2) and ∂L/∂w (2, 2).
    new_weight : v₁ − rate · ∂L/∂v₁.
    new_answer, new_loss : ŷ and L if only v₁ is updated.
    is_exact : whether computing each number from rounded operands gives the same result when
        rounded to `DECIMALS`.
    """

    address: str
    inputs: list[float]
    target: float
    rate: float
    hidden_weights: list[list[float]]
    output_weights: list[float]
    sums: list[float]
    activations: list[float]
    answer: float
    error: float
    loss: float
    answer_gradient: float
    output_gradients: list[float]
    sum_gradients: list[float]
    hidden_gradients: list[list[float]]
    new_weight: float
    new_answer: float
    new_loss: float
    is_exact: bool


def one_step(weight: float = OUTPUT_WEIGHTS[0], target: float = TARGET) -> OneStep:
    """One step for these values of v₁ and y, traced in the program that is used for training.

    Raises
    ------
    InputError
        If the experiment does not allow one of the values.
    """
    experiment = _experiment(weight, target)
    run = experiment.trainer()
    step = _Traced(run)
    before = run.theta.copy()
    run.advance()
    new_weight = float(_output_weights(run)[0, 0])
    run.theta[...] = before
    _output_weights(run)[0, 0] = new_weight
    after = _Traced(run)
    shown = OneStep(
        address=experiment.to_address(),
        inputs=list(INPUTS),
        target=target,
        rate=RATE,
        hidden_weights=[list(row) for row in HIDDEN_WEIGHTS],
        output_weights=[weight, OUTPUT_WEIGHTS[1]],
        sums=step.result("forward", "Linear", "y", "0")[0].tolist(),
        activations=step.result("forward", "Tanh", "y")[0].tolist(),
        answer=float(step.result("forward", "Linear", "y", "2")[0, 0]),
        error=float(step.result("loss", "MeanSquaredError", "residual")[0, 0]),
        loss=float(step.result("loss", "MeanSquaredError", "y")),
        answer_gradient=float(step.result("backward", "MeanSquaredError", "dscores")[0, 0]),
        output_gradients=step.result("backward", "Linear", "dweight", "2")[0].tolist(),
        sum_gradients=step.result("backward", "Tanh", "dx")[0].tolist(),
        hidden_gradients=step.result("backward", "Linear", "dweight", "0").tolist(),
        new_weight=new_weight,
        new_answer=float(after.result("forward", "Linear", "y", "2")[0, 0]),
        new_loss=float(after.result("loss", "MeanSquaredError", "y")),
        is_exact=False,
    )
    return {**shown, "is_exact": _is_exact(shown)}


def _is_exact(step: OneStep) -> bool:
    """Whether computing each number from rounded operands gives the same rounded result."""
    return all(
        abs(_rounded(shown) - computed) <= 0.5 * 10**-DECIMALS + 1e-9
        for shown, computed in _recomputed(step)
    )


def _recomputed(step: OneStep) -> Iterator[tuple[float, float]]:
    """Each result, paired with the result computed from rounded operands."""
    x, y, v = step["inputs"], step["target"], step["output_weights"]
    a = [_rounded(each) for each in step["activations"]]
    error, slope = _rounded(step["error"]), _rounded(step["answer_gradient"])
    new = _rounded(step["new_weight"])
    yield step["answer"], v[0] * a[0] + v[1] * a[1]
    yield step["error"], _rounded(step["answer"]) - y
    yield step["loss"], error**2
    yield step["answer_gradient"], 2 * error
    for unit, weights in enumerate(step["hidden_weights"]):
        yield step["sums"][unit], weights[0] * x[0] + weights[1] * x[1]
        yield step["activations"][unit], math.tanh(_rounded(step["sums"][unit]))
        yield step["output_gradients"][unit], slope * a[unit]
        yield step["sum_gradients"][unit], slope * v[unit] * (1 - a[unit] ** 2)
        for at, gradient in enumerate(step["hidden_gradients"][unit]):
            yield gradient, _rounded(step["sum_gradients"][unit]) * x[at]
    yield step["new_weight"], v[0] - step["rate"] * _rounded(step["output_gradients"][0])
    yield step["new_answer"], new * a[0] + v[1] * a[1]
    yield step["new_loss"], (_rounded(step["new_answer"]) - y) ** 2


class _Traced:
    """The results of all ops in a run's next step."""

    def __init__(self, run: Trainer) -> None:
        self._ops = Walk(run).ops

    def result(self, section: str, name: str, result: str, layer: str | None = None) -> Array:
        """A result of the only op with this section, this name and, if given, this layer."""
        (op,) = (
            op
            for op in self._ops
            if (op.section, op.name) == (section, name) and layer in (None, op.layer)
        )
        return op.results[result]


def _experiment(weight: float, target: float) -> Experiment:
    rows = [*HIDDEN_WEIGHTS, (weight, OUTPUT_WEIGHTS[1])]
    return Experiment(
        data="example",
        example_inputs=INPUTS,
        example_targets=(target,),
        layers=((2, "tanh"),),
        frozen=("biases",),
        weights=tuple(number for row in rows for number in (*row, 0.0)),
        loss="mse",
        optimizer="sgd",
        learning_rate=RATE,
        dtype="float64",
    )


def _output_weights(run: Trainer) -> Array:
    """v, as a view (1, 2) of the run's parameters."""
    values = {name: value for name, value, _ in run.net.named_parameters()}
    return values["2.weight"]


def _rounded(value: float) -> float:
    return round(value, DECIMALS)
