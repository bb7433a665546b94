"""The operations between backward pass and update (penalties and clipping), and layers with
state."""

import numpy as np
import pytest
from chainrule import InputError, ShapeError, Tensor, Trainer, losses, nn, optim
from chainrule.training.replay import Shaping

X, Y = np.random.default_rng(0).normal(size=(12, 2)), np.random.default_rng(1).normal(size=12)


def network(replicas=None, *extra):
    return nn.Sequential(
        nn.Linear(2, 4), *extra, nn.Tanh(), nn.Linear(4, 1),
        seed=3, dtype="float64", replicas=replicas,
    )  # fmt: skip


def trained(steps=3, replicas=None, **settings):
    net = network(replicas)
    run = Trainer(net, losses.MSE(), optim.SGD(0.1), 4, **settings)
    run.load(X, Y)
    run.advance(steps)
    return run


@pytest.mark.parametrize("replicas", [None, 3])
def test_penalties_contribute_only_to_the_gradients_of_weights(replicas):
    plain, both = (trained(0, replicas, **s) for s in ({}, {"l1": 0.3, "l2": 0.2}))
    for run in (plain, both):
        run.step(X[:4], Y[:4])
    start = network(replicas)
    pairs = zip(plain.net.named_parameters(), both.net.named_parameters(), strict=True)
    for (name, _, without), (_, _, within) in pairs:
        w = {n: v for n, v, _ in start.named_parameters()}[name]
        added = 0.3 * np.sign(w) + 0.2 * w if "weight" in name else 0
        np.testing.assert_allclose(within, without + added, rtol=1e-12)


def test_the_reported_loss_excludes_the_penalty():
    plain, both = trained(0), trained(0, l1=0.3, l2=0.2)
    assert both.history.records[0].training_loss == plain.history.records[0].training_loss
    weights = [v for n, v, _ in both.net.named_parameters() if "weight" in n]
    expected = sum(0.3 * np.abs(w).sum() + 0.1 * (w**2).sum() for w in weights)
    assert both.penalty == pytest.approx(expected)
    assert plain.penalty == 0


@pytest.mark.parametrize("replicas", [None, 3])
def test_clipping_by_norm_equals_that_of_pytorch(replicas):
    plain, clipped = trained(0, replicas), trained(0, replicas, clip_norm=0.05)
    for run in (plain, clipped):
        run.step(X[:4], Y[:4])
    norm = np.sqrt((plain.grad**2).sum(axis=-1, keepdims=True))
    assert (norm > 0.05).all()
    np.testing.assert_allclose(clipped.grad, plain.grad * 0.05 / (norm + 1e-6), rtol=1e-12)
    loose = trained(0, replicas, clip_norm=1e3)
    loose.step(X[:4], Y[:4])
    np.testing.assert_array_equal(loose.grad, plain.grad)


def test_clipped_values_stay_within_the_limit():
    plain, clipped = trained(0), trained(0, clip_value=0.1)
    for run in (plain, clipped):
        run.step(X[:4], Y[:4])
    np.testing.assert_array_equal(clipped.grad, np.clip(plain.grad, -0.1, 0.1))


def test_gradients_are_clipped_between_the_backward_pass_and_the_update():
    sections = list(trained(1, l2=0.1, clip_norm=1.0).program.sections)
    assert sections == ["forward", "loss", "backward", "penalty", "clip", "update"]


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"l1": -1}, "l1: -1 .* from 0"),
        ({"clip_norm": 0}, "clip_norm: 0 .* greater than 0"),
        ({"clip_value": "small"}, "clip_value: 'small' .* greater than 0"),
        ({"schedule": 3}, "schedule: 3 .* a schedule, such as Cosine"),
        ({"seed": -1}, "seed: -1 .* whole number from 0"),
    ],
)
def test_the_error_for_an_invalid_setting_names_it(settings, message):
    with pytest.raises(InputError, match=message):
        trained(0, **settings)


def test_the_error_for_an_invalid_network_loss_or_optimizer_names_it():
    for arguments, name in [
        ((1, losses.MSE(), optim.SGD(0.1)), "net"),
        ((network(), "mse", optim.SGD(0.1)), "loss"),
        ((network(), losses.MSE(), 0.1), "optimizer"),
    ]:
        with pytest.raises(InputError, match=f"{name}: .* a chainrule"):
            Trainer(*arguments)


def test_numpy_integers_are_accepted():
    run = Trainer(network(), losses.MSE(), optim.SGD(0.1), np.int64(4), np.int32(1))
    run.fit(X, Y, np.int64(2))
    assert run.epoch == 2


def test_a_network_with_a_multidimensional_output_is_rejected():
    net = nn.Sequential(nn.RNN(2, 3))
    with pytest.raises(ShapeError, match=r"net: its output for one example has shape \(5, 3\)"):
        Trainer(net, losses.MSE(), optim.SGD(0.1)).step(np.zeros((4, 5, 2)), np.zeros((4, 3)))


# --- layers with state, and examples of any shape ------------------------------------------------


def remembering(replicas=None, seed=0):
    return nn.Sequential(
        nn.Conv2d(1, 2, 3, padding=1), nn.BatchNorm2d(2), nn.ReLU(), nn.MaxPool2d(2),
        nn.Flatten(), nn.Dropout(0.3), nn.Linear(8, 3),
        seed=seed, dtype="float64", replicas=replicas,
    )  # fmt: skip


IMAGES = np.random.default_rng(2).normal(size=(10, 1, 4, 4))
LABELS = np.arange(10) % 3


def images_run(net):
    run = Trainer(net, losses.CrossEntropy(), optim.Adam(0.05), 4)
    run.load(IMAGES, LABELS)
    return run


def test_a_restored_run_with_layer_state_is_repeated_bit_for_bit():
    run = images_run(remembering())
    run.advance(4)
    mark = run.snapshot()
    run.advance(5)
    first, remembered = run.theta.copy(), {n: a.copy() for n, a in run.net.named_buffers()}
    run.restore(mark)
    run.advance(5)
    np.testing.assert_array_equal(run.theta, first)
    for name, array in run.net.named_buffers():
        np.testing.assert_array_equal(array, remembered[name])


def test_observing_does_not_change_layer_state():
    run, undisturbed = images_run(remembering()), images_run(remembering())
    for _ in range(4):
        run.advance(2)
        undisturbed.advance(2)
        run.predict(IMAGES)
        run.evaluate(IMAGES, LABELS)
        run.losses_now()
        list(run.program.trace())
    np.testing.assert_array_equal(run.theta, undisturbed.theta)


def test_a_fleet_of_image_networks_equals_its_members_trained_alone():
    fleet = images_run(remembering(replicas=3, seed=5))
    fleet.advance(7)
    for k in range(3):
        alone = images_run(remembering(seed=5 + k))
        alone.advance(7)
        np.testing.assert_allclose(fleet.theta[k], alone.theta, rtol=1e-9, atol=1e-12)
        np.testing.assert_allclose(fleet.predict(IMAGES)[k], alone.predict(IMAGES), rtol=1e-9)


@pytest.mark.parametrize("replicas", [None, 2])
@pytest.mark.parametrize(
    "layers",
    [
        lambda: [nn.GRU(2, 3), nn.LastStep()],
        lambda: [nn.LSTM(2, 3), nn.LastStep()],
        lambda: [nn.Linear(2, 4), nn.TransformerBlock(4, 2, 5), nn.Flatten(), nn.Linear(20, 3)],
        lambda: [nn.Conv1d(5, 3, 2), nn.AvgPool1d(1), nn.Flatten()],
    ],
)
def test_networks_for_sequences_train_as_in_eager_mode(layers, replicas):
    def make():
        return nn.Sequential(*layers(), nn.Linear(3, 1), dtype="float64", replicas=replicas)

    x, y = np.random.default_rng(0).normal(size=(6, 5, 2)), np.arange(6.0)
    run, eager = Trainer(make(), losses.MSE(), optim.SGD(0.01)), make()
    rule = optim.SGD(0.01)
    rule.bind(eager.theta, eager.grad)
    for _ in range(3):
        run.step(x, y)
        eager.zero_grad()
        losses.MSE()(
            eager(Tensor(eager.as_batch(x))), Tensor(eager.as_batch(y[:, None]))
        ).backward()
        rule.step()
        np.testing.assert_allclose(run.theta, eager.theta, rtol=1e-9, atol=1e-12)


def test_the_error_for_a_symbol_out_of_range_names_it():
    net = nn.Sequential(nn.Embedding(4, 2), nn.Flatten(), nn.Linear(6, 1))
    run = Trainer(net, losses.MSE(), optim.SGD(0.1))
    run.step([[0, 1, 3]], [1.0])
    with pytest.raises(InputError, match="x: 4.0 .* whole numbers from 0 to 3"):
        run.step([[0, 1, 4]], [1.0])


def test_a_masked_gradient_is_0_even_where_it_would_be_infinite():
    """In a fleet of networks of different widths, masked entries must not turn the results of a
    narrow network into NaN."""
    net = nn.Sequential(nn.Linear(2, 1, bias=False), seed=0, dtype="float64")
    shaping = Shaping(mask=np.array([1.0, 0.0]))
    for gradient in (np.inf, np.nan, 3.0):
        net.grad[...] = 2.0, gradient
        shaping.apply(net, np.empty_like(net.grad))
        assert net.grad.tolist() == [2.0, 0.0]
