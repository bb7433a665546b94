"""The table of settings: kind, bounds or choices, default, label.

URLs, saved files, the page's controls, validation and the documentation are derived from this
table; a setting's limits are defined nowhere else. Rows are in the order of the page: data,
network, training.
"""

from __future__ import annotations

import math
from typing import Any

from chainrule.data.images import IMAGES
from chainrule.data.sequences import SEQUENCES
from chainrule.data.synthetic import MANY_CLASSES, SYNTHETIC
from chainrule.data.tables import PICTURES, TABLES
from chainrule.errors import InputError, setting_like
from chainrule.experiment.layers.field import ACTIVATIONS
from chainrule.experiment.layers.layer import Layer
from chainrule.experiment.layers.parts import layer_of
from chainrule.experiment.layers.registry import describe_layers
from chainrule.experiment.layers.setting import Frozen, Layers
from chainrule.experiment.settings.kinds import COLUMNS, KINDS
from chainrule.experiment.settings.named import Having, Labels
from chainrule.experiment.settings.row import Setting
from chainrule.limits import MAX_CLASSES, MAX_STEPS
from chainrule.losses import LOSSES, MAX_WEIGHT
from chainrule.optim.rules import RULES
from chainrule.schedules import SCHEDULES

NO_WEIGHTS, BALANCED = "none", "balanced"
REGRESSION_LOSSES = Having(LOSSES, lambda loss: "numbers" in loss.targets)
CLASS_LOSSES = Having(LOSSES, lambda loss: "many classes" in loss.targets)
"""Losses that support more than two classes."""
WEIGHTED_LOSSES = Having(LOSSES, lambda loss: bool(loss.label) and loss.takes_class_weights())
"""Losses that support class weights."""
KINDS |= {"layers": Layers(), "frozen": Frozen()}


def _of(name: str, *values: str) -> tuple[str, tuple[str, ...]]:
    return name, values


def _of_rules(setting: str) -> tuple[str, Having]:
    """The optimizers that use this setting."""
    return "optimizer", Having(RULES, lambda rule: setting in rule.uses)


def _of_schedules(setting: str) -> tuple[str, Having]:
    return "schedule", Having(SCHEDULES, lambda row: setting in row.uses)


_FIRST_DRAWN = (
    (-2.0, 2.0, 0), (-3.0, 3.0, 0), (2.0, -2.0, 0), (3.0, -3.0, 0),
    (2.0, 2.0, 1), (3.0, 3.0, 1), (-2.0, -2.0, 1), (-3.0, -3.0, 1),
)  # fmt: skip

_ROWS = (
    Setting(
        "data", "choice", "spiral", "Data set", affects="examples", is_compared=False,
        stands_alone=True,
        choices={
            "circle": "Circle", "xor": "Exclusive or", "gauss": "Gaussian", "spiral": "Spiral",
            "moons": "Moons", "rings": "Rings", "checkerboard": "Checkerboard", "blobs": "Blobs",
            "regress_plane": "Plane (regression)", "regress_gauss": "Gaussians (regression)",
            "sine": "Sine (regression)", "friedman": "Friedman (regression)",
            "iris": "Iris (table)", "wine": "Wine (table)",
            "breast_cancer": "Breast cancer (table)", "penguins": "Penguins (table)",
            "disease": "Simulated disease (table)",
            "steering": "Steering a car (table)", "camera": "Steering by camera (pictures)",
            "digits": "Digits (pictures)", "stripes": "Stripes (pictures)",
            "clothing": "Clothing (pictures)",
            "brackets": "Brackets (tokens)", "adding": "Adding (sequences)",
            "who_where": "Who is where (tokens)", "names": "First names (tokens)",
            "drawn": "Points you draw", "table": "Your own table",
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
        "target_is_number", "switch", False, "Target is a number", is_compared=False,
        needs=_of("data", *(name for name in TABLES if name not in PICTURES), "table"),
    ),
    Setting("columns", "names", (), "Columns", needs=_of("data", *TABLES, "table")),
    Setting(
        "standardise", "switch", True, "Standardise",
        needs=_of("data", *(name for name in TABLES if name not in PICTURES), "table"),
    ),
    Setting(
        "missing_values", "choice", "leave_out", "Missing values",
        choices={
            "leave_out": "Leave their rows out",
            "fill": "Fill in and mark",
        },
        needs=_of("data", *(name for name in TABLES if name not in PICTURES), "table"),
    ),
    Setting(
        "date_parts", "switch", False, "Weekday and month of dates", is_compared=False,
        needs=_of("data", "table"),
    ),
    Setting(
        "split_by_set", "switch", False, "Split as column “set” says", is_compared=False,
        needs=_of("data", "table"),
    ),
    Setting(
        "classes", "whole", 2, "Classes", low=2, high=MAX_CLASSES, is_compared=False,
        needs=_of("data", *MANY_CLASSES),
    ),
    Setting(
        "samples", "whole", 500, "Points", low=10, high=5000,
        needs=_of("data", *SYNTHETIC, *SEQUENCES, *IMAGES),
    ),
    Setting(
        "steps", "whole", 12, "Steps", low=1, high=MAX_STEPS, is_compared=False,
        needs=_of("data", *SEQUENCES),
    ),
    Setting(
        "noise", "real", 0.1, "Noise", low=0, high=0.5, is_none_at_0=True,
        needs=_of("data", *SYNTHETIC, *IMAGES),
    ),
    Setting(
        "train_share", "real", 0.5, "Training share", low=0.1, high=0.9,
        needs=_of("data", *SYNTHETIC, *SEQUENCES, *IMAGES, *TABLES, "drawn", "table"),
    ),
    Setting(
        "data_seed", "whole", 0, "Data seed", low=0, high=2**31 - 1,
        needs=_of("data", *SYNTHETIC, *SEQUENCES, *IMAGES, *TABLES, "table"),
    ),
    Setting(
        "features", "features", COLUMNS, "Features", needs=_of("data", *SYNTHETIC, "drawn")
    ),
    Setting(
        "layers", "layers", (layer_of("8-tanh"), layer_of("8-tanh")), "Hidden layers",
        choices=ACTIVATIONS,  # of each layer that has an activation
    ),
    Setting(
        "output_activation", "choice", "identity", "Output activation", choices=ACTIVATIONS,
        needs=("loss", REGRESSION_LOSSES),
    ),
    Setting("frozen", "frozen", (), "Frozen layers"),
    Setting("weights", "numbers", (), "Initial weights", low=-1e6, high=1e6, affects="start"),
    Setting(
        "init", "choice", "xavier", "Initialisation", affects="start",
        choices={"xavier": "Xavier", "he": "He", "zeros": "Zeros"},
    ),
    Setting(
        "init_scale", "real", 1.0, "Initial scale", low=0, high=100, affects="start",
        suggestions=(0.01, 0.1, 0.3, 1, 3, 10),
    ),
    Setting(
        "loss", "choice", "binary_cross_entropy", "Loss", choices=Labels(LOSSES),
        is_compared=False, stands_alone=True,
    ),
    Setting(
        "class_weights", "class_weights", NO_WEIGHTS, "Class weights",
        choices={NO_WEIGHTS: "None", BALANCED: "Balanced"}, low=0, high=MAX_WEIGHT, above_low=True,
        needs=("loss", WEIGHTED_LOSSES),
    ),
    Setting("optimizer", "choice", "adam", "Optimizer", choices=Labels(RULES), affects="descent"),
    Setting(
        "learning_rate", "real", 0.01, "Learning rate", low=0, high=100, above_low=True,
        affects="descent",
        suggestions=(0.0001, 0.0003, 0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1, 3, 10),
    ),
    Setting(
        "momentum", "real", 0.0, "Momentum", low=0, high=0.9999, usual=0.9, is_none_at_0=True,
        needs=_of_rules("momentum"),
    ),
    Setting("nesterov", "switch", False, "Nesterov momentum", needs=_of_rules("nesterov")),
    Setting(
        "beta1", "real", 0.9, "β₁", low=0, high=0.9999, is_near_1=True,
        needs=_of_rules("beta1"),
    ),
    Setting(
        "beta2", "real", 0.999, "β₂", low=0, high=0.999999, is_near_1=True,
        needs=_of_rules("beta2"),
    ),
    Setting(
        "alpha", "real", 0.99, "α", low=0, high=0.999999, is_near_1=True, needs=_of_rules("alpha")
    ),
    Setting("centered", "switch", False, "Centred", needs=_of_rules("centered")),
    Setting(
        "rho", "real", 0.9, "ρ", low=0, high=0.999999, is_near_1=True, needs=_of_rules("rho")
    ),
    Setting(
        "lr_decay", "real", 0.0, "Rate decay", low=0, high=1, usual=0.001, is_none_at_0=True,
        needs=_of_rules("lr_decay"),
    ),
    Setting(
        "momentum_decay", "real", 0.004, "Momentum decay", low=0, high=1,
        needs=_of_rules("momentum_decay"),
    ),
    Setting("amsgrad", "switch", False, "AMSGrad", needs=_of_rules("amsgrad")),
    Setting(
        "epsilon", "real", 1e-8, "ε", low=0, high=1, above_low=True,
        needs=_of_rules("epsilon"),
    ),
    Setting(
        "weight_decay", "real", 0.0, "Weight decay", low=0, high=1, affects="objective",
        usual=0.01, is_none_at_0=True,
        needs=_of_rules("weight_decay"),
    ),
    Setting(
        "schedule", "choice", "constant", "Schedule", choices=Labels(SCHEDULES), affects="descent"
    ),
    Setting(
        "schedule_steps", "whole", 2000, "Schedule steps", low=2, high=10**7,
        needs=_of_schedules("schedule_steps"),
    ),
    Setting(
        "schedule_factor", "real", 0.5, "Schedule factor", low=0, high=1,
        needs=_of_schedules("schedule_factor"),
    ),
    Setting("l1", "real", 0.0, "L1 penalty", low=0, high=10, usual=0.001, is_none_at_0=True),
    Setting("l2", "real", 0.0, "L2 penalty", low=0, high=10, usual=0.001, is_none_at_0=True),
    Setting(
        "clip_norm", "real", 0.0, "Clip gradient norm (0: no)", low=0, high=1000,
        affects="descent", usual=1.0,
    ),
    Setting(
        "clip_value", "real", 0.0, "Clip gradient values (0: no)", low=0, high=1000,
        affects="descent", usual=1.0,
    ),
    Setting("stop_epoch", "whole", 0, "Stop at epoch (0: never)", low=0, high=10**6, affects="end"),
    Setting(
        "stop_loss", "real", 0.0, "Stop at training loss (0: never)", low=0, high=1000,
        affects="end",
    ),
    Setting(
        "stop_patience", "whole", 0, "Stop after epochs without a better test loss (0: never)",
        low=0, high=10**6, affects="end",
        needs=_of("data", *SYNTHETIC, *SEQUENCES, *IMAGES, *TABLES, "drawn", "table"),
    ),
    Setting("batch_size", "whole", 10, "Batch size", low=1, high=5000, affects="descent"),
    Setting(
        "seed", "whole", 0, "Seed", low=0, high=2**31 - 1, affects="start", is_compared=False
    ),
    Setting(
        "dtype", "choice", "float32", "Precision", affects="descent", is_compared=False,
        choices={"float32": "32-bit", "float64": "64-bit"}, stands_alone=True,
    ),
)  # fmt: skip

SETTINGS: dict[str, Setting] = {row.name: row for row in _ROWS}


def setting(name: str) -> Setting:
    """The row called `name`.

    Raises
    ------
    InputError
        If there is no such row.
    """
    if name not in SETTINGS:
        raise InputError("setting", name, setting_like(name, SETTINGS))
    return SETTINGS[name]


_GROUPS = {
    "regularisation": ("l1", "l2", "clip_norm", "clip_value"),
    "stopping": ("stop_epoch", "stop_loss", "stop_patience", "seed", "dtype"),
    "start": ("weights",),
    "schedule": ("schedule",),
}
_OWN = (
    *("data", "example_inputs", "example_targets", "drawn", "table", "target", "target_is_number"),
    *("columns", "standardise", "missing_values", "date_parts", "split_by_set", "classes"),
    *("samples", "noise", "train_share", "data_seed", "features", "layers", "output_activation"),
    *("frozen", "init", "init_scale", "loss", "class_weights", "optimizer", "learning_rate"),
    "batch_size",
)
"""Settings with a special position on the page."""


def group_of(row: Setting) -> str:
    """The group of the page in which a setting's control is shown; `own` if it has a special
    position."""
    if row.needs is not None and row.needs[0] in ("optimizer", "schedule"):
        return row.needs[0]
    named = (group for group, names in _GROUPS.items() if row.name in names)
    return next(named, "own" if row.name in _OWN else "other")


def describe() -> list[dict[str, Any]]:
    """The table as JSON-ready rows, from which the page creates its controls."""
    return [
        {
            "name": row.name,
            "kind": row.kind,
            "default": plain(row.default),
            "label": row.label,
            "choices": dict(row.choices),
            "group": group_of(row),
            "layer_kinds": describe_layers() if row.kind == "layers" else [],
            "facts": row.choices.facts if isinstance(row.choices, Labels) else {},
            "low": row.low if math.isfinite(row.low) else None,
            "high": row.high if math.isfinite(row.high) else None,
            "suggestions": list(row.suggestions),
            "allowed": row.allowed,
            "needs": row.needs and {"name": row.needs[0], "values": list(row.needs[1])},
        }
        for row in SETTINGS.values()
    ]


def plain(value: Any) -> Any:
    """A setting's value, JSON-ready."""
    if isinstance(value, tuple):
        return [plain(part) for part in value]
    return value.to_dict() if isinstance(value, Layer) else value
