"""8×8 digits, half to train and half to test: a small convolutional network."""

from __future__ import annotations

import numpy
from chainrule import Trainer, losses, nn, optim, schedules

EPOCHS, BATCH = 30, 32


def accuracy(arrays: dict[str, numpy.ndarray]) -> float:
    """The test accuracy after training."""
    x, y = arrays["digits"].reshape(-1, 1, 8, 8) / 16, arrays["digit_labels"]
    order = numpy.random.default_rng(0).permutation(len(x))
    train, test = order[: len(x) // 2], order[len(x) // 2 :]
    net = nn.Sequential(
        nn.Conv2d(1, 16, 3, padding=1, init="he"), nn.ReLU(), nn.MaxPool2d(2),
        nn.Conv2d(16, 32, 3, padding=1, init="he"), nn.ReLU(), nn.Flatten(),
        nn.Dropout(0.3), nn.Linear(512, 10),
        seed=0, dtype="float64",
    )  # fmt: skip
    steps = EPOCHS * -(-len(train) // BATCH)
    run = Trainer(
        net,
        losses.CrossEntropy(label_smoothing=0.05),
        optim.AdamW(lr=4e-3),
        BATCH,
        schedule=schedules.OneCycle(steps),
    )
    run.fit(x[train], y[train], EPOCHS)
    return float(run.evaluate(x[test], y[test]).accuracy)
