"""Our engine in three forms: the trainer as a user runs it, the recorded program, and its bare
NumPy calls."""

from __future__ import annotations

import functools
import time
from typing import Any

import numpy
from cases import FLEET, RATE, Case, data, weights
from chainrule import Trainer, losses, nn, optim
from chainrule.training.records.snapshot import Snapshot
from chainrule.training.replay import StepProgram

NEVER = 1 << 40


def network(case: Case, replicas: int | None = None) -> nn.Sequential:
    """The case's network; every replica has the case's initial weights."""
    layers = [_LAYERS[kind](*sizes) for kind, *sizes in case.layers]
    net = nn.Sequential(*layers, seed=0, dtype="float32", replicas=replicas)
    for (_, value, _), initial in zip(net.named_parameters(), weights(case), strict=True):
        value[...] = initial
    return net


_LAYERS = {
    "linear": nn.Linear,
    "conv": lambda before, after: nn.Conv2d(before, after, 3, padding=1),
    "pool": lambda: nn.MaxPool2d(2),
    "flatten": lambda *_: nn.Flatten(),
    "tanh": nn.Tanh,
    "lstm": nn.LSTM,
    "block": nn.TransformerBlock,
}


def trainer(
    case: Case, batches: int, replicas: int | None = None, backend: str | None = None
) -> Trainer:
    """Return a trainer for the case's network, with the data loaded."""
    loss = losses.MSE() if case.outputs == 1 else losses.CrossEntropy()
    net, rule = network(case, replicas), optim.SGD(lr=RATE)
    run = Trainer(net, loss, rule, case.batch, seed=0, backend=backend)
    run.load(*data(case, batches))
    # The peers do not evaluate the whole training set between their steps.
    run.history.stride = NEVER
    return run


class Advance:
    """The trainer as a user runs it, with shuffled, copied and checked batches."""

    replicas: int | None = None

    def __init__(self, case: Case, batches: int) -> None:
        self.run = trainer(case, batches, self.replicas)

    def steps(self, n: int) -> float:
        """See `contenders.Contender`."""
        self.run.advance(n)
        return float(numpy.mean(self.run.batch_loss))


class Fleet(Advance):
    """Many networks trained as one; the loss is their mean."""

    replicas = FLEET


@functools.cache
def _recorded(case: Case, batches: int, backend: str | None) -> tuple[Trainer, Snapshot]:
    run = trainer(case, batches, backend=backend)
    return run, run.snapshot()


class Step:
    """The recorded program alone, on one batch; in a browser, it is compiled.

    It uses the same memory as `Bare`, because the location of the buffers can change the time of a
    loop by 10 %.
    """

    backend: str | None = None

    def __init__(self, case: Case, batches: int) -> None:
        self.run, start = _recorded(case, batches, self.backend)
        self.run.restore(start)
        self.calls = list(self.run.program._list)

    def steps(self, n: int) -> float:
        """See `contenders.Contender`."""
        replay = self.run.program.replay
        if len(self.calls) == 1:  # one compiled function, which takes no arguments
            ((replay, _),) = self.calls
        for _ in range(n):
            replay()
        return float(self.run.batch_loss)


class StepByNumPy(Step):
    """The same program, with every call executed by NumPy."""

    backend = "numpy"


class Bare(Step):
    """The program's NumPy calls in a plain loop: a lower bound for any engine."""

    def steps(self, n: int) -> float:
        """See `contenders.Contender`."""
        calls = self.calls
        for _ in range(n):
            for function, arguments in calls:
                function(*arguments)
        return float(self.run.batch_loss)


def recording_ms(case: Case, repeats: int) -> list[float]:
    """Return the milliseconds that it takes to record and plan a step, each time for a new
    network."""
    times = []
    for _ in range(repeats):
        net, optimizer = network(case), optim.SGD(lr=RATE)
        optimizer.bind(net.theta, net.grad)
        start = time.perf_counter()
        StepProgram.record(
            net, losses.MSE(), optimizer, (case.batch, *case.shape), (case.batch, case.outputs)
        )
        times.append((time.perf_counter() - start) * 1e3)
    return times


def peak_memory(case: Case) -> dict[str, Any]:
    """Return the peak memory of training the case with Adam, in bytes, and its ratio to the memory
    of the parameters."""
    import tracemalloc

    x, y = data(case, 1)
    tracemalloc.start()
    net = network(case)
    tracemalloc.reset_peak()  # excludes temporary memory of the initialisation
    widths = [sizes[-1] for kind, *sizes in case.layers if kind == "linear"]
    # The input, the output of every layer and, except for the last layer, the tanh of the output.
    numbers = case.shape[0] + sum(widths) + sum(widths[:-1])
    loss = losses.CrossEntropy()
    run = Trainer(net, loss, optim.Adam(lr=1e-3), case.batch, seed=0)
    for _ in range(5):
        run.step(x, y)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return {
        "peak": peak,
        "parameters": net.theta.nbytes,
        "activations": numbers * case.batch * net.theta.itemsize,
    }
