"""The report of the current experiment: settings, network, data and scales."""

from __future__ import annotations

from collections.abc import Sequence

import numpy

from chainrule.apps import app_experiment, is_app
from chainrule.browser.protocol.arrays import Arrays
from chainrule.browser.protocol.run import OpenedExperiment
from chainrule.browser.protocol.tables import LeftOutColumns, TableFacts
from chainrule.browser.run.live import Live
from chainrule.browser.run.reports.network import network_report
from chainrule.data.tabular import Table, is_set, left_out
from chainrule.diagnostics.maps import Maps, point_arrays
from chainrule.experiment.data.rows import example_texts
from chainrule.experiment.data.source import (
    OWN_TABLE,
    doubtful_in,
    kept_anyway_in,
    numbered_classes_in,
    table_of,
)
from chainrule.experiment.experiment import Experiment
from chainrule.experiment.presets import PRESETS
from chainrule.phrases import Phrase, sentences


def experiment_of(text: str) -> Experiment:
    """The experiment given by the text of a saved file, by a URL, or by an application's address
    such as `app:names/gru`."""
    if is_app(text):
        return app_experiment(text)
    is_file = text.lstrip().startswith("{")
    return (Experiment.from_json if is_file else Experiment.from_address)(text)


def opened_experiment(
    live: Live, maps: Maps, remarks: Sequence[str] | None, summary: str
) -> tuple[OpenedExperiment, Arrays]:
    """The report of a run's experiment, and its arrays.

    Parameters
    ----------
    remarks : remarks on additional changes that a command made.
    summary : the change in words.
    """
    experiment = live.experiment
    address = experiment.to_address()
    opened: OpenedExperiment = {
        "experiment": experiment.to_dict(),
        "hash": address,
        "network": network_report(experiment, live.run.net, maps),
        "scale": maps.scale,
        "domain": maps.domain,
        "table": _table_facts(experiment, maps.axes),
        "examples": len(experiment.source.y),
        "training_examples": len(live.run.batches.x),
        "texts": example_texts(experiment),
        "map_size": maps.size,
        "loss_name": experiment.loss_name,
        "fitting_choices": {n: list(fit) for n, fit in experiment.fitting_choices.items()},
        "class_weights": _class_weights(experiment),
        "summary": summary,
        "engine": live.run.program.prepared.name,
        "note": next((p.note for p in PRESETS if p.address == address), ""),
    }
    if remarks:
        opened["message"] = sentences(remarks)
    return opened, point_arrays(experiment, maps.axes) | maps.inputs()


def _class_weights(experiment: Experiment) -> list[float] | None:
    weights = experiment.weights_of_classes()
    return None if weights is None else list(weights)


def _table_facts(experiment: Experiment, axes: tuple[int, int]) -> TableFacts | None:
    table = table_of(experiment.data, experiment.table)
    if table is None:
        return None
    return {
        "rows": len(table),
        "columns": [
            {
                "name": column.name,
                "kind": column.kind,
                "texts": len(column.categories),
                "missing": int(numpy.isnan(column.values).sum()),
            }
            for column in table.columns
        ],
        "left_out": _left_out(experiment, table),
        "doubtful": [
            *(found.sentence for found in doubtful_in(experiment)),
            *kept_anyway_in(experiment),
            *_numbered(experiment),
        ],
        "has_sets": any(map(is_set, table.columns)),
        "target": experiment.target or table.target,
        "inputs": list(experiment.source.names),
        "axes": axes,
        "remarks": list(experiment.source.remarks),
        "is_regression": experiment.is_regression,
    }


def _numbered(experiment: Experiment) -> list[Phrase]:
    """A remark that offers to predict a number instead of a class, if the target is numeric and has
    few distinct values."""
    found = numbered_classes_in(experiment)
    return [] if found is None else [found, Phrase("table.numbered.offer")]


def _left_out(experiment: Experiment, table: Table) -> list[LeftOutColumns]:
    """The columns that are left out by default and are not used, with the reasons."""
    if experiment.data != OWN_TABLE or not experiment.columns:
        return []
    return [
        {
            "columns": list(reason.columns),
            "sentence": reason.sentence,
            "can_include": reason.can_include,
        }
        for reason in left_out(table, experiment.target or table.target)
        if not {*reason.columns} & {*experiment.columns}
    ]
