"""Commands to the run, and its reports."""

from __future__ import annotations

from typing import Annotated, Any, Literal, NotRequired, TypedDict

from chainrule.browser.protocol.arrays import F32, F64
from chainrule.browser.protocol.network import Network
from chainrule.browser.protocol.tables import TableFacts


class Open(TypedDict):
    """Start the experiment in `hash`: the URL after `#` ("" for the default), or
    the text of a saved file. With `step`, train that many steps, and pause there."""

    type: Literal["open"]
    revision: int
    hash: str
    step: NotRequired[int]


class Change(TypedDict):
    """Change settings of the experiment; weights that still fit are kept."""

    type: Literal["change"]
    revision: int
    changes: dict[str, Any]


class Reset(TypedDict):
    """Return to epoch 0 with the same initial weights."""

    type: Literal["reset"]
    revision: int


class NewSeed(TypedDict):
    """Return to epoch 0 with the next seed and therefore other initial weights."""

    type: Literal["new_seed"]
    revision: int


class KeepWeights(TypedDict):
    """Return to epoch 0 with the current weights as the initial ones."""

    type: Literal["keep_weights"]
    revision: int


class Restore(TypedDict):
    """Resume, in a new worker, from a `checkpoint`: `reason` says why the old worker died. It is
    empty if
        the page was only closed."""

    type: Literal["restore"]
    revision: int
    checkpoint: str
    reason: str


class Play(TypedDict):
    """Train in slices until `pause`, an error or divergence."""

    type: Literal["play"]


class Pause(TypedDict):
    """Stop after the current slice."""

    type: Literal["pause"]


class StepCommand(TypedDict):
    """Train one batch, or to the end of the epoch, and pause. What takes longer than a moment is
    trained in slices, as after `play`, up to the frames' `goal`."""

    type: Literal["step"]
    unit: Literal["batch", "epoch"]


class Hidden(TypedDict):
    """Two units of a hidden layer, counted from 0, whose outputs span the displayed plane."""

    layer: int
    units: tuple[int, int]


class RowRange(TypedDict):
    """Examples for the table, test examples first: `count` from `start` on."""

    start: int
    count: int


class ViewCommand(TypedDict):
    """What the page shows now; a frame carries nothing else. `axes` are a table's two inputs that
    span the plane, null the usual ones; other ones are answered by `opened`. New `rows` are
    answered by `rows`. `example` is the one that layers are shown with where there is no plane,
    counted as in `rows`, by default 0; another one is answered by `opened`.
    """

    type: Literal["view"]
    maps: bool
    weights: bool
    answers: bool
    update: bool
    hidden: Hidden | None
    rows: RowRange | None
    axes: tuple[int, int] | None
    example: NotRequired[int]


class PaceCommand(TypedDict):
    """The speed of Play; null for as fast as possible."""

    type: Literal["pace"]
    steps_per_second: float | None


class Edit(TypedDict):
    """Set one parameter, counted as in `theta`; answered by a frame."""

    type: Literal["edit"]
    index: int
    value: float


class SetWeights(TypedDict):
    """Set all parameters, in the order of `theta`; answered by a frame."""

    type: Literal["set_weights"]
    weights: list[float]


class Export(TypedDict):
    """Request a file; answered by `file`."""

    type: Literal["export"]
    what: Literal["experiment", "data", "history"]


class Drawn(TypedDict):
    """The page has drawn a frame and is ready for the next."""

    type: Literal["drawn"]


RunState = Literal["ready", "training", "paused", "diverged"]


class MapScale(TypedDict):
    """How the output map is read: the values at the two ends of the colour scale.

    With more than two `classes` the map holds an image of each class's share instead. A `curve` is
    of one input: every row of the map is the same. Images (`pictures`) and sequences
    (`classes`, `scatter`) have no plane. With classes `output` holds, for the examples of each
    class, the mean share of each class that is predicted, and `maps` shows it, too, behind the
    hidden layers'. Of a regression (`scatter`) `output` holds the prediction for each example that
    is drawn. `is_numbered` says that the classes' names are numbers.
    """

    classes: int
    names: list[str]
    is_numbered: bool
    kind: Literal["plane", "curve", "pictures", "classes", "scatter"]
    low: float
    high: float
    label: str


class Mark(TypedDict):
    """A change made during the run, drawn on the charts at its epoch."""

    epoch: float
    text: str


class OpenedExperiment(TypedDict):
    """The experiment now in force. `message` says what else changed because the command forced it;
    `fitting_losses` are those that the data's targets allow; `class_weights` are those in force,
    one for each class, or null; `summary` names a change in words; `engine` is what runs the steps
    (see `engine.backends`); of all `examples` the first `training_examples` train, and the others
    test; `note` says what a preset is to show, "" of any other experiment.
    """

    experiment: dict[str, Any]
    hash: str
    network: Network
    scale: MapScale
    domain: tuple[tuple[float, float], tuple[float, float]]
    table: TableFacts | None
    examples: int
    training_examples: int
    map_size: int
    loss_name: str
    fitting_losses: list[str]
    class_weights: list[float] | None
    summary: str
    engine: str
    note: str
    message: NotRequired[str]


class OpenedExperimentArrays(TypedDict):
    """The examples that are drawn: `target` is in the output scale or the class, `test` 1 for those
    of the test set. And a picture of each feature, with its value at full colour."""

    x1: Annotated[F64, "points"]
    x2: Annotated[F64, "points"]
    target: Annotated[F64, "points"]
    test: Annotated[F64, "points"]
    feature_maps: Annotated[F32, "input_images half half"]
    feature_scales: Annotated[F64, "input_images"]


class Frame(TypedDict):
    """The newest state of training.

    `training_loss` and `test_loss` are means over the whole split at the present weights, without
    any `penalty`, which is told apart; null where they are not finite. `accuracy` is the share of
    test points whose class is right. The stations in the arrays
    replace those that the page holds from index `stations_from` on. `newest_epoch` is the
    newest epoch, even if `is_past` says that an earlier one is shown; `kept` counts the
    available snapshots, of at most `keeps_at_most`. `goal` is the step at which training will
    pause, null if none was requested.
    """

    type: Literal["frame"]
    revision: int
    state: RunState
    epoch: float
    step: int
    batch: int
    batches: int
    steps_per_second: float
    training_loss: float | None
    test_loss: float | None
    accuracy: float | None
    penalty: float | None
    learning_rate: float
    newest_epoch: float
    is_past: bool
    kept: int
    keeps_at_most: int
    goal: int | None
    stations_from: int
    marks: list[Mark]
    sentence: NotRequired[str]


class FrameArrays(TypedDict):
    """What a frame shows.

    `output` is the map of the output, with more than two classes an image for each class, or what
    `MapScale` says; `maps` are those of the hidden layers in order, as many of each as its
    `images`, and `scales` the value at full colour in each hidden layer. `update` is what the last
    step added to `theta`, NaN where that is not known. Accuracies are NaN where there are no
    classes.

    `row_predictions` are classes, or values in the target's units; `row_shares` are the shares of
    the predicted classes, NaN where there is none. `wrong` is 1 for each point drawn whose class is
    not right; `confusion` counts the test points of class i that are taken for class j.
    `hidden_points` and `hidden_grid` say where two hidden units take the data and the plane.
    """

    epochs: Annotated[F64, "stations"]
    training_losses: Annotated[F64, "stations"]
    test_losses: Annotated[F64, "stations"]
    training_accuracies: Annotated[F64, "stations"]
    test_accuracies: Annotated[F64, "stations"]
    gradient_norms: Annotated[F64, "stations learning_layers"]
    theta: NotRequired[Annotated[F64, "parameters"]]
    grad: NotRequired[Annotated[F64, "parameters"]]
    update: NotRequired[Annotated[F64, "parameters"]]
    output: NotRequired[Annotated[F32, "pixels", "classes pixels", "classes classes", "points"]]
    maps: NotRequired[Annotated[F32, "images half half"]]
    scales: NotRequired[Annotated[F32, "hidden_layers"]]
    row_predictions: NotRequired[Annotated[F64, "rows"]]
    row_shares: NotRequired[Annotated[F64, "rows"]]
    wrong: NotRequired[Annotated[F64, "points"]]
    confusion: NotRequired[Annotated[F64, "classes classes"]]
    hidden_points: NotRequired[Annotated[F64, "points 2"]]
    hidden_grid: NotRequired[Annotated[F32, "pixels 2"]]


class Opening(TypedDict):
    """An experiment and its first frame: the answer to `open`, `change`, `reset`, `new_seed` and
    whatever else may change the experiment. Its arrays are those of both."""

    type: Literal["opened"]
    revision: int
    opened: OpenedExperiment
    frame: Frame


class OpeningArrays(OpenedExperimentArrays, FrameArrays):
    """The arrays of an experiment and of its first frame."""


class ExampleRows(TypedDict):
    """Examples as text: `cells` in the order of `names`, the target last, and whether each is a
    test example."""

    type: Literal["rows"]
    revision: int
    start: int
    names: list[str]
    cells: list[list[str]]
    is_test: list[bool]


class ExampleRowsArrays(TypedDict):
    """The grey levels of examples that are pictures."""

    pixels: NotRequired[Annotated[F32, "cells 64"]]


class File(TypedDict):
    """A file to save, as requested by `export`."""

    type: Literal["file"]
    name: str
    text: str


class Checkpoint(TypedDict):
    """The run as text, every few seconds and whenever it rests: for `restore`, should the worker
    die."""

    type: Literal["checkpoint"]
    text: str
    step: int
    epoch: float
    hash: str


class Failure(TypedDict):
    """An error; the run continues. `field` names the invalid setting, if any."""

    type: Literal["failure"]
    revision: int
    sentence: str
    field: str | None
    traceback: str
