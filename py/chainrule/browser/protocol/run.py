"""What the page asks of the run, and what it is told of it."""

from __future__ import annotations

from typing import Any, Literal, NotRequired, TypedDict

import numpy as np

from chainrule.browser.protocol.tables import TableFacts


class Open(TypedDict):
    """Start over with the experiment written in `hash`: the address after `#` ("" the default), or
    the text of a saved file. With `step`, train that many steps, and pause there."""

    type: Literal["open"]
    revision: int
    hash: str
    step: NotRequired[int]


class Change(TypedDict):
    """Change settings of the running experiment; weights that still fit are kept."""

    type: Literal["change"]
    revision: int
    changes: dict[str, Any]


class Reset(TypedDict):
    """Back to epoch 0 with the same initial weights."""

    type: Literal["reset"]
    revision: int


class NewSeed(TypedDict):
    """Back to epoch 0 with the next seed, hence other initial weights."""

    type: Literal["new_seed"]
    revision: int


class KeepWeights(TypedDict):
    """Back to epoch 0 with the present weights as the initial ones."""

    type: Literal["keep_weights"]
    revision: int


class Restore(TypedDict):
    """Go on, in a new worker, from a `checkpoint` of one that died: `reason` says what happened. It
    is empty where nothing did, and the page was only left."""

    type: Literal["restore"]
    revision: int
    checkpoint: str
    reason: str


class Play(TypedDict):
    """Train in slices until `pause`, an error or divergence."""

    type: Literal["play"]


class Pause(TypedDict):
    """Stop after the slice under way."""

    type: Literal["pause"]


class StepCommand(TypedDict):
    """Train one batch, or to the end of the epoch, and pause. What takes longer than a moment is
    trained in slices, as after `play`, up to the frames' `goal`."""

    type: Literal["step"]
    unit: Literal["batch", "epoch"]


class Hidden(TypedDict):
    """Two units of a hidden layer, counted from 0, whose outputs are a plane to look at."""

    layer: int
    units: tuple[int, int]


class RowRange(TypedDict):
    """Examples to read one by one, test examples first: so many from `start` on."""

    start: int
    count: int


class ViewCommand(TypedDict):
    """What the page shows now; a frame carries nothing else. `axes` are a table's two inputs that
    span the plane, null the usual ones; other ones are answered by `opened`. New `rows` are
    answered by `rows`.
    """

    type: Literal["view"]
    maps: bool
    weights: bool
    answers: bool
    update: bool
    hidden: Hidden | None
    rows: RowRange | None
    axes: tuple[int, int] | None


class PaceCommand(TypedDict):
    """How fast Play goes; null for as fast as it can."""

    type: Literal["pace"]
    steps_per_second: float | None


class Edit(TypedDict):
    """Set one parameter, counted as in `theta`; answered by a frame."""

    type: Literal["edit"]
    index: int
    value: float


class Travel(TypedDict):
    """Show the run as it was at the station nearest to `epoch`, or `by` stations further on (a
    negative number: back); null for the present. Answered by a frame, after `opened` if the
    settings were others then. The run rests; whatever trains or changes it goes on from what is
    shown, and what it was becomes a branch."""

    type: Literal["travel"]
    epoch: float | None
    by: int


class Resume(TypedDict):
    """Let the run be what is shown of its past; what it was becomes a branch."""

    type: Literal["resume"]


class Return(TypedDict):
    """Be the branch of this number again; the present run becomes one by the same number."""

    type: Literal["return"]
    branch: int


class Forget(TypedDict):
    """Keep the branch of this number no more."""

    type: Literal["forget"]
    branch: int


class SetWeights(TypedDict):
    """Set all parameters, in the order of `theta`; answered by a frame."""

    type: Literal["set_weights"]
    weights: list[float]


class Export(TypedDict):
    """Ask for a file; answered by `file`."""

    type: Literal["export"]
    what: Literal["experiment", "data", "history"]


class Drawn(TypedDict):
    """The page has drawn a frame and is ready for the next."""

    type: Literal["drawn"]


RunState = Literal["ready", "training", "paused", "diverged"]


class NetworkLayer(TypedDict):
    """One layer of the diagram, as the network has it."""

    name: str
    inputs: int
    units: int
    activation: str
    offset: int


class Network(TypedDict):
    """What the diagram draws: the inputs' names, then layers from first to output."""

    features: list[str]
    layers: list[NetworkLayer]
    parameters: int


class MapScale(TypedDict):
    """How the output map is read: the values at the two ends of the colour scale.

    With more than two `classes` the map holds an image of each class's share instead. A `curve` is
    of one input: every row of the map is the same. Of `pictures` there is no plane: `output` holds,
    for the examples of each class, the mean share of each class that is predicted, and `maps` shows
    it, too, behind the hidden units'.
    """

    classes: int
    names: list[str]
    kind: Literal["plane", "curve", "pictures"]
    low: float
    high: float
    label: str


class Mark(TypedDict):
    """A change made during the run, drawn on the charts at its epoch."""

    epoch: float
    text: str


class OpenedExperiment(TypedDict):
    """The experiment now in force. Sent after `open`, `change`, `reset` and `new_seed`, and
    followed by a frame. `message` says what else changed because the command forced it;
    `fitting_losses` are those that the data's targets allow; `class_weights` are those in force,
    one for each class, or null; `summary` names a change in words; `note` says what a preset is to
    show, "" of any other experiment.

    `arrays` holds `x1`, `x2`, `target` (in the output scale, or the class) and `test` (1 for a
    test point), one number a data point that is drawn (of `examples` in all), `feature_maps`
    (features × (map_size/2)²) and `feature_scales` (one a feature: the value at full colour).
    """

    type: Literal["opened"]
    revision: int
    experiment: dict[str, Any]
    hash: str
    network: Network
    scale: MapScale
    domain: tuple[tuple[float, float], tuple[float, float]]
    table: TableFacts | None
    examples: int
    map_size: int
    loss_name: str
    fitting_losses: list[str]
    class_weights: list[float] | None
    summary: str
    note: str
    message: NotRequired[str]


class Frame(TypedDict):
    """The newest state of training.

    `training_loss` and `test_loss` are means over the whole split at the present weights, without
    any `penalty`, which is told apart; null where they are not finite. `accuracy` is the share of
    test points whose class is right. `stations_from` tells which stations `arrays` carries: those
    from that index on replace what the page holds. `newest_epoch` is the present's, whatever
    `is_past` says is looked at; `kept` counts the snapshots that one can travel to, of at most
    `keeps_at_most`. `goal` is the step at which training is going to pause, null if nobody asked
    for that.

    `arrays`, each present only if shown: `theta` and `grad` (float64, P); `output` (map_size²,
    with more than two classes one image a class), `maps` (hidden units × (map_size/2)², in layer
    order), `scales` (one a hidden layer: the value at full colour); `epochs`, `training_losses`,
    `test_losses`, `training_accuracies`, `test_accuracies` (one a station, NaN where there are no
    classes) and `gradient_norms` (stations × layers); `update` (float64, P): what the last step
    added to `theta`, NaN where that is not known; `row_predictions` (class, or values in the
    target's units, of each of `rows`) and `row_shares` (the predicted class's share, NaN if there
    is none); of a classification `wrong` (1 for each point drawn whose class is not right) and
    `confusion` (classes × classes: how many test points of class i are taken for class j);
    `hidden_points` (points × 2) and `hidden_grid` (map_size² × 2): where two hidden units take the
    data and the plane.
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


class ExampleRows(TypedDict):
    """Examples as text: `cells` in the order of `names`, the target last, and whether each is a
    test example. `arrays` holds `pixels` (rows × 64) if they are pictures."""

    type: Literal["rows"]
    revision: int
    start: int
    names: list[str]
    cells: list[list[str]]
    is_test: list[bool]


class BranchFacts(TypedDict):
    """A run that was left at an epoch for another, which went on from there or took its place, and
    how far it came; `number` names it."""

    number: int
    left_at: float
    epoch: float


class Branches(TypedDict):
    """The runs that were left behind, sent whenever they change. `arrays` holds for the i-th
    `epochs i`, `training_loss i`, `test_loss i`, `training_accuracy i` and `test_accuracy i`, a
    number a station. `let_go` is the epoch at which a run was left that had to make room for the
    newest; null if none had."""

    type: Literal["branches"]
    revision: int
    branches: list[BranchFacts]
    let_go: float | None


class TakenOver(TypedDict):
    """A member of a fleet took the run's place, which the branch of this number leads back to; −1:
    it was a member itself, and as it came, so that it is not kept."""

    type: Literal["taken_over"]
    branch: int


class File(TypedDict):
    """A file to save, as `export` asked."""

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
    """Something went wrong; what ran goes on. `field` names the setting at fault, if one is."""

    type: Literal["failure"]
    revision: int
    sentence: str
    field: str | None
    traceback: str


Arrays = dict[str, np.ndarray]
