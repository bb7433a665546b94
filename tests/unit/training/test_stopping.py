"""Where a run stops by itself."""

import pytest
from chainrule import Experiment
from chainrule.training.stopping import Stopping


@pytest.fixture
def run():
    return Experiment(data="blobs", noise=0, loss="hinge", learning_rate=1).trainer()


def test_nothing_stops_at_the_start_or_inside_an_epoch(run):
    everywhere = Stopping(loss=1e9)
    assert everywhere.reason(run) is None
    run.advance()
    assert everywhere.reason(run) is None
    run.advance(len(run.batches) - 1)
    assert everywhere.reason(run) is not None


def test_a_loss_of_exactly_zero_stops_where_some_loss_was_asked_for(run):
    while run.history.stations[-1].training_loss > 0:
        run.advance(len(run.batches))
    assert Stopping(loss=1e-9).reason(run) == "at a training loss of 0, not above 1e-09"
    assert Stopping().reason(run) is None


def test_a_run_goes_on_from_the_epoch_at_which_it_stopped(run):
    x, y, *_ = Experiment(data="blobs", noise=0, loss="hinge").split()
    run.fit(x, y, epochs=10, stop=Stopping(epoch=2))
    run.fit(x, y, epochs=3, stop=Stopping(epoch=2))
    assert run.epoch == 5
