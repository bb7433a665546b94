"""Commands to the run, and its reports."""

from __future__ import annotations

from typing import Annotated, Any, Literal, NotRequired, TypedDict

from chainrule.browser.protocol.arrays import F32, F64
from chainrule.browser.protocol.network import Network
from chainrule.browser.protocol.tables import TableFacts


class Open(TypedDict):
    """Start the experiment in `hash`, which is the part of a URL after `#` ("" for the default
    experiment) or the text of a saved file. If `step` is given, train to that step and pause. If
    `trained`, the text of a `packed_weights` report, is given, continue from those weights."""

    type: Literal["open"]
    revision: int
    hash: str
    step: NotRequired[int]
    trained: NotRequired[str]


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
    """Return to epoch 0 with the next seed and therefore with new initial weights."""

    type: Literal["new_seed"]
    revision: int


class KeepWeights(TypedDict):
    """Return to epoch 0 with the current weights as the initial weights."""

    type: Literal["keep_weights"]
    revision: int


class Restore(TypedDict):
    """Resume from a `checkpoint` in a new worker. `reason` says why the previous worker died; it is
    empty if the page was merely closed."""

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
    """Train one batch, or to the end of the epoch, and pause. If this takes long, training runs in
    slices, as after `play`, up to the `goal` that the frames report."""

    type: Literal["step"]
    unit: Literal["batch", "epoch"]


class Hidden(TypedDict):
    """Two units of a hidden layer, counted from 0, whose outputs span the displayed plane."""

    layer: int
    units: tuple[int, int]


class RowRange(TypedDict):
    """The examples that the table shows: `count` examples from index `start`, where test examples
    come first."""

    start: int
    count: int


class ViewCommand(TypedDict):
    """Select the optional content of frames. `axes` contains the indices of the two inputs of a
    table that span the plane (null for the default inputs). `example` is the index, in the order of
    `rows`, of the example that the layers show if there is no plane (default 0). A change of `axes`
    or `example` is answered by `opened`, and a change of `rows` by `rows`."""

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
    """Set the speed of `play`; null means as fast as possible."""

    type: Literal["pace"]
    steps_per_second: float | None


class Edit(TypedDict):
    """Set one parameter, indexed as in `theta`; answered by a frame."""

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


class PackWeights(TypedDict):
    """Request the current weights for a link; answered by `packed_weights`."""

    type: Literal["pack_weights"]


class Drawn(TypedDict):
    """The page has drawn a frame and is ready for the next one."""

    type: Literal["drawn"]


RunState = Literal["ready", "training", "paused", "diverged"]


class RegressionTarget(TypedDict):
    """The name of a regression's target, its unit ("" if it has none), the number of decimal places
    of its values (null for 4 significant digits), and whether the values are days since
    1970-01-01."""

    name: str
    unit: str
    decimals: int | None
    is_date: bool


class RegressionFit(TypedDict):
    """The errors of a regression: the RMSE in the target's unit, the number of decimal places with
    which it is shown, and R². Values that are infinite, NaN or undefined are null. If R² is
    undefined, `note` says why; otherwise it is ""."""

    training_rmse: float | None
    test_rmse: float | None
    decimals: int | None
    training_r2: float | None
    test_r2: float | None
    note: str


class MapScale(TypedDict):
    """The meaning of the output map. `low` and `high` are the values at the two ends of the colour
    scale. With more than two `classes`, the map instead consists of one image per class, which
    shows the probability of the class. If the `kind` is `curve`, there is one input, so all rows of
    the map are the same. For images (`pictures`) and sequences (`classes`, `scatter`) there is no
    plane. Without a plane, `output` contains the prediction for each drawn example of a regression
    (`scatter`) or, for classes, the mean predicted probability of each class over the examples of
    each class. These means are also the last images in `maps`, after those of the hidden layers.
    `is_numbered` is set if the names of the classes are numbers. `ends` contains the values at the
    ends of the colour scale in the target's unit or, for a curve, the values at the lower and upper
    edges of its chart. `target` is null unless the task is a regression."""

    classes: int
    names: list[str]
    is_numbered: bool
    kind: Literal["plane", "curve", "pictures", "classes", "scatter"]
    low: float
    high: float
    label: str
    ends: tuple[float, float]
    target: RegressionTarget | None


class Mark(TypedDict):
    """A change made during the run, drawn on the charts at its epoch."""

    epoch: float
    text: str


class OpenedExperiment(TypedDict):
    """The current experiment. `message` describes additional changes that the command made.
    `fitting_choices` lists the allowed choices of each setting that depends on others.
    `class_weights` contains the current weight of each class, or is null. `summary` describes the
    change. `engine` names the backend that runs the steps (see `engine.backends`). Of all
    `examples`, the first `training_examples` are for training and the others for testing. `texts`
    contains the texts of examples that consist of tokens, in the same order. `note` describes what
    a preset demonstrates; it is "" for any other experiment."""

    experiment: dict[str, Any]
    hash: str
    network: Network
    scale: MapScale
    domain: tuple[tuple[float, float], tuple[float, float]]
    table: TableFacts | None
    examples: int
    training_examples: int
    texts: list[str]
    map_size: int
    loss_name: str
    fitting_choices: dict[str, list[str | bool]]
    class_weights: list[float] | None
    summary: str
    engine: str
    note: str
    message: NotRequired[str]


class OpenedExperimentArrays(TypedDict):
    """The drawn examples: `target` is the class, or the value on the scale of the output, and
    `test` is 1 for examples of the test set. `target_values` contains the targets of a regression
    in their own unit. `feature_maps` contains an image of each feature, and `feature_scales` the
    value of each feature at full colour."""

    x1: Annotated[F64, "points"]
    x2: Annotated[F64, "points"]
    target: Annotated[F64, "points"]
    test: Annotated[F64, "points"]
    target_values: NotRequired[Annotated[F64, "points"]]
    feature_maps: Annotated[F32, "input_images half half"]
    feature_scales: Annotated[F64, "input_images"]


class Frame(TypedDict):
    """The newest state of training. `training_loss` and `test_loss` are means over the whole set at
    the current weights, without any `penalty`, which is reported separately; they are null if not
    finite. `accuracy` is the share of test examples whose class is predicted correctly. `fit`
    contains the errors of a regression at the same weights; it is null for classes. The records in
    the arrays replace the page's records from index `records_from` on. `newest_epoch` is the latest
    epoch of the run, even while an earlier one is displayed (`is_past`). `kept` is the number of
    available snapshots, and `keeps_at_most` is its limit. `goal` is the step at which training will
    pause, or null if there is none."""

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
    fit: RegressionFit | None
    penalty: float | None
    learning_rate: float
    newest_epoch: float
    is_past: bool
    kept: int
    keeps_at_most: int
    goal: int | None
    records_from: int
    marks: list[Mark]
    sentence: NotRequired[str]


class FrameArrays(TypedDict):
    """The content of a frame. `output` is the map of the output or, with more than two classes, an
    image for each class; without a plane, see `MapScale`. `maps` contains the images of the hidden
    layers in order (`images` gives their number for each layer), and `scales` contains each hidden
    layer's value at full colour. `update` is the last change in `theta` (NaN if unknown).
    Accuracies are NaN for a regression. `smoothed_norms` are the gradient norms as averaged by
    `Smoothing`. `row_predictions` contains classes or, for a regression, values in the target's
    unit; `row_residuals` contains target minus prediction. `row_shares` contains the probabilities
    of the predicted classes (NaN if there are no probabilities). `wrong` is 1 for each drawn point
    whose predicted class is wrong; entry (i, j) of `confusion` counts the test points of class i
    that are predicted as class j. `hidden_points` and `hidden_grid` are the positions of the data
    points and of the plane's grid in the space of two hidden units."""

    epochs: Annotated[F64, "records"]
    training_losses: Annotated[F64, "records"]
    test_losses: Annotated[F64, "records"]
    training_accuracies: Annotated[F64, "records"]
    test_accuracies: Annotated[F64, "records"]
    gradient_norms: Annotated[F64, "records learning_layers"]
    smoothed_norms: Annotated[F64, "records learning_layers"]
    theta: NotRequired[Annotated[F64, "parameters"]]
    grad: NotRequired[Annotated[F64, "parameters"]]
    update: NotRequired[Annotated[F64, "parameters"]]
    output: NotRequired[Annotated[F32, "pixels", "classes pixels", "classes classes", "points"]]
    maps: NotRequired[Annotated[F32, "images half half"]]
    scales: NotRequired[Annotated[F32, "hidden_layers"]]
    row_predictions: NotRequired[Annotated[F64, "rows"]]
    row_shares: NotRequired[Annotated[F64, "rows"]]
    row_residuals: NotRequired[Annotated[F64, "rows"]]
    wrong: NotRequired[Annotated[F64, "points"]]
    confusion: NotRequired[Annotated[F64, "classes classes"]]
    hidden_points: NotRequired[Annotated[F64, "points 2"]]
    hidden_grid: NotRequired[Annotated[F32, "pixels 2"]]


class Opening(TypedDict):
    """An experiment and its first frame, with the arrays of both: the answer to `open`, `change`,
    `reset`, `new_seed` and all other commands that may change the experiment."""

    type: Literal["opened"]
    revision: int
    opened: OpenedExperiment
    frame: Frame


class OpeningArrays(OpenedExperimentArrays, FrameArrays):
    """The arrays of an experiment and of its first frame."""


class ExampleRows(TypedDict):
    """Examples as text: the `cells` of each example in the order of `names`, with the target last,
    and whether it is a test example."""

    type: Literal["rows"]
    revision: int
    start: int
    names: list[str]
    cells: list[list[str]]
    is_test: list[bool]


class ExampleRowsArrays(TypedDict):
    """The grey levels of examples that are pictures."""

    pixels: NotRequired[Annotated[F32, "cells pixels"]]


class File(TypedDict):
    """A file to save, as requested by `export`."""

    type: Literal["file"]
    name: str
    text: str


class PackedWeights(TypedDict):
    """The weights of the run, encoded in base64; "" if there are too many for a link."""

    type: Literal["packed_weights"]
    text: str


class Checkpoint(TypedDict):
    """The run as text, to be passed to `restore` if the worker dies. It is sent every few seconds,
    and whenever the run pauses."""

    type: Literal["checkpoint"]
    text: str
    step: int
    epoch: float
    hash: str


class Failure(TypedDict):
    """An error, after which the run continues. `field` is the name of the invalid setting, if
    any."""

    type: Literal["failure"]
    revision: int
    sentence: str
    field: str | None
    traceback: str
