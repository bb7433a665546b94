"""Update rules compared with PyTorch over fifty steps, with random settings."""

import numpy as np
import pytest
from chainrule import optim
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

torch = pytest.importorskip("torch", reason="PyTorch is not installed")


@pytest.fixture(autouse=True, scope="module")
def double_counters():
    """Without this, PyTorch stores its products of factors in single precision."""
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
def test_fifty_steps_equal_those_of_pytorch(name, data, lr, seed):
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


AT_EVERY_SCALE = {
    "sgd": lambda kit: kit.SGD(lr=0.1),
    "nesterov": lambda kit: kit.SGD(lr=0.1, momentum=0.9, nesterov=True),
    "adagrad": lambda kit: kit.Adagrad(lr=0.1),
    "adadelta": lambda kit: kit.Adadelta(lr=0.5),
    "rmsprop": lambda kit: kit.RMSprop(lr=0.01),
    "rmsprop, centred, with momentum": lambda kit: kit.RMSprop(
        lr=0.01, momentum=0.9, centered=True
    ),
    "adam": lambda kit: kit.Adam(lr=0.01),
    "amsgrad": lambda kit: kit.Adam(lr=0.01, amsgrad=True),
    "adamw": lambda kit: kit.AdamW(lr=0.01),
    "adamw, amsgrad": lambda kit: kit.AdamW(lr=0.01, amsgrad=True),
    "nadam": lambda kit: kit.NAdam(lr=0.01),
}


SCALES = [
    (name, dtype, scale)
    for name in AT_EVERY_SCALE
    for dtype in ("float32", "float64")
    for scale in (1e-30, 1e-15, 1.0, 1e15, 1e18, 1.8e19)
    # Unlike a mean, a sum of squares overflows; PyTorch stalls in this case too.
    if (name, dtype, scale) != ("adagrad", "float32", 1.8e19)
]


@pytest.mark.parametrize(("name", "dtype", "scale"), SCALES)
def test_steps_equal_those_of_pytorch_for_gradients_of_any_size(name, dtype, scale):
    """Gradients of one sign, so that steps add up and an optimizer that stalls is detected."""
    rng = np.random.default_rng(5)
    gradients = (scale * rng.uniform(0.2, 0.99, (200, 7))).astype(dtype)
    rtol = 2e-5 if dtype == "float32" else 1e-10
    for rule, oracle in stepped(name, gradients):
        theirs = oracle.param_groups[0]["params"][0].detach().numpy()
        np.testing.assert_allclose(rule.theta, theirs, rtol=rtol, atol=0)
        assert (rule.theta < 0).all()


def stepped(name, gradients):
    """The parameters of this library's optimizer and of PyTorch's, after each step with the same
    gradients."""
    theta, grad = np.zeros(7, gradients.dtype), np.zeros(7, gradients.dtype)
    parameter = torch.nn.Parameter(torch.zeros(7, dtype=getattr(torch, str(gradients.dtype))))
    oracle, rule = AT_EVERY_SCALE[name](Torch([parameter])), AT_EVERY_SCALE[name](optim)
    rule.bind(theta, grad)
    for gradient in gradients:
        parameter.grad = torch.tensor(gradient)
        oracle.step()
        grad[...] = gradient
        rule.step()
        yield rule, oracle


class Torch:
    """PyTorch's optimizers for these parameters."""

    def __init__(self, parameters):
        self.parameters = parameters

    def __getattr__(self, name):
        return lambda **settings: getattr(torch.optim, name)(self.parameters, **settings)


@pytest.mark.parametrize("name", ["adam", "amsgrad", "adamw", "nadam", "rmsprop"])
def test_a_gradient_whose_square_overflows_is_handled_as_in_pytorch(name):
    """g² overflows float32, but its contribution to the mean does not."""
    theta, grad = np.zeros(2, np.float32), np.zeros(2, np.float32)
    parameter = torch.nn.Parameter(torch.zeros(2))
    oracle, rule = AT_EVERY_SCALE[name](Torch([parameter])), AT_EVERY_SCALE[name](optim)
    rule.bind(theta, grad)
    for gradient in ([1.0, 1.0], [1e20, 1.0], [1e18, 1.0], [1e19, 1.0]):
        parameter.grad = torch.tensor(gradient)
        oracle.step()
        grad[...] = gradient
        rule.step()
        np.testing.assert_allclose(theta, parameter.detach().numpy(), rtol=1e-5)
    assert len(set(theta)) == 2


@pytest.mark.parametrize("name", ["adam", "amsgrad", "adamw", "nadam"])
@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_the_moments_equal_those_of_pytorch(name, dtype):
    gradients = np.random.default_rng(6).normal(size=(30, 7)).astype(dtype)
    *_, (rule, oracle) = stepped(name, gradients)
    theirs = oracle.state_dict()["state"][0]
    shared = theirs.keys() & rule.state.keys() - {"step"}
    assert {"exp_avg", "exp_avg_sq"} <= shared
    for key in shared:
        tolerance = {"rtol": 1e-5, "atol": 1e-7} if dtype == "float32" else {"rtol": 1e-12}
        np.testing.assert_allclose(rule.state[key], theirs[key].numpy(), **tolerance, err_msg=key)


@pytest.mark.parametrize("name", SETTINGS)
def test_the_default_values_equal_those_of_pytorch(name):
    theirs = getattr(torch.optim, name)([torch.nn.Parameter(torch.zeros(1))]).defaults
    rule = getattr(optim, name)()
    for key in [*SETTINGS[name], "lr"]:
        assert getattr(rule, key) == pytest.approx(theirs[key]), key
