"""The members of a fleet: changes to an experiment, listed individually or as a grid of values."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy

from chainrule.checks import checked_whole, is_whole
from chainrule.errors import InputError, setting_like
from chainrule.experiment.experiment import Experiment
from chainrule.experiment.layers.kind import LAYER_KINDS
from chainrule.experiment.layers.parts import layer_of, widened, width_of
from chainrule.experiment.settings.table import SETTINGS, setting
from chainrule.limits import MAX_WIDTH
from chainrule.phrases import phrase

Changes = Mapping[str, Any]
"""The changes of a member: settings by name, `width` for the number of units of every hidden layer,
and a key of `LAYER_FIELDS` for a setting of every layer that has it."""

WIDTH = "width"
_DENSE = LAYER_KINDS["linear"]
LAYER_FIELDS = {f"layers.{f.name}": f.name for f in _DENSE.fields if f.name != _DENSE.width}


@dataclass(frozen=True)
class Axis:
    """A setting that varies, and its values in order.

    Raises
    ------
    InputError
        If `name` is not a setting that can vary, or there are no values.
    """

    name: str
    values: tuple[Any, ...]

    def __post_init__(self) -> None:
        _check_name(self.name)
        if not isinstance(self.values, Sequence) or isinstance(self.values, str) or not self.values:
            raise InputError(self.name, self.values, phrase("allowed.axis_values"))
        object.__setattr__(self, "values", tuple(self.values))

    def thinned(self, count: int) -> Axis:
        """An axis with `count` of the values: the first ones if they are seeds; otherwise evenly
        spaced ones, including both ends."""
        if self.name == "seed" or count == 1:
            return Axis(self.name, self.values[:count])
        places = numpy.linspace(0, len(self.values) - 1, count).round().astype(int)
        return Axis(self.name, tuple(self.values[place] for place in places))


def grid(axes: Sequence[Axis]) -> list[dict[str, Any]]:
    """One member for every combination of values; the last axis varies fastest.

    Examples
    --------
    >>> grid([Axis("learning_rate", (0.1, 1.0)), Axis("seed", (0, 1))])[1]
    {'learning_rate': 0.1, 'seed': 1}
    """
    members: list[dict[str, Any]] = [{}]
    for axis in axes:
        members = [{**member, axis.name: value} for member in members for value in axis.values]
    return members


def thinned_grid(axes: Sequence[Axis], fits: Callable[[list[dict[str, Any]]], bool]) -> list[Axis]:
    """The axes, with fewer values if necessary, so that all combinations fit in memory.

    The longest axis repeatedly loses an eighth of its values until all combinations fit.

    Parameters
    ----------
    fits : returns whether the given members fit in memory.
    """
    axes = list(axes)
    while not fits(grid(axes)):
        longest = max(range(len(axes)), key=lambda index: len(axes[index].values))
        count = len(axes[longest].values)
        if count == 1:
            break
        axes[longest] = axes[longest].thinned(count - max(1, count // 8))
    return axes


def spaced(low: float, high: float, count: int) -> tuple[float, ...]:
    """`count` numbers from `low` to `high` in geometric progression, rounded to three significant
    digits.

    Raises
    ------
    InputError
        If `low` or `high` is not allowed, or the numbers would not all be distinct.

    Examples
    --------
    >>> spaced(0.001, 1, 4)
    (0.001, 0.01, 0.1, 1.0)
    """
    count = checked_whole("count", count)
    for name, value in (("from", low), ("to", high)):
        if isinstance(value, bool) or not isinstance(value, int | float) or not 0 < value < 1e30:
            raise InputError(name, value, phrase("allowed.positive"))
    if count > 1 and low >= high:
        raise InputError("to", high, phrase("allowed.above", low=float(low)))
    values = tuple(float(f"{value:.3g}") for value in numpy.geomspace(low, high, count))
    if len(set(values)) < count:
        raise InputError("to", high, phrase("allowed.wide_range", count=count))
    return values


def member_experiment(base: Experiment, changes: Changes) -> Experiment:
    """The experiment of one member.

    Explicit initial weights of the base are dropped if a change affects them: another seed,
    initialisation, initial scale or width.

    Raises
    ------
    InputError
        If a change names a setting that cannot vary, or contains a value that is not allowed.
    """
    if not isinstance(changes, Mapping):
        raise InputError("members", changes, phrase("allowed.settings_by_name"))
    settings = dict(changes)
    for name in settings:
        _check_name(name)
    if WIDTH in settings:
        settings["layers"] = _of_width(base, settings.pop(WIDTH))
    for name, field in LAYER_FIELDS.items():
        if name in settings:
            layers = settings.get("layers", base.layers)
            settings["layers"] = _with_field(layers, name, field, settings.pop(name))
    for name, value in settings.items():
        setting(name).check(value)
    if any(SETTINGS[name].scope == "start" for name in settings):
        settings.setdefault("weights", ())
    return base.changed(**settings)


def _check_name(name: str) -> None:
    if name not in SETTINGS and name != WIDTH and name not in LAYER_FIELDS:
        raise InputError("vary", name, setting_like(name, [*SETTINGS, WIDTH, *LAYER_FIELDS]))


def _with_field(layers: Sequence[Any], name: str, field: str, value: Any) -> tuple[Any, ...]:
    """The layers, with a new value of one setting in every layer that has it."""
    layers = tuple(map(layer_of, layers))
    if all(field not in layer for layer in layers):
        raise InputError(name, value, phrase("allowed.no_field"))
    return tuple(
        layer_of({**layer.to_dict(), field: value}) if field in layer else layer for layer in layers
    )


def _of_width(base: Experiment, width: Any) -> tuple[Any, ...]:
    if all(width_of(layer) is None for layer in base.layers):
        raise InputError(WIDTH, width, phrase("allowed.no_hidden"))
    if not is_whole(width) or not 1 <= width <= MAX_WIDTH:
        raise InputError(WIDTH, width, phrase("allowed.whole.from", low=1, high=MAX_WIDTH))
    return widened(base.layers, int(width))
