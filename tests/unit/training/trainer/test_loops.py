"""Many steps in one call equal single steps bit for bit."""

import gc

import numpy as np
import pytest
from chainrule import DivergedError, InputError, losses, nn, optim, schedules
from chainrule.engine import backends
from chainrule.engine.compile.forms import OutOfBounds
from chainrule.engine.compile.loop import Gathering, Loop
from chainrule.engine.compile.order import words_of
from chainrule.training.trainer import Trainer
from engine.compile.compiling import needs_host

pytestmark = needs_host
RNG = np.random.default_rng(0)
X, Y = RNG.uniform(-1, 1, (47, 3)), RNG.integers(0, 2, 47)
IMAGES = RNG.uniform(-1, 1, (23, 1, 6, 6))


def dense(replicas=None, dtype="float32"):
    layers = nn.Linear(3, 5), nn.Tanh(), nn.Dropout(0.2), nn.Linear(5, 1)
    return nn.Sequential(*layers, seed=1, replicas=replicas, dtype=dtype)


def trainer(net=None, x=X, y=Y, loss=None, optimizer=None, seed=3, **options):
    net = net or dense()
    optimizer = optimizer or optim.Adam(0.01, weight_decay=0.1)
    loss = loss or losses.BinaryCrossEntropy()
    run = Trainer(net, loss, optimizer, batch_size=5, seed=seed, backend="wasm", **options)
    run.load(x, y)
    return run


def state(run):
    buffers = dict(run.net.named_buffers())
    return {"theta": run.theta, "grad": run.grad, **run.optimizer.state, **buffers}


def assert_same(one, other):
    for name, array in state(one).items():
        np.testing.assert_array_equal(array, state(other)[name], err_msg=name)
    places = [(r.epoch, r.batch, r.step_count, r.optimizer.factor) for r in (one, other)]
    assert places[0] == places[1]
    np.testing.assert_array_equal(one.batch_loss, other.batch_loss)
    np.testing.assert_array_equal(one.optimizer.rate, other.optimizer.rate)


def one_by_one(run, steps):
    for _ in range(steps):
        run.advance()
    return run


CASES = {
    "float32": lambda: trainer(),
    "float64": lambda: trainer(dense(dtype="float64")),
    "a fleet": lambda: trainer(dense(replicas=3), optimizer=optim.AdamW([0.01, 0.02, 0.1])),
    "a schedule": lambda: trainer(optimizer=optim.AdamW(0.01), schedule=schedules.OneCycle(120)),
    "images": lambda: trainer(
        nn.Sequential(nn.Conv2d(1, 2, 3), nn.ReLU(), nn.Flatten(), nn.Linear(32, 2), seed=0),
        IMAGES,
        np.arange(23) % 2,
        losses.CrossEntropy(),
    ),
    "momentum and clipping": lambda: trainer(optimizer=optim.SGD(0.1, momentum=0.9), clip_norm=1.0),
}


@pytest.mark.parametrize("case", sorted(CASES))
def test_many_steps_in_one_call_equal_as_many_single_steps(case):
    many, single = CASES[case](), CASES[case]()
    for steps in (3, 7, 2, 40, 1, 29):
        many.advance(steps)
    assert_same(many, one_by_one(single, 82))
    assert many._loops.made
    assert all(loop.works for loop in many._loops.made.values())


@pytest.mark.parametrize(("seed", "n"), [(3, 45), (2**40, 45), (3, 5), (3, 47), (3, 7), (3, 4)])
@pytest.mark.parametrize("stride", [1, 4, 64])
def test_many_epochs_in_one_call_equal_the_same_number_of_single_steps(stride, seed, n):
    def run():
        made = trainer(x=X[:n], y=Y[:n], seed=seed)  # full batches, a partial one, or both
        made.history.stride = stride
        return made

    many, single = run(), run()
    for steps in (4, 5, 9 * 7, 9 * 30 + 2, 16, 9 * 6):
        many.advance(steps)
        one_by_one(single, steps)
        assert_same(many, single)
    recorded = [[tuple(map(str, r)) for r in each.history.records] for each in (many, single)]
    assert recorded[0] == recorded[1]
    np.testing.assert_array_equal(many.batches.order, single.batches.order)


def test_consecutive_epochs_are_trained_in_a_single_compiled_call(monkeypatch):
    run = trainer(x=X[:45], y=Y[:45])
    run.history.stride = 100
    calls = []
    compiled = run._loops.of(run._steps[0], scheduled=False)._compiled
    for name in ("_run", "_epochs"):
        original = getattr(compiled, name)
        monkeypatch.setattr(compiled, name, lambda name=name, f=original: (calls.append(name), f()))
    run.advance(9 * 50)
    assert calls == ["_epochs"]
    run.keeps_best = True
    run.load(X[:45], Y[:45], (X, Y))
    run.advance(9 * 3)
    assert calls == ["_epochs"]  # each epoch's test loss is checked


def test_training_gives_the_same_result_with_both_backends():
    there = trainer(dense(dtype="float64"))
    with backends.using("numpy"):
        here = Trainer(dense(dtype="float64"), losses.BinaryCrossEntropy(),
                       optim.Adam(0.01, weight_decay=0.1), batch_size=5, seed=3)  # fmt: skip
    here.load(X, Y)
    here.advance(100)
    there.advance(100)
    np.testing.assert_allclose(there.theta, here.theta, rtol=1e-9)
    np.testing.assert_array_equal(there.batches.order, here.batches.order)


@pytest.mark.parametrize("seed", [0, 3, 2**32 - 1, 2**40, 2**70])
@pytest.mark.parametrize("count", [1, 2, 3, 10, 250, 1797])
def test_the_compiled_order_of_examples_equals_that_of_numpy(seed, count):
    run = Trainer(
        nn.Sequential(nn.Linear(1, 1), seed=0), losses.MSE(), optim.SGD(0.1), 1, seed,
        backend="wasm",
    )  # fmt: skip
    run.load(np.zeros((max(count, 2), 1)), np.zeros(max(count, 2)))
    loop = run._loops.of(run._steps[0], scheduled=False)
    for epoch in (0, 1, 5, 2**33):
        run.batches.shuffle(epoch)
        run.batches._order[...] = -1
        run.batches.shuffle(epoch)
        run.batches.draw(loop._draw)
        right = np.random.default_rng([seed, epoch]).permutation(max(count, 2))
        np.testing.assert_array_equal(run.batches._order, right)


def test_the_order_for_a_long_seed_is_left_to_numpy():
    assert words_of(0, 0) == [0, 0, 0, 0]
    assert words_of(2**32, 5) == [0, 1, 5, 0]
    assert words_of(2**96, 5) is None


def test_the_loop_ends_at_the_step_with_an_infinite_or_nan_loss():
    def diverging():
        net = nn.Sequential(nn.Linear(3, 4), nn.Linear(4, 1), seed=0)
        return trainer(net, X * 50, Y * 1000, losses.MSE(), optim.SGD(3.0))

    errors = []
    for train in (lambda run: run.advance(200), lambda run: one_by_one(run, 200)):
        with pytest.raises(DivergedError) as caught:
            train(diverging())
        errors.append(caught.value)
    assert str(errors[0]) == str(errors[1])
    assert errors[0].step == errors[1].step


@pytest.mark.parametrize("rate", [1e30, 0.035, 0.03, 0.0275, 0.026])
def test_a_call_for_many_epochs_ends_at_the_step_with_an_infinite_or_nan_loss(rate):
    found = []
    for train in (lambda run: run.advance(900), lambda run: one_by_one(run, 900)):
        net = nn.Sequential(nn.Linear(3, 4), nn.Linear(4, 1), seed=0)
        run = trainer(net, X[:45] * 5, Y[:45] * 10, losses.MSE(), optim.SGD(rate))
        run.history.stride = 100
        with pytest.raises(DivergedError) as caught:
            train(run)
        found.append((str(caught.value), caught.value.step, run.epoch, run.step_count))
    assert found[0] == found[1]


def test_an_invalid_schedule_factor_is_reported_at_its_step():
    def until_30(step):
        return 1.0 if step < 30 else float("nan")

    run = trainer(schedule=until_30)
    with pytest.raises(InputError, match=r"schedule\(30\)"):
        run.advance(100)
    assert run.step_count == 30


def test_a_setting_changed_between_slices_takes_effect():
    many, single = trainer(), trainer()
    for run, train in ((many, lambda r, n: r.advance(n)), (single, one_by_one)):
        train(run, 12)
        run.optimizer.lr = 0.5
        train(run, 12)
        run.optimizer.weight_decay = 0.0
        run.clip_value = 0.01
        train(run, 12)
        run.schedule = schedules.Step(5, 0.5)
        train(run, 12)
        run.load(X[:21], Y[:21])
        train(run, 12)
    assert_same(many, single)


def test_an_invalid_row_index_is_rejected():
    net = nn.Sequential(nn.Embedding(4, 2), nn.Flatten(), nn.Linear(6, 1), seed=0)
    ids = RNG.integers(0, 4, (20, 3)).astype(float)
    run = trainer(net, ids, np.arange(20) % 2)
    run.batches.x[...] = np.where(run.batches.x == 3, 9, run.batches.x)
    with pytest.raises(InputError, match="whole numbers from 0 to 3"):
        run.advance(8)


def test_an_unavailable_backend_is_rejected():
    with pytest.raises(InputError, match="numpy or wasm"):
        Trainer(dense(), losses.MSE(), optim.SGD(0.1), backend="cuda")


def test_the_environment_variable_selects_the_backend(monkeypatch):
    monkeypatch.setenv("CHAINRULE_BACKEND", "wasm")
    run = Trainer(dense(), losses.MSE(), optim.SGD(0.1))
    run.load(X, Y)
    assert run.program.prepared.name == "wasm"
    monkeypatch.setenv("CHAINRULE_BACKEND", "")
    assert backends.current() == backends._by_platform()
    assert not backends.is_asked()
    monkeypatch.setenv("CHAINRULE_BACKEND", "fast")
    with pytest.raises(InputError, match="CHAINRULE_BACKEND"):
        Trainer(dense(), losses.MSE(), optim.SGD(0.1)).load(X, Y)


@pytest.mark.parametrize(
    "broken", ["program.kernels", "program.CompiledCalls._compiled", "program.loop_module"]
)
def test_steps_are_taken_by_numpy_if_the_compiler_of_the_platform_rejects_them(monkeypatch, broken):
    """If an access cannot be proven safe, or a browser rejects the module, a warning is given and
    the same training continues with NumPy. If compiled steps were requested explicitly, an error is
    raised instead, because the bits of NumPy's results differ."""

    def refuse(*arguments):
        raise OutOfBounds("a kernel would touch bytes 0 to 192 of 188")

    def run(backend=None):
        made = Trainer(dense(), losses.MSE(), optim.SGD(0.1), batch_size=5, backend=backend)
        made.load(X, Y)
        made.advance(12)
        return made

    # With this setting, no rejection is allowed.
    monkeypatch.delenv(backends.VARIABLE, raising=False)
    monkeypatch.setattr(backends, "_by_platform", lambda: "wasm")
    right = run("numpy" if broken != "program.loop_module" else "wasm")
    monkeypatch.setattr(f"chainrule.engine.compile.{broken}", refuse)
    with pytest.warns(RuntimeWarning, match="NumPy takes the steps, because of OutOfBounds: a ker"):
        found = run()
    assert found.program.prepared.name == right.program.prepared.name
    np.testing.assert_array_equal(found.theta, right.theta)
    if broken != "program.loop_module":
        with pytest.raises(OutOfBounds, match="0 to 192 of 188"):
            run("wasm")


ROWS, ORDER, LOSS = np.zeros((7, 3), "f4"), np.arange(7, dtype="i4"), np.zeros((), "f4")


@pytest.mark.parametrize(
    ("rows", "batch", "order", "message"),
    [
        (ROWS[:6], ROWS[:2], ORDER, "7 indices of 6 rows"),
        (ROWS, ROWS[:2], ORDER[:5], "5 indices of 7 rows"),
        (ROWS[:, :2], ROWS[:2], ORDER, r"rows \(7, 2\) float32 in \(2, 3\)"),
        (ROWS.astype("f8"), ROWS[:2], ORDER, "float64 in"),
    ],
)
def test_a_loop_over_rows_that_do_not_match_its_batch_is_rejected(rows, batch, order, message):
    with pytest.raises(OutOfBounds, match=message):
        Loop((Gathering(rows, batch),), order, LOSS, True, ())


def test_the_order_of_examples_is_read_only():
    """The compiled loop reads the rows with these indices, and does not check the indices."""
    run = trainer()
    with pytest.raises(ValueError, match="read-only"):
        run.batches.order[5] = 400_000_000
    assert sorted(run.batches.order) == list(range(len(X)))


def test_a_loop_outlives_the_network_that_it_trains():
    run = trainer()
    run.advance(2)
    loop = run._loops.of(run._steps[0], scheduled=False)._compiled
    del run
    gc.collect()
    assert loop.run(0, 3) == 3


def test_a_trace_shows_the_steps_of_the_training_program():
    run, other = trainer(), trainer()
    run.advance(20)
    other.advance(20)
    with run.next_batch() as step:
        traced = list(step.program.trace())
    other.advance()
    update = next(op for op in reversed(traced) if op.name == "update")
    np.testing.assert_array_equal(update.results["theta"], other.theta)
    assert {op.name for op in traced} >= {"Linear", "Tanh", "Dropout", "BinaryCrossEntropy"}
