"""Detection of dead and saturated units."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum

import numpy

from chainrule.engine.op import Array
from chainrule.limits import SATURATED_SHARE
from chainrule.nn.activation import Activation
from chainrule.nn.dropout import Dropout
from chainrule.nn.module import Module
from chainrule.nn.parts import Group, layer_groups
from chainrule.nn.pooling import Flatten
from chainrule.tensor.tensor import Tensor
from chainrule.training.replay import ForwardProgram

SATURATED_SLOPE = 0.05
"""An activation is flat where its slope is at most this share of its largest slope, so that it
passes on at most a twentieth of the gradient. For tanh, this means |y| > 0.975."""


class UnitState(IntEnum):
    """The state of a unit. `UNKNOWN` means that the unit's output was not finite."""

    ALIVE = 0
    DEAD = 1
    SATURATED = 2
    UNKNOWN = 3


@dataclass(frozen=True, eq=False)
class LayerUnits:
    """The units of one layer.

    Attributes
    ----------
    notion : the state that the units can reach, "dead" or "saturated"; None if neither applies to
        the activation (identity and leaky ReLU, whose slopes never vanish; and sine, whose slope
        recovers).
    flat : (units,), the share of examples for which the activation is flat.
    states : (units,), values of `UnitState`.
    """

    notion: str | None
    flat: Array
    states: Array

    @property
    def share(self) -> float:
        """The share of units that are dead or saturated; NaN if `notion` is None or the state of
        every unit is unknown."""
        known = self.states != UnitState.UNKNOWN
        if self.notion is None or not known.any():
            return float("nan")
        return float((self.states[known] != UnitState.ALIVE).mean())


def layer_units(forward: ForwardProgram, net: Module) -> list[LayerUnits]:
    """The state of every unit over the examples for which `forward` was recorded.

    A ReLU unit is dead if its output is 0 for every example. It then passes on no gradient, and its
    weights do not change again unless its inputs do (Lu et al., "Dying ReLU and initialization",
    2020). Activations that level off are flat where their slope is at most `SATURATED_SLOPE` of its
    maximum. A unit is saturated if its activation is flat for at least `SATURATED_SHARE` of the
    examples. The slopes are computed by the op's backward pass.

    Parameters
    ----------
    forward : a forward program that was last replayed at the weights of interest, for example
        `run.training_set`.
    net : the network whose forward pass was recorded.

    Returns
    -------
    list
        One entry per layer, in the order of `layer_names(net)`.
    """
    found, place = [], 0
    for group in layer_groups(net):
        bends = [i for i, (_, module) in enumerate(group) if isinstance(module, Activation)]
        last = place + (bends[-1] if bends else _end(group))
        outputs = forward.outputs[last]
        inputs = forward.outputs[last - 1] if last else outputs
        module = group[last - place][1]
        found.append(_layer(module, _by_unit(inputs), _by_unit(outputs)))
        place += len(group)
    return found


def _end(group: Group) -> int:
    """The index, within the group, of the module that computes the layer's output if no activation
    follows."""
    kept = [i for i, (_, module) in enumerate(group) if not isinstance(module, Dropout | Flatten)]
    return kept[-1] if kept else 0


def _by_unit(values: Array) -> Array:
    """The outputs in the shape (rows, units). The units are an image's channels or a sequence's
    features, and there is one row for every position of every example."""
    if values.ndim == 4:
        values = values.swapaxes(1, -1)
    return values.reshape(-1, values.shape[-1])


def notion(module: Module) -> str | None:
    """The state that a unit with this activation can reach: "dead", "saturated", or None for
    neither."""
    return module.flat if isinstance(module, Activation) else None


def slopes(activation: Module, x: Array) -> Array:
    """f′(x), elementwise, computed by the activation's backward pass."""
    inputs = Tensor(x, requires_grad=True)
    with numpy.errstate(all="ignore"):
        activation(inputs).sum().backward()
    assert inputs.grad is not None  # computed by `backward`
    return inputs.grad


def _layer(module: Module, inputs: Array, outputs: Array) -> LayerUnits:
    kind, units = notion(module), outputs.shape[-1]
    states = numpy.full(units, UnitState.ALIVE, numpy.uint8)
    flat = numpy.zeros(units)
    if kind is not None:
        bound = 0.0 if kind == "dead" else SATURATED_SLOPE * steepest(module)
        flat = (numpy.abs(slopes(module, inputs)) <= bound).mean(axis=0)
        bad, enough = (
            (UnitState.DEAD, 1.0) if kind == "dead" else (UnitState.SATURATED, SATURATED_SHARE)
        )
        states[flat >= enough] = bad
    states[~numpy.isfinite(outputs).all(axis=0)] = UnitState.UNKNOWN
    return LayerUnits(kind, flat, states)


def steepest(activation: Module) -> float:
    """The maximum of |f′|, to four significant digits: 1 for tanh, ¼ for sigmoid, 1.129 for
    GELU."""
    key = repr(activation)
    if key not in _STEEPEST:
        _STEEPEST[key] = float(numpy.abs(slopes(activation, numpy.linspace(-12, 12, 4801))).max())
    return _STEEPEST[key]


_STEEPEST: dict[str, float] = {}
