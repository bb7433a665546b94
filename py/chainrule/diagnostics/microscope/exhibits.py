"""Small demonstration networks for the microscope, with layers that the lab does not offer."""

from __future__ import annotations

from collections.abc import Callable

import numpy

from chainrule import losses, nn, optim
from chainrule.engine.op import Array
from chainrule.training.trainer import Trainer

EXAMPLES = 24
STEPS = 4
TOKENS = 5


def convolution() -> Trainer:
    """A network with two 3 × 3 kernels, which classifies bars in 6 × 6 pixels as vertical or
    horizontal."""
    rng = numpy.random.default_rng(1)
    pictures = 0.15 * rng.normal(size=(EXAMPLES, 1, 6, 6))
    upright = numpy.arange(EXAMPLES) % 2
    for picture, is_upright, at in zip(
        pictures, upright, rng.integers(1, 5, EXAMPLES), strict=True
    ):
        picture[0][(slice(1, 5), at) if is_upright else (at, slice(1, 5))] += 1
    net = nn.Sequential(
        nn.Conv2d(1, 2, 3),
        nn.ReLU(),
        nn.MaxPool2d(2),
        nn.Flatten(),
        nn.Linear(8, 2),
        seed=3,
        dtype="float64",
    )
    return _loaded(net, losses.CrossEntropy(), pictures, upright)


def attention() -> Trainer:
    """A network with an embedding and a transformer block of two heads, which detects whether the
    last token occurred before."""
    rng = numpy.random.default_rng(2)
    tokens = rng.integers(0, TOKENS, (EXAMPLES, STEPS))
    was_there = (tokens[:, :-1] == tokens[:, -1:]).any(axis=1).astype(int)
    net = nn.Sequential(
        nn.Embedding(TOKENS, 4),
        nn.TransformerBlock(4, 2, 6, activation="gelu", causal=True),
        nn.LastStep(),
        nn.Linear(4, 2),
        seed=3,
        dtype="float64",
    )
    return _loaded(net, losses.CrossEntropy(), tokens.astype(float), was_there)


def lstm() -> Trainer:
    """A network with an LSTM of two cells, which predicts the share of ones in a sequence."""
    return _counting(nn.LSTM(1, 2))


def gru() -> Trainer:
    """A network for the same task as `lstm`, with a gated recurrent unit."""
    return _counting(nn.GRU(1, 2))


def norms() -> Trainer:
    """A network with layers that shift, scale or drop values: batch norm, RMS norm and dropout."""
    rng = numpy.random.default_rng(4)
    x = rng.normal(size=(EXAMPLES, 3)) * [1, 4, 0.5] + [0, 3, -1]
    net = nn.Sequential(
        nn.Linear(3, 4), nn.BatchNorm1d(4), nn.ReLU(), nn.Dropout(0.25),
        nn.Linear(4, 4), nn.RMSNorm(4), nn.SiLU(), nn.Linear(4, 1), seed=5, dtype="float64",
    )  # fmt: skip
    return _loaded(net, losses.Huber(), x, numpy.tanh(x[:, :1] * x[:, 2:]))


def _counting(layer: nn.Module) -> Trainer:
    rng = numpy.random.default_rng(6)
    bits = rng.integers(0, 2, (EXAMPLES, 3, 1)).astype(float)
    net = nn.Sequential(layer, nn.LastStep(), nn.Linear(2, 1), seed=7, dtype="float64")
    return _loaded(net, losses.MSE(), bits, bits.mean(axis=1))


def _loaded(net: nn.Sequential, loss: losses.Loss, x: Array, y: Array) -> Trainer:
    run = Trainer(net, loss, optim.Adam(0.01), batch_size=4, seed=0)
    run.load(x, y)
    return run


EXHIBITS: dict[str, Callable[[], Trainer]] = {
    maker.__name__: maker for maker in (convolution, attention, lstm, gru, norms)
}
"""All exhibits, by name. They are deterministic, so a step's number identifies the step exactly."""
