"""A small network on the standardised Wisconsin breast cancer data, with 70 % for training and 30 %
for testing."""

from __future__ import annotations

import numpy
from chainrule import Trainer, losses, nn, optim

EPOCHS, BATCH = 40, 32


def accuracy(arrays: dict[str, numpy.ndarray]) -> float:
    """Return the test accuracy after training."""
    x, y = arrays["cancer"], arrays["cancer_labels"]
    order = numpy.random.default_rng(0).permutation(len(x))
    cut = round(0.7 * len(x))
    train, test = order[:cut], order[cut:]
    x = (x - x[train].mean(axis=0)) / x[train].std(axis=0)
    net = nn.Sequential(nn.Linear(30, 16), nn.Tanh(), nn.Linear(16, 1), dtype="float64")
    run = Trainer(net, losses.BinaryCrossEntropy(), optim.Adam(lr=3e-3), BATCH, l2=1e-3)
    run.fit(x[train], y[train], EPOCHS)
    return float(run.evaluate(x[test], y[test]).accuracy)
