"""Displayed names of the parts of a network."""

from __future__ import annotations

import numpy

from chainrule.engine.op import Array
from chainrule.errors import InputError
from chainrule.nn.linear import Linear
from chainrule.nn.module import Module


def places(net: Module) -> dict[str, tuple[int | None, str]]:
    """For each module's name, the index and the displayed name of the layer it belongs to.

    Dense layers are numbered; the modules after one belong to it. Modules before the first dense
    layer are named by their type.
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
    """The displayed name of a parameter, given its index in the flat vector.

    Raises
    ------
    InputError
        If the parameter does not exist.

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
    """The indices of a view's entries in the flat vector."""
    numbers = numpy.arange(flat.size)
    first = (_address(view) - _address(flat)) // flat.itemsize
    strides = [stride // flat.itemsize * numbers.itemsize for stride in view.strides]
    return numpy.lib.stride_tricks.as_strided(numbers[first:], view.shape, strides)


def _address(array: Array) -> int:
    return array.__array_interface__["data"][0]
