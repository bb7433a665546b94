"""8×8 digits, half to train and half to test: a network with one hidden layer."""

from __future__ import annotations

import numpy
from chainrule import Trainer, losses, nn, optim, schedules

EPOCHS, BATCH = 60, 32


def accuracy(arrays: dict[str, numpy.ndarray]) -> float:
    """The test accuracy after training."""
    x, y = arrays["digits"] / 16, arrays["digit_labels"]
    order = numpy.random.default_rng(0).permutation(len(x))
    train, test = order[: len(x) // 2], order[len(x) // 2 :]
    net = nn.Sequential(
        nn.Linear(64, 128, "he"), nn.ReLU(), nn.Linear(128, 10), seed=0, dtype="float64"
    )
    steps = EPOCHS * -(-len(train) // BATCH)
    run = Trainer(
        net,
        losses.CrossEntropy(label_smoothing=0.05),
        optim.AdamW(lr=3e-3),
        BATCH,
        schedule=schedules.OneCycle(steps),
    )
    run.fit(x[train], y[train], EPOCHS)
    return float(run.evaluate(x[test], y[test]).accuracy)
