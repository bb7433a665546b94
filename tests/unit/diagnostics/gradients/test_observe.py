"""An observation equals the run's next step bit for bit and does not change the run."""

import chainrule as cr
import numpy as np
import pytest
from chainrule import InputError
from chainrule.diagnostics.gradients.histograms import EDGES
from chainrule.diagnostics.gradients.noise import cosines
from chainrule.diagnostics.gradients.observe import KINDS, PARTS, Observer
from chainrule.diagnostics.gradients.units import UnitState
from chainrule.nn.parts import layer_norms, layer_parts

EXPERIMENTS = {
    "default": cr.Experiment(),
    "deep, norm, dropout": cr.Experiment(
        layers=((5, "relu", 0.3, True), (4, "gelu"), (3, "identity")), dtype="float64"
    ),
    "shaped": cr.Experiment(l2=0.01, clip_norm=0.1, optimizer="sgd", momentum=0.9, schedule="step"),
    "frozen": cr.Experiment(layers=((4, "tanh"), (4, "tanh")), frozen=("1", "biases")),
    "one batch": cr.Experiment(batch_size=1000, samples=60),
    "digits": cr.Experiment(data="digits", loss="cross_entropy", layers=((8, "relu"),)),
    "table": cr.Experiment(data="wine", loss="cross_entropy", layers=((6, "sigmoid"),)),
    "regression": cr.Experiment(data="sine", features=("x1",), loss="huber", layers=((6, "silu"),)),
    "no hidden layer": cr.Experiment(layers=()),
}


@pytest.fixture(params=EXPERIMENTS, scope="module")
def experiment(request):
    return EXPERIMENTS[request.param]


def ratio(seen):
    assert seen.noise is not None
    return seen.noise.ratio


def forward_in_training(run, step):
    """Each layer's outputs on the next batch, computed eagerly."""
    outputs, x = [], cr.Tensor(step.x.copy())
    with cr.no_grad(), run.net.mode(training=False):
        for _, layer in run.net.layers():
            x = layer(x)
            outputs.append(x.data)
    return outputs


@pytest.mark.parametrize("steps", [0, 1, 13])
def test_an_observation_equals_the_runs_next_step_bit_for_bit(experiment, steps):
    run = experiment.trainer()
    run.advance(steps)
    seen = Observer(experiment).observe(run.snapshot())
    before = run.theta.copy()
    with run.next_batch() as step:
        step.differentiate()
        gradient = run.grad.copy()
    np.testing.assert_array_equal(seen.gradients, layer_norms(run.net, gradient))
    np.testing.assert_array_equal(seen.weights, layer_norms(run.net, before))
    for part, weights, gradients in zip(
        layer_parts(run.net), *(seen.histograms[kind] for kind in KINDS[:2]), strict=True
    ):
        for values, found in ((before, weights), (gradient, gradients)):
            assert found.total == values[part].size
            np.testing.assert_array_equal(found.counts, np.histogram(values[part], EDGES)[0])
    run.advance()
    change = layer_norms(run.net, run.theta - before)
    np.testing.assert_array_equal(seen.updates, change / layer_norms(run.net, before))
    with run.next_batch() as step:
        step.differentiate()
        following = run.grad.copy()
    np.testing.assert_array_equal(seen.cosine, cosines(run.net, gradient, following))
    assert (seen.epoch, seen.step) == (steps // len(run.batches), steps)


def test_a_probe_trains_like_the_run_without_evaluating_it(experiment):
    run = experiment.trainer()
    run.advance(3)
    start = run.snapshot()
    run.advance(2)
    probe = experiment.probe()
    assert len(probe.history) == 0 < len(run.history)
    probe.restore(start)
    probe.advance(2)
    np.testing.assert_array_equal(probe.theta, run.theta)


def test_activations_are_those_of_the_next_batch():
    experiment = cr.Experiment(layers=((5, "relu", 0.0, True), (4, "identity"), (3, "tanh")))
    run = experiment.trainer()
    run.advance(8)
    seen = Observer(experiment).observe(run.snapshot())
    with run.next_batch() as step:
        outputs = forward_in_training(run, step)
    ends = [outputs[i] for i in (2, 4, 6, 7)]
    sizes = [np.sqrt(np.square(y, dtype=np.float64).mean()) for y in ends]
    np.testing.assert_allclose(seen.activations, sizes, rtol=1e-6)
    assert [h.total for h in seen.histograms["activations"]] == [y.size for y in ends]


def test_observing_does_not_change_a_run(experiment):
    observed, alone = experiment.trainer(), experiment.trainer()
    observer = Observer(experiment)
    for _ in range(3):
        observer.observe(observed.snapshot())
        observed.advance(9)
        alone.advance(9)
    np.testing.assert_array_equal(observed.theta, alone.theta)
    np.testing.assert_array_equal(observed.grad, alone.grad)
    assert observed.history.csv() == alone.history.csv()


def test_snapshots_can_be_observed_in_any_order():
    experiment = EXPERIMENTS["deep, norm, dropout"]
    run, observer = experiment.trainer(), Observer(experiment)
    snapshots = []
    for _ in range(4):
        snapshots.append(run.snapshot())
        run.advance(len(run.batches))
    forwards = [observer.observe(s) for s in snapshots]
    backwards = [observer.observe(s) for s in reversed(snapshots)][::-1]
    for one, other in zip(forwards, backwards, strict=True):
        for name in ("gradients", "weights", "activations", "updates", "cosine"):
            np.testing.assert_array_equal(getattr(one, name), getattr(other, name))
        np.testing.assert_array_equal(ratio(one), ratio(other))


@pytest.mark.parametrize("part", PARTS)
def test_only_the_requested_parts_are_computed_and_parts_can_be_joined(part):
    run, observer = cr.Experiment().trainer(), Observer(cr.Experiment())
    seen = observer.observe(run.snapshot(), [part])
    assert [p for p in PARTS if seen.has(p)] == [part]
    rest = observer.observe(run.snapshot(), [p for p in PARTS if p != part])
    assert all(seen.joined(rest).has(p) for p in PARTS)


def test_a_diverging_step_gives_nan():
    experiment = cr.Experiment(
        loss="mse", optimizer="sgd", learning_rate=100, layers=((8, "identity"),) * 3
    )
    run = experiment.trainer()
    with pytest.raises(cr.DivergedError) as stopped:
        run.advance(1000)
    good = run.snapshot()
    run.advance(stopped.value.step - 1 - good.step)
    seen = Observer(experiment).observe(run.snapshot())
    assert np.isnan(seen.updates).all()
    assert np.isnan(seen.cosine).all()
    assert not np.isfinite(seen.gradients).all() or not np.isfinite(seen.activations).all()
    assert not np.isfinite(ratio(seen)).any()


def test_a_frozen_layer_does_not_change_and_has_no_gradient():
    experiment = EXPERIMENTS["frozen"]
    seen = Observer(experiment).observe(experiment.trainer().snapshot())
    assert seen.updates[0] == seen.gradients[0] == 0
    assert (seen.updates[1:] > 0).all()
    assert np.isnan(ratio(seen)[0])


def test_zero_weights_that_stay_zero_have_an_update_ratio_of_zero():
    experiment = cr.Experiment(init="zeros", layers=((3, "relu"),))
    seen = Observer(experiment).observe(experiment.trainer().snapshot())
    assert seen.updates[0] == 0
    assert seen.updates[1] == np.inf
    assert (seen.units[0].states == UnitState.DEAD).all()


def test_unknown_parts_and_unrelated_snapshots_are_rejected():
    observer = Observer(cr.Experiment())
    with pytest.raises(InputError, match="part: 'weights' is not allowed; allowed: one of norms"):
        observer.observe(observer.probe.snapshot(), ["weights"])
    other = cr.Experiment(layers=((3, "relu"),)).trainer().snapshot()
    with pytest.raises(InputError, match="snapshot"):
        observer.observe(other)
