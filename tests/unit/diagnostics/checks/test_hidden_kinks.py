"""Kinks hidden by rounding: no quotient gives the slope, and no correct gradient is reported as
wrong."""

import numpy as np
import pytest
from chainrule import losses, nn, ops, optim
from chainrule.diagnostics.checks.nudge import check_all
from chainrule.training.trainer import Trainer


def _tiny(seed, scale):
    """Pooled inputs of size 1e-8: a step large enough to change the loss crosses many kinks."""
    net = nn.Sequential(nn.Conv1d(1, 2, 3), nn.MaxPool1d(2), nn.Flatten(), nn.Linear(4, 1))
    net.materialise(seed=seed, dtype="float64", init_scale=scale)
    run = Trainer(net, losses.BinaryCrossEntropy(), optim.SGD(0.1), batch_size=2)
    run.load(np.random.default_rng(seed).normal(size=(2, 1, 6)) * 1e-8, [0, 1])
    return run


@pytest.mark.parametrize("seed", range(4))
def test_a_gradient_among_kinks_that_rounding_hides_is_never_reported_as_wrong(seed):
    assert check_all(_tiny(seed, 1e-4)).answer == "yes"


def test_a_broken_backward_among_such_kinks_is_detected(monkeypatch):
    """With larger weights, the kinks are further away than such a step."""
    right = ops.MaxPool1d.backward

    def doubled(np_, dy, *saved, dx, **settings):
        right(np_, dy, *saved, dx=dx, **settings)
        np_.multiply(dx, 2, out=dx)

    monkeypatch.setattr(ops.MaxPool1d, "backward", staticmethod(doubled))
    assert check_all(_tiny(0, 1.0)).answer == "no"


@pytest.mark.parametrize("scale", [1e-4, 1.0])
@pytest.mark.parametrize("seed", range(12))
def test_a_norm_of_one_unit_which_is_a_steep_step_is_never_reported_as_wrong(seed, scale):
    """x / √(x² + ε) changes sign within 1e-8, and is flat elsewhere."""
    net = nn.Sequential(nn.Linear(2, 1), nn.RMSNorm(1), nn.Linear(1, 1))
    net.materialise(seed=seed, dtype="float64", init_scale=scale)
    run = Trainer(net, losses.MSE(), optim.SGD(0.1), batch_size=5)
    run.load(np.random.default_rng(seed).normal(size=(5, 2)), np.arange(5) % 2)
    assert check_all(run).answer == "yes"
