"""THE table of settings: kind, bounds or choices, default, label.

The address after `#`, the saved file, the page's controls, validation and the documentation all
read this table; nothing else knows a setting's limits. Rows stand in the order in which a person
meets them: data, network, training.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from chainrule.errors import InputError, one_of

ACTIVATIONS = {"tanh": "Tanh", "relu": "ReLU", "sigmoid": "Sigmoid", "identity": "Linear"}
MAX_LAYERS = 8
MAX_WIDTH = 32


@dataclass(frozen=True)
class Setting:
    """One row. `choices` maps a word to its label; `low` and `high` are included unless
    `above_low` says that the value must be greater than `low`; `suggestions` fill a menu."""

    name: str
    kind: str
    default: Any
    label: str
    choices: Mapping[str, str] = field(default_factory=dict)
    low: float = -math.inf
    high: float = math.inf
    above_low: bool = False
    suggestions: tuple[float, ...] = ()

    @property
    def allowed(self) -> str:
        """The allowed values in words, as error messages and documentation print them."""
        if self.kind == "choice":
            return one_of(self.choices)
        if self.kind == "switch":
            return "true or false"
        if self.kind == "layers":
            return (
                f"up to {MAX_LAYERS} layers, each a width from 1 to {MAX_WIDTH} "
                f"and an activation, {one_of(ACTIVATIONS)}"
            )
        noun = "a whole number" if self.kind == "whole" else "a number"
        start = f"greater than {self.low:g}" if self.above_low else f"from {self.low:g}"
        return f"{noun} {start} {'up ' if self.above_low else ''}to {self.high:.10g}"

    def check(self, value: object) -> Any:
        """Return `value` in the setting's own type.

        Raises
        ------
        InputError
            Naming this setting, the value and what is allowed.
        """
        checked = _CHECKS[self.kind](self, value)
        if checked is None:
            raise InputError(self.name, value, self.allowed)
        return checked


def _check_choice(setting: Setting, value: object) -> str | None:
    return value if isinstance(value, str) and value in setting.choices else None


def _check_switch(setting: Setting, value: object) -> bool | None:
    return value if isinstance(value, bool) else None


def _check_number(setting: Setting, value: object) -> float | None:
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    # A whole number beyond a double's range is out of bounds, not an overflow.
    inside = setting.low <= value <= setting.high and not (
        setting.above_low and value == setting.low
    )
    return float(value) if inside else None


def _check_whole(setting: Setting, value: object) -> int | None:
    number = _check_number(setting, value)
    return int(number) if number is not None and number == int(number) else None


def _check_layers(setting: Setting, value: object) -> tuple[tuple[int, str], ...] | None:
    if not isinstance(value, list | tuple) or len(value) > MAX_LAYERS:
        return None
    layers = tuple(_check_layer(layer) for layer in value)
    return None if None in layers else layers  # pyright: ignore[reportReturnType]


def _check_layer(layer: object) -> tuple[int, str] | None:
    if not isinstance(layer, list | tuple) or len(layer) != 2:
        return None
    width, activation = layer
    whole = isinstance(width, int) and not isinstance(width, bool)
    if not whole or not 1 <= width <= MAX_WIDTH or activation not in tuple(ACTIVATIONS):
        return None
    return width, activation


_CHECKS = {
    "choice": _check_choice,
    "switch": _check_switch,
    "real": _check_number,
    "whole": _check_whole,
    "layers": _check_layers,
}

_ROWS = (
    Setting(
        "data", "choice", "spiral", "Data set",
        choices={
            "circle": "Circle", "xor": "Exclusive or", "gauss": "Gaussian", "spiral": "Spiral",
            "regress_plane": "Plane (regression)", "regress_gauss": "Gaussians (regression)",
        },
    ),
    Setting("samples", "whole", 500, "Points", low=10, high=5000),
    Setting("noise", "real", 0.1, "Noise", low=0, high=0.5),
    Setting("train_share", "real", 0.5, "Training share", low=0.1, high=0.9),
    Setting("data_seed", "whole", 0, "Data seed", low=0, high=2**31 - 1),
    Setting(
        "layers", "layers", ((8, "tanh"), (8, "tanh")), "Hidden layers",
        choices=ACTIVATIONS,  # of each layer
    ),
    Setting(
        "init", "choice", "xavier", "Initialisation",
        choices={"xavier": "Xavier", "he": "He", "zeros": "Zeros"},
    ),
    Setting(
        "loss", "choice", "binary_cross_entropy", "Loss",
        choices={
            "binary_cross_entropy": "Binary cross-entropy",
            "cross_entropy": "Cross-entropy (softmax)",
            "mse": "Mean squared error",
        },
    ),
    Setting("optimizer", "choice", "adam", "Optimizer", choices={"sgd": "SGD", "adam": "Adam"}),
    Setting(
        "learning_rate", "real", 0.01, "Learning rate", low=0, high=100, above_low=True,
        suggestions=(0.0001, 0.0003, 0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1, 3, 10),
    ),
    Setting("momentum", "real", 0.0, "Momentum", low=0, high=0.9999),
    Setting("nesterov", "switch", False, "Nesterov momentum"),
    Setting("beta1", "real", 0.9, "β₁", low=0, high=0.9999),
    Setting("beta2", "real", 0.999, "β₂", low=0, high=0.999999),
    Setting("epsilon", "real", 1e-8, "ε", low=0, high=1, above_low=True),
    Setting("weight_decay", "real", 0.0, "Weight decay", low=0, high=1),
    Setting("batch_size", "whole", 10, "Batch size", low=1, high=5000),
    Setting("seed", "whole", 0, "Seed", low=0, high=2**31 - 1),
    Setting(
        "dtype", "choice", "float32", "Precision",
        choices={"float32": "32-bit", "float64": "64-bit"},
    ),
)  # fmt: skip

SETTINGS: dict[str, Setting] = {row.name: row for row in _ROWS}


def setting(name: str) -> Setting:
    """The row called `name`.

    Raises
    ------
    InputError
        If there is none.
    """
    if name not in SETTINGS:
        raise InputError("setting", name, one_of(SETTINGS))
    return SETTINGS[name]


def describe() -> list[dict[str, Any]]:
    """The table as JSON-ready rows: what the page's controls are made from."""
    return [
        {
            "name": row.name,
            "kind": row.kind,
            "default": row.default,
            "label": row.label,
            "choices": dict(row.choices),
            "low": row.low if math.isfinite(row.low) else None,
            "high": row.high if math.isfinite(row.high) else None,
            "suggestions": list(row.suggestions),
            "allowed": row.allowed,
        }
        for row in _ROWS
    ]
