"""Small runs used by several test files."""

import numpy as np
from chainrule import (
    Trainer,
    losses,
    nn,
    optim,
)


def small(seed=0, batch_size=4, rule=None, dtype="float64", replicas=None, limit=None):
    net = nn.Sequential(
        nn.Linear(2, 3), nn.Tanh(), nn.Linear(3, 1), seed=seed, dtype=dtype, replicas=replicas
    )
    return Trainer(
        net, losses.MSE(), rule or optim.SGD(0.1), batch_size=batch_size, seed=seed, limit=limit
    )


def sample(n=10, seed=0):
    rng = np.random.default_rng(seed)
    x = rng.normal(size=(n, 2))
    return x, np.sin(x[:, 0]) + 0.1 * x[:, 1]
