"""The report of the gradient instruments: observations as arrays with one row per observation."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy

from chainrule.browser.gradients.messages import Observed
from chainrule.browser.gradients.messages import ReportedFinding as Reported
from chainrule.browser.instrument import Message
from chainrule.browser.protocol.arrays import Arrays
from chainrule.browser.words import encoded
from chainrule.diagnostics.gradients.histograms import BINS, EDGES, Histogram
from chainrule.diagnostics.gradients.observe import KINDS, Observation
from chainrule.diagnostics.gradients.units import LayerUnits
from chainrule.diagnostics.verdict import USUAL_UPDATE, Evidence, Finding, verdict
from chainrule.engine.op import Array
from chainrule.experiment.formats.saved_file import plain_settings
from chainrule.phrases import Phrase, phrase
from chainrule.phrases.english import ENGLISH


@dataclass(frozen=True)
class Telling:
    """The content of a report.

    Attributes
    ----------
    shown : the open instruments.
    layers : the number of layers of the current network.
    starts_over : whether the page must discard its data.
    columns : the observations of records that the page lacks, or has only in part.
    here : the observation of the current state, if there is a new one since the last report.
    here_epoch : the epoch of the current state, including the completed part of an epoch.
    evidence : the evidence for the verdict; None if the verdict is not shown.
    records : the epochs of all records.
    """

    shown: frozenset[str]
    layers: int
    starts_over: bool
    columns: Sequence[Observation]
    here: Observation | None
    here_epoch: float
    evidence: Evidence | None
    records: Sequence[int]


def observed(content: Telling) -> Message:
    """The report, with one row for each of `columns` and a last row for `here`."""
    here = content.here
    rows = [*content.columns, *([here] if here else [])]
    found = verdict(content.evidence) if content.evidence else []
    header: Observed = {
        "type": "observed",
        "starts_over": content.starts_over,
        "records": list(content.records),
        "layers": content.layers,
        "has_here": here is not None,
        "usual_update": USUAL_UPDATE,
        "findings": [_finding(each) for each in found],
    }
    if here is not None and here.units is not None:
        header["notions"] = [units.notion for units in here.units]
        header["unit_counts"] = [len(units.states) for units in here.units]
    if here is not None and here.noise is not None:
        header["noise_scale"] = _noise_scale(here)
    return encoded(header), _arrays(content, rows)


def _finding(found: Finding) -> Reported:
    trial = found.trial
    return {
        "kind": found.kind,
        "condition": found.condition,
        "is_problem": found.is_problem,
        "sentence": found.sentence,
        "numbers": [_number(name, value) for name, value in found.numbers.items()],
        "trial": trial and {"changes": plain_settings(trial.changes), "words": trial.words},
    }


def _number(name: str, value: float) -> tuple[str, str]:
    """The label and the text of a finding's number; the label of a layer or an input is its
    name."""
    key = f"number.{name}"
    called = Phrase(key) if key in ENGLISH and not isinstance(name, Phrase) else name
    return called, phrase("value.digits", number=float(value))


def _noise_scale(here: Observation) -> float | None:
    """tr Σ / ‖ḡ‖² for the whole network; None if it is undefined."""
    assert here.noise is not None  # checked by the caller
    scale = float(here.noise.scale[-1])
    return scale if math.isfinite(scale) else None


def _arrays(content: Telling, rows: Sequence[Observation]) -> Arrays:
    count = content.layers
    epochs = numpy.array([row.epoch for row in rows], numpy.float64)
    if content.here is not None:
        epochs[-1] = content.here_epoch
    arrays: Arrays = {"epochs": epochs}
    if "norms" in content.shown:
        for name in ("gradients", "weights", "activations"):
            arrays[name] = _table(rows, name, count)
    if "updates" in content.shown:
        arrays["updates"] = _table(rows, "updates", count)
    if "units" in content.shown:
        shares = [numpy.array([units.share for units in row.units or ()]) for row in rows]
        arrays["unit_shares"] = _stacked([_aligned(share, count) for share in shares], count)
        if content.here is not None:
            arrays |= _units(content.here.units or [])
    if "noise" in content.shown:
        ratios = [_aligned_with_whole(row.noise.ratio, count) for row in rows if row.noise]
        cosines = [_aligned_with_whole(_given(row.cosine), count) for row in rows]
        arrays["signal_to_noise"] = _stacked(ratios, count + 1)
        arrays["cosines"] = _stacked(cosines, count + 1)
    if "histograms" in content.shown:
        arrays |= _histograms(rows, count)
    return arrays


def _units(units: Sequence[LayerUnits]) -> Arrays:
    return {
        "unit_states": numpy.concatenate([layer.states for layer in units]).astype(numpy.float64),
        "unit_flat": numpy.concatenate([layer.flat for layer in units]),
    }


def _histograms(rows: Sequence[Observation], count: int) -> Arrays:
    """The counts of all bins (rows, kinds, layers, bins), and the counts of values outside the bins
    (rows, kinds, layers, 4)."""
    shape = (len(rows), len(KINDS), count)
    counts = numpy.zeros((*shape, BINS), numpy.float32)
    outside = numpy.zeros((*shape, 4), numpy.float32)
    for r, row in enumerate(rows):
        for k, kind in enumerate(KINDS):
            found = (row.histograms or {})[kind]
            for place, source in enumerate(_places(len(found), count)):
                if source is not None:
                    _put(found[source], counts[r, k, place], outside[r, k, place])
    return {"histograms": counts, "outside": outside, "edges": numpy.array(EDGES)}


def _put(found: Histogram, counts: Array, outside: Array) -> None:
    counts[...] = found.counts
    outside[...] = found.below, found.above, found.not_numbers, found.total


# --- layers, whose number may have changed -------------------------------------------------------


def _places(known: int, count: int) -> list[int | None]:
    """For each layer of the current network, the index of the matching layer of an earlier network,
    or None. Hidden layers are matched in order, starting with the first; the output layers are
    matched with each other."""
    hidden = [index if index < known - 1 else None for index in range(count - 1)]
    return [*hidden, known - 1]


def _aligned(values: Array, count: int) -> Array:
    """One value for each layer of the current network; NaN if no layer matches."""
    places = _places(len(values), count)
    return numpy.array([math.nan if place is None else values[place] for place in places])


def _aligned_with_whole(values: Array, count: int) -> Array:
    return numpy.append(_aligned(values[:-1], count), values[-1])


def _table(rows: Sequence[Observation], name: str, count: int) -> Array:
    return _stacked([_aligned(_given(getattr(row, name)), count) for row in rows], count)


def _given(values: Array | None) -> Array:
    assert values is not None  # only complete observations are sent
    return values


def _stacked(rows: Sequence[Array], width: int) -> Array:
    return numpy.array(rows, numpy.float64).reshape(len(rows), width)
