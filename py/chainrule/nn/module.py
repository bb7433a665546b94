"""`Module`: what layers have in common, and how their parameters become one flat vector."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from numbers import Integral
from typing import Self

import numpy

from chainrule.engine.op import Array
from chainrule.engine.tensor import Tensor
from chainrule.errors import InputError

DTYPES = ("float32", "float64")


class Module:
    """A layer, or several.

    A layer with parameters declares the `block` of numbers it needs, (rows, columns), says how
    they start (`initialise`) and receives views to work on (`bind`). A layer without parameters
    only has `forward`.

    Attributes
    ----------
    theta, grad : all parameters and all gradients, flat: (P,), or (K, P) for K replicas.
    """

    block: tuple[int, int] | None = None
    theta: Array
    grad: Array
    replicas: int | None

    def forward(self, x: Tensor) -> Tensor:
        """The output for a batch (…, n, features)."""
        raise NotImplementedError

    def __call__(self, x: Tensor) -> Tensor:
        return self.forward(x)

    def __repr__(self) -> str:
        return f"{type(self).__name__}()"

    def initialise(self, rng: numpy.random.Generator, out: Array) -> None:
        """Write initial values into one replica's block."""

    def bind(self, values: Array, grad: Array) -> None:
        """Take views of this layer's block (…, rows, columns) of `theta` and of `grad`."""

    def own_parameters(self) -> Iterator[tuple[str, Tensor]]:
        """This layer's parameters by their PyTorch names, without those of layers inside it."""
        yield from ()

    def layers(self) -> Iterator[tuple[str, Module]]:
        """Every layer that is not made of layers, with its dotted name."""
        yield "", self

    def named_parameters(self) -> Iterator[tuple[str, Array, Array]]:
        """(name, view of the values, view of the gradient) of every parameter, in flat order."""
        for prefix, layer in self.layers():
            for name, tensor in layer.own_parameters():
                grad = tensor.gradient_buffer
                assert grad is not None  # `bind` gives every parameter one
                yield f"{prefix}.{name}".lstrip("."), tensor.data, grad

    def blocks(self) -> list[tuple[str, Module, int]]:
        """(name, layer, offset in `theta`) of every layer with parameters."""
        found, offset = [], 0
        for name, layer in self.layers():
            if layer.block is not None:
                found.append((name, layer, offset))
                offset += layer.block[0] * layer.block[1]
        return found

    def zero_grad(self) -> None:
        """Forget all gradients; the next backward pass overwrites them."""
        for _, layer in self.layers():
            for _, tensor in layer.own_parameters():
                tensor.zero_grad()

    def materialise(
        self,
        seed: int | Sequence[int] = 0,
        dtype: str = "float64",
        replicas: int | None = None,
    ) -> Self:
        """Lay all parameters out in one flat vector and give them their initial values.

        Replica k of a fleet starts as the single network with seed `seed + k` (or `seed[k]`).
        """
        if dtype not in DTYPES:
            raise InputError("dtype", dtype, " or ".join(DTYPES))
        if replicas is not None and (not isinstance(replicas, int) or replicas < 1):
            raise InputError("replicas", replicas, "None or a whole number from 1")
        layers = [layer for _, layer, _ in self.blocks()]
        if len({id(layer) for layer in layers}) < len(layers):
            raise InputError("modules", layers, "each layer with parameters once")
        self.replicas = replicas
        size = sum(layer.block[0] * layer.block[1] for _, layer, _ in self.blocks() if layer.block)
        shape = (size,) if replicas is None else (replicas, size)
        self.theta, self.grad = numpy.zeros(shape, dtype), numpy.zeros(shape, dtype)
        seeds = _replica_seeds(seed, replicas)
        for index, (_, layer, offset) in enumerate(self.blocks()):
            values = _block_view(self.theta, layer.block, offset)
            layer.bind(values, _block_view(self.grad, layer.block, offset))
            for replica, one_seed in zip(_replica_views(values, replicas), seeds, strict=True):
                layer.initialise(numpy.random.default_rng([one_seed, index]), replica)
        return self


def _replica_seeds(seed: int | Sequence[int], replicas: int | None) -> list[int]:
    count = 1 if replicas is None else replicas
    if isinstance(seed, Integral):
        seeds = [int(seed) + k for k in range(count)]
    else:
        seeds = list(seed) if isinstance(seed, Sequence | numpy.ndarray) else []
    if len(seeds) != count or any(not isinstance(s, Integral) or s < 0 for s in seeds):
        raise InputError("seed", seed, f"a whole number from 0, or {count} of them")
    return [int(s) for s in seeds]


def _block_view(flat: Array, block: tuple[int, int] | None, offset: int) -> Array:
    assert block is not None  # only layers with a block are laid out
    rows, columns = block
    part = flat[..., offset : offset + rows * columns]
    return part.reshape(*flat.shape[:-1], rows, columns)


def _replica_views(values: Array, replicas: int | None) -> list[Array]:
    return [values] if replicas is None else list(values)
