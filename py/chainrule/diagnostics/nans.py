"""Where a run first left the finite numbers."""

from __future__ import annotations

import numpy

from chainrule.diagnostics.probes import layer_names, layer_starts
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

    def __reduce__(self) -> tuple[type[DivergedError], tuple[int, int, str]]:
        return type(self), (self.step, self.epoch, self.place)


def first_nonfinite(program: Program, net: Module) -> str:
    """Name the first thing in the order of computation that is not finite after a replay.

    Only buffers are looked at: the weights have been updated since, and are no witness any more.
    """
    titles = [name if name != "output" else "the output layer" for name in layer_names(net)]
    for record in program.records:
        if all(numpy.isfinite(array).all() for array in record.results.values()):
            continue
        if record.op is None or record.section == "loss":
            return f"the {record.section}"
        what = "gradient" if record.backward else "output"
        return f"the {what} of {record.op.__name__} in {titles[_index(net, record.scope)]}"
    return "the loss"


def _index(net: Module, scope: str) -> int:
    """The number of the layer with parameters that the layer `scope` is, or follows."""
    names = [name for name, _ in net.named_modules()]
    so_far = names[: names.index(scope) + 1]
    return sum(name in so_far for name, _ in layer_starts(net)) - 1
