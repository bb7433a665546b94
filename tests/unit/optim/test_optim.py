"""Update rules, step by step."""

import tracemalloc

import numpy as np
import pytest
from chainrule import InputError, Trainer, losses, nn, optim
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st


def path(rule: optim.Optimizer, gradients: np.ndarray, theta: np.ndarray) -> list[np.ndarray]:
    grad = np.zeros_like(theta)
    rule.bind(theta, grad)
    positions = []
    for gradient in gradients:
        grad[...] = gradient
        rule.step()
        np.testing.assert_array_equal(grad, gradient, err_msg="the gradient was changed")
        positions.append(theta.copy())
    return positions


@pytest.mark.parametrize("name", optim.RULES)
def test_a_rule_declares_whether_its_step_has_a_limit(name: str):
    rule = optim.RULES[name].kind(0.01)
    path(rule, np.array([[1.0], [-2.0]]), np.array([3.0]))
    assert (rule.step_limit(rule.state) is not None) == rule.has_step_limit


def test_two_steps_of_momentum_equal_those_computed_by_hand():
    positions = path(optim.SGD(0.1, momentum=0.5), np.array([[1.0], [2.0]]), np.array([0.0]))
    np.testing.assert_allclose(np.ravel(positions), [-0.1, -0.1 - 0.1 * (0.5 * 1 + 2)])


def test_two_steps_of_nesterov_with_decay_equal_those_computed_by_hand():
    rule = optim.SGD(0.1, momentum=0.5, nesterov=True, weight_decay=1.0)
    positions = path(rule, np.array([[1.0], [2.0]]), np.array([2.0]))
    first = 2 - 0.1 * (3 + 0.5 * 3)  # g = 1 + 2, v = 3
    gradient = 2 + first
    velocity = 0.5 * 3 + gradient
    np.testing.assert_allclose(
        np.ravel(positions), [first, first - 0.1 * (gradient + 0.5 * velocity)]
    )


def test_two_steps_of_adam_equal_those_computed_by_hand():
    positions = path(
        optim.Adam(0.1, (0.5, 0.75), eps=1.0), np.array([[2.0], [4.0]]), np.array([0.0])
    )
    first = -0.1 * 2 / (2 + 1)  # m̂ = g, √v̂ = |g|
    m, v = (0.5 * 1 + 0.5 * 4) / (1 - 0.25), (0.75 * 1 + 0.25 * 16) / (1 - 0.75**2)
    np.testing.assert_allclose(np.ravel(positions), [first, first - 0.1 * m / (v**0.5 + 1)])


@pytest.mark.parametrize(
    "make",
    [
        lambda lr: optim.SGD(lr, 0.9, dampening=0.5),
        lambda lr: optim.Adagrad(lr, lr_decay=0.1),
        lambda lr: optim.Adadelta(lr),
        lambda lr: optim.RMSprop(lr, momentum=0.5, centered=True),
        lambda lr: optim.Adam(lr, amsgrad=True),
        lambda lr: optim.AdamW(lr),
        lambda lr: optim.NAdam(lr),
        lambda lr: optim.Lion(lr, weight_decay=0.1),
    ],
)
def test_a_fleet_accepts_one_learning_rate_per_replica(make):
    rng = np.random.default_rng(1)
    start, gradients = rng.normal(size=(2, 5)), rng.normal(size=(4, 2, 5))
    together = path(make([0.1, 0.01]), gradients, start.copy())
    for k, rate in enumerate([0.1, 0.01]):
        alone = path(make(rate), gradients[:, k], start[k].copy())
        np.testing.assert_allclose([p[k] for p in together], alone, rtol=1e-14)


@pytest.mark.parametrize("make", [optim.SGD, lambda lr: optim.SGD(lr, 0.9), optim.Adam])
def test_a_changed_learning_rate_takes_effect_at_the_next_step(make):
    """As in PyTorch. The path equals that of new optimizers only if the state is not changed
    either."""
    gradients = np.random.default_rng(3).normal(size=(4, 5))
    theta, grad = np.zeros(5), np.zeros(5)
    rule = make(0.5)
    rule.lr = 0.125  # also before the optimizer is bound to a network
    assert rule.lr == 0.125
    rule.bind(theta, grad)
    slow = path(make(0.125), gradients, np.zeros(5))
    fast = path(make(0.5), gradients, np.zeros(5))
    for index, gradient in enumerate(gradients):
        rule.lr = 0.5 if index == 2 else 0.125
        before = theta.copy()
        grad[...] = gradient
        rule.step()
        reference = fast if index == 2 else slow
        expected = reference[index] - (reference[index - 1] if index else 0)
        np.testing.assert_allclose(theta - before, expected, rtol=1e-12)


def test_the_learning_rates_of_a_fleet_can_be_changed_together_or_separately():
    given = np.array([0.1, 0.2])
    rule = optim.Adam(given)
    rule.bind(np.zeros((2, 3)), np.zeros((2, 3)))
    rule.lr = 0.5
    np.testing.assert_array_equal(rule.lr, [0.5, 0.5])
    rule.lr = [0.25, 0.75]
    np.testing.assert_array_equal(rule.lr, [0.25, 0.75])
    np.testing.assert_array_equal(given, [0.1, 0.2], err_msg="the caller's array is his own")
    rule.lr[0] = 9.0  # a copy
    np.testing.assert_array_equal(rule.lr, [0.25, 0.75])
    with pytest.raises(InputError, match=r"lr: \[1, 2, 3\] .* one per replica \(2 replicas\)"):
        rule.lr = [1, 2, 3]
    with pytest.raises(InputError, match="a new optimizer for each trainer"):
        rule.bind(np.zeros(3), np.zeros(3))
    single = optim.SGD(0.1)
    with pytest.raises(InputError, match=r"lr: \[1, 2\] is not allowed; allowed: one number\."):
        single.lr = [1, 2]
    assert single.lr == 0.1


def test_float32_parameters_stay_float32_and_accurate():
    gradients = np.random.default_rng(2).normal(size=(20, 5))
    double = path(optim.Adam(0.01), gradients, np.zeros(5))
    single = path(optim.Adam(0.01), gradients.astype(np.float32), np.zeros(5, np.float32))
    assert single[-1].dtype == np.float32
    np.testing.assert_allclose(single[-1], double[-1], atol=1e-6)


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: optim.SGD(0), "lr: 0 is not allowed; allowed: a number greater than 0"),
        (lambda: optim.SGD(float("nan")), "lr: nan is not allowed"),
        (lambda: optim.SGD("fast"), "lr: 'fast' is not allowed"),
        (lambda: optim.SGD(1, momentum=1), "momentum: 1 .* from 0 and below 1"),
        (lambda: optim.SGD(1, nesterov=True), "nesterov: True .* true with momentum above 0"),
        (lambda: optim.SGD(1, weight_decay=-1), "weight_decay: -1 is not allowed"),
        (lambda: optim.Adam(1, (0.9, 1.5)), "beta2: 1.5 is not allowed"),
        (lambda: optim.Adam(1, eps=0), "eps: 0 is not allowed"),
        (
            lambda: optim.SGD(1).bind(np.zeros(0), np.zeros(0)),
            "optimizer: 'SGD' .* with parameters",
        ),
        (
            lambda: optim.SGD([1, 2]).bind(np.zeros((3, 1)), np.zeros((3, 1))),
            r"lr: .* \(3 replicas",
        ),
        (lambda: optim.SGD([1, 2]).bind(np.zeros(3), np.zeros(3)), r"lr: .* \(a single network"),
    ],
)
def test_the_error_for_an_impossible_setting_names_it(make, message):
    with pytest.raises(InputError, match=message):
        make()


def test_an_optimizer_can_be_used_for_only_one_network():
    rule = optim.Adam()
    rule.bind(np.zeros(3), np.zeros(3))
    with pytest.raises(InputError, match="optimizer: 'Adam' .* a new optimizer for each trainer"):
        rule.bind(np.zeros(3), np.zeros(3))


def test_two_steps_of_lion_equal_those_computed_by_hand():
    """Chen et al. 2023, algorithm 2: the sign of one average gives the step, and another average is
    stored."""
    rule = optim.Lion(0.1, betas=(0.5, 0.75), weight_decay=1.0)
    positions = path(rule, np.array([[2.0], [-1.0]]), np.array([1.0]))
    first = 1 - 0.1 * (1 + 1)  # c = 1, m = 0.5
    second = first - 0.1 * (-1 + first)  # c = 0.25 - 0.5
    np.testing.assert_allclose(np.ravel(positions), [first, second])


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: optim.Adam(betas=5), "betas: 5 is not allowed; allowed: two numbers"),
        (lambda: optim.Adam(betas=(0.9, 1)), "beta2: 1 .* from 0 and below 1"),
        (lambda: optim.SGD("fast"), "lr: 'fast' is not allowed; allowed: a number greater than 0"),
        (lambda: optim.SGD([[1], [1, 2]]), "lr: .* a number greater than 0"),
        (lambda: optim.SGD([]), "lr: .* a number greater than 0"),
        (lambda: optim.RMSprop(eps=0), "eps: 0 .* greater than 0"),
        (lambda: optim.Adagrad(lr_decay=-1), "lr_decay: -1 .* from 0"),
        (lambda: optim.SGD(0.1, 0.9, nesterov=True, dampening=0.1), "nesterov: True .* dampening"),
        (lambda: optim.SGD(0.1, 0.9, 0.5), "nesterov: 0.5 .* true or false"),
        (lambda: optim.Adam(amsgrad="no"), "amsgrad: 'no' .* true or false"),
        (lambda: optim.RMSprop(centered=1), "centered: 1 .* true or false"),
        (lambda: optim.SGD(np.complex64(1)), "lr: .* greater than 0"),
        (lambda: optim.SGD(1, np.complex64(0)), "momentum: .* from 0 and below 1"),
        (lambda: optim.SGD(1, weight_decay=float("inf")), r"weight_decay: inf .* from 0\."),
    ],
)
def test_the_error_for_an_invalid_setting_names_it(make, message):
    with pytest.raises(InputError, match=message):
        make()


def test_centred_steps_stay_finite_if_rounding_makes_the_variance_negative():
    gradients = np.full((3000, 5), [0.1, 0.2, 0.3, 0.7, 0.9], np.float32)
    start = np.zeros(5, np.float32)
    last = path(optim.RMSprop(1e-6, alpha=0.5, centered=True), gradients, start)[-1]
    assert np.isfinite(last).all()


@pytest.mark.parametrize("replicas", [None, 2])
@pytest.mark.parametrize("make", [optim.AdamW, lambda lr, **s: optim.Lion(lr, **s)])
def test_decoupled_weight_decay_follows_a_changing_learning_rate(make, replicas):
    """Without a gradient, each step multiplies the weights by (1 - ηλ), in single precision as in
    PyTorch."""
    shape = (3,) if replicas is None else (replicas, 3)
    rates = 0.5 if replicas is None else [0.5, 0.25]
    theta, grad = np.ones(shape), np.zeros(shape)
    rule = make(rates, weight_decay=0.1)
    rule.bind(theta, grad)
    rule.step()
    rule.scale(0.5)
    rule.step()
    each = np.array(rates)
    expected = (1 - 0.1 * each) * (1 - 0.05 * each)
    np.testing.assert_allclose(theta, np.broadcast_to(expected[..., None], shape), rtol=1e-15)


@given(
    lr=st.floats(1e-4, 0.5), beta1=st.floats(0, 0.99), beta2=st.floats(0, 0.99),
    decay=st.sampled_from([0.0, 0.02]), seed=st.integers(0, 99),
)  # fmt: skip
@hypothesis_settings(max_examples=15, deadline=None)
def test_every_step_of_lion_follows_the_paper(lr, beta1, beta2, decay, seed):
    """Algorithm 2, written with explicit sums instead of running averages."""
    rng = np.random.default_rng(seed)
    start, gradients = rng.normal(size=5), rng.normal(size=(50, 5))
    rule = optim.Lion(lr, (beta1, beta2), decay)
    theta = start.copy()
    for step, position in enumerate(path(rule, gradients, start.copy())):
        ages = np.arange(step - 1, -1, -1.0)
        momentum = (1 - beta2) * (beta2**ages) @ gradients[:step]
        direction = np.sign(beta1 * momentum + (1 - beta1) * gradients[step])
        theta = theta - lr * (direction + decay * theta)
        np.testing.assert_allclose(position, theta, rtol=1e-10, atol=1e-12)


@pytest.mark.parametrize("name", ["Adam", "AdamW", "NAdam"])
def test_large_networks_take_the_same_steps_with_less_temporary_memory(name, monkeypatch):
    rng = np.random.default_rng(0)
    theta, gradients = rng.normal(size=30), rng.normal(size=(3, 30))
    joint = path(getattr(optim, name)(lr=0.1), gradients, theta.copy())
    monkeypatch.setattr("chainrule.optim.adam.LARGE", 29)
    apart = path(getattr(optim, name)(lr=0.1), gradients, theta.copy())
    assert np.array_equal(joint, apart)


def test_training_with_adam_needs_six_times_the_memory_of_the_parameters():
    tracemalloc.start()
    net = nn.Sequential(nn.Linear(784, 1000), nn.Tanh(), nn.Linear(1000, 10), seed=0)
    tracemalloc.reset_peak()  # excludes temporary memory of the initialisation
    run = Trainer(net, losses.CrossEntropy(), optim.Adam(), 4)
    x, y = np.ones((4, 784), np.float32), np.arange(4)
    for _ in range(3):
        run.step(x, y)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 6 * net.theta.nbytes
