"""The displayed names of the parts of a network."""

from __future__ import annotations

import numpy

from chainrule.engine.op import Array
from chainrule.errors import InputError
from chainrule.nn.linear import Linear
from chainrule.nn.module import Module
from chainrule.nn.parts import layer_groups, layer_names
from chainrule.phrases import Phrase, phrase
from chainrule.phrases.english import ENGLISH

_RAISED = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
_LOWERED = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")


def places(net: Module) -> dict[str, tuple[int | None, str]]:
    """The index and the displayed name of each module's layer, keyed by the module's name. The
    layers are those of `layer_groups`; the last one is the output."""
    groups, names = layer_groups(net), layer_names(net)
    return {
        name: (index, called)
        for index, (group, called) in enumerate(zip(groups, names, strict=True))
        for name, _ in group
    }


def parameter_name(net: Module, index: int) -> Phrase:
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
    path, entry = _entry(net, index)
    top, *inner = path.split(".")
    place = places(net).get(top, (None, top))[1]
    return phrase("parameter", place=place, name=_named(".".join(inner)), entry=entry)


def parameter_symbol(net: Module, index: int) -> str:
    """The symbol of a dense layer's parameter, as in the microscope, and the displayed name of
    another layer's.

    Raises
    ------
    InputError
        If the parameter does not exist.

    Examples
    --------
    >>> from chainrule import nn
    >>> net = nn.Sequential(nn.Linear(2, 2), nn.Linear(2, 1))
    >>> [parameter_symbol(net, index) for index in (1, 2, 6)]
    ['w¹₁₂', 'b¹₁', 'w²₁₁']
    """
    path, entry = _entry(net, index)
    top, *inner = path.split(".")
    layer, _ = places(net).get(top, (None, top))
    if layer is None or type(dict(net.layers())[top]) is not Linear:
        return parameter_name(net, index)
    separator = "," if max(entry) > 9 else ""
    lowered = separator.join(str(at).translate(_LOWERED) for at in entry)
    return f"{inner[0][0]}{str(layer + 1).translate(_RAISED)}{lowered}"


def _entry(net: Module, index: int) -> tuple[str, list[int]]:
    """The name of the parameter's array, and the parameter's position in it, counted from 1."""
    for name, values, _ in net.named_parameters():
        found = numpy.argwhere(_lying(values, net.theta) == index)
        if len(found):
            return name, [int(at) + 1 for at in found[0]]
    raise InputError("parameter", index, phrase("allowed.index", last=net.theta.size - 1))


def _named(name: str) -> str:
    """A parameter's name within its layer: a phrase for weights and biases, and the name used in
    the code for other parameters."""
    key = f"parameter.{name}"
    return phrase(key) if key in ENGLISH else name


def parameter_layouts(net: Module) -> dict[str, tuple[tuple[int, ...], int, tuple[int, ...]]]:
    """The shape of each parameter and its `layout` in the flat vector, keyed by the parameter's
    name."""
    return {
        name: (values.shape, *layout(values, net.theta))
        for name, values, _ in net.named_parameters()
    }


def layout(view: Array, flat: Array) -> tuple[int, tuple[int, ...]]:
    """The positions of a view's entries in the flat vector: the position of the first entry, and
    the distance to the next entry along each axis."""
    first = (_address(view) - _address(flat)) // flat.itemsize
    return first, tuple(stride // flat.itemsize for stride in view.strides)


def _lying(view: Array, flat: Array) -> Array:
    """For each entry of a view, its position in the flat vector."""
    numbers = numpy.arange(flat.size)
    first, steps = layout(view, flat)
    strides = [step * numbers.itemsize for step in steps]
    return numpy.lib.stride_tricks.as_strided(numbers[first:], view.shape, strides)


def _address(array: Array) -> int:
    return array.__array_interface__["data"][0]
