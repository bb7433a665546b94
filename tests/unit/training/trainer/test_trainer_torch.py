"""Whole training runs compared with PyTorch, step by step in float64."""

import numpy as np
import pytest
from chainrule import Trainer, losses, nn, optim

torch = pytest.importorskip("torch", reason="PyTorch is not installed")

CASES = {
    "tanh, binary cross-entropy, Adam": (
        "tanh", 1, losses.BinaryCrossEntropy, "BCEWithLogitsLoss", optim.Adam, "Adam",
        {"lr": 0.03, "weight_decay": 0.01},
    ),
    "relu, cross-entropy, SGD with momentum": (
        "relu", 3, losses.CrossEntropy, "CrossEntropyLoss", optim.SGD, "SGD",
        {"lr": 0.1, "momentum": 0.9, "nesterov": True},
    ),
    "sigmoid, squared error, SGD": (
        "sigmoid", 2, losses.MSE, "MSELoss", optim.SGD, "SGD", {"lr": 0.5, "weight_decay": 0.1},
    ),
}  # fmt: skip
TORCH_ACTIVATIONS = {"tanh": "Tanh", "relu": "ReLU", "sigmoid": "Sigmoid"}


@pytest.mark.parametrize("name", CASES)
def test_fifty_replayed_steps_equal_those_of_pytorch(name):
    activation, outputs, loss, torch_loss, rule, torch_rule, settings = CASES[name]
    layer = nn.ACTIVATIONS[activation]
    net = nn.Sequential(
        nn.Linear(2, 5), layer(), nn.Linear(5, 4), layer(), nn.Linear(4, outputs),
        seed=1, dtype="float64",
    )  # fmt: skip
    theirs = getattr(torch.nn, TORCH_ACTIVATIONS[activation])
    oracle = torch.nn.Sequential(
        torch.nn.Linear(2, 5), theirs(), torch.nn.Linear(5, 4), theirs(),
        torch.nn.Linear(4, outputs),
    ).double()  # fmt: skip
    with torch.no_grad():
        for key, value, _ in net.named_parameters():
            oracle.get_parameter(key).copy_(torch.tensor(value))
    criterion = getattr(torch.nn, torch_loss)()
    stepper = getattr(torch.optim, torch_rule)(oracle.parameters(), **settings)
    run = Trainer(net, loss(), rule(**settings))
    rng = np.random.default_rng(0)
    for step in range(50):
        n = 7 if step % 5 else 3  # two programs alternate
        x = rng.normal(size=(n, 2))
        y = (
            rng.integers(0, outputs, n)
            if loss is losses.CrossEntropy
            else rng.uniform(size=(n, outputs))
        )
        stepper.zero_grad()
        expected = criterion(oracle(torch.tensor(x)), torch.tensor(y))
        expected.backward()
        assert run.step(x, y) == pytest.approx(expected.item(), rel=1e-10)
        for key, _, grad in net.named_parameters():
            theirs_grad = oracle.get_parameter(key).grad.numpy()
            np.testing.assert_allclose(grad, theirs_grad, rtol=1e-9, atol=1e-14)
        stepper.step()
        for key, value, _ in net.named_parameters():
            parameter = oracle.get_parameter(key).detach().numpy()
            np.testing.assert_allclose(value, parameter, rtol=1e-10, atol=1e-13)
    points = rng.normal(size=(5, 2))
    scores = oracle(torch.tensor(points)).detach().numpy()
    np.testing.assert_allclose(run.predict(points), scores, rtol=1e-9)
