"""The settings that a fleet can vary, and their default values."""

from __future__ import annotations

from chainrule import optim
from chainrule.browser.fleets.messages import (
    FleetAxis,
    FleetChoices,
    FleetInstrument,
    FleetLane,
)
from chainrule.browser.fleets.running import LABELS, measure_of
from chainrule.browser.fleets.settings import read_values, settings_of
from chainrule.checks import checked_whole
from chainrule.errors import InputError
from chainrule.experiment.experiment import Experiment
from chainrule.experiment.layers.parts import width_of
from chainrule.experiment.settings.table import SETTINGS
from chainrule.fleets.members import WIDTH, Axis, member_experiment, spaced
from chainrule.limits import MAX_WIDTH
from chainrule.phrases import phrase

MOST_MEMBERS = 256
SPACED = ("learning_rate", "init_scale")


def choices_of(experiment: Experiment, instrument: FleetInstrument) -> FleetChoices:
    """The settings that a fleet of this experiment can vary, with default values."""
    rate, seed = experiment.learning_rate, experiment.seed
    axes: list[FleetAxis] = [
        {"name": "seed", "low": seed, "count": 64},
        # Two learning rates per decade; the current rate is among them.
        {
            "name": "learning_rate",
            "low": float(f"{rate / 100:.6g}"),
            "high": float(f"{min(10 * rate, 100):.6g}"),
            "count": 7,
        },
        {"name": "optimizer", "values": [*optim.RULES]},
        {"name": "init_scale", "low": 0.1, "high": 10.0, "count": 5},
        {"name": "batch_size", "values": _around(experiment.batch_size, 1, _examples(experiment))},
    ]
    widths = [width for width in map(width_of, experiment.layers) if width is not None]
    if widths:
        values = [w for w in _around(max(widths), 1, MAX_WIDTH) if _fits(experiment, w)]
        axes.append({"name": WIDTH, "values": values})
    return {
        "type": "fleet_choices",
        "instrument": instrument,
        "hash": experiment.to_address(),
        "axes": axes,
        "settings": settings_of(experiment),
        "labels": LABELS,
        "most": MOST_MEMBERS,
        "lanes": [_lane(name) for name in optim.RULES],
        "optimizer": experiment.optimizer,
        "learning_rate": rate,
        "measure": measure_of(experiment),
    }


def axis_of(axis: FleetAxis) -> Axis:
    """The axis that the page requested.

    Raises
    ------
    InputError
        If there are too many values, or bounds for a setting that does not accept bounds.
    """
    name = axis["name"]
    if "values" in axis:
        return Axis(name, tuple(axis["values"]))
    if "texts" in axis:
        return Axis(name, read_values(name, axis["texts"]))
    low, count = axis.get("low", 0), checked_whole("how_many", axis.get("count"))
    if count > MOST_MEMBERS:
        raise InputError("how_many", count, phrase("allowed.whole.from", low=1, high=MOST_MEMBERS))
    if name == "seed":
        first = SETTINGS["seed"].check(low)
        return Axis(name, tuple(range(first, first + count)))
    if name not in SPACED:
        raise InputError(name, low, phrase("allowed.values"))
    return Axis(name, spaced(low, axis.get("high", low), count))


def _lane(name: str) -> FleetLane:
    rule = optim.RULES[name]
    return {
        "optimizer": name,
        "label": SETTINGS["optimizer"].titles[name],
        "learning_rate": rule.usual_rate,
        "is_first_rival": rule.is_first_rival,
    }


def _around(middle: int, low: int, high: int) -> list[int]:
    """`middle` multiplied by powers of two from ¼ to 4, clipped to the interval from `low` to
    `high`."""
    values = {min(max(low, round(middle * factor)), high) for factor in (0.25, 0.5, 1, 2, 4)}
    return sorted(values)


def _fits(experiment: Experiment, width: int) -> bool:
    """Whether all layers allow this width: the number of features must be divisible by the number
    of attention heads."""
    try:
        member_experiment(experiment, {WIDTH: width})
    except InputError:
        return False
    return True


def _examples(experiment: Experiment) -> int:
    return len(experiment.points().x)
