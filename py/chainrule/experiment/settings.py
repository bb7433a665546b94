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

from chainrule.data.synthetic import MANY_CLASSES, SYNTHETIC
from chainrule.data.tables import TABLES
from chainrule.errors import InputError, one_of
from chainrule.experiment.kinds import COLUMNS, KINDS, Kind
from chainrule.experiment.layers import Frozen, Layers
from chainrule.limits import MAX_CLASSES
from chainrule.losses import MAX_WEIGHT

ACTIVATIONS = {
    "tanh": "Tanh", "relu": "ReLU", "sigmoid": "Sigmoid", "identity": "Linear",
    "leaky_relu": "Leaky ReLU", "elu": "ELU", "selu": "SELU", "gelu": "GELU", "silu": "SiLU",
    "mish": "Mish", "softplus": "Softplus", "hardtanh": "Hard tanh", "sin": "Sine",
}  # fmt: skip
NO_WEIGHTS, BALANCED = "none", "balanced"
WEIGHTED_LOSSES = ("binary_cross_entropy", "cross_entropy", "hinge")
"""Losses that take class weights."""


KINDS |= {"layers": Layers(), "frozen": Frozen()}


@dataclass(frozen=True)
class Setting:
    """One row. `choices` maps a word to its label; `low` and `high` are included unless
    `above_low` says that the value must be greater than `low`; `suggestions` fill a menu. `needs`
    names another setting and its values without which this one does nothing."""

    name: str
    kind: str
    default: Any
    label: str
    choices: Mapping[str, str] = field(default_factory=dict)
    low: float = -math.inf
    high: float = math.inf
    above_low: bool = False
    suggestions: tuple[float, ...] = ()
    needs: tuple[str, tuple[str, ...]] | None = None

    @property
    def form(self) -> Kind:
        """What its kind is, as an object."""
        return KINDS[self.kind]

    @property
    def allowed(self) -> str:
        """The allowed values in words, as error messages and documentation print them."""
        return self.form.allowed(self)

    def check(self, value: object) -> Any:
        """Return `value` in the setting's own type.

        Raises
        ------
        InputError
            Naming this setting, the value and what is allowed.
        """
        checked = self.form.check(self, value)
        if checked is None:
            raise InputError(self.name, value, self.allowed)
        return checked

    def words(self, value: Any) -> str:
        """A value as a person reads it."""
        return self.form.words(self, value)

    def to_text(self, value: Any) -> str:
        """A value as it stands in an address."""
        return self.form.to_text(value)

    def from_text(self, text: str) -> Any:
        """The value that an address gives, in its own type; its bounds are not checked.

        Raises
        ------
        InputError
            If the text is no value of this kind.
        """
        try:
            return self.form.from_text(self, text)
        except (ValueError, KeyError):
            raise InputError(self.name, text, self.allowed) from None


_OPTIMIZERS = {
    "sgd": "SGD", "adagrad": "Adagrad", "adadelta": "Adadelta", "rmsprop": "RMSprop",
    "adam": "Adam", "adamw": "AdamW", "nadam": "NAdam", "lion": "Lion",
}  # fmt: skip
_SCHEDULES = {
    "constant": "Constant", "step": "Step", "exponential": "Exponential", "cosine": "Cosine",
    "warm_up": "Warm-up", "one_cycle": "One cycle",
}  # fmt: skip


def _of(name: str, *values: str) -> tuple[str, tuple[str, ...]]:
    return name, values


_FIRST_DRAWN = (
    (-2.0, 2.0, 0), (-3.0, 3.0, 0), (2.0, -2.0, 0), (3.0, -3.0, 0),
    (2.0, 2.0, 1), (3.0, 3.0, 1), (-2.0, -2.0, 1), (-3.0, -3.0, 1),
)  # fmt: skip

_ROWS = (
    Setting(
        "data", "choice", "spiral", "Data set",
        choices={
            "circle": "Circle", "xor": "Exclusive or", "gauss": "Gaussian", "spiral": "Spiral",
            "moons": "Moons", "rings": "Rings", "checkerboard": "Checkerboard", "blobs": "Blobs",
            "regress_plane": "Plane (regression)", "regress_gauss": "Gaussians (regression)",
            "sine": "Sine (regression)", "friedman": "Friedman (regression)",
            "iris": "Iris (table)", "wine": "Wine (table)",
            "breast_cancer": "Breast cancer (table)", "penguins": "Penguins (table)",
            "digits": "Digits (pictures)", "drawn": "Points you draw", "table": "Your own table",
            "example": "One example you type",
        },
    ),
    Setting(
        "example_inputs", "numbers", (0.05, 0.1), "Inputs", low=-100, high=100,
        needs=_of("data", "example"),
    ),
    Setting(
        "example_targets", "numbers", (0.01, 0.99), "Targets", low=-100, high=100,
        needs=_of("data", "example"),
    ),
    Setting("drawn", "points", _FIRST_DRAWN, "Drawn points", needs=_of("data", "drawn")),
    Setting("table", "text", "", "Table", needs=_of("data", "table")),
    Setting("target", "text", "", "Target", needs=_of("data", *TABLES, "table")),
    Setting(
        "target_is_number", "switch", False, "Target is a number",
        needs=_of("data", *(name for name in TABLES if name != "digits"), "table"),
    ),
    Setting("columns", "names", (), "Columns", needs=_of("data", *TABLES, "table")),
    Setting(
        "standardise", "switch", True, "Standardise",
        needs=_of("data", *(name for name in TABLES if name != "digits"), "table"),
    ),
    Setting(
        "missing_values", "choice", "leave_out", "Missing values",
        choices={
            "leave_out": "Leave their rows out",
            "fill": "Fill in and mark",
        },
        needs=_of("data", *(name for name in TABLES if name != "digits"), "table"),
    ),
    Setting(
        "date_parts", "switch", False, "Weekday and month of dates", needs=_of("data", "table")
    ),
    Setting(
        "split_by_set", "switch", False, "Split as column “set” says", needs=_of("data", "table")
    ),
    Setting(
        "classes", "whole", 2, "Classes", low=2, high=MAX_CLASSES,
        needs=_of("data", *MANY_CLASSES),
    ),
    Setting(
        "samples", "whole", 500, "Points", low=10, high=5000, needs=_of("data", *SYNTHETIC)
    ),
    Setting("noise", "real", 0.1, "Noise", low=0, high=0.5, needs=_of("data", *SYNTHETIC)),
    Setting(
        "train_share", "real", 0.5, "Training share", low=0.1, high=0.9,
        needs=_of("data", *SYNTHETIC, *TABLES, "drawn", "table"),
    ),
    Setting(
        "data_seed", "whole", 0, "Data seed", low=0, high=2**31 - 1,
        needs=_of("data", *SYNTHETIC, *TABLES, "table"),
    ),
    Setting(
        "features", "features", COLUMNS, "Features", needs=_of("data", *SYNTHETIC, "drawn")
    ),
    Setting(
        "layers", "layers", ((8, "tanh"), (8, "tanh")), "Hidden layers",
        choices=ACTIVATIONS,  # of each layer
    ),
    Setting(
        "output_activation", "choice", "identity", "Output activation", choices=ACTIVATIONS,
        needs=_of("loss", "mse", "l1", "huber"),
    ),
    Setting("frozen", "frozen", (), "Frozen layers"),
    Setting("weights", "numbers", (), "Initial weights", low=-1e6, high=1e6),
    Setting(
        "init", "choice", "xavier", "Initialisation",
        choices={"xavier": "Xavier", "he": "He", "zeros": "Zeros"},
    ),
    Setting(
        "init_scale", "real", 1.0, "Initial scale", low=0, high=100,
        suggestions=(0.01, 0.1, 0.3, 1, 3, 10),
    ),
    Setting(
        "loss", "choice", "binary_cross_entropy", "Loss",
        choices={
            "binary_cross_entropy": "Binary cross-entropy",
            "cross_entropy": "Cross-entropy (softmax)",
            "hinge": "Hinge",
            "mse": "Mean squared error",
            "l1": "Mean absolute error",
            "huber": "Huber",
        },
    ),
    Setting(
        "class_weights", "class_weights", NO_WEIGHTS, "Class weights",
        choices={NO_WEIGHTS: "None", BALANCED: "Balanced"}, low=0, high=MAX_WEIGHT, above_low=True,
        needs=_of("loss", *WEIGHTED_LOSSES),
    ),
    Setting("optimizer", "choice", "adam", "Optimizer", choices=_OPTIMIZERS),
    Setting(
        "learning_rate", "real", 0.01, "Learning rate", low=0, high=100, above_low=True,
        suggestions=(0.0001, 0.0003, 0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1, 3, 10),
    ),
    Setting(
        "momentum", "real", 0.0, "Momentum", low=0, high=0.9999,
        needs=_of("optimizer", "sgd", "rmsprop"),
    ),
    Setting("nesterov", "switch", False, "Nesterov momentum", needs=_of("optimizer", "sgd")),
    Setting(
        "beta1", "real", 0.9, "β₁", low=0, high=0.9999,
        needs=_of("optimizer", "adam", "adamw", "nadam", "lion"),
    ),
    Setting(
        "beta2", "real", 0.999, "β₂", low=0, high=0.999999,
        needs=_of("optimizer", "adam", "adamw", "nadam", "lion"),
    ),
    Setting("alpha", "real", 0.99, "α", low=0, high=0.999999, needs=_of("optimizer", "rmsprop")),
    Setting("centered", "switch", False, "Centred", needs=_of("optimizer", "rmsprop")),
    Setting("rho", "real", 0.9, "ρ", low=0, high=0.999999, needs=_of("optimizer", "adadelta")),
    Setting(
        "lr_decay", "real", 0.0, "Rate decay", low=0, high=1, needs=_of("optimizer", "adagrad")
    ),
    Setting(
        "momentum_decay", "real", 0.004, "Momentum decay", low=0, high=1,
        needs=_of("optimizer", "nadam"),
    ),
    Setting("amsgrad", "switch", False, "AMSGrad", needs=_of("optimizer", "adam", "adamw")),
    Setting(
        "epsilon", "real", 1e-8, "ε", low=0, high=1, above_low=True,
        needs=_of("optimizer", "adagrad", "adadelta", "rmsprop", "adam", "adamw", "nadam"),
    ),
    Setting("weight_decay", "real", 0.0, "Weight decay", low=0, high=1),
    Setting("schedule", "choice", "constant", "Schedule", choices=_SCHEDULES),
    Setting(
        "schedule_steps", "whole", 2000, "Schedule steps", low=2, high=10**7,
        needs=_of("schedule", *(name for name in _SCHEDULES if name != "constant")),
    ),
    Setting(
        "schedule_factor", "real", 0.5, "Schedule factor", low=0, high=1,
        needs=_of("schedule", "step", "exponential", "cosine", "warm_up"),
    ),
    Setting("l1", "real", 0.0, "L1 penalty", low=0, high=10),
    Setting("l2", "real", 0.0, "L2 penalty", low=0, high=10),
    Setting("clip_norm", "real", 0.0, "Clip gradient norm (0: no)", low=0, high=1000),
    Setting("clip_value", "real", 0.0, "Clip gradient values (0: no)", low=0, high=1000),
    Setting("stop_epoch", "whole", 0, "Stop at epoch (0: never)", low=0, high=10**6),
    Setting("stop_loss", "real", 0.0, "Stop at training loss (0: never)", low=0, high=1000),
    Setting(
        "stop_patience", "whole", 0, "Stop after epochs without a better test loss (0: never)",
        low=0, high=10**6, needs=_of("data", *SYNTHETIC, *TABLES, "drawn", "table"),
    ),
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
            "needs": row.needs and {"name": row.needs[0], "values": list(row.needs[1])},
        }
        for row in _ROWS
    ]
