"""Where a run first left the finite numbers."""

from __future__ import annotations

import numpy

from chainrule.engine.program import Program
from chainrule.nn.module import Module


class DivergedError(ArithmeticError):
    """Training met a NaN or an infinity.

    Attributes
    ----------
    step : the step, counted from 1, whose numbers were first not finite.
    epoch : how many epochs had been completed.
    place : where, in words.
    """

    def __init__(self, step: int, epoch: int, place: str) -> None:
        self.step, self.epoch, self.place = step, epoch, place
        super().__init__(
            f"Training diverged at step {step} (in epoch {epoch + 1}): {place} was the first "
            "to hold a NaN or an infinity."
        )


def first_nonfinite(program: Program, net: Module) -> str:
    """Name the first thing in the order of computation that is not finite after a replay.

    Weights come first, because they were written by the update of the step before.
    """
    for index, (_, layer, offset) in enumerate(net.blocks()):
        rows, columns = layer.block or (0, 0)
        part = net.theta[..., offset : offset + rows * columns]
        if not numpy.isfinite(part).all():
            return f"the weights of {layer_title(net, index)}, after the update before it,"
    for record in program.records:
        if all(numpy.isfinite(array).all() for array in record.results.values()):
            continue
        if record.op is None or record.section == "loss":
            return f"the {record.section}"
        what = "gradient" if record.backward else "output"
        return f"the {what} of {record.op.__name__} in {layer_title(net, _index(net, record.scope))}"
    return "the loss"


def _index(net: Module, scope: str) -> int:
    """The number of the layer with parameters that the layer `scope` is, or follows."""
    position = [name for name, _ in net.layers()].index(scope)
    names = [name for name, _ in net.layers()][: position + 1]
    return sum(name in names for name, _, _ in net.blocks()) - 1


def layer_title(net: Module, index: int) -> str:
    """How a person calls the layer: "layer 2", or "the output layer" for the last."""
    return "the output layer" if index == len(net.blocks()) - 1 else f"layer {index + 1}"
