"""The report of branches, with their curves for comparison."""

from __future__ import annotations

import numpy

from chainrule.browser.instrument import Message
from chainrule.browser.protocol.arrays import Arrays
from chainrule.browser.protocol.travel import Branches, BranchFacts
from chainrule.browser.run.live import Live
from chainrule.browser.words import encoded

COLUMNS = ("training_loss", "test_loss", "training_accuracy", "test_accuracy")


def branches_report(live: Live, revision: int) -> Message:
    """A report of all branches of a run, oldest first, with their histories."""
    facts: list[BranchFacts] = []
    arrays: Arrays = {}
    for index, branch in enumerate(live.branches):
        facts.append(
            {
                "number": branch.number,
                "left_at": branch.left_at,
                "epoch": branch.epoch,
                "hash": branch.experiment.to_address(),
                "is_other": branch.is_other,
            }
        )
        arrays[f"epochs {index}"] = branch.history.column("epoch")
        for name in COLUMNS:
            arrays[f"{name} {index}"] = numpy.atleast_1d(branch.history.column(name))
    report: Branches = {
        "type": "branches",
        "revision": revision,
        "branches": facts,
        "let_go": None if live.let_go is None else live.let_go.left_at,
    }
    return encoded(report), arrays
