"""Every message that crosses between the page and the worker; the one contract of that boundary.

`web/src/generated/protocol.d.ts` is generated from this file. Python builds and reads these
messages; the worker's JavaScript passes them on; the page narrows what arrives.

**Revisions.** The page counts up a revision whenever it sends a command that can change results
(`open`, `change`, `reset`, `new_seed`, `keep_weights`, `read_table`, `restore`) and stamps the
command with it. The worker answers each such command with `opened` or `failure` carrying that
revision, and stamps every frame with the highest revision it has handled. The page shows a frame as
current only if its revision is the page's own: a stale result is dropped, whatever the order of
arrival.

**Arrays.** A frame's arrays travel as transferred typed arrays (`float32` for maps, `float64`
for everything a person can read as a number). Maps are row-major images: row 0 is the top
(largest x₂), column 0 the left (smallest x₁). Parameters of a layer are one block of
`units × (inputs + 1)` numbers in `theta` from `offset`: row u holds the weights into unit u and,
last, its bias.
"""

from __future__ import annotations

from typing import Any, Literal, NotRequired, TypedDict

import numpy as np

# --- page → worker -------------------------------------------------------------------------


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


class Step(TypedDict):
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


class View(TypedDict):
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


class TableReading(TypedDict):
    """How a table is read, as `chainrule.data.reading.Reading` has it; null: to be decided."""

    delimiter: str | None
    header: bool | None
    decimal: NotRequired[str | None]
    thousands: NotRequired[str | None]
    encoding: NotRequired[str | None]
    missing: NotRequired[list[str] | None]
    date_order: NotRequired[str | None]


class TableSource(TableReading):
    """A CSV file: its text, or its bytes in base64."""

    text: NotRequired[str]
    bytes: NotRequired[str]


class ReadTable(TableSource):
    """Take a CSV file as the data."""

    type: Literal["read_table"]
    revision: int


class KeepTable(TableSource):
    """Know a CSV file, since an address names it."""

    type: Literal["keep_table"]


class PreviewTable(TableSource):
    """Read a CSV file, and answer with how it is read: by `table_preview`s of this `number`, of
    which the last has progress 1."""

    type: Literal["preview_table"]
    number: int


class StopTable(TypedDict):
    """Give up the preview that is being made."""

    type: Literal["stop_table"]


class Pace(TypedDict):
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


Exhibit = Literal["convolution", "attention", "lstm", "gru", "norms"]


class StartWalk(TypedDict):
    """Trace the step that comes next, or of a run that diverged the one in which the first infinity
    arose; for one `example` of its batch, or all. Answered by `walked`. Nothing of the run changes.
    Named, an `exhibit` is looked at instead after so many of its own steps: a small network of
    layers that experiments do not have."""

    type: Literal["walk"]
    example: int | None
    exhibit: Exhibit | None
    step: int


class LookEntry(TypedDict):
    """An entry of one of an op's results."""

    name: str
    row: int
    column: int


class AskLook(TypedDict):
    """The numbers of one op's matrices, from a row and a column on; answered by `look`, and if an
    `entry` of a result is named by `explained`, too."""

    type: Literal["look"]
    op: int
    start: tuple[int, int]
    entry: LookEntry | None


class AskExplain(TypedDict):
    """Where an entry of a result comes from; answered by `explained`."""

    type: Literal["explain"]
    op: int
    name: str
    row: int
    column: int


class AskCheck(TypedDict):
    """Is a parameter's gradient right? Answered by `checked`; null, for all, by `checking` now and
    again, and in the end by `all_checked`."""

    type: Literal["check"]
    index: int | None


class StopCheck(TypedDict):
    """Check no further gradients; answered by `checking`, if any were being checked."""

    type: Literal["stop_check"]


class ExportStep(TypedDict):
    """The traced step as a table or as text with LaTeX; answered by `file`."""

    type: Literal["export_step"]
    format: Literal["csv", "txt"]


class AskPaths(TypedDict):
    """A weight's gradient along every path to the loss, for one example; no `source` is the unit's
    bias. Answered by `paths`."""

    type: Literal["paths"]
    layer: int
    unit: int
    source: int | None
    example: int


class ShowPanels(TypedDict):
    """Open these gradient panels (`verdict`, `norms`, `histograms`, `updates`, `units`, `noise`)
    and close all others; answered by `observed` as moments of the run are looked at."""

    type: Literal["panels"]
    shown: list[str]


SanityCheck = Literal["overfit", "ignore", "leaks"]


class AskSanity(TypedDict):
    """Make one of the three experiments on a copy of the run; answered by `sanity` as it goes."""

    type: Literal["sanity"]
    check: SanityCheck


class StopSanity(TypedDict):
    """Give up the experiment under way."""

    type: Literal["stop_sanity"]


class LandscapeWanted(TypedDict):
    """What a landscape is to show: the plane of two random directions, the `draw`-th pair, or of
    the run's path; the usual region halved `zoom` times (negative: doubled); `size` nodes along a
    side; the loss of which set."""

    directions: Literal["random", "path"]
    draw: int
    zoom: int
    size: int
    of: Literal["training", "test"]


class AskLandscape(TypedDict):
    """Show the loss on a plane through the present weights, or nothing (null). Answered by reports
    `landscape`, `landscape_paths` and `curvature`, as they come to be known."""

    type: Literal["landscape"]
    wanted: LandscapeWanted | None


class FollowRun(TypedDict):
    """The run rests: show the plane through where it is now, unless that lies in the one shown."""

    type: Literal["landscape_follow"]


class LoadPoint(TypedDict):
    """Let the run have the weights of a point of the landscape; answered by `landscape_weights`, to
    take it back, and a frame."""

    type: Literal["landscape_load"]
    a: float
    b: float


# Fleets and races: many networks side by side. A race is a fleet of chosen optimizers.

FleetPanel = Literal["fleet", "race"]


class FleetShow(TypedDict):
    """A panel was opened, or closed, which pauses it. Opening is answered by `fleet_choices` and,
    if there is a fleet, `fleet_planned` and `fleet`; sent again while it is open, as after a change
    of the experiment, by `fleet_choices` alone."""

    type: Literal["fleet_show"]
    panel: FleetPanel
    open: bool


class FleetAxis(TypedDict):
    """One thing that varies: over `values`; or over `count` numbers from `low` to `high`, each by
    one factor above the last, and of seeds over `count` from `low` on."""

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
    """Go on with a fleet for so many epochs."""

    type: Literal["fleet_go"]
    panel: FleetPanel
    epochs: int


class FleetPause(TypedDict):
    """Pause a fleet once all its networks stand at the end of one epoch."""

    type: Literal["fleet_pause"]
    panel: FleetPanel


class FleetOpen(TypedDict):
    """Let the page's run be one member's, from where that is; answered as `open` is, and by
    `taken_over`. The run that was there becomes a branch."""

    type: Literal["fleet_open"]
    panel: FleetPanel
    member: int


class FleetThreshold(TypedDict):
    """What counts as success: an accuracy not below this, or for regressions a loss not above."""

    type: Literal["fleet_threshold"]
    panel: FleetPanel
    threshold: float


FleetOrder = FleetShow | FleetTrain | FleetGo | FleetPause | FleetOpen | FleetThreshold
Walk = StartWalk | AskLook | AskExplain | AskPaths | ExportStep
Microscope = Walk | AskCheck | StopCheck
Order = Open | Change | Reset | NewSeed | KeepWeights | ReadTable | Restore
TimeTravel = Travel | Resume | Return | Forget
Tables = KeepTable | PreviewTable | StopTable
Control = Play | Pause | Step | View | Pace | Edit | SetWeights | Export | Tables | Drawn
Sanity = AskSanity | StopSanity
Landscape = AskLandscape | FollowRun | LoadPoint
Command = Order | Control | TimeTravel | Microscope | ShowPanels | Sanity | Landscape | FleetOrder

# --- worker → page -------------------------------------------------------------------------

State = Literal["ready", "training", "paused", "diverged"]


class Layer(TypedDict):
    """One layer of the diagram, as the network has it."""

    name: str
    inputs: int
    units: int
    activation: str
    offset: int


class Network(TypedDict):
    """What the diagram draws: the inputs' names, then layers from first to output."""

    features: list[str]
    layers: list[Layer]
    parameters: int


class Scale(TypedDict):
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


class TableColumn(TypedDict):
    """A column of a table: how many different texts it has (0 of numbers and dates), how many
    values are missing."""

    name: str
    kind: Literal["number", "text", "date"]
    texts: int
    missing: int


class LeftOutColumns(TypedDict):
    """Columns that are not inputs, for one reason. They can be included by a click, unless
    there are too many inputs."""

    columns: list[str]
    sentence: str
    can_include: bool


class TableFacts(TypedDict):
    """The table the data come from. `target` is the one in force; `inputs` names what the network
    is given, a text column's categories apart. `has_sets` says whether a column "set" tells
    training from test rows."""

    rows: int
    columns: list[TableColumn]
    left_out: list[LeftOutColumns]
    has_sets: bool
    target: str
    inputs: list[str]
    axes: tuple[int, int]
    remarks: list[str]
    is_regression: bool


class Mark(TypedDict):
    """A change made during the run, drawn on the charts at its epoch."""

    epoch: float
    text: str


class Opened(TypedDict):
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
    scale: Scale
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
    state: State
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


class Rows(TypedDict):
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


class Trial(TypedDict):
    """A change of one setting that may help: what a `change` takes, and what it is called."""

    changes: dict[str, Any]
    words: str


class Finding(TypedDict):
    """One thing that a rule found in the run: a sentence that begins with the rule's name, when the
    rule applies, and the numbers that the sentence rests on, by name, each as text."""

    kind: str
    condition: str
    is_problem: bool
    sentence: str
    numbers: list[tuple[str, str]]
    trial: Trial | None


class Observed(TypedDict):
    """Moments of the run as the gradient panels show them.

    `arrays` has a row for each moment, told by `epochs`: stations and, if `has_here`, a last one
    for where the run is now. They replace what the page has of these; stations that are not among
    `stations` are dropped, and all if it `starts_over`. Of L layers, the output the last:

    - norms: `gradients`, `weights`, `activations` (rows × L); updates: `updates` (rows × L)
    - units: `unit_shares` (rows × L), dead or saturated by `notions`, null where neither can be;
      of every unit now `unit_states` (0 alive, 1 dead, 2 saturated, 3 unknown) and `unit_flat`,
      the share of the examples at which its activation is flat
    - noise: `signal_to_noise` and `cosines` (rows × (L + 1), the whole network last);
      `noise_scale` now
    - histograms: `histograms` (rows × 3 kinds × L × bins) of weights, gradients and activations;
      `outside` (rows × 3 × L × 4) how many are below all bins, above them, NaN, and in all;
      `edges`

    NaN where a layer was not there yet, or there is no such number. `usual_update` is what updates
    are to be seen against.
    """

    type: Literal["observed"]
    starts_over: bool
    stations: list[int]
    layers: int
    has_here: bool
    findings: list[Finding]
    usual_update: float
    notions: NotRequired[list[str | None]]
    noise_scale: NotRequired[float | None]


class SanityTold(TypedDict):
    """How an experiment on a copy of the run goes: which `share` of it is done; what it found, of
    the run at `epoch`; or that nothing is known of the run that is shown now."""

    type: Literal["sanity"]
    check: SanityCheck
    state: Literal["running", "done", "none"]
    share: float
    epoch: float
    verdict: Literal["passed", "failed", "unclear"] | None
    sentence: str


class Matrix(TypedDict):
    """An operand, a local derivative (slope), a result of an op, or what an update computes between
    its operands and its results: its sign in LaTeX, the same in words, whether it is a gradient,
    its shape, and as a table."""

    kind: Literal["operand", "slope", "between", "result"]
    name: str
    sign: str
    label: str
    is_gradient: bool
    shape: list[int]
    rows: int
    columns: int


class WalkedOp(TypedDict):
    """An op of a step. `layer` counts from 0; null for the loss and the update."""

    title: str
    sentence: str
    section: str
    layer: int | None
    backward: bool
    formulas: list[str]
    matrices: list[Matrix]


class EntryPlace(TypedDict):
    """An entry of a result: the op, the matrix, row and column."""

    op: int
    name: str
    row: int
    column: int


class Walked(TypedDict):
    """A step op by op, of so many examples or one of them; the loss of its batch before and after
    it, and the change that gradient · step predicts (null where not finite). `first_bad` is the
    first entry that is no finite number."""

    type: Literal["walked"]
    revision: int
    step: int
    example: int | None
    examples: int
    loss_before: float | None
    loss_after: float | None
    predicted_change: float | None
    first_bad: EntryPlace | None
    ops: list[WalkedOp]


class Look(TypedDict):
    """`arrays` holds at most 64 × 64 numbers of each matrix, as `operand x` or `result y`."""

    type: Literal["look"]
    op: int
    start: tuple[int, int]


class Share(TypedDict):
    """One of the terms that an entry sums, and its share of all their sizes."""

    label: str
    value: float
    share: float


class Explained(TypedDict):
    """An entry in this step's numbers: formulas, a sentence to hear, of each operand the entries
    that it depends on (counted row by row), and of a sum its largest terms."""

    type: Literal["explained"]
    op: int
    name: str
    row: int
    column: int
    lines: list[str]
    sentence: str
    uses: dict[str, list[int]]
    shares: list[Share]


class Nudge(TypedDict):
    """A parameter moved by ±eps: both losses, their difference quotient and its relative error.
    Null is a number that is not finite."""

    eps: float
    above: float | None
    below: float | None
    quotient: float | None
    error: float | None


CheckAnswer = Literal["yes", "zero", "kink", "no", "overflow"]


class CheckedGradient(TypedDict):
    """What a check found of one gradient. `gradient` is backpropagation's in a float64 copy of the
    step, `quotient` the difference quotient; they agree to `digits` digits, and may differ by
    `allowed`. At a kink, `left` and `right` are the slopes to either side. `trained` is the
    gradient in the run's own `precision`, which agrees with the copy's to `trained_digits`.
    "zero" means that both are 0 to within rounding. Null is a number that is not finite."""

    answer: CheckAnswer
    gradient: float | None
    quotient: float | None
    digits: int
    difference: float | None
    allowed: float | None
    left: float | None
    right: float | None
    precision: str
    trained: float | None
    trained_digits: int
    trained_difference: float | None
    trained_allowed: float | None


class Checked(TypedDict):
    """A parameter's gradient, and its quotient for nudges of every size."""

    type: Literal["checked"]
    index: int
    finding: CheckedGradient
    best: Nudge
    nudges: list[Nudge]


class Checking(TypedDict):
    """How many gradients are checked; `stopped` if no more will be, as the run moved or at will."""

    type: Literal["checking"]
    done: int
    of: int
    stopped: bool


class AllChecked(TypedDict):
    """All parameters' gradients: "yes", or "no" if any is wrong, else "overflow" if any is not
    finite; how many have which answer, how many are frozen and so not checked; the one that differs
    most beside what is allowed, and its `name`; and what both ways cost. `times` is how many times
    the operations of one backward pass all nudges take; `growth` the same for networks of more
    parameters, pair by pair, up to a million."""

    type: Literal["all_checked"]
    answer: CheckAnswer
    counts: dict[str, int]
    frozen: int
    index: int
    name: str
    worst: CheckedGradient
    parameters: int
    passes: int
    milliseconds: float
    backward_milliseconds: float
    forward_flops: int
    backward_flops: int
    times: float
    growth: list[list[float]]


class PathFactor(TypedDict):
    """A factor of a product: its symbol in LaTeX, its value, the op it is read from."""

    label: str
    value: float
    op: int


class FoundPaths(TypedDict):
    """The largest products, each with its factors and the entries that it leads through, forwards
    and back; how many paths there are; their sum for this example of so many; and over the whole
    batch, the engine's gradient."""

    type: Literal["paths"]
    example: int
    examples: int
    paths: list[list[PathFactor]]
    products: list[float]
    stops: list[list[EntryPlace]]
    count: int
    of_example: float
    gradient: float


class FleetLane(TypedDict):
    """An optimizer to choose for a race, and its own default learning rate."""

    optimizer: str
    label: str
    learning_rate: float


class FleetChoices(TypedDict):
    """What fleets of the present experiment can vary, and over which values by default.

    `hash` is the experiment's address. `measure` says what success is told by.
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
    """An axis as it stands at the wall: its name in words, and its values."""

    name: str
    label: str
    values: list[str]


class FleetPlanned(TypedDict):
    """A fleet that begins: who its members are, and what their pictures show.

    `hash` is the address of the experiment it was made from. `groups` counts the programs that
    train in turn. `remark` says to what it was reduced and why. `kind` is `none` where an output
    has no picture. `side` is that of a picture, (side, side), or of a curve its points.

    Arrays, an entry a member: `seeds`, `rates`.
    """

    type: Literal["fleet_planned"]
    panel: FleetPanel
    hash: str
    axes: list[FleetPlannedAxis]
    members: list[str]
    groups: int
    remark: str
    kind: Literal["plane", "curve", "none"]
    scale: Scale
    side: int
    has_test: bool


class FleetSpread(TypedDict):
    """Quartiles over all members, those that diverged counting as infinitely bad (null), and the
    best and the worst of the others (−1: there is none)."""

    lower: float | None
    median: float | None
    upper: float | None
    best: int
    worst: int


class FleetReport(TypedDict):
    """Where a fleet is. All members stand at the end of `epoch`.

    `spread` is that of the loss that counts: the test loss or, without a test set, the training
    loss. `successes` counts the members that reach `threshold`,
    `success_share` is their part of all.

    Arrays
    ------
    training_loss, test_loss, training_accuracy, test_accuracy, succeeded, diverged : (members,);
        `succeeded` is 1 or 0, `diverged` the epoch at which a loss was first not finite, or −1
    epochs, training_losses, test_losses, training_bands, test_bands : the history, of all
        stations: epochs (s,), losses (s, members), and lower quartile, median and upper quartile
        (s, 3)
    maps : float32 (members, side, side); with more than two classes (members, classes, side,
        side); of a curve (members, side). Absent where the kind is `none`.
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


class FleetRefused(TypedDict):
    """A fleet's order that could not be carried out, and why."""

    type: Literal["fleet_refused"]
    panel: FleetPanel
    field: str
    sentence: str


FleetTold = FleetChoices | FleetPlanned | FleetReport | FleetRefused


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


class Progress(TypedDict):
    """One phase of starting up, sent by the worker's JavaScript before Python runs."""

    type: Literal["progress"]
    phase: str
    loaded: int
    total: int


class BootFailure(TypedDict):
    """Starting up failed; `file` names what could not be loaded, if a load failed. `can_retry`
    is false where another attempt in this browser would fail the same way."""

    type: Literal["boot_failure"]
    sentence: str
    file: str | None
    can_retry: bool
    traceback: str


class LandscapePlace(TypedDict):
    """A point of the plane, and the loss there."""

    a: float
    b: float
    loss: float


class LandscapeMap(TypedDict):
    """The loss on a grid of the plane θ₀ + a u + b v, θ₀ the weights at `step`; sent anew for each
    finer grid. `arrays` holds the axes `a` and `b` and, row by row for each b, `loss` and, if there
    is a penalty, `penalty` and `objective`, their sum; an infinity or NaN where numbers overflow.

    `explained` are the shares of the path's variance along u and v; `refusal` says why there is no
    landscape.
    """

    type: Literal["landscape"]
    revision: int
    wanted: LandscapeWanted
    step: int
    epoch: float
    is_complete: bool
    explained: tuple[float, float] | None
    refusal: str | None
    lowest: LandscapePlace | None
    highest: LandscapePlace | None
    not_finite: int


class LandscapePaths(TypedDict):
    """Where the runs went, each point the nearest of the plane: for the i-th `points i` (a, b, a,
    b …) and `steps i`. The first is the page's own run, which at `step` is `here`; `share` is how
    much of its squared distances from the plane's origin lies in the plane."""

    type: Literal["landscape_paths"]
    revision: int
    step: int
    here: list[float]
    is_off_plane: bool
    share: float | None
    labels: list[str]


class CurvatureRead(TypedDict):
    """How sharply what is trained on curves at a step, over the whole training set.

    `sharpness` is the Hessian's greatest eigenvalue λ, `along` the curvature along the gradient,
    `scaled` the greatest eigenvalue with an adaptive optimizer's step sizes put in; gradient
    descent is stable below the rate `limit`, `factor` by the last of these that there is; the rate
    in force is `of_limit` times that. Null
    where it is not known, or not finite. `arrays` holds for stations of the run `epochs`,
    `sharpness` (scaled, if steps are) and `thresholds`, `factor` by the rate in force there.
    """

    type: Literal["curvature"]
    revision: int
    step: int
    sharpness: float | None
    along: float | None
    scaled: float | None
    factor: float | None
    limit: float | None
    rate: float
    of_limit: float | None


class LandscapeWeights(TypedDict):
    """Weights were loaded from a landscape; `arrays` holds those `before` and `after`."""

    type: Literal["landscape_weights"]
    revision: int


class TablePreview(TypedDict):
    """How a table is read: the decisions, the first rows and columns with the kind of each (number,
    date or text), and how many there are. Until `progress` is 1, nothing of it is known; `fault`
    says why the table can't be read."""

    type: Literal["table_preview"]
    number: int
    progress: float
    fault: str | None
    reading: TableReading | None
    remarks: list[str]
    columns: list[str]
    kinds: list[str]
    rows: list[list[str]]
    row_count: int
    column_count: int


Seen = Walked | Look | Explained | Checked | Checking | AllChecked | FoundPaths
Told = Opened | Frame | Rows | Branches | TakenOver | File | Checkpoint | Failure
LandscapeSeen = LandscapeMap | LandscapePaths | CurvatureRead | LandscapeWeights
Instruments = Observed | SanityTold | LandscapeSeen | FleetTold | TablePreview
Report = Told | Seen | Instruments | Progress | BootFailure

Arrays = dict[str, np.ndarray]
