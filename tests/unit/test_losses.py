"""Losses: hand-worked numbers, PyTorch, and what is refused."""

import numpy as np
import pytest
from chainrule import InputError, ShapeError, Tensor, losses


def value(loss: losses.Loss, scores, target) -> float:
    return loss(Tensor(np.array(scores, float)), target).item()


def test_hand_worked_numbers():
    assert value(losses.MSE(), [[1, 2], [3, 5]], [[0, 2], [1, 1]]) == (1 + 0 + 4 + 16) / 4
    expected = (np.log(1 + np.e) + np.log(1 + np.e**2) - 2) / 2
    np.testing.assert_allclose(value(losses.BinaryCrossEntropy(), [[1], [2]], [0, 1]), expected)
    p = np.exp([1, 2, 3]) / np.exp([1, 2, 3]).sum()
    np.testing.assert_allclose(value(losses.CrossEntropy(), [[1, 2, 3]], [2]), -np.log(p[2]))


def test_class_indices_mean_one_hot_rows():
    scores = [[1.0, 2.0, 3.0], [0.0, -1.0, 1.0]]
    assert value(losses.CrossEntropy(), scores, [2, 0]) == value(
        losses.CrossEntropy(), scores, np.eye(3)[[2, 0]]
    )


def test_predictions_are_probabilities():
    scores = np.array([[0.0, np.log(3)]])
    np.testing.assert_allclose(losses.CrossEntropy().prediction(scores), [[0.25, 0.75]])
    np.testing.assert_allclose(losses.BinaryCrossEntropy().prediction(scores), [[0.5, 0.75]])
    assert losses.MSE().prediction(scores) is scores


def test_which_class_is_favoured():
    scores, target = np.array([[0.1], [-0.1], [2.0]]), np.array([[1.0], [1.0], [0.0]])
    assert losses.BinaryCrossEntropy().correct(scores, target).tolist() == [True, False, False]
    assert losses.MSE().correct(scores, target).tolist() == [False, False, False]
    both = np.array([[1.0, -1.0], [1.0, 1.0]])
    assert losses.BinaryCrossEntropy().correct(both, np.array([[1, 0], [1, 0]])).tolist() == [1, 0]
    two = np.array([[1.0, 2.0], [2.0, 1.0]])
    assert losses.CrossEntropy().correct(two, np.eye(2)[[1, 1]]).tolist() == [True, False]


@pytest.mark.parametrize("name", losses.LOSSES)
def test_value_and_gradient_are_pytorchs(name):
    torch = pytest.importorskip("torch", reason="PyTorch is not installed")
    oracle = {
        "mse": torch.nn.MSELoss(),
        "binary_cross_entropy": torch.nn.BCEWithLogitsLoss(),
        "cross_entropy": torch.nn.CrossEntropyLoss(),
    }[name]
    rng = np.random.default_rng(0)
    for outputs in (2, 4):
        scores = 3 * rng.normal(size=(6, outputs))
        target = rng.dirichlet(np.ones(outputs), 6)
        ours = Tensor(scores, requires_grad=True)
        loss = losses.LOSSES[name]()(ours, target)
        loss.backward()
        theirs = torch.tensor(scores, requires_grad=True)
        expected = oracle(theirs, torch.tensor(target))
        expected.backward()
        np.testing.assert_allclose(loss.item(), expected.item(), rtol=1e-10)
        np.testing.assert_allclose(ours.grad, theirs.grad.numpy(), rtol=1e-10, atol=1e-16)


@pytest.mark.parametrize(
    ("loss", "target", "error", "message"),
    [
        (
            losses.BinaryCrossEntropy(),
            [0, 2, 1],
            InputError,
            "y: 2.0 is not allowed; .* from 0 to 1",
        ),
        (losses.MSE(), [0, np.nan, 1], InputError, "y: nan is not allowed; allowed: finite"),
        (losses.MSE(), ["a", "b", "c"], InputError, "y: .* an array of real numbers"),
        (losses.MSE(), [[0, 1]] * 3, ShapeError, r"\(3, 2\) do not fit a network with 1 outputs"),
    ],
)
def test_targets_that_mean_nothing_are_named(loss, target, error, message):
    with pytest.raises(error, match=message):
        loss(Tensor(np.zeros((3, 1))), target)


@pytest.mark.parametrize("label", [2, -1, 0.5])
def test_a_class_that_does_not_exist_is_named(label):
    with pytest.raises(InputError, match=f"y: {label} is not allowed; allowed: classes 0 to 1"):
        losses.CrossEntropy()(Tensor(np.zeros((2, 2))), [1, label])
    with pytest.raises(InputError, match="probabilities from 0"):
        losses.CrossEntropy()(Tensor(np.zeros((1, 2))), [[-0.5, 1.5]])
