"""Messages of the gradient instruments and their verdicts."""

from __future__ import annotations

from typing import Annotated, Any, Literal, NotRequired, TypedDict

from chainrule.browser.protocol.arrays import F32, F64

GradientView = Literal["verdict", "norms", "histograms", "updates", "units", "noise", "summary"]


class ShowPanels(TypedDict):
    """Open exactly these gradient instruments; answered by `observed` as observations of the run
    become available, and for "summary" by `verdict_summary`."""

    type: Literal["panels"]
    shown: list[GradientView]


GradientCommand = ShowPanels


class ReportedTrial(TypedDict):
    """A change of one setting that may help: the argument of a `change`, and its description."""

    changes: dict[str, Any]
    words: str


class ReportedFinding(TypedDict):
    """A finding of a rule: a sentence that begins with the rule's name, the rule's condition, and
    the
    numbers behind the sentence, by name, each as text."""

    kind: str
    condition: str
    is_problem: bool
    sentence: str
    numbers: list[tuple[str, str]]
    trial: ReportedTrial | None


class Observed(TypedDict):
    """Observations of the run for the gradient instruments. They are history records and, if
    `has_here`, a last one for the current state. They replace the page's data for these records;
    the page drops all records that are not listed in `records`, or all its data if
    `starts_over`. `notions` says for each layer whether units can die or saturate, or null if
    they cannot. `unit_counts` is the number of units, channels or features of each layer.
    `usual_update` is the reference value for updates."""

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
    """The observed values, one row per observation. If there is one more value than layers, the
    last is for the whole network. Values are NaN if a layer did not exist yet, or if they are
    undefined. Unit states are 0 alive, 1 dead, 2 saturated and 3 unknown; `unit_flat` is the
    share of the examples at which a unit's activation is flat. `histograms` are of weights,
    gradients and activations; `outside` counts the values below all bins, above them, NaN, and
    in total."""

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
    """The first finding of the verdict in a few words, and its sentence. `is_sound` if no problem
    was found and the loss curves are long enough to be judged; `others` counts further problems.
    """

    type: Literal["verdict_summary"]
    name: str
    sentence: str
    is_problem: bool
    is_sound: bool
    others: int


GradientReport = Observed | VerdictSummary
