"""Schedules: the numbers of PyTorch, the values after the end, and invalid settings."""

import numpy as np
import pytest
from chainrule import InputError, Trainer, losses, nn, optim, schedules

CASES = {
    "step": (schedules.Step(7, 0.3), lambda s, o: s.StepLR(o, 7, 0.3), 30),
    "exponential": (schedules.Exponential(0.93), lambda s, o: s.ExponentialLR(o, 0.93), 30),
    "cosine": (
        schedules.Cosine(20, 0.1), lambda s, o: s.CosineAnnealingLR(o, 20, eta_min=0.05), 20,
    ),
    "warm-up": (
        schedules.WarmUp(5, 0.2, schedules.Step(4)),
        lambda s, o: s.SequentialLR(
            o, [s.LinearLR(o, 0.2, total_iters=5), s.StepLR(o, 4)], milestones=[5]
        ),
        20,
    ),
    "one cycle": (schedules.OneCycle(40), lambda s, o: s.OneCycleLR(o, 0.5, total_steps=40), 39),
    "one cycle, other settings": (
        schedules.OneCycle(11, 0.5, 10, 100),
        lambda s, o: s.OneCycleLR(
            o, 0.5, total_steps=11, pct_start=0.5, div_factor=10, final_div_factor=100
        ),
        10,
    ),
}  # fmt: skip


@pytest.mark.filterwarnings("ignore")  # from PyTorch's own SequentialLR
@pytest.mark.parametrize("name", CASES)
def test_the_learning_rate_of_every_step_equals_that_of_pytorch(name):
    torch = pytest.importorskip("torch", reason="PyTorch is not installed")
    ours, make, steps = CASES[name]
    rule = torch.optim.SGD([torch.nn.Parameter(torch.zeros(1))], lr=0.5)
    theirs = make(torch.optim.lr_scheduler, rule)
    for step in range(steps + 1):
        assert 0.5 * ours(step) == pytest.approx(rule.param_groups[0]["lr"], rel=1e-10, abs=1e-12)
        rule.step()
        if step < steps:
            theirs.step()


def test_a_schedule_is_constant_after_its_end():
    assert schedules.Cosine(10, 0.1)(10) == schedules.Cosine(10, 0.1)(50) == pytest.approx(0.1)
    assert schedules.OneCycle(10)(9) == schedules.OneCycle(10)(50) == pytest.approx(1 / 25 / 1e4)
    assert schedules.OneCycle(10, 1.0)(9) == schedules.OneCycle(10, 1.0)(50) == 1
    assert schedules.OneCycle(1)(0) == schedules.OneCycle(1)(50)
    assert schedules.Constant()(7) == 1
    assert schedules.WarmUp(4)(4) == 1


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: schedules.Step(0), "step_size: 0 is not allowed; allowed: a whole number from 1"),
        (lambda: schedules.Exponential(1.5), "gamma: 1.5 .* from 0 to 1"),
        (lambda: schedules.OneCycle(10, div_factor=0), "div_factor: 0 .* from 1"),
        (lambda: schedules.Cosine("long"), "total_steps: 'long' .* whole number from 1"),
        (lambda: schedules.Cosine(np.inf), "total_steps: inf .* whole number from 1"),
        (lambda: schedules.Cosine(3, np.nan), "min_factor: nan .* from 0 to 1"),
        (lambda: schedules.WarmUp(3, then=0.1), "then: 0.1 .* a schedule, such as Cosine"),
        (lambda: schedules.WarmUp(3, then=schedules.Cosine), "then: .* a schedule, such as Cosine"),
        (
            lambda: schedules.WarmUp(3, then=lambda step: -1.0),
            r"then\(0\): -1.0 .* a number from 0\.",
        ),
    ],
)
def test_the_error_for_an_invalid_setting_names_it(make, message):
    with pytest.raises(InputError, match=message):
        make()


def test_numpy_scalars_are_accepted_as_numbers():
    assert schedules.Step(np.int64(2), np.float32(0.5))(np.int32(4)) == 0.25


def test_a_trainer_follows_its_schedule_exactly_even_after_returning_to_a_snapshot():
    def run():
        net = nn.Sequential(nn.Linear(2, 3), nn.Tanh(), nn.Linear(3, 1), dtype="float64")
        trainer = Trainer(net, losses.MSE(), optim.Adam(0.1), 4, schedule=schedules.WarmUp(6, 0.1))
        rng = np.random.default_rng(0)
        trainer.load(rng.normal(size=(12, 2)), rng.normal(size=12))
        return trainer

    straight, back = run(), run()
    straight.advance(9)
    back.advance(3)
    mark = back.snapshot()
    back.advance(4)
    back.restore(mark)
    back.advance(6)
    np.testing.assert_array_equal(back.theta, straight.theta)
    assert back.optimizer.lr == 0.1
    assert float(straight.optimizer.rate) == pytest.approx(0.1)


def test_two_steps_of_plain_descent_equal_those_computed_by_hand():
    net = nn.Sequential(nn.Linear(1, 1, bias=False), dtype="float64")
    net.theta[...] = 1
    trainer = Trainer(net, losses.MSE(), optim.SGD(0.1), schedule=schedules.Exponential(0.5))
    trainer.step([[1.0]], [0.0])  # gradient 2
    assert net.theta.item() == pytest.approx(0.8)
    trainer.step([[1.0]], [0.0])  # gradient 1.6, rate 0.05
    assert net.theta.item() == pytest.approx(0.72)
