"""Losses against PyTorch in float64, near and far out."""

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
def test_value_and_gradient_are_pytorchs(name, n, outputs, spread, seed):
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


def test_hinge_of_one_output_is_its_formula():
    scores = np.random.default_rng(0).normal(size=(20, 1))
    signs = np.where(np.arange(20) % 2, 1.0, -1.0)
    mine = Tensor(scores, requires_grad=True)
    losses.Hinge()(mine, signs).backward()
    other = torch.tensor(scores, requires_grad=True)
    torch.clamp(1 - torch.tensor(signs[:, None]) * other, min=0).mean().backward()
    np.testing.assert_allclose(mine.grad, other.grad.numpy())
