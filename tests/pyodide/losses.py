"""Losses of various runs in float64, computed natively and in Pyodide, and compared."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from chainrule import Experiment, Trainer, losses, nn, optim, schedules
from chainrule.apps import APPS, app_experiment


def runs() -> dict[str, list[float]]:
    """The batch losses of each run, by name."""
    found = {"the default experiment": _default()}
    found |= {name: _few(*run) for name, *run in _others()}
    return found | {address: _app(address) for app in APPS.values() for address in app.addresses}


def _default() -> list[float]:
    run = Experiment(dtype="float64").trainer()
    return [_advanced(run) for _ in range(200)]


def _app(address: str) -> list[float]:
    """200 steps of an application's experiment, on small batches and few examples."""
    experiment = app_experiment(address)
    fewer = {"samples": min(experiment.samples, 300), "batch_size": 8}
    run = experiment.changed(dtype="float64", **fewer).trainer()
    return [_advanced(run) for _ in range(200)]


def _advanced(run: Trainer) -> float:
    run.advance()
    return run.batch_loss


def _few(layers: list[nn.Module], x: np.ndarray, y: np.ndarray, loss, rule) -> list[float]:
    net = nn.Sequential(*layers, seed=3, dtype="float64")
    run = Trainer(net, loss, rule, 8, schedule=schedules.OneCycle(40), l2=1e-3, clip_norm=1.0)
    return [float(run.step(x, y)) for _ in range(30)]


def _others() -> Iterator[tuple]:
    rng = np.random.default_rng(5)
    images, series = rng.normal(size=(8, 1, 8, 8)), rng.normal(size=(8, 6, 3))
    symbols, classes = rng.integers(0, 5, (8, 6)), np.arange(8) % 3
    yield (
        "a convolutional network",
        [
            nn.Conv2d(1, 4, 3, padding=1), nn.BatchNorm2d(4), nn.ReLU(), nn.MaxPool2d(2),
            nn.Residual(nn.Conv2d(4, 4, 3, padding=1), nn.GELU()), nn.Flatten(), nn.Dropout(0.3),
            nn.Linear(64, 3),
        ],
        images, classes, losses.CrossEntropy(0.1), optim.AdamW(0.01),
    )  # fmt: skip
    for layer, rule in ((nn.GRU, optim.RMSprop), (nn.LSTM, optim.NAdam)):
        layers = [layer(3, 5), nn.LastStep(), nn.Linear(5, 1)]
        yield layer.__name__, layers, series, rng.normal(size=8), losses.Huber(), rule(0.01)
    yield (
        "a transformer",
        [
            nn.Embedding(5, 4), nn.TransformerBlock(4, 2, 8, "gelu", causal=True), nn.Flatten(),
            nn.RMSNorm(24), nn.Linear(24, 3), nn.SiLU(),
        ],
        symbols, classes, losses.Hinge(), optim.Lion(0.01),
    )  # fmt: skip
    wide = rng.normal(size=(32, 100))
    yield (
        "a wide network, whose products use every kernel",
        [nn.Linear(100, 300), nn.Tanh(), nn.Linear(300, 80), nn.Mish(), nn.Linear(80, 3)],
        wide, np.arange(32) % 3, losses.KLDivergence(), optim.Adagrad(0.05),
    )  # fmt: skip
