"""The curvature of the whole loss is compared with known and dense Hessians, and the limits of the
step size are confirmed by training."""

import chainrule as cr
import numpy as np
import pytest
from chainrule import Experiment, losses, nn, optim
from chainrule.diagnostics.landscape.sharpness import (
    Objective,
    curvature,
    drained,
    lanczos,
    step_limit,
    trained,
)

RNG = np.random.default_rng(0)
X, Y = RNG.normal(size=(12, 3)), RNG.normal(size=12)


def linear(optimizer=None, dtype="float64", **options):
    """A linear model with one batch of all examples, so that L is a quadratic."""
    net = nn.Sequential(nn.Linear(3, 1, bias=False), seed=1, dtype=dtype)
    run = cr.Trainer(net, losses.MSE(), optimizer or optim.SGD(0.1), batch_size=12, **options)
    run.load(X, Y)
    return run


HESSIAN = 2 / 12 * X.T @ X


def bent(**changes):
    settings = {"data": "circle", "samples": 80, "layers": ((3, "tanh"),), "optimizer": "sgd"}
    run = Experiment().changed(**settings | changes).trainer()
    run.advance(40)
    return run


def highest_rate(run):
    limit = step_limit(run.optimizer)
    assert limit is not None
    return limit.rate(curvature(run).scaled)


def dense(objective, theta):
    """The Hessian, computed column by column."""
    size = len(theta)
    step = 1e-5
    columns = [
        (objective.gradient(theta + step * e) - objective.gradient(theta - step * e)) / (2 * step)
        for e in np.eye(size)
    ]
    return (np.array(columns) + np.array(columns).T) / 2


@pytest.mark.parametrize("dtype", ["float64", "float32"])
def test_the_curvature_of_a_quadratic_is_exact(dtype):
    run = linear(dtype=dtype)
    found = curvature(run)
    values, vectors = np.linalg.eigh(HESSIAN)
    gradient = HESSIAN @ run.theta - 2 / 12 * X.T @ Y
    expected = gradient @ HESSIAN @ gradient / (gradient @ gradient)
    tolerance = 1e-6
    assert found.sharpness == pytest.approx(values[-1], rel=tolerance)
    assert found.along == pytest.approx(expected, rel=tolerance)
    assert abs(found.vector @ vectors[:, -1]) == pytest.approx(1, rel=tolerance)


def test_the_curvature_of_a_network_equals_the_dense_hessian():
    run = bent()
    objective, theta = Objective(run), run.theta.astype(np.float64)
    hessian = dense(objective, theta)
    found = curvature(run)
    assert found.sharpness == pytest.approx(np.linalg.eigvalsh(hessian)[-1], rel=1e-4)
    gradient = objective.gradient(theta)
    along = gradient @ hessian @ gradient / (gradient @ gradient)
    assert found.along == pytest.approx(along, rel=1e-5)
    assert abs(found.along) <= found.sharpness
    assert found.scaled == found.sharpness


def test_l2_penalties_are_included():
    plain, bare = bent(), Objective(bent())
    for changes, added in (({"l2": 0.5}, None), ({"weight_decay": 0.5}, 0.5), ({"l1": 0.5}, 0)):
        run = bent(**changes)
        run.theta[...] = plain.theta
        theta = plain.theta.astype(np.float64)
        expected = dense(bare, theta)
        diagonal = np.zeros(13)
        if added is None:
            for _, layer, offset in run.net.blocks():
                layer.views(diagonal[offset : offset + layer.size])["weight"][...] = 0.5
        else:
            diagonal[...] = added
        value = np.linalg.eigvalsh(expected + np.diag(diagonal))[-1]
        assert curvature(run).sharpness == pytest.approx(value, rel=1e-4), changes
    assert not optim.Adam(0.1).decays_apart
    assert optim.AdamW(0.1).decays_apart
    assert optim.Lion(0.1).decays_apart


def test_frozen_weights_are_treated_as_constants():
    run = bent(frozen=("1",))
    free = trained(run.net).astype(bool)
    assert free.sum() == 4
    loose = Objective(bent())
    hessian = dense(loose, run.theta.astype(np.float64))[np.ix_(free, free)]
    found = curvature(run)
    assert found.sharpness == pytest.approx(np.linalg.eigvalsh(hessian)[-1], rel=1e-4)
    assert not found.vector[~free].any()


def test_a_good_initial_guess_reduces_the_number_of_hessian_vector_products():
    run = bent(layers=((6, "tanh"), (6, "tanh")))
    objective = Objective(run)
    cold = drained(objective.curvature(run.theta))
    run.advance(1)
    warm = drained(objective.curvature(run.theta, near=cold.vector))
    assert warm.products < cold.products
    assert warm.sharpness == pytest.approx(drained(objective.curvature(run.theta)).sharpness, 1e-2)


def test_the_curvature_along_a_zero_gradient_is_undefined():
    net = nn.Sequential(nn.Linear(1, 1, bias=False), dtype="float64")
    run = cr.Trainer(net, losses.MSE(), optim.SGD(0.1))
    run.load([[1.0]], [0.0])
    run.theta[...] = 0
    found = curvature(run)
    assert np.isnan(found.along)
    assert found.sharpness == pytest.approx(2)


def test_the_curvature_at_infinite_weights_is_undefined():
    run = linear()
    found = drained(Objective(run).curvature(np.full(3, np.inf)))
    assert np.isnan(found.sharpness)


@pytest.mark.parametrize("seed", range(4))
def test_lanczos_finds_the_most_positive_eigenvalue(seed):
    rng = np.random.default_rng(seed)
    rotation, _ = np.linalg.qr(rng.normal(size=(30, 30)))
    matrix = rotation @ np.diag([-9.0, *np.linspace(-1, 3, 28), 3.5]) @ rotation.T
    found = drained(lanczos(lambda v: matrix @ v, rng.normal(size=30), 1e-8))
    assert found.value == pytest.approx(3.5, abs=1e-6)
    assert np.linalg.norm(matrix @ found.vector - found.value * found.vector) < 1e-5
    rough = drained(lanczos(lambda v: matrix @ v, rng.normal(size=30), 1e-2))
    assert rough.products <= found.products
    assert abs(rough.value - 3.5) <= 0.09


def test_lanczos_returns_zero_for_a_zero_operator():
    assert drained(lanczos(lambda v: 0 * v, np.ones(4))).value == 0
    assert drained(lanczos(lambda v: v, np.zeros(4))).value == 0


RULES = {
    "sgd": lambda lr: optim.SGD(lr),
    "momentum": lambda lr: optim.SGD(lr, momentum=0.8),
    "dampened": lambda lr: optim.SGD(lr, momentum=0.8, dampening=0.5),
    "nesterov": lambda lr: optim.SGD(lr, momentum=0.8, nesterov=True),
    "decay": lambda lr: optim.SGD(lr, weight_decay=0.3),
}


@pytest.mark.parametrize("name", RULES)
def test_a_learning_rate_below_the_limit_converges_and_one_above_it_diverges(name):
    probe = linear(RULES[name](0.01))
    limit = highest_rate(probe)
    sizes = {}
    for share in (0.98, 1.02):
        run = linear(RULES[name](limit * share))
        run.advance(600)
        sizes[share] = np.abs(run.theta).max()
    assert sizes[0.98] < 10
    assert sizes[1.02] > 100


SCALED = {
    "adam": lambda lr: optim.Adam(lr, (0.9, 0.9999999)),
    "amsgrad": lambda lr: optim.Adam(lr, (0.9, 0.9999999), amsgrad=True),
    "rmsprop": lambda lr: optim.RMSprop(lr, 0.9999999),
    "rmsprop with momentum": lambda lr: optim.RMSprop(lr, 0.9999999, momentum=0.5),
    "adagrad": lambda lr: optim.Adagrad(lr, initial_accumulator_value=1e8),
    "adadelta": lambda lr: optim.Adadelta(lr, 0.9999999, eps=1.0),
}


@pytest.mark.parametrize("name", SCALED)
def test_the_limit_of_an_adaptive_optimizer_separates_decay_from_growth(name):
    """With a nearly constant scale, and a state from late in a run, the optimizer is linear: below
    the limit deviations shrink, and above it they grow."""
    lowest = np.linalg.solve(HESSIAN, 2 / 12 * X.T @ Y)

    def moved(share):
        run = linear(SCALED[name](1.0))
        run.theta[...] = lowest + 1e-3
        for key, array in run.optimizer.state.items():
            if key in ("exp_avg_sq", "max_exp_avg_sq"):
                array[...] = 100
            if key == "squares":
                array[...] = 1e8
            if key == "beta_powers":
                array[...] = 1e-300, 0.5
        run.optimizer.lr = share * highest_rate(run)
        away = []
        for _ in range(400):
            run.advance()
            away.append(np.abs(run.theta - lowest).max())
        return away

    assert moved(0.97)[-1] < 1e-3
    assert max(moved(1.03)) > 1  # it grows until the scale itself changes


def test_the_limit_is_none_if_it_is_unknown():
    for rule in (optim.NAdam(0.1), optim.Lion(0.1), optim.Adam(0.1), optim.RMSprop(0.1)):
        assert step_limit(linear(rule).optimizer) is None
    for rule in (optim.Adagrad(0.1), optim.Adadelta(0.1)):
        assert step_limit(linear(rule).optimizer) is None
    run = linear(optim.Adam(0.1))
    before = run.snapshot()
    run.advance(3)
    assert step_limit(run.optimizer) is not None
    assert step_limit(run.optimizer, before.state) is None


def test_without_positive_curvature_any_step_is_stable():
    limit = step_limit(optim.SGD(0.1))
    assert limit is not None
    assert limit.rate(-1.0) == np.inf
    assert limit.rate(4.0) == 0.5
