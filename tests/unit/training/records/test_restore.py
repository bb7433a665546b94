"""Snapshots: a restored run is repeated exactly."""

import numpy as np
import pytest
from chainrule import (
    DivergedError,
    InputError,
    layer_norms,
    optim,
)
from training.trainer_runs import sample, small


@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_a_restored_run_is_repeated_bit_for_bit(dtype):
    run, (x, y) = small(rule=optim.Adam(0.02), dtype=dtype), sample()
    run.load(x, y)
    run.advance(4)  # one epoch and one batch
    snapshot = run.snapshot()

    def losses_of(steps):
        seen = []
        for _ in range(steps):
            run.advance()
            seen.append(run.batch_loss)
        return seen

    first = losses_of(20)
    run.restore(snapshot)
    assert (run.epoch, run.batch, run.step_count) == (1, 1, 4)
    assert losses_of(20) == first


def test_a_restored_run_drops_later_records():
    run, (x, y) = small(rule=optim.SGD(0.1)), sample()
    run.fit(x, y, epochs=2)
    snapshot = run.snapshot()
    run.advance(9)
    run.restore(snapshot)
    assert run.history.column("epoch").tolist() == [0, 1, 2]
    run.advance(6)
    assert run.history.column("epoch").tolist() == [0, 1, 2, 3, 4]
    whole = small(rule=optim.SGD(0.1)).fit(x, y, epochs=4)
    np.testing.assert_array_equal(
        run.history.column("training_loss"), whole.column("training_loss")
    )


@pytest.mark.parametrize("steps", [3, 4, 5])
def test_after_a_restore_the_gradient_shown_is_that_on_the_next_batch(steps):
    run, (x, y) = small(), sample()  # batches of 4, 4 and 2
    run.load(x, y)
    run.advance(steps)
    snapshot = run.snapshot()
    run.advance(7)
    run.restore(snapshot)
    shown = run.grad.copy()
    alone = small()
    alone.theta[...] = snapshot.theta
    alone.step(*run.batches.views[steps % 3])
    np.testing.assert_allclose(shown, alone.grad, rtol=1e-12)
    before = run.theta.copy()
    run.advance()
    np.testing.assert_allclose(run.theta, before - 0.1 * shown, rtol=1e-14)


def test_if_a_run_diverges_after_a_restore_it_returns_to_the_restored_state():
    run, (x, y) = small(), sample()
    run.load(x, y)
    run.advance(3)
    snapshot = run.snapshot()
    run.advance(6)
    run.restore(snapshot)
    run.optimizer.lr = 1e200
    with pytest.raises(DivergedError):
        run.advance(9)
    assert (run.epoch, run.step_count) == (1, 3)
    np.testing.assert_array_equal(run.theta, snapshot.theta)


def test_loaded_data_are_copied():
    run, alone, (x, y) = small(), small(), sample()
    run.load(x, y)
    alone.load(x.copy(), y.copy())
    x[...] = y[...] = 0
    run.advance(9)
    alone.advance(9)
    np.testing.assert_array_equal(run.theta, alone.theta)


def test_a_snapshot_does_not_change_later():
    run, (x, y) = small(rule=optim.Adam(0.1)), sample()
    run.load(x, y)
    run.advance(2)
    snapshot = run.snapshot()
    theta, state = snapshot.theta.copy(), {n: a.copy() for n, a in snapshot.state.items()}
    run.advance(5)
    np.testing.assert_array_equal(snapshot.theta, theta)
    for name, array in state.items():
        np.testing.assert_array_equal(snapshot.state[name], array)


def test_observing_does_not_change_training():
    watched, alone, (x, y) = (small(rule=optim.Adam(0.02)) for _ in range(2)), None, sample()
    watched, alone = watched
    watched.load(x, y)
    alone.load(x, y)
    for _ in range(8):
        watched.advance()
        alone.advance()
        list(watched.program.trace())
        watched.losses_now()
        watched.predict(x)
        watched.evaluate(x, y)
        watched.snapshot()
        layer_norms(watched.net, watched.grad)
    np.testing.assert_array_equal(watched.theta, alone.theta)


def test_a_snapshot_of_another_run_is_rejected():
    run = small()
    run.load(*sample())
    for other in (small(rule=optim.Adam()), small(replicas=2)):
        with pytest.raises(InputError, match="snapshot: 'Snapshot' .* same network and optimizer"):
            run.restore(other.snapshot())
    with pytest.raises(InputError, match="snapshot: 'int' .* a snapshot"):
        run.restore(3)
    with pytest.raises(InputError, match="limit: 0 .* whole number from 1"):
        small(limit=0)
