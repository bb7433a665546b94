"""Every number in the microscope equals that of the training program, of eager tensors, and of
PyTorch, for random networks, losses and optimizers."""

from __future__ import annotations

import numpy as np
import pytest
from chainrule import Experiment, Tensor
from chainrule.diagnostics.microscope.walk import Walk
from chainrule.engine.op import OPS
from chainrule.experiment.settings.table import ACTIVATIONS, SETTINGS, WEIGHTED_LOSSES
from chainrule.tensor.tensor import apply
from hypothesis import given, settings
from hypothesis import strategies as st

LOSSES = sorted(SETTINGS["loss"].choices)
OPTIMIZERS = sorted(SETTINGS["optimizer"].choices)
OPTIONS = {
    "sgd": st.sampled_from([{}, {"momentum": 0.9}, {"momentum": 0.8, "nesterov": True}]),
    "rmsprop": st.sampled_from([{}, {"momentum": 0.5, "centered": True}]),
    "adam": st.sampled_from([{}, {"amsgrad": True}]),
    "adagrad": st.sampled_from([{}, {"lr_decay": 0.1}]),
}


@st.composite
def experiments(draw, with_noise: bool = True) -> Experiment:
    layer = st.tuples(st.integers(1, 6), st.sampled_from(sorted(ACTIVATIONS)))
    if with_noise:
        layer = st.tuples(
            *(st.integers(1, 6), st.sampled_from(sorted(ACTIVATIONS))),
            *(st.sampled_from([0.0, 0.3]), st.booleans()),
        )
    optimizer = draw(st.sampled_from(OPTIMIZERS))
    loss = draw(st.sampled_from(LOSSES))
    own = st.tuples(*[st.sampled_from([0.5, 1.0, 7.0])] * 2)
    weights = st.sampled_from(["none", "balanced"]) | own
    return Experiment(
        layers=tuple(draw(st.lists(layer, max_size=4))),
        loss=loss,
        class_weights=draw(weights) if loss in WEIGHTED_LOSSES else "none",
        optimizer=optimizer,
        **draw(OPTIONS.get(optimizer, st.just({}))),
        weight_decay=draw(st.sampled_from([0.0, 0.1])) if optimizer != "nadam" else 0.0,
        l2=draw(st.sampled_from([0.0, 0.01])) if with_noise else 0.0,
        clip_norm=draw(st.sampled_from([0.0, 0.5])) if with_noise else 0.0,
        batch_size=draw(st.sampled_from([1, 7, 10])),
        dtype=draw(st.sampled_from(["float32", "float64"])) if with_noise else "float64",
        seed=draw(st.integers(0, 99)),
        learning_rate=0.02,
    )


@given(experiments(), st.integers(0, 30))
@settings(max_examples=25, deadline=None)
def test_the_numbers_shown_equal_the_buffers_of_the_training_step(experiment, steps):
    """Trace the step and then take it; both must be equal bit for bit."""
    run = experiment.trainer()
    run.advance(steps)
    before = run.theta.copy()
    x, y = (part.copy() for part in run.batches.views[run.batch])
    walk = Walk(run)
    with run.next_batch() as current:
        program = current.program
    run.advance()
    records = [record for record in program.records if record.op is not None]
    traced = [op for op in walk.ops if op.name in OPS]
    assert len(records) == len(traced)
    pairs = dict[tuple, list]()
    for record in records:
        key = record.section, record.scope, record.op.__name__, record.backward
        pairs.setdefault(key, []).append(record)
    compared = 0
    for op in traced:
        record = pairs[op.section, op.layer, op.name, op.backward].pop(0)
        live = {**record.operands, **record.results}
        for name, array in {**op.operands, **op.results}.items():
            if np.shares_memory(live[name], run.theta):
                # The update has changed the weights since they were read.
                np.testing.assert_array_equal(array, _taken(before, live[name], run.theta))
            elif name.startswith("d") and op.layer and np.shares_memory(live[name], run.grad):
                # A penalty or clipping follows, so the operands of the update are compared.
                continue
            else:
                np.testing.assert_array_equal(array, live[name], err_msg=f"{op.name} {name}")
                compared += 1
    assert compared >= 3 * len(experiment.layers)
    np.testing.assert_array_equal(traced[0].operands["x"], x)
    (target,) = [op.operands["target"] for op in traced if op.section == "loss"]
    np.testing.assert_array_equal(target, y)
    update = walk.ops[-1]
    np.testing.assert_array_equal(update.operands["theta"], before)
    np.testing.assert_array_equal(update.results["theta"], run.theta)
    np.testing.assert_array_equal(update.operands["grad"], run.grad)
    for name, state in run.optimizer.state.items():
        np.testing.assert_array_equal(update.results[name], state)


def _taken(values, view, base):
    """The entries of `values` at the positions that `view` has in `base`."""
    start = (view.ctypes.data - base.ctypes.data) // base.itemsize
    return np.lib.stride_tricks.as_strided(values[start:], view.shape, view.strides)


@given(experiments(), st.integers(0, 30))
@settings(max_examples=25, deadline=None)
def test_the_results_shown_equal_those_of_eager_tensors(experiment, steps):
    """Each op is repeated eagerly with the operands that are shown, and these must be the results
    of previous ops."""
    run = experiment.trainer()
    run.advance(steps)
    walk = Walk(run)
    tolerance = (
        {"rtol": 2e-5, "atol": 1e-6}
        if experiment.dtype == "float32"
        else {"rtol": 1e-9, "atol": 1e-18}
    )
    known = [*run.batches.views[run.batch], *(v for _, v, _ in run.net.named_parameters())]
    known.append(np.ones((), known[0].dtype))  # dL/dL
    pending, gradients = [], []
    for op in walk.ops:
        if op.name not in OPS:
            continue
        for name, operand in op.operands.items():
            seen = any(np.array_equal(operand, array) for array in known)
            assert seen or _is_sum(operand, gradients, tolerance), f"{op.name} {name}"
        known += op.results.values()
        gradients += op.results.values() if op.backward else ()
        if op.backward:
            at = max(i for i, (forward, *_) in enumerate(pending) if _leads_back(forward, op))
            _, inputs, y = pending.pop(at)
            for name, gradient in _eager_gradients(op, inputs, y).items():
                np.testing.assert_allclose(op.results[name], gradient, **tolerance)
            continue
        inputs = {name: Tensor(a, requires_grad=True) for name, a in op.operands.items()}
        y = apply(OPS[op.name], *inputs.values(), **op.settings) if op.name != "Dropout" else None
        pending.append((op, inputs, y))
        expected = y.data if y is not None else op.operands["x"] * op.results["mask"]
        np.testing.assert_allclose(op.results["y"], expected, **tolerance)
    assert {op.name for op, *_ in pending} <= {"Identity"}


def _is_sum(operand, gradients, tolerance) -> bool:
    """Gradients of broadcast operands are summed in the backward pass."""
    sums = (array.sum(0, keepdims=True) for array in gradients if array.ndim == operand.ndim)
    return any(a.shape == operand.shape and np.allclose(a, operand, **tolerance) for a in sums)


def _leads_back(forward, back) -> bool:
    return forward.name == back.name and forward.results["y"].shape == back.operands["dy"].shape


def _eager_gradients(op, inputs, y):
    """The result of the eager op for the incoming gradient that is shown."""
    if y is None:  # dropout, whose mask changes at every step
        return {"dx": op.operands["dy"] * op.operands["mask"]}
    y.backward(op.operands["dy"])
    return {
        f"d{name}": tensor.grad
        for name, tensor in inputs.items()
        if f"d{name}" in op.results and op.results[f"d{name}"].shape == tensor.shape
    }


def torch_network(torch, experiment, run):
    names = {
        "tanh": "Tanh", "relu": "ReLU", "sigmoid": "Sigmoid", "identity": "Identity",
        "leaky_relu": "LeakyReLU", "elu": "ELU", "selu": "SELU", "gelu": "GELU", "silu": "SiLU",
        "mish": "Mish", "softplus": "Softplus", "hardtanh": "Hardtanh",
    }  # fmt: skip
    layers, width = [], 2

    class Sin(torch.nn.Module):
        def forward(self, x):
            return torch.sin(x)

    for layer in experiment.layers:
        units, activation = layer["units"], layer["activation"]
        layers.append(torch.nn.Linear(width, units))
        layers.append(Sin() if activation == "sin" else getattr(torch.nn, names[activation])())
        width = units
    layers.append(torch.nn.Linear(width, run.training_set.scores.shape[1]))
    net = torch.nn.Sequential(*layers).double()
    with torch.no_grad():
        ours = [values for _, values, _ in run.net.named_parameters()]
        for theirs, values in zip(net.parameters(), ours, strict=True):
            theirs.copy_(torch.tensor(values.copy()))
    return net


def torch_loss(torch, experiment):
    weights = experiment.weights_of_classes()
    if weights is not None:
        weights = torch.tensor(weights, dtype=torch.float64)
        return lambda scores, target: weighted_torch_loss(torch, scores, target, weights)
    losses = {
        "binary_cross_entropy": torch.nn.BCEWithLogitsLoss(), "mse": torch.nn.MSELoss(),
        "cross_entropy": torch.nn.CrossEntropyLoss(), "l1": torch.nn.L1Loss(),
        "huber": torch.nn.HuberLoss(),
    }  # fmt: skip
    return losses[experiment.loss]


def weighted_torch_loss(torch, scores, target, weights):
    """A choice between two classes, from one score or two."""
    if scores.shape[1] == 1:
        scores = torch.cat([torch.zeros_like(scores), scores], dim=1)
        target = torch.cat([1 - target, target], dim=1)
    return torch.nn.functional.cross_entropy(scores, target.argmax(dim=1), weights)


def torch_optimizer(torch, experiment, net):
    e = experiment
    kind, common = e.optimizer, {"lr": e.learning_rate, "weight_decay": e.weight_decay}
    betas, eps = {"betas": (e.beta1, e.beta2)}, {"eps": e.epsilon}
    rules = {
        "sgd": ("SGD", {"momentum": e.momentum, "nesterov": e.nesterov}),
        "adagrad": ("Adagrad", {"lr_decay": e.lr_decay, **eps}),
        "adadelta": ("Adadelta", {"rho": e.rho, **eps}),
        "rmsprop": (
            "RMSprop", {"alpha": e.alpha, "momentum": e.momentum, "centered": e.centered, **eps},
        ),
        "adam": ("Adam", {"amsgrad": e.amsgrad, **betas, **eps}),
        "adamw": ("AdamW", {"amsgrad": e.amsgrad, **betas, **eps}),
        "nadam": ("NAdam", {"momentum_decay": e.momentum_decay, **betas, **eps}),
    }  # fmt: skip
    name, options = rules[kind]
    return getattr(torch.optim, name)(net.parameters(), **common, **options)


@given(
    experiments(with_noise=False).filter(lambda e: e.optimizer != "lion" and e.loss != "hinge"),
    st.integers(0, 4),
)
@settings(max_examples=20, deadline=None)
def test_the_numbers_shown_equal_those_of_pytorch(experiment, steps):
    """Both libraries train from the same weights on the same batches. Then every output, error,
    gradient and new weight is compared. (PyTorch has neither Lion nor this hinge loss.)"""
    torch = pytest.importorskip("torch", reason="PyTorch is not installed")
    run = experiment.trainer()
    net = torch_network(torch, experiment, run)
    criterion = torch_loss(torch, experiment)
    stepper = torch_optimizer(torch, experiment, net)
    walk, outputs, loss = None, [], torch.tensor(0.0)
    for step in range(steps + 1):
        walk = Walk(run) if step == steps else None
        x, y = (torch.tensor(part.copy()) for part in run.batches.views[run.batch])
        outputs, flow = [], x
        for layer in net:
            flow = layer(flow)
            flow.retain_grad()
            outputs.append(flow)
        stepper.zero_grad()
        loss = criterion(flow, y)
        loss.backward()
        stepper.step()
        run.advance()
    assert walk is not None
    close = {"rtol": 1e-7, "atol": 1e-10}
    forward = [op for op in walk.ops if op.section == "forward"]
    back = [op for op in walk.ops if op.backward and op.name in OPS]
    linear = [layer for layer in net if isinstance(layer, torch.nn.Linear)]
    kept = [out for layer, out in zip(net, outputs, strict=True) if not _is_identity(layer)]
    for op, out in zip(forward, kept, strict=True):
        np.testing.assert_allclose(op.results["y"], out.detach().numpy(), **close)
    np.testing.assert_allclose(walk.effect.before, loss.item(), **close)
    for op, out in zip(back[1:], reversed(kept), strict=True):
        np.testing.assert_allclose(op.operands["dy"], out.grad.numpy(), **close)
    gradients = [op for op in reversed(back) if op.name == "Linear"]
    for op, layer in zip(gradients, linear, strict=True):
        np.testing.assert_allclose(op.results["dweight"], layer.weight.grad.numpy(), **close)
        np.testing.assert_allclose(op.results["dbias"], layer.bias.grad.numpy(), **close)
    after = np.concatenate(
        [
            np.column_stack([layer.weight.detach().numpy(), layer.bias.detach().numpy()]).ravel()
            for layer in linear
        ]
    )
    np.testing.assert_allclose(walk.ops[-1].results["theta"], after, rtol=1e-6, atol=1e-8)


def _is_identity(layer) -> bool:
    return type(layer).__name__ == "Identity"
