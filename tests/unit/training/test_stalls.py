"""Training never stalls silently; a number that cannot be represented ends it with an error."""

import numpy as np
import pytest
from chainrule import Experiment, Trainer, losses, nn, optim
from chainrule.diagnostics import DivergedError
from chainrule.fleets.fleet import Fleet
from chainrule.training.divergence import LONG, Watched


def run_of(rule, sizes, layers=(), **others):
    """A run in single precision with one example per step. The loss is |s − t|, which stays finite
    whatever the square of the gradient is."""
    net = nn.Sequential(nn.Linear(1, 1), *layers, seed=0, dtype="float32")
    run = Trainer(net, losses.L1(), rule, batch_size=1, seed=3, **others)
    x = np.array(sizes)[:, None]
    run.load(x, np.zeros(len(x)))
    return run


SQUARES = {
    "adam": (optim.Adam(0.01), "exp_avg_sq"),
    "amsgrad": (optim.Adam(0.01, amsgrad=True), "exp_avg_sq"),
    "adamw": (optim.AdamW(0.01), "exp_avg_sq"),
    "nadam": (optim.NAdam(0.01), "exp_avg_sq"),
    "adagrad": (optim.Adagrad(0.01), "squares"),
    "adadelta": (optim.Adadelta(1.0), "squares"),
    "rmsprop": (optim.RMSprop(0.01), "squares"),
}


@pytest.mark.parametrize("name", SQUARES)
@pytest.mark.parametrize("slice_of", [1, 3, 50])
def test_an_infinite_second_moment_counts_as_divergence_at_that_step(name, slice_of):
    """In the past, all later steps were 0, as each was a gradient divided by infinity."""
    (rule, state), sizes = SQUARES[name], [1.0] * 19 + [1e25]
    rule = type(rule)(rule.lr, **({"amsgrad": True} if name == "amsgrad" else {}))
    run = run_of(rule, sizes, limit=1)
    order = [float(x[0, 0]) for x, _ in run.batches.views]
    step = order.index(np.float32(1e25)) + 1
    expected = rf"at step {step} \(in epoch 1\): the state carried to the next step \({state}\) was"
    start = run.theta.copy()
    with pytest.raises(DivergedError, match=expected) as caught:
        for _ in range(60):
            run.advance(slice_of)
    assert caught.value.step == step
    np.testing.assert_array_equal(run.theta, start)
    assert all(np.isfinite(array).all() for array in rule.state.values())


def test_a_call_for_a_single_step_also_reports_divergence():
    run = run_of(optim.RMSprop(0.01), [1.0])
    with pytest.raises(DivergedError, match=r"at step 2 .* \(squares\)"):
        for size in (1.0, 1e25):
            run.step([[size]], [0.0])


def test_infinite_weights_before_a_flat_activation_count_as_divergence():
    """tanh(±∞) is ±1, so the loss stays finite and the gradient stays 0."""
    last = nn.Linear(1, 1).requires_grad_(False)
    run = run_of(optim.SGD(3e38), [1.0, 2.0], [nn.Tanh(), last])
    run.net.theta[...] = [0.0, 0.0, 1.0, 0.0]
    with pytest.raises(DivergedError, match="at step 1 .* the weight vector after the update"):
        run.step([[10.0]], [5.0])


def test_infinite_running_statistics_count_as_divergence():
    """Training uses each batch's variance; in evaluation mode all outputs would be equal."""
    net = nn.Sequential(nn.BatchNorm1d(1), nn.Linear(1, 1), seed=0, dtype="float32")
    run = Trainer(net, losses.MSE(), optim.SGD(0.01), batch_size=2)
    with pytest.raises(
        DivergedError, match="the output of Standardise in the output layer was the first"
    ):
        run.step([[1e25], [-1e25]], [0.0, 1.0])


def test_divergence_is_found_before_the_next_record():
    """The divergence is in an epoch without a record, in which all losses are finite."""
    run = run_of(optim.Adagrad(0.01), [1.0] * 9 + [1e25], limit=2)
    with pytest.raises(DivergedError):
        run.advance(10)
    assert run.step_count == 0
    run.advance(0)


def test_in_a_fleet_only_the_affected_member_diverges():
    """The loss of one member is finite but its state is not; the other member continues to
    learn."""
    changes = [{"learning_rate": rate} for rate in (1e-3, 90.0)]
    base = Experiment(
        data="gauss", layers=(), loss="mse", optimizer="sgd", momentum=0.9, batch_size=50
    )
    fleet = Fleet(base, changes)
    fleet.advance(2000)
    assert fleet.diverged[0] == -1
    assert fleet.diverged[1] >= 0


def test_a_member_with_an_infinite_state_has_a_loss_of_nan():
    net = nn.Sequential(nn.Linear(1, 1), seed=0, dtype="float32", replicas=2)
    run = Trainer(net, losses.L1(), optim.Adagrad(0.01), batch_size=2)
    run.load([[1.0], [2.0]], [0.0, 1.0])
    run.advance(2)
    assert np.isfinite(run.current_record().training_loss).all()
    run.optimizer.state["squares"][1, 0] = np.inf
    assert np.isfinite(run.current_record().training_loss).tolist() == [True, False]
    run.advance(3)
    assert np.isfinite(run.theta).all()


@pytest.mark.parametrize(
    ("target", "rate", "settings", "step", "place"),
    [
        (3e38, 1.0, {}, 1, "the loss"),
        (1e30, 1.0, {}, 1, "the loss"),
        (1e3, 1e38, {}, 1, "the weight vector after the update"),
        (1e3, 1e38, {"clip_norm": 10.0}, 1, "the weight vector after the update"),
        (1e3, 1e38, {"clip_norm": 1.0}, 2, "the output of MatMul in the output layer"),
        (1e19, 1e-3, {"l2": 1e38}, 2, "the gradient"),
    ],
)
def test_the_cause_of_a_divergence_is_found_even_if_the_weights_were_updated_afterwards(
    target, rate, settings, step, place
):
    """The op `Transpose` shows the weights, which the update has overwritten."""
    net = nn.Sequential(nn.Linear(2, 1, bias=False), dtype="float32")
    net.theta[...] = 0
    run = Trainer(net, losses.MSE(), optim.SGD(rate), **settings)
    with pytest.raises(DivergedError) as caught:
        for _ in range(2):
            run.step([[3.0, 4.0]], [target])
    assert (caught.value.step, caught.value.place) == (step, place)


@pytest.mark.parametrize("size", [1, LONG, LONG + 1])
@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_large_finite_values_do_not_count_as_divergence(size, dtype):
    large = np.full(size, np.finfo(dtype).max, dtype)  # the sum of two overflows
    counters = np.ones(2)
    watched = Watched({}, [large, counters])
    with np.errstate(all="ignore"):
        assert watched.is_finite()
        for array in (large, counters):
            before = array[-1]
            for wrong in (np.nan, np.inf, -np.inf):
                array[-1] = wrong
                assert not watched.is_finite()
            array[-1] = before
