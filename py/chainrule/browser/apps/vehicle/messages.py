"""Messages of the application Vehicle: the track, the drive, the laps, and more examples to learn
from."""

from __future__ import annotations

from typing import Annotated, Literal, TypedDict

from chainrule.browser.protocol.arrays import F64

DriverName = Literal["network", "driver", "reader"]
ViewName = Literal["rays", "camera"]
MoreExamples = Literal["corrections", "jitter", "recording"]


class AskTrack(TypedDict):
    """Use another track: a preset or, if `preset` is null, the track through these control points.
    Answered by `track`, or by `track_refused` if no car can drive on it."""

    type: Literal["track"]
    preset: str | None
    points: list[list[float]]


class DrawTrack(TypedDict):
    """Turn a loop that the reader drew, a list of points (x, y) in metres, into a track; answered
    by `track`, or by `track_refused` if no car can drive on it."""

    type: Literal["draw_track"]
    stroke: list[list[float]]


class AskDrive(TypedDict):
    """Drive for a number of ticks; answered by `driven`. `steering`, from −1 (right) to 1 (left),
    is the reader's steering; the reader's drive is recorded. With `restarts`, the car first returns
    to the start."""

    type: Literal["drive"]
    who: DriverName
    steering: float
    ticks: int
    restarts: bool


class AskLaps(TypedDict):
    """Let the network drive eight cars, with gusts; answered by `laps`."""

    type: Literal["laps"]


class AskMoreExamples(TypedDict):
    """Add examples to those of the run: the driver's corrections of the network's own drive, or
    jittered views of the driver's path. Or replace the examples with the reader's recording.
    Answered by `more_examples`."""

    type: Literal["more_examples"]
    what: MoreExamples


VehicleCommand = AskTrack | DrawTrack | AskDrive | AskLaps | AskMoreExamples


class TrackReport(TypedDict):
    """The track: its length, its width and half the side of its square in metres, and the names of
    the presets."""

    type: Literal["track"]
    length: float
    width: float
    size: float
    presets: list[str]


class TrackReportArrays(TypedDict):
    """The control points, and the centre line."""

    points: Annotated[F64, "controls 2"]
    centre: Annotated[F64, "pieces 2"]


RefusalReason = Literal["short", "open", "crossing", "close", "tight"]


class TrackRefused(TypedDict):
    """Why a drawing or control points cannot be used as a track, with the value that was measured
    (`found`) and its limit (`needed`) in metres. The loop is too `short`; or it is `open`, because
    the ends of the drawing are too far apart; or it is `crossing` itself, for which there is no
    measure; or two parts of the road are too `close` to each other; or the radius of a bend is too
    small (`tight`)."""

    type: Literal["track_refused"]
    reason: RefusalReason
    found: float
    needed: float


class Driven(TypedDict):
    """The car after a drive: its position and heading, the steering at the last tick, the laps
    since the start, whether it has left the road, and the number of recorded examples. `view` is
    what the network sees, in `height` rows and `width` columns, and `angles` are the directions of
    its rays in degrees."""

    type: Literal["driven"]
    who: DriverName
    x: float
    y: float
    heading: float
    steering: float
    laps: float
    is_off: bool
    recorded: int
    view: ViewName
    height: int
    width: int
    angles: list[int]


class DrivenArrays(TypedDict):
    """`seen` is what the network sees: the length of each ray as a share of its reach, or the share
    of road in each pixel. `gradient` is the gradient of the network's steering with respect to
    these numbers. `rays` are the lengths of the rays in metres, and `ground` the corners of the
    ground that the camera shows, relative to the car; each is empty in the other view."""

    seen: Annotated[F64, "height width"]
    gradient: Annotated[F64, "height width"]
    rays: Annotated[F64, "angles"]
    ground: Annotated[F64, "corners 2"]


class LapsDriven(TypedDict):
    """The laps of eight cars before they left the road, at most `most`: the mean, the minimum, the
    number of cars that did not leave the road, and the number of training examples."""

    type: Literal["laps"]
    mean: float
    least: float
    safe: int
    cars: int
    most: float
    examples: int
    epoch: float


class ExamplesFound(TypedDict):
    """An experiment with more examples, as the text of a saved file, with the number of added
    examples and of all examples."""

    type: Literal["more_examples"]
    what: MoreExamples
    experiment: str
    added: int
    examples: int


VehicleReport = TrackReport | TrackRefused | Driven | LapsDriven | ExamplesFound
