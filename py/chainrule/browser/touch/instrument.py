"""The loss as a function of a dragged weight, and the network's response to an example."""

from __future__ import annotations

import math
from typing import Any

import numpy

from chainrule.browser.answers import row_answers
from chainrule.browser.instrument import Instrument, Message, RunContext
from chainrule.browser.protocol.arrays import Arrays
from chainrule.browser.touch.messages import Examined, LossAlongReport
from chainrule.browser.words import encoded
from chainrule.checks import checked_below
from chainrule.diagnostics.checks.nudge import is_trained
from chainrule.diagnostics.gradients.example_share import ExampleShares
from chainrule.diagnostics.gradients.per_example import is_dense
from chainrule.diagnostics.landscape.one_weight import LossAlong, is_slow
from chainrule.diagnostics.target import target_of
from chainrule.engine.op import Array
from chainrule.experiment.data.rows import example_rows
from chainrule.experiment.data.source import parted
from chainrule.experiment.network.places import LayerPlace, layer_places
from chainrule.limits import MOST_WEIGHTS_SENT

REACH = 2.0
"""The distance by which a weight can be dragged in either direction if no curve is computed."""
STEPS = 200
"""The smallest increment of a dragged weight is about the range divided by this number, rounded."""


class Touch(Instrument):
    """Answers questions about one weight and about one example.

    The curve of a weight is kept while no other weight changes, so that each movement during a drag
    costs only one pass.
    """

    def __init__(self, context: RunContext) -> None:
        super().__init__(context)
        self._along: LossAlong | None = None
        self._shares: ExampleShares | None = None

    def on_loss_along(self, message: dict[str, Any]) -> list[Message]:
        """Answer with the loss as a function of one weight, and its slope at the current value."""
        run, index = self.context.run, message["index"]
        checked_below("index", index, run.theta.size)
        value = float(run.theta[index])
        if is_slow(run):
            self._along = None
            return [_without_curve(self.context, index, value)]
        if self.context.state != "training":
            run.differentiate()  # so that the diagram shows the gradient for the curve's batch
        along = self._along
        if (
            along is None
            or not along.fits(run, index)
            or not (message["keeps"] or along.reaches(value))
        ):
            along = self._along = LossAlong(run, index)
        here = along.at(value)
        is_frozen = not is_trained(run.net)[index]
        low, high = along.values[[0, -1]].tolist()
        report: LossAlongReport = {
            "type": "loss_along",
            "revision": self.context.revision,
            "index": index,
            "value": value,
            "loss": _finite(here.loss),
            "slope": None if is_frozen else _finite(here.slope),
            "low": low,
            "high": high,
            "step": _step(high - low),
            "examples": along.examples,
            "is_slow": False,
            "is_frozen": is_frozen,
        }
        return [(encoded(report), {"weights": along.values, "losses": along.losses})]

    def on_examine(self, message: dict[str, Any]) -> list[Message]:
        """Answer with an example's row, its prediction, its share of the gradient, and the units'
        outputs for it."""
        experiment, run = self.context.experiment, self.context.run
        training, test = map(len, parted(experiment))
        example = checked_below("example", message["example"], training + test)
        if not (self.context.state == "training" and run.evaluates_slowly):
            run.losses_now()
        is_test = example >= training
        row = example - training if is_test else test + example
        names, cells, _, _ = example_rows(experiment, row, 1)
        answer = row_answers(run, row, 1, target_of(experiment))
        header: Examined = {
            "type": "examined",
            "revision": self.context.revision,
            "example": example,
            "index": message["index"],
            "is_test": is_test,
            "names": list(names),
            "cells": list(cells[0]),
            "share": _finite(answer["row_shares"][0]),
            "examples": training,
            "gradient_share": None,
            "times_average": None,
            "contribution": None,
            "gradient": None,
        }
        if not is_test:
            self._add_gradient(header)
        arrays: Arrays = {"predictions": answer["row_predictions"]}
        return [(encoded(header), arrays | self._path(example, training))]

    def _add_gradient(self, header: Examined) -> None:
        """Add the example's share of the gradient if the network consists of dense layers."""
        run, example, index = self.context.run, header["example"], header["index"]
        if not is_dense(run.net) or run.evaluates_slowly:
            return
        if self._shares is None or self._shares.run is not run:
            self._shares = ExampleShares(run)
        shares = self._shares
        shares.look(run.theta)
        share = _finite(shares.shares[example])
        header["gradient_share"] = share
        header["times_average"] = None if share is None else share * shares.examples
        if index is not None and 0 <= index < run.theta.size:
            header["contribution"] = _finite(shares.contribution(example, index))
            header["gradient"] = _finite(shares.gradient[index])

    def _path(self, example: int, training: int) -> Arrays:
        """The outputs of all layers for an example, and the signals along the links."""
        experiment, run = self.context.experiment, self.context.run
        places = layer_places(experiment)
        is_plain = all(place.is_dense for place in places)
        if not is_plain or not is_dense(run.net) or run.theta.size > MOST_WEIGHTS_SENT:
            return {}
        is_test = example >= training
        data = run.test_set if is_test else run.training_set
        assert data is not None  # the example is in this set
        at = example - training if is_test else example
        points = experiment.points()
        point = (points.x_test if is_test else points.x)[at : at + 1]
        given = experiment.inputs(point).reshape(-1).astype(numpy.float64)
        outputs = [data.outputs[place.stop - 1][at].astype(numpy.float64) for place in places]
        into = [given, *outputs[:-1]]
        return {
            "activations": numpy.concatenate([given, *outputs]),
            "signals": _signals(run.theta, places, into),
        }

    def run_changed(self) -> None:
        """Discard results that refer to the previous run."""
        if self._shares is not None and self._shares.run is not self.context.run:
            self._shares = None


def _signals(theta: Array, places: list[LayerPlace], into: list[Array]) -> Array:
    """The signals wᵢⱼ aⱼ along all links, and the biases, in the layout of `theta`; 0 for all other
    parameters.

    A unit's weights are followed by its bias.
    """
    signals = numpy.zeros(theta.size)
    for place, inputs in zip(places, into, strict=True):
        count = place.result.size * (len(inputs) + 1)
        part = slice(place.offset, place.offset + count)
        rows = theta[part].astype(numpy.float64).reshape(-1, len(inputs) + 1)
        signals[part] = (rows * [*inputs, 1.0]).ravel()
    return signals


def _without_curve(context: RunContext, index: int, value: float) -> Message:
    report: LossAlongReport = {
        "type": "loss_along",
        "revision": context.revision,
        "index": index,
        "value": value,
        "loss": None,
        "slope": None,
        "low": value - REACH,
        "high": value + REACH,
        "step": _step(2 * REACH),
        "examples": len(context.run.current_batch[0]),
        "is_slow": True,
        "is_frozen": not is_trained(context.run.net)[index],
    }
    return encoded(report), {"weights": numpy.empty(0), "losses": numpy.empty(0)}


def _step(width: float) -> float:
    """A round number near the range `width` divided by `STEPS`."""
    rough = width / STEPS
    power = 10.0 ** math.floor(math.log10(rough))
    return next(factor * power for factor in (1, 2, 5, 10) if factor * power >= rough * 0.999)


def _finite(value: Any) -> float | None:
    number = float(value)
    return number if math.isfinite(number) else None
