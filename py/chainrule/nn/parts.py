"""Names, parameter ranges, gradient norms and outputs of a network's layers."""

from __future__ import annotations

import numpy

from chainrule.engine.norms import power_of_two
from chainrule.engine.op import Array
from chainrule.engine.program import Program
from chainrule.nn.dropout import Dropout
from chainrule.nn.module import Module
from chainrule.phrases import Phrase, phrase

OUTPUT = Phrase("layer.name.output")
"""The last layer."""


def layer_norms(net: Module, flat: Array) -> Array:
    """‖·‖₂ of each layer's part of a flat vector with the layout of `net.theta`.

    Parameters
    ----------
    flat : (P,) or (K, P), for example `net.grad`.

    Returns
    -------
    Array
        (layers,) or (K, layers) float64, in the order of `layer_starts(net)`.
    """
    offsets = [offset for _, offset in layer_starts(net)]
    if flat.dtype == numpy.float32:  # float64 can hold its squares
        squares = numpy.square(flat, dtype=numpy.float64)
        return numpy.sqrt(numpy.add.reduceat(squares, offsets, axis=-1))
    wide = flat.astype(numpy.float64)
    scales = power_of_two(numpy.maximum.reduceat(numpy.abs(wide), offsets, axis=-1))
    lengths = numpy.diff([*offsets, flat.shape[-1]])
    squares = numpy.square(wide / numpy.repeat(scales, lengths, axis=-1))
    return numpy.sqrt(numpy.add.reduceat(squares, offsets, axis=-1)) * scales


def layer_starts(net: Module) -> list[tuple[str, int]]:
    """(name, offset in `theta`) of each layer as shown to the user.

    Such a layer has a weight matrix; the gains and biases of a normalisation belong to the
    layer before it.
    """
    blocks = net.blocks()
    return [
        (name, offset)
        for index, (name, layer, offset) in enumerate(blocks)
        if index == 0 or any(len(shape) > 1 for shape in layer.shapes.values())
    ]


def layer_names(net: Module) -> list[Phrase]:
    """The displayed names of the layers with parameters: "layer 1", "layer 2", …, "output"."""
    count = len(layer_starts(net))
    hidden = (phrase("layer.number", number=index + 1) for index in range(count - 1))
    return [*hidden, OUTPUT][:count]


def layer_parts(net: Module) -> list[slice]:
    """The range of each layer's parameters in `theta`, in the order of `layer_starts(net)`."""
    starts = [offset for _, offset in layer_starts(net)]
    return [slice(*ends) for ends in zip(starts, [*starts[1:], net.theta.shape[-1]], strict=True)]


def layer_ends(net: Module) -> list[int]:
    """For each layer, the index in `net.layers()` of the module that makes its output: its
    activation, if it has one. Dropout is not counted, because it is active in training only."""
    begins = {name for name, _ in layer_starts(net)}
    ends: list[int] = []
    for index, (name, module) in enumerate(net.layers()):
        if name in begins:
            ends.append(index)
        elif ends and not isinstance(module, Dropout):
            ends[-1] = index
    return ends


def layer_outputs(net: Module, program: Program) -> list[Array]:
    """Each layer's output in the last replayed training step, (n, …): views of the program's
    buffers, valid until the next replay."""
    last: dict[str, Array] = {}
    for record in program.records:
        if record.section == "forward" and not record.backward and "y" in record.results:
            last[record.scope] = record.results["y"]
    outputs: list[Array] = []
    for name, _ in net.layers():  # a layer that does nothing, such as Identity, records nothing
        outputs.append(last[name] if name in last or not outputs else outputs[-1])
    return [outputs[end] for end in layer_ends(net)]
