"""Names, parameter ranges, gradient norms and outputs of a network's layers."""

from __future__ import annotations

from collections.abc import Collection

import numpy

from chainrule.engine.norms import power_of_two
from chainrule.engine.op import Array
from chainrule.engine.program import Program
from chainrule.nn.dropout import Dropout
from chainrule.nn.embedding import PositionalEmbedding
from chainrule.nn.module import Module
from chainrule.phrases import Phrase, phrase

OUTPUT = Phrase("layer.name.output")
"""The last layer."""


def layer_norms(net: Module, flat: Array) -> Array:
    """The norm ‖·‖₂ of each layer's part of a flat vector with the layout of `net.theta`.

    Parameters
    ----------
    flat : (P,) or (K, P), for example `net.grad`.

    Returns
    -------
    Array
        (layers,) or (K, layers) in float64, in the order of `layer_starts(net)`.
    """
    return norms_of_parts(flat, [offset for _, offset in layer_starts(net)])


def norms_of_parts(flat: Array, offsets: list[int]) -> Array:
    """The norm of each part of `flat`, where the parts start at `offsets`; see `layer_norms`."""
    if flat.dtype == numpy.float32:  # in float64, the squares cannot overflow
        squares = numpy.square(flat, dtype=numpy.float64)
        return numpy.sqrt(numpy.add.reduceat(squares, offsets, axis=-1))
    wide = flat.astype(numpy.float64)
    scales = power_of_two(numpy.maximum.reduceat(numpy.abs(wide), offsets, axis=-1))
    lengths = numpy.diff([*offsets, flat.shape[-1]])
    squares = numpy.square(wide / numpy.repeat(scales, lengths, axis=-1))
    return numpy.sqrt(numpy.add.reduceat(squares, offsets, axis=-1)) * scales


Group = list[tuple[str, Module]]
"""The modules of `net.layers()` that make up one layer, with their names."""


def layer_groups(net: Module) -> list[Group]:
    """The modules of `net.layers()`, grouped into the layers that the user sees.

    A layer starts at a module that has or contains a weight matrix, such as `Linear`, `Conv2d`,
    `GRU` or a residual block. The modules after it that have no weight matrix, such as an
    activation, a normalisation or a pooling layer, belong to the same layer; modules before the
    first weight matrix belong to the first layer.
    """
    groups: list[Group] = []
    has_weights = False
    for name, module in net.layers():
        learns = _has_matrix(module)
        if not groups or (learns and has_weights):
            groups.append([])
        has_weights |= learns
        groups[-1].append((name, module))
    return groups


def layer_starts(net: Module) -> list[tuple[str, int]]:
    """For each layer of `layer_groups` with parameters, the name of its first module with
    parameters and its offset in `theta`."""
    starts: list[tuple[str, int]] = []
    offset = 0
    for group in layer_groups(net):
        sizes = [sum(inner.size for _, inner in module.named_modules()) for _, module in group]
        named = (name for (name, _), size in zip(group, sizes, strict=True) if size)
        if sum(sizes):
            starts.append((next(named), offset))
        offset += sum(sizes)
    return starts


def _has_matrix(module: Module) -> bool:
    # A positional embedding belongs to the same layer as the embedding before it.
    inside = (m for _, m in module.named_modules() if not isinstance(m, PositionalEmbedding))
    return any(len(shape) > 1 for inner in inside for shape in inner.shapes.values())


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
    """For each layer, the index in `net.layers()` of the module that computes its output: its last
    module other than dropout. Dropout is not counted, because it is active only in training
    mode."""
    ends: list[int] = []
    place = 0
    for group in layer_groups(net):
        kept = [i for i, (_, module) in enumerate(group) if not isinstance(module, Dropout)]
        ends.append(place + (kept[-1] if kept else len(group) - 1))
        place += len(group)
    return ends


def layer_outputs(net: Module, program: Program) -> list[Array]:
    """Each layer's output (n, …) in the last replayed training step, as views of the program's
    buffers that are valid until the next replay."""
    names = [name for name, _ in net.layers()]
    last: dict[str, Array] = {}
    for record in program.records:
        if record.section == "forward" and not record.backward and "y" in record.results:
            last[module_of(record.scope, names)] = record.results["y"]
    outputs: list[Array] = []
    for name in names:  # a layer such as Identity, which computes nothing, has no record
        outputs.append(last[name] if name in last or not outputs else outputs[-1])
    return [outputs[end] for end in layer_ends(net)]


def module_of(scope: str, names: Collection[str]) -> str:
    """The name of the module in `net.layers()` to which a scope belongs: the scope itself or an
    enclosing scope.

    Examples
    --------
    >>> module_of("2.self_attn.out_proj", ["0", "2"])
    '2'
    """
    while scope not in names and "." in scope:
        scope = scope.rpartition(".")[0]
    return scope
