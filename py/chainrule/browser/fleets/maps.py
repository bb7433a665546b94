"""Small pictures that show the predictions of every network of a fleet over the plane."""

from __future__ import annotations

from typing import Literal

import numpy

from chainrule.diagnostics.maps import (
    axes_in,
    domain_of,
    has_plane,
    on_plane,
    pixel_centres,
    prediction_images,
    scale_of,
)
from chainrule.engine.op import Array
from chainrule.fleets.fleet import Fleet
from chainrule.nn.module import Module
from chainrule.training.replay import ForwardProgram

MOST_ON_A_SIDE = 32
FEWEST_ON_A_SIDE = 8
MOST_ACTIVATIONS = 700_000
"""The largest number of activations that can be computed within a frame for a fleet's pictures."""
CURVE_POINTS = 48

Kind = Literal["plane", "curve", "none"]


class FleetMaps:
    """Pictures of all members' outputs, computed by one forward program per group.

    Parameters
    ----------
    plane : the indices of the two inputs of a table that span the plane; None for the default
        inputs.

    Attributes
    ----------
    kind : whether the pictures show the plane or a curve; `none` for data without a plane, such as
        images and sequences.
    side : the number of pixels along a side of a picture, or the number of points of a curve.
    """

    def __init__(self, fleet: Fleet, plane: tuple[int, int] | None = None) -> None:
        experiment = fleet.base
        self.scale = scale_of(experiment)
        self.kind: Kind = "plane"
        if not has_plane(experiment):
            self.kind = "none"
        elif self.scale["kind"] == "curve":
            self.kind = "curve"
        self.side = CURVE_POINTS if self.kind == "curve" else _side(fleet)
        self._fleet = fleet
        self._forward: list[ForwardProgram] = []
        if self.kind == "none":
            return
        axes = axes_in(experiment, plane)
        if self.kind == "curve":
            centres = numpy.zeros((self.side, 2))
            low, high = domain_of(experiment, axes)[0]
            centres[:, 0] = low + (numpy.arange(self.side) + 0.5) * (high - low) / self.side
        else:
            centres = pixel_centres(self.side, domain_of(experiment, axes))
        # The groups may use different features.
        self._forward = [
            ForwardProgram.record(
                replicas.run.net, on_plane(fleet.experiments[group[0]], centres, axes)
            )
            for group, replicas in zip(fleet.groups, fleet.replicas, strict=True)
        ]

    def current(self) -> Array | None:
        """All pictures at the current weights, one row per member; None if there are no
        pictures."""
        if self.kind == "none":
            return None
        classes = self.scale["classes"]
        shape = (classes, self.side**2) if classes > 2 else (self._points,)
        images = numpy.empty((len(self._fleet), *shape), numpy.float32)
        trained = zip(self._fleet.groups, self._fleet.replicas, self._forward, strict=True)
        with numpy.errstate(all="ignore"):
            for group, replicas, forward in trained:
                forward.program.replay()
                images[group] = prediction_images(forward.scores, replicas.run.loss, classes)
        return images

    @property
    def _points(self) -> int:
        return self.side if self.kind == "curve" else self.side**2


def _side(fleet: Fleet) -> int:
    """The largest even number of pixels along a side for which at most `MOST_ACTIVATIONS`
    activations must be computed, within the bounds of `FEWEST_ON_A_SIDE` and `MOST_ON_A_SIDE`."""
    units = sum(
        len(replicas) * sum(_units(layer) for _, layer, _ in replicas.run.net.blocks())
        for replicas in fleet.replicas
    )
    side = 2 * int((MOST_ACTIVATIONS / units) ** 0.5 / 2)
    return max(FEWEST_ON_A_SIDE, min(MOST_ON_A_SIDE, side))


def _units(layer: Module) -> int:
    """The number of outputs of a layer with parameters for one point."""
    return next(iter(layer.shapes.values()))[0]
