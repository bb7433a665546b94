"""Messages of the gradient instruments and their verdicts."""

from __future__ import annotations

from typing import Any, Literal, NotRequired, TypedDict


class ShowPanels(TypedDict):
    """Open these gradient panels (`verdict`, `norms`, `histograms`, `updates`, `units`, `noise`)
    and close all others; answered by `observed` as moments of the run are looked at."""

    type: Literal["panels"]
    shown: list[str]


class ReportedTrial(TypedDict):
    """A change of one setting that may help: what a `change` takes, and what it is called."""

    changes: dict[str, Any]
    words: str


class ReportedFinding(TypedDict):
    """One thing that a rule found in the run: a sentence that begins with the rule's name, when the
    rule applies, and the numbers that the sentence rests on, by name, each as text."""

    kind: str
    condition: str
    is_problem: bool
    sentence: str
    numbers: list[tuple[str, str]]
    trial: ReportedTrial | None


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
    findings: list[ReportedFinding]
    usual_update: float
    notions: NotRequired[list[str | None]]
    noise_scale: NotRequired[float | None]
