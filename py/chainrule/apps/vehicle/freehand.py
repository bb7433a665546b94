"""Tracks that the reader draws: a drawn loop is either converted to a smooth track or refused."""

from __future__ import annotations

from typing import Literal, NamedTuple

import numpy

from chainrule.checks import checked_within
from chainrule.data.driving.track import HALF_WIDTH, MOST, SIZE, Points, Track
from chainrule.engine.op import Array

SHORTEST = 30.0
"""The smallest accepted length of a loop, in metres."""
WIDEST_GAP = 4.0
"""A drawn loop is closed if the gap between its ends is at most this, in metres."""
CUT = 0.25
"""The number of metres by which the gap between the ends must shrink for each metre cut off."""
SMOOTHING = 0.8
"""The standard deviation of the Gaussian that smooths the loop, in metres along the loop."""
SPACING, FEWEST = 4.5, 8
"""The distance between the control points of a drawn track, in metres, and the smallest number of
control points."""
BEND, TIGHTEST = 3.0, 1.8
"""`TIGHTEST` is the smallest allowed mean radius of the centre line over any `BEND` metres, in
metres. The car itself can drive bends with a radius of 1.5 m."""
APART = 6.0
"""Points whose distance along the road exceeds this length, in metres, belong to separate parts of
the road, which must not be too close to each other."""
PLACES = 256
"""The number of points at which a loop is examined."""

Reason = Literal["short", "open", "crossing", "close", "tight"]


class Refusal(NamedTuple):
    """The reason why a loop cannot be used as a track.

    Attributes
    ----------
    found, needed : the measured value and the limit that it does not satisfy, both in metres; both
        are 0 for a crossing.
    """

    reason: Reason
    found: float = 0.0
    needed: float = 0.0


def track_of(stroke: Points) -> Track | Refusal:
    """The track along a drawn loop.

    The ends of the loop are joined where they come closest to each other, the loop is smoothed with
    a Gaussian, and control points are placed at equal distances along it.

    Raises
    ------
    InputError
        If a point (x, y) is not within ±`SIZE`.

    Examples
    --------
    >>> turns = numpy.linspace(0, 2 * numpy.pi, 50)
    >>> track_of([(8 * numpy.cos(turn), 6 * numpy.sin(turn)) for turn in turns]).points.shape
    (10, 2)
    >>> track_of([(-5, 0), (5, 0)])
    Refusal(reason='short', found=10.0, needed=30.0)
    """
    for place in stroke:
        for name, value in zip("xy", place, strict=True):
            checked_within(name, value, -SIZE, SIZE)
    drawn = numpy.array(stroke, numpy.float64).reshape(-1, 2) @ (1, 1j)
    length = float(numpy.abs(numpy.diff(drawn)).sum())
    if length < SHORTEST:
        return Refusal("short", length, SHORTEST)
    loop, gap = _joined(drawn)
    if gap > WIDEST_GAP:
        return Refusal("open", gap, WIDEST_GAP)
    smooth = _smoothed(loop)
    count = round(_length(smooth) / SPACING)
    controls = _evenly(_closed(smooth), max(FEWEST, min(MOST, count)))
    track = Track(numpy.column_stack([numpy.real(controls), numpy.imag(controls)]).tolist())
    return problem(track) or track


def problem(track: Track) -> Refusal | None:
    """The reason why a car cannot drive on this track; None if it can."""
    if track.length < SHORTEST:
        return Refusal("short", track.length, SHORTEST)
    along = track.length * numpy.arange(PLACES) / PLACES
    centre = track.at(along)[0] @ (1, 1j)
    between = numpy.abs(along[:, None] - along)
    is_apart = numpy.minimum(between, track.length - between) > APART
    closest = float(numpy.abs(centre[:, None] - centre)[is_apart].min())
    # Adjacent pieces, which share an end, do not count as crossing.
    if closest < track.length / PLACES or (_crossings(centre) & is_apart).any():
        return Refusal("crossing")
    if closest < 2 * HALF_WIDTH:
        return Refusal("close", closest, 2 * HALF_WIDTH)
    radius = _sharpest(centre, track.length / PLACES)
    return Refusal("tight", radius, TIGHTEST) if radius < TIGHTEST else None


def _joined(drawn: Array) -> tuple[Array, float]:
    """The drawn line, shortened at its ends so that the gap between them is as small as possible,
    and this gap. Up to a quarter of the line may be cut off at either end if each metre cut off
    reduces the gap by at least `CUT` metres."""
    line = _evenly(drawn, PLACES + 1)
    step = float(numpy.abs(numpy.diff(line)).mean())
    cut = step * numpy.arange(PLACES // 4)
    gaps = numpy.abs(line[: len(cut), None] - line[::-1][: len(cut)])
    first, last = numpy.unravel_index((gaps + CUT * (cut[:, None] + cut)).argmin(), gaps.shape)
    return line[first : len(line) - last], float(gaps[first, last])


def _smoothed(loop: Array) -> Array:
    """A closed line at `PLACES` points, smoothed along its length with a Gaussian."""
    even = _evenly(_closed(loop), PLACES)
    between = numpy.abs(numpy.arange(PLACES)[:, None] - numpy.arange(PLACES))
    between = numpy.minimum(between, PLACES - between) * _length(even) / PLACES
    weights = numpy.exp(-((between / SMOOTHING) ** 2) / 2)
    return weights @ even / weights[0].sum()


def _evenly(line: Array, count: int) -> Array:
    """`count` evenly spaced points on a line. Both ends of an open line are included; for a closed
    line, the last point is omitted, because it equals the first."""
    sizes = numpy.abs(numpy.diff(line))
    along = numpy.concatenate([[0], sizes.cumsum()])
    places = numpy.linspace(0, along[-1], count, endpoint=bool(line[0] != line[-1]))
    return numpy.interp(places, along, line)


def _closed(loop: Array) -> Array:
    return numpy.append(loop, loop[0])


def _length(loop: Array) -> float:
    """The length of a closed line."""
    return float(numpy.abs(numpy.diff(_closed(loop))).sum())


def _crossings(centre: Array) -> Array:
    """(n, n): whether pieces i and j of a closed line cross, that is, whether the ends of each
    piece lie on different sides of the other piece."""
    ahead = numpy.roll(centre, -1)
    piece = ahead - centre

    def side(places: Array) -> Array:
        """The side (±1) of each piece (rows) on which each point (columns) lies; 0 on the line."""
        return numpy.sign(numpy.imag(piece.conj()[:, None] * (places - centre[:, None])))

    is_split = side(centre) * side(ahead) < 0
    return is_split & is_split.T


def _sharpest(centre: Array, step: float) -> float:
    """The smallest mean radius of a closed line over any `BEND` metres. The mean radius of a bend
    is its length divided by the angle through which it turns."""
    piece = numpy.roll(centre, -1) - centre
    turns = numpy.angle(piece / numpy.roll(piece, 1))
    window = round(BEND / step)
    sums = numpy.append(turns, turns[:window]).cumsum()
    return window * step / float(numpy.abs(sums[window:] - sums[:-window]).max())
