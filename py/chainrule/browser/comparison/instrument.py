"""Comparison of the runs that the page has kept: their names, the settings in which they differ,
and their results."""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import lru_cache
from typing import Any

import numpy

from chainrule.browser.answers import fit_report
from chainrule.browser.comparison.changes import stored_changes, with_changes
from chainrule.browser.comparison.messages import ComparisonOfRuns, Curve, NumberedRun, RunResults
from chainrule.browser.instrument import Instrument, Message
from chainrule.browser.protocol.arrays import Arrays
from chainrule.browser.words import encoded
from chainrule.diagnostics.maps import target_facts
from chainrule.diagnostics.target import target_of
from chainrule.engine.op import Array
from chainrule.errors import InputError
from chainrule.experiment.comparison.differences import (
    Difference,
    differences,
    names_of,
    settings_at,
)
from chainrule.experiment.experiment import Experiment
from chainrule.phrases import phrase
from chainrule.training.records.history import Record

MOST_RECORDS = 200
"""The largest number of records in a kept curve. With more records, the dashes of its line could
not be distinguished."""
MOST_READ = 64
"""The number of URLs whose experiments are cached. The page asks for the same comparison after each
change."""
CURVES = {
    "training_loss": "training_losses",
    "test_loss": "test_losses",
    "training_accuracy": "training_accuracies",
    "test_accuracy": "test_accuracies",
}
"""The fields of a record, and the names of the arrays that hold them."""
RESULTS = ("epoch", "training_loss", "test_loss", "accuracy", "seconds")
ERRORS = ("test_rmse", "test_r2")
"""The names of the columns for a regression's errors."""


class Compare(Instrument):
    """Describes the run so that the page can keep it, and compares the runs that the page has
    kept."""

    def on_curve(self, message: dict[str, Any]) -> list[Message]:
        """Answer with the run's results and curves."""
        now = self.context.run.current_record()
        report: Curve = {
            "type": "curve",
            "purpose": message["purpose"],
            "results": self._results(now),
        }
        return [(encoded(report), self._curves(now))]

    def on_compare(self, message: dict[str, Any]) -> list[Message]:
        """Answer with the names, the settings that differ, and the rows of a CSV file."""
        runs: list[NumberedRun] = message["runs"]
        experiments = [
            _experiment(text) for text in (message["current"], *(r["hash"] for r in runs))
        ]
        known = [each for each in experiments if each is not None]
        places = [place for place, each in enumerate(experiments) if each is not None]
        settings = [_spread_out(each, places, len(experiments)) for each in differences(known)]
        names: list[str] = [phrase("difference.unknown")] * len(experiments)
        for place, name in zip(places, names_of(known), strict=True):
            names[place] = name
        for place, run in enumerate(runs, start=1):
            names[place] = with_changes(names[place], run.get("changes", ""))
        report: ComparisonOfRuns = {
            "type": "comparison",
            "current": names[0],
            "names": names[1:],
            "settings": [
                {
                    "name": each.name,
                    "title": each.title,
                    "current": each.words[0],
                    "values": each.words[1:],
                }
                for each in settings
            ],
            "rows": _rows(runs, names[1:], settings),
        }
        return [(encoded(report), {})]

    def _results(self, now: Record) -> RunResults:
        results: RunResults = {
            "hash": self.context.experiment.to_address(),
            "epoch": self._epoch,
            "training_loss": _finite(now.training_loss),
            "test_loss": _finite(now.test_loss),
            "accuracy": _finite(now.test_accuracy),
            "seconds": _finite(round(self.context.seconds, 3)),
        }
        target = target_of(self.context.experiment)
        if target is not None:
            results["fit"] = fit_report(self.context.run, target)
            results["target"] = target_facts(target)
        changes = stored_changes(self.context.marks, self._epoch)
        if changes:
            results["changes"] = changes
        return results

    @property
    def _epoch(self) -> float:
        run = self.context.run
        return run.epoch + run.batch / len(run.batches)

    def _curves(self, now: Record) -> Arrays:
        """The history up to the current step, which may be later than the last record, or earlier
        if the past is shown."""
        history = self.context.run.history
        epochs = history.column("epoch")
        past = int(numpy.searchsorted(epochs, self._epoch, "right"))
        shown, is_later = _thinned(past), not past or self._epoch > epochs[past - 1]
        rest = numpy.array([self._epoch] if is_later else [])
        arrays: Arrays = {"epochs": numpy.concatenate([epochs[shown], rest])}
        for name, key in CURVES.items():
            last = numpy.full(len(rest), getattr(now, name), numpy.float64)
            arrays[key] = numpy.concatenate([history.column(name)[shown], last])
        return arrays


def _thinned(count: int) -> Array:
    """The indices of at most `MOST_RECORDS` of `count` records, including the first and the
    last."""
    return numpy.unique(numpy.linspace(0, count - 1, min(count, MOST_RECORDS)).astype(numpy.intp))


@lru_cache(MOST_READ)
def _experiment(text: str) -> Experiment | None:
    """The experiment of a URL; None if this version of the package cannot read it."""
    try:
        return settings_at(text)
    except InputError:
        return None


def _spread_out(found: Difference, places: Sequence[int], count: int) -> Difference:
    """`found` with its values moved to the positions of the experiments that could be read, and
    with empty values at all other positions."""
    texts, words, parts = ([""] * count for _ in range(3))
    for index, place in enumerate(places):
        texts[place], words[place] = found.texts[index], found.words[index]
        parts[place] = found.parts[index]
    return found._replace(texts=texts, words=words, parts=parts)


def _rows(
    runs: Sequence[NumberedRun], names: Sequence[str], settings: Sequence[Difference]
) -> list[list[str]]:
    """The names of the columns, then one row per kept run; settings are written as in a URL, and
    results in full precision.

    The page writes the file, because it forms the names of the runs in its language.
    """
    fits = [run.get("fit") for run in runs]
    errors = ERRORS if any(fits) else ()
    head = ["run", "name", *(each.name for each in settings), *RESULTS, *errors, "address"]
    rows = [
        [
            str(run["number"]),
            names[place],
            *(each.texts[place + 1] for each in settings),
            *(_cell(run[name]) for name in RESULTS),
            *(_cell(fit and fit[name]) for fit in fits[place : place + 1] for name in errors),
            run["hash"],
        ]
        for place, run in enumerate(runs)
    ]
    return [head, *rows]


def _cell(value: float | None) -> str:
    return "" if value is None else repr(value)


def _finite(value: float | Array) -> float | None:
    number = float(value)
    return number if math.isfinite(number) else None
