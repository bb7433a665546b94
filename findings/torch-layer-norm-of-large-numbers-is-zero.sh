#!/usr/bin/env bash
# PyTorch 2.13.0: layer normalisation should make numbers of any magnitude comparable, but squares
# them without scaling. A float32 row of magnitude 1e19 becomes (0, 0, 0), all finite, without a
# warning, so later layers receive a constant input. At a tenth of that, the result is correct to the
# last digit. rms_norm has the same problem; in float64, it begins at 1e154.
#
# Observed:
#   layer_norm float32 of 1e+18 (3, -1, 2): [0.981, -1.373, 0.392]
#   layer_norm float32 of 1e+19 (3, -1, 2): [0.0, 0.0, 0.0]
#   rms_norm float64 of 1e+160 (3, -1, 2): [0.0, 0.0, 0.0]
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m pip install --quiet --target "$folder" torch==2.13.0 numpy==2.3.3
PYTHONPATH="$folder" python3 -W ignore - <<'PYTHON'
import sys

import torch
from torch.nn import functional as F

CASES = (
    (F.layer_norm, torch.float32, 1e18),
    (F.layer_norm, torch.float32, 1e19),
    (F.rms_norm, torch.float64, 1e160),
)
found = []
for normalise, dtype, size in CASES:
    row = torch.tensor([3.0, -1.0, 2.0], dtype=dtype) * size
    found.append([round(value, 3) + 0.0 for value in normalise(row, (3,)).tolist()])
    name = f"{normalise.__name__} {str(dtype).removeprefix('torch.')}"
    print(f"{name} of {size:g} (3, -1, 2): {found[-1]}")
right = [0.981, -1.373, 0.392]
sys.exit(0 if found == [right, [0.0] * 3, [0.0] * 3] else 1)
PYTHON
