"""Training or evaluation mode, if set by hand, takes effect at the trainer's next step."""

import numpy as np
import pytest
from chainrule import Trainer, losses, nn, optim

X, Y = np.random.default_rng(0).normal(size=(24, 2)), np.arange(24.0) % 3


def trainer(setting=lambda net: None):
    net = nn.Sequential(
        nn.Linear(2, 4), nn.Dropout(0.5), nn.BatchNorm1d(4), nn.Tanh(), nn.Linear(4, 1), seed=0
    )
    setting(net)
    run = Trainer(net, losses.MSE(), optim.SGD(0.05, momentum=0.5), batch_size=8)
    run.load(X, Y)
    return run


def go_on_alike(run, other, advance=lambda run: run.advance(4)):
    other.look_at(run.snapshot())
    before = run.theta.copy()
    for one in (run, other):
        advance(one)
    assert (run.theta != before).any()
    np.testing.assert_array_equal(run.theta, other.theta)
    for (name, mine), (_, theirs) in zip(
        run.net.named_buffers(), other.net.named_buffers(), strict=True
    ):
        np.testing.assert_array_equal(mine, theirs, err_msg=name)


SETTINGS = {
    "eval": lambda net: net.eval(),
    "train(False)": lambda net: net.train(False),
    "norm": lambda net: net.modules[2].eval(),
    "dropout": lambda net: setattr(net.modules[1], "training", False),
}


@pytest.mark.parametrize("name", SETTINGS)
@pytest.mark.parametrize("steps", [0, 2, 3])
def test_a_mode_takes_effect_at_the_next_step(name, steps):
    """The result is that of a run with this mode from the start; in the past, a step restored
    training mode."""
    run = trainer()
    run.advance(steps)
    SETTINGS[name](run.net)
    fresh = trainer(SETTINGS[name])
    go_on_alike(run, fresh)
    unlike = trainer()
    unlike.look_at(run.snapshot())
    SETTINGS[name](fresh.net.train())
    fresh.look_at(run.snapshot())
    for one in (unlike, fresh):
        one.advance(2)
    assert (unlike.theta != fresh.theta).any()


def test_evaluation_mode_keeps_the_statistics_unchanged_until_training_mode_is_restored():
    run = trainer()
    norm = run.net.modules[2]
    kept = {name: array.copy() for name, array in norm.own_buffers.items()}
    run.net.eval()
    run.advance(2)
    for name, array in norm.own_buffers.items():
        np.testing.assert_array_equal(array, kept[name])
    run.net.train()
    go_on_alike(run, trainer())
    assert any((array != kept[name]).any() for name, array in norm.own_buffers.items())


def test_observing_in_evaluation_mode_does_not_change_training():
    run = trainer()
    with run.net.mode(training=False):
        run.evaluate(X, Y)
        run.predict(X)
        run.losses_now()
    go_on_alike(run, trainer())


def test_recording_inside_a_mode_block_does_not_affect_the_mode_after_it():
    run = trainer()
    with run.net.mode(training=False):
        run.step(X[:2], Y[:2])
    go_on_alike(run, trainer(), lambda one: one.step(X[:2], Y[:2]))
