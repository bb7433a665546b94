"""Class weights: their values, invalid settings, and the same loss everywhere."""

import numpy as np
import pytest
from chainrule import Experiment, InputError, Tensor
from chainrule.diagnostics.gradients.per_example import example_gradients
from chainrule.diagnostics.landscape.dataset_loss import DatasetLoss
from chainrule.experiment.data.class_weights import balanced_weights
from chainrule.fleets.fleet import Fleet
from chainrule.fleets.members import Axis, grid


def test_balanced_weights_follow_scikit_learns_formula_on_the_training_rows():
    points = tuple((round(0.05 * i, 2), 1.0, int(i % 5 == 0)) for i in range(50))
    experiment = Experiment(data="drawn", drawn=points, class_weights="balanced")
    kinds = experiment.split().y
    counts = np.bincount(kinds)
    assert counts[0] > 3 * counts[1]
    expected = len(kinds) / (2 * counts)
    np.testing.assert_allclose(experiment.weights_of_classes(), expected)
    assert expected[kinds].mean() == pytest.approx(1)


def test_a_class_without_training_rows_has_weight_one():
    assert balanced_weights(np.array([0, 0, 0, 2]), 4) == (4 / 6, 1, 2, 1)


@pytest.mark.parametrize(
    ("settings", "sentence"),
    [
        ({"class_weights": (1, 2, 3)}, "none, balanced or 2 numbers, one for each class"),
        ({"class_weights": (1,)}, "or a number above 0 for each class, up to 1e.06"),
        ({"class_weights": (0, 1)}, "or a number above 0 for each class"),
        ({"class_weights": "even"}, "one of none, balanced, or a number above 0"),
        ({"class_weights": "balanced", "loss": "mse"}, "none, because mse takes no class weights"),
        ({"class_weights": (1, 2), "data": "sine", "loss": "mse"}, "none, because mse takes no"),
    ],
)
def test_invalid_class_weights_are_rejected(settings, sentence):
    with pytest.raises(InputError, match=f"class_weights: .* allowed: .*{sentence}"):
        Experiment(**settings)


def test_class_weights_that_no_longer_fit_are_dropped():
    own = Experiment(class_weights=(1, 5))
    assert own.changed(loss="hinge").class_weights == (1, 5)
    assert own.changed(loss="mse").class_weights == "none"
    assert own.changed(data="blobs", classes=3).class_weights == "none"
    balanced = Experiment(class_weights="balanced")
    assert balanced.changed(data="blobs", classes=3).class_weights == "balanced"
    assert balanced.changed(data="sine").class_weights == "none"


@pytest.mark.parametrize("dtype", ["float32", "float64"])
@pytest.mark.parametrize(
    ("loss", "classes"),
    [("binary_cross_entropy", 2), ("cross_entropy", 2), ("cross_entropy", 4), ("hinge", 2),
     ("hinge", 4)],
)  # fmt: skip
def test_training_evaluation_and_maps_use_the_same_weighted_loss(loss, classes, dtype):
    own = (0.5, 4.0, 1.0, 2.0)[:classes]
    experiment = Experiment(
        data="blobs", classes=classes, loss=loss, noise=0.5, samples=60, dtype=dtype,
        class_weights=own, batch_size=60, layers=((4, "tanh"),),
    )  # fmt: skip
    run = experiment.trainer()
    run.advance(5)
    x, y, *_ = experiment.split()
    now = float(run.losses_now().training)
    assert run.evaluate(x, y).loss == pytest.approx(now, rel=1e-5)
    with run.next_batch() as step:
        step.program.replay_sections("forward", "loss")
        assert float(step.loss) == pytest.approx(now, rel=1e-5)
    whole = DatasetLoss(run.net, run.loss, run.batches.x, run.batches.y)
    assert whole.at(run.theta[None])[0] == pytest.approx(now, rel=1e-5)
    unweighted = experiment.changed(class_weights="none").loss_rule()
    each = [float(unweighted(Tensor(run.predict(x[i : i + 1])), y[i : i + 1]).data)
            for i in range(len(y))]  # fmt: skip
    weights = np.array(own)[y]
    assert now == pytest.approx((weights * each).sum() / weights.sum(), rel=1e-4)
    with run.next_batch() as step:
        step.differentiate()
        np.testing.assert_allclose(
            example_gradients(run.net, step).mean(axis=0), run.grad, atol=1e-6
        )


def test_a_fleet_with_class_weights_equals_its_members():
    base = Experiment(data="blobs", classes=3, loss="cross_entropy", class_weights=(1, 5, 2))
    fleet = Fleet(base, grid([Axis("learning_rate", (0.01, 0.1))]))
    assert len(fleet.groups) == 1
    fleet.advance(3)
    for rate, loss in zip((0.01, 0.1), fleet.present().training_loss, strict=True):
        run = base.changed(learning_rate=rate).trainer()
        run.advance(3 * len(run.batches))
        assert loss == pytest.approx(float(run.losses_now().training), rel=1e-4)
    varied = Fleet(base, grid([Axis("class_weights", ("none", "balanced", (1, 5, 2)))]))
    varied.advance(1)
    assert len(set(varied.present().training_loss)) == 3
