"""The network that an experiment's settings describe."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from chainrule import nn
from chainrule.experiment.layers.kinds.linear import flattening
from chainrule.experiment.layers.layer import Layer
from chainrule.experiment.layers.parts import (
    given_shape,
    modules_of,
    shapes_through,
)
from chainrule.experiment.layers.setting import BIASES, OUTPUT
from chainrule.experiment.layers.shape import Shape
from chainrule.nn.parts import layer_groups


class Described(Protocol):
    """The settings from which a network is built."""

    @property
    def data_shape(self) -> Shape:
        """The shape of an example."""
        ...

    @property
    def outputs(self) -> int:
        """The number of scores."""
        ...

    @property
    def layers(self) -> tuple[Layer, ...]:
        """The hidden layers."""
        ...

    @property
    def output_activation(self) -> str:
        """The activation of the output layer."""
        ...

    @property
    def frozen(self) -> tuple[str, ...]:
        """The frozen parts."""
        ...

    @property
    def init(self) -> str:
        """The initialisation of weights."""
        ...

    @property
    def dtype(self) -> str:
        """The precision."""
        ...


def network_of(
    of: Described,
    seed: int | Sequence[int],
    replicas: int | None,
    scale: float | Sequence[float],
) -> nn.Sequential:
    """Build the network from the `nn` layers that implement the hidden layers and the output, in
    this order, and freeze the requested parts."""
    modules = [module for part in parts_of(of) for module in part]
    net = nn.Sequential(*modules, seed=seed, dtype=of.dtype, replicas=replicas, init_scale=scale)
    _freeze(of, net)
    return net


def parts_of(of: Described) -> list[list[nn.Module]]:
    """For each hidden layer, and then for the output, the layers of `nn` that implement it.

    The output is a `Linear` with an optional activation.

    Raises
    ------
    InputError
        If a layer does not accept the output of the previous one.
    """
    start = given_shape(of.data_shape, of.layers)
    last = shapes_through(of.layers, start)[-1].coded()
    output = [*flattening(last), nn.Linear(last.size, of.outputs, of.init)]
    if nn.ACTIVATIONS[of.output_activation] is not nn.Identity:
        output.append(nn.ACTIVATIONS[of.output_activation]())
    return [*modules_of(of.layers, start, of.init), output]


def count_parameters(of: Described) -> int:
    """The number of the network's parameters, including frozen ones."""
    modules = [module for part in parts_of(of) for module in part]
    return sum(inner.size for module in modules for _, inner in module.named_modules())


def _freeze(of: Described, net: nn.Sequential) -> None:
    """Freeze the requested parts: a layer and the norms that follow it, or all biases."""
    groups = layer_groups(net)
    names = [*(str(index + 1) for index in range(len(groups) - 1)), OUTPUT]
    for name, group in zip(names, groups, strict=True):
        for _, module in group:
            module.requires_grad_(name not in of.frozen)
    if BIASES in of.frozen:
        for _, module in net.named_modules():
            for name, parameter in module.own_parameters():
                if name.startswith("bias") and _has_weights(module):
                    parameter.requires_grad = False


def _has_weights(module: nn.Module) -> bool:
    """Whether a module has a weight matrix. Otherwise its bias is the offset of a normalisation
    layer."""
    return any(len(shape) > 1 for shape in module.shapes.values())
