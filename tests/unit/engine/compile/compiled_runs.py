"""Networks, losses and optimizers of every kind, each trained for a few steps by one backend."""

from __future__ import annotations

import functools
import hashlib

import numpy as np
from chainrule import losses, nn, optim
from chainrule.engine import backends
from chainrule.training.penalty import Penalty
from chainrule.training.replay import Shaping, StepProgram

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
    "tokens with places": (
        lambda: [
            nn.Embedding(7, 4),
            nn.PositionalEmbedding(6, 4),
            nn.ChannelsFirst(nn.Conv1d(4, 3, 3, padding=1), nn.ReLU(), nn.MaxPool1d(2)),
            nn.Flatten(),
            nn.Linear(9, 3),
        ],
        (6,),
    ),
    "mean pooling": (
        lambda: [nn.Conv2d(1, 2, 3), nn.Identity(), nn.AvgPool2d(2), nn.Flatten(), nn.Linear(8, 3)],
        (1, 6, 6),
    ),
    "RNN": (lambda: [nn.RNN(2, 5), nn.LastStep(), nn.Linear(5, 3)], (4, 2)),
    "GRU": (lambda: [nn.GRU(2, 5), nn.LastStep(), nn.Linear(5, 3)], (4, 2)),
    "LSTM": (lambda: [nn.LSTM(2, 5), nn.LastStep(), nn.Linear(5, 3)], (4, 2)),
    "transformer": (transformer, (5,)),
}
ACTIVATIONS = ["ELU", "GELU", "Hardtanh", "LeakyReLU", "Mish", "SELU", "SiLU", "Sigmoid", "Sin"]
ACTIVATIONS += ["Softplus", "Softmax", "LogSoftmax"]


class Run:
    """One network, trained by one backend on data from a fixed seed."""

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
        """Take steps with a learning rate that is changed by hand, and then with a schedule."""
        with np.errstate(all="ignore"):
            for step in range(STEPS):
                if step == 30:
                    self.optimizer.lr = float(self.optimizer.lr) * 0.5
                if step >= 60:
                    self.optimizer.scale(0.99 ** (step - 60))
                self.step.program.replay()


def small(activation="Tanh"):
    return [nn.Linear(4, 5), getattr(nn, activation)(), nn.Linear(5, 3)]


SHAPINGS = {
    "penalty": Shaping(penalty=Penalty(l1=0.01, l2=0.02)),
    "clip_norm": Shaping(clip_norm=0.1),
    "clip_value": Shaping(clip_value=0.05),
    "mask": Shaping(mask=(np.arange(43) % 3 > 0).astype(float)),
}


def digest_of_compiled_runs() -> tuple[int, str]:
    """Return the number of runs and the hash of their results; each run takes a hundred steps in
    float32."""
    mse, sgd = losses.MSE(), OPTIMIZERS["SGD"]
    runs = [(small, (4,), loss, sgd, {}) for _, loss in sorted(LOSSES.items())]
    runs += [(small, (4,), mse, optimizer, {}) for _, optimizer in sorted(OPTIMIZERS.items())]
    runs += [(*layers, losses.CrossEntropy(), sgd, {}) for _, layers in sorted(LAYERS.items())]
    for name in ACTIVATIONS:
        runs.append((functools.partial(small, name), (4,), mse, sgd, {}))
    runs += [(small, (4,), mse, sgd, {"replicas": replicas}) for replicas in (2, 3, 5)]
    runs += [(small, (4,), mse, sgd, {"shaping": s}) for _, s in sorted(SHAPINGS.items())]
    found = hashlib.sha256()
    for *arguments, options in runs:
        run = Run("wasm", *arguments, "float32", **options)
        run.train()
        carried = [run.net.theta, run.step.loss, *run.optimizer.state.values()]
        for array in carried + [array for _, array in run.net.named_buffers()]:
            assert array.dtype.kind != "f" or np.isfinite(array).all()
            found.update(np.ascontiguousarray(array).tobytes())
    return len(runs), found.hexdigest()
