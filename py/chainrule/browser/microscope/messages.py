"""Messages of the microscope: one step op by op, and checks of its gradients."""

from __future__ import annotations

from typing import Annotated, Literal, TypedDict

from chainrule.browser.protocol.arrays import F64

Exhibit = Literal["convolution", "attention", "lstm", "gru", "norms"]


class StartWalk(TypedDict):
    """Trace the next step or, for a diverged run, the step at which the first infinity or NaN
    occurred. `example` is the position of one example in the step's batch, or null for all
    examples; `first` means the first example or, if the network needs several examples, all of
    them. Answered by `walked`. The run is not changed. If `exhibit` is given, trace that
    demonstration network after `step` training steps instead."""

    type: Literal["walk"]
    example: int | Literal["first"] | None
    exhibit: Exhibit | None
    step: int


class LookEntry(TypedDict):
    """An entry of one of an op's results."""

    name: str
    row: int
    column: int


class AskLook(TypedDict):
    """Request the numbers of one op's matrices, beginning at the row and the column in `start`.
    Answered by `look` and, if an `entry` of a result is given, also by `explained`."""

    type: Literal["look"]
    op: int
    start: tuple[int, int]
    entry: LookEntry | None


class AskExplain(TypedDict):
    """Request the explanation of an entry of a result; answered by `explained`."""

    type: Literal["explain"]
    op: int
    name: str
    row: int
    column: int


class AskCheck(TypedDict):
    """Check the gradient with respect to one parameter in the traced step; answered by `checked`.
    If `index` is null, check all parameters; answered by `checking` repeatedly and then by
    `all_checked`."""

    type: Literal["check"]
    index: int | None


class StopCheck(TypedDict):
    """Stop checking gradients; answered by `checking` if a check was running."""

    type: Literal["stop_check"]


class ExportStep(TypedDict):
    """Request the traced step as a table or as text with LaTeX formulas; answered by `file`."""

    type: Literal["export_step"]
    format: Literal["csv", "txt"]


class AskPaths(TypedDict):
    """Request the gradient with respect to one weight for one example, split into the contributions
    of all paths to the loss. The weight is specified by its entry in `dweight` or `dbias`. Answered
    by `paths`."""

    type: Literal["paths"]
    op: int
    name: str
    row: int
    column: int
    example: int


MicroscopeCommand = StartWalk | AskLook | AskExplain | AskPaths | ExportStep | AskCheck | StopCheck


class ParameterPlace(TypedDict):
    """Entry (i, j, …) of an array of weights is in `theta` at `offset` + i · `strides`[0] + j ·
    `strides`[1] + …"""

    offset: int
    strides: list[int]


class Matrix(TypedDict):
    """An operand, a local derivative (slope) or a result of an op, or an intermediate result of an
    update: its symbol in LaTeX, its label, whether it is a gradient, whether its rows belong to
    different examples, its shape, and its numbers of rows and columns as a table.

    For a parameter or its gradient, `parameter` gives the positions of its entries in `theta`. For
    the network's input, `column_names` are the names of its columns; for tokens, `value_names` are
    the symbols that the numbers represent. For all other matrices, both lists are empty."""

    kind: Literal["operand", "slope", "between", "result"]
    name: str
    sign: str
    label: str
    is_gradient: bool
    has_rows: bool
    shape: list[int]
    rows: int
    columns: int
    parameter: ParameterPlace | None
    column_names: list[str]
    value_names: list[str]


class EquationPart(TypedDict):
    """A part of an equation: a sign in LaTeX, or the index of one of the op's matrices, which may
    be shown transposed (`turned`). Either `sign` or `matrix` is null."""

    sign: str | None
    matrix: int | None
    turned: bool


class WalkedOp(TypedDict):
    """An op of a step. `layer` is the index of its layer in the diagram and is null for the loss
    and the update. `is_linear` is set if the op applies a layer's weights and biases, or computes
    the gradients with respect to them; `has_paths` is set if these gradients can be split into
    contributions of paths to the loss. `equations` contains the matrices in the arrangement of
    formulas, with signs between them."""

    title: str
    sentence: str
    section: str
    layer: int | None
    backward: bool
    is_linear: bool
    has_paths: bool
    formulas: list[str]
    matrices: list[Matrix]
    equations: list[list[EquationPart]]


class EntryPlace(TypedDict):
    """The position of an entry of a result: its op, matrix, row and column."""

    op: int
    name: str
    row: int
    column: int


class ExampleAnswer(TypedDict):
    """The target of an example in a regression, the prediction in this step, and the residual
    (target minus prediction), in the target's unit; null if not finite."""

    target: float | None
    prediction: float | None
    residual: float | None


class Walked(TypedDict):
    """A step op by op, for all examples of its batch or for one of them, with the loss of the batch
    before and after the step and the change predicted by gradient · step (null if not finite).
    `first_bad` is the first entry that is infinite or NaN. `batch` holds the indices of the batch's
    examples, in order, and `rows` the indices of those that are traced. `takes_one` is false if
    single examples cannot be traced, for example because of batch norm. There is an `answer` only
    for a single example of a regression with one target."""

    type: Literal["walked"]
    revision: int
    step: int
    example: int | None
    batch: list[int]
    rows: list[int]
    takes_one: bool
    answer: ExampleAnswer | None
    loss_before: float | None
    loss_after: float | None
    predicted_change: float | None
    first_bad: EntryPlace | None
    ops: list[WalkedOp]


class Look(TypedDict):
    """The numbers of an op's matrices, beginning at the row and the column in `start`, as
    arrays."""

    type: Literal["look"]
    op: int
    start: tuple[int, int]


LookArrays = TypedDict(
    "LookArrays",
    {
        "operand {name}": Annotated[F64, "* *"],
        "slope {name}": Annotated[F64, "* *"],
        "between {name}": Annotated[F64, "* *"],
        "result {name}": Annotated[F64, "* *"],
    },
)
"""The requested part of each matrix of the op, at most 64 × 64 numbers."""


class TermShare(TypedDict):
    """One term of the sum that makes up an entry, and its share of the sum of the absolute values
    of all terms."""

    label: str
    value: float
    share: float


class ExplainedEntry(TypedDict):
    """The explanation of an entry with the numbers of this step: formulas; a sentence for screen
    readers; for each operand, the indices of the entries on which the entry depends (counted row by
    row); and, if the entry is a sum, its largest terms."""

    type: Literal["explained"]
    op: int
    name: str
    row: int
    column: int
    lines: list[str]
    sentence: str
    uses: dict[str, list[int]]
    shares: list[TermShare]


class Nudge(TypedDict):
    """A perturbation of a parameter by ±eps: both losses, their difference quotient, and the
    relative error of the quotient. Numbers that are not finite are null."""

    eps: float
    above: float | None
    below: float | None
    quotient: float | None
    error: float | None


CheckAnswer = Literal["yes", "zero", "kink", "no", "overflow"]


class CheckedGradient(TypedDict):
    """The result of checking one gradient. `gradient` is computed by backpropagation in a float64
    copy of the step, and `quotient` is the difference quotient. They agree to `digits` significant
    digits and may differ by at most `allowed`. At a kink, `left` and `right` are the one-sided
    slopes. `trained` is the gradient in the run's own `precision`; it agrees with `gradient` to
    `trained_digits` significant digits. The `answer` "zero" means that both are 0 up to rounding.
    Numbers that are not finite are null."""

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


class CheckedParameter(TypedDict):
    """The check of the gradient with respect to one parameter, and the difference quotients for
    perturbations of every size."""

    type: Literal["checked"]
    index: int
    finding: CheckedGradient
    best: Nudge
    nudges: list[Nudge]


class Checking(TypedDict):
    """The number of gradients checked so far (`done`) and the number of all gradients (`of`).
    `stopped` is set if the check ended early."""

    type: Literal["checking"]
    done: int
    of: int
    stopped: bool


class CheckedParameters(TypedDict):
    """The result for all parameters: "yes"; "no" if any gradient is wrong; otherwise "overflow" if
    any gradient is not finite. The report contains the number of gradients for each answer; the
    number of frozen parameters, which are not checked; the gradient with the largest difference
    relative to its tolerance, and its `name`; and the costs of both methods. `times` is the number
    of operations of all perturbations divided by that of one backward pass; `growth` lists this
    ratio for larger networks of up to a million parameters, as pairs of a size and a ratio."""

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
    """A factor of a product: its symbol in LaTeX, its value, and the op from which it is read."""

    label: str
    value: float
    op: int


class FoundPaths(TypedDict):
    """The paths with the largest products, each with its factors and the entries along it, forward
    and backward; the number of all paths; the sum of their products for this example; and the
    gradient computed by the engine, which is a sum over the whole batch."""

    type: Literal["paths"]
    example: int
    examples: int
    paths: list[list[PathFactor]]
    products: list[float]
    stops: list[list[EntryPlace]]
    count: int
    of_example: float
    gradient: float


MicroscopeReport = (
    Walked | Look | ExplainedEntry | CheckedParameter | Checking | CheckedParameters | FoundPaths
)
