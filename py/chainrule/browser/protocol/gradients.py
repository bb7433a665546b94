"""Messages of the gradient instruments and their verdicts."""

from __future__ import annotations

from typing import Annotated, Any, Literal, NotRequired, TypedDict

from chainrule.browser.protocol.arrays import F32, F64

GradientView = Literal["verdict", "norms", "histograms", "updates", "units", "noise"]


class ShowPanels(TypedDict):
    """Open exactly these gradient instruments; answered by `observed` as observations of the run
    become
        available."""

    type: Literal["panels"]
    shown: list[GradientView]


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
    """Observations of the run for the gradient instruments.

    The moments are stations and, if `has_here`, a last one for where the run is now. They replace
    what the page has of these; stations that are not among `stations` are dropped, and all if it
    `starts_over`. Units are dead or saturated by `notions`, null for a layer where neither can be;
    `unit_counts` says how many of them each layer has: units, channels or features. `usual_update`
    is what updates are to be seen against.
    """

    type: Literal["observed"]
    starts_over: bool
    stations: list[int]
    layers: int
    has_here: bool
    findings: list[ReportedFinding]
    usual_update: float
    notions: NotRequired[list[str | None]]
    unit_counts: NotRequired[list[int]]
    noise_scale: NotRequired[float | None]


class ObservedArrays(TypedDict):
    """What was observed, one row for each moment. Where there is one more than layers, the last
    is the whole network. NaN where a layer was not there yet, or there is no such number.

    Unit states are 0 alive, 1 dead, 2 saturated and 3 unknown; `unit_flat` is the share of the
    examples at which a unit's activation is flat. `histograms` are of weights, gradients and
    activations; `outside` counts the numbers below all bins, above them, NaN, and all.
    """

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


GradientReport = Observed
