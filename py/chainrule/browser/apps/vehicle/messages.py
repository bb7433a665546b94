"""Messages of the application Vehicle: the track, the drive, the laps, and additional training
examples."""

from __future__ import annotations

from typing import Annotated, Literal, TypedDict

from chainrule.browser.protocol.arrays import F64

DriverName = Literal["network", "driver", "reader"]
ViewName = Literal["rays", "camera"]
MoreExamples = Literal["corrections", "jitter", "recording"]


class AskTrack(TypedDict):
    """Use another track: a preset or, if `preset` is null, the track through the control points
    `points`. Answered by `track`, or by `track_refused` if no car can drive on it."""

    type: Literal["track"]
    preset: str | None
    points: list[list[float]]


class DrawTrack(TypedDict):
    """Convert a loop that the reader drew, a list of points (x, y) in metres, to a track; answered
    by `track`, or by `track_refused` if no car can drive on it."""

    type: Literal["draw_track"]
    stroke: list[list[float]]


class AskDrive(TypedDict):
    """Drive for a number of ticks; answered by `driven`. `steering`, from −1 (right) to 1 (left),
    is used if `who` is "reader"; in this case the drive is recorded. If `restarts` is set, the car
    first returns to the start."""

    type: Literal["drive"]
    who: DriverName
    steering: float
    ticks: int
    restarts: bool


class AskLaps(TypedDict):
    """Let the network drive eight cars in gusty wind; answered by `laps`."""

    type: Literal["laps"]


class AskMoreExamples(TypedDict):
    """Add examples to those of the run: the driver's corrections of the network's drive
    (`corrections`), or jittered views along the driver's path (`jitter`). With `recording`, the
    reader's recorded drive replaces the examples. Answered by `more_examples`."""

    type: Literal["more_examples"]
    what: MoreExamples


VehicleCommand = AskTrack | DrawTrack | AskDrive | AskLaps | AskMoreExamples


class TrackReport(TypedDict):
    """The track: its length, its width, and half the side of the square that contains it (`size`),
    all in metres; and the names of the presets."""

    type: Literal["track"]
    length: float
    width: float
    size: float
    presets: list[str]


class TrackReportArrays(TypedDict):
    """The control points and the centre line of the track."""

    points: Annotated[F64, "controls 2"]
    centre: Annotated[F64, "pieces 2"]


RefusalReason = Literal["short", "open", "crossing", "close", "tight"]


class TrackRefused(TypedDict):
    """The reason why a drawing or control points cannot be used as a track, with the measured value
    (`found`) and its limit (`needed`) in metres. `short`: the loop is too short. `open`: the ends
    of the drawing are too far apart. `crossing`: the loop crosses itself (`found` and `needed` are
    0). `close`: two parts of the road are too close to each other. `tight`: the radius of a bend is
    too small."""

    type: Literal["track_refused"]
    reason: RefusalReason
    found: float
    needed: float


class Driven(TypedDict):
    """The car after a drive: its position and heading, the steering at the last tick, the laps
    since the start, whether it has left the road, and the number of recorded examples. `view` is
    the kind of view that the network receives, with `height` rows and `width` columns; `angles` are
    the directions of the rays in degrees."""

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
    """`seen` is what the network sees: the length of each ray as a fraction of the largest length,
    or the share of road in each pixel. `gradient` is the gradient of the network's steering with
    respect to these values. `rays` contains the lengths of the rays in metres; it is empty for the
    camera. `ground` contains the corners of the area that the camera shows, relative to the car; it
    is empty for rays."""

    seen: Annotated[F64, "height width"]
    gradient: Annotated[F64, "height width"]
    rays: Annotated[F64, "angles"]
    ground: Annotated[F64, "corners 2"]


class LapsDriven(TypedDict):
    """The laps that eight cars drove before they left the road, at most `most`: their mean, their
    minimum (`least`), and the number of cars that did not leave the road (`safe`). `examples` is
    the number of training examples."""

    type: Literal["laps"]
    mean: float
    least: float
    safe: int
    cars: int
    most: float
    examples: int
    epoch: float


class ExamplesFound(TypedDict):
    """An experiment with additional examples, as the text of a saved file, and the numbers of added
    examples and of all examples."""

    type: Literal["more_examples"]
    what: MoreExamples
    experiment: str
    added: int
    examples: int


VehicleReport = TrackReport | TrackRefused | Driven | LapsDriven | ExamplesFound
