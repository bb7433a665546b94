"""MyGrad and HIPS autograd: other engines in Python on top of NumPy."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy
from cases import RATE, Array, Case, data, weights

Step = Callable[[Array, Array], float]


class Peer:
    """The case's network in one of the two libraries."""

    def __init__(self, name: str, case: Case, batches: int) -> None:
        if unknown := {"lstm", "block"} & {kind for kind, *_ in case.layers}:
            raise NotImplementedError(f"not written for layers of kind {unknown.pop()}")
        self.step = {"MyGrad": _mygrad, "autograd": _autograd}[name](case)
        x, y = (numpy.split(array, batches) for array in data(case, batches))
        self.batches, self.next = list(zip(x, y, strict=True)), 0

    def steps(self, n: int) -> float:
        """See `contenders.Contender`."""
        loss = 0.0
        for _ in range(n):
            x, y = self.batches[self.next]
            self.next = (self.next + 1) % len(self.batches)
            loss = self.step(x, y)
        return float(loss)


def _mygrad(case: Case) -> Step:
    import mygrad  # pyright: ignore[reportMissingImports]
    from mygrad.nnet.layers import conv_nd, max_pool  # pyright: ignore[reportMissingImports]
    from mygrad.nnet.losses import softmax_crossentropy  # pyright: ignore[reportMissingImports]

    mygrad.turn_memory_guarding_off()  # recommended by its documentation for speed
    values = [mygrad.tensor(array) for array in weights(case)]
    layers = {
        "linear": lambda x, w, b: x @ w.T + b,
        "conv": lambda x, w, b: conv_nd(x, w, stride=1, padding=1) + b.reshape(1, -1, 1, 1),
        "pool": lambda x: max_pool(x, (2, 2), 2),
        "flatten": lambda x: x.reshape(len(x), -1),
        "tanh": mygrad.tanh,
    }

    def step(x: Array, y: Array) -> float:
        scores = _forward(case, layers, values, x)
        mean_square = case.outputs == 1
        loss = ((scores - y) ** 2).mean() if mean_square else softmax_crossentropy(scores, y)
        loss.backward()
        for value in values:
            value.data -= RATE * value.grad
        return loss.item()

    return step


def _autograd(case: Case) -> Step:
    import autograd.numpy as np  # pyright: ignore[reportMissingImports]
    from autograd import value_and_grad  # pyright: ignore[reportMissingImports]

    def conv(x: Any, w: Any, b: Any) -> Any:
        # The library's own convolution requires SciPy and loops over channels; nine shifted
        # products are faster.
        height, width = x.shape[2:]
        padded = np.pad(x, ((0, 0), (0, 0), (1, 1), (1, 1)), "constant")
        shifted = [padded[:, :, i : i + height, j : j + width] for i in range(3) for j in range(3)]
        columns = np.stack(shifted, axis=2).reshape(len(x), -1, height * width)
        product = np.matmul(w.reshape(len(w), -1), columns) + b[:, None]
        return product.reshape(len(x), len(w), height, width)

    def pool(x: Any) -> Any:
        n, channels, height, width = x.shape
        return np.max(x.reshape(n, channels, height // 2, 2, width // 2, 2), axis=(3, 5))

    layers = {
        "linear": lambda x, w, b: np.dot(x, w.T) + b,
        "conv": conv,
        "pool": pool,
        "flatten": lambda x: x.reshape(len(x), -1),
        "tanh": np.tanh,
    }

    def loss(values: list[Array], x: Array, y: Array) -> Any:
        scores = _forward(case, layers, values, x)
        if case.outputs == 1:
            return np.mean((scores - y) ** 2)
        shifted = scores - np.max(scores, axis=1, keepdims=True)
        logarithms = shifted - np.log(np.sum(np.exp(shifted), axis=1, keepdims=True))
        return -np.mean(logarithms[np.arange(len(y)), y])

    values, differentiate = weights(case), value_and_grad(loss)

    def step(x: Array, y: Array) -> float:
        value, gradients = differentiate(values, x, y)
        for array, gradient in zip(values, gradients, strict=True):
            array[...] -= RATE * gradient
        return value

    return step


def _forward(case: Case, layers: dict[str, Any], values: list[Any], x: Any) -> Any:
    parameters = iter(values)
    for kind, *_ in case.layers:
        if kind in ("linear", "conv"):
            x = layers[kind](x, next(parameters), next(parameters))
        else:
            x = layers[kind](x)
    return x
