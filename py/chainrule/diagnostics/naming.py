"""What a person calls the parts of a network."""

from __future__ import annotations

import numpy

from chainrule.engine.op import Array
from chainrule.errors import InputError
from chainrule.nn.linear import Linear
from chainrule.nn.module import Module


def places(net: Module) -> dict[str, tuple[int | None, str]]:
    """For each module's name the layer it belongs to, and what a person calls that.

    Dense layers are numbered; what follows one belongs to it. What comes before the first has the
    name of its kind.
    """
    modules = list(net.layers())
    dense = [name for name, module in modules if isinstance(module, Linear)]
    layer = -1
    found: dict[str, tuple[int | None, str]] = {}
    for name, module in modules:
        layer += name in dense
        if layer >= 0:
            place = "output" if layer == len(dense) - 1 else f"layer {layer + 1}"
            found[name] = (layer, place)
        else:
            found[name] = (None, type(module).__name__)
    return found


def parameter_name(net: Module, index: int) -> str:
    """What a person calls a parameter, counted as in the flat vector.

    Raises
    ------
    InputError
        If there is no such parameter.

    Examples
    --------
    >>> from chainrule import nn
    >>> parameter_name(nn.Sequential(nn.Linear(2, 2), nn.Linear(2, 1)), 4)
    'layer 1, weight 2, 2'
    """
    known = places(net)
    for name, values, _ in net.named_parameters():
        found = numpy.argwhere(_lying(values, net.theta) == index)
        if len(found):
            top, *inner = name.split(".")
            place = known.get(top, (None, top))[1]
            entry = ", ".join(str(int(at) + 1) for at in found[0])
            return f"{place}, {'.'.join(inner)} {entry}"
    raise InputError("parameter", index, f"from 0 to {net.theta.size - 1}")


def _lying(view: Array, flat: Array) -> Array:
    """Where the entries of a view lie in the flat vector."""
    numbers = numpy.arange(flat.size)
    first = (_address(view) - _address(flat)) // flat.itemsize
    strides = [stride // flat.itemsize * numbers.itemsize for stride in view.strides]
    return numpy.lib.stride_tricks.as_strided(numbers[first:], view.shape, strides)


def _address(array: Array) -> int:
    return array.__array_interface__["data"][0]
