"""The claims in the chapter on the applications, checked over 20 seeds."""

from __future__ import annotations

import numpy
import pytest
from chainrule.apps.catalogue import app_experiment
from chainrule.apps.names.bounds import UNIFORM, bigram_loss
from chainrule.apps.vehicle.seat import Seat
from chainrule.apps.vehicle.sight import Sight
from chainrule.experiment.experiment import Experiment
from chainrule.fleets import Fleet

SEEDS = range(20)

pytestmark = pytest.mark.natively


def ends(address: str, epochs: int):
    """The last records of networks trained one after the other."""
    for seed in SEEDS:
        run = app_experiment(address).replaced(seed=seed).trainer()
        run.advance(epochs * len(run.batches))
        yield run.current_record()


def test_after_one_epoch_a_gru_predicts_names_better_than_a_bigram_model():
    bound = bigram_loss(app_experiment("app:names/gru"))
    assert [round(UNIFORM, 2), round(bound, 2)] == [3.30, 2.47], "the caption gives these numbers"
    assert max(record.test_loss for record in ends("app:names/gru", 1)) < bound


def test_only_a_network_with_attention_answers_who_is_where():
    found = [record.test_accuracy for record in ends("app:names/who_where", 3)]
    assert min(found) >= 0.95
    found = [record.test_accuracy for record in ends("app:names/who_where_without", 5)]
    assert 0.25 < min(found) <= max(found) <= 0.4


def test_a_clone_steers_well_on_held_out_views_but_leaves_the_road_in_one_bend():
    cloning = app_experiment("app:vehicle/rays")
    fleet = Fleet(cloning, [{"seed": seed} for seed in SEEDS])
    fleet.advance(60)
    assert numpy.sqrt(fleet.present().test_loss).max() < 0.09
    laps = numpy.array([laps_of(cloning, theta) for theta in fleet.replicas[0].run.theta])
    off = laps[laps < 4]
    assert len(off) >= 18
    assert 6 <= (off < 1).sum() <= 14, "about half in the first lap"
    assert 0.6 < (off % 1).min() <= (off % 1).max() < 0.8, "in the same bend"


def laps_of(cloning: Experiment, theta: numpy.ndarray) -> float:
    """The laps of a car without gusts until it leaves the road, at most about four."""
    net, sight, seat = cloning.network(), Sight(cloning), Seat()
    net.theta[...] = theta
    while seat.laps < 4 and not seat.is_off:
        seat.drive("network", net, sight, 0.0)
    return seat.laps


def test_more_training_raises_the_held_out_loss_of_a_diagnosis_but_not_its_accuracy():
    fleet = Fleet(app_experiment("app:diagnosis/breast_cancer"), [{"seed": s} for s in SEEDS])
    fleet.advance(10)
    early = fleet.present()
    losses, right = numpy.array(early.test_loss), numpy.array(early.test_accuracy)
    fleet.advance(50)
    late = fleet.present()
    assert (numpy.asarray(late.test_loss) / losses).min() >= 1.25
    assert numpy.abs(numpy.asarray(late.test_accuracy) - right).max() <= 0.015
