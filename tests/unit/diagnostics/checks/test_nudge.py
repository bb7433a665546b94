"""The check of a run's gradients: no false alarms, and no undetected wrong gradients."""

import contextlib
import math
import sys
from functools import cached_property, partial

import numpy as np
import pytest
from chainrule import DivergedError, Experiment, InputError, losses, nn, ops
from chainrule.diagnostics.checks.nudge import check_all, check_parameter
from chainrule.diagnostics.checks.quotient import digits
from chainrule.engine.recorder import run as run_kernel
from chainrule.experiment.settings.table import ACTIVATIONS, SETTINGS
from chainrule.training.trainer import Trainer

DATA = [name for name in SETTINGS["data"].choices if name not in ("table", "drawn", "example")]
NORMS = [None, nn.LayerNorm, nn.RMSNorm, nn.BatchNorm1d]
STEPS = [0, 0, 1, 5, 20, 100, 500, 2000]
GROUPS = 10
EACH = 21


class Drawn:
    """A random run; options are used in rotation, so that all are covered."""

    def __init__(self, seed: int) -> None:
        rng = self.rng = np.random.default_rng(seed)
        base = Experiment().changed(
            data=DATA[seed % len(DATA)],
            optimizer=str(rng.choice(list(SETTINGS["optimizer"].choices))),
            learning_rate=float(10 ** rng.uniform(-3, -0.7)),
            batch_size=int(rng.choice([2, 3, 10, 32])),
            dtype=("float32", "float64")[seed // 2 % 2],
            samples=120,
            seed=seed,
        )
        fitting = base.fitting_choices["loss"]
        self.experiment = base.changed(loss=fitting[seed // len(DATA) % len(fitting)])
        self.steps = STEPS[seed % len(STEPS)]
        self.activations: list[str] = []
        self.norms: list[str] = []
        self.dropout = 0
        self.depth = int(rng.integers(0, 9))
        self.loss: losses.Loss = losses.LOSSES[self.experiment.loss]()
        if self.experiment.loss == "cross_entropy" and rng.integers(2):
            self.loss = losses.KLDivergence()
        scale = float(rng.choice([1, 1, 1, 0.1, 3]))
        self.net = partial(
            nn.Sequential,
            *self._layers(seed),
            seed=seed,
            dtype=self.experiment.dtype,
            init_scale=scale,
        )

    def _layers(self, seed: int) -> list[nn.Module]:
        rng, width = self.rng, len(self.experiment.input_names)
        layers: list[nn.Module] = []
        init = list(SETTINGS["init"].choices)[seed % 3 if seed % 5 else 2]
        for place in range(self.depth):
            units = int(rng.integers(1, 5))
            activation = list(ACTIVATIONS)[(seed + 5 * place) % len(ACTIVATIONS)]
            norm, p = NORMS[int(rng.integers(4))], float(rng.choice([0, 0, 0.2, 0.5, 0.9]))
            layers.append(nn.Linear(width, units, init))
            layers += [norm(units)] if norm else []
            layers.append(nn.ACTIVATIONS[activation]())
            layers += [nn.Dropout(p)] if p else []
            self.activations.append(activation)
            self.norms.append(norm.__name__ if norm else "none")
            self.dropout += p > 0
            width = units
        return [*layers, nn.Linear(width, self.experiment.outputs, init)]

    @cached_property
    def run(self) -> Trainer:
        """The trainer is created only when it is needed, because recording its step takes most of
        the time."""
        split, experiment = self.experiment.split(), self.experiment
        run = Trainer(self.net(), self.loss, experiment.optimizer_rule(), experiment.batch_size)
        # A last batch with only one example would have no variance.
        count = len(split.x) // experiment.batch_size * experiment.batch_size
        run.load(split.x[:count], split.y[:count])
        return run

    def trained(self) -> Trainer:
        with contextlib.suppress(DivergedError):  # the run is then restored to a finite state
            self.run.advance(self.steps)
        return self.run


def everything() -> list[Drawn]:
    return [Drawn(seed) for seed in range(GROUPS * EACH)]


@pytest.mark.natively
def test_the_random_runs_cover_all_options():
    runs = everything()
    assert len(runs) >= 200
    assert {run.experiment.data for run in runs} == set(DATA)
    assert {type(run.loss).__name__ for run in runs} == {
        loss.__name__ for loss in losses.LOSSES.values()
    }
    assert {name for run in runs for name in run.activations} == set(ACTIVATIONS)
    assert {name for run in runs for name in run.norms} == {
        "none", "LayerNorm", "RMSNorm", "BatchNorm1d",
    }  # fmt: skip
    assert {run.depth for run in runs} == set(range(9))
    assert {run.experiment.dtype for run in runs} == {"float32", "float64"}
    assert {run.steps for run in runs} == set(STEPS)
    assert sum(run.dropout > 0 for run in runs) > 50


@pytest.mark.parametrize("group", range(1 if sys.platform == "emscripten" else GROUPS))
def test_a_correct_gradient_is_never_reported_as_wrong(group):
    checked = 0
    for seed in range(group * EACH, (group + 1) * EACH):
        drawn = Drawn(seed)
        found = check_all(drawn.trained())
        message = f"seed {seed}, {found.name}: {found.worst}"
        assert found.answer == "yes", message
        assert sum(found.counts.values()) == found.parameters == drawn.run.theta.size
        checked += found.counts["yes"]
    assert checked > 100, "most gradients are compared rather than skipped as 0"


# --- errors are detected --------------------------------------------------------------------


def scaled(factor):
    return lambda dx, dy, y, x: dx * factor


BREAKS = {
    "the sign": scaled(-1.0),
    "twice": scaled(2.0),
    "half": scaled(0.5),
    "nothing": scaled(0.0),
    "a thousandth too small": scaled(0.999),
    "a hundred thousandth too large": scaled(1.00001),
    "a millionth too large": scaled(1.000002),
    "the sign of every other example": lambda dx, dy, y, x: dx * _alternating(dx, 0),
    "the sign of every other unit": lambda dx, dy, y, x: dx * _alternating(dx, 1),
    "one example left out": lambda dx, dy, y, x: dx * (np.arange(len(dx)) > 0)[:, None],
    "one unit left out": lambda dx, dy, y, x: dx * (np.arange(dx.shape[1]) > 0),
    "one entry": lambda dx, dy, y, x: dx * (np.arange(dx.size) != 1).reshape(dx.shape),
    "examples shifted": lambda dx, dy, y, x: np.roll(dx, 1, 0),
    "units shifted": lambda dx, dy, y, x: np.roll(dx, 1, 1),
    "units reversed": lambda dx, dy, y, x: dx[:, ::-1].copy(),
    "the derivative left out": lambda dx, dy, y, x: dy.copy(),
    "dy left out": lambda dx, dy, y, x: 1 - y**2,
    "1 - y": lambda dx, dy, y, x: dy * (1 - y),
    "1 + y²": lambda dx, dy, y, x: dy * (1 + y**2),
    "sigmoid's": lambda dx, dy, y, x: dy * y * (1 - y),
    "y² of another unit": lambda dx, dy, y, x: dy * (1 - np.roll(y, 1, 1) ** 2),
    "y to the fourth": lambda dx, dy, y, x: dy * (1 - y**4),
    "wrong where negative": lambda dx, dy, y, x: np.where(y < 0, 0.5 * dx, dx),
    "wrong where large": lambda dx, dy, y, x: np.where(abs(y) > 0.5, 0.9 * dx, dx),
    "a constant too much": lambda dx, dy, y, x: dx + 1e-6,
    "clipped": lambda dx, dy, y, x: np.clip(dx, -1e-3, 1e-3),
    "rounded to half precision": lambda dx, dy, y, x: dx.astype(np.float16).astype(dx.dtype),
    "averaged over the batch": lambda dx, dy, y, x: np.broadcast_to(dx.mean(0), dx.shape),
    "divided by the batch once more": lambda dx, dy, y, x: dx / len(dx),
    "the size only": lambda dx, dy, y, x: abs(dx),
    "summed with its neighbour": lambda dx, dy, y, x: dx + 1e-4 * np.roll(dx, 1, 1),
    "only its sign": lambda dx, dy, y, x: np.sign(dx) * 1e-2,
}


def _alternating(dx, axis):
    signs = (-1.0) ** np.arange(dx.shape[axis])
    return signs[:, None] if axis == 0 else signs


def broken(monkeypatch, change):
    """Break the backward pass of tanh everywhere."""
    right = ops.Tanh.backward

    def spoil(dy, y, out):
        out[...] = change(out.copy(), dy, y, np.arctanh(y))

    def backward(np, dy, y, *, dx):
        right(np, dy, y, dx=dx)
        run_kernel(np, lambda dy, y, out: spoil(dy, y, out), dy, y, out=dx)

    monkeypatch.setattr(ops.Tanh, "backward", staticmethod(backward))


def tanh_run(dtype="float32", units=4):
    layers = ((units, "tanh"), (units, "tanh"))
    return Experiment(layers=layers, dtype=dtype, seed=3).trainer()


@pytest.mark.parametrize("dtype", ["float32", "float64"])
@pytest.mark.parametrize("name", BREAKS)
def test_an_op_with_a_broken_backward_pass_is_detected(monkeypatch, name, dtype):
    assert len(BREAKS) >= 30
    broken(monkeypatch, BREAKS[name])
    run = tanh_run(dtype, units=2)
    run.advance(30)
    found = check_all(run)
    assert found.answer == "no"
    assert found.worst.answer == "no"
    assert found.name.startswith(("layer 1", "layer 2"))
    wrong = check_parameter(run, found.worst.index).checked
    assert wrong.finding == found.worst.finding
    assert wrong.finding.difference > wrong.finding.allowed
    behind = check_parameter(run, run.theta.size - 1).checked
    assert behind.answer == "yes", "gradients after the broken op are correct"


def calls_of(run, function):
    return [i for i, (called, _) in enumerate(run.program._list) if called is function]


@pytest.fixture
def call_by_call(monkeypatch):
    """Let NumPy run the steps, so that a test can modify a single call of a program."""
    monkeypatch.setenv("CHAINRULE_BACKEND", "numpy")


@pytest.mark.usefixtures("call_by_call")
def test_an_error_that_occurs_only_in_the_training_program_is_detected():
    """The check's own copy is then correct, but the training program is not."""
    run = tanh_run("float32")
    first = calls_of(run, np.tanh)[0]
    run.program._list[first] = (np.sin, run.program._list[first][1])
    found = check_all(run)
    assert found.answer == "no"
    worst = found.worst
    assert worst.trained_difference > worst.trained_allowed
    assert worst.finding.difference <= worst.finding.allowed
    assert found.name.startswith(("layer", "output"))


@pytest.mark.usefixtures("call_by_call")
@pytest.mark.parametrize("size", [1.0, 1e-8, 1e-12])
@pytest.mark.parametrize("factor", [-1.0, 0.99, 1.0])
@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_a_small_gradient_is_judged_relative_to_its_own_size(dtype, factor, size):
    """The second output hardly matters, because its gradients are `size` times those of the
    first."""
    net = nn.Sequential(nn.Linear(1, 2), seed=0, dtype=dtype)
    run = Trainer(net, losses.MSE(), Experiment().optimizer_rule(), batch_size=4)
    x = np.linspace(-1, 1, 4)[:, None]
    net.theta[2:] = 0  # with a score of 0, the residual is as small as `size`
    target = np.stack([np.ones(4), -size * (1 + x[:, 0])], 1)
    run.load(x, target)
    with run.next_batch() as current:
        current.differentiate()
        exact = run.grad.copy()
    assert 0 < abs(exact[2]) < 3 * size
    backward = run.program.sections["backward"]
    last_function, last_arguments = run.program._list[backward[-1]]

    def spoiled(*arguments):
        last_function(*arguments)
        run.grad[3] *= factor

    run.program._list[backward[-1]] = (spoiled, last_arguments)
    found = check_all(run)
    assert found.answer == ("yes" if factor == 1 else "no")


def test_kinks_are_reported_with_both_slopes():
    """An example at 0 reaches ReLUs whose biases are 0, so every sum is exactly at the kink."""
    net = nn.Sequential(nn.Linear(1, 3), nn.ReLU(), nn.Linear(3, 1), seed=1, dtype="float32")
    run = Trainer(net, losses.MSE(), Experiment().optimizer_rule(), batch_size=2)
    run.load([[0.0], [0.0]], [1.0, 1.0])
    found = check_all(run)
    assert found.answer == "yes"
    assert found.counts["kink"] == 3, "the biases of the hidden layer"
    weights = net.modules[2].weight.data[0].astype(float)
    for unit, weight in enumerate(weights):
        checked = check_parameter(run, 2 * unit + 1).checked  # a unit's weight, then its bias
        assert checked.answer == "kink"
        assert checked.finding.left == pytest.approx(0, abs=1e-9)
        assert checked.finding.right == pytest.approx(-2 * weight, rel=1e-2)
        assert checked.finding.gradient == 0


@pytest.mark.parametrize("activation", ["hardtanh", "leaky_relu", "selu", "relu"])
def test_a_broken_backward_pass_is_detected_at_a_kink(monkeypatch, activation):
    net = nn.Sequential(nn.Linear(1, 3), nn.ACTIVATIONS[activation](), nn.Tanh(), nn.Linear(3, 1))
    run = Trainer(net, losses.MSE(), Experiment().optimizer_rule(), batch_size=2)
    net.modules[0].bias.data[...] = 1.0 if activation == "hardtanh" else 0.0
    run.load([[0.0], [0.0]], [1.0, 1.0])
    assert check_all(run).counts["kink"] == 3
    broken(monkeypatch, BREAKS["a thousandth too small"])
    run = Trainer(net, losses.MSE(), Experiment().optimizer_rule(), batch_size=2)
    run.load([[0.0], [0.0]], [1.0, 1.0])
    assert check_all(run).answer == "no"


def test_structurally_zero_gradients_are_recognised():
    dead = nn.Sequential(nn.Linear(2, 4), nn.ReLU(), nn.Linear(4, 1), seed=0, dtype="float32")
    dead.modules[0].bias.data[...] = -50
    centred = nn.Sequential(nn.Linear(2, 4), nn.BatchNorm1d(4), nn.Tanh(), nn.Linear(4, 1), seed=0)
    zeros = nn.Sequential(nn.Linear(2, 4, "zeros"), nn.ReLU(), nn.Linear(4, 1, "zeros"))
    split = Experiment().split()
    for net, expected in ((dead, 12 + 4), (centred, 4), (zeros, 12 + 4)):
        run = Trainer(net, losses.BinaryCrossEntropy(), Experiment().optimizer_rule())
        run.load(split.x, split.y)
        found = check_all(run)
        assert (found.answer, found.counts["zero"]) == ("yes", expected)


def test_frozen_parameters_are_not_checked():
    run = Experiment(frozen=("1",)).trainer()
    frozen = run.net.modules[0].size
    found = check_all(run)
    assert (found.answer, found.frozen) == ("yes", frozen)
    assert found.parameters == run.theta.size - frozen == sum(found.counts.values())
    with pytest.raises(InputError, match="index: 0 .* parameters that are not frozen"):
        check_parameter(run, 0)
    with pytest.raises(InputError, match="index: 105 .* from 0 to 104"):
        check_parameter(run, 105)


def test_an_overflow_of_single_precision_is_reported_as_such():
    net = nn.Sequential(nn.Linear(1, 1), nn.Linear(1, 1), dtype="float32")
    net.theta[...] = 1e19
    run = Trainer(net, losses.MSE(), Experiment().optimizer_rule())
    run._batches = None
    with contextlib.suppress(DivergedError):
        run.load([[1e3], [1.0]], [0.0, 0.0])
    found = check_all(run)
    assert found.answer == "overflow"
    assert found.counts["no"] == 0


@pytest.mark.parametrize("dropout", [0.0, 0.5])
def test_a_check_changes_nothing_and_uses_the_next_dropout_mask(dropout):
    layers = ((6, "tanh", dropout), (6, "relu", dropout, True))
    runs = [Experiment(layers=layers, dtype="float64").trainer() for _ in range(2)]
    for _ in range(3):
        assert check_all(runs[0]).answer == "yes"
        check_parameter(runs[0], 4)
        for run in runs:
            run.advance(7)
        np.testing.assert_array_equal(runs[0].theta, runs[1].theta)
    grads = [run.grad.copy() for run in runs]
    check_all(runs[0])
    np.testing.assert_array_equal(grads[0], runs[0].grad)


def test_checking_a_single_parameter_gives_the_same_numbers():
    run = tanh_run("float32")
    run.advance(100)
    nudges = check_parameter(run, 7)
    checked, sizes = nudges.checked, nudges.sizes
    assert checked.answer == "yes"
    assert checked.finding.digits >= 9
    assert 4 <= checked.trained_digits <= 8, "the accuracy of single precision"
    with run.next_batch() as current:
        current.differentiate()
        assert checked.trained == run.grad[7]
    assert [nudged.eps for nudged in sizes][::2] == pytest.approx([10.0**-k for k in range(1, 13)])
    errors = [nudged.error for nudged in sizes]
    middle = int(np.argmin(errors))
    assert errors[middle] < 4e-9
    assert errors[0] > 1e3 * errors[middle], "truncation"
    assert errors[-1] > 1e3 * errors[middle], "rounding"
    assert abs(nudges.best.quotient / checked.finding.quotient - 1) < 4e-9


def test_a_check_reports_its_cost():
    run = Experiment(layers=((3, "tanh"),), dtype="float64").trainer()
    found = check_all(run)
    assert (found.parameters, found.passes) == (13, 4 * 13)
    assert found.backward_flops > found.forward_flops > 0
    assert found.milliseconds > 0 < found.backward_milliseconds
    assert found.growth[0] == (13, found.times)
    size, times = found.growth[-1]
    assert (size, times / found.times) == (1_000_000, pytest.approx(1_000_000 / 13))


def test_the_number_of_digits_that_two_numbers_share_is_counted():
    assert digits(1.0, 1.0) == 15
    assert digits(1.0, 1 + 2e-9) == 8
    assert digits(-2e-12, -2.0002e-12) == 4
    assert digits(1.0, -1.0) == digits(0.0, 1e-9) == 0
    assert math.isfinite(digits(1e300, 1.1e300))
