"""Whole steps, compiled: every loss with every optimizer, every layer, clipping and penalties."""

import functools

import numpy as np
import pytest
from chainrule import losses, nn, optim
from chainrule.engine import backends
from chainrule.engine.compile.program import CompiledCalls
from chainrule.training.penalty import Penalty
from chainrule.training.replay import Shaping, StepProgram
from compiling import needs_host

pytestmark = needs_host
STEPS = 100


def convolution():
    first = [nn.Conv2d(1, 3, 3, padding=1), nn.ReLU(), nn.MaxPool2d(2)]
    second = [nn.Conv2d(3, 2, 2), nn.BatchNorm2d(2), nn.Tanh(), nn.Flatten()]
    return [*first, *second, nn.Linear(18, 3)]


def transformer():
    block = nn.TransformerBlock(8, 2, 12, causal=True)
    return [nn.Embedding(7, 8), block, nn.LastStep(), nn.Linear(8, 3)]


LOSSES = {
    "MSE": losses.MSE(),
    "L1": losses.L1(),
    "Huber": losses.Huber(0.5),
    "BinaryCrossEntropy": losses.BinaryCrossEntropy(),
    "weighted BinaryCrossEntropy": losses.BinaryCrossEntropy(weight=(0.5, 2.0)),
    "CrossEntropy": losses.CrossEntropy(),
    "weighted CrossEntropy": losses.CrossEntropy(weight=[0.5, 1.0, 2.0]),
    "KLDivergence": losses.KLDivergence(),
    "Hinge": losses.Hinge(),
}
OPTIMIZERS = {
    "SGD": lambda: optim.SGD(0.05),
    "momentum": lambda: optim.SGD(0.05, momentum=0.9, dampening=0.1, weight_decay=0.01),
    "Nesterov": lambda: optim.SGD(0.05, momentum=0.9, nesterov=True),
    "Adam": lambda: optim.Adam(0.01, weight_decay=0.01),
    "AMSGrad": lambda: optim.Adam(0.01, amsgrad=True),
    "AdamW": lambda: optim.AdamW(0.01),
    "NAdam": lambda: optim.NAdam(0.01),
    "RMSprop": lambda: optim.RMSprop(0.01, momentum=0.5, centered=True),
    "Adagrad": lambda: optim.Adagrad(0.05),
    "Adadelta": lambda: optim.Adadelta(1.0),
    "Lion": lambda: optim.Lion(0.001),
}
LAYERS = {
    "batch norm": (lambda: [nn.Linear(4, 6), nn.BatchNorm1d(6), nn.ReLU(), nn.Linear(6, 3)], (4,)),
    "layer norm": (lambda: [nn.Linear(4, 6), nn.LayerNorm(6), nn.Tanh(), nn.Linear(6, 3)], (4,)),
    "RMS norm": (lambda: [nn.Linear(4, 6), nn.RMSNorm(6), nn.SiLU(), nn.Linear(6, 3)], (4,)),
    "dropout": (lambda: [nn.Linear(4, 9), nn.ReLU(), nn.Dropout(0.3), nn.Linear(9, 3)], (4,)),
    "residual": (lambda: [nn.Residual(nn.Linear(4, 4), nn.GELU()), nn.Linear(4, 3)], (4,)),
    "convolution": (convolution, (1, 8, 8)),
    "series": (
        lambda: [nn.Conv1d(2, 3, 3), nn.ELU(), nn.AvgPool1d(2), nn.Flatten(), nn.Linear(9, 3)],
        (2, 8),
    ),
    "RNN": (lambda: [nn.RNN(2, 5), nn.LastStep(), nn.Linear(5, 3)], (4, 2)),
    "GRU": (lambda: [nn.GRU(2, 5), nn.LastStep(), nn.Linear(5, 3)], (4, 2)),
    "LSTM": (lambda: [nn.LSTM(2, 5), nn.LastStep(), nn.Linear(5, 3)], (4, 2)),
    "transformer": (transformer, (5,)),
}
ACTIVATIONS = ["ELU", "GELU", "Hardtanh", "LeakyReLU", "Mish", "SELU", "SiLU", "Sigmoid", "Sin"]
ACTIVATIONS += ["Softplus", "Softmax", "LogSoftmax"]


class Run:
    """One network and its step, trained by one backend on data drawn from a fixed seed."""

    def __init__(self, backend, layers, shape, loss, optimizer, dtype, replicas=None, shaping=None):
        self.net = nn.Sequential(*layers(), seed=0, dtype=dtype, replicas=replicas)
        self.optimizer = optimizer()
        self.optimizer.bind(self.net.theta, self.net.grad)
        with backends.using(backend):
            self.step = StepProgram.record(
                self.net, loss, self.optimizer, (6, *shape), (6, 3), shaping
            )
        rng = np.random.default_rng(1)
        x = rng.uniform(-1, 1, (6, *shape))
        if isinstance(layers()[0], nn.Embedding):
            x = rng.integers(0, 7, x.shape)
        self.step.load(x, np.eye(3)[rng.integers(0, 3, 6)])

    def train(self):
        """Steps with a rate that the person changes, then a schedule."""
        with np.errstate(all="ignore"):
            for step in range(STEPS):
                if step == 30:
                    self.optimizer.lr = float(self.optimizer.lr) * 0.5
                if step >= 60:
                    self.optimizer.scale(0.99 ** (step - 60))
                self.step.program.replay()


def assert_same_training(*arguments, dtype="float64", **options):
    right, found = (Run(b, *arguments, dtype, **options) for b in ("numpy", "wasm"))
    prepared = found.step.program.prepared
    assert isinstance(prepared, CompiledCalls)
    assert [(str(x.call.function), x.reason) for x in prepared.left] == []
    right.train()
    found.train()
    tolerance = {"rtol": 1e-9, "atol": 1e-11} if dtype == "float64" else {"rtol": 0, "atol": 2e-4}
    np.testing.assert_allclose(found.net.theta, right.net.theta, **tolerance)
    np.testing.assert_allclose(found.step.loss, right.step.loss, **tolerance)
    for name, array in right.optimizer.state.items():
        scale = float(abs(array).max()) or 1.0
        found_state = found.optimizer.state[name]
        np.testing.assert_allclose(found_state / scale, array / scale, rtol=1e-3, atol=1e-3)
    for (name, mine), (_, theirs) in zip(
        found.net.named_buffers(), right.net.named_buffers(), strict=True
    ):
        np.testing.assert_allclose(mine, theirs, err_msg=name, rtol=1e-3)


def small(activation="Tanh"):
    return [nn.Linear(4, 5), getattr(nn, activation)(), nn.Linear(5, 3)]


@pytest.mark.parametrize("optimizer", sorted(OPTIMIZERS))
@pytest.mark.parametrize("loss", sorted(LOSSES))
def test_every_loss_with_every_optimizer(loss, optimizer):
    assert_same_training(small, (4,), LOSSES[loss], OPTIMIZERS[optimizer])


def test_no_loss_and_no_optimizer_is_forgotten():
    assert {type(x) for x in LOSSES.values()} >= {
        x
        for x in vars(losses).values()
        if isinstance(x, type) and issubclass(x, losses.Loss) and not x.__name__.startswith("_")
    } - {losses.Loss}
    made = {type(make()) for make in OPTIMIZERS.values()}
    assert made == {getattr(optim, name) for name in optim.__all__} - {optim.Optimizer}


@pytest.mark.parametrize("dtype", ["float32", "float64"])
@pytest.mark.parametrize("layers", sorted(LAYERS))
def test_every_layer(layers, dtype):
    make, shape = LAYERS[layers]
    assert_same_training(make, shape, losses.CrossEntropy(), OPTIMIZERS["SGD"], dtype=dtype)


@pytest.mark.parametrize("dtype", ["float32", "float64"])
@pytest.mark.parametrize("activation", ACTIVATIONS)
def test_every_activation(activation, dtype):
    layers = functools.partial(small, activation)
    assert_same_training(layers, (4,), losses.MSE(), OPTIMIZERS["SGD"], dtype=dtype)


@pytest.mark.parametrize("replicas", [3, 5])
@pytest.mark.parametrize("optimizer", ["SGD", "Adam"])
def test_fleets(replicas, optimizer):
    loss = losses.CrossEntropy()
    assert_same_training(small, (4,), loss, OPTIMIZERS[optimizer], replicas=replicas)


@pytest.mark.parametrize(
    "shaping",
    [
        Shaping(penalty=Penalty(l1=0.01, l2=0.02)),
        Shaping(clip_norm=0.1),
        Shaping(clip_value=0.05),
        Shaping(mask=(np.arange(43) % 3 > 0).astype(float)),
    ],
)
def test_penalties_clipping_and_masks(shaping):
    assert_same_training(small, (4,), losses.MSE(), OPTIMIZERS["momentum"], shaping=shaping)


def test_frozen_parameters():
    def frozen():
        layers = small()
        layers[0].weight.requires_grad = False
        return layers

    assert_same_training(frozen, (4,), losses.MSE(), OPTIMIZERS["AdamW"])
