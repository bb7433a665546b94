"""Containers: `Sequential`, `Residual` and `ChannelsFirst`."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from numpy.typing import DTypeLike

from chainrule.engine.op import Array
from chainrule.engine.recorder import scope
from chainrule.errors import InputError, ShapeError
from chainrule.nn.module import Module
from chainrule.tensor.tensor import Tensor


class Sequential(Module):
    """Layers applied in sequence, with all parameters in one flat vector.

    Parameters
    ----------
    modules : the layers; a nested `Sequential` counts as one layer.
    seed : the seed for the initial weights; for a fleet, the first replica's seed or one per
        replica.
    dtype : "float32" or "float64", or the corresponding NumPy type.
    replicas : None for a single network, or K for a fleet: `theta` then has shape (K, P), and every
        result has a leading axis of length K.
    init_scale : a factor that multiplies all initial weights; for a fleet, one number or one per
        replica.

    Raises
    ------
    InputError
        If there are no layers, an item is not a layer, or an argument is out of range.

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
        dtype: DTypeLike = "float32",
        replicas: int | None = None,
        init_scale: float | Sequence[float] = 1.0,
    ) -> None:
        for position, module in enumerate(modules):
            if not isinstance(module, Module):
                raise InputError(f"modules[{position}]", module, "a layer from chainrule.nn")
        if not modules:
            raise InputError("modules", modules, "at least one layer")
        self.modules = modules
        self.materialise(seed, dtype, replicas, init_scale)

    def forward(self, x: Tensor) -> Tensor:
        for index, module in enumerate(self.modules):
            with scope(str(index)):
                x = module(x)
        return x

    def children(self) -> Iterator[tuple[str, Module]]:
        for index, module in enumerate(self.modules):
            yield str(index), module

    def check_input(self, x: Array) -> None:
        if self.modules:
            self.modules[0].check_input(x)

    def layers(self) -> Iterator[tuple[str, Module]]:
        for index, module in enumerate(self.modules):
            for name, layer in module.layers():
                yield f"{index}.{name}".rstrip("."), layer

    def __repr__(self) -> str:
        return f"Sequential({', '.join(map(repr, self.modules))})"


class _Around(Module):
    """A sequence of layers, `body`, around which a subclass defines further computation."""

    def __init__(self, *modules: Module) -> None:
        self.body = Sequential(*modules)
        self.materialise()

    def children(self) -> Iterator[tuple[str, Module]]:
        yield from self.body.children()

    def __repr__(self) -> str:
        return f"{type(self).__name__}({', '.join(map(repr, self.body.modules))})"


class Residual(_Around):
    """y = x + f(x), where f applies the given layers in sequence and preserves the shape of x.

    He et al., "Deep residual learning for image recognition", CVPR 2016.
    """

    def forward(self, x: Tensor) -> Tensor:
        y = self.body(x)
        if y.shape[self.replica_axes :] != x.shape[self.replica_axes :]:
            raise ShapeError(
                f"{self!r}: layers that turn {x.shape} into {y.shape} do not fit; "
                "expected the same shape."
            )
        return x + y


class ChannelsFirst(_Around):
    """y = f(xᵀ)ᵀ: applies layers for inputs (…, n, channels, length), such as `Conv1d`, to
    sequences (…, n, steps, features), with the features as channels."""

    def forward(self, x: Tensor) -> Tensor:
        return self.body(x.swapaxes(-1, -2)).swapaxes(-1, -2)
