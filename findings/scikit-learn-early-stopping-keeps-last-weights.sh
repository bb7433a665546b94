#!/usr/bin/env bash
# scikit-learn 1.7.2 (NumPy 2.3.3, SciPy 1.16.2): `early_stopping=True` has two meanings.
# MLPClassifier restores the weights that had the best validation score. SGDClassifier stops by the
# same rule, n_iter_no_change epochs after its best score, but keeps the last weights, which it has
# just found to be no better. So the resulting model is not the one with the best validation score.
#
# Observed:
#   MLPClassifier: stopped at epoch 24; its weights are those of its best epoch, 19: True
#   SGDClassifier: stopped at epoch 19; its weights are those of its best epoch, 14: False
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m pip install --quiet --target "$folder" scikit-learn==1.7.2 numpy==2.3.3 scipy==1.16.2
PYTHONPATH="$folder" python3 -W ignore - <<'PYTHON'
import sys

import numpy as np
from sklearn.datasets import make_moons
from sklearn.linear_model import SGDClassifier
from sklearn.neural_network import MLPClassifier

PATIENCE = 5
x, y = make_moons(400, noise=0.4, random_state=0)
common = {"early_stopping": True, "n_iter_no_change": PATIENCE, "tol": 0, "random_state": 0}


def sgd(epochs):
    rule = {"loss": "log_loss", "learning_rate": "constant", "eta0": 0.05}
    model = SGDClassifier(max_iter=epochs, **rule, **common).fit(x, y)
    return model.n_iter_, model.coef_.ravel()


def mlp(epochs):
    model = MLPClassifier((8,), learning_rate_init=0.05, max_iter=epochs, **common).fit(x, y)
    return model.n_iter_, np.concatenate([part.ravel() for part in model.coefs_])


found = {}
for name, train in (("MLPClassifier", mlp), ("SGDClassifier", sgd)):
    stopped, weights = train(500)
    # With the same seed, the same epochs are trained, so a run that ends there has the weights of
    # the best epoch.
    best = stopped - PATIENCE
    found[name] = (stopped, bool(np.array_equal(train(best)[1], weights)))
    print(
        f"{name}: stopped at epoch {stopped}; its weights are those of its best epoch, {best}: "
        f"{found[name][1]}"
    )
if found != {"MLPClassifier": (24, True), "SGDClassifier": (19, False)}:
    sys.exit(f"changed: {found}")
PYTHON
