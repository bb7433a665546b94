"""A small convolutional network on the 8×8 digits."""

from __future__ import annotations

import numpy
from chainrule import nn
from digits import accuracy_of


def accuracy(arrays: dict[str, numpy.ndarray]) -> float:
    """Return the test accuracy after training."""
    net = nn.Sequential(
        nn.Conv2d(1, 16, 3, padding=1, init="he"), nn.ReLU(), nn.MaxPool2d(2),
        nn.Conv2d(16, 32, 3, padding=1, init="he"), nn.ReLU(), nn.Flatten(),
        nn.Dropout(0.3), nn.Linear(512, 10),
        seed=0, dtype="float64",
    )  # fmt: skip
    x, y = arrays["digits"].reshape(-1, 1, 8, 8) / 16, arrays["digit_labels"]
    return accuracy_of(net, x, y, lr=4e-3, epochs=30)
