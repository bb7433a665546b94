"""Additional training data: the driver's corrections of the network's drive, and jittered views."""

from __future__ import annotations

import numpy

from chainrule import nn
from chainrule.apps.vehicle.driving import network_policy, trial
from chainrule.apps.vehicle.sight import Sight
from chainrule.data.driving.driver import aimed, pursued
from chainrule.data.driving.track import Track
from chainrule.data.reading.csv_file import write_csv
from chainrule.data.tables.steering import STEERING, table_of_drive
from chainrule.data.tabular.own import CsvSource, keep_table
from chainrule.engine.op import Array
from chainrule.experiment.experiment import Experiment

CORRECTED = 600
"""The largest number of positions added by one round of corrections."""
SHIFT, TURN = 0.8, 0.3
"""The largest shift of a jittered view, in metres, and its largest rotation, in radians."""
AIM_TICKS = 7
"""A jittered car aims at the point that the recorded car reaches after this number of ticks."""

Examples = tuple[Array, Array]
"""The views from the car (n, inputs), and the steering (n,)."""


def examples_of(experiment: Experiment) -> Examples:
    """All examples of a steering experiment."""
    source = experiment.source
    return source.x, source.y.reshape(-1)


def corrections(net: nn.Module, track: Track, sight: Sight, seed: int) -> Examples:
    """The driver's steering at positions that the network reached before it left the road.

    One round of DAgger: Ross, Gordon & Bagnell, "A reduction of imitation learning and structured
    prediction to no-regret online learning", 2011. At most `CORRECTED` of the visited positions are
    chosen at random.
    """
    visited = trial(track, network_policy(net, track, sight), seed, laps=1).visited
    rng = numpy.random.default_rng(seed)
    chosen = visited[rng.permutation(len(visited))[:CORRECTED]]
    return sight.view.see(track, chosen), pursued(track, chosen)


def jittered(track: Track, cars: Array, sight: Sight, seed: int) -> Examples:
    """Views from positions beside a recorded path (n, 3), with the steering that leads back to it.

    Each car is shifted sideways and rotated, and aims at the position of the recorded car
    `AIM_TICKS` ticks later. Pomerleau, "Efficient training of artificial neural networks for
    autonomous navigation", 1991, transforms camera pictures in the same way.
    """
    rng = numpy.random.default_rng(seed)
    here, goals = cars[:-AIM_TICKS].copy(), cars[AIM_TICKS:, :2]
    left = numpy.stack([-numpy.sin(here[:, 2]), numpy.cos(here[:, 2])], axis=1)
    here[:, :2] += left * rng.uniform(-SHIFT, SHIFT, (len(here), 1))
    here[:, 2] += rng.uniform(-TURN, TURN, len(here))
    return sight.view.see(track, here), aimed(here, goals)


def joined(*parts: Examples) -> Examples:
    """Several sets of examples, concatenated."""
    x, y = zip(*parts, strict=True)
    return numpy.concatenate(x), numpy.concatenate(y)


def with_examples(experiment: Experiment, examples: Examples) -> Experiment:
    """The experiment with these examples as its table and with all other settings unchanged."""
    table = table_of_drive(Sight(experiment).view, *examples)
    rows = numpy.stack([column.values for column in table.columns], axis=1).tolist()
    text = write_csv(table.names, ([f"{value:g}" for value in row] for row in rows))
    key = keep_table(CsvSource(text=text))
    return experiment.changed(
        data="table", table=key, target=STEERING, target_is_number=True, standardise=False
    )
