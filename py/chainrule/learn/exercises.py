"""The article's exercises and their correct answers, computed by the engine where possible."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Literal

import numpy

from chainrule.engine.op import Array
from chainrule.errors import InputError
from chainrule.experiment.experiment import Experiment
from chainrule.learn.by_hand import Pass, by_hand
from chainrule.learn.shared import kernel_gradient

Sign = Literal[-1, 0, 1]
RATE = 0.5
"""The learning rate of the worked example."""
ROUNDING = 0.006
"""The relative error up to which a number counts as right: three significant digits suffice."""


@dataclass(frozen=True)
class NumberExercise:
    """An exercise whose answer is one number.

    Attributes
    ----------
    truth : a function that computes the correct number.
    mistakes : for each common mistake, by name, a function that computes the number to which the
        mistake leads.
    """

    truth: Callable[[], float]
    mistakes: Mapping[str, Callable[[], float]] = field(default_factory=dict)

    def judge(self, given: float) -> tuple[bool, str | None]:
        """Whether a number is correct and, if it is not, the name of the mistake that leads to it,
        if known.

        If only the sign is wrong, the mistake is "sign".
        """
        truth = self.truth()
        if _is_close(given, truth):
            return True, None
        if _is_close(given, -truth):
            return False, "sign"
        found = (name for name, value in self.mistakes.items() if _is_close(given, value()))
        return False, next(found, None)


@dataclass(frozen=True)
class SignsExercise:
    """An exercise that asks for the signs of several derivatives; `values` computes the
    derivatives."""

    values: Callable[[], list[float]]

    def judge(self, given: list[Sign]) -> list[bool]:
        """Whether each sign is correct.

        Raises
        ------
        InputError
            If the number of signs is wrong.
        """
        values = self.values()
        if len(given) != len(values):
            raise InputError("signs", len(given), f"{len(values)} signs")
        return [sign * value > 0 for sign, value in zip(given, values, strict=True)]


def _is_close(given: float, truth: float) -> bool:
    return abs(given - truth) <= ROUNDING * abs(truth)


def number_in(text: str) -> float | None:
    """The number that a reader typed, with a decimal point or comma or as a fraction; None if the
    text is not a number.

    Examples
    --------
    >>> number_in("0,0822"), number_in("−1/4"), number_in("8e-2"), number_in("w5")
    (0.0822, -0.25, 0.08, None)
    """
    plain = text.strip().replace("−", "-").replace(",", ".")
    above, slash, below = plain.partition("/")
    try:
        number = float(above) / float(below) if slash else float(plain)
    except (ValueError, ZeroDivisionError):
        return None
    return number if math.isfinite(number) else None


@cache
def _example() -> Pass:
    return by_hand()


def _output_slope(unit: int, has_activation: bool = True) -> float:
    """∂L/∂z of an output unit of the worked example, or ∂L/∂a without the activation's slope."""
    output, target = float(_example().output[unit]), (0.01, 0.99)[unit]
    return (output - target) * (output * (1 - output) if has_activation else 1.0)


@cache
def _sliding() -> Array:
    """∂L/∂w of a kernel with two weights that slides over four numbers."""
    return kernel_gradient(numpy.array([1.0, 2.0, 0.0, 3.0]), numpy.array([0.5, -1.0, 2.0]))


@cache
def _pixels_under_kernel() -> Array:
    """The number of positions at which each entry of a 3 × 3 kernel lies on one of 8 × 8 pixels. If
    all pixels and signals are 1, each such position adds 1 to the entry's gradient.
    """
    return kernel_gradient(numpy.ones((8, 8)), numpy.ones((8, 8)), padding=1)


@cache
def _benign() -> float:
    """The share of benign tumours in the data."""
    return float(Experiment(data="breast_cancer").source.y.mean())


EXERCISES: dict[str, NumberExercise | SignsExercise] = {
    "nudge": NumberExercise(
        lambda: 0.01 * _example().gradient["w5"],
        {"not_scaled": lambda: _example().gradient["w5"]},
    ),
    "hidden-unit": NumberExercise(
        lambda: float(_example().hidden[0]),
        {
            "no_bias": lambda: _sigmoid(0.15 * 0.05 + 0.2 * 0.1),
            "no_activation": lambda: 0.15 * 0.05 + 0.2 * 0.1 + 0.35,
        },
    ),
    "surprise": NumberExercise(
        lambda: -math.log(0.8),
        {"log_ten": lambda: -math.log10(0.8), "other_class": lambda: -math.log(0.2)},
    ),
    "score-slope": NumberExercise(lambda: 0.8 - 1.0, {"wrong_class": lambda: 0.8}),
    "gradient-w5": NumberExercise(
        lambda: _example().gradient["w5"],
        {
            "no_slope": lambda: _output_slope(0, False) * float(_example().hidden[0]),
            "no_input": lambda: _output_slope(0),
        },
    ),
    "gradient-signs": SignsExercise(
        lambda: [_example().gradient[name] for name in ("w1", "w5", "w7", "w8")]
    ),
    "update-w5": NumberExercise(
        lambda: 0.4 - RATE * _example().gradient["w5"],
        {
            "uphill": lambda: 0.4 + RATE * _example().gradient["w5"],
            "no_rate": lambda: 0.4 - _example().gradient["w5"],
        },
    ),
    "adam-first": NumberExercise(lambda: 0.01, {"plain": lambda: 0.01 * 0.08}),
    "passes": NumberExercise(lambda: 2000, {"one_sided": lambda: 1000}),
    "six-sigmoids": NumberExercise(
        lambda: 0.25**6, {"sum": lambda: 6 * 0.25, "five": lambda: 0.25**5}
    ),
    "shared-weight": NumberExercise(
        lambda: float(_sliding()[0]),
        {
            "other_weight": lambda: float(_sliding()[1]),
            "first_position": lambda: 1.0 * 0.5,
            "mean": lambda: float(_sliding()[0]) / 3,
        },
    ),
    "constant-answer": NumberExercise(
        _benign, {"other_class": lambda: 1 - _benign(), "percent": lambda: 100 * _benign()}
    ),
    "positions": NumberExercise(
        lambda: float(_pixels_under_kernel()[0, 0]),
        {
            "centre": lambda: float(_pixels_under_kernel()[1, 1]),
            "edge": lambda: float(_pixels_under_kernel()[0, 1]),
        },
    ),
}
"""All exercises by name, except those that ask for Python code."""


def _sigmoid(z: float) -> float:
    return 1 / (1 + math.exp(-z))
