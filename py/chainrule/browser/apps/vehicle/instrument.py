"""The instrument of the application Vehicle: a car that is steered by the reader, the built-in
driver or the run's network."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from chainrule.browser.apps.vehicle.messages import (
    Driven,
    ExamplesFound,
    LapsDriven,
    TrackRefused,
    TrackReport,
)
from chainrule.browser.instrument import Instrument, Message, RunContext
from chainrule.browser.words import encoded
from chainrule.checks import checked_whole, checked_within
from chainrule.errors import InputError, one_of

if TYPE_CHECKING:
    from chainrule.apps.vehicle.freehand import Refusal
    from chainrule.apps.vehicle.seat import Seat
    from chainrule.apps.vehicle.sight import Sight
    from chainrule.data.driving.track import Track

DRIVERS = ("network", "driver", "reader")
MORE = ("corrections", "jitter", "recording")


class Vehicle(Instrument):
    """Holds the track and the car. The car can be steered by the run's network."""

    def __init__(self, context: RunContext) -> None:
        super().__init__(context)
        self._seat: Seat | None = None
        self._known_sight: Sight | None = None

    @property
    def _car(self) -> Seat:
        """The car on its track, which is created when it is first needed."""
        from chainrule.apps.vehicle.seat import Seat

        if self._seat is None:
            self._seat = Seat()
        return self._seat

    @property
    def _sight(self) -> Sight:
        """The view of the road that the run's network receives."""
        from chainrule.apps.vehicle.sight import Sight

        if self._known_sight is None:
            self._known_sight = Sight(self.context.experiment)
        return self._known_sight

    def run_changed(self) -> None:
        """Discard the view, because the new run may use another one."""
        self._known_sight = None

    def on_track(self, message: dict[str, Any]) -> list[Message]:
        """Use a preset or a track through control points, or report why the track cannot be
        used."""
        from chainrule.apps.vehicle.freehand import problem
        from chainrule.data.driving.track import PRESETS, Track

        preset = message["preset"]
        if preset is not None and preset not in PRESETS:
            raise InputError("preset", preset, one_of(PRESETS))
        track = Track(PRESETS[preset] if preset else message["points"])
        return [self._judged(problem(track) or track)]

    def on_draw_track(self, message: dict[str, Any]) -> list[Message]:
        """Use a track that the reader drew, or report why the drawing cannot be used."""
        from chainrule.apps.vehicle.freehand import track_of

        return [self._judged(track_of(message["stroke"]))]

    def _judged(self, track: Track | Refusal) -> Message:
        """Use a track, or report why it was refused."""
        from chainrule.data.driving.track import Track

        if isinstance(track, Track):
            return self._use(track)
        report: TrackRefused = {
            "type": "track_refused",
            "reason": track.reason,
            "found": track.found,
            "needed": track.needed,
        }
        return encoded(report), {}

    def _use(self, track: Track) -> Message:
        from chainrule.data.driving.track import HALF_WIDTH, PRESETS, SIZE

        self._car.use(track)
        report: TrackReport = {
            "type": "track",
            "length": track.length,
            "width": 2 * HALF_WIDTH,
            "size": SIZE,
            "presets": list(PRESETS),
        }
        return encoded(report), {"points": track.points, "centre": track.centre}

    def on_drive(self, message: dict[str, Any]) -> list[Message]:
        """Drive for a number of ticks, and report the state of the car."""
        seat, sight, who = self._car, self._sight, message["who"]
        if who not in DRIVERS:
            raise InputError("who", who, one_of(DRIVERS))
        steering = checked_within("steering", message["steering"], -1, 1)
        if message["restarts"]:
            seat.restart()
        for _ in range(checked_whole("ticks", message["ticks"], low=0)):
            seat.drive(who, self.context.run.net, sight, steering)
        x, y, heading = seat.car[0].tolist()
        height, width = sight.view.sizes
        report: Driven = {
            "type": "driven",
            "who": who,
            "x": x,
            "y": y,
            "heading": heading,
            "steering": seat.steering,
            "laps": seat.laps,
            "is_off": seat.is_off,
            "recorded": len(seat.recorded),
            "view": sight.view.name,
            "height": height,
            "width": width,
            "angles": list(sight.view.angles),
        }
        return [(encoded(report), seat.view(self.context.run.net, sight))]

    def on_laps(self, _message: dict[str, Any]) -> list[Message]:
        """Let the network drive, and report the laps."""
        from chainrule.apps.vehicle.driving import CARS, MOST_LAPS

        run = self.context.run
        found = self._car.trial(run.net, self._sight)
        report: LapsDriven = {
            "type": "laps",
            "mean": float(found.laps.mean()),
            "least": float(found.laps.min()),
            "safe": int((~found.crashed).sum()),
            "cars": CARS,
            "most": float(MOST_LAPS),
            "examples": len(run.batches.y),
            "epoch": run.epoch + run.batch / len(run.batches),
        }
        return [(encoded(report), {})]

    def on_more_examples(self, message: dict[str, Any]) -> list[Message]:
        """Collect additional examples, and answer with an experiment that contains them."""
        what, seat = message["what"], self._car
        if what not in MORE:
            raise InputError("what", what, one_of(MORE))
        experiment, added = seat.collected(what, self.context.run.net, self.context.experiment)
        report: ExamplesFound = {
            "type": "more_examples",
            "what": what,
            "experiment": experiment.to_json(),
            "added": added,
            "examples": len(experiment.source.y),
        }
        return [(encoded(report), {})]
