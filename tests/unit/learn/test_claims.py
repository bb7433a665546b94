"""The effects that the article claims, checked over 20 seeds or data sets.

The bounds leave room for the rounding of other processors: with three kernels of OpenBLAS, the
smallest accuracy of deep networks differed by up to 0.1.
"""

from __future__ import annotations

import math

import numpy
import pytest
from chainrule.diagnostics.gradients.units import layer_units
from chainrule.diagnostics.landscape.sharpness import curvature
from chainrule.experiment.experiment import Experiment
from chainrule.fleets import Fleet

pytestmark = pytest.mark.natively

SEEDS = range(20)
CIRCLE = "data=circle&optimizer=sgd&learning_rate=0.1&layers="


def deep(layer: str) -> str:
    return ",".join([layer] * 6)


def trained(address: str, epochs: int, vary: str = "seed"):
    """The last records of 20 networks."""
    fleet = Fleet(Experiment.from_address(address), [{vary: seed} for seed in SEEDS])
    fleet.advance(epochs)
    return fleet.present()


def accuracies(address: str, epochs: int, vary: str = "seed"):
    return numpy.asarray(trained(address, epochs, vary).test_accuracy)


def first_to_last(address: str):
    """The norm of the first layer's gradient divided by that of the output, before training."""
    ratios = []
    for seed in SEEDS:
        run = Experiment.from_address(address).replaced(seed=seed).trainer()
        run.differentiate()
        norms = run.current_record().gradient_norms
        ratios.append(norms[0] / norms[-1])
    return numpy.array(ratios)


def test_descent_with_all_examples_lowers_the_loss_at_every_step():
    base = Experiment.from_address(f"{CIRCLE}4-tanh&batch_size=250")
    fleet = Fleet(base, [{"seed": seed} for seed in SEEDS])
    losses = [numpy.asarray(fleet.present().training_loss)]
    for _ in range(400):
        fleet.advance(1)
        losses.append(numpy.asarray(fleet.present().training_loss))
    assert (numpy.diff(losses, axis=0) < 0).all()


def test_identity_layers_cannot_separate_a_ring_from_its_centre_but_four_tanh_units_can():
    assert accuracies("data=circle&layers=8-identity,8-identity", 40).max() < 0.5
    assert accuracies("data=circle&layers=4-tanh", 40).min() >= 0.94


def test_two_hidden_units_usually_fail_to_learn_xor_and_four_do_better():
    xor = "data=xor&samples=200&noise=0&batch_size=4&layers="
    two, four = accuracies(f"{xor}2-tanh", 60), accuracies(f"{xor}4-tanh", 60)
    assert [two.min(), two.max()] == pytest.approx([0.64, 0.86], abs=0.005)
    assert [four.min(), four.max()] == pytest.approx([0.85, 0.98], abs=0.005)


def test_a_confident_mistake_persists_with_squared_error_but_not_with_cross_entropy():
    start = "data=gauss&layers=none&weights=-6,-6,0&optimizer=sgd&learning_rate=0.1&loss="
    squares = f"{start}mse&output_activation=sigmoid"
    assert accuracies(squares, 20, "data_seed").max() <= 0.02
    assert accuracies(f"{start}binary_cross_entropy", 2, "data_seed").min() >= 0.98


def test_a_network_with_zero_weights_never_learns():
    address = f"{CIRCLE}4-tanh&init=zeros"
    record = trained(address, 20)
    assert numpy.asarray(record.training_loss) == pytest.approx(math.log(2), abs=0.001)
    run = Experiment.from_address(address).trainer()
    run.differentiate()
    assert numpy.flatnonzero(run.grad).tolist() == [run.theta.size - 1], "only the last bias"


def test_momentum_is_faster_at_the_same_small_learning_rate():
    slow = f"{CIRCLE.replace('0.1', '0.03')}8-tanh"
    plain, heavy = accuracies(slow, 20), accuracies(f"{slow}&momentum=0.9", 20)
    assert [plain.mean(), heavy.mean()] == pytest.approx([0.84, 0.97], abs=0.01)
    assert (heavy > plain).all()


def test_adams_first_step_moves_every_weight_by_the_learning_rate():
    for seed in SEEDS:
        run = Experiment.from_address("data=circle&layers=4-tanh").replaced(seed=seed).trainer()
        before = run.theta.copy()
        run.advance(1)
        moved = numpy.abs(run.theta - before)
        assert moved == pytest.approx(numpy.full(moved.shape, 0.01), rel=1e-3)


def test_steps_that_are_too_large_kill_units_of_deep_relu_networks():
    address = "data=circle&optimizer=sgd&init=he&learning_rate=1&layers=" + deep("8-relu")
    right, dead = [], []
    for seed in SEEDS:
        run = Experiment.from_address(address).replaced(seed=seed).trainer()
        run.advance(20 * len(run.batches))
        right.append(run.current_record().test_accuracy)
        dead.append(layer_units(run.training_set, run.net)[5].share)
    assert sum(share == 1 for share in dead) >= 18, "of the last hidden layer"
    assert max(right) <= 0.55


def test_six_sigmoid_layers_pass_back_almost_no_gradient_and_do_not_learn():
    ratios = first_to_last(CIRCLE + deep("8-sigmoid"))
    assert ratios.max() < 1 / 1000
    assert 1 / 10_000 < numpy.median(ratios) < 1 / 5000
    assert accuracies(CIRCLE + deep("8-sigmoid"), 30).max() <= 0.53


def test_at_the_same_depth_relu_with_he_and_tanh_with_xavier_initialisation_learn():
    for address in (CIRCLE + deep("8-relu") + "&init=he", CIRCLE + deep("8-tanh")):
        assert first_to_last(address).min() > 0.15
        assert accuracies(address, 30).min() >= 0.8


def test_initial_weights_that_are_small_shrink_gradients_and_large_ones_saturate_units():
    small = CIRCLE + deep("8-tanh") + "&init_scale=0.3"
    assert accuracies(small, 30).max() <= 0.53
    large = accuracies(CIRCLE + deep("8-tanh") + "&init_scale=5", 20)
    assert numpy.median(large) <= 0.62
    assert large.max() < 0.85


def test_with_large_initial_weights_the_gradients_of_deep_relu_networks_explode():
    address = CIRCLE + deep("8-relu") + "&init=he"
    for seed in SEEDS:
        usual, large = (
            first_norm(Experiment.from_address(address).replaced(seed=seed, init_scale=scale))
            for scale in (1, 5)
        )
        assert large > 10_000 * usual


def first_norm(experiment: Experiment):
    """The norm of the first layer's gradient before training."""
    run = experiment.trainer()
    run.differentiate()
    return run.current_record().gradient_norms[0]


def ratios_and_accuracies(address: str, epochs: int):
    """Like `first_to_last` and `accuracies`, for layers that fleets do not support."""
    ratios, right = [], []
    for seed in SEEDS:
        run = Experiment.from_address(address).replaced(seed=seed).trainer()
        run.differentiate()
        norms = run.current_record().gradient_norms
        ratios.append(norms[0] / norms[-1])
        run.advance(epochs * len(run.batches))
        right.append(run.current_record().test_accuracy)
    return ratios, right


def test_batch_normalisation_makes_six_sigmoid_layers_trainable():
    ratios, right = ratios_and_accuracies(CIRCLE + deep("8-sigmoid,batchnorm"), 15)
    assert min(ratios) > 0.8
    assert min(right) >= 0.8


def test_residual_connections_make_small_initial_weights_trainable():
    address = CIRCLE + "8-tanh," + ",".join(["residual(8-tanh)"] * 5) + "&init_scale=0.3"
    ratios, right = ratios_and_accuracies(address, 15)
    assert min(ratios) > 0.1
    assert min(right) >= 0.8


def test_beyond_the_edge_of_stability_the_loss_often_rises_but_ends_lower():
    """With a learning rate of 1, the loss never rises; with 3, it rises at nearly every second step
    and ends lower."""
    losses = {}
    for rate in (1, 3):
        address = f"data=circle&layers=4-tanh&batch_size=250&optimizer=sgd&learning_rate={rate}"
        fleet = Fleet(Experiment.from_address(address), [{"seed": seed} for seed in SEEDS])
        kept = []
        for _ in range(200):
            fleet.advance(1)
            kept.append(numpy.asarray(fleet.present().training_loss))
        losses[rate] = numpy.array(kept)
    rises = {rate: (numpy.diff(each, axis=0) > 0).mean(axis=0) for rate, each in losses.items()}
    assert rises[1].max() == 0
    assert 0.39 < rises[3].min() <= rises[3].max() < 0.5
    assert (losses[3][-1] < losses[1][-1]).mean() > 0.6


def test_at_the_edge_the_sharpness_stays_near_its_limit():
    address = "data=circle&layers=4-tanh&batch_size=250&optimizer=sgd&learning_rate=3"
    for seed in SEEDS:
        run = Experiment.from_address(address).replaced(seed=seed).trainer()
        run.advance(100)
        for _ in range(10):
            run.advance(10)
            assert 0.6 < curvature(run).sharpness / (2 / 3) < 5
