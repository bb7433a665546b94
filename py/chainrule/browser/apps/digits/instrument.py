"""The instrument of the application Images: the network's answer for a picture, and the training
examples that influenced the answer most."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy

from chainrule.browser.apps.digits.messages import DigitRead, Influences, LayerMaps
from chainrule.browser.instrument import Instrument, Message, RunContext
from chainrule.browser.protocol.arrays import Arrays
from chainrule.browser.words import encoded
from chainrule.checks import checked_below
from chainrule.engine.op import Array
from chainrule.experiment.layers.parts import text_of
from chainrule.experiment.network.places import layer_places

if TYPE_CHECKING:
    from chainrule.apps.digits.reading import Reader, Reading

SHOWN = 6
"""The number of training examples that are shown in each direction: for the answer, and against
it."""


class Digits(Instrument):
    """Classifies pictures with the current weights."""

    def __init__(self, context: RunContext) -> None:
        super().__init__(context)
        self._reader: Reader | None = None
        self._reading: Reading | None = None

    def on_read_digit(self, message: dict[str, Any]) -> list[Message]:
        """Classify a drawing or a test example."""
        experiment = self.context.experiment
        _, height, side = experiment.data_shape.sizes
        pixels, truth = self._picture(message["ink"], side)
        target = message["target"]
        if target is not None:
            checked_below("target", target, len(experiment.class_names))
        reading = self._reading = self._reader_now().read(pixels, target)
        layers, maps = self._maps(reading)
        report: DigitRead = {
            "type": "digit_read",
            "revision": self.context.revision,
            "names": list(experiment.class_names),
            "kind": reading.kind,
            "answer": int(reading.probabilities.argmax()),
            "truth": truth,
            "side": side,
            "layers": layers,
        }
        arrays: Arrays = {
            "pixels": pixels.reshape(height, side),
            "probabilities": reading.probabilities,
            "pull": reading.pull[0],
        }
        return [(encoded(report), arrays | maps)]

    def on_ask_influences(self, _message: dict[str, Any]) -> list[Message]:
        """Report the training examples that influenced the last answer most."""
        reading = self._reading
        if reading is None:
            return []
        products = self._reader_now().influences(reading.gradient)
        order = numpy.argsort(-products)
        chosen = numpy.concatenate([order[:SHOWN], order[-SHOWN:][::-1]])
        points = self.context.experiment.points()
        _, height, side = self.context.experiment.data_shape.sizes
        report: Influences = {
            "type": "influences",
            "revision": self.context.revision,
            "kind": reading.kind,
            "side": side,
            "kinds": points.y[chosen].astype(int).tolist(),
            "indices": chosen.tolist(),
        }
        pictures = points.x[chosen].reshape(-1, height, side)
        return [(encoded(report), {"pictures": pictures, "products": products[chosen]})]

    def run_changed(self) -> None:
        """Discard the last answer, because it belongs to the previous run."""
        self._reader = self._reading = None

    def _reader_now(self) -> Reader:
        from chainrule.apps.digits.reading import Reader  # only the application needs it

        if self._reader is None or self._reader.run is not self.context.run:
            self._reader = Reader(self.context.run, self.context.experiment)
        return self._reader

    def _picture(self, ink: list[list[float]] | int, side: int) -> tuple[Array, int | None]:
        """The pixels of a drawing or of a test example, and the class of the test example."""
        if isinstance(ink, int):
            points = self.context.experiment.points()
            index = checked_below("example", ink, len(points.y_test))
            return points.x_test[index].reshape(side, side), int(points.y_test[index])
        from chainrule.apps.digits.centring import centred

        return centred(numpy.array(ink, numpy.float64), side), None

    def _maps(self, reading: Reading) -> tuple[list[LayerMaps], Arrays]:
        """The feature maps of every layer whose output is an image."""
        layers: list[LayerMaps] = []
        maps: Arrays = {}
        for place in layer_places(self.context.experiment):
            if place.layer is None or place.result.kind != "image":
                continue
            count, height, width = place.result.sizes
            maps[f"maps {len(layers)}"] = reading.outputs[place.stop - 1]
            words = text_of(place.layer)
            layers.append({"layer": words, "maps": count, "height": height, "width": width})
        return layers, maps
