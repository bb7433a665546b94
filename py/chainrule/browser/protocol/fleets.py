"""Messages of fleets and races. A race is a fleet of optimizers."""

from __future__ import annotations

from typing import Annotated, Any, Literal, NotRequired, TypedDict

from chainrule.browser.protocol.arrays import F32, F64
from chainrule.browser.protocol.run import MapScale

FleetPanel = Literal["fleet", "race"]


class FleetShow(TypedDict):
    """An instrument was opened or closed; closing pauses it. Opening is answered by `fleet_choices`
    and, if there is a fleet, `fleet_planned` and `fleet`; sent again while it is open, as after a
    change of the experiment, by `fleet_choices` alone."""

    type: Literal["fleet_show"]
    panel: FleetPanel
    open: bool


class FleetAxis(TypedDict):
    """One setting that varies: over `values`; or over `count` numbers in geometric progression from
    `low` to `high`; for seeds, over `count` numbers from `low` on."""

    name: str
    values: NotRequired[list[Any]]
    low: NotRequired[float]
    high: NotRequired[float]
    count: NotRequired[int]


class FleetTrain(TypedDict):
    """Train a new fleet of the page's experiment, to this epoch: every combination of the axes'
    values (the first axis down, the second across), or these `members`, each its changes. `plane`
    as in `view`. Answered by `fleet_planned` and `fleet`, or `fleet_refused`."""

    type: Literal["fleet_train"]
    panel: FleetPanel
    axes: list[FleetAxis]
    members: list[dict[str, Any]]
    epochs: int
    plane: tuple[int, int] | None


class FleetGo(TypedDict):
    """Continue a fleet for a number of epochs."""

    type: Literal["fleet_go"]
    panel: FleetPanel
    epochs: int


class FleetPause(TypedDict):
    """Pause a fleet once all its networks are at the end of the same epoch."""

    type: Literal["fleet_pause"]
    panel: FleetPanel


class FleetOpen(TypedDict):
    """Open a member in its current state; answered like `open`, and by `taken_over`. The previous
    run
        becomes a branch."""

    type: Literal["fleet_open"]
    panel: FleetPanel
    member: int


class FleetThreshold(TypedDict):
    """The criterion of success: the lowest accuracy or, for regressions, the highest loss."""

    type: Literal["fleet_threshold"]
    panel: FleetPanel
    threshold: float


FleetCommand = FleetShow | FleetTrain | FleetGo | FleetPause | FleetOpen | FleetThreshold


class FleetLane(TypedDict):
    """An optimizer for a race, and its default learning rate."""

    optimizer: str
    label: str
    learning_rate: float


class FleetChoices(TypedDict):
    """The settings that fleets of the current experiment can vary, with default values.

    `hash` is the experiment's URL. `measure` is the measure of success.
    """

    type: Literal["fleet_choices"]
    panel: FleetPanel
    hash: str
    axes: list[FleetAxis]
    labels: dict[str, str]
    most: int
    lanes: list[FleetLane]
    optimizer: str
    learning_rate: float
    measure: Literal["accuracy", "loss"]


class FleetPlannedAxis(TypedDict):
    """An axis of the wall: its name in words, and its values."""

    name: str
    label: str
    values: list[str]


class FleetPlanned(TypedDict):
    """A fleet that begins: who its members are, the label of the optimizer of each, and what their
    pictures show.

    `hash` is the address of the experiment it was made from. `groups` counts the programs that
    train in turn. `remark` says to what it was reduced and why. `kind` is `none` where an output
    has no picture. `side` is that of a picture, (side, side), or of a curve its points.
    """

    type: Literal["fleet_planned"]
    panel: FleetPanel
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
    """Quartiles over all members, those that diverged counting as infinitely bad (null), and the
    best and the worst of the others (−1: there is none)."""

    lower: float | None
    median: float | None
    upper: float | None
    best: int
    worst: int


class FleetProgress(TypedDict):
    """The state of a fleet. All members are at the end of `epoch`.

    `spread` is that of the loss that counts: the test loss or, without a test set, the training
    loss. `successes` counts the members that reach `threshold`,
    `success_share` is their part of all.
    """

    type: Literal["fleet"]
    panel: FleetPanel
    state: Literal["training", "pausing", "paused", "done"]
    epoch: int
    until: int
    steps: int
    steps_per_second: float
    threshold: float
    successes: int
    success_share: float
    spread: FleetSpread


class FleetProgressArrays(TypedDict):
    """The state of each member, and the history of all.

    `succeeded` is 1 or 0, `diverged` the epoch at which a loss was first not finite, or −1. Bands
    are the lower quartile, the median and the upper quartile over the members. `maps` has a picture
    for each member; with more than two classes, one for each class of it.
    """

    training_loss: Annotated[F64, "members"]
    test_loss: NotRequired[Annotated[F64, "members"]]
    training_accuracy: NotRequired[Annotated[F64, "members"]]
    test_accuracy: NotRequired[Annotated[F64, "members"]]
    succeeded: Annotated[F64, "members"]
    diverged: Annotated[F64, "members"]
    epochs: Annotated[F64, "stations"]
    training_losses: Annotated[F64, "stations members"]
    test_losses: NotRequired[Annotated[F64, "stations members"]]
    training_bands: Annotated[F64, "stations 3"]
    test_bands: NotRequired[Annotated[F64, "stations 3"]]
    maps: NotRequired[Annotated[F32, "members pixels", "members classes pixels"]]


class FleetRefused(TypedDict):
    """The error of an invalid fleet command."""

    type: Literal["fleet_refused"]
    panel: FleetPanel
    field: str
    sentence: str


FleetReport = FleetChoices | FleetPlanned | FleetProgress | FleetRefused
