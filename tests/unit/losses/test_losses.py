"""Losses: numbers computed by hand, and invalid input."""

import numpy as np
import pytest
from chainrule import InputError, ShapeError, Tensor, losses


def value(loss: losses.Loss, scores, target) -> float:
    return loss(Tensor(np.array(scores, float)), target).item()


def test_losses_equal_those_computed_by_hand():
    assert value(losses.MSE(), [[1, 2], [3, 5]], [[0, 2], [1, 1]]) == (1 + 0 + 4 + 16) / 4
    expected = (np.log(1 + np.e) + np.log(1 + np.e**2) - 2) / 2
    np.testing.assert_allclose(value(losses.BinaryCrossEntropy(), [[1], [2]], [0, 1]), expected)
    p = np.exp([1, 2, 3]) / np.exp([1, 2, 3]).sum()
    np.testing.assert_allclose(value(losses.CrossEntropy(), [[1, 2, 3]], [2]), -np.log(p[2]))


def test_class_indices_are_equivalent_to_one_hot_rows():
    scores = [[1.0, 2.0, 3.0], [0.0, -1.0, 1.0]]
    assert value(losses.CrossEntropy(), scores, [2, 0]) == value(
        losses.CrossEntropy(), scores, np.eye(3)[[2, 0]]
    )


def test_predictions_of_classes_are_probabilities():
    scores = np.array([[0.0, np.log(3)]])
    np.testing.assert_allclose(losses.CrossEntropy().prediction(scores), [[0.25, 0.75]])
    np.testing.assert_allclose(losses.BinaryCrossEntropy().prediction(scores), [[0.5, 0.75]])
    assert losses.MSE().prediction(scores) is scores


def test_the_method_correct_compares_the_predicted_class_with_the_target():
    scores, target = np.array([[0.1], [-0.1], [2.0]]), np.array([[1.0], [1.0], [0.0]])
    assert losses.BinaryCrossEntropy().correct(scores, target).tolist() == [True, False, False]
    assert losses.MSE().correct(scores, target).tolist() == [False, False, False]
    both = np.array([[1.0, -1.0], [1.0, 1.0]])
    assert losses.BinaryCrossEntropy().correct(both, np.array([[1, 0], [1, 0]])).tolist() == [1, 0]
    two = np.array([[1.0, 2.0], [2.0, 1.0]])
    assert losses.CrossEntropy().correct(two, np.eye(2)[[1, 1]]).tolist() == [True, False]


def test_further_losses_equal_those_computed_by_hand():
    assert value(losses.L1(), [[1], [-3]], [0, 0]) == 2
    assert value(losses.Huber(2), [[1], [-3]], [0, 0]) == (0.5 + 2 * (3 - 1)) / 2
    assert value(losses.Hinge(), [[0.25], [-2]], [1, -1]) == 0.75 / 2
    assert value(losses.Hinge(), [[1, 3, 2.5]], [1]) == 0.5 / 3
    assert value(losses.KLDivergence(), [[0, 0]], [[1, 0]]) == pytest.approx(np.log(2))
    smooth = -(0.85 * np.log(0.75) + 0.15 * np.log(0.25))
    assert value(losses.CrossEntropy(0.3), [[np.log(3), 0]], [0]) == pytest.approx(smooth)


def test_the_hinge_loss_accepts_0_or_minus_1_for_the_negative_class():
    scores = [[0.5], [0.25]]
    assert value(losses.Hinge(), scores, [0, 1]) == value(losses.Hinge(), scores, [-1, 1])
    assert losses.Hinge().correct(np.array([[0.5], [-1]]), np.array([[1], [1]])).tolist() == [1, 0]


def test_smoothed_targets_still_identify_classes():
    loss = losses.CrossEntropy(0.2)
    assert loss.names_classes(loss.target([0, 2], 3, "float32"))
    assert not loss.names_classes(loss.target([[0.3, 0.3, 0.4]], 3, "float32"))


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
        (losses.MSE(), [[0, 1]] * 3, ShapeError, r"\(3, 2\) do not fit a network with 1 output;"),
    ],
)
def test_the_error_for_an_invalid_target_names_it(loss, target, error, message):
    with pytest.raises(error, match=message):
        loss(Tensor(np.zeros((3, 1))), target)


@pytest.mark.parametrize("label", [2, -1, 0.5])
def test_the_error_for_a_class_that_does_not_exist_names_it(label):
    with pytest.raises(InputError, match=f"y: {label} is not allowed; allowed: classes 0 to 1"):
        losses.CrossEntropy()(Tensor(np.zeros((2, 2))), [1, label])
    with pytest.raises(InputError, match="probabilities from 0"):
        losses.CrossEntropy()(Tensor(np.zeros((1, 2))), [[-0.5, 1.5]])


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: losses.Huber(0), "delta: 0 .* greater than 0"),
        (lambda: losses.CrossEntropy(1.5), "label_smoothing: 1.5 .* from 0 to 1"),
        (lambda: value(losses.CrossEntropy(), [[0, 0]], [[0.5, 0.6]]), "y: .* that sum to 1"),
        (lambda: losses.Huber("1"), "delta: '1' .* greater than 0"),
        (lambda: losses.CrossEntropy(True), "label_smoothing: True .* from 0 to 1"),
        (lambda: losses.MSE()([[1.0]], [1]), r"scores: \[\[1.0\]\] .* a Tensor \(n, outputs\)"),
        (lambda: losses.MSE()(Tensor([1.0]), [1]), r"scores: \(1,\) .* a Tensor \(n, outputs\)"),
        (lambda: value(losses.MSE(), [[0]], [[1], [2, 3]]), "y: .* an array of real numbers"),
        (lambda: value(losses.CrossEntropy(), [[0, 0]], [[0.5, 0.500004]]), "y: .* sum to 1"),
        (lambda: value(losses.CrossEntropy(), [[0, 0]], ["cat"]), "y: .* real numbers"),
        (lambda: value(losses.CrossEntropy(), [[0, 0]], [np.nan]), "y: nan .* classes 0 to 1"),
        (lambda: value(losses.KLDivergence(), [[0, 0]], [[-1, 2]]), "y: -1.* probabilities from 0"),
        (lambda: value(losses.Hinge(), [[0]], [2]), "y: 2.0 .* targets 0 and 1, or -1 and 1"),
        (lambda: value(losses.Hinge(), [[0], [0]], [-1, 0]), "y: -1.0 .* 0 and 1, or -1 and 1"),
        (lambda: value(losses.Hinge(), [[0, 0]], [2]), "y: 2 .* classes 0 to 1"),
    ],
)
def test_the_error_for_an_invalid_setting_of_a_loss_names_it(make, message):
    with pytest.raises(InputError, match=message):
        make()


@pytest.mark.parametrize(
    ("loss", "scores", "target", "message"),
    [
        (losses.CrossEntropy(), [[0, 0]] * 2, [[0], [1]], r"\(2, 1\) .*\(n, 2\) or \(n,\) of cl"),
        (
            losses.CrossEntropy(),
            [[0]] * 2,
            [0, 0],
            "one output; expected one output per class",
        ),
        (losses.Hinge(), np.zeros((2, 3)), np.zeros((2, 2)), r"targets of shape \(2, 2\) do not"),
        (losses.MSE(), np.zeros((2, 2)), [1, 2], r"shape \(2,\) .* expected \(n, 2\)\."),
        (losses.MSE(), np.zeros((0, 1)), [], r"y: no targets, shape \(0,\)"),
        (losses.MSE(), [[0], [0]], [1], r"scores of shape \(2, 1\) do not fit .* \(1, 1\)"),
    ],
)
def test_targets_of_the_wrong_shape_are_rejected(loss, scores, target, message):
    with pytest.raises(ShapeError, match=message):
        value(loss, scores, target)


def test_probabilities_rounded_to_single_precision_are_accepted():
    rows = np.random.default_rng(0).dirichlet(np.ones(1000), 5).astype(np.float32)
    losses.CrossEntropy()(Tensor(np.zeros((5, 1000), np.float32)), rows)


@pytest.mark.parametrize("score", [40.0, 400.0, -40.0, -400.0])
def test_the_small_loss_of_a_confident_correct_prediction_is_accurate(score):
    """ln(1 + e^-40) = e^-40 to the last digit, not the 0 of ln(1 + e^40) - 40."""
    label = float(score > 0)
    assert value(losses.BinaryCrossEntropy(), [[score]], [label]) == pytest.approx(
        np.exp(-abs(score)), rel=1e-15, abs=0
    )
    assert value(losses.BinaryCrossEntropy(), [[score]], [1 - label]) == abs(score)


def test_extreme_scores_give_finite_losses_in_single_precision():
    scores = Tensor(np.array([[-3e38], [3e38]], np.float32), requires_grad=True)
    losses.BinaryCrossEntropy()(scores, [0, 1]).backward()
    np.testing.assert_array_equal(scores.grad, [[0], [0]])
    rows = Tensor(np.array([[-1e38, 1e38]], np.float32), requires_grad=True)
    losses.CrossEntropy()(rows, [0]).backward()
    np.testing.assert_array_equal(rows.grad, [[-1, 1]])


def test_the_weight_of_the_only_example_cancels_out():
    scores, plain = [[0.3, -1.0, 2.0]], losses.CrossEntropy()
    weighted = losses.CrossEntropy(weight=(1, 5, 9))
    for kind in range(3):
        assert value(weighted, scores, [kind]) == pytest.approx(value(plain, scores, [kind]))


def test_an_example_with_weight_three_counts_as_three_examples():
    scores, thrice = [[0.5], [-1.0]], [[0.5], [0.5], [0.5], [-1.0]]
    for kind in (losses.BinaryCrossEntropy, losses.Hinge):
        weighted = value(kind(weight=(1, 3)), scores, [1, 0])
        assert weighted == pytest.approx(value(kind(), thrice, [1, 1, 1, 0]))


def test_equal_weights_do_not_change_the_loss():
    rng = np.random.default_rng(0)
    scores, kinds = rng.normal(size=(6, 3)), rng.integers(0, 3, 6)
    for kind in (losses.CrossEntropy, losses.Hinge):
        assert value(kind(weight=(7, 7, 7)), scores, kinds) == pytest.approx(
            value(kind(), scores, kinds)
        )


@pytest.mark.parametrize(
    ("make", "sentence"),
    [
        (lambda: losses.CrossEntropy(weight=(1, 0)), "weight: .* numbers above 0, up to 1e.06"),
        (lambda: losses.CrossEntropy(weight=(1, np.nan)), "weight: .* numbers above 0"),
        (lambda: losses.CrossEntropy(weight=[]), "weight: .* numbers above 0"),
        (lambda: losses.CrossEntropy(weight="balanced"), "weight: 'balanced' is not allowed"),
        (lambda: losses.CrossEntropy(weight=2.0), "weight: 2.0 is not allowed"),
        (lambda: losses.CrossEntropy(1.0, weight=(1, 2)), "label_smoothing: .* below 1"),
        (lambda: losses.BinaryCrossEntropy(weight=(1, 2, 3)), "weight: .* 2 numbers above 0"),
        (lambda: losses.BinaryCrossEntropy((1, 2), 3), "pos_weight: 3 .* none if weight is given"),
        (lambda: losses.BinaryCrossEntropy(pos_weight=-1), "pos_weight: .* above 0"),
    ],
)
def test_the_error_for_an_invalid_weight_names_it(make, sentence):
    with pytest.raises(InputError, match=sentence):
        make()


@pytest.mark.parametrize(
    ("loss", "outputs", "y", "sentence"),
    [
        (losses.CrossEntropy(weight=(1, 2)), 3, [0], "weight: .* 3 numbers, one per class"),
        (losses.Hinge(weight=(1, 2, 3)), 1, [0], "weight: .* 2 numbers, one per class"),
        (
            losses.CrossEntropy(weight=(1, 2)), 2, [[0.5, 0.5]],
            "y: 'rows of probabilities' is not allowed; allowed: classes, because",
        ),
        (losses.BinaryCrossEntropy(pos_weight=(1, 2)), 3, [[0, 1, 1]], "pos_weight: .* or 3"),
    ],
)  # fmt: skip
def test_the_error_for_weights_that_do_not_match_the_targets_names_them(loss, outputs, y, sentence):
    with pytest.raises(InputError, match=sentence):
        loss.target(y, outputs, "float64")
