"""Messages of the article's exercises and measurements."""

from __future__ import annotations

from typing import Annotated, Literal, TypedDict

from chainrule.browser.protocol.arrays import F64


class AnswerNumber(TypedDict):
    """Judge the number that a reader typed; answered by `judged`."""

    type: Literal["answer_number"]
    exercise: str
    text: str


class AnswerSigns(TypedDict):
    """Judge signs, each -1, 0 or 1; answered by `judged`."""

    type: Literal["answer_signs"]
    exercise: str
    signs: list[int]


class RunBackward(TypedDict):
    """Run a reader's backward pass and check its gradients; answered by `backward_checked`."""

    type: Literal["run_backward"]
    code: str


class Measure(TypedDict):
    """Measure the cost of gradients with three methods on networks of increasing size, or the error
    of difference quotients for steps of different sizes. Answered by `costs` after each
    measurement, or by `step_errors`."""

    type: Literal["measure"]
    what: Literal["costs", "steps"]


ExerciseCommand = AnswerNumber | AnswerSigns | RunBackward | Measure


class Judged(TypedDict):
    """The judgement of an answer. `marks` says for each part of the answer whether it is correct.
    `mistake` names the common mistake that leads to this number; it is "unreadable" if the text is
    not a number, and null if no known mistake leads to it."""

    type: Literal["judged"]
    exercise: str
    marks: list[bool]
    mistake: str | None


class BackwardChecked(TypedDict):
    """The reader's gradients: their names, and the numbers of rows and columns of each. The arrays
    contain the gradients one after the other. If the code failed, `problem` is the error message
    and `line` is the line at which it failed, or 0 if unknown."""

    type: Literal["backward_checked"]
    names: list[str]
    rows: list[int]
    columns: list[int]
    is_right: bool
    problem: str
    line: int


class BackwardCheckedArrays(TypedDict):
    """The entries of all gradients; `wrong` is 1 where they differ from the engine's."""

    given: Annotated[F64, "several"]
    expected: Annotated[F64, "several"]
    wrong: Annotated[F64, "several"]


class Costs(TypedDict):
    """The measurements so far. `ways` are the methods in the order of the arrays: "reverse" (one
    backward pass), "forward" (one pass for each weight) or "differences"."""

    type: Literal["costs"]
    ways: list[str]
    is_done: bool


class CostsArrays(TypedDict):
    """The number of weights, the time in seconds for the gradient with respect to all of them, and
    the number of weights for which the time was measured. The time for the other weights is
    extrapolated."""

    weights: Annotated[F64, "several"]
    seconds: Annotated[F64, "several"]
    measured: Annotated[F64, "several"]


class StepErrors(TypedDict):
    """The errors of central differences for steps of different sizes, in two precisions."""

    type: Literal["step_errors"]


class StepErrorsArrays(TypedDict):
    """The steps, and the relative errors of the whole gradient in both precisions. An error is NaN,
    or of the order of 1 or larger, if rounding destroys the gradient."""

    steps: Annotated[F64, "several"]
    float64: Annotated[F64, "several"]
    float32: Annotated[F64, "several"]


ExerciseReport = Judged | BackwardChecked | Costs | StepErrors
