"""The rules that couple settings: one row per rule, with its check and its repair.

The checks also determine the choices that the page offers: `fitting_choices` applies them to each
choice of a setting. Settings are read as attributes of an `Experiment` whose values may not yet be
compatible.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from chainrule import nn
from chainrule.data import MANY_CLASSES, ONE_INPUT
from chainrule.data.sequences import SEQUENCES, SHORTEST
from chainrule.data.tables import DRIVES
from chainrule.data.tables.steering import STEERING
from chainrule.data.tabular import is_amount
from chainrule.errors import InputError
from chainrule.experiment.data.source import ONE_EXAMPLE, OWN_TABLE, table_of
from chainrule.experiment.layers.layer import Layer
from chainrule.experiment.layers.setting import BIASES, OUTPUT, layer_numbers
from chainrule.experiment.network.fitting import check_layers, fault_of_batches, fitting_layers
from chainrule.experiment.settings.kinds import COLUMNS
from chainrule.experiment.settings.table import (
    BALANCED,
    CLASS_LOSSES,
    NO_WEIGHTS,
    REGRESSION_LOSSES,
    SETTINGS,
    WEIGHTED_LOSSES,
)
from chainrule.limits import MAX_FEATURES, MAX_TARGETS
from chainrule.phrases import Phrase, phrase


@dataclass(frozen=True)
class Change:
    """The settings after a change, which are not yet checked, and the settings before it."""

    new: Any
    old: Any


Fault = Callable[[Any], Phrase | None]
Repair = Callable[[Change], Any]


@dataclass(frozen=True)
class Coupling:
    """A rule that one setting must obey, given the others.

    Attributes
    ----------
    name : the setting.
    fault : a function of the settings that returns the allowed values in words if the rule is
        broken, otherwise None. A rule that can be broken in several ways raises its own
        `InputError`.
    repair : a function of a change that returns the setting's new value; None for a rule that is
        only checked. The repair is applied only if the change does not name the setting itself.
    on : the settings whose changes trigger the repair; if empty, every change does.
    shown : a function of the settings that returns the value that an error message shows.
    """

    name: str
    fault: Fault | None
    repair: Repair | None = None
    on: frozenset[str] = frozenset()
    shown: Callable[[Any], Any] | None = None

    def check(self, settings: Any) -> None:
        """Raise an error if the settings break the rule.

        Raises
        ------
        InputError
            If the rule is broken. The message names the setting, shows its value, and says what is
            allowed.
        """
        allowed = self.fault(settings) if self.fault is not None else None
        if allowed is not None:
            value = self.shown(settings) if self.shown else getattr(settings, self.name)
            raise InputError(self.name, value, allowed)

    def applies_to(self, changes: dict[str, Any]) -> bool:
        """Whether these changes trigger the repair."""
        is_due = not self.on or bool(self.on & changes.keys())
        return self.repair is not None and self.name not in changes and is_due


def falls_back(name: str, fault: Fault, fallback: Any, *on: str) -> Coupling:
    """A rule whose setting takes the value `fallback` when changing other settings breaks the
    rule."""

    def repair(change: Change) -> Any:
        return getattr(change.new, name) if fault(change.new) is None else fallback

    return Coupling(name, fault, repair, frozenset(on))


def check_couplings(settings: Any) -> None:
    """Raise an error for the first rule that the settings break.

    Raises
    ------
    InputError
        If a rule is broken.
    """
    for coupling in COUPLINGS:
        coupling.check(settings)


def with_repairs(old: Any, changes: dict[str, Any]) -> dict[str, Any]:
    """The changes to an experiment, together with the changes that they imply for other
    settings."""
    changes = dict(changes)
    for coupling in COUPLINGS:
        if coupling.applies_to(changes):
            assert coupling.repair is not None  # because `applies_to` requires a repair
            new = old.with_unchecked(changes)
            value = coupling.repair(Change(new, old))
            if value != getattr(new, coupling.name):
                changes[coupling.name] = value
    return changes


def fitting_choices(settings: Any) -> dict[str, tuple[Any, ...]]:
    """For each coupled setting that is a choice or a switch, the choices that are compatible with
    the other settings."""
    found: dict[str, tuple[Any, ...]] = {}
    for coupling in COUPLINGS:
        kind, fault = SETTINGS[coupling.name].kind, coupling.fault
        if fault is None or kind not in ("choice", "switch"):
            continue
        choices = SETTINGS[coupling.name].choices if kind == "choice" else (False, True)
        found[coupling.name] = tuple(
            choice
            for choice in choices
            if fault(settings.with_unchecked({coupling.name: choice})) is None
        )
    return found


_TABLE, _TARGET = frozenset({"data", "table"}), frozenset({"data", "table", "target"})

# --- data --------------------------------------------------------------------------------------


def _classes(s: Any) -> Phrase | None:
    is_fitting = s.classes == 2 or s.data in MANY_CLASSES
    return None if is_fitting else phrase("allowed.two_classes", data=s.data)


def _is_other_table(change: Change) -> bool:
    new, old = change.new, change.old
    return (new.data, new.table) != (old.data, old.table)


def _columns(change: Change) -> tuple[str, ...]:
    if _is_other_table(change):
        return ()
    return tuple(name for name in change.new.columns if name != change.new.target)


def _table(change: Change) -> str:
    return change.new.table if change.new.data == OWN_TABLE else ""


def _own_value(name: str, usual: Any) -> Coupling:
    """A rule that, when another table is chosen, resets a setting that refers to the table."""

    def repair(change: Change) -> Any:
        return usual if _is_other_table(change) else getattr(change.new, name)

    return Coupling(name, None, repair, _TABLE)


def _features(s: Any) -> Phrase | None:
    is_fitting = s.data not in ONE_INPUT or "x2" not in "".join(s.features)
    return None if is_fitting else phrase("allowed.no_x2")


def _fitting_features(change: Change) -> tuple[str, ...]:
    new, old = change.new, change.old
    if new.data in ONE_INPUT:
        return tuple(text for text in new.features if "x2" not in text) or ("x1",)
    had_one_input = old.data in ONE_INPUT and new.features == ("x1",)
    return COLUMNS if had_one_input else new.features


def _steps(s: Any) -> Phrase | None:
    return SEQUENCES[s.data].fault(s.steps) if s.data in SEQUENCES else None


def _nearest_steps(change: Change) -> int:
    s = change.new
    return SEQUENCES[s.data].nearest(s.steps) if s.data in SEQUENCES else max(s.steps, SHORTEST)


def _count(name: str, most: int) -> Coupling:
    """A rule that limits how many inputs or targets a typed example can have."""

    def fault(s: Any) -> Phrase | None:
        is_fitting = 1 <= len(getattr(s, name)) <= most
        return None if is_fitting else phrase("allowed.count", most=most)

    return Coupling(name, fault)


# --- network -----------------------------------------------------------------------------------


def _fitting_layers(change: Change) -> tuple[Layer, ...]:
    return fitting_layers(change.new.layers, change.new)


def _frozen(s: Any) -> Phrase | None:
    names = [*layer_numbers(s.layers), OUTPUT]
    is_fitting = {*s.frozen} - {BIASES} < {*names}
    return None if is_fitting else phrase("allowed.not_all", layers=names)


def _still_frozen(change: Change) -> tuple[str, ...]:
    left = layer_numbers(change.new.layers)
    kept = tuple(name for name in change.new.frozen if name in (*left, OUTPUT, BIASES))
    return kept if left or OUTPUT not in kept else kept[1:]


def _output_activation(s: Any) -> Phrase | None:
    is_raw = nn.ACTIVATIONS[s.output_activation] is nn.Identity
    is_fitting = is_raw or s.loss in REGRESSION_LOSSES
    return None if is_fitting else phrase("allowed.raw_scores", loss=s.loss)


def _weights(s: Any) -> Phrase | None:
    is_fitting = not s.weights or len(s.weights) == s.parameters
    return None if is_fitting else phrase("allowed.weights", count=s.parameters)


def _counted_weights(s: Any) -> Phrase:
    return phrase("count.numbers", count=len(s.weights))


def _fitting_weights(change: Change) -> tuple[float, ...]:
    weights = change.new.weights
    try:
        return weights if _weights(change.new) is None else ()
    except InputError:  # an error in the layers, which their own rule reports
        return weights


def _is_amount(change: Change) -> bool:
    """Whether the target that was just chosen is a quantity rather than a class."""
    new = change.new
    if new.data in DRIVES:
        return (new.target or STEERING) == STEERING
    table = table_of(new.data, new.table) if new.data == OWN_TABLE else None
    target = new.target or (table.target if table else "")
    if table is None or target not in table.names:
        return False
    return is_amount(table, table.column(target))


# --- training ----------------------------------------------------------------------------------


def _fitting_losses(s: Any) -> tuple[str, ...]:
    """The losses that the data set's targets allow."""
    if s.is_regression:
        return tuple(REGRESSION_LOSSES)
    return tuple(CLASS_LOSSES if len(s.class_names) > 2 else SETTINGS["loss"].choices)


def _loss(s: Any) -> Phrase | None:
    fitting = _fitting_losses(s)
    if s.loss in fitting:
        return None
    count = len(s.class_names)
    why = phrase("why.regression") if s.is_regression else phrase("why.classes", count=count)
    return phrase("allowed.one_of_because", choices=list(fitting), data=s.data, why=why)


def _fitting_loss(change: Change) -> str:
    """The current loss if it suits the targets, otherwise a replacement: for example, if the
    targets change from numbers to classes."""
    new, old = change.new, change.old
    if new.is_regression:
        return new.loss if old.is_regression else "mse"
    if len(new.class_names) > 2:
        return new.loss if new.loss in CLASS_LOSSES else "cross_entropy"
    return SETTINGS["loss"].default if old.is_regression else new.loss


def _class_weights(s: Any) -> Phrase | None:
    given = s.class_weights
    if given == NO_WEIGHTS:
        return None
    if s.loss not in WEIGHTED_LOSSES:
        return phrase("allowed.no_class_weights", loss=s.loss)
    count = len(s.class_names)
    if given == BALANCED or len(given) == count:
        return None
    return phrase("allowed.weights_of_classes", none=NO_WEIGHTS, balanced=BALANCED, count=count)


def _nesterov(s: Any) -> Phrase | None:
    return phrase("allowed.nesterov") if s.nesterov and s.momentum == 0 else None


def _patience(s: Any) -> Phrase | None:
    is_fitting = not s.stop_patience or s.data != ONE_EXAMPLE
    return None if is_fitting else phrase("allowed.no_test", data=ONE_EXAMPLE)


MAKES_TARGETS = frozenset({
    "data", "classes", "drawn", "table", "target", "target_is_number", "columns", "missing_values",
    "split_by_set",
})  # fmt: skip
"""Settings that determine the target and therefore which losses fit."""

COUPLINGS: list[Coupling] = [
    falls_back("classes", _classes, 2, "data"),
    _own_value("target", ""),
    _own_value("split_by_set", False),
    Coupling("columns", None, _columns, _TARGET),
    Coupling("target_is_number", None, _is_amount, _TARGET),
    Coupling("table", None, _table),
    Coupling("loss", _loss, _fitting_loss, MAKES_TARGETS),
    falls_back("class_weights", _class_weights, NO_WEIGHTS),
    falls_back("nesterov", _nesterov, False, "momentum"),
    falls_back("output_activation", _output_activation, "identity"),
    Coupling("features", _features, _fitting_features, frozenset({"data"})),
    _count("example_inputs", MAX_FEATURES),
    _count("example_targets", MAX_TARGETS),
    falls_back("stop_patience", _patience, 0, "data"),
    Coupling("steps", _steps, _nearest_steps, frozenset({"data"})),
    Coupling("layers", check_layers, _fitting_layers, frozenset({"data", "columns", "steps"})),
    Coupling("frozen", _frozen, _still_frozen, frozenset({"layers"})),
    Coupling("batch_size", fault_of_batches),
    Coupling("weights", _weights, _fitting_weights, shown=_counted_weights),
]
"""All rules, in the order of their application: a repair sees the results of the repairs above
it."""
