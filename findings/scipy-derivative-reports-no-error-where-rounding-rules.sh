#!/usr/bin/env bash
# SciPy 1.17.1, scipy.differentiate.derivative (added in 1.15): at x = 1e10 the derivative of x² has
# a relative error of 2.7e-5, but the result reports success with an error of exactly 0. The initial
# step is 0.5 whatever the magnitude of x, so all differences are multiples of the spacing of
# float64 numbers near x² (16,384), and two successive estimates agree by chance. The error
# estimate, which is their difference, cannot detect this. An initial step in proportion to x gives
# the correct value, 2e10.
#
# Observed:
#   default step: 20000538624.0, success True, error 0.0
#   step 1e7: 20000000000.0, success True
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m pip install --quiet --target "$folder" scipy==1.17.1 numpy==2.4.6
PYTHONPATH="$folder" python3 - <<'PYTHON'
import sys

from scipy.differentiate import derivative

plain = derivative(lambda x: x * x, 1e10)
scaled = derivative(lambda x: x * x, 1e10, initial_step=1e7)
print(f"default step: {plain.df}, success {plain.success}, error {plain.error}")
print(f"step 1e7: {scaled.df}, success {scaled.success}")
wrong = abs(plain.df / 2e10 - 1) > 1e-5
sys.exit(0 if plain.success and plain.error == 0 and wrong and scaled.df == 2e10 else 1)
PYTHON
