"""Messages of the gradient instruments and their verdicts."""

from __future__ import annotations

from typing import Annotated, Any, Literal, NotRequired, TypedDict

from chainrule.browser.protocol.arrays import F32, F64

GradientView = Literal["verdict", "norms", "histograms", "updates", "units", "noise", "summary"]


class Observe(TypedDict):
    """Open exactly these gradient instruments; answered by `observed` whenever observations of the
    run become available and, for "summary", by `verdict_summary`."""

    type: Literal["observe"]
    shown: list[GradientView]


GradientCommand = Observe


class ReportedTrial(TypedDict):
    """A change that may help, to a single setting: the `changes` of a `change` command, and a
    description."""

    changes: dict[str, Any]
    words: str


class ReportedFinding(TypedDict):
    """A finding of a rule: a sentence that begins with the rule's name, the rule's condition, and
    the numbers on which the sentence is based, as pairs of a name and a text."""

    kind: str
    condition: str
    is_problem: bool
    sentence: str
    numbers: list[tuple[str, str]]
    trial: ReportedTrial | None


class Observed(TypedDict):
    """Observations of the run for the gradient instruments: of records of its history and, if
    `has_here`, of the current state, which comes last. They replace the page's data for these
    records. The page drops all records whose epochs are not listed in `records`, or all its data if
    `starts_over` is set. `notions` says for each layer whether its units can die or saturate; its
    entry is null if they can do neither. `unit_counts` contains the number of units, channels or
    features of each layer. `usual_update` is the reference value for the size of updates."""

    type: Literal["observed"]
    starts_over: bool
    records: list[int]
    layers: int
    has_here: bool
    findings: list[ReportedFinding]
    usual_update: float
    notions: NotRequired[list[str | None]]
    unit_counts: NotRequired[list[int]]
    noise_scale: NotRequired[float | None]


class ObservedArrays(TypedDict):
    """The observed values, with one row per observation. If there is one more value than there are
    layers, the last value is for the whole network. A value is NaN if the layer did not exist at
    that time, or if the value is undefined. The states of units are 0 (alive), 1 (dead), 2
    (saturated) and 3 (unknown); `unit_flat` is the share of examples for which a unit's activation
    is flat. `histograms` contains those of weights, gradients and activations; `outside` contains
    the numbers of values below all bins, of values above all bins, of NaNs, and of all values."""

    epochs: Annotated[F64, "moments"]
    gradients: NotRequired[Annotated[F64, "moments layers"]]
    weights: NotRequired[Annotated[F64, "moments layers"]]
    activations: NotRequired[Annotated[F64, "moments layers"]]
    updates: NotRequired[Annotated[F64, "moments layers"]]
    unit_shares: NotRequired[Annotated[F64, "moments layers"]]
    unit_states: NotRequired[Annotated[F64, "units"]]
    unit_flat: NotRequired[Annotated[F64, "units"]]
    signal_to_noise: NotRequired[Annotated[F64, "moments layers+1"]]
    cosines: NotRequired[Annotated[F64, "moments layers+1"]]
    histograms: NotRequired[Annotated[F32, "moments 3 layers bins"]]
    outside: NotRequired[Annotated[F32, "moments 3 layers 4"]]
    edges: NotRequired[Annotated[F64, "bins+1"]]


class VerdictSummary(TypedDict):
    """The first finding of the verdict in a few words, and its full sentence. `is_sound` is set if
    no problem was found and the loss curves are long enough to be judged; `others` is the number of
    other problems.
    """

    type: Literal["verdict_summary"]
    name: str
    sentence: str
    is_problem: bool
    is_sound: bool
    others: int


GradientReport = Observed | VerdictSummary
