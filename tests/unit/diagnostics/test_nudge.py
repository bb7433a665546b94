"""The check of a run's gradients: never a false alarm, and no wrong gradient goes unnoticed."""

import math

import numpy as np
import pytest
from chainrule import DivergedError, Experiment, InputError, losses, nn, ops, optim
from chainrule.diagnostics.gradients.nudge import AllCheck, check_all, check_parameter
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
