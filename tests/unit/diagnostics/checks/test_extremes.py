"""The gradient check at the limits of float64, with subnormal and huge inputs, and on random
networks with both. It raises no false alarm and no NumPy warning, and detects faults that are
larger than rounding errors."""

import warnings

import numpy as np
import pytest
from chainrule import (
    GradientError,
    KinkWarning,
    Tensor,
    UncheckedWarning,
    gradcheck,
    losses,
    nn,
)
from chainrule.engine.op import Elementwise
from chainrule.tensor.tensor import apply

SUBNORMAL = [5e-324, 1e-323, 1e-310, 2.2e-308, 1.4e-45, 1e-40, 1.17e-38, 1e-160]
FUNCTIONS = {
    "x": lambda x: x + 0,
    "−x": lambda x: -x,
    "x²": lambda x: x * x,
    "1e300 x": lambda x: x * 1e300,
    "x / 3": lambda x: x / 3,
    "e^x": lambda x: x.exp(),
    "|x|": lambda x: x.abs(),
    "√|x|": lambda x: x.abs().sqrt(),
    "ln |x|": lambda x: x.abs().log(),
    "tanh x": lambda x: x.tanh(),
    "sigmoid x": lambda x: x.sigmoid(),
    "relu x": lambda x: x.relu(),
}


@pytest.mark.filterwarnings("error", "ignore::UserWarning")
@pytest.mark.parametrize("method", [None, "central"])
@pytest.mark.parametrize("name", FUNCTIONS)
def test_subnormal_inputs_pass_without_a_numpy_warning(name, method):
    """A kink at 0 may be reported because no number lies between 0 and 5e-324."""
    for size in SUBNORMAL:
        for x in (size, -size):
            assert gradcheck(FUNCTIONS[name], [[x]], method=method)


class Faulty(Elementwise):
    """y = x with a gradient that is wrong by a factor."""

    saves = ()
    factor = 1.001

    @staticmethod
    def forward(np, x, *, y):
        np.copyto(y, x)

    @staticmethod
    def backward(np, dy, *, dx):
        np.multiply(dy, Faulty.factor, out=dx)


@pytest.mark.parametrize("method", [None, "central"])
@pytest.mark.parametrize("x", SUBNORMAL)
def test_a_fault_is_detected_at_subnormal_inputs(x, method):
    for function in (lambda x: x + 0, lambda x: x.tanh(), lambda x: x.exp()):
        with pytest.raises(GradientError):
            gradcheck(lambda t, f=function: f(apply(Faulty, t)), [[x]], method=method)


@pytest.mark.parametrize(
    ("function", "x"),
    [
        (lambda x: (x + 1e300).relu(), 0.3),
        (lambda x: x.relu() * 1e-42 + 1, 0.3),
    ],
)
def test_an_effect_that_rounding_hides_is_reported_as_unchecked(function, x):
    with pytest.warns(
        UncheckedWarning, match=r"input 0, entry \(0,\): not checked; rounding hides"
    ):
        assert gradcheck(function, [[x]], method="central")


@pytest.mark.parametrize("x", [1e6, 1e8, 1e10, 7e10, 1e12, -2e9])
def test_a_correct_gradient_passes_even_if_large_steps_span_many_periods(x):
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert gradcheck(Tensor.sin, [[x]], method="central")


@pytest.mark.parametrize("x", [1e6, 1e8])
def test_a_fault_is_detected_even_if_large_steps_span_many_periods(x):
    with pytest.raises(GradientError):
        gradcheck(lambda t: apply(Faulty, t).sin(), [[x]], method="central")


@pytest.mark.parametrize("x", [5.0, 1e6])
def test_a_function_whose_period_is_below_the_smallest_step_is_reported_as_unchecked(x):
    with pytest.warns(UncheckedWarning):
        assert gradcheck(lambda x: (1e8 * x).sin(), [[x]], method="central")


def test_a_nonzero_gradient_of_a_constant_function_is_wrong():
    """The same holds beside an entry so large that rounding would hide the change."""
    for large in (1.0, 1e300):
        with pytest.raises(GradientError):
            gradcheck(
                lambda x, size=large: apply(Independent, x) * Tensor([1.0, size]), [[0.5, 2.0]]
            )


class Independent(Elementwise):
    """y = 1, with the gradient of y = x."""

    saves = ()

    @staticmethod
    def forward(np, x, *, y):
        np.multiply(x, 0, out=y)
        np.add(y, 1, out=y)

    @staticmethod
    def backward(np, dy, *, dx):
        np.copyto(dx, dy)


# --- random networks ---------------------------------------------------------------------------

EXTREMES = (
    [800.0, -800.0, -40.0, 40.0, 0.3],
    [5e-324, -1e-310, 2e-308, 1e-45, -0.4],
    [1e-300, -3e-301, 0.5, -0.2],
    [1e300, -1e150, 0.1, -0.7],
)
LOSSES = {
    "mse": (losses.MSE(), lambda rng, n: rng.normal(size=(n, 3))),
    "l1": (losses.L1(), lambda rng, n: rng.normal(size=(n, 3))),
    "huber": (losses.Huber(), lambda rng, n: 100 * rng.normal(size=(n, 3))),
    "bce": (losses.BinaryCrossEntropy(), lambda rng, n: rng.choice([0, 1, 0.3], (n, 3))),
    "ce": (losses.CrossEntropy(), lambda rng, n: rng.integers(0, 3, n)),
    "hinge": (losses.Hinge(), lambda rng, n: rng.integers(0, 3, n)),
    "kl": (losses.KLDivergence(), lambda rng, n: rng.dirichlet(np.ones(3), n)),
}


def random_network(seed):
    """Return a function of input, weights and biases, its inputs, and whether a fault is visible,
    that is, changes a gradient by more than rounding changes the loss."""
    rng = np.random.default_rng(seed)
    activation = nn.ACTIVATIONS[list(nn.ACTIVATIONS)[seed % len(nn.ACTIVATIONS)]]()
    loss, target = list(LOSSES.values())[seed % len(LOSSES)]
    norm = (nn.LayerNorm(3), nn.RMSNorm(3), None, None)[seed // 2 % 4]
    y = target(rng, 2)
    shapes = (2, 2), (2, 3), (3,), (3, 3), (3,)
    extreme = EXTREMES[seed % len(EXTREMES)]
    inputs = [rng.choice(extreme, s) if i == seed % 3 else rng.normal(size=s)
              for i, s in enumerate(shapes)]  # fmt: skip

    def function(x, weight, bias, last, last_bias, is_faulty=False):
        hidden = x @ weight + bias
        hidden = norm(hidden) if norm else hidden
        hidden = apply(Faulty, hidden) if is_faulty else hidden
        return loss(activation(hidden) @ last + last_bias, y)

    return function, inputs


def gradients(function, inputs, is_faulty):
    tensors = [Tensor(x, requires_grad=True) for x in inputs]
    with np.errstate(all="ignore"):
        result = function(*tensors, is_faulty=is_faulty)
        result.backward()
    return float(result.data), np.concatenate([t.grad.ravel() for t in tensors])


@pytest.mark.natively
def test_random_networks_with_extreme_inputs_pass_and_their_faults_are_detected():
    checked = detected = 0
    for seed in range(3 * len(nn.ACTIVATIONS)):
        function, inputs = random_network(seed)
        value, right = gradients(function, inputs, is_faulty=False)
        if not np.isfinite(value):
            continue
        _, wrong = gradients(function, inputs, is_faulty=True)
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            warnings.simplefilter("ignore", KinkWarning)
            warnings.simplefilter("ignore", UncheckedWarning)
            assert gradcheck(function, inputs), seed
            checked += 1
            changes = abs(wrong - right)[np.isfinite(right)]
            if (changes > 1e-6 * max(1.0, abs(value))).any():
                with pytest.raises(GradientError):
                    gradcheck(lambda *x, f=function: f(*x, is_faulty=True), inputs)
                detected += 1
    assert checked >= 36, "most of the networks are finite"
    assert detected >= 20
