"""Messages of fleets and races. A race is a fleet of optimizers."""

from __future__ import annotations

from typing import Annotated, Any, Literal, NotRequired, TypedDict

from chainrule.browser.protocol.arrays import F32, F64
from chainrule.browser.protocol.run import MapScale

FleetInstrument = Literal["fleet", "race"]


class FleetShow(TypedDict):
    """Notify the worker that an instrument was opened or closed; closing it pauses its fleet.
    Opening is answered by `fleet_choices` and, if there is a fleet, by `fleet_planned` and `fleet`.
    The command is repeated while the instrument is open, for example after a change of the
    experiment, and is then answered only by `fleet_choices`."""

    type: Literal["fleet_show"]
    instrument: FleetInstrument
    open: bool


class FleetAxis(TypedDict):
    """One setting that varies. Its values are given by `values`; by `texts`, written as in a URL;
    by `low`, `high` and `count` (`count` numbers in geometric progression from `low` to `high`);
    or, for seeds, by `low` and `count` (`count` integers beginning with `low`)."""

    name: str
    values: NotRequired[list[Any]]
    texts: NotRequired[list[str]]
    low: NotRequired[float]
    high: NotRequired[float]
    count: NotRequired[int]


class FleetTrain(TypedDict):
    """Train a new fleet of the page's experiment up to this epoch: every combination of the axes'
    values (the first axis vertical, the second horizontal), or these `members`, each given by its
    changes to the experiment. `plane` has the same meaning as `axes` in `view`. Answered by
    `fleet_planned` and `fleet`, or by `fleet_refused`."""

    type: Literal["fleet_train"]
    instrument: FleetInstrument
    axes: list[FleetAxis]
    members: list[dict[str, Any]]
    epochs: int
    plane: tuple[int, int] | None


class FleetGo(TypedDict):
    """Continue a fleet for a number of epochs."""

    type: Literal["fleet_go"]
    instrument: FleetInstrument
    epochs: int


class FleetPause(TypedDict):
    """Pause a fleet as soon as all its networks are at the end of the same epoch."""

    type: Literal["fleet_pause"]
    instrument: FleetInstrument


class FleetOpen(TypedDict):
    """Open a member in its current state; answered like `open`, and also by `taken_over`. The
    current run becomes a branch."""

    type: Literal["fleet_open"]
    instrument: FleetInstrument
    member: int


class FleetThreshold(TypedDict):
    """Set the success criterion: the lowest accuracy or, for regressions, the highest loss that
    counts as a success."""

    type: Literal["fleet_threshold"]
    instrument: FleetInstrument
    threshold: float


FleetCommand = FleetShow | FleetTrain | FleetGo | FleetPause | FleetOpen | FleetThreshold


class FleetLane(TypedDict):
    """An optimizer for a race, its default learning rate, and whether it is among those that are
    compared with the current optimizer by default."""

    optimizer: str
    label: str
    learning_rate: float
    is_first_rival: bool


class FleetOption(TypedDict):
    """A value of a setting, written as in a URL, and its label."""

    text: str
    label: str


class FleetSetting(TypedDict):
    """A setting that can be compared over seeds: its label, its `options` if it is a choice, and
    initial values, written as in a URL."""

    name: str
    label: str
    options: list[FleetOption]
    texts: list[str]


class FleetChoices(TypedDict):
    """The settings that fleets of the current experiment can vary, with default values.

    `hash` is the experiment's URL. `measure` is the quantity by which success is measured. `most`
    is the largest number of members.
    """

    type: Literal["fleet_choices"]
    instrument: FleetInstrument
    hash: str
    axes: list[FleetAxis]
    settings: list[FleetSetting]
    labels: dict[str, str]
    most: int
    lanes: list[FleetLane]
    optimizer: str
    learning_rate: float
    measure: Literal["accuracy", "loss"]


class FleetPlannedAxis(TypedDict):
    """An axis of the grid of pictures: its name, its label, and its values as text."""

    name: str
    label: str
    values: list[str]


class FleetPlanned(TypedDict):
    """A new fleet: the names of its members, the label of each member's optimizer, and the meaning
    of the pictures. `hash` is the URL of the experiment on which it is based. `groups` is the
    number of groups of members; the groups train in turn. `remark` says why the fleet was reduced,
    or is empty if it was not. `kind` is `none` if there are no pictures. `side` is the number of
    pixels along each side of a picture, or the number of points of a curve."""

    type: Literal["fleet_planned"]
    instrument: FleetInstrument
    hash: str
    axes: list[FleetPlannedAxis]
    members: list[str]
    optimizers: list[str]
    groups: int
    remark: str
    kind: Literal["plane", "curve", "none"]
    scale: MapScale
    side: int
    has_test: bool


class FleetPlannedArrays(TypedDict):
    """Each member's seed and learning rate."""

    seeds: Annotated[F64, "members"]
    rates: Annotated[F64, "members"]


class FleetSpread(TypedDict):
    """The quartiles of the loss over all members, and the indices of the best and the worst of the
    members that did not diverge (−1 if all diverged). The loss of a diverged member counts as
    infinite; an infinite quartile is null."""

    lower: float | None
    median: float | None
    upper: float | None
    best: int
    worst: int


class FleetProgress(TypedDict):
    """The state of a fleet. All members are at the end of `epoch`. `spread` describes the
    distribution of the relevant loss: the test loss or, without a test set, the training loss.
    `successes` is the number of members that reach `threshold`, and `success_share` is their share
    of all members. `sentence` compares the values of a setting over seeds; it is empty for other
    fleets."""

    type: Literal["fleet"]
    instrument: FleetInstrument
    state: Literal["training", "pausing", "paused", "done"]
    epoch: int
    until: int
    steps: int
    steps_per_second: float
    threshold: float
    successes: int
    success_share: float
    spread: FleetSpread
    sentence: str


class FleetProgressArrays(TypedDict):
    """The state of each member, and the history of all members. `ranks` contains the members' ranks
    by the relevant loss, as computed by `fleets.spread.ranks`. `succeeded` is 1 or 0, and
    `diverged` is the epoch at which a loss was first found to be infinite or NaN, or −1. Each row
    of a band holds the lower quartile, the median and the upper quartile over the members. `maps`
    contains one picture for each member or, with more than two classes, one for each member and
    class."""

    training_loss: Annotated[F64, "members"]
    test_loss: NotRequired[Annotated[F64, "members"]]
    training_accuracy: NotRequired[Annotated[F64, "members"]]
    test_accuracy: NotRequired[Annotated[F64, "members"]]
    ranks: Annotated[F64, "members"]
    succeeded: Annotated[F64, "members"]
    diverged: Annotated[F64, "members"]
    epochs: Annotated[F64, "records"]
    training_losses: Annotated[F64, "records members"]
    test_losses: NotRequired[Annotated[F64, "records members"]]
    training_bands: Annotated[F64, "records 3"]
    test_bands: NotRequired[Annotated[F64, "records 3"]]
    maps: NotRequired[Annotated[F32, "members pixels", "members classes pixels"]]


class FleetRefused(TypedDict):
    """The error caused by an invalid fleet command."""

    type: Literal["fleet_refused"]
    instrument: FleetInstrument
    field: str
    sentence: str


FleetReport = FleetChoices | FleetPlanned | FleetProgress | FleetRefused
