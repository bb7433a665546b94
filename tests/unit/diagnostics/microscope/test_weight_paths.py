"""The gradient of a weight, computed as a sum of products along paths, equals the engine's."""

import numpy as np
import pytest
from chainrule import Experiment, InputError
from chainrule.diagnostics.microscope.exhibits import EXHIBITS
from chainrule.diagnostics.microscope.walk import Walk
from chainrule.diagnostics.microscope.weight_paths import _product, paths
from hypothesis import given, settings
from hypothesis import strategies as st


def walked(**kwargs):
    run = Experiment(**{"dtype": "float64", "batch_size": 5, **kwargs}).trainer()
    run.advance(7)
    return run, Walk(run)


@given(st.data())
@settings(max_examples=40, deadline=None)
def test_the_paths_of_an_example_add_up_to_its_gradient_and_examples_to_the_whole_gradient(data):
    layer = st.tuples(st.integers(1, 3), st.sampled_from(["tanh", "sigmoid", "identity", "relu"]))
    layers = data.draw(st.lists(layer, min_size=1, max_size=2).map(tuple))
    run, walk = walked(layers=layers, loss=data.draw(st.sampled_from(["mse", "cross_entropy"])))
    widths = [2, *(width for width, _ in layers), run.training_set.scores.shape[1]]
    at = data.draw(st.integers(0, len(layers)))
    unit = data.draw(st.integers(0, widths[at + 1] - 1))
    source = data.draw(st.none() | st.integers(0, widths[at] - 1))
    total = 0.0
    every = [paths(walk, at, unit, source, example) for example in range(5)]
    for found in every:
        assert found.count == np.prod(widths[at + 2 :], dtype=int)
        if found.count <= 12:
            parts = sum(_product(path) for path in found.paths)
            assert parts == pytest.approx(found.of_example, rel=1e-9, abs=1e-12)
        total += found.of_example
    with run.next_batch() as current:
        current.differentiate()
        offset = [offset for _, module, offset in run.net.blocks()][at]
        index = offset + unit * (widths[at] + 1) + (widths[at] if source is None else source)
        assert total == pytest.approx(float(run.grad[index]), rel=1e-9, abs=1e-12)
        assert every[0].gradient == pytest.approx(total, rel=1e-9, abs=1e-12)


def test_the_largest_of_many_paths_are_shown_with_their_sources():
    _, walk = walked(layers=((8, "tanh"), (8, "tanh"), (8, "tanh")))
    found = paths(walk, 0, 2, 1, 0)
    assert found.count == 64
    sizes = [abs(_product(path)) for path in found.paths]
    assert sizes == sorted(sizes, reverse=True)
    assert len(sizes) == 12
    names = [walk.title(factor.op) for factor in found.paths[0]]
    assert names == [
        "layer 1: Linear", "layer 1: Tanh", "layer 2: Linear", "layer 2: Tanh",
        "layer 3: Linear", "layer 3: Tanh", "output: Linear", "output: Linear",
    ]  # fmt: skip
    stops = found.stops[0]
    assert [(walk.title(stop.op), stop.name) for stop in stops[-3:]] == [
        ("layer 2: Linear", "dx"), ("layer 1: Tanh", "dx"), ("layer 1: Linear", "dweight"),
    ]  # fmt: skip
    assert (stops[0].row, stops[0].column, stops[-1].row, stops[-1].column) == (0, 2, 2, 1)
    for stop in stops:
        assert walk.explain(*stop).lines


@pytest.mark.parametrize("weight", [(9, 0, 0, 0), (0, 9, 0, 0), (0, 0, 9, 0), (0, 0, 0, 9)])
def test_weights_that_do_not_exist_are_rejected(weight):
    with pytest.raises(InputError):
        paths(walked()[1], *weight)


def test_an_output_activation_is_a_separate_factor():
    run, walk = walked(layers=((2, "tanh"),), loss="mse", output_activation="sigmoid")
    found = paths(walk, 0, 1, 0, 2)
    assert [walk.title(f.op) for f in found.paths[0]][-2:] == ["output: Sigmoid"] * 2
    assert _product(found.paths[0]) == pytest.approx(found.of_example, rel=1e-9)
    total = sum(paths(walk, 0, 1, 0, k).of_example for k in range(5))
    with run.next_batch() as current:
        current.differentiate()
        assert total == pytest.approx(float(run.grad[3]), rel=1e-9)


def test_paths_continue_through_norm_and_dropout():
    """The sum over all paths through norm and dropout equals the engine's ∂L/∂w, and each factor of
    a norm is compared with values that are normalised after a perturbation."""
    layers = ((3, "tanh", 0.4, True), (2, "relu", 0, True))
    run, walk = walked(layers=layers)
    found = paths(walk, 0, 1, 0, 2)
    assert found.count == 3 * 2 * 2 * 1
    assert sum(map(_product, found.paths)) == pytest.approx(found.of_example, rel=1e-9)
    signs = [factor.label.partition("_")[0] for factor in found.paths[0]]
    assert signs == [
        "x", "J", r"\gamma", "f'", "m", "w^{2}", "J", r"\gamma", "f'", "w^{3}", r"\delta^{3}",
    ]  # fmt: skip
    with run.next_batch() as current:
        current.differentiate()
        assert found.gradient == pytest.approx(float(run.grad[3]), rel=1e-9, abs=1e-15)
    x = next(op for op in walk.ops if op.name == "Standardise").operands["x"][2].astype(float)
    ahead, behind = x.copy(), x.copy()
    ahead[1] += 1e-5
    behind[1] -= 1e-5

    def standardised(row):
        return (row - row.mean()) / np.sqrt(row.var() + 1e-5)

    slopes = (standardised(ahead) - standardised(behind)) / 2e-5
    for factor in {path[1] for path in found.paths}:
        target = int(factor.label[3]) - 1
        assert factor.value == pytest.approx(slopes[target], rel=1e-5, abs=1e-8)


def test_every_entry_along_a_path_exists_in_the_trace():
    _, walk = walked(layers=((3, "tanh", 0.4, True), (2, "relu")))
    for stops in paths(walk, 0, 1, None, 2).stops:
        titles = [walk.title(stop.op) for stop in stops]
        assert titles[1] == titles[-2] == "layer 1: Standardise"
        for stop in stops:
            assert walk.explain(*stop).lines


@pytest.mark.parametrize(("frozen", "free"), [("2", 0), ("1", 1)])
def test_a_frozen_layer_has_no_paths_but_others_do(frozen, free):
    layers = ((3, "tanh", 0.2, True), (2, "tanh", 0.2, True))
    _, walk = walked(layers=layers, frozen=(frozen,))
    with pytest.raises(InputError, match="not frozen"):
        paths(walk, int(frozen) - 1, 0, 0, 0)
    found = paths(walk, free, 1, 0, 2)
    assert sum(map(_product, found.paths)) == pytest.approx(found.of_example, rel=1e-9)


@pytest.mark.parametrize(
    ("data", "layers"),
    [
        ("digits", ["conv2x3-relu", "pool4", "conv2x1-tanh", "avgpool2"]),
        ("digits", ["pool4", "conv2x2-sigmoid-stride2-pad1", "3-tanh"]),
        ("brackets", ["conv2x3-tanh", "pool6"]),
    ],
)
@pytest.mark.parametrize("is_bias", [False, True])
def test_the_paths_of_a_convolution_start_at_every_position(data, layers, is_bias, monkeypatch):
    """Every path to the loss, one by one: its products sum to the engine's gradient."""
    monkeypatch.setattr("chainrule.diagnostics.microscope.weight_paths.MOST_PATHS", 10**6)
    monkeypatch.setattr("chainrule.diagnostics.microscope.weight_paths.BEAM", 10**6)
    loss = "mse" if data == "brackets" else "cross_entropy"
    run, walk = walked(data=data, layers=layers, loss=loss, batch_size=3)
    source = None if is_bias else 1
    every = [paths(walk, 0, 1, source, example) for example in range(3)]
    for found in every:
        assert len(found.paths) == found.count > 1
        products = sum(map(_product, found.paths))
        assert products == pytest.approx(found.of_example, rel=1e-9, abs=1e-15)
    gradients = {name: grad for name, _, grad in run.net.named_parameters()}
    with run.next_batch() as current:
        current.differentiate()
        name = next(n for n in gradients if n.endswith("bias" if is_bias else "weight"))
        gradient = float(gradients[name][1].flat[0 if is_bias else 1])
    total = sum(found.of_example for found in every)
    assert total == pytest.approx(gradient, rel=1e-9, abs=1e-15)
    assert every[0].gradient == pytest.approx(gradient, rel=1e-9, abs=1e-15)
    for stop in every[0].stops[0]:
        assert walk.explain(*stop).lines


def test_the_error_for_an_unsupported_op_names_it():
    with pytest.raises(InputError, match="layers: 'Embedding' is not allowed"):
        paths(Walk(EXHIBITS["attention"]()), 0, 0, 0, 0)
