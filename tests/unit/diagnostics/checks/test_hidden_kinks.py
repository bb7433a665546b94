"""Kinks and steep places hidden by rounding: no difference quotient gives the slope, but no correct
gradient is reported as wrong."""

import numpy as np
import pytest
from chainrule import losses, nn, ops, optim
from chainrule.diagnostics.checks.nudge import check_all
from chainrule.diagnostics.checks.quotient import judging, offsets, quotient
from chainrule.training.trainer import Trainer


def _tiny(seed, scale):
    """Inputs of size 1e-8 are pooled, so a step that is large enough to change the loss crosses
    many kinks."""
    net = nn.Sequential(nn.Conv1d(1, 2, 3), nn.MaxPool1d(2), nn.Flatten(), nn.Linear(4, 1))
    net.materialise(seed=seed, dtype="float64", init_scale=scale)
    run = Trainer(net, losses.BinaryCrossEntropy(), optim.SGD(0.1), batch_size=2)
    run.load(np.random.default_rng(seed).normal(size=(2, 1, 6)) * 1e-8, [0, 1])
    return run


@pytest.mark.parametrize("seed", range(4))
def test_a_gradient_near_kinks_hidden_by_rounding_is_never_reported_as_wrong(seed):
    assert check_all(_tiny(seed, 1e-4)).answer == "yes"


def test_a_broken_backward_pass_is_detected_beside_such_kinks(monkeypatch):
    """With larger weights, such a step does not reach the kinks."""
    right = ops.MaxPool1d.backward

    def doubled(np_, dy, *saved, dx, **settings):
        right(np_, dy, *saved, dx=dx, **settings)
        np_.multiply(dx, 2, out=dx)

    monkeypatch.setattr(ops.MaxPool1d, "backward", staticmethod(doubled))
    assert check_all(_tiny(0, 1.0)).answer == "no"


@pytest.mark.parametrize("scale", [1e-4, 1.0])
@pytest.mark.parametrize("seed", range(12))
def test_the_steep_step_of_a_norm_over_one_unit_is_never_reported_as_wrong(seed, scale):
    """x / √(x² + ε) changes sign within 1e-8, and is flat elsewhere."""
    net = nn.Sequential(nn.Linear(2, 1), nn.RMSNorm(1), nn.Linear(1, 1))
    net.materialise(seed=seed, dtype="float64", init_scale=scale)
    run = Trainer(net, losses.MSE(), optim.SGD(0.1), batch_size=5)
    run.load(np.random.default_rng(seed).normal(size=(5, 2)), np.arange(5) % 2)
    assert check_all(run).answer == "yes"


HEIGHT, WIDTH, NOISE = 2.4e-12, 0.003, 1.6e-15


def _stairs(offset):
    """A function with two steep steps, at 0.03 and 0.1. From −h to h, it falls by one step for h =
    1/16 and by two for h = 1/8, so both central quotients are −1.9e-11 and seem exact."""
    return 0.7 - HEIGHT * sum(1 / (1 + np.exp((at - offset) / WIDTH)) for at in (0.03, 0.1))


def _slope(offset):
    bells = (1 / (4 * np.cosh((at - offset) / (2 * WIDTH)) ** 2) for at in (0.03, 0.1))
    return -HEIGHT / WIDTH * sum(bells)


def _judged(error):
    asking = judging(_slope(0.0) + error, 1e-22, 1.0, lambda offset: _slope(offset) + error)
    ask = next(asking)
    while True:
        places = offsets(ask.step)
        changes = [_stairs(ask.offset + place) - _stairs(0.0) for place in places]
        found = quotient(changes, places, NOISE, 1.0, is_constant=not any(changes))
        try:
            ask = asking.send(found)
        except StopIteration as end:
            return end.value.answer


def test_steep_steps_on_one_side_are_not_mistaken_for_the_slope():
    assert abs(_slope(0.0)) < 1e-13
    assert _judged(0.0) == "zero"


def test_a_wrong_gradient_next_to_such_steps_is_detected():
    assert _judged(1e-9) == "no"
