"""Where a run first left the finite numbers."""

from __future__ import annotations

from collections.abc import Sequence

import numpy

from chainrule.engine.op import Array
from chainrule.engine.program import Program
from chainrule.nn.module import Module
from chainrule.nn.parts import OUTPUT, layer_names, layer_starts
from chainrule.phrases import Phrase, phrase


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


class Watched:
    """What goes from step to step, to be asked after each whether all of it is finite.

    One product a vector: 0 · x is 0 for every finite x, and NaN for all else.

    Parameters
    ----------
    state : the optimizer's, which it replaces when it needs another.
    arrays : all real numbers to watch, those of the state among them.
    """

    def __init__(self, state: dict[str, Array], arrays: Sequence[Array]) -> None:
        self._state = state
        zeros = {a.dtype: numpy.zeros(max(b.size for b in arrays), a.dtype) for a in arrays}
        self._pairs = [(array, zeros[array.dtype][: array.size]) for array in arrays]

    def is_of(self, state: dict[str, Array]) -> bool:
        """Whether this is still the optimizer's state."""
        return self._state is state

    def is_finite(self) -> bool:
        """Whether no number is NaN or infinite; to be asked with NumPy's warnings off."""
        return all(zeros.dot(array.reshape(-1)) == 0 for array, zeros in self._pairs)


def finite_members(arrays: Sequence[Array]) -> Array:
    """For each member of a fleet, (K,), whether its rows of the arrays (K, …) are all finite;
    arrays without a row a member are shared by all, and count for none."""
    count = len(arrays[0])
    rows = [array.reshape(count, -1) for array in arrays if array.shape[:1] == (count,)]
    with numpy.errstate(invalid="ignore"):
        return numpy.all([~(row * 0).any(axis=-1) for row in rows], axis=0)


def first_nonfinite(program: Program, net: Module) -> Phrase:
    """Name the first thing in the order of computation that is not finite after a replay.

    Only buffers are looked at: the weights have been updated since, and are no witness any more.
    """
    titles = [n if n != OUTPUT else phrase("layer.the_output") for n in layer_names(net)]
    for record in program.records:
        if all(numpy.isfinite(array).all() for array in record.results.values()):
            continue
        if record.section == "update":
            return _first_left(record.results)
        if record.op is None or record.section == "loss":
            return phrase("place.section", section=record.section)
        key = "place.gradient" if record.backward else "place.output"
        return phrase(key, op=record.op.__name__, layer=titles[_index(net, record.scope)])
    return phrase("place.loss")


def _first_left(results: dict[str, Array]) -> Phrase:
    """What a step leaves behind that isn't finite: the optimizer's state or running statistics
    before the weights, which follow them."""
    broken = [name for name, array in results.items() if not numpy.isfinite(array).all()]
    states = [name for name in broken if name not in ("theta", "grad")]
    return phrase("place.state", state=states[0]) if states else phrase("place.weights")


def _index(net: Module, scope: str) -> int:
    """The number of the layer with parameters that the layer `scope` is, or follows."""
    names = [name for name, _ in net.named_modules()]
    so_far = names[: names.index(scope) + 1]
    return sum(name in so_far for name, _ in layer_starts(net)) - 1
