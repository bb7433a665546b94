"""The check of a run's gradients: never a false alarm, and no wrong gradient goes unnoticed."""

import numpy as np
import pytest
from chainrule import DivergedError, Experiment, losses, nn, ops
from chainrule.diagnostics.gradients.nudge import check_all, check_parameter
from chainrule.training.settings import ACTIVATIONS, SETTINGS
from chainrule.training.trainer import Trainer

DATA = [name for name in SETTINGS["data"].choices if name not in ("table", "drawn", "example")]
NORMS = [None, nn.LayerNorm, nn.RMSNorm, nn.BatchNorm1d]
STEPS = [0, 0, 1, 5, 20, 100, 500, 2000]
GROUPS = 10
EACH = 21


class Drawn:
    """A random run, every part of it drawn in turn, so that nothing is left out."""

    def __init__(self, seed: int) -> None:
        rng = self.rng = np.random.default_rng(seed)
        base = Experiment().changed(
            data=DATA[seed % len(DATA)],
            optimizer=str(rng.choice(list(SETTINGS["optimizer"].choices))),
            learning_rate=float(10 ** rng.uniform(-3, -0.7)),
            batch_size=int(rng.choice([2, 3, 10, 32])),
            dtype=("float32", "float64")[seed // 2 % 2],
            samples=120,
            seed=seed,
        )
        fitting = base.fitting_losses
        self.experiment = base.changed(loss=fitting[seed // len(DATA) % len(fitting)])
        self.steps = STEPS[seed % len(STEPS)]
        self.activations: list[str] = []
        self.norms: list[str] = []
        self.dropout = 0
        self.depth = int(rng.integers(0, 9))
        self.loss: losses.Loss = losses.LOSSES[self.experiment.loss]()
        if self.experiment.loss == "cross_entropy" and rng.integers(2):
            self.loss = losses.KLDivergence()
        scale = float(rng.choice([1, 1, 1, 0.1, 3]))
        net = nn.Sequential(
            *self._layers(seed), seed=seed, dtype=self.experiment.dtype, init_scale=scale
        )
        self.run = self._trainer(net)

    def _layers(self, seed: int) -> list[nn.Module]:
        rng, width = self.rng, len(self.experiment.input_names)
        layers: list[nn.Module] = []
        init = list(SETTINGS["init"].choices)[seed % 3 if seed % 5 else 2]
        for place in range(self.depth):
            units = int(rng.integers(1, 5))
            activation = list(ACTIVATIONS)[(seed + 5 * place) % len(ACTIVATIONS)]
            norm, p = NORMS[int(rng.integers(4))], float(rng.choice([0, 0, 0.2, 0.5, 0.9]))
            layers.append(nn.Linear(width, units, init))
            layers += [norm(units)] if norm else []
            layers.append(nn.ACTIVATIONS[activation]())
            layers += [nn.Dropout(p)] if p else []
            self.activations.append(activation)
            self.norms.append(norm.__name__ if norm else "none")
            self.dropout += p > 0
            width = units
        return [*layers, nn.Linear(width, self.experiment.outputs, init)]

    def _trainer(self, net: nn.Sequential) -> Trainer:
        split, experiment = self.experiment.split(), self.experiment
        run = Trainer(net, self.loss, experiment.optimizer_rule(), experiment.batch_size)
        # A last batch of one example has no variance.
        count = len(split.x) // experiment.batch_size * experiment.batch_size
        run.load(split.x[:count], split.y[:count])
        return run

    def trained(self) -> Trainer:
        try:
            self.run.advance(self.steps)
        except DivergedError:
            pass  # the run is back where all was finite
        return self.run


def everything() -> list[Drawn]:
    return [Drawn(seed) for seed in range(GROUPS * EACH)]


def test_the_random_runs_leave_nothing_out():
    runs = everything()
    assert len(runs) >= 200
    assert {run.experiment.data for run in runs} == set(DATA)
    assert {type(run.loss).__name__ for run in runs} == {
        loss.__name__ for loss in losses.LOSSES.values()
    }
    assert {name for run in runs for name in run.activations} == set(ACTIVATIONS)
    assert {name for run in runs for name in run.norms} == {
        "none", "LayerNorm", "RMSNorm", "BatchNorm1d",
    }  # fmt: skip
    assert {run.depth for run in runs} == set(range(9))
    assert {run.experiment.dtype for run in runs} == {"float32", "float64"}
    assert {run.steps for run in runs} == set(STEPS)
    assert sum(run.dropout > 0 for run in runs) > 50


@pytest.mark.parametrize("group", range(GROUPS))
def test_a_right_gradient_is_never_called_wrong(group):
    checked = 0
    for seed in range(group * EACH, (group + 1) * EACH):
        drawn = Drawn(seed)
        found = check_all(drawn.trained())
        told = f"seed {seed}, {found.name}: {found.worst}"
        assert found.answer == "yes", told
        assert sum(found.counts.values()) == found.parameters == drawn.run.theta.size
        checked += found.counts["yes"]
    assert checked > 100, "most gradients are compared, not passed over as 0"


# --- what is wrong is found ------------------------------------------------------------------


def scaled(factor):
    return lambda dx, dy, y, x: dx * factor


BREAKS = {
    "the sign": scaled(-1.0),
    "twice": scaled(2.0),
    "half": scaled(0.5),
    "nothing": scaled(0.0),
    "a thousandth too small": scaled(0.999),
    "a hundred thousandth too large": scaled(1.00001),
    "a millionth too large": scaled(1.000002),
    "the sign of every other example": lambda dx, dy, y, x: dx * _alternating(dx, 0),
    "the sign of every other unit": lambda dx, dy, y, x: dx * _alternating(dx, 1),
    "one example left out": lambda dx, dy, y, x: dx * (np.arange(len(dx)) > 0)[:, None],
    "one unit left out": lambda dx, dy, y, x: dx * (np.arange(dx.shape[1]) > 0),
    "one entry": lambda dx, dy, y, x: dx * (np.arange(dx.size) != 1).reshape(dx.shape),
    "examples shifted": lambda dx, dy, y, x: np.roll(dx, 1, 0),
    "units shifted": lambda dx, dy, y, x: np.roll(dx, 1, 1),
    "units reversed": lambda dx, dy, y, x: dx[:, ::-1].copy(),
    "the derivative left out": lambda dx, dy, y, x: dy.copy(),
    "dy left out": lambda dx, dy, y, x: 1 - y**2,
    "1 - y": lambda dx, dy, y, x: dy * (1 - y),
    "1 + y²": lambda dx, dy, y, x: dy * (1 + y**2),
    "sigmoid's": lambda dx, dy, y, x: dy * y * (1 - y),
    "y² of another unit": lambda dx, dy, y, x: dy * (1 - np.roll(y, 1, 1) ** 2),
    "y to the fourth": lambda dx, dy, y, x: dy * (1 - y**4),
    "wrong where negative": lambda dx, dy, y, x: np.where(y < 0, 0.5 * dx, dx),
    "wrong where large": lambda dx, dy, y, x: np.where(abs(y) > 0.5, 0.9 * dx, dx),
    "a constant too much": lambda dx, dy, y, x: dx + 1e-6,
    "clipped": lambda dx, dy, y, x: np.clip(dx, -1e-3, 1e-3),
    "rounded to half precision": lambda dx, dy, y, x: dx.astype(np.float16).astype(dx.dtype),
    "averaged over the batch": lambda dx, dy, y, x: np.broadcast_to(dx.mean(0), dx.shape),
    "divided by the batch once more": lambda dx, dy, y, x: dx / len(dx),
    "the size only": lambda dx, dy, y, x: abs(dx),
    "summed with its neighbour": lambda dx, dy, y, x: dx + 1e-4 * np.roll(dx, 1, 1),
    "only its sign": lambda dx, dy, y, x: np.sign(dx) * 1e-2,
}


def _alternating(dx, axis):
    signs = (-1.0) ** np.arange(dx.shape[axis])
    return signs[:, None] if axis == 0 else signs


def broken(monkeypatch, change):
    """Break the backward of tanh, wherever it runs."""
    right = ops.Tanh.backward

    def spoil(dy, y, out):
        out[...] = change(out.copy(), dy, y, np.arctanh(y))

    def backward(np, dy, y, *, dx):
        from chainrule.engine.recorder import run

        right(np, dy, y, dx=dx)
        run(np, lambda dy, y, out: spoil(dy, y, out), dy, y, out=dx)

    monkeypatch.setattr(ops.Tanh, "backward", staticmethod(backward))


def tanh_run(dtype="float32"):
    layers = ((4, "tanh"), (4, "tanh"))
    return Experiment(layers=layers, dtype=dtype, seed=3).trainer()


@pytest.mark.parametrize("dtype", ["float32", "float64"])
@pytest.mark.parametrize("name", BREAKS)
def test_an_op_whose_backward_is_broken_is_found(monkeypatch, name, dtype):
    assert len(BREAKS) >= 30
    broken(monkeypatch, BREAKS[name])
    run = tanh_run(dtype)
    run.advance(30)
    found = check_all(run)
    assert found.answer == "no"
    assert found.worst.answer == "no"
    assert found.name.startswith(("layer 1", "layer 2"))
    output = slice(run.theta.size - 5, None)
    wrong = check_parameter(run, found.worst.index).checked
    assert wrong.finding == found.worst.finding
    assert wrong.finding.difference > wrong.finding.allowed
    assert all(
        check_parameter(run, index).checked.answer in ("yes", "zero")
        for index in range(run.theta.size)[output]
    ), "behind the broken op all is right"
