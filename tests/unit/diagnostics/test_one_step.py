"""The step on the first screen has the numbers of the lab's experiment and of a textbook."""

import json
import math

import pytest
from chainrule.browser.first_step.instrument import record_first_step
from chainrule.browser.session import Session
from chainrule.diagnostics.one_step import one_step
from chainrule.experiment.experiment import Experiment


def by_hand(weight=1.0, target=1.0):
    """The step in plain Python: return the weight v₁, its gradient, and the loss before and
    after."""
    a = math.tanh(0.8 * 0.7 - 0.2 * -0.5), math.tanh(-0.4 * 0.7 + 0.4 * -0.5)
    answer = weight * a[0] + 0.6 * a[1]
    gradient = 2 * (answer - target) * a[0]
    new = weight - 0.5 * gradient
    return answer, gradient, new, (answer - target) ** 2, (new * a[0] + 0.6 * a[1] - target) ** 2


@pytest.mark.parametrize(("weight", "target"), [(1.0, 1.0), (-0.7, 0.4), (0.0, -1.0)])
def test_the_numbers_equal_those_of_a_calculation_by_hand(weight, target):
    step = one_step(weight, target)
    shown = (
        step["answer"],
        step["output_gradients"][0],
        step["new_weight"],
        step["loss"],
        step["new_loss"],
    )
    assert shown == pytest.approx(by_hand(weight, target), rel=1e-12)
    assert step["new_loss"] < step["loss"]


def test_every_gradient_is_the_slope_of_the_loss():
    """Compare with central differences in the experiment that the lab opens."""
    step = one_step()
    run = Experiment.from_address(step["address"]).trainer()
    gradients = [
        *step["hidden_gradients"][0],
        0,
        *step["hidden_gradients"][1],
        0,
        *step["output_gradients"],
    ]
    for at in (0, 1, 3, 4, 6, 7):
        losses = []
        for nudge in (1e-5, -2e-5):
            run.theta[at] += nudge
            losses.append(run.losses_now().training)
        run.theta[at] += 1e-5
        assert gradients[at] == pytest.approx((losses[0] - losses[1]) / 2e-5, rel=1e-8)


def test_the_recorded_numbers_agree_to_as_many_digits_as_are_shown():
    assert one_step()["is_exact"]
    assert not one_step(0.7, -1.0)["is_exact"]


def test_the_page_gets_the_recorded_step_for_default_values_without_changing_its_run():
    session = Session(map_size=8)
    theta = session.live.run.theta.copy()
    asked = {"type": "first_step", "weight": 1.0, "target": 1.0}
    [(answer, arrays)] = session.receive(json.dumps(asked))
    assert (answer, arrays) == (record_first_step(), {})
    assert (session.live.run.theta == theta).all()
