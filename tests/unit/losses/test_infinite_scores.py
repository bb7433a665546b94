"""Scores of ±∞, for example from a mask, give PyTorch's values, or the correct values where PyTorch
returns NaN."""

import itertools

import chainrule as cr
import numpy as np
import pytest
from chainrule import Tensor, losses

torch = pytest.importorskip("torch")
F = torch.nn.functional

INF = np.inf
ROWS = [
    ((0.0, -INF), 0), ((0.0, -INF), 1), ((1.0, 2.0, -INF), 1), ((-INF, 5.0, -INF), 1),
    ((0.5, -INF, 0.25), 1),
]  # fmt: skip
TORCH = {
    "cross entropy": (losses.CrossEntropy(), F.cross_entropy),
    "smoothed": (
        losses.CrossEntropy(label_smoothing=0.1),
        lambda s, t: F.cross_entropy(s, t, label_smoothing=0.1),
    ),
    "multi-margin": (losses.Hinge(), F.multi_margin_loss),
}


def value_and_gradient(loss, scores, target):
    s = Tensor(np.array(scores), requires_grad=True)
    with np.errstate(all="ignore"):
        value = loss(s, target)
        value.backward()
    return value.item(), s.grad


@pytest.mark.parametrize("name", TORCH)
@pytest.mark.parametrize(("row", "own"), ROWS)
def test_classification_losses_of_infinite_scores_equal_those_of_pytorch(name, row, own):
    ours, theirs = TORCH[name]
    value, gradient = value_and_gradient(ours, [row], [own])
    s = torch.tensor([row], dtype=torch.float64, requires_grad=True)
    expected = theirs(s, torch.tensor([own]))
    expected.backward()
    np.testing.assert_allclose(value, expected.item(), rtol=1e-12, atol=1e-15)
    np.testing.assert_allclose(gradient, s.grad.numpy(), rtol=1e-12, atol=1e-15)


def test_a_correctly_excluded_class_has_no_loss():
    value, gradient = value_and_gradient(losses.CrossEntropy(), [[0.0, -INF]], [0])
    assert (value, np.signbit(value), gradient.tolist()) == (0.0, False, [[0.0, 0.0]])


@pytest.mark.parametrize("loss", [losses.CrossEntropy(), losses.KLDivergence()])
def test_probability_targets_have_the_same_loss_as_class_indices(loss):
    """PyTorch gives NaN here: it multiplies −∞ by a probability of 0."""
    value, gradient = value_and_gradient(loss, [[0.0, -INF], [-INF, 2.0]], [[1.0, 0.0], [0, 1]])
    assert value == 0
    assert gradient.tolist() == [[0.0, 0.0], [0.0, 0.0]]
    assert value_and_gradient(loss, [[0.0, -INF]], [[0.5, 0.5]])[0] == INF


@pytest.mark.parametrize(("score", "target"), [(-INF, 1), (-INF, -1), (INF, 1), (INF, -1)])
def test_the_hinge_loss_of_an_infinite_score_equals_that_of_pytorch(score, target):
    value, gradient = value_and_gradient(losses.Hinge(), [[score]], [target])
    assert value == (0.0 if score * target > 0 else INF)
    assert gradient.tolist() == [[0.0 if score * target > 0 else -float(target)]]


@pytest.mark.parametrize("row", itertools.product([-INF, 0.0, 2.0, INF], repeat=3))
def test_the_multi_margin_loss_of_infinite_scores_equals_that_of_pytorch(row):
    """If two scores are both −∞ or both ∞, neither violates the margin of the other."""
    for own, weight in itertools.product(range(3), [None, (1.0, 2.0, 0.5)]):
        value, gradient = value_and_gradient(losses.Hinge(weight=weight), [row], [own])
        s = torch.tensor([row], dtype=torch.float64, requires_grad=True)
        expected = F.multi_margin_loss(s, torch.tensor([own]))
        expected.backward()
        assert value == pytest.approx(expected.item())
        np.testing.assert_allclose(gradient, s.grad.numpy())


BINARY = {
    "plain": losses.BinaryCrossEntropy(),
    "weighted": losses.BinaryCrossEntropy(weight=(1.0, 1.0)),
    "pos_weight": losses.BinaryCrossEntropy(pos_weight=1.0),
}


@pytest.mark.parametrize("name", BINARY)
@pytest.mark.parametrize("dtype", ["float32", "float64"])
@pytest.mark.parametrize("target", [0.0, 1.0, 0.25, 0.9])
@pytest.mark.parametrize("score", [-INF, INF, np.nan])
def test_binary_cross_entropy_equals_that_of_pytorch_or_its_limit(name, dtype, target, score):
    """Expect PyTorch's gradient, and PyTorch's loss if that is a number; otherwise, 0 if the score
    is correct and ∞ if not."""
    s = Tensor(np.array([[score], [0.5]], dtype), requires_grad=True)
    with np.errstate(all="ignore"):
        value = BINARY[name](s, [[target], [1.0]])
        value.backward()
    other = F.binary_cross_entropy_with_logits(torch.tensor([0.5]), torch.tensor([1.0])).item()
    theirs = torch.tensor([[score], [0.5]], dtype=torch.float64, requires_grad=True)
    expected = F.binary_cross_entropy_with_logits(
        theirs, torch.tensor([[target], [1.0]], dtype=torch.float64)
    )
    expected.backward()
    right = other / 2 if (score, target) in ((-INF, 0.0), (INF, 1.0)) else INF
    right = np.nan if np.isnan(score) else right
    if not np.isnan(expected.item()):
        assert right == expected.item()
    np.testing.assert_allclose(value.item(), right, rtol=1e-6)
    np.testing.assert_allclose(s.grad, theirs.grad.numpy(), rtol=1e-6)


@pytest.mark.parametrize("name", BINARY)
def test_losses_of_large_scores_are_accurate(name):
    for size in (1e3, 1e30, 1e300):
        value, gradient = value_and_gradient(BINARY[name], [[size], [-size]], [[0.0], [1.0]])
        assert value == pytest.approx(size)
        assert gradient.tolist() == [[0.5], [-0.5]]


@pytest.mark.parametrize("many", [1, 3, 1000])
def test_one_infinite_score_among_many_makes_the_mean_infinite(many):
    scores = np.zeros((many, 1))
    scores[-1] = INF
    assert value_and_gradient(losses.BinaryCrossEntropy(), scores, np.zeros((many, 1)))[0] == INF


@pytest.mark.parametrize("loss", [losses.MSE(), losses.L1(), losses.Huber()])
@pytest.mark.parametrize("score", [-INF, INF])
def test_the_gradient_of_an_infinite_error_equals_that_of_pytorch(loss, score):
    s = torch.tensor([[score]], dtype=torch.float64, requires_grad=True)
    theirs = {"MSE": F.mse_loss, "L1": F.l1_loss, "Huber": F.huber_loss}[type(loss).__name__]
    expected = theirs(s, torch.tensor([[1.0]], dtype=torch.float64))
    expected.backward()
    value, gradient = value_and_gradient(loss, [[score]], [1.0])
    assert (value, gradient.tolist()) == (expected.item(), s.grad.tolist())


@pytest.mark.parametrize("loss", [losses.MSE(), losses.L1(), losses.Huber()])
def test_an_infinite_prediction_has_an_infinite_loss(loss):
    assert value_and_gradient(loss, [[-INF]], [1.0])[0] == INF


def test_a_program_can_train_with_one_score_masked():
    """Half of the examples are masked, so that they have no loss and only the others are
    learned."""

    class Masked(cr.nn.Module):
        def forward(self, x):
            rows = np.arange(4)[:, None] % 2 == 0
            return cr.where(rows[: x.shape[0]], -INF, x)

    net = cr.nn.Sequential(cr.nn.Linear(2, 1), Masked(), seed=0)
    run = cr.Trainer(net, losses.BinaryCrossEntropy(), cr.optim.SGD(0.5), batch_size=4)
    x = np.random.default_rng(0).normal(size=(4, 2))
    losses_seen = [run.step(x, [0, 1, 0, 0]) for _ in range(50)]
    assert np.isfinite(losses_seen).all()
    assert losses_seen[-1] < 0.2 < losses_seen[0]
    with pytest.raises(cr.DivergedError, match="the output of Where in the output layer"):
        run.step(x, [1, 1, 0, 0])


@pytest.mark.parametrize("loss", [losses.CrossEntropy(), losses.KLDivergence(), losses.Hinge()])
def test_nan_is_never_hidden(loss):
    for scores in ([[np.nan, 0.0]], [[0.0, np.nan]]):
        assert np.isnan(value_and_gradient(loss, scores, [0])[0])


@pytest.mark.parametrize("row", [(0.0, -INF), (-INF, -INF), (INF, 1.0), (3.0, -INF, 2.0)])
def test_logsumexp_equals_that_of_pytorch(row):
    with np.errstate(all="ignore"):
        ours = Tensor(np.array(row)).logsumexp().item()
    assert ours == torch.logsumexp(torch.tensor(row, dtype=torch.float64), -1).item()


@pytest.mark.parametrize("name", ["softmax", "log_softmax"])
def test_softmax_of_minus_infinity_equals_that_of_pytorch(name):
    x = Tensor(np.array([[0.0, -INF, 1.0]]), requires_grad=True)
    t = torch.tensor(x.data, requires_grad=True)
    ours, theirs = getattr(x, name)(-1), getattr(t, name)(-1)
    ours[0, 0].backward()
    theirs[0, 0].backward()
    np.testing.assert_allclose(ours.data, theirs.detach().numpy(), rtol=1e-14)
    np.testing.assert_allclose(x.grad, t.grad.numpy(), rtol=1e-14)


def test_a_program_can_train_with_scores_of_minus_infinity():
    """With a mask on the scores, the loss and the weights stay finite when recorded and
    replayed."""

    class Masked(cr.nn.Module):
        def forward(self, x):
            return cr.where(np.array([[0.0, 0.0, 1.0]]), -INF, x)

    net = cr.nn.Sequential(cr.nn.Linear(2, 3), Masked(), seed=0)
    run = cr.Trainer(net, losses.CrossEntropy(), cr.optim.SGD(0.1), batch_size=4)
    x = np.random.default_rng(0).normal(size=(8, 2))
    history = run.fit(x, (x[:, 0] > 0).astype(int), epochs=20)
    assert np.isfinite(run.theta).all()
    assert history.records[-1].training_loss < history.records[0].training_loss
