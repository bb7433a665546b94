#!/usr/bin/env bash
# MLX 0.32.4, CPU: the derivatives of elu and selu at 100 are NaN, although both are linear there.
# The derivative of celu, which is defined in almost the same way in the same module, is 1. elu and
# selu use `where` to choose between x and exp(x) − 1. The branch that is not chosen overflows above
# 88.7, and its gradient is 0 · ∞. celu limits the argument of exp first. The values are correct, so
# the fault shows only in training, as NaN weights.
#
# Observed:
#   elu: value 100.0, slope nan
#   selu: value 105.07, slope nan
#   celu: value 100.0, slope 1.0
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m pip install --quiet --target "$folder" mlx==0.32.4 mlx-cpu==0.32.4
PYTHONPATH="$folder" python3 - <<'PYTHON'
import sys

import mlx.core as mx
import mlx.nn as nn

as_before = True
for name, finite in {"elu": False, "selu": False, "celu": True}.items():
    function = getattr(nn, name)
    x = mx.array(100.0)
    value, slope = function(x).item(), mx.grad(function)(x).item()
    print(f"{name}: value {value:.5}, slope {slope}")
    as_before &= (slope == slope) == finite
sys.exit(0 if as_before else 1)
PYTHON
