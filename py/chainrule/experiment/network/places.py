"""The positions of an experiment's layers in its network."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

from chainrule.experiment.layers.layer import Layer
from chainrule.experiment.layers.parts import given_shape, kind_of, shapes_through
from chainrule.experiment.layers.shape import Shape, numbers
from chainrule.experiment.network.build import Described, parts_of


@dataclass(frozen=True)
class LayerPlace:
    """One hidden layer, or the output.

    Attributes
    ----------
    layer : the layer's settings; None for the output.
    number : its index in `nn.parts.layer_names`. None if it has no weight matrix.
    start, stop : its modules are `net.modules[start:stop]`.
    given, result : the shapes of its input and output.
    offset, size : the index of its first parameter in `theta`, and the number of its parameters.
    """

    layer: Layer | None
    number: int | None
    start: int
    stop: int
    given: Shape
    result: Shape
    offset: int
    size: int

    @property
    def is_dense(self) -> bool:
        """Whether it is a dense layer, as the output always is."""
        return self.layer is None or kind_of(self.layer).is_dense


def layer_places(of: Described) -> list[LayerPlace]:
    """The positions of the hidden layers and then of the output."""
    layers, parts = of.layers, parts_of(of)
    shapes = [*shapes_through(layers, given_shape(of.data_shape, layers)), numbers(of.outputs)]
    places: list[LayerPlace] = []
    number = start = offset = 0
    rows = zip((*layers, None), parts, pairwise(shapes), strict=True)
    for layer, part, (given, result) in rows:
        size = sum(inner.size for module in part for _, inner in module.named_modules())
        learns = layer is None or kind_of(layer).learns(layer)
        stop = start + len(part)
        own = number if learns else None
        places.append(LayerPlace(layer, own, start, stop, given, result, offset, size))
        number, start, offset = number + learns, stop, offset + size
    return places
