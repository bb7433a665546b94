"""Detection of divergence: where a NaN or an infinity first appears."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy

from chainrule.engine.op import Array
from chainrule.engine.program import Program
from chainrule.nn.module import Module
from chainrule.nn.parts import OUTPUT, layer_names, layer_starts
from chainrule.phrases import Phrase, phrase

SHAPED = ("penalty", "clip")
"""The sections of a step that change the gradient after the backward pass."""
LONG = 10_000
"""Vectors with more entries than this are checked through their sum."""


class DivergedError(ArithmeticError):
    """Training produced a NaN or an infinity.

    Attributes
    ----------
    step : the first step that produced a NaN or an infinity, counted from 1.
    epoch : the number of completed epochs.
    place : a description of the first array found to contain a NaN or an infinity.
    """

    def __init__(self, step: int, epoch: int, place: str) -> None:
        self.step, self.epoch, self.place = step, epoch, place
        super().__init__(
            f"Training diverged at step {step} (in epoch {epoch + 1}): {place} was the first "
            "to hold a NaN or an infinity."
        )

    def __reduce__(self) -> tuple[type[DivergedError], tuple[int, int, str]]:
        return type(self), (self.step, self.epoch, self.place)


class Watched:
    """The arrays carried from step to step, checked for finiteness after each step.

    The check is one product per vector: 0 · x is 0 for every finite x and NaN otherwise. For a long
    vector, the sum takes less time and no memory; if the sum is finite, so are all entries.

    Parameters
    ----------
    state : the optimizer's state dictionary, which the optimizer replaces when its settings change.
    arrays : all arrays of real numbers to check, including the optimizer's state.
    """

    def __init__(self, state: dict[str, Array], arrays: Sequence[Array]) -> None:
        self._state = state
        short = [array for array in arrays if array.size <= LONG]
        zeros = {dtype: numpy.zeros(LONG, dtype) for dtype in {array.dtype for array in short}}
        self._pairs = [(array, zeros[array.dtype][: array.size]) for array in short]
        self._long = [array for array in arrays if array.size > LONG]

    def is_of(self, state: dict[str, Array]) -> bool:
        """Whether `state` is the optimizer's state that was passed to the constructor."""
        return self._state is state

    def is_finite(self) -> bool:
        """Whether all numbers are finite. Must be called with NumPy's warnings disabled."""
        return all(zeros.dot(array.reshape(-1)) == 0 for array, zeros in self._pairs) and all(
            math.isfinite(numpy.add.reduce(array, axis=None)) or numpy.isfinite(array).all()
            for array in self._long
        )


def finite_members(arrays: Sequence[Array]) -> Array:
    """For each member of a fleet, (K,), whether its rows in the arrays (K, …) are all finite.
    Arrays shared by all members are not checked."""
    count = len(arrays[0])
    rows = [array.reshape(count, -1) for array in arrays if array.shape[:1] == (count,)]
    with numpy.errstate(invalid="ignore"):
        return numpy.all([~(row * 0).any(axis=-1) for row in rows], axis=0)


def first_nonfinite(program: Program, net: Module) -> Phrase:
    """Describe the first array, in order of computation, that contains a NaN or an infinity after a
    replay.

    Views of the weights are skipped outside the update, because they show the updated weights. The
    layer of a gradient is not named if a penalty or clipping has since changed the gradient.
    """
    titles = [n if n != OUTPUT else phrase("layer.the_output") for n in layer_names(net)]
    is_shaped = any(record.section in SHAPED for record in program.records)
    for record in program.records:
        is_update = record.section == "update"
        broken = [
            array
            for array in record.results.values()
            if (is_update or not numpy.may_share_memory(array, net.theta))
            and not numpy.isfinite(array).all()
        ]
        if not broken:
            continue
        if is_update:
            return _first_left(record.results)
        if is_shaped and any(numpy.may_share_memory(array, net.grad) for array in broken):
            return phrase("place.whole_gradient")
        if record.op is None or record.section == "loss":
            return phrase("place.section", section=record.section)
        key = "place.gradient" if record.backward else "place.output"
        title = record.op.title(record.settings)
        return phrase(key, op=title, layer=titles[_index(net, record.scope)])
    return phrase("place.loss")


def _first_left(results: dict[str, Array]) -> Phrase:
    """Describe the array carried to the next step that contains a NaN or an infinity. The
    optimizer's state and running statistics take precedence over the weights, which depend on
    them."""
    broken = [name for name, array in results.items() if not numpy.isfinite(array).all()]
    states = [name for name in broken if name not in ("theta", "grad")]
    return phrase("place.state", state=states[0]) if states else phrase("place.weights")


def _index(net: Module, scope: str) -> int:
    """The index of the layer with parameters that contains the module `scope` or precedes it."""
    names = [name for name, _ in net.named_modules()]
    so_far = names[: names.index(scope) + 1]
    return sum(name in so_far for name, _ in layer_starts(net)) - 1
