"""Layers in a row."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from chainrule.engine.recorder import scope
from chainrule.engine.tensor import Tensor
from chainrule.nn.module import Module


class Sequential(Module):
    """Layers applied one after the other, with all parameters in one flat vector.

    Parameters
    ----------
    modules : the layers; a `Sequential` among them counts as one layer made of several.
    seed : the initial weights; for a fleet the first replica's seed, or one a replica.
    dtype : "float32" or "float64".
    replicas : None for one network, or K for a fleet: `theta` is then (K, P), and every result
        has a leading axis of K.

    Examples
    --------
    >>> from chainrule.nn import Linear, Tanh
    >>> net = Sequential(Linear(2, 8), Tanh(), Linear(8, 1), seed=0)
    >>> net.theta.shape
    (33,)
    >>> [name for name, _, _ in net.named_parameters()]
    ['0.weight', '0.bias', '2.weight', '2.bias']
    """

    def __init__(
        self,
        *modules: Module,
        seed: int | Sequence[int] = 0,
        dtype: str = "float32",
        replicas: int | None = None,
    ) -> None:
        self.modules = modules
        self.materialise(seed, dtype, replicas)

    def forward(self, x: Tensor) -> Tensor:
        for index, module in enumerate(self.modules):
            with scope(str(index)):
                x = module(x)
        return x

    def layers(self) -> Iterator[tuple[str, Module]]:
        for index, module in enumerate(self.modules):
            for name, layer in module.layers():
                yield f"{index}.{name}".rstrip("."), layer

    def __repr__(self) -> str:
        return f"Sequential({', '.join(map(repr, self.modules))})"
