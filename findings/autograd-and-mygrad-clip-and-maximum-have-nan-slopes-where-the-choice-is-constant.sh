#!/usr/bin/env bash
# autograd 1.8.0, MyGrad 2.3.0 (NumPy 2.3.3): the derivative of √max(x, 0) at −4 is NaN, although the
# function is constant near −4. The same happens for clip and, in MyGrad, for relu: their backward
# passes multiply the incoming gradient by 0 for the value that was not selected. That gradient is
# ∞, the derivative of √ at 0. The same function written with `where` gives 0 in both libraries,
# because `where` selects the gradient too and does not multiply it. (The well-known pitfall is the
# reverse: a branch that `where` did not select and whose own derivative is infinite.)
#
# Observed:
#   autograd: maximum nan, clip nan, where 0.0
#   MyGrad: relu nan, maximum nan, clip nan, where 0.0
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m pip install --quiet --target "$folder" autograd==1.8.0 mygrad==2.3.0 numpy==2.3.3
PYTHONPATH="$folder" python3 -W ignore - <<'PYTHON'
import sys

import autograd
import autograd.numpy as anp
import mygrad as mg
from mygrad.nnet.activations import relu

CHOICES = {
    "maximum": lambda x: anp.maximum(x, 0.0),
    "clip": lambda x: anp.clip(x, 0.0, 9.0),
    "where": lambda x: anp.where(x > 0, x, 0.0),
}
TENSORS = {
    "relu": relu,
    "maximum": lambda x: mg.maximum(x, 0.0),
    "clip": lambda x: mg.clip(x, 0.0, 9.0),
    "where": lambda x: mg.where(x.data > 0, x, 0.0),
}


def by_autograd(choice):
    return float(autograd.grad(lambda x: anp.sqrt(choice(x)))(-4.0))


def by_mygrad(choice):
    x = mg.tensor(-4.0)
    mg.sqrt(choice(x)).backward()
    return float(x.grad)


found = {
    "autograd": {name: by_autograd(choice) for name, choice in CHOICES.items()},
    "MyGrad": {name: by_mygrad(choice) for name, choice in TENSORS.items()},
}
for library, slopes in found.items():
    print(f"{library}: {', '.join(f'{name} {slope}' for name, slope in slopes.items())}")
as_before = all(
    (slope == 0) if name == "where" else (slope != slope)
    for slopes in found.values()
    for name, slope in slopes.items()
)
sys.exit(0 if as_before else 1)
PYTHON
