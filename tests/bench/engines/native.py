"""Measure natively: `native.py OPTIONS` takes options as JSON and prints JSON; see run.py."""

from __future__ import annotations

import json
import platform
import sys

import numpy
import ours
from cases import CASES
from contenders import BARE, FLEET_OF, OURS, STEP
from rounds import measure, verified_losses

COMPARED = [OURS, STEP, BARE, "PyTorch", "MyGrad", "autograd"]


def main() -> None:
    """Check and measure every case."""
    options = json.loads(sys.argv[1])
    found = {}
    for case in CASES.values():
        print(f"native: {case.name}", file=sys.stderr, flush=True)
        names = [*COMPARED, *([FLEET_OF] if case.fleet else [])]
        losses, cannot = verified_losses(names, case.name)
        times = measure([*losses], case.name, options)
        found[case.name] = {"losses": losses, "cannot": cannot, "times": times}
    import torch

    versions = {"Python": platform.python_version(), "NumPy": numpy.__version__}
    versions["PyTorch"] = torch.__version__
    memory = ours.peak_memory(CASES["784-1000-256-10, batch 32"])
    print(json.dumps({"cases": found, "versions": versions, "memory": memory}))


if __name__ == "__main__":
    main()
