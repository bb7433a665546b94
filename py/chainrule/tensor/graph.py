"""The computation graph: variables, the ops that computed them, and the storage of gradients."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any

import numpy

from chainrule.changes import note_change
from chainrule.engine.op import Array, Op

_differentiating: ContextVar[bool] = ContextVar("differentiating", default=True)


@contextmanager
def no_grad() -> Iterator[None]:
    """Compute without saving the arrays that a backward pass would need."""
    token = _differentiating.set(False)
    try:
        yield
    finally:
        _differentiating.reset(token)


def is_differentiating() -> bool:
    """Whether ops save the arrays that a backward pass needs."""
    return _differentiating.get()


@dataclass(eq=False)
class Node:
    """How a variable was computed: the op, its inputs, and the arrays that its backward pass
    needs."""

    op: type[Op]
    inputs: tuple[Variable, ...]
    saved: tuple[Array, ...]
    settings: dict[str, Any]
    layer: str

    def __del__(self) -> None:
        inputs, self.inputs = self.inputs, ()
        _let_go_of.append(inputs)
        del inputs
        _let_go()


_let_go_of: list[tuple[Variable, ...]] = []
_letting_go: list[bool] = []


def _let_go() -> None:
    """Free a graph node by node. Nested destructors would overflow the browser's stack on a chain
    of a few thousand ops and crash Python."""
    if _letting_go:
        return
    _letting_go.append(True)
    try:
        while _let_go_of:
            _let_go_of.pop()
    finally:
        _letting_go.clear()


class Variable:
    """An array in the computation graph and its gradient: the class that `backward` operates on.

    Attributes
    ----------
    data : the array.
    node : how it was computed; None for a leaf.
    """

    __slots__ = ("_fixed", "_requires_grad", "_slot", "_written", "data", "node")

    def __init__(self, data: Array, requires_grad: bool = False) -> None:
        self.data, self._requires_grad = data, requires_grad
        self.node: Node | None = None
        self._slot: Array | None = None
        self._written = self._fixed = False

    @property
    def requires_grad(self) -> bool:
        """Whether `backward` fills `grad`; for a parameter, whether it is trained."""
        return self._requires_grad

    @requires_grad.setter
    def requires_grad(self, value: bool) -> None:
        self._requires_grad = bool(value)
        if self._fixed:
            note_change()

    @property
    def grad(self) -> Array | None:
        """The gradient of root with respect to this tensor, after `backward` was called on root;
        None before the first call.

        A later pass after `zero_grad` does not change the returned array. For a network's
        parameter, the array is therefore a read-only copy; `Module.grad` and `named_parameters`
        give views of the stored gradients.
        """
        if not self._written or self._slot is None:
            return None
        if not self._fixed:
            return self._slot
        copy = self._slot.copy()
        copy.flags.writeable = False
        return copy

    def zero_grad(self) -> None:
        """Clear the gradient; the next `backward` overwrites it instead of adding to it."""
        self._written = False
        if not self._fixed:
            self._slot = None  # the caller may still use the array

    @property
    def has_gradient(self) -> bool:
        """Whether `grad` is not None."""
        return self._written

    @property
    def gradient_buffer(self) -> Array | None:
        """The array that holds or will hold `grad`; its current contents may be stale."""
        return self._slot

    def gradient_slot(self, np: Any) -> tuple[Array, bool]:
        """The array of a leaf's gradient, and whether it already holds a gradient. If it does, the
        next gradient must be added to it."""
        slot = np.empty_like(self.data) if self._slot is None else self._slot
        was_written, self._slot, self._written = self._written, slot, True
        return slot, was_written

    @property
    def shape(self) -> tuple[int, ...]:
        """The shape of `data`."""
        return self.data.shape

    @property
    def ndim(self) -> int:
        """The number of axes."""
        return self.data.ndim

    @property
    def dtype(self) -> numpy.dtype:
        """float32 or float64."""
        return self.data.dtype
