#!/usr/bin/env bash
# numpy 2.4.3: numpy.power(x, 0.5) computes the square root if the exponent is a scalar, so its
# value at -inf is NaN. With the same exponent in an array, it follows C's pow and returns +inf. A
# test that compares a power with NumPy's can report an error that does not exist, or hide one.
# Observed:
#   one exponent 0.5:       [nan nan]
#   an array of exponents:  [inf inf]
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m pip install --quiet --target "$folder" numpy==2.4.3
PYTHONPATH=$folder python3 - <<'PYTHON'
import math
import sys

import numpy as np

x = np.array([-np.inf, -np.inf])
with np.errstate(all="ignore"):
    one, several = np.power(x, 0.5), np.power(x, np.array([0.5, 0.5]))
print("one exponent 0.5:      ", one)
print("an array of exponents: ", several)
print("C's pow:               ", math.pow(-math.inf, 0.5))
sys.exit(not (np.isnan(one).all() and (several == math.inf).all()))
PYTHON
