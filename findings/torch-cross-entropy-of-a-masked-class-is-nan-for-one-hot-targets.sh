#!/usr/bin/env bash
# PyTorch 2.13.0: if a correctly excluded class has a score of −∞, cross_entropy is 0 for a class
# index but NaN for the same target as a one-hot row. The same applies to
# binary_cross_entropy_with_logits for a score of ∞ and a target of 1. Only the loss is NaN; the
# gradients are correct, so training continues with a reported loss of NaN, and a check of the loss
# stops a valid run.
#
# Observed:
#   index: loss 0.0, gradient [0.0, 0.0]
#   one-hot row: loss nan, gradient [0.0, 0.0]
#   binary, score inf against 1: loss nan, gradient [0.0]
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m pip install --quiet --target "$folder" torch==2.13.0 numpy==2.3.3
PYTHONPATH="$folder" python3 -W ignore - <<'PYTHON'
import math
import sys

import torch
from torch.nn import functional as F

CASES = {
    "index": (F.cross_entropy, [[0.0, -math.inf]], torch.tensor([0])),
    "one-hot row": (F.cross_entropy, [[0.0, -math.inf]], torch.tensor([[1.0, 0.0]])),
    "binary, score inf against 1": (
        F.binary_cross_entropy_with_logits, [math.inf], torch.tensor([1.0])
    ),
}
found = {}
for name, (loss, scores, target) in CASES.items():
    scores = torch.tensor(scores, requires_grad=True)
    value = loss(scores, target)
    value.backward()
    found[name] = value.item(), scores.grad.flatten().tolist()
    print(f"{name}: loss {found[name][0]}, gradient {found[name][1]}")
losses = [value for value, _ in found.values()]
zero = all(slope == 0 for _, gradient in found.values() for slope in gradient)
sys.exit(0 if zero and losses[0] == 0 and all(map(math.isnan, losses[1:])) else 1)
PYTHON
