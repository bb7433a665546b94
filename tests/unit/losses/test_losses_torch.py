"""Losses compared with PyTorch in float64, for small and large scores."""

import numpy as np
import pytest
from chainrule import Tensor, losses
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

torch = pytest.importorskip("torch")
T = torch.nn

REAL = ("rows of numbers", lambda rng, n, c: rng.normal(size=(n, c)))
SHARES = ("shares", lambda rng, n, c: rng.uniform(size=(n, c)))
PROBABILITIES = ("probabilities", lambda rng, n, c: rng.dirichlet(np.ones(c), n))
CLASSES = ("classes", lambda rng, n, c: rng.integers(0, c, n))
CASES = {
    "mse": (losses.MSE(), T.MSELoss(), REAL),
    "l1": (losses.L1(), T.L1Loss(), REAL),
    "huber": (losses.Huber(0.7), T.HuberLoss(delta=0.7), REAL),
    "binary cross-entropy": (losses.BinaryCrossEntropy(), T.BCEWithLogitsLoss(), SHARES),
    "cross-entropy": (losses.CrossEntropy(), T.CrossEntropyLoss(), CLASSES),
    "cross-entropy of probabilities": (losses.CrossEntropy(), T.CrossEntropyLoss(), PROBABILITIES),
    "smoothed": (losses.CrossEntropy(0.3), T.CrossEntropyLoss(label_smoothing=0.3), CLASSES),
    "smoothed probabilities": (
        losses.CrossEntropy(0.3), T.CrossEntropyLoss(label_smoothing=0.3), PROBABILITIES,
    ),
    "multi-class hinge": (losses.Hinge(), T.MultiMarginLoss(), CLASSES),
    "Kullback-Leibler": (
        losses.KLDivergence(),
        lambda s, t: T.KLDivLoss(reduction="batchmean")(torch.log_softmax(s, -1), t),
        PROBABILITIES,
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", CASES)
@given(
    n=st.integers(1, 5), outputs=st.integers(2, 4), spread=st.sampled_from([0.5, 5.0, 200.0]),
    seed=st.integers(0, 999),
)  # fmt: skip
@hypothesis_settings(max_examples=25, deadline=None)
def test_value_and_gradient_equal_those_of_pytorch(name, n, outputs, spread, seed):
    ours, theirs, (_, draw) = CASES[name]
    rng = np.random.default_rng(seed)
    scores, target = spread * rng.normal(size=(n, outputs)), draw(rng, n, outputs)
    mine = Tensor(scores, requires_grad=True)
    loss = ours(mine, target)
    loss.backward()
    other = torch.tensor(scores, requires_grad=True)
    expected = theirs(other, torch.tensor(target))
    expected.backward()
    np.testing.assert_allclose(loss.item(), expected.item(), rtol=1e-10, atol=1e-13)
    np.testing.assert_allclose(mine.grad, other.grad.numpy(), rtol=1e-10, atol=1e-14)


def test_the_hinge_loss_of_one_output_equals_its_formula():
    scores = np.random.default_rng(0).normal(size=(20, 1))
    signs = np.where(np.arange(20) % 2, 1.0, -1.0)
    mine = Tensor(scores, requires_grad=True)
    losses.Hinge()(mine, signs).backward()
    other = torch.tensor(scores, requires_grad=True)
    torch.clamp(1 - torch.tensor(signs[:, None]) * other, min=0).mean().backward()
    np.testing.assert_allclose(mine.grad, other.grad.numpy())


WEIGHTS = (0.25, 3.0, 1.0, 20.0)
DTYPES = {"float64": (1e-11, 1e-13), "float32": (2e-5, 1e-7)}


def weights_of(outputs, dtype):
    return torch.tensor(WEIGHTS[:outputs], dtype=getattr(torch, dtype))


def class_mean(criterion):
    """A class-weighted mean of PyTorch's per-example losses."""

    def loss(scores, target, weight):
        each = criterion(reduction="none")(scores, target)
        own = weight[target]
        return (own * each).sum() / own.sum()

    return loss


def both_classes(scores, target, weight):
    """The binary loss, written as a choice between the scores 0 and s."""
    pair = torch.cat([torch.zeros_like(scores), scores], dim=1)
    return T.functional.cross_entropy(pair, target, weight)


def hinge(scores, target, weight):
    own = weight[target]
    each = torch.clamp(1 - (2 * target - 1) * scores[:, 0], min=0)
    return (own * each).sum() / own.sum()


def cross_entropy(smoothing):
    return lambda scores, target, weight: T.functional.cross_entropy(
        scores, target, weight, label_smoothing=smoothing
    )


WEIGHTED = {
    "cross-entropy": (lambda w: losses.CrossEntropy(weight=w), cross_entropy(0.0), None),
    "smoothed": (lambda w: losses.CrossEntropy(0.3, weight=w), cross_entropy(0.3), None),
    "multi-class hinge": (lambda w: losses.Hinge(weight=w), class_mean(T.MultiMarginLoss), None),
    "binary cross-entropy": (lambda w: losses.BinaryCrossEntropy(weight=w), both_classes, 1),
    "hinge": (lambda w: losses.Hinge(weight=w), hinge, 1),
}


@pytest.mark.parametrize("dtype", DTYPES)
@pytest.mark.parametrize("name", WEIGHTED)
@given(
    n=st.integers(1, 6), classes=st.integers(2, 4), spread=st.sampled_from([1e-3, 1.0, 30.0]),
    seed=st.integers(0, 999),
)  # fmt: skip
@hypothesis_settings(max_examples=25, deadline=None)
def test_class_weights_have_the_same_effect_as_in_pytorch(name, dtype, n, classes, spread, seed):
    make, theirs, outputs = WEIGHTED[name]
    rng = np.random.default_rng(seed)
    classes = 2 if outputs else classes
    scores = (spread * rng.normal(size=(n, outputs or classes))).astype(dtype)
    target = rng.integers(0, classes, n)
    agree(make(WEIGHTS[:classes]), scores, target, dtype, theirs, torch.tensor(target), classes)


def agree(ours, scores, target, dtype, theirs, other_target, classes):
    """Check that loss and gradient are the same."""
    mine = Tensor(scores, requires_grad=True)
    loss = ours(mine, target)
    loss.backward()
    other = torch.tensor(scores, requires_grad=True)
    expected = theirs(other, other_target, weights_of(classes, dtype))
    expected.backward()
    relative, absolute = DTYPES[dtype]
    np.testing.assert_allclose(loss.item(), expected.item(), rtol=relative, atol=absolute)
    np.testing.assert_allclose(mine.grad, other.grad.numpy(), rtol=relative, atol=absolute)


@pytest.mark.parametrize("dtype", DTYPES)
@pytest.mark.parametrize("alone", [True, False], ids=["one weight", "one for each output"])
@given(n=st.integers(1, 5), outputs=st.integers(1, 4), seed=st.integers(0, 999))
@hypothesis_settings(max_examples=25, deadline=None)
def test_pos_weight_has_the_same_effect_as_in_pytorch(dtype, alone, n, outputs, seed):
    rng = np.random.default_rng(seed)
    scores = (3 * rng.normal(size=(n, outputs))).astype(dtype)
    target = rng.uniform(size=(n, outputs)).astype(dtype)
    weight = 3.0 if alone else WEIGHTS[:outputs]

    def theirs(scores, target, _):
        pos_weight = torch.tensor(weight, dtype=scores.dtype)
        return T.functional.binary_cross_entropy_with_logits(scores, target, pos_weight=pos_weight)

    ours = losses.BinaryCrossEntropy(pos_weight=weight)
    agree(ours, scores, target, dtype, theirs, torch.tensor(target), outputs)


def test_a_score_of_minus_infinity_does_not_affect_the_loss_of_other_classes():
    scores = np.array([[0.5, -np.inf, 1.0], [2.0, -np.inf, -1.0]])
    target = np.array([0, 2])
    ours = losses.CrossEntropy(weight=WEIGHTS[:3])
    agree(ours, scores, target, "float64", cross_entropy(0.0), torch.tensor(target), 3)
