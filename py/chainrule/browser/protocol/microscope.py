"""Messages of the microscope: one step op by op, and checks of its gradients."""

from __future__ import annotations

from typing import Annotated, Literal, TypedDict

from chainrule.browser.protocol.arrays import F64

Exhibit = Literal["convolution", "attention", "lstm", "gru", "norms"]


class StartWalk(TypedDict):
    """Trace the next step or, for a diverged run, the step of the first infinity; for one `example`
    of
        its batch, or all. Answered by `walked`. The run is not changed. If `exhibit` is given,
        trace that demonstration network after `step` training steps instead."""

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
    """Request the explanation of an entry of a result; answered by `explained`."""

    type: Literal["explain"]
    op: int
    name: str
    row: int
    column: int


class AskCheck(TypedDict):
    """Check a parameter's gradient; answered by `checked`. For all parameters (null), answered by
    `checking` repeatedly and then by `all_checked`."""

    type: Literal["check"]
    index: int | None


class StopCheck(TypedDict):
    """Stop checking gradients; answered by `checking` if a check was running."""

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


WalkCommand = StartWalk | AskLook | AskExplain | AskPaths | ExportStep
MicroscopeCommand = WalkCommand | AskCheck | StopCheck


class Matrix(TypedDict):
    """An operand, a local derivative (slope), a result of an op, or what an update computes between
    its operands and its results: its sign in LaTeX, the same in words, whether it is a gradient,
    whether each of its rows belongs to one of several examples, its shape, and as a table."""

    kind: Literal["operand", "slope", "between", "result"]
    name: str
    sign: str
    label: str
    is_gradient: bool
    has_rows: bool
    shape: list[int]
    rows: int
    columns: int


class WalkedOp(TypedDict):
    """An op of a step. `layer` counts from 0; null for the loss and the update. `is_linear` says
    whether it is a layer's weights and biases at work, or their gradients."""

    title: str
    sentence: str
    section: str
    layer: int | None
    backward: bool
    is_linear: bool
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
    first entry that is no finite number. `rows` are the numbers of the examples that the step is
    traced for, in the order of the batch's rows."""

    type: Literal["walked"]
    revision: int
    step: int
    example: int | None
    examples: int
    rows: list[int]
    loss_before: float | None
    loss_after: float | None
    predicted_change: float | None
    first_bad: EntryPlace | None
    ops: list[WalkedOp]


class Look(TypedDict):
    """The numbers of an op's matrices from a row and a column on, in the arrays."""

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
"""A part of each matrix of the op, each of at most 64 × 64 numbers."""


class TermShare(TypedDict):
    """One term of an entry's sum, and its share of the sum of absolute values."""

    label: str
    value: float
    share: float


class ExplainedEntry(TypedDict):
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
    shares: list[TermShare]


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


class CheckedParameter(TypedDict):
    """A parameter's gradient, and its quotient for nudges of every size."""

    type: Literal["checked"]
    index: int
    finding: CheckedGradient
    best: Nudge
    nudges: list[Nudge]


class Checking(TypedDict):
    """The number of gradients checked; `stopped` if the check ended early."""

    type: Literal["checking"]
    done: int
    of: int
    stopped: bool


class CheckedParameters(TypedDict):
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


MicroscopeReport = (
    Walked | Look | ExplainedEntry | CheckedParameter | Checking | CheckedParameters | FoundPaths
)
