"""`Trainer.advance` with both backends in one process: the rows of the first table in README.md."""

from __future__ import annotations

import time

import numpy
from chainrule import losses, nn, optim
from chainrule.optim.optimizer import Optimizer
from chainrule.training.trainer import Trainer

CASES = {
    "2-4-2-1, batch 10, SGD": ((2, 4, 2, 1), 10, lambda: optim.SGD(0.03)),
    "2-8-8-1, batch 10, SGD": ((2, 8, 8, 1), 10, lambda: optim.SGD(0.03)),
    "2-8-8-1, batch 10, Adam": ((2, 8, 8, 1), 10, lambda: optim.Adam(0.01)),
    "2-32-32-1, batch 32, SGD": ((2, 32, 32, 1), 32, lambda: optim.SGD(0.03)),
}
EXAMPLES, BLOCKS, BLOCK_S, CALL = 250, 15, 0.05, 5000


def rows() -> dict[str, dict[str, float]]:
    """For each case, the microseconds per step of each backend: the minimum over short blocks, in
    which the backends take turns."""
    found = {}
    for name, (widths, batch, rule) in CASES.items():
        runs = {backend: _run(widths, batch, rule(), backend) for backend in ("numpy", "wasm")}
        times = {backend: [_block(run) for _ in range(3)] for backend, run in runs.items()}
        for _ in range(BLOCKS):
            for backend, run in runs.items():
                times[backend].append(_block(run))
        found[name] = {backend: 1e6 * min(spent) for backend, spent in times.items()}
    return found


def _run(widths: tuple[int, ...], batch: int, rule: Optimizer, backend: str) -> Trainer:
    layers: list[nn.Module] = []
    for width, units in zip(widths, widths[1:], strict=False):
        layers += [nn.Linear(width, units), nn.Tanh()]
    net = nn.Sequential(*layers[:-1], seed=0)
    run = Trainer(net, losses.MSE(), rule, batch_size=batch, backend=backend)
    rng = numpy.random.default_rng(0)
    run.load(rng.normal(size=(EXAMPLES, widths[0])), rng.normal(size=(EXAMPLES, 1)))
    return run


def _block(run: Trainer) -> float:
    """Seconds per step, measured for about `BLOCK_S`."""
    steps, start = 0, time.perf_counter()
    while time.perf_counter() - start < BLOCK_S:
        run.advance(CALL)
        steps += CALL
    return (time.perf_counter() - start) / steps
