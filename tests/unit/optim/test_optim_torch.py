"""Update rules against PyTorch, each of fifty steps, over random settings."""

import numpy as np
import pytest
from chainrule import optim
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

torch = pytest.importorskip("torch", reason="PyTorch is not installed")


@pytest.fixture(autouse=True, scope="module")
def double_counters():
    """Else PyTorch keeps its products of factors in single precision."""
    torch.set_default_dtype(torch.float64)
    yield
    torch.set_default_dtype(torch.float32)


RATE = st.floats(1e-4, 0.5)
SHARE = st.floats(0, 0.99)
DECAY = st.sampled_from([0.0, 0.02])
EPS = st.sampled_from([1e-8, 1e-3])
BETAS = st.tuples(SHARE, st.floats(0, 0.999))
SETTINGS = {
    "SGD": {
        "momentum": st.sampled_from([0.0, 0.9]), "weight_decay": DECAY,
        "dampening": st.sampled_from([0.0, 0.3]), "nesterov": st.booleans(),
    },
    "Adagrad": {
        "lr_decay": st.sampled_from([0.0, 0.1]), "weight_decay": DECAY, "eps": EPS,
        "initial_accumulator_value": st.sampled_from([0.0, 0.5]),
    },
    "Adadelta": {"rho": SHARE, "eps": EPS, "weight_decay": DECAY},
    "RMSprop": {
        "alpha": st.floats(0.5, 0.99), "eps": EPS, "weight_decay": DECAY,
        "momentum": st.sampled_from([0.0, 0.8]), "centered": st.booleans(),
    },
    "Adam": {"betas": BETAS, "eps": EPS, "weight_decay": DECAY, "amsgrad": st.booleans()},
    "AdamW": {"betas": BETAS, "eps": EPS, "weight_decay": DECAY, "amsgrad": st.booleans()},
    "NAdam": {
        "betas": BETAS, "eps": EPS, "weight_decay": DECAY,
        "momentum_decay": st.sampled_from([0.0, 0.004, 0.1]),
    },
}  # fmt: skip


@pytest.mark.parametrize("name", SETTINGS)
@given(data=st.data(), lr=RATE, seed=st.integers(0, 99))
@hypothesis_settings(max_examples=15, deadline=None)
def test_every_step_of_fifty_is_pytorchs(name, data, lr, seed):
    chosen = {key: data.draw(values, key) for key, values in SETTINGS[name].items()}
    if chosen.get("nesterov") and not (chosen["momentum"] and not chosen["dampening"]):
        chosen["nesterov"] = False
    rng = np.random.default_rng(seed)
    theta, grad = rng.normal(size=7), np.zeros(7)
    parameter = torch.nn.Parameter(torch.tensor(theta))
    oracle = getattr(torch.optim, name)([parameter], lr=lr, **chosen)
    rule = getattr(optim, name)(lr=lr, **chosen)
    rule.bind(theta, grad)
    for gradient in rng.normal(size=(50, 7)):
        parameter.grad = torch.tensor(gradient)
        oracle.step()
        grad[...] = gradient
        rule.step()
        np.testing.assert_allclose(theta, parameter.detach().numpy(), rtol=1e-10, atol=1e-12)


@pytest.mark.parametrize("name", SETTINGS)
def test_defaults_are_pytorchs(name):
    theirs = getattr(torch.optim, name)([torch.nn.Parameter(torch.zeros(1))]).defaults
    rule = getattr(optim, name)()
    for key in [*SETTINGS[name], "lr"]:
        ours = {"initial_accumulator_value": "initial"}.get(key, key)
        assert getattr(rule, ours) == pytest.approx(theirs[key]), key
