"""Per-example gradients from one pass, compared with a loop over the examples."""

import chainrule as cr
import numpy as np
import pytest
from chainrule import InputError, losses, nn, optim
from chainrule.diagnostics.gradients.per_example import example_gradients, example_squares
from chainrule.nn.parts import layer_names, layer_parts
from hypothesis import given, settings
from hypothesis import strategies as st


@st.composite
def networks(draw):
    """A dense network with any activations, norms and biases, and a suitable loss and data."""
    loss = draw(st.sampled_from(sorted(losses.LOSSES)))
    dtype = draw(st.sampled_from(["float32", "float64"]))
    inputs, count = draw(st.integers(1, 4)), draw(st.integers(1, 7))
    outputs = draw(st.integers(2, 4)) if loss in ("cross_entropy", "kl_divergence") else 1
    modules, width = [], inputs
    for _ in range(draw(st.integers(0, 3))):
        units = draw(st.integers(1, 5))
        modules.append(nn.Linear(width, units, bias=draw(st.booleans())))
        modules += [nn.LayerNorm(units)] * draw(st.booleans())
        modules.append(nn.ACTIVATIONS[draw(st.sampled_from(sorted(nn.ACTIVATIONS)))]())
        width = units
    modules.append(nn.Linear(width, outputs, bias=draw(st.booleans())))
    net = nn.Sequential(*modules, seed=draw(st.integers(0, 99)), dtype=dtype)
    rng = np.random.default_rng(draw(st.integers(0, 999)))
    net.theta[...] += rng.normal(size=net.theta.shape) * 0.3
    for _, module in net.layers():
        for _, parameter in module.own_parameters():
            parameter.requires_grad = draw(st.integers(0, 4)) > 0
    modules[-1].weight.requires_grad = True
    x = rng.normal(size=(count, inputs))
    if outputs > 1:
        y = rng.integers(0, outputs, count)
        y = np.eye(outputs)[y] if loss == "kl_divergence" else y
    else:
        y = rng.normal(size=count) if loss in ("mse", "l1", "huber") else rng.integers(0, 2, count)
    run = cr.Trainer(net, losses.LOSSES[loss](), optim.SGD(0.1), batch_size=count)
    run.load(x, y)
    return run


def looped(run):
    """The gradient of each example's loss, computed separately."""
    found = []
    for example in range(len(run.batches.views[0][0])):
        with run.next_batch(example) as alone:
            alone.differentiate()
            found.append(run.grad.astype(np.float64))
    return np.array(found)


def together(run, function):
    with run.next_batch() as step:
        step.differentiate()
        return function(run.net, step)


def tolerance(run, expected):
    """A layer norm of nearly equal numbers amplifies rounding errors."""
    if run.theta.dtype == np.float32:
        return {"rtol": 5e-3, "atol": 1e-4 * np.abs(expected).max()}
    return {"rtol": 1e-9, "atol": 1e-12}


@given(networks())
@settings(max_examples=40)
def test_per_example_gradients_equal_those_of_a_loop_over_the_examples(run):
    expected = looped(run)
    each = together(run, example_gradients)
    np.testing.assert_allclose(each, expected, **tolerance(run, expected))


@given(networks())
@settings(max_examples=20)
def test_the_norms_equal_those_of_the_gradients(run):
    each = together(run, example_gradients)
    squares, means, powers = together(run, example_squares)
    squares, means = np.ldexp(squares.T, 2 * powers).T, np.ldexp(means, 2 * powers)
    parts = layer_parts(run.net)
    assert len(parts) == len(layer_names(run.net)) == len(squares)
    for part, square, mean in zip(parts, squares, means, strict=True):
        np.testing.assert_allclose(square, (each[:, part] ** 2).sum(axis=1), rtol=1e-10, atol=1e-30)
        whole = (each[:, part].mean(axis=0) ** 2).sum()
        np.testing.assert_allclose(mean, whole, rtol=1e-9, atol=1e-25)


def test_per_example_gradients_with_dropout_are_correct():
    experiment = cr.Experiment(layers=((6, "tanh", 0.5),), dtype="float64")
    run = experiment.trainer()
    with run.next_batch() as step:
        step.differentiate()
        each, whole = example_gradients(run.net, step), run.grad.copy()
        mask = next(r.results["mask"] for r in step.program.records if "mask" in r.results)
        dropped = mask == 0
        assert dropped.any()
    np.testing.assert_allclose(each.mean(axis=0), whole, atol=1e-15)
    outgoing = each[:, -7:-1]  # the output's weights; the last number is its bias
    assert (outgoing[dropped] == 0).all()
    assert (outgoing[~dropped] != 0).all()


def test_per_example_gradients_do_not_change_a_run():
    run, other = (cr.Experiment().trainer() for _ in range(2))
    run.advance(7)
    other.advance(7)
    together(run, example_gradients)
    run.advance(30)
    other.advance(30)
    assert (run.theta == other.theta).all()


@pytest.mark.parametrize(
    ("net", "x", "words"),
    [
        (nn.Sequential(nn.Linear(2, 3), nn.BatchNorm1d(3), nn.Linear(3, 1)), (4, 2), "BatchNorm1d"),
        (nn.Sequential(nn.Linear(2, 1), replicas=2), (4, 2), "a fleet of 2"),
        (nn.Sequential(nn.Conv1d(1, 2, 2), nn.Flatten(), nn.Linear(4, 1)), (4, 1, 3), "Conv1d"),
    ],
)
def test_the_error_for_an_unsupported_layer_names_it(net, x, words):
    run = cr.Trainer(net, losses.MSE(), optim.SGD(0.1))
    run.load(np.ones(x), np.arange(4.0))
    with pytest.raises(InputError, match=f"net: .*{words}"):
        together(run, example_gradients)
