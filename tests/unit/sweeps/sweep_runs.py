"""Sweeps used by several test files, and their rows."""

import csv
import os
import signal
import time

from chainrule.cli import main
from commands.terminal import WITHIN, started

VARY = ["--vary", "lr=0.01,0.1,1", "--vary", "seed=0:3", "--vary", "optimizer=sgd,adam"]


def swept(file, *options, name="out.csv", epochs=4):
    """Run a sweep; return its exit code, and its rows without the times."""
    output = file.with_name(name)
    code = main(
        [
            "sweep",
            str(file),
            "--epochs",
            str(epochs),
            "--no-plot",
            "--output",
            str(output),
            *options,
        ]
    )
    return code, rows_of(output)


def rows_of(path):
    with open(path, newline="", encoding="utf-8") as table:
        rows = list(csv.DictReader(table))
    for row in rows:
        assert float(row.pop("seconds")) > 0
    return rows


def sweep_command(file, *options, name="out.csv"):
    """A sweep as a separate process."""
    return started("sweep", file, "--no-plot", "--output", file.with_name(name), *options)


def waited(is_so):
    """Wait until a condition holds."""
    deadline = time.monotonic() + WITHIN
    while not is_so():
        assert time.monotonic() < deadline
        time.sleep(0.05)


def interrupted(child, is_time):
    """Send Ctrl-C as a terminal does, to the workers too; return the output of the command."""
    waited(is_time)
    os.killpg(child.pid, signal.SIGINT)
    _, error = child.communicate(timeout=WITHIN)
    assert child.returncode == 130
    assert "Traceback" not in error
    return error
