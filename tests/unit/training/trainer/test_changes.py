"""A change between steps takes effect at the next step, or raises an error when assigned."""

from dataclasses import replace

import numpy as np
import pytest
from chainrule import Experiment, InputError, Trainer, losses, nn, optim, schedules


class Scaled(nn.Module):
    """A user-defined layer with a setting."""

    def __init__(self, factor):
        self.factor = factor

    def forward(self, x):
        return x * self.factor


MODEL = {
    "slope": 0.01, "p": 0.2, "alpha": 1.0, "beta": 1.0, "bound": 2.0, "eps": 1e-5, "factor": 1.0,
    "batch_eps": 1e-5, "batch_momentum": 0.1, "rms_eps": None, "frozen": (), "biasless": False,
}  # fmt: skip


def network(o, replicas=None):
    net = nn.Sequential(
        nn.Linear(2, 4), nn.LayerNorm(4, o["eps"]), nn.LeakyReLU(o["slope"]), nn.Dropout(o["p"]),
        nn.Linear(4, 4), nn.BatchNorm1d(4, o["batch_eps"], o["batch_momentum"]),
        nn.ELU(o["alpha"]), nn.RMSNorm(4, o["rms_eps"]), nn.Softplus(o["beta"]),
        nn.Hardtanh(-1, o["bound"]), Scaled(o["factor"]), nn.Linear(4, 2),
        seed=0, dtype="float64", replicas=replicas,
    )  # fmt: skip
    for index in o["frozen"]:
        net.modules[index].requires_grad_(False)
    if o["biasless"]:
        net.modules[4].bias.requires_grad = False
    return net


def trainer(model=(), rule=None, loss=None, replicas=None, **others):
    options = {**MODEL, **dict(model)}
    rule = rule or optim.SGD(0.05, momentum=0.5)
    run = Trainer(
        network(options, replicas), loss or losses.MSE(), rule, batch_size=8, seed=1, **others
    )
    rng = np.random.default_rng(0)
    run.load(rng.normal(size=(24, 2)), rng.random((24, 2)), validation=(np.eye(2), np.eye(2)))
    return run


def layer(index, name):
    return lambda run, value: setattr(run.net.modules[index], name, value)


def freeze(run, value):
    for index in value:
        run.net.modules[index].requires_grad_(False)


def freeze_bias(run, value):
    run.net.modules[4].bias.requires_grad = not value


MODEL_CHANGES = {
    "slope": (layer(2, "negative_slope"), 0.3),
    "p": (layer(3, "p"), 0.7),
    "alpha": (layer(6, "alpha"), 0.4),
    "beta": (layer(8, "beta"), 2.0),
    "bound": (layer(9, "max_val"), 0.6),
    "eps": (layer(1, "eps"), 0.5),
    "batch_eps": (layer(5, "eps"), 0.5),
    "batch_momentum": (layer(5, "momentum"), 0.6),
    "rms_eps": (layer(7, "eps"), 0.5),
    "factor": (layer(10, "factor"), 0.25),
    "frozen": (freeze, (0, 4)),
    "biasless": (freeze_bias, True),
}
RUN_CHANGES = {
    "clip_norm": 0.01,
    "clip_value": 0.001,
    "l1": 0.1,
    "l2": 0.2,
    "schedule": schedules.Step(1, 0.5),
}
RULE_CHANGES = [
    (optim.SGD, "momentum", 0.9),
    (optim.SGD, "nesterov", True),
    (optim.SGD, "weight_decay", 0.1),
    (optim.SGD, "dampening", 0.5),
    (optim.Adam, "betas", (0.5, 0.6)),
    (optim.Adam, "eps", 0.1),
    (optim.AdamW, "weight_decay", 0.5),
    (optim.NAdam, "momentum_decay", 0.1),
    (optim.Adagrad, "eps", 0.1),
    (optim.Adadelta, "rho", 0.5),
    (optim.RMSprop, "alpha", 0.5),
    (optim.Lion, "betas", (0.5, 0.6)),
]


def rule_of(kind, **settings):
    return kind(0.05, **({"momentum": 0.5} if kind is optim.SGD else {}) | settings)


def continues_as(changed, fresh):
    """Check that `changed` continues exactly like `fresh`, which was created with the setting."""
    fresh.look_at(changed.snapshot())
    before = changed.theta.copy()
    for run in (changed, fresh):
        run.advance(4)
    assert (changed.theta != before).any()
    np.testing.assert_array_equal(changed.theta, fresh.theta)
    for name, array in changed.optimizer.state.items():
        np.testing.assert_array_equal(array, fresh.optimizer.state[name])
    assert changed.batch_loss == fresh.batch_loss
    np.testing.assert_array_equal(changed.losses_now(), fresh.losses_now())


@pytest.mark.parametrize("name", MODEL_CHANGES)
def test_a_change_to_a_layer_takes_effect_at_the_next_step(name):
    assign, value = MODEL_CHANGES[name]
    run = trainer()
    run.advance(4)
    assign(run, value)
    continues_as(run, trainer({name: value}))


@pytest.mark.parametrize("name", RUN_CHANGES)
def test_a_change_to_the_run_takes_effect_at_the_next_step(name):
    run = trainer()
    run.advance(4)
    setattr(run, name, RUN_CHANGES[name])
    assert getattr(run, name) == RUN_CHANGES[name]
    continues_as(run, trainer(**{name: RUN_CHANGES[name]}))


@pytest.mark.parametrize(("kind", "name", "value"), RULE_CHANGES)
def test_a_change_to_the_optimizer_takes_effect_at_the_next_step(kind, name, value):
    run = trainer(rule=rule_of(kind))
    run.advance(4)
    setattr(run.optimizer, name, value)
    assert getattr(run.optimizer, name) == value
    fresh = trainer(rule=rule_of(kind, **{name: value}))
    if run.snapshot().state.keys() == fresh.snapshot().state.keys():
        continues_as(run, fresh)


@pytest.mark.parametrize(
    ("rule", "name", "value", "state"),
    [
        (optim.SGD(0.1), "momentum", 0.9, "velocity"),
        (optim.RMSprop(0.01), "momentum", 0.9, "velocity"),
        (optim.RMSprop(0.01), "centered", True, "mean"),
        (optim.Adam(0.01), "amsgrad", True, "max_exp_avg_sq"),
        (optim.Adagrad(0.01), "lr_decay", 0.1, "slowness"),
        (optim.SGD(0.1, momentum=0.9), "dampening", 0.5, "share"),
    ],
)
def test_changing_a_setting_that_needs_more_state_creates_it(rule, name, value, state):
    run = trainer(rule=rule)
    run.advance(4)
    assert state not in rule.state
    before = {key: array.copy() for key, array in rule.state.items()}
    setattr(rule, name, value)
    fresh = type(rule)(
        **{key: getattr(rule, key) for key in ("lr", name)},
        **({"momentum": rule.momentum} if name == "dampening" else {}),
    )
    other = trainer(rule=fresh)
    other.look_at(replace(run.snapshot(), state={**other.snapshot().state, **before}))
    np.testing.assert_array_equal(rule.state[state], fresh.state[state])
    for each in (run, other):
        each.advance(4)
    np.testing.assert_array_equal(run.theta, other.theta)
    setattr(rule, name, type(value)(0))
    assert state not in rule.state
    run.advance(2)


def test_a_diverged_run_is_still_restored_after_optimizer_state_was_added():
    run = trainer(rule=optim.SGD(0.1))
    run.advance(5)
    run.optimizer.momentum = 0.9
    run.advance(1)
    run.optimizer.lr = 1e200
    with pytest.raises(ArithmeticError, match="diverged"):
        run.advance(5)
    assert np.isfinite(run.theta).all()


@pytest.mark.parametrize("loss", [losses.L1(), losses.Huber(0.1), losses.BinaryCrossEntropy()])
def test_another_loss_takes_effect_at_the_next_step(loss):
    run = trainer()
    run.advance(4)
    run.loss = loss
    continues_as(run, trainer(loss=loss))


def test_a_change_to_the_loss_takes_effect_at_the_next_step():
    run = trainer(loss=losses.Huber(1.0))
    run.advance(4)
    run.loss.delta = 0.05
    continues_as(run, trainer(loss=losses.Huber(0.05)))


def test_targets_are_converted_again_for_another_loss():
    """Hinge uses −1 and 1 where cross-entropy uses 0 and 1; smoothing also changes targets."""
    x = np.random.default_rng(0).normal(size=(12, 2))
    y = (x[:, 0] > 0).astype(int)

    def run_with(loss, outputs=1):
        net = nn.Sequential(nn.Linear(2, outputs), seed=0)
        run = Trainer(net, loss, optim.SGD(0.1), batch_size=5)
        run.load(x, y, validation=(x, y))
        return run

    run = run_with(losses.BinaryCrossEntropy())
    run.advance(2)
    run.loss = losses.Hinge()
    continues_as(run, run_with(losses.Hinge()))
    run = run_with(losses.CrossEntropy(), 2)
    run.advance(2)
    run.loss.label_smoothing = 0.2
    continues_as(run, run_with(losses.CrossEntropy(0.2), 2))
    run.loss.weight = (1.0, 3.0)
    continues_as(run, run_with(losses.CrossEntropy(0.2, weight=(1.0, 3.0)), 2))
    with pytest.raises(InputError, match="^weight: "):
        run.loss.weight = (1.0, -3.0)


def test_a_loss_that_cannot_be_used_with_the_targets_is_rejected():
    run = trainer()
    before = run.loss
    run.advance(2)
    with pytest.raises(InputError, match="^y: .* is not allowed; allowed: probabilities"):
        run.loss = losses.Hinge()
    with pytest.raises(InputError, match="^loss: 'mse' is not allowed; allowed: a chainrule Loss"):
        setattr(run, "loss", "mse")  # noqa: B010 (the type forbids it)
    assert run.loss is before
    continues_as(run, trainer())


REFUSED = {
    "momentum": (lambda r: r.optimizer, "momentum", 1.5),
    "nesterov without momentum": (lambda r: r.optimizer, "nesterov", True),
    "weight_decay": (lambda r: r.optimizer, "weight_decay", -1),
    "lr": (lambda r: r.optimizer, "lr", 0.0),
    "an optimizer's unknown setting": (lambda r: r.optimizer, "momentun", 0.9),
    "a trainer's unknown setting": (lambda r: r, "clipnorm", 1.0),
    "mask": (lambda r: r, "mask", 0.0),
    "dtype": (lambda r: r, "dtype", "float64"),
    "a loss's unknown setting": (lambda r: r.loss, "detla", 2.0),
    "a layer's unknown setting": (lambda r: r.net.modules[3], "rate", 0.2),
    "frozen": (lambda r: r.net.modules[0], "frozen", True),
    "p": (lambda r: r.net.modules[3], "p", 1.0),
    "slope": (lambda r: r.net.modules[2], "negative_slope", "steep"),
    "eps": (lambda r: r.net.modules[1], "eps", 0.0),
    "momentum of batch norm": (lambda r: r.net.modules[5], "momentum", 2.0),
    "bounds": (lambda r: r.net.modules[9], "max_val", -2.0),
    "size": (lambda r: r.net.modules[0], "out_features", 5),
    "layers": (lambda r: r.net, "modules", ()),
    "net": (lambda r: r, "net", None),
    "optimizer": (lambda r: r, "optimizer", optim.SGD(0.1)),
    "batch_size": (lambda r: r, "batch_size", 3),
    "seed": (lambda r: r, "seed", 3),
    "clip_norm": (lambda r: r, "clip_norm", 0.0),
    "l1": (lambda r: r, "l1", -1.0),
    "schedule": (lambda r: r, "schedule", "cosine"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_invalid_settings_are_rejected_at_assignment(name):
    of, attribute, value = REFUSED[name]
    run = trainer(rule=optim.SGD(0.05))
    run.advance(3)
    with pytest.raises(InputError, match=f"^{attribute}.*: .* is not allowed; allowed: "):
        setattr(of(run), attribute, value)
    continues_as(run, trainer(rule=optim.SGD(0.05)))


def test_settings_that_determine_the_initial_state_cannot_be_changed_later():
    run = trainer(rule=optim.Adagrad(0.1))
    run.optimizer.eps = 1e-9
    with pytest.raises(InputError, match="allowed: 0.0, the value its state was created with"):
        run.optimizer.initial_accumulator_value = 1.0


@pytest.mark.parametrize(
    ("make", "field"),
    [
        (lambda: optim.Adam(0.1, eps=1e-60), "eps"),
        (lambda: optim.SGD(1e-60), "lr"),
        (lambda: optim.SGD(1e60), "lr"),
    ],
)
def test_values_beyond_the_range_of_single_precision_are_rejected(make, field):
    net = nn.Sequential(nn.Linear(2, 1), dtype="float32")
    with pytest.raises(InputError, match=f"^{field}: .* as float32 can hold"):
        Trainer(net, losses.MSE(), make())
    run = Trainer(net, losses.MSE(), optim.Adam(0.1))
    with pytest.raises(InputError, match=f"^{field}: .* as float32 can hold"):
        setattr(run.optimizer, field, getattr(make(), field))
    with pytest.raises(InputError, match="^clip_norm: 1e-60 .* as float32 can hold"):
        run.clip_norm = 1e-60


def test_a_network_with_all_layers_frozen_is_rejected():
    run = trainer()
    run.advance(3)
    run.net.requires_grad_(False)
    with pytest.raises(InputError, match=r"^net: 'every layer frozen' is not allowed; allowed: a"):
        run.advance(1)
    run.net.requires_grad_(True)
    continues_as(run, trainer())


def test_an_unfrozen_layer_is_trained_again():
    run = trainer({"frozen": (0,)})
    run.advance(3)
    first = run.net.modules[0].weight.data
    before = first.copy()
    run.advance(3)
    np.testing.assert_array_equal(first, before)
    run.net.requires_grad_()
    run.advance(3)
    assert (first != before).any()


def test_changes_apply_to_all_members_of_a_fleet():
    run = trainer(replicas=2)
    run.advance(2)
    run.net.modules[0].requires_grad_(False)
    run.optimizer.momentum = 0.9
    run.advance(2)
    other = trainer({"frozen": (0,)}, rule=optim.SGD(0.05, momentum=0.9), replicas=2)
    plain = trainer(replicas=2)
    plain.advance(2)
    other.look_at(plain.snapshot())
    other.advance(2)
    np.testing.assert_array_equal(run.theta, other.theta)


def test_programs_are_kept_while_their_constants_are_unchanged():
    run = trainer()
    run.advance(3)
    program = run.program
    nn.Dropout(0.1).p = 0.3  # a layer of another network
    run.optimizer.lr = 0.02
    run.predict(np.eye(2))
    run.net.modules[3].p = run.net.modules[3].p
    run.advance(3)
    assert run.program is program


def test_updating_a_counter_while_recording_does_not_count_as_a_change():
    class Counting(nn.Module):
        calls = 0

        def forward(self, x):
            self.calls += 1
            return x * 2.0

    layer = Counting()
    net = nn.Sequential(nn.Linear(2, 1), layer, seed=0)
    run = Trainer(net, losses.MSE(), optim.SGD(0.1), batch_size=2)
    run.load(np.eye(2), [0.0, 1.0])
    program, calls = run.program, layer.calls
    run.advance(4)
    assert (run.program, layer.calls) == (program, calls)


def test_a_network_with_new_arrays_is_rejected_at_the_next_step():
    run = trainer()
    run.net.materialise(seed=5)
    with pytest.raises(InputError, match="^net: .* a network with new arrays needs a new Trainer"):
        run.advance()


def test_a_setting_out_of_range_is_rejected_until_corrected():
    net = nn.Sequential(nn.Linear(2, 3), nn.LeakyReLU(0.1), nn.Linear(3, 1), seed=0)
    run = Trainer(net, losses.Huber(1.0), optim.SGD(0.1), batch_size=4)
    run.load(np.eye(2), [0.0, 1.0])
    for of, name in ((run.loss, "delta"), (net.modules[1], "negative_slope")):
        right = getattr(of, name)
        setattr(of, name, 1e-60)
        for _ in range(2):
            with pytest.raises(InputError, match=f"^{name}: 1e-60 .* as float32 can hold"):
                run.advance()
        setattr(of, name, right)
        run.advance()


@pytest.mark.parametrize("name", ["learning_rate", "epsilon", "clip_norm", "l2"])
def test_an_experiment_rejects_values_beyond_the_range_of_its_precision(name):
    with pytest.raises(InputError, match=f"^{name}: 1e-60 .* as float32 can hold"):
        Experiment(**{name: 1e-60})
    assert Experiment(**{name: 1e-60}, dtype="float64").dtype == "float64"
