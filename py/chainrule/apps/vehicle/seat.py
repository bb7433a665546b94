"""`Seat`: a car that the network, the driver or the reader steers along a track, and the recording
of the reader's drive."""

from __future__ import annotations

from typing import Literal

import numpy

from chainrule import nn
from chainrule.apps.vehicle.correcting import (
    corrections,
    examples_of,
    jittered,
    joined,
    with_examples,
)
from chainrule.apps.vehicle.driving import Drive, attention, forward, network_policy, trial
from chainrule.apps.vehicle.sight import Sight
from chainrule.data.driving.camera import corners
from chainrule.data.driving.car import REACH, SPEED, TICK, is_off_road, moved
from chainrule.data.driving.driver import driven, pursued, started
from chainrule.data.driving.track import PRESETS, Track
from chainrule.data.driving.views import RAYS
from chainrule.engine.op import Array
from chainrule.errors import InputError
from chainrule.experiment.experiment import Experiment
from chainrule.limits import MIN_RECORDED
from chainrule.phrases import phrase

Who = Literal["network", "driver", "reader"]
More = Literal["corrections", "jitter", "recording"]
TRIAL_SEED = 7


class Seat:
    """A car on a track, and the recording of the reader's drive.

    Attributes
    ----------
    track, car : the track, and the car's x, y and heading as an array (1, 3).
    steering, laps, is_off : the steering at the last tick, the laps driven since the start, and
        whether the car is off the road.
    recorded : for each tick of the reader's drive, the car (3,) and the steering.
    """

    def __init__(self) -> None:
        self._rounds = 0
        self.use(Track(PRESETS["bean"]))

    def use(self, track: Track) -> None:
        """Use another track, and discard the recording, which belongs to the previous track."""
        self.track = track
        self.recorded: list[tuple[Array, float]] = []
        self.restart()

    def restart(self) -> None:
        """Return the car to the start."""
        self.car = started(self.track, numpy.zeros(1))
        self.steering, self.laps, self.is_off = 0.0, 0.0, False

    def drive(self, who: Who, net: nn.Module, sight: Sight, steering: float) -> None:
        """Advance the car by one tick; a car that is off the road stays where it is."""
        if self.is_off:
            return
        if who == "network":
            steering = float(network_policy(net, self.track, sight)(self.car)[0])
        elif who == "driver":
            steering = float(pursued(self.track, self.car)[0])
        else:
            self.recorded.append((self.car[0], steering))
        before = self.track.project(self.car[:, :2])[0]
        self.car = moved(self.car, numpy.array([steering]))
        after = self.track.project(self.car[:, :2])[0]
        self.laps += float(forward(self.track, before, after)[0]) / self.track.length
        self.steering = max(-1.0, min(1.0, steering))
        self.is_off = bool(is_off_road(self.track, self.car)[0])

    def view(self, net: nn.Module, sight: Sight) -> dict[str, Array]:
        """What the network sees, and the gradient of its steering."""
        _, seen, gradient = attention(net, self.track, self.car, sight)
        distances = REACH * seen[0, 0] if sight.view is RAYS else numpy.zeros(0)
        shown = numpy.zeros((0, 2)) if sight.view is RAYS else corners()
        return {"seen": seen[0], "gradient": gradient[0], "rays": distances, "ground": shown}

    def trial(self, net: nn.Module, sight: Sight) -> Drive:
        """A trial of a network on this track; the gusts are the same in every trial."""
        return trial(self.track, network_policy(net, self.track, sight), TRIAL_SEED)

    def collected(
        self, what: More, net: nn.Module, experiment: Experiment
    ) -> tuple[Experiment, int]:
        """The experiment with additional examples, and the number of added examples.

        Raises
        ------
        InputError
            If the recording of the reader's drive is too short.
        """
        sight = Sight(experiment)
        if what == "recording":
            return self._recording(experiment, sight)
        self._rounds += 1
        if what == "corrections":
            new = corrections(net, self.track, sight, self._rounds)
        else:
            ticks = round(self.track.length / (SPEED * TICK))
            new = jittered(self.track, driven(self.track, ticks)[0], sight, self._rounds)
        return with_examples(experiment, joined(examples_of(experiment), new)), len(new[1])

    def _recording(self, experiment: Experiment, sight: Sight) -> tuple[Experiment, int]:
        if len(self.recorded) < MIN_RECORDED:
            needed = phrase("allowed.recording", count=MIN_RECORDED)
            raise InputError("recording", len(self.recorded), needed)
        cars, turns = zip(*self.recorded, strict=True)
        seen = sight.view.see(self.track, numpy.array(cars))
        return with_examples(experiment, (seen, numpy.array(turns))), len(turns)
