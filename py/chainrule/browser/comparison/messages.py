"""Messages about the comparison of runs that the page keeps."""

from __future__ import annotations

from typing import Annotated, Literal, NotRequired, TypedDict

from chainrule.browser.protocol.arrays import F64
from chainrule.browser.protocol.run import RegressionFit, RegressionTarget


class AskCurve(TypedDict):
    """Describe the current run for later comparison. Answered by a `curve` with the same `purpose`:
    "keep" if the page keeps the run now, "offer" if it offers to keep the run after a restart."""

    type: Literal["curve"]
    purpose: Literal["keep", "offer"]


class RunResults(TypedDict):
    """A run's URL and its results: the number of completed epochs, the losses and the test accuracy
    at the end, and the time spent training. Values that are unknown or not finite are null.

    A regression also has its errors and its target; runs kept by earlier versions have neither. The
    URL contains the settings at the end; `changes` is set if settings or weights were changed
    during the run, and contains these changes in a form that only Python reads.
    """

    hash: str
    epoch: float
    training_loss: float | None
    test_loss: float | None
    accuracy: float | None
    seconds: float | None
    fit: NotRequired[RegressionFit | None]
    target: NotRequired[RegressionTarget]
    changes: NotRequired[str]


class NumberedRun(RunResults):
    """The results of a run, and the number that identifies the run on the page."""

    number: int


class AskComparison(TypedDict):
    """Compare the settings of kept runs and of the current run, whose URL is `current`. Answered by
    a `comparison`."""

    type: Literal["compare"]
    current: str
    runs: list[NumberedRun]


CompareCommand = AskCurve | AskComparison


class Curve(TypedDict):
    """The current run, described for later comparison. The arrays contain its history, which is
    thinned if it is long."""

    type: Literal["curve"]
    purpose: Literal["keep", "offer"]
    results: RunResults


class CurveArrays(TypedDict):
    """The history of the run, with one entry per record."""

    epochs: Annotated[F64, "records"]
    training_losses: Annotated[F64, "records"]
    test_losses: Annotated[F64, "records"]
    training_accuracies: Annotated[F64, "records"]
    test_accuracies: Annotated[F64, "records"]


class DifferingSetting(TypedDict):
    """A setting in which runs differ: its label, and its values in the current run and in each kept
    run. A value is empty if the setting has no effect in that run."""

    name: str
    title: str
    current: str
    values: list[str]


class ComparisonOfRuns(TypedDict):
    """The names of the current run and of the kept runs, chosen to show how the runs differ; the
    settings in which they differ; and the kept runs as the rows of a CSV file, the first of which
    contains the names of the columns."""

    type: Literal["comparison"]
    current: str
    names: list[str]
    settings: list[DifferingSetting]
    rows: list[list[str]]


CompareReport = Curve | ComparisonOfRuns
