"""Checks and conversions of a trainer's inputs: the data and the mask."""

from __future__ import annotations

from typing import Any

import numpy

from chainrule.checks import as_array, in_dtype
from chainrule.engine.op import Array
from chainrule.errors import InputError, ShapeError
from chainrule.losses import Loss
from chainrule.nn.module import Module
from chainrule.training.evaluation import scores

Data = tuple[Any, Any]


class Inputs:
    """Checks and converts examples and targets for one network."""

    def __init__(self, net: Module) -> None:
        self._net, self._dtype = net, str(net.theta.dtype)
        self._outputs: dict[tuple[int, ...], int] = {}

    def pair(self, x: Any, y: Any, loss: Loss) -> tuple[Array, Array]:
        """Examples and targets in the network's dtype, with the targets in the form that `loss`
        expects.

        Raises
        ------
        InputError, ShapeError
            If x or y contains a value that is not a finite number, or if their shapes do not match.
        """
        inputs = self.examples(x)
        targets = loss.target(y, self._outputs[inputs.shape[1:]], self._dtype)
        if len(targets) != len(inputs):
            raise ShapeError(
                f"y: {len(targets)} targets do not fit {len(inputs)} examples; expected as many."
            )
        return inputs, targets

    def validation(self, validation: Data, loss: Loss) -> tuple[Array, Array]:
        """Like `pair`, but for a test set (x, y); error messages mention `validation`."""
        if not isinstance(validation, tuple | list) or len(validation) != 2:
            raise InputError("validation", validation, "None or a pair (x, y)")
        try:
            return self.pair(*validation, loss)
        except InputError as error:
            raise InputError(f"validation {error.field}", error.value, error.allowed) from None
        except ShapeError as error:
            raise ShapeError(f"validation {error}") from None

    def examples(self, x: Any) -> Array:
        """Examples without targets, (n, …), in the network's dtype."""
        inputs = as_array("x", x)
        if inputs.ndim < 2 or len(inputs) == 0:
            raise ShapeError(
                f"x: an array of shape {inputs.shape} does not fit the network; "
                "expected (n, …) with n from 1."
            )
        inputs = in_dtype("x", inputs, self._dtype)
        self._net.check_input(inputs)
        if inputs.shape[1:] not in self._outputs:
            self._outputs[inputs.shape[1:]] = self._count_outputs(inputs[:1])
        return inputs

    def _count_outputs(self, example: Array) -> int:
        """The number of outputs for one example; the call also checks that the network accepts the
        example."""
        try:
            found = scores(self._net, example)
        except ShapeError as error:
            raise ShapeError(
                f"x: examples of shape {example.shape[1:]} do not fit the network: {error}"
            ) from None
        axes = self._net.replica_axes
        if found.ndim != axes + 2:
            raise ShapeError(
                f"net: its output for one example has shape {found.shape[axes + 1 :]}; "
                "expected one axis, of outputs."
            )
        return found.shape[-1]


def checked_mask(mask: Any, theta: Array) -> Array:
    """`mask` as ones and zeros with the layout and dtype of `theta`.

    Raises
    ------
    InputError
        If `mask` has other values or a different shape.
    """
    given = numpy.asarray(mask)
    if given.shape != theta.shape or not numpy.isin(given, (0, 1)).all():
        raise InputError("mask", given.shape, f"ones and zeros of shape {theta.shape}")
    return given.astype(theta.dtype)
