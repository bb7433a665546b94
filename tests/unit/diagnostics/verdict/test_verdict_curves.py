"""Rules on loss curves and data, with constructed evidence, and the statistics that these rules
use."""

import math

import chainrule as cr
import numpy as np
import pytest
from chainrule import Experiment
from chainrule.diagnostics.gradients.observe import Observation
from chainrule.diagnostics.verdict import Evidence, verdict
from chainrule.diagnostics.verdict.evidence import judged_records, last_change, stride_for
from chainrule.diagnostics.verdict.statistics import (
    median_error,
    progress_share,
    running_median,
    scatter,
    turning_share,
)
from chainrule.diagnostics.verdict.task import Task, task_of
from chainrule.training.records.history import Record
from chainrule.training.records.timeline import Timeline

TASK = Task(usual=0.8, chance=0.69, counts={"0": 50, "1": 50}, spreads={}, largest={}, tests=100)
EPOCHS = np.arange(60)


def seen(step=600):
    ones = np.ones(2)
    return Observation(60, step, ones, ones, ones, updates=np.full(2, 1e-3), units=[])


def evidence(training, test=None, task=TASK, experiment=None, **more):
    test = np.full(len(training), np.nan) if test is None else test
    records = [
        Record(e, 10 * e, np.array(loss), np.array(of_test), np.ones(2))
        for e, (loss, of_test) in enumerate(zip(training, test, strict=True))
    ]
    return Evidence([seen()], ["layer 1", "output"], experiment, task, records, **more)


def kinds(*of):
    return {finding.kind for finding in verdict(evidence(*of))}


def the(kind, *of):
    return next(f for f in verdict(evidence(*of)) if f.kind == kind)


def jitter(size, seed=0):
    return np.random.default_rng(seed).standard_normal(len(EPOCHS)) * size


def test_a_tiny_training_loss_with_a_rising_test_loss_is_always_a_problem():
    """A case that a user reported, with losses of 1.8e-5 and 2.69."""
    training = 0.7 * (1.8e-5 / 0.7) ** (EPOCHS / 59)
    test = np.where(EPOCHS < 8, 0.7 - 0.03 * EPOCHS, 0.46 + (2.69 - 0.46) * (EPOCHS - 8) / 51)
    found = the("overfitting", training, test)
    assert found.is_problem
    assert found.numbers["since"] == 8
    assert found.numbers["training loss"] == pytest.approx(1.8e-5)
    assert "since epoch 8 the test loss has risen from 0.46 to 2.7, while" in found.sentence
    assert "sound" not in kinds(training, test)


@pytest.mark.parametrize("noise", [0, 0.002, 0.01])
def test_a_test_loss_that_follows_the_training_loss_is_not_reported_as_overfitting(noise):
    falling = 0.05 + 0.65 * np.exp(-EPOCHS / 15)
    assert kinds(falling, falling * 1.3 + jitter(noise)) == {"sound"}


def test_a_rise_within_the_noise_is_not_reported():
    falling = 0.3 + 0.4 * np.exp(-EPOCHS / 10)
    test = np.full(60, 0.55) + jitter(0.05) + 0.0005 * EPOCHS
    assert "overfitting" not in kinds(falling, test)


def test_a_loss_that_doubles_is_overfitting_even_if_it_is_small():
    """A case that a user reported: steering, where the test loss rose from 0.012 to 0.026."""
    training = 0.02 * np.exp(-EPOCHS / 15)
    test = 0.012 + 0.014 * np.clip((EPOCHS - 10) / 30, 0, 1) + jitter(0.0005)
    test[:10] += 0.01 * np.arange(10, 0, -1)
    found = the("overfitting", training, test)
    assert found.numbers["since"] == pytest.approx(10, abs=4)
    assert found.numbers["test loss"] > 2 * found.numbers["best test loss"]
    # Multiples of an even smaller loss do not count, and neither does a smaller rise.
    assert "overfitting" not in kinds(training / 3, test / 3)
    assert "overfitting" not in kinds(training, 0.012 + (test - 0.012) / 3)


def test_a_doubled_loss_stays_overfitting_until_it_has_returned():
    """Single records have more noise than the rise; only their medians show it."""
    training = 0.3 * np.exp(-EPOCHS / 15)
    noise = np.array([1, 0.4, 1, 3])[EPOCHS % 4]

    def is_reported(*levels):
        at_first, then, at_last = levels
        test = np.where(EPOCHS < 10, at_first, np.where(EPOCHS < 40, then, at_last)) * noise
        return "overfitting" in kinds(training, test)

    assert is_reported(0.02, 0.048, 0.048)
    assert is_reported(0.02, 0.048, 0.026)
    assert not is_reported(0.02, 0.026, 0.026), "1.3 times the best value is not enough by itself"
    assert not is_reported(0.02, 0.048, 0.022)


def test_a_test_loss_that_rises_with_the_training_loss_is_not_reported_as_overfitting():
    rising = 0.3 + 0.005 * EPOCHS
    assert "overfitting" not in kinds(rising, rising * 1.5)


def test_a_large_gap_is_reported_with_the_epoch_at_which_it_began():
    training = 0.7 * np.exp(-EPOCHS / 10)
    test = np.maximum(training, 0.45)
    found = the("overfitting", training, test)
    assert found.numbers["test loss"] == pytest.approx(0.45)
    # The bounds: twice the training loss, and a difference of a quarter of the chance level,
    # 0.1725.
    parted = int(np.argmax((test - training > 0.25 * 0.69) & (training < test / 2)))
    assert found.numbers["since"] == pytest.approx(parted, abs=3)


def test_too_few_test_examples_are_reported_as_inconclusive():
    training = 0.7 * np.exp(-EPOCHS / 10)
    few = Task(0.8, 0.69, {}, {}, {}, tests=5)
    found = verdict(evidence(training, training + 0.01 * EPOCHS, few))
    assert [f.kind for f in found] == ["sound"]
    words = "Overfitting can't be judged: there are too few test examples."
    assert found[0].sentence.endswith(words)


def test_a_short_run_is_reported_as_too_early_to_judge():
    (found,) = verdict(evidence([0.7, 0.6, 0.5], [0.7, 0.6, 0.5]))
    assert found.kind == "sound"
    assert found.sentence == (
        "No problem found: the training loss fell from 0.7 to 0.5, the test loss is 0.5. "
        "Gradients flow: that of layer 1 is 1 times that of the output; "
        "updates are 0.001 of the weights. "
        "It is too early to judge the loss curves: that takes 12 epochs."
    )


def test_a_flat_curve_is_a_plateau_or_at_the_chance_level_stalled_training():
    falls_to = lambda level: level + (0.75 - level) * np.exp(-EPOCHS / 4)  # noqa: E731
    assert kinds(falls_to(0.4) + jitter(0.001)) == {"plateau"}
    assert kinds(falls_to(0.69) + jitter(0.001)) == {"stalled"}
    assert kinds(falls_to(0.01)) == {"sound"}  # learned
    since = the("plateau", falls_to(0.4)).numbers["since"]
    assert 10 <= since <= 25


def test_slow_convergence_is_not_reported_as_a_plateau():
    assert kinds(0.7 / (1 + EPOCHS / 10) + 0.01) == {"sound"}


def test_noise_around_a_constant_level_is_an_oscillation_but_a_noisy_decrease_is_not():
    assert "oscillation" in kinds(0.5 + jitter(0.15))
    assert "oscillation" not in kinds(0.5 + jitter(0.01))
    assert "oscillation" not in kinds(0.7 * np.exp(-EPOCHS / 20) * (1 + jitter(0.1)))
    assert "oscillation" in kinds(np.where(EPOCHS % 2, 0.3, 0.6))
    wave = 0.5 + 0.2 * np.sin(EPOCHS / 8)
    assert "oscillation" not in kinds(wave)


def test_the_initial_loss_is_compared_with_the_chance_level():
    falls_from = lambda start: start * np.exp(-EPOCHS / 10)  # noqa: E731
    assert "initial_loss" not in kinds(falls_from(1.5))
    far = the("initial_loss", falls_from(1.7))
    assert far.is_problem
    assert far.numbers == {"start": pytest.approx(1.7), "usual": 0.8, "chance": 0.69}


def test_trained_initial_weights_are_not_mistaken_for_an_unusual_initialisation():
    low, high = 0.1 * np.exp(-EPOCHS / 10), 4 * np.exp(-EPOCHS / 10)
    drawn = Experiment(data="gauss", layers=())
    for start in (low, high):
        assert "initial_loss" not in kinds(start, None, TASK, drawn)
    given = drawn.changed(weights=(1.0, 1.0, 0.0))
    trained = the("initial_loss", low, None, TASK, given)
    assert not trained.is_problem
    assert "The initial weights have already been trained." in trained.sentence
    assert the("initial_loss", high, None, TASK, given).is_problem
    large = the("initial_loss", high, None, TASK, drawn.changed(init_scale=10.0))
    assert large.trial
    assert large.trial.words == "Initial scale 1 (now 10)"


def test_a_gap_is_reported_with_the_numbers_that_the_page_shows():
    training = 0.7 * np.exp(-EPOCHS / 10)
    test = np.maximum(training, 0.45)
    training[-1], test[-1] = 0.07, 0.4
    numbers = the("overfitting", training, test).numbers
    assert (numbers["test loss"], numbers["training loss"]) == (0.4, 0.07)
    # If the last losses are not far apart, no gap is reported.
    training[-1] = 0.3
    assert "overfitting" not in kinds(training, test)


def test_a_median_that_differs_from_the_loss_shown_is_called_a_median():
    still = np.full(60, 0.69)
    assert "the training loss is 0.69; it" in the("stalled", still).sentence
    still[-1] = 0.6
    words = "the training loss is 0.69 (the median since epoch 53); it started at 0.69"
    assert words in the("stalled", still).sentence


def test_early_stopping_is_not_suggested_if_the_test_loss_always_rises():
    falling = 0.7 * np.exp(-EPOCHS / 10)
    found = the("overfitting", falling, 0.7 + 0.02 * EPOCHS)
    assert "since epoch 0 the test loss has risen" in found.sentence
    assert found.sentence.endswith(
        "training examples: more examples or a penalty on the weights help."
    )
    later = the("overfitting", falling, 0.5 + 0.02 * abs(EPOCHS - 8))
    assert "stopping at epoch 8, more examples, or a penalty" in later.sentence


def test_records_with_other_settings_are_ignored():
    first, second = Experiment(), Experiment(learning_rate=0.1)
    run, timeline = first.trainer(), Timeline(first)
    run.timeline = timeline
    timeline.add(run.last_good)
    run.advance(3 * len(run.batches))
    timeline.experiment = second
    run.advance(2 * len(run.batches))
    assert last_change(timeline, second, run.step_count) == 4
    assert last_change(timeline, first, 3 * len(run.batches)) == 0
    assert last_change(timeline, first, run.step_count) == math.inf
    # Stopping rules do not change the meaning of losses.
    assert last_change(timeline, second.changed(stop_epoch=9), run.step_count) == 4
    records = run.history.records
    assert [s.epoch for s in judged_records(records, 4, run.step_count)] == [4, 5]


def test_the_verdict_does_not_depend_on_how_the_history_was_thinned():
    assert [stride_for(epoch) for epoch in (0, 127, 128, 255, 256)] == [1, 1, 2, 2, 4]
    every = [Record(e, e, *(np.array(1.0),) * 3) for e in range(1001)]
    thinned = [s for s in every if s.epoch % 4 == 0]
    assert judged_records(every, 0, 1000) == judged_records(thinned, 0, 1000)
    assert len(judged_records(every, 0, 1000)) == 126


# --- data -----------------------------------------------------------------------------------------


def judged(**task):
    values = {"counts": {}, "spreads": {}, "largest": {}} | task
    return verdict(evidence([0.7], task=Task(usual=0.8, chance=0.69, tests=0, **values)))


def test_classes_are_reported_as_imbalanced_from_a_ratio_of_four_to_one():
    assert [f.kind for f in judged(counts={"a": 39, "b": 10})] == ["sound"]
    _, remark = judged(counts={"a": 40, "b": 10})
    assert remark.kind == "imbalance"
    assert not remark.is_problem
    assert "40 training examples are of class a and 10 of class b" in remark.sentence
    assert remark.numbers == {"ratio": 4, "share": 0.8}


def test_large_inputs_and_inputs_of_unequal_scale_are_named():
    (large,) = judged(largest={"x": 1.0, "y": 31.0}, spreads={"x": 1.0, "y": 15.0})
    assert "y up to 31 in absolute value" in large.sentence
    (unequal,) = judged(largest={"x": 1.0, "y": 0.01}, spreads={"x": 1.0, "y": 0.01})
    assert "the range of x is 100 times that of y" in unequal.sentence
    assert judged(largest={"x": 30.0}, spreads={"x": 15.0})[0].kind == "sound"


@pytest.mark.parametrize(
    ("settings", "chance"),
    [
        ({"data": "blobs", "classes": 4, "loss": "cross_entropy", "samples": 400}, math.log(4)),
        ({"data": "circle", "loss": "binary_cross_entropy"}, math.log(2)),
    ],
)
def test_the_chance_level_is_the_entropy_of_the_classes(settings, chance):
    run = Experiment().changed(**settings).trainer()
    counts = np.array([*task_of(Experiment().changed(**settings), run).counts.values()])
    shares = counts / counts.sum()
    entropy = -(shares * np.log(shares)).sum()
    found = task_of(Experiment().changed(**settings), run).chance
    assert found == pytest.approx(entropy, rel=1e-6)
    assert found == pytest.approx(chance, rel=0.02)


@pytest.mark.parametrize("loss", ["mse", "l1", "huber", "hinge", "binary_cross_entropy"])
@pytest.mark.parametrize("data", ["circle", "gauss"])
def test_no_constant_prediction_is_better_than_the_chance_level(loss, data):
    experiment = Experiment().changed(data=data, loss=loss)
    run = experiment.trainer()
    found = task_of(experiment, run).chance
    y = run.batches.y[:, 0].astype(float)
    scores = np.linspace(-3, 3, 2401)[:, None]
    of = {
        "mse": lambda s: (s - y) ** 2,
        "l1": lambda s: abs(s - y),
        "huber": lambda s: np.where(abs(s - y) <= 1, (s - y) ** 2 / 2, abs(s - y) - 0.5),
        "hinge": lambda s: np.maximum(0, 1 - y * s),
        "binary_cross_entropy": lambda s: np.logaddexp(0, s) - y * s,
    }
    assert found == pytest.approx(of[loss](scores).mean(axis=1).min(), rel=1e-3)


@pytest.mark.parametrize("loss", ["binary_cross_entropy", "cross_entropy", "hinge"])
@pytest.mark.parametrize("weights", ["balanced", (1.0, 5.0)])
def test_the_chance_level_includes_class_weights(loss, weights):
    points = tuple((i / 10, 0.0, int(i % 5 == 0)) for i in range(50))
    experiment = Experiment().changed(
        data="drawn", drawn=points, train_share=0.9, loss=loss, class_weights=weights
    )
    run = experiment.trainer()
    x, y = run.batches.x, run.batches.y
    score = np.linspace(-2, 2, 801)
    rows = np.stack([-score, score], axis=1) / 2 if y.shape[1] == 2 else score[:, None]
    losses = [
        float(
            run.loss(
                cr.Tensor(np.broadcast_to(row, y.shape).astype("float32").copy()), cr.Tensor(y)
            ).data
        )
        for row in rows
    ]
    assert len(x) == len(y)
    assert task_of(experiment, run).chance == pytest.approx(min(losses), rel=1e-3)


def test_class_weights_are_suggested_only_if_they_can_be_used():
    points = tuple((i / 20, 0.0, int(i % 10 == 0)) for i in range(100))
    experiment = Experiment().changed(data="drawn", drawn=points)
    task = Task(0.8, 0.69, {"0": 45, "1": 5}, {}, {}, 0)
    offered = next(
        f.trial for f in verdict(evidence([0.7], None, task, experiment)) if f.kind == "imbalance"
    )
    assert offered
    assert offered.changes == {"class_weights": "balanced"}
    assert offered.words == "Class weights balanced (now none)"
    other = experiment.changed(loss="mse")
    for found in verdict(evidence([0.7], None, task, other)):
        assert found.kind != "imbalance" or found.trial is None


def test_the_chance_level_of_one_example_is_the_loss_of_zero_scores():
    experiment = Experiment().changed(data="example", loss="mse")
    task = task_of(experiment, experiment.trainer())
    assert task.chance == pytest.approx((0.01**2 + 0.99**2) / 2)


# --- statistics -----------------------------------------------------------------------------------


def test_the_running_median_ignores_single_jumps_and_keeps_the_first_value():
    values = np.array([9.0, 5, 5, 80, 5, 5, 4])
    assert running_median(values, 5).tolist() == [9, 5, 5, 5, 5, 5, 5]


def test_the_scatter_is_the_noise_without_the_trend():
    draw = np.random.default_rng(0).standard_normal(4000)
    assert scatter(draw + 0.01 * np.arange(4000)) == pytest.approx(1, abs=0.05)
    assert scatter(np.arange(9.0)) == pytest.approx(1.4826 / math.sqrt(2))
    assert scatter(np.array([1.0])) == 0


def test_the_standard_error_of_a_median_is_the_spread_of_medians():
    draw = np.random.default_rng(0).standard_normal((4000, 41))
    assert median_error(draw.ravel(), 41) == pytest.approx(np.median(draw, axis=1).std(), rel=0.07)


def test_directness_and_turns_distinguish_noise_from_decrease():
    fall, noise = np.exp(-EPOCHS / 20), np.random.default_rng(0).standard_normal(3000)
    assert turning_share(fall) == 0
    assert turning_share(noise) == pytest.approx(2 / 3, abs=0.02)
    assert progress_share(fall) > 0.5
    assert progress_share(noise) < 0.01
    assert progress_share(np.zeros(5)) == 1
