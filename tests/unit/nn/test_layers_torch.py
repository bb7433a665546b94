"""Every layer compared with PyTorch's in float64, with weights copied in both directions."""

import numpy as np
import pytest
from chainrule import Program, Tensor, nn
from hypothesis import given, settings
from hypothesis import strategies as st

torch = pytest.importorskip("torch")
T = torch.nn
SMALL = st.integers(1, 4)


def pair(ours, theirs):
    """Our layer with PyTorch's weights, which are randomised first."""
    theirs = theirs.double()
    with torch.no_grad():
        for parameter in theirs.parameters():
            parameter.copy_(torch.randn_like(parameter) * 0.6)
    ours.load_state_dict({k: v.numpy() for k, v in theirs.state_dict().items()})
    for name, value in ours.state_dict().items():
        np.testing.assert_array_equal(value, theirs.state_dict()[name].numpy())
    return ours, theirs


def agree(ours, theirs, x, call=None, differentiable=True):
    """The output and the gradients of input and parameters, both eager and replayed."""
    mine = Tensor(x, requires_grad=differentiable)
    other = torch.tensor(x, requires_grad=differentiable)
    expected = (call or theirs)(other)
    weights = np.random.default_rng(1).uniform(0.5, 1.5, expected.shape)
    expected.backward(torch.tensor(weights))
    ours.zero_grad()
    y = ours(mine)
    y.backward(weights)
    compare(ours, theirs, y.data, expected, mine, other)
    frozen = [(array, array.copy()) for _, array in ours.named_buffers()]
    fed = Tensor(np.zeros_like(x), requires_grad=differentiable)

    def step():
        ours.zero_grad()
        result = ours(fed)
        result.backward(weights)
        return result.data

    program, result = Program.record(step)
    ours.grad[...] = 0
    fed.data[...] = x
    program.replay_sections("forward", "backward")
    compare(ours, theirs, result, expected, fed, other)
    for array, values in frozen:
        np.testing.assert_array_equal(array, values, err_msg="a forward pass changed buffers")


def compare(ours, theirs, y, expected, mine, other):
    close(y, expected.detach())
    if mine.requires_grad:
        close(mine.grad, other.grad)
    gradients = dict(theirs.named_parameters())
    for name, _, grad in ours.named_parameters():
        close(grad, gradients[name].grad)


def close(ours, theirs):
    np.testing.assert_allclose(ours, theirs.numpy(), rtol=1e-10, atol=1e-12)


def draw(*shape, seed=0):
    return np.random.default_rng(seed).normal(size=shape)


@given(n=SMALL, i=SMALL, o=SMALL, bias=st.booleans(), steps=st.integers(0, 3))
@settings(max_examples=25, deadline=None)
def test_linear_layers_equal_those_of_pytorch(n, i, o, bias, steps):
    x = draw(n, *([steps] if steps else []), i)
    agree(*pair(nn.Linear(i, o, bias=bias), T.Linear(i, o, bias=bias)), x)


@given(
    n=SMALL, i=st.integers(1, 3), o=SMALL, k=st.integers(1, 3), stride=st.integers(1, 3),
    padding=st.integers(0, 2), size=st.integers(3, 6),
)  # fmt: skip
@settings(max_examples=40, deadline=None)
def test_convolutions_equal_those_of_pytorch(n, i, o, k, stride, padding, size):
    settings = {"stride": stride, "padding": padding}
    agree(*pair(nn.Conv1d(i, o, k, **settings), T.Conv1d(i, o, k, **settings)), draw(n, i, size))
    ours, theirs = nn.Conv2d(i, o, (k, 2), **settings), T.Conv2d(i, o, (k, 2), **settings)
    agree(*pair(ours, theirs), draw(n, i, size, size + 1))


@pytest.mark.parametrize("name", ["MaxPool", "AvgPool"])
@given(n=SMALL, c=SMALL, k=st.integers(1, 3), stride=st.integers(1, 3), size=st.integers(3, 6))
@settings(max_examples=25, deadline=None)
def test_pooling_with_ties_equals_that_of_pytorch(name, n, c, k, stride, size):
    for axes in (1, 2):
        ours, theirs = (getattr(m, f"{name}{axes}d")(k, stride) for m in (nn, T))
        x = np.round(draw(n, c, *[size] * axes))  # many equal entries
        agree(ours.materialise(), theirs, x)


@given(n=SMALL, f=st.integers(2, 5), steps=st.integers(0, 3))
@settings(max_examples=25, deadline=None)
def test_normalisation_of_each_example_equals_that_of_pytorch(n, f, steps):
    x = draw(n, *([steps] if steps else []), f)
    agree(*pair(nn.LayerNorm(f, eps=0.01), T.LayerNorm(f, eps=0.01)), x)
    agree(*pair(nn.RMSNorm(f), T.RMSNorm(f)), x)


@pytest.mark.parametrize("shape", [(5, 3), (4, 3, 2), (3, 3, 2, 4)])
def test_normalisation_over_the_batch_equals_that_of_pytorch(shape):
    theirs = T.BatchNorm2d(3, momentum=0.3) if len(shape) == 4 else T.BatchNorm1d(3, momentum=0.3)
    mine = nn.BatchNorm2d(3, momentum=0.3) if len(shape) == 4 else nn.BatchNorm1d(3, momentum=0.3)
    ours, theirs = pair(mine, theirs)
    agree(ours, theirs, draw(*shape))
    for name in ("running_mean", "running_var"):
        close(ours.state_dict()[name], theirs.state_dict()[name])
    theirs.zero_grad()
    agree(ours.eval(), theirs.eval(), draw(*shape, seed=2))


@given(n=SMALL, steps=SMALL, i=SMALL, h=SMALL)
@settings(max_examples=20, deadline=None)
def test_recurrent_networks_equal_those_of_pytorch(n, steps, i, h):
    for ours, theirs in [
        (nn.RNN(i, h), T.RNN(i, h, batch_first=True)),
        (nn.RNN(i, h, "relu"), T.RNN(i, h, nonlinearity="relu", batch_first=True)),
        (nn.GRU(i, h), T.GRU(i, h, batch_first=True)),
        (nn.LSTM(i, h), T.LSTM(i, h, batch_first=True)),
    ]:
        agree(*pair(ours, theirs), draw(n, steps, i), lambda x, theirs=theirs: theirs(x)[0])


@given(n=SMALL, steps=SMALL, heads=st.integers(1, 3), d=st.integers(1, 3), causal=st.booleans())
@settings(max_examples=20, deadline=None)
def test_attention_equals_that_of_pytorch(n, steps, heads, d, causal):
    size = heads * d
    mask = torch.triu(torch.full((steps, steps), -torch.inf, dtype=torch.float64), 1)
    attn_mask = mask if causal else None
    ours, theirs = pair(
        nn.MultiheadAttention(size, heads, causal),
        T.MultiheadAttention(size, heads, batch_first=True),
    )
    agree(ours, theirs, draw(n, steps, size), lambda x: theirs(x, x, x, attn_mask=attn_mask)[0])
    block = {"dropout": 0.0, "batch_first": True, "norm_first": True}
    for activation in ("relu", "gelu"):
        ours, layer = pair(
            nn.TransformerBlock(size, heads, 5, activation, causal),
            T.TransformerEncoderLayer(size, heads, 5, activation=activation, **block),
        )
        agree(ours, layer, draw(n, steps, size), lambda x, layer=layer: layer(x, attn_mask))


@given(shape=st.sampled_from([(3,), (2, 4)]), count=st.integers(1, 4), d=SMALL)
@settings(max_examples=20, deadline=None)
def test_embedding_equals_that_of_pytorch(shape, count, d):
    x = np.random.default_rng(0).integers(count, size=shape).astype(float)
    ours, theirs = pair(nn.Embedding(count, d), T.Embedding(count, d))
    agree(ours, theirs, x, lambda ids: theirs(ids.long()), differentiable=False)


def test_a_network_of_many_types_of_layers_equals_that_of_pytorch():
    ours = nn.Sequential(
        nn.Conv2d(1, 2, 3, padding=1), nn.BatchNorm2d(2), nn.ReLU(), nn.MaxPool2d(2),
        nn.Residual(nn.Conv2d(2, 2, 3, padding=1), nn.Tanh()), nn.Flatten(), nn.LayerNorm(8),
        nn.Linear(8, 3), nn.LogSoftmax(),
        dtype="float64",
    )  # fmt: skip
    body = T.Sequential(T.Conv2d(2, 2, 3, padding=1), T.Tanh())

    class Residual(T.Sequential):
        def forward(self, x):
            return x + super().forward(x)

    theirs = T.Sequential(
        T.Conv2d(1, 2, 3, padding=1), T.BatchNorm2d(2), T.ReLU(), T.MaxPool2d(2),
        Residual(*body), T.Flatten(), T.LayerNorm(8), T.Linear(8, 3), T.LogSoftmax(-1),
    )  # fmt: skip
    agree(*pair(ours, theirs), draw(5, 1, 4, 4))
