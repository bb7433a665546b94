"""Time travel: inspecting a run at a snapshot, resuming from it, and returning to branches."""

import numpy as np
import pytest
from chainrule import Experiment, InputError
from chainrule.browser.run.branch import MAX_BRANCHES
from chainrule.browser.run.live import Live
from chainrule.browser.run.storage.checkpoint import pack, unpack

SMALL = Experiment(data="xor", layers=[[3, "tanh"]], samples=60)


@pytest.fixture
def live():
    live = Live()
    live.start_over(SMALL)
    for _ in range(10):
        live.step()
    live.step(2)
    return live


def state_of(live):
    run = live.run
    arrays = [run.theta, *run.optimizer.state.values()]
    return (live.epoch, run.step_count, live.experiment, *(a.tobytes() for a in arrays))


def losses(history):
    return history.column("training_loss").tolist()


def test_going_back_in_time_and_returning_changes_nothing(live):
    before, history = state_of(live), losses(live.run.history)
    live.travel(3)
    assert (live.epoch, live.newest_epoch, live.state) == (3, 10 + 2 / 3, "paused")
    assert losses(live.run.history) == history, "the charts show the whole run"
    live.travel(3, by=-2)
    assert live.epoch == 1
    live.travel(10, by=1)
    assert live.present is None
    assert state_of(live) == before
    assert live.branches == []


def steps_of(experiment, count):
    """The weights of a run after each step."""
    run = experiment.trainer()
    thetas = [run.theta.copy()]
    for _ in range(count):
        run.advance(1)
        thetas.append(run.theta.copy())
    return thetas


def test_the_last_update_belongs_to_the_shown_step_even_if_that_step_was_not_recorded(live):
    thetas, here = steps_of(SMALL, 32), state_of(live)
    assert live.run.step_count == 32
    np.testing.assert_array_equal(live.update(), thetas[32].astype(float) - thetas[31])
    assert state_of(live) == here
    for epoch in (7, 1):
        live.travel(epoch)
        step = live.run.step_count
        np.testing.assert_array_equal(live.update(), thetas[step].astype(float) - thetas[step - 1])
    live.travel(0)
    assert not live.update().any(), "no step has been taken yet"


def test_a_partly_recorded_last_update_is_recomputed(live):
    live.watches_updates = True
    live.step(1)
    live.watches_updates = False
    live.step(5)
    thetas = steps_of(SMALL, 38)
    np.testing.assert_array_equal(live.update(), thetas[38].astype(float) - thetas[37])


def test_an_unknown_update_is_reported_as_none(live):
    live.edit(0, 3.0)
    assert np.isnan(live.update()).all()
    live.step()
    live.rebuild(SMALL.changed(learning_rate=0.5), "rate")
    assert np.isnan(live.update()).all(), "the previous step used another rule"
    live.step()
    live.step()
    assert np.isfinite(live.update()).all()


def test_going_back_from_the_newest_state_leads_to_the_previous_record(live):
    live.travel(live.epoch, by=-1)
    assert live.epoch == 10
    live.to_present()
    live.step(1)
    assert live.epoch == 11, "which is a record"
    live.travel(live.epoch, by=-1)
    assert live.epoch == 10
    live.to_present()
    live.timeline.stride = live.run.history.stride = 2
    live.step()
    live.step()
    live.step()
    assert live.epoch == 14
    live.step()
    assert live.epoch == 15, "which is none"
    live.travel(live.epoch, by=-1)
    assert live.epoch == 14


def test_time_travel_stops_at_the_ends_of_the_run(live):
    live.travel(0, by=-5)
    assert live.epoch == 0
    live.travel(99)
    assert live.epoch == 10
    live.to_present()
    live.to_present()
    assert live.present is None


def test_resuming_from_a_snapshot_repeats_the_run_and_keeps_the_old_one(live):
    history = losses(live.run.history)
    live.travel(4)
    for _ in range(6):
        live.step()
    assert losses(live.run.history) == history
    [branch] = live.branches
    assert (branch.left_at, branch.epoch) == (4, 10 + 2 / 3)
    assert losses(branch.history) == history


def test_a_change_at_a_snapshot_starts_a_branch_and_drops_later_marks(live):
    live.rebuild(SMALL.changed(learning_rate=0.5), "rate")
    live.step()
    live.travel(5)
    assert live.experiment == SMALL, "the settings at that time"
    live.edit(0, 3.0)
    [mark] = live.marks
    assert mark["text"].startswith("w¹₁₁: ")
    assert mark["text"].endswith(" → 3")
    assert live.run.theta[0] == 3
    assert live.run.history.records[-1].epoch == 5
    assert len(live.branches) == 1


def test_a_branch_with_other_layers_shows_its_own_layers(live):
    live.rebuild(SMALL.changed(layers=[[3, "tanh"], [2, "tanh"]]), "layers")
    live.step()
    deep = state_of(live)
    live.travel(2)
    assert live.experiment == SMALL
    assert live.run.history.column("gradient_norms").shape[1] == 2
    live.to_present()
    assert state_of(live) == deep
    assert live.run.history.column("gradient_norms").shape[1] == 3
    live.travel(2)
    live.step()
    assert live.run.history.records[-1].epoch == 3
    assert live.run.history.column("gradient_norms").shape == (4, 2)


def test_a_restored_branch_resumes_exactly(live):
    alone = Live()
    alone.start_over(SMALL)
    for _ in range(10):
        alone.step()
    alone.step(2)
    live.travel(4)
    live.rebuild(SMALL.changed(learning_rate=0.5), "rate")
    live.step()
    other = state_of(live)
    live.return_to(0)
    assert state_of(live) == state_of(alone)
    live.step()
    alone.step()
    assert state_of(live) == state_of(alone)
    assert losses(live.run.history) == losses(alone.run.history)
    live.return_to(0)
    assert state_of(live) == other


def test_branches_are_limited_in_number_and_can_be_deleted(live):
    for epoch in range(MAX_BRANCHES + 2):
        live.travel(epoch + 1)
        live.branch()
        live.step()
    assert [branch.number for branch in live.branches] == [2, 3, 4, 5], (
        "the oldest have been deleted"
    )
    live.forget(3)
    assert [branch.number for branch in live.branches] == [2, 4, 5]
    for act in (live.forget, live.return_to):
        for number in (3, 0, -1, "x"):
            with pytest.raises(InputError, match="branch: .* allowed: one of the 3 kept runs"):
                act(number)


def test_a_diverged_run_is_still_diverged_after_time_travel():
    live = Live()
    live.start_over(SMALL.changed(data="regress_gauss", optimizer="sgd", learning_rate=1.0))
    while live.state != "diverged":
        live.run.theta[...] *= 1e5
        live.step()
    sentence = live.sentence
    live.travel(0)
    assert (live.state, live.sentence) == ("paused", None)
    live.to_present()
    assert (live.state, live.sentence) == ("diverged", sentence)
    assert live.walk_at_divergence() is not None
    assert len(live.timeline) >= 1


def test_reset_and_a_new_experiment_clear_the_timeline(live):
    live.travel(4)
    live.branch()
    live.travel(1)
    live.start_over(SMALL)
    assert (live.present, live.branches, len(live.timeline)) == (None, [], 1)


def advanced(seed, steps):
    run = SMALL.changed(seed=seed).trainer()
    run.advance(steps)
    return run


def test_another_run_opens_in_its_current_state(live):
    other = advanced(5, 7)
    live.take_over(SMALL.changed(seed=5), other.snapshot())
    assert (live.run.step_count, live.state) == (7, "paused")
    other.advance(3)
    live.step(3)
    np.testing.assert_array_equal(live.run.theta, other.theta)


def test_a_replaced_run_and_its_replacement_can_both_be_restored(live):
    alone = Live()
    unpack(pack(live), alone)
    live.travel(4)  # the whole run is kept
    number = live.take_over(SMALL.changed(seed=5), advanced(5, 7).snapshot())
    [left] = live.branches
    assert (left.number, left.epoch, left.left_at) == (number, alone.epoch, alone.epoch)
    live.step(3)
    other = state_of(live)
    live.return_to(number)
    assert state_of(live) == state_of(alone)
    live.step()
    alone.step()
    assert state_of(live) == state_of(alone)
    assert losses(live.run.history) == losses(alone.run.history)
    live.return_to(number)
    assert state_of(live) == other


def test_opened_runs_are_kept_only_if_they_have_changed(live):
    number = live.take_over(SMALL.changed(seed=5), advanced(5, 7).snapshot())
    assert live.take_over(SMALL.changed(seed=6), advanced(6, 7).snapshot()) == -1
    assert [branch.number for branch in live.branches] == [number]
    live.step()
    assert live.take_over(SMALL.changed(seed=7), advanced(7, 7).snapshot()) > number
    assert [branch.experiment.seed for branch in live.branches] == [SMALL.seed, 6]


def test_opening_an_experiment_keeps_a_trained_run_until_the_user_returns_to_it(live):
    live.start_over(SMALL.changed(seed=5))
    live.step(9)
    theta = live.run.theta.copy()
    live.travel(0)
    number = live.open(SMALL.changed(seed=6))
    assert live.run.step_count == 0
    live.start_over(live.experiment)
    assert live.open(SMALL.changed(seed=7)) == -1, "an untrained run is not kept"
    live.return_to(number)
    assert (live.experiment.seed, live.run.step_count, live.state) == (5, 9, "paused")
    np.testing.assert_array_equal(live.run.theta, theta)
    [preset] = live.branches
    assert (preset.experiment.seed, preset.left_at, preset.is_other) == (7, 0, True)


def test_initial_weights_set_by_hand_survive_unrelated_changes(live):
    initial = np.linspace(-1, 1, live.run.theta.size, dtype=live.run.theta.dtype)
    live.take_over(SMALL, advanced(0, 7).snapshot(), initial)
    live.rebuild(SMALL.changed(learning_rate=0.5), "rate")
    live.start_over(live.experiment, live.initial)
    assert (live.run.theta == initial).all()
    assert live.run.history.records[0].training_loss == live.run.losses_now().training
    live.rebuild(SMALL.changed(batch_size=7), "batches")
    assert (live.run.theta == initial).all(), "also before the first step"
    again = Live()
    unpack(pack(live), again)
    again.start_over(again.experiment, again.initial)
    assert (again.run.theta == initial).all()
    live.rebuild(SMALL.changed(layers=((5, "tanh"),)), "layers")
    assert live.initial is None


def test_a_mark_in_the_charts_shows_that_all_weights_were_set(live):
    live.set_weights(np.ones_like(live.run.theta), "weights from the landscape")
    assert (live.run.theta == 1).all()
    assert live.marks[-1]["text"] == "weights from the landscape"


def test_a_link_reproduces_the_weights_restored_at_a_stop_and_those_of_later_steps():
    experiment = Experiment(data="moons", samples=40, noise=0.5, learning_rate=0.1, stop_patience=5)
    live, there = Live(), Live()
    live.start_over(experiment)
    for _ in range(2):  # at this stop, and at the next one
        live.play()
        while live.training:
            live.advance(20)
        there.start_over(experiment)
        there.go_to(live.run.step_count)
        while there.training:
            there.advance(5)
        assert state_of(there) == state_of(live)
        assert "its weights are kept. Press Play" in (there.sentence or "")


@pytest.mark.parametrize(
    "then",
    [
        lambda live: live.travel(2),
        lambda live: (live.travel(2), live.step(1)),
        lambda live: live.step(1),
        lambda live: live.play(),
        lambda live: live.edit(0, 0.5),
        lambda live: live.set_weights(live.run.theta * 2, "twice"),
        lambda live: live.rebuild(live.experiment.changed(learning_rate=0.02), "rate"),
    ],
)
def test_the_reason_for_a_stop_is_shown_only_at_the_stop(then):
    live = Live()
    live.start_over(SMALL.changed(stop_epoch=4))
    live.play()
    while live.training:
        live.advance(20)
    assert live.sentence == "Stopped at epoch 4, as set. Press Play to continue."
    then(live)
    assert live.sentence is None
    live.to_present()
