"""Planning merges and transposes products only if the layout in memory allows it, without changing
results."""

import numpy as np
import pytest
from chainrule import Program, Tensor, losses, nn, ops, optim
from chainrule.engine.buffers import extend_last, feature_major
from chainrule.engine.planning import is_feature_major, plan
from chainrule.engine.recorder import op_record, recording
from chainrule.tensor.tensor import apply
from chainrule.training.replay import StepProgram
from hypothesis import given
from hypothesis import strategies as st

FLAT = np.arange(40.0)


def test_a_feature_major_buffer_has_the_requested_shape_and_a_row_of_ones():
    view, storage = feature_major((3, 5, 2), np.dtype("float32"), replica_axes=1)
    assert view.shape == (3, 5, 2)
    assert storage.shape == (3, 3, 5)  # features and ones, replicas, batch
    view[...] = 7
    np.testing.assert_array_equal(storage[:2], 7)
    np.testing.assert_array_equal(storage[2], 1)
    assert storage.flags.c_contiguous


@pytest.mark.parametrize(
    ("shape", "replica_axes", "features", "stored"),
    [
        ((4, 5, 2), 0, 1, (3, 20)),  # sequences: all steps of all examples are adjacent
        ((4, 3, 8, 6), 0, 3, (3, 8, 6, 4)),  # images: the batch innermost
        ((2, 4, 3, 8, 6), 1, 3, (2, 3, 8, 6, 4)),
        ((2, 3), 1, 1, (2, 3)),  # no batch
        ((4, 3), 0, 99, (4, 3)),  # row-major
    ],
)
def test_in_a_buffer_of_any_rank_the_batch_is_the_innermost_axis(
    shape, replica_axes, features, stored
):
    view, storage = feature_major(shape, np.dtype("float64"), replica_axes, features)
    assert view.shape == shape
    assert storage.shape == stored
    values = np.random.default_rng(0).normal(size=shape)
    view[...] = values
    np.testing.assert_array_equal(view, values)
    assert np.shares_memory(view, storage)


@pytest.mark.parametrize(
    ("array", "last", "fits"),
    [
        (FLAT[:12].reshape(4, 3)[:, :2], FLAT[:12].reshape(4, 3)[:, 2], True),
        (FLAT[:24].reshape(2, 4, 3)[..., :2], FLAT[:24].reshape(2, 4, 3)[..., 2], True),
        (FLAT[:12].reshape(4, 3)[:, :2], FLAT[20:24], False),  # not adjacent
        (FLAT[:12].reshape(4, 3)[:, :2], FLAT[2:6], False),  # adjacent, but with other strides
        (
            FLAT[:12].reshape(4, 3)[:, :2],
            FLAT[:12].reshape(4, 3)[:, 1],
            False,
        ),  # one entry too early
        (FLAT[:2].reshape(1, 2), FLAT[2:3], True),  # the stride of a single row does not matter
        (FLAT[:12].reshape(4, 3)[:, :2], FLAT[2:3], False),  # too short
        (FLAT[:2].reshape(1, 2), FLAT.view(np.float32)[4:5], False),  # of another dtype
    ],
)
def test_a_column_is_joined_to_an_array_only_if_adjacent_in_memory(array, last, fits):
    whole = extend_last(array, last)
    assert (whole is not None) == fits
    if whole is not None:
        np.testing.assert_array_equal(whole, np.concatenate([array, last[..., None]], axis=-1))


@pytest.mark.parametrize("layout", ["adjacent", "apart", "crossed"])
def test_the_result_of_a_layer_does_not_depend_on_the_position_of_its_bias(layout):
    flat, grads = np.arange(1.0, 31.0) / 10, np.zeros(30)

    def place(memory):
        block = memory[:9].reshape(3, 3)
        bias = {"adjacent": block[:, 2], "apart": memory[20:23], "crossed": memory[9:18:3]}
        return block[:, :2], bias[layout]

    weight, bias = (Tensor.parameter(*pair) for pair in zip(place(flat), place(grads), strict=True))
    x = Tensor(np.random.default_rng(0).normal(size=(5, 2)))

    def step():
        for tensor in (weight, bias):
            tensor.zero_grad()
        y = apply(ops.Linear, x.tanh(), weight, bias)  # tanh's buffer has its row of ones
        (y * y).sum().backward()
        return y.data

    program, y = Program.record(step)
    program.replay()
    hidden = np.tanh(x.data)
    expected = hidden @ weight.data.T + bias.data
    np.testing.assert_allclose(y, expected, rtol=1e-13)
    np.testing.assert_allclose(weight.grad, 2 * expected.T @ hidden, rtol=1e-13)
    np.testing.assert_allclose(bias.grad, 2 * expected.sum(axis=0), rtol=1e-13)
    own = [c.function for c in program.calls if c.record is not None and c.record.op is ops.Linear]
    assert len(own) == (2 if layout == "adjacent" else 4)  # y, and dW with db
    assert (np.add in own and np.add.reduce in own) == (layout != "adjacent")


def test_a_sum_of_another_array_is_not_mistaken_for_the_bias():
    block = np.zeros((3, 3))
    with recording() as recorder:
        x, one, other = (recorder.empty((5, n), np.dtype(float)) for n in (2, 3, 3))
        recorder.matmul(one.swapaxes(-1, -2), x, out=block[:, :2])
        recorder.sum(other, axis=-2, out=block[:, 2])
    assert len(plan(recorder)) == 2


def test_a_sum_over_another_axis_is_not_mistaken_for_the_bias_gradient():
    block = np.zeros((3, 3))
    with recording() as recorder:
        x, dy = recorder.empty((3, 2), np.dtype(float)), recorder.empty((3, 3), np.dtype(float))
        recorder.matmul(dy.swapaxes(-1, -2), x, out=block[:, :2])
        recorder.sum(dy, axis=-1, out=block[:, 2])
    assert len(plan(recorder)) == 2


def test_a_product_that_is_read_again_is_not_merged_with_a_sum():
    """y = x Wᵀ is still read after z = y + b, so the two must not become one."""
    block = np.arange(9.0).reshape(3, 3)
    with recording() as recorder:
        x, y, z = (recorder.empty((5, n), np.dtype(float)) for n in (2, 3, 3))
        recorder.matmul(x, block[:, :2].swapaxes(-1, -2), out=y)
        recorder.add(y, block[:, 2][None, :], out=z)
    assert len(plan(recorder)) == 2


def test_a_transposed_input_is_not_mistaken_for_one_with_a_row_of_ones():
    """The transpose of a square buffer has the same shape and memory, but no column of ones."""
    layer = nn.Linear(3, 2)
    x = Tensor(np.random.default_rng(0).normal(size=(3, 3)))
    program, y = Program.record(lambda: layer(x.tanh().T))
    program.replay()
    np.testing.assert_allclose(y.data, np.tanh(x.data).T @ layer.weight.data.T, rtol=1e-13)
    layer.bias.data[...] = [1, 2]
    program.replay()
    np.testing.assert_allclose(y.data, np.tanh(x.data).T @ layer.weight.data.T + [1, 2])


def test_a_constant_of_ones_cannot_be_written_to():
    with recording() as recorder:
        ones = recorder.ones((2, 3), np.dtype(float))
    assert recorder.is_ones(ones[:, None])
    with pytest.raises(ValueError, match="read-only"):
        ones[0, 0] = 2


def test_only_a_constant_factor_of_one_is_omitted():
    x = Tensor(np.array([1.0, 2.0]), requires_grad=True)
    factor = np.ones(2)
    program, y = Program.record(lambda: x * factor)
    program.replay()
    factor[...] = 3
    program.replay()
    np.testing.assert_array_equal(y.data, [3, 6])


@pytest.mark.parametrize("replicas", [None, 3])
def test_every_product_is_written_in_row_major_order(replicas):
    """This is the fast direction; the other was measured to be up to three times slower."""
    net = nn.Sequential(
        nn.Linear(2, 8), nn.Tanh(), nn.Linear(8, 8), nn.Tanh(), nn.Linear(8, 1), replicas=replicas
    )
    rule = optim.SGD(0.1)
    rule.bind(net.theta, net.grad)
    step = StepProgram.record(net, losses.MSE(), rule, (10, 2), (10, 1))
    linear = [call for call in step.program.calls if call.record and call.record.op is ops.Linear]
    products = [call.out for call in linear if call.function is not np.copyto]
    assert len(products) == 8  # y, dW and db of three layers, dx of two
    assert not any(is_feature_major(out) for out in products)


def test_the_number_of_calls_of_a_small_step_is_bounded():
    """In the browser, the number of calls determines the speed; this test fails if an optimisation
    is missing."""
    net = nn.Sequential(nn.Linear(2, 4), nn.Tanh(), nn.Linear(4, 2), nn.Tanh(), nn.Linear(2, 1))
    rule = optim.SGD(0.1)
    rule.bind(net.theta, net.grad)
    step = StepProgram.record(net, losses.BinaryCrossEntropy(), rule, (10, 2), (10, 1))
    counts = {name: len(calls) for name, calls in step.program.sections.items()}
    allowed = {"forward": 5, "loss": 10, "backward": 13, "update": 2}
    assert counts.keys() == allowed.keys()
    assert all(counts[name] <= allowed[name] for name in counts), counts


def test_calls_outside_an_op_belong_to_no_record():
    with recording() as recorder:
        with pytest.raises(KeyError), op_record(ops.Tanh, {}, {}):
            raise KeyError
        assert recorder.record is None
        recorder.copyto(np.zeros(2), 1)
    assert recorder.calls[-1].record is None


@given(
    steps=st.lists(
        st.sampled_from(["tanh", "T", "reshape", "slice", "scale", "matmul", "add", "mean"]),
        min_size=1,
        max_size=6,
    ),
    seed=st.integers(0, 99),
)
def test_a_random_chain_of_views_and_products_is_replayed_correctly(steps, seed):
    """Views of program buffers, other memory orders and shared gradients, compared with eager
    results."""
    rng = np.random.default_rng(seed)
    x, w = rng.normal(size=(4, 4)), rng.normal(size=(4, 4))
    moves = {
        "tanh": lambda y, w: y.tanh(),
        "T": lambda y, w: y.T,
        "reshape": lambda y, w: y.reshape(2, -1).reshape(4, 4),
        "slice": lambda y, w: y[::-1, ...] + y[:1],
        "scale": lambda y, w: y * 0.5,
        "matmul": lambda y, w: y @ w,
        "add": lambda y, w: y + y.T,
        "mean": lambda y, w: y - y.mean(axis=0),
    }

    def run(a: Tensor, b: Tensor) -> tuple:
        a.zero_grad()
        b.zero_grad()
        y = a.tanh()
        for name in steps:
            y = moves[name](y, b)
        (y * b).sum().backward()
        return y.data, a.grad, b.grad

    eager = run(Tensor(x, requires_grad=True), Tensor(w, requires_grad=True))
    inputs = Tensor(np.zeros((4, 4)), requires_grad=True), Tensor(w, requires_grad=True)
    program, recorded = Program.record(lambda: run(*inputs))
    inputs[0].data[...] = x
    for _ in range(2):
        program.replay()
        for got, expected in zip(recorded, eager, strict=True):
            np.testing.assert_allclose(got, expected, rtol=1e-10, atol=1e-12)
