"""`chainrule apps`: lists the applications and their experiments."""

from __future__ import annotations

import argparse

from chainrule.apps import APPS
from chainrule.commands.console import say


def add_to(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command."""
    apps = commands.add_parser(
        "apps",
        help="list the applications and their experiments",
        description="List the applications of the site, and their experiments, each of which "
        "`chainrule train app:NAME/EXPERIMENT` trains; app:NAME is the first one.",
    )
    apps.set_defaults(run=run)


def run(_: argparse.Namespace) -> int:
    """Print the list, and return the exit code."""
    for app in APPS.values():
        say(f"{app.title}: {app.line}")
        for name, address in zip(app.experiments, app.addresses, strict=True):
            experiment = app.experiment(name)
            say(
                f"  {address}: {experiment.data}, {experiment.parameters:,} parameters, "
                f"{experiment.stop_epoch} epochs"
            )
    return 0
