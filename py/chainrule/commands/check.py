"""`chainrule check FILE`: three sanity checks that every training setup should pass."""

from __future__ import annotations

import argparse

from chainrule.commands import given
from chainrule.commands.console import CHECK_FAILED, say
from chainrule.diagnostics.sanity import CHECKS, begin, finished


def add_to(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command and its options."""
    check = commands.add_parser(
        "check",
        help="check that an experiment, or a network for a table, can learn at all",
        description="Three checks: overfit one batch (the loss must go to 0), ignore the "
        "input (training on zeros must do worse), and one backward pass from each output (its "
        "gradient on every other example must be 0). The exit code is 1 if one of them fails.",
    )
    check.set_defaults(run=run)
    given.add_to(check)


def run(options: argparse.Namespace) -> int:
    """Run the checks, and return the exit code."""
    experiment = given.experiment_given(options)
    start = experiment.trainer(limit=1).snapshot()
    has_failed = False
    for name, check in CHECKS.items():
        outcome = finished(begin(name, experiment, start))
        has_failed |= outcome.verdict == "failed"
        label = check.label if check.label.endswith("?") else f"{check.label}:"
        say(f"{label} {outcome.verdict}. {outcome.sentence}")
    return CHECK_FAILED if has_failed else 0
