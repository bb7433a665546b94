"""The 8×8 digits, half of them for training and half for testing."""

from __future__ import annotations

import numpy
from chainrule import Trainer, losses, nn, optim, schedules

BATCH = 32


def accuracy_of(
    net: nn.Module, x: numpy.ndarray, y: numpy.ndarray, lr: float, epochs: int
) -> float:
    """Train `net` on a random half of the digits, and return its accuracy on the other half."""
    order = numpy.random.default_rng(0).permutation(len(x))
    train, test = order[: len(x) // 2], order[len(x) // 2 :]
    run = Trainer(
        net,
        losses.CrossEntropy(label_smoothing=0.05),
        optim.AdamW(lr=lr),
        BATCH,
        schedule=schedules.OneCycle(epochs * -(-len(train) // BATCH)),
    )
    run.fit(x[train], y[train], epochs)
    return float(run.evaluate(x[test], y[test]).accuracy)
