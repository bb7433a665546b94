"""The trainer agrees with an independent loop and resumes exactly; tracing has no side effects."""

import pickle

import numpy as np
import pytest
from chainrule import (
    DivergedError,
    Experiment,
    InputError,
    ShapeError,
    Trainer,
    data,
    layer_norms,
    losses,
    nn,
    optim,
)
from chainrule.training.transfer import carry_over
from training.trainer_runs import sample, small


def by_hand(theta, x, y, epochs, rate, batch_size, seed):
    """Gradient descent on a 2-3-1 tanh network, written without the engine."""
    w1, b1 = theta[:9].reshape(3, 3)[:, :2].copy(), theta[:9].reshape(3, 3)[:, 2].copy()
    w2, b2 = theta[9:12].copy(), theta[12].copy()
    for epoch in range(epochs):
        order = np.random.default_rng([seed, epoch]).permutation(len(x))
        for start in range(0, len(x), batch_size):
            chosen = order[start : start + batch_size]
            a = np.tanh(x[chosen] @ w1.T + b1)
            error = 2 * (a @ w2 + b2 - y[chosen]) / len(chosen)
            hidden = error[:, None] * w2 * (1 - a**2)
            w2, b2 = w2 - rate * error @ a, b2 - rate * error.sum()
            w1, b1 = w1 - rate * hidden.T @ x[chosen], b1 - rate * hidden.sum(axis=0)
    return np.concatenate([np.column_stack([w1, b1]).ravel(), w2, [b2]])


def test_training_equals_a_plain_loop_over_shuffled_batches():
    run, (x, y) = small(seed=3), sample(10)  # batches of 4, 4 and 2
    start = run.theta.copy()
    run.fit(x, y, epochs=5)
    np.testing.assert_allclose(run.theta, by_hand(start, x, y, 5, 0.1, 4, seed=3), rtol=1e-11)
    assert (run.epoch, run.step_count) == (5, 15)


def test_fit_continues_where_it_stopped():
    once, twice, (x, y) = small(), small(), sample()
    once.fit(x, y, epochs=6)
    twice.fit(x, y, epochs=2)
    twice.fit(x, y, epochs=4)
    np.testing.assert_array_equal(once.theta, twice.theta)
    assert twice.history.column("epoch").tolist() == [0, 1, 2, 3, 4, 5, 6]


def test_step_trains_on_one_batch_and_returns_the_loss_before_the_update():
    run, (x, y) = small(), sample(4)
    before = run.evaluate(x, y).loss
    assert run.step(x, y) == pytest.approx(before, rel=1e-12)
    assert run.evaluate(x, y).loss < before


def test_the_history_has_losses_of_the_whole_sets_and_norms_of_the_last_gradient():
    run, (x, y), (xt, yt) = small(), sample(), sample(6, seed=1)
    run.load(x, y, validation=(xt, yt))
    run.advance(3)
    record = run.history.records[-1]
    assert (record.epoch, record.step) == (1, 3)
    np.testing.assert_allclose(record.training_loss, run.evaluate(x, y).loss, rtol=1e-12)
    np.testing.assert_allclose(record.test_loss, run.evaluate(xt, yt).loss, rtol=1e-12)
    expected = [np.linalg.norm(run.grad[:9]), np.linalg.norm(run.grad[9:])]
    np.testing.assert_allclose(record.gradient_norms, expected, rtol=1e-12)
    first = run.history.records[0]
    assert first.epoch == 0
    assert (first.gradient_norms > 0).all(), "the gradient that the first step will use"


def test_a_history_with_a_limit_is_thinned_evenly():
    run, (x, y) = small(limit=8), sample(4)
    history = run.fit(x, y, epochs=50)
    epochs = history.column("epoch")
    assert len(history) <= 8
    assert history.stride == 8
    assert epochs.tolist() == [0, 8, 16, 24, 32, 40, 48]
    whole = small().fit(x, y, epochs=50)
    np.testing.assert_array_equal(
        history.column("training_loss"), whole.column("training_loss")[epochs.astype(int)]
    )


def test_the_csv_has_one_row_per_record_and_exact_numbers(tmp_path):
    run, (x, y) = small(), sample()
    history = run.fit(x, y, epochs=2, validation=(x, y))
    history.to_csv(tmp_path / "h.csv")
    lines = (tmp_path / "h.csv").read_text().splitlines()
    assert lines[0] == (
        "epoch,step,training_loss,test_loss,gradient_norm layer 1,gradient_norm output"
    )
    assert len(lines) == 4
    row = lines[2].split(",")
    assert row[:2] == ["1", "3"]
    assert float(row[2]) == history.records[1].training_loss
    assert float(row[5]) == history.records[1].gradient_norms[1]


def test_a_fleet_equals_its_members_trained_alone(tmp_path):
    (x, y), rates = sample(), [0.1, 0.01, 0.3]
    fleet = small(seed=0, rule=optim.SGD(rates, momentum=0.5), replicas=3)
    history = fleet.fit(x, y, epochs=3, validation=(x, y))
    history.to_csv(tmp_path / "h.csv")
    header = (tmp_path / "h.csv").read_text().splitlines()[0]
    assert "training_loss[2]" in header
    assert "gradient_norm output[0]" in header
    for k, rate in enumerate(rates):
        net = nn.Sequential(nn.Linear(2, 3), nn.Tanh(), nn.Linear(3, 1), seed=k, dtype="float64")
        alone = Trainer(net, losses.MSE(), optim.SGD(rate, 0.5), batch_size=4, seed=0)
        alone.fit(x, y, epochs=3)
        np.testing.assert_allclose(fleet.theta[k], alone.theta, rtol=1e-11)
        np.testing.assert_allclose(fleet.evaluate(x, y).loss[k], alone.evaluate(x, y).loss)


def test_after_a_divergence_the_error_says_where_it_began_and_the_weights_are_restored():
    run, (x, y) = small(rule=optim.SGD(1e200)), sample()
    run.load(x, y)
    start = run.theta.copy()
    with pytest.raises(
        DivergedError, match=r"diverged at step 2 \(in epoch 1\): the .* was the"
    ) as e:
        run.advance(100)
    assert e.value.step == 2
    assert e.value.place == "the loss"  # (1e200)² overflows float64
    np.testing.assert_array_equal(run.theta, start)
    assert (run.epoch, run.batch, run.step_count) == (0, 0, 0)
    assert np.isfinite(run.grad).all()


def test_a_divergence_found_at_the_end_of_an_epoch_belongs_to_that_epoch():
    run, (x, y) = small(rule=optim.SGD(1e200), batch_size=10), sample()
    run.load(x, y)
    with pytest.raises(DivergedError, match=r"diverged at step 1 \(in epoch 1\)") as caught:
        run.advance()
    assert (caught.value.step, caught.value.epoch) == (1, 0)


def test_a_divergence_can_be_pickled():
    """Sweeps use executors, which pickle exceptions."""
    error = pickle.loads(pickle.dumps(DivergedError(7, 2, "the loss")))
    assert (error.step, error.epoch, error.place) == (7, 2, "the loss")
    assert str(error) == str(DivergedError(7, 2, "the loss"))


def test_the_error_for_a_divergence_names_the_layer_that_overflowed_first():
    net = nn.Sequential(nn.Linear(2, 2), nn.ReLU(), nn.Linear(2, 2), nn.ReLU(), nn.Linear(2, 1))
    run = Trainer(net, losses.MSE(), optim.SGD(0.1))
    net.theta[...] = 1
    net.theta[6:12] = 3e38
    with pytest.raises(DivergedError, match="the output of Linear in layer 2 was the first"):
        run.step(np.ones((1, 2)), [1.0])
    net.theta[...] = 1
    net.theta[-1] = np.nan
    with pytest.raises(DivergedError, match="the output of Linear in the output layer was"):
        run.step(np.ones((1, 2)), [1.0])


def test_the_error_for_a_divergence_names_a_gradient_that_overflowed_first():
    """The scores and the loss are finite; the derivative of the loss with respect to the hidden
    unit is not."""
    net = nn.Sequential(nn.Linear(1, 1), nn.Tanh(), nn.Linear(1, 1))
    run = Trainer(net, losses.MSE(), optim.SGD(0.1))
    net.theta[...] = [1, 0, 3e38, 0]
    run.load([[0.0]], [10.0])
    with pytest.raises(DivergedError, match="the gradient of Linear in the output layer was"):
        run.advance()


def test_norms_of_large_float32_gradients_do_not_overflow():
    net = nn.Sequential(nn.Linear(1, 1), nn.Linear(1, 1))
    net.grad[...] = [3e30, 4e30, 0, 5]
    np.testing.assert_allclose(layer_norms(net, net.grad), [5e30, 5], rtol=1e-6)


def test_accuracy_is_the_share_of_correctly_predicted_classes():
    net = nn.Sequential(nn.Linear(1, 1), dtype="float64")
    net.theta[...] = [1, 0]
    run = Trainer(net, losses.BinaryCrossEntropy(), optim.SGD(0.1))
    assert run.evaluate([[1], [2], [-1], [-3]], [1, 0, 0, 0]).accuracy == 0.75
    assert np.isnan(Trainer(net, losses.MSE(), optim.SGD(0.1)).evaluate([[1]], [0.5]).accuracy)


@pytest.mark.parametrize(
    ("call", "error", "message"),
    [
        (
            lambda r: r.step(np.ones((2, 3)), [0, 0]),
            ShapeError,
            r"x: .* \(3,\) do not fit the network: .* n, 2\)",
        ),
        (lambda r: r.step(np.ones((0, 2)), []), ShapeError, r"x: .* \(0, 2\) .* n from 1"),
        (lambda r: r.step([[1, np.inf]], [0]), InputError, "x: inf is not allowed; .* finite"),
        (lambda r: r.step([[1, 2]], [-np.inf]), InputError, "y: -inf .* finite float64 numbers"),
        (
            lambda r: small(dtype="float32").step([[1e300, 0]], [0]),
            InputError,
            r"x: 1e\+300 is not allowed; allowed: finite float32 numbers",
        ),
        (lambda r: r.step([["a", "b"]], [0]), InputError, "x: .* an array of real numbers"),
        (lambda r: r.step(np.ones((2, 2)), [0]), ShapeError, "1 targets do not fit 2 examples"),
        (lambda r: r.fit(*sample(), epochs=-1), InputError, "epochs: -1 .* whole number from 0"),
        (lambda r: small(batch_size=0), InputError, "batch_size: 0 .* whole number from 1"),
        (lambda r: small(batch_size=2.5), InputError, "batch_size: 2.5 .* whole number from 1"),
        (lambda r: small(batch_size=True), InputError, "batch_size: True .* whole number from 1"),
        (lambda r: r.fit(*sample(), epochs="3"), InputError, "epochs: '3' .* whole number from 0"),
        (lambda r: r.advance(3), RuntimeError, "no data yet; call load or fit first"),
        (lambda r: r.losses_now(), RuntimeError, "no data yet; call load or fit first"),
        (lambda r: r.step(np.ones(2), [0]), ShapeError, r"x: .* shape \(2,\) .* \(n, …\)"),
        (lambda r: r.step([[1, 2], [3]], [0, 0]), InputError, "x: .* an array of real numbers"),
        (lambda r: r.step(None, [0]), InputError, "x: .* an array of real numbers"),
        (lambda r: r.step([[1, 2]], None), InputError, "y: None .* an array of real numbers"),
        (lambda r: r.predict([[np.nan, 0]]), InputError, "x: nan .* finite float64 numbers"),
        (
            lambda r: r.fit(*sample(), 1, validation=sample()[0]),
            InputError,
            r"(?s)validation: .* None or a pair \(x, y\)",
        ),
        (
            lambda r: r.fit(*sample(), 1, validation=([[np.nan, 1]], [0])),
            InputError,
            "validation x: nan .* finite",
        ),
        (
            lambda r: r.fit(*sample(), 1, validation=([[0, 1]], [0, 1])),
            ShapeError,
            "validation y: 2 targets do not fit 1 examples",
        ),
    ],
)
def test_the_error_for_invalid_input_names_it_and_nothing_changes(call, error, message):
    run = small()
    before = run.theta.copy()
    with pytest.raises(error, match=message):
        call(run)
    np.testing.assert_array_equal(run.theta, before)
    assert run.step_count == 0


def test_progress_is_drawn_on_standard_error(capsys):
    run, (x, y) = small(), sample()
    run.fit(x, y, epochs=3, validation=(x, y), progress=True)
    shown = capsys.readouterr().err
    assert "3/3 epochs" in shown
    assert "training loss" in shown
    assert "test loss" in shown


def test_the_default_experiment_learns_the_spiral():
    run = Experiment().trainer()
    run.advance(600 * len(run.batches))
    assert run.history.records[-1].training_loss < 0.1


def test_shuffling_is_reproducible():
    x, y = data.spiral(40)
    losses_of = [small(seed=0).fit(x, y, 3).column("training_loss") for _ in range(2)]
    np.testing.assert_array_equal(*losses_of)


def test_the_weights_of_layers_without_biases_are_carried_over():
    def run(bias):
        net = nn.Sequential(nn.Linear(2, 3, bias=bias), nn.Tanh(), nn.Linear(3, 1, bias=False))
        made = Trainer(net, losses.MSE(), optim.SGD(0.1))
        made.load(*sample())
        return made

    old, new = run(bias=True), run(bias=False)
    old.advance(3)
    carry_over(old, new)
    before = {name: value for name, value, _ in old.net.named_parameters()}
    for name, value, _ in new.net.named_parameters():
        np.testing.assert_array_equal(value, before[name])


def test_the_error_for_an_invalid_number_of_steps_names_it():
    run = small()
    run.load(*sample())
    with pytest.raises(InputError, match="steps: 1.5 .* whole number from 0"):
        run.advance(1.5)


def test_the_error_for_a_network_without_weights_says_so():
    with pytest.raises(InputError, match="net: .* a network with parameters"):
        Trainer(nn.Tanh(), losses.MSE(), optim.SGD(0.1))


def test_a_divergence_in_the_update_is_attributed_to_the_update():
    """After the last step of an epoch, only the subsequent losses show the divergence; nothing was
    clipped."""
    x = np.random.default_rng(0).normal(size=(6, 6))
    net = nn.Sequential(nn.Linear(6, 4), nn.Linear(4, 1))
    run = Trainer(net, losses.MSE(), optim.SGD(1e38), batch_size=10)
    with pytest.raises(DivergedError) as caught:
        run.fit(x, x[:, :1], 6)
    assert "clip" not in str(caught.value)


@pytest.mark.parametrize("replicas", [None, 2])
@pytest.mark.parametrize(("shape", "together"), [((2,), True), ((3, 4), True), ((3, 6000), False)])
def test_a_batch_loaded_as_one_block_equals_the_batch(shape, together, replicas):
    """Copying a whole block writes x and y to the program's buffers and keeps the ones."""
    net = nn.Sequential(
        nn.Flatten(), nn.Linear(int(np.prod(shape)), 2), dtype="float64", replicas=replicas
    )
    rng = np.random.default_rng(0)
    x, y = rng.normal(size=(5, *shape)), rng.normal(size=(5, 2))
    run = Trainer(net, losses.MSE(), optim.SGD(1e-6), batch_size=2)
    run.load(x, y)
    programs = [run._program_for(bx, by) for bx, by in run.batches.views]
    assert all((p.block is not None) == together for p in programs[:2])
    order = np.random.default_rng([0, 0]).permutation(5)
    for index, start in enumerate((0, 2, 4)):
        chosen = order[start : start + 2]
        if index == 2:  # before the next epoch is shuffled into the views
            np.testing.assert_array_equal(run.batches.views[2][0], x[chosen])
            run._steps[2].load(*run.batches.views[2])
        else:
            run.advance()
        np.testing.assert_array_equal(run._steps[index].x, x[chosen])
        np.testing.assert_array_equal(run._steps[index].y, y[chosen])


class Forgetful(nn.Sequential):
    """The layer that is skipped nevertheless has weights."""

    def forward(self, x):
        (_, used), _ = self.layers()
        return used(x)


@pytest.mark.parametrize("settings", [{}, {"l2": 0.5}, {"clip_norm": 1e-3}])
def test_weights_outside_the_graph_do_not_keep_an_old_gradient(settings):
    net = Forgetful(nn.Linear(2, 1), nn.Linear(2, 3), dtype="float64")
    net.grad[...] = np.nan
    run = Trainer(net, losses.MSE(), optim.SGD(0.1), **settings)
    for _ in range(3):
        before = net.theta.copy()
        run.step([[1.0, 2.0]], [0.0])
        expected = dict.fromkeys(("1.weight", "1.bias"), 0.0)
        if "l2" in settings:
            (_, _, start) = net.blocks()[1]
            expected["1.weight"] = 0.5 * net.blocks()[1][1].views(before[start:])["weight"]
        grads = {name: grad for name, _, grad in net.named_parameters()}
        for name, value in expected.items():
            np.testing.assert_array_equal(grads[name], np.broadcast_to(value, grads[name].shape))


def memory_of(run):
    """The bytes of all arrays of the network, optimizer and programs that are as long as theta."""
    calls = [call for step in run._programs.recorded.values() for call in step.program.calls]
    owners = {}
    for call in calls:
        bound = getattr(call.function, "__self__", None)
        for array in [*call.inputs, call.out, bound]:
            owner = array
            while getattr(owner, "base", None) is not None:
                owner = owner.base
            if isinstance(owner, np.ndarray) and owner.nbytes >= run.theta.nbytes:
                owners[id(owner)] = owner.nbytes
    return sum(owners.values())


@pytest.mark.parametrize(
    ("rule", "vectors"),
    [
        (optim.SGD(0.1), 3),
        (optim.Adam(), 5),
        (optim.Adam(weight_decay=0.1), 6),
        (optim.AdamW(), 5),
        (optim.Lion(), 4),
    ],
)
def test_the_memory_of_a_run_does_not_depend_on_the_sizes_of_its_batches(rule, vectors):
    net = nn.Sequential(nn.Linear(200, 300), nn.Tanh(), nn.Linear(300, 1), dtype="float32")
    run = Trainer(net, losses.MSE(), rule, clip_norm=1.0)
    for n in (3, 2, 1):
        run.step(np.ones((n, 200)), np.zeros(n))
    assert memory_of(run) == vectors * run.theta.nbytes
