#!/usr/bin/env bash
# PyTorch 2.13.0: `foreach` is documented as affecting only speed, but it can stop NAdam from
# moving. The loop (foreach=False, the default on a CPU) divides v by its bias correction before
# taking the root; foreach=True takes both roots first. After a gradient of 1e20 in float32, v is
# representable, but v / (1 - 0.999^t) overflows. So the loop's update is 0 for 29 steps,
# without a warning. Adam's loop also takes the roots first.
#
# Observed (a gradient of 1e20, then 1e18 at each step):
#   NAdam foreach=False: first moves at step 30, is at -0.007318 after 40
#   NAdam foreach=True: first moves at step 1, is at -0.038650 after 40
#   Adam foreach=False: first moves at step 1, is at -0.075624 after 40
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m pip install --quiet --target "$folder" torch==2.13.0 numpy==2.3.3
PYTHONPATH="$folder" python3 -W ignore - <<'PYTHON'
import sys

import torch

found = {}
for kind, foreach in (("NAdam", False), ("NAdam", True), ("Adam", False)):
    parameter = torch.nn.Parameter(torch.zeros(8))
    rule = getattr(torch.optim, kind)([parameter], lr=0.01, foreach=foreach)
    places = []
    for step in range(40):
        parameter.grad = torch.full((8,), 1e20 if step == 0 else 1e18)
        rule.step()
        places.append(parameter[0].item())
    moved = 1 + next(i for i, place in enumerate(places) if place)
    found[kind, foreach] = moved, round(places[-1], 6)
    print(f"{kind} foreach={foreach}: first moves at step {moved}, is at {places[-1]:.6f} after 40")
EXPECTED = {("NAdam", False): (30, -0.007318), ("NAdam", True): (1, -0.03865), ("Adam", False): (1, -0.075624)}
if found != EXPECTED:
    sys.exit(f"changed: {found}")
PYTHON
