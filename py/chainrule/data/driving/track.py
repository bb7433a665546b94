"""`Track`: a closed road in the plane."""

from __future__ import annotations

from collections.abc import Sequence

import numpy

from chainrule.checks import checked_within
from chainrule.engine.op import Array
from chainrule.errors import InputError
from chainrule.phrases import phrase

HALF_WIDTH = 1.5
"""Half the width of the road, in metres."""
SIZE = 12.0
"""Tracks lie in the square from −SIZE to SIZE, in metres."""
FEWEST, MOST = 4, 24
PIECES = 24
"""The number of straight pieces between two control points."""
CELL = 0.1
"""The side of a cell of the distance map, in metres."""
_ROOM = 2 * HALF_WIDTH
"""How far the distance map extends beyond the square, in metres."""

Points = Sequence[Sequence[float]]

PRESETS: dict[str, tuple[tuple[float, float], ...]] = {
    "bean": ((-9, -3), (-3, -8), (5, -7), (9.5, -1), (6, 6), (0, 2.5), (-6, 7), (-10, 3)),
    "oval": ((-8, -5), (0, -7), (8, -5), (10, 0), (8, 5), (0, 7), (-8, 5), (-10, 0)),
    "clover": (
        (-3, -9), (3, -9), (3.5, -4), (9, -3), (9, 3), (3.5, 4), (3, 9), (-3, 9), (-3.5, 4),
        (-9, 3), (-9, -3), (-3.5, -4),
    ),
}  # fmt: skip
"""The control points of the tracks that come with the package. Cars drive from each point to the
next."""


class Track:
    """A road of constant width along a closed curve through control points.

    The curve is a Catmull–Rom spline (Catmull & Rom, "A class of local interpolating splines",
    1974), approximated by `PIECES` straight pieces per control point.

    Parameters
    ----------
    points : 4 to 24 control points (x, y) within ±`SIZE`.

    Attributes
    ----------
    points : (controls, 2) the control points.
    centre : (pieces, 2) the centre line; the last piece ends at the first point.
    along : (pieces,) the distance along the centre line to the start of each piece.
    length : the length of the whole centre line.

    Raises
    ------
    InputError
        If there are too few or too many points, or a point lies outside the square.
    """

    def __init__(self, points: Points) -> None:
        if not FEWEST <= len(points) <= MOST:
            allowed = phrase("allowed.track_points", low=FEWEST, high=MOST)
            raise InputError("points", len(points), allowed)
        for x, y in points:
            checked_within("x", x, -SIZE, SIZE)
            checked_within("y", y, -SIZE, SIZE)
        self.points = numpy.array(points, numpy.float64)
        self.centre = _spline(self.points)
        self._pieces = numpy.roll(self.centre, -1, axis=0) - self.centre
        sizes = numpy.hypot(*self._pieces.T)
        self.along = numpy.cumsum(sizes) - sizes
        self.length = float(sizes.sum())
        self._map = self._distances()

    def project(self, places: Array) -> tuple[Array, Array]:
        """(along, offset) for places (n, 2): the distance along the centre line to the point
        nearest to each place, and the distance of the place from that point, positive to the left
        of the line."""
        ahead = places[:, None] - self.centre
        square = (self._pieces**2).sum(axis=1)
        share = numpy.clip((ahead * self._pieces).sum(axis=2) / square, 0, 1)
        gap = ahead - share[..., None] * self._pieces
        best = (gap**2).sum(axis=2).argmin(axis=1)
        rows = numpy.arange(len(places))
        (dx, dy), (gx, gy) = self._pieces[best].T, gap[rows, best].T
        offset = numpy.hypot(gx, gy) * numpy.sign(dx * gy - dy * gx)
        return self.along[best] + share[rows, best] * numpy.hypot(dx, dy), offset

    def at(self, along: Array) -> tuple[Array, Array]:
        """(places (n, 2), headings (n,)): the points at the distances `along` the centre line, and
        the directions of the line at these points."""
        along = numpy.asarray(along, numpy.float64) % self.length
        piece = numpy.searchsorted(self.along, along, "right") - 1
        direction = self._pieces[piece] / numpy.hypot(*self._pieces[piece].T)[:, None]
        places = self.centre[piece] + (along - self.along[piece])[:, None] * direction
        return places, numpy.arctan2(direction[:, 1], direction[:, 0])

    def distance(self, places: Array) -> Array:
        """The distance of places (…, 2) from the centre line, looked up in a distance map with
        cells of side `CELL`."""
        cells = numpy.rint((places + SIZE + _ROOM) / CELL).astype(numpy.int64)
        cells = numpy.clip(cells, 0, len(self._map) - 1)
        return self._map[cells[..., 0], cells[..., 1]]

    def edges(self) -> tuple[Array, Array]:
        """The left and the right edge of the road, (pieces, 2) each, for drawing."""
        normal = numpy.stack([-self._pieces[:, 1], self._pieces[:, 0]], axis=1)
        normal *= HALF_WIDTH / numpy.hypot(*normal.T)[:, None]
        return self.centre + normal, self.centre - normal

    def _distances(self) -> Array:
        """The distance of each cell from the centre line; distances greater than the road's width
        are not exact."""
        axis = numpy.arange(-SIZE - _ROOM, SIZE + _ROOM + CELL / 2, CELL)
        found = numpy.full((len(axis), len(axis)), 3 * HALF_WIDTH)
        reach = int(2 * HALF_WIDTH / CELL)
        for point in self.centre:
            at = numpy.rint((point + SIZE + _ROOM) / CELL).astype(int)
            (left, low), (right, high) = numpy.maximum(at - reach, 0), at + reach + 1
            gap = numpy.hypot(axis[left:right, None] - point[0], axis[None, low:high] - point[1])
            numpy.minimum(found[left:right, low:high], gap, out=found[left:right, low:high])
        return found


def _spline(points: Array) -> Array:
    """The closed Catmull–Rom curve: ½ (2b + (c − a) t + (2a − 5b + 4c − d) t² + (3b − 3c + d − a)
    t³) between the control points b and c, where a precedes and d follows them."""
    t = (numpy.arange(PIECES) / PIECES)[:, None]
    curve = []
    for place in range(len(points)):
        a, b, c, d = (points[(place + step) % len(points)] for step in (-1, 0, 1, 2))
        powers = ((2 * a - 5 * b + 4 * c - d) * t**2, (3 * b - 3 * c + d - a) * t**3)
        curve.append((2 * b + (c - a) * t + sum(powers)) / 2)
    return numpy.concatenate(curve)
