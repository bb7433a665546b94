"""The network that an experiment's settings describe."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from chainrule import nn
from chainrule.experiment.layers import BIASES, OUTPUT, Layer, with_options


class Described(Protocol):
    """What a network is built from."""

    @property
    def input_names(self) -> tuple[str, ...]:
        """A name for each input."""
        ...

    @property
    def outputs(self) -> int:
        """How many scores it gives."""
        ...

    @property
    def layers(self) -> tuple[Layer, ...]:
        """The hidden layers."""
        ...

    @property
    def output_activation(self) -> str:
        """What the output's layer applies."""
        ...

    @property
    def frozen(self) -> tuple[str, ...]:
        """What does not learn."""
        ...

    @property
    def init(self) -> str:
        """How initial weights are drawn."""
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
    """Build the network, frozen parts included.

    A hidden layer is a `Linear` and, as asked, a `LayerNorm`, the activation and a `Dropout`; the
    output's is a `Linear` and, as asked, its activation.
    """
    modules: list[nn.Module] = []
    width = len(of.input_names)
    for layer in of.layers:
        units, activation, dropout, norm = with_options(layer)
        modules.append(nn.Linear(width, units, of.init))
        modules += [nn.LayerNorm(units)] * norm
        modules.append(nn.ACTIVATIONS[activation]())
        modules += [nn.Dropout(dropout)] * bool(dropout)
        width = units
    modules.append(nn.Linear(width, of.outputs, of.init))
    if of.output_activation != "identity":
        modules.append(nn.ACTIVATIONS[of.output_activation]())
    net = nn.Sequential(*modules, seed=seed, dtype=of.dtype, replicas=replicas, init_scale=scale)
    _freeze(of, net)
    return net


def _freeze(of: Described, net: nn.Sequential) -> None:
    """Freeze what is asked for: a layer's weights and the norm behind them, or all biases."""
    numbers = [str(index + 1) for index in range(len(of.layers))]
    names = iter([*numbers, OUTPUT])
    name = ""
    for _, layer in net.layers():
        name = next(names) if isinstance(layer, nn.Linear) else name
        layer.requires_grad_(name not in of.frozen)
        if isinstance(layer, nn.Linear) and BIASES in of.frozen:
            layer.bias.requires_grad = False
