"""Whole steps compared with PyTorch: every optimizer, loss and precision, at three scales.

The weights start at 0, so that they are exactly the sum of the updates. PyTorch's NAdam keeps its
product of momenta in single precision, whatever the precision of the weights.
"""

import numpy as np
import pytest
from chainrule import Trainer, losses, nn, optim
from chainrule.diagnostics import DivergedError

torch = pytest.importorskip("torch")
F = torch.nn.functional

torch.set_num_threads(1)  # With matrices this small, more threads would only wait for each other.
SCALES = (1e-30, 1.0, 1e15)
STEPS = 4
ROUNDINGS = 8
"""The rounding error of a score of three products, in units of its precision."""
RULES = {
    "sgd": (optim.SGD, torch.optim.SGD, {"lr": 0.1}),
    "momentum": (optim.SGD, torch.optim.SGD, {"lr": 0.1, "momentum": 0.9, "nesterov": True}),
    "adam": (optim.Adam, torch.optim.Adam, {"lr": 0.1}),
    "amsgrad": (optim.Adam, torch.optim.Adam, {"lr": 0.1, "amsgrad": True}),
    "adamw": (optim.AdamW, torch.optim.AdamW, {"lr": 0.1}),
    "nadam": (optim.NAdam, torch.optim.NAdam, {"lr": 0.1}),
    "adagrad": (optim.Adagrad, torch.optim.Adagrad, {"lr": 0.1}),
    "adadelta": (optim.Adadelta, torch.optim.Adadelta, {"lr": 1.0}),
    "rmsprop": (optim.RMSprop, torch.optim.RMSprop, {"lr": 0.1, "centered": True}),
}
# For each loss: ours, PyTorch's, the number of outputs, and the targets of one batch.
LOSSES = {
    "mse": (losses.MSE(), F.mse_loss, 2, "numbers"),
    "l1": (losses.L1(), F.l1_loss, 2, "numbers"),
    "huber": (losses.Huber(0.5), lambda s, t: F.huber_loss(s, t, delta=0.5), 2, "numbers"),
    "bce": (losses.BinaryCrossEntropy(), F.binary_cross_entropy_with_logits, 2, "flags"),
    "ce": (losses.CrossEntropy(), F.cross_entropy, 3, "classes"),
    "smoothed": (
        losses.CrossEntropy(0.1),
        lambda s, t: F.cross_entropy(s, t, label_smoothing=0.1),
        3,
        "classes",
    ),
    "kl": (
        losses.KLDivergence(),
        lambda s, t: F.kl_div(F.log_softmax(s, -1), t, reduction="batchmean"),
        3,
        "shares",
    ),
    "hinge": (losses.Hinge(), lambda s, t: F.relu(1 - t * s).mean(), 1, "signs"),
    "multi-margin": (losses.Hinge(), F.multi_margin_loss, 3, "classes"),
}


def batch(kind, outputs, scale, dtype):
    rng = np.random.default_rng(7)
    x = (rng.normal(size=(5, 3)) * scale).astype(dtype)
    targets = {
        "numbers": lambda: (rng.normal(size=(5, outputs)) * scale).astype(dtype),
        "flags": lambda: (rng.random((5, outputs)) > 0.5).astype(dtype),
        "classes": lambda: np.array([0, 2, 1, 1, 0]),
        "shares": lambda: rng.dirichlet(np.ones(outputs), 5).astype(dtype),
        "signs": lambda: np.array([[1], [-1], [1], [1], [-1]], dtype),
    }
    return x, targets[kind]()


def theirs(rule, settings, loss, outputs, x, y):
    """PyTorch's weights and loss after each step; None from the first step at which they are
    infinite or NaN.

    The steps end if weights have returned to almost 0 and a score is only the rounding error of its
    products. On which side of the kink of an absolute value or a maximum it lies then depends on
    the processor.
    """
    w = torch.nn.Parameter(torch.zeros(outputs, 3, dtype=torch.from_numpy(x).dtype))
    optimizer, found = rule([w], **settings), []
    largest = torch.zeros_like(w)
    for _ in range(STEPS):
        largest = torch.maximum(largest, w.detach().abs())
        noise = ROUNDINGS * torch.finfo(w.dtype).eps * (torch.from_numpy(x).abs() @ largest.T)
        if ((torch.from_numpy(x) @ w.T).abs() < noise).any():
            return found
        optimizer.zero_grad()
        value = loss(torch.from_numpy(x) @ w.T, torch.from_numpy(y))
        value.backward()
        optimizer.step()
        state = [s for s in optimizer.state[w].values() if isinstance(s, torch.Tensor)]
        if not all(bool(torch.isfinite(t).all()) for t in (value.detach(), w.detach(), *state)):
            return [*found, None]
        found.append((w.detach().numpy().copy(), value.item()))
    return found


@pytest.mark.parametrize("name", LOSSES)
@pytest.mark.parametrize("rule", RULES)
def test_steps_equal_those_of_pytorch_or_diverge_where_these_are_infinite_or_nan(rule, name):
    ours, others, settings = RULES[rule]
    loss, other_loss, outputs, kind = LOSSES[name]
    for dtype in ("float32", "float64"):
        for scale in SCALES:
            x, y = batch(kind, outputs, scale, dtype)
            expected = theirs(others, settings, other_loss, outputs, x, y)
            net = nn.Sequential(nn.Linear(3, outputs, bias=False), dtype=dtype)
            net.theta[...] = 0
            run = Trainer(net, loss, ours(**settings))
            where = f"{dtype}, scale {scale:g}"
            for step in expected:
                if step is None:
                    with pytest.raises(DivergedError):
                        run.step(x, y)
                    break
                value = run.step(x, y)
                weights = step[0].reshape(-1)
                tolerance = 2e-5 if dtype == "float32" else 1e-6 if rule == "nadam" else 1e-11
                np.testing.assert_allclose(
                    run.theta, weights, tolerance, tolerance * abs(weights).max(), err_msg=where
                )
                np.testing.assert_allclose(value, step[1], tolerance, 1e-7, err_msg=where)
