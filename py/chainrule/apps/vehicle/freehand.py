"""Tracks that the reader draws: a loop becomes a smooth road, or is refused."""

from __future__ import annotations

from typing import Literal, NamedTuple

import numpy

from chainrule.checks import checked_within
from chainrule.data.driving.track import HALF_WIDTH, MOST, SIZE, Points, Track
from chainrule.engine.op import Array

SHORTEST = 30.0
"""The shortest loop, in metres."""
WIDEST_GAP = 4.0
"""The largest distance between the ends of a loop, in metres; they are joined."""
CUT = 0.25
"""The price of a metre that is cut off an end, in metres of the gap between the ends."""
SMOOTHING = 0.8
"""The standard deviation of the Gaussian that smooths the loop, in metres along it."""
SPACING, FEWEST = 4.5, 8
"""The distance between control points, in metres, and the fewest of a drawn track."""
BEND, TIGHTEST = 3.0, 1.8
"""The smallest mean radius of the centre line over any `BEND` metres. The car's own is 1.5 m."""
APART = 6.0
"""Places that are further apart than this along the road are parts of it with room between them."""
PLACES = 256
"""The number of places at which a loop is examined."""

Reason = Literal["short", "open", "crossing", "close", "tight"]


class Refusal(NamedTuple):
    """Why a loop is not a track.

    Attributes
    ----------
    found, needed : the measure that failed and its limit, in metres; 0 for a crossing.
    """

    reason: Reason
    found: float = 0.0
    needed: float = 0.0


def track_of(stroke: Points) -> Track | Refusal:
    """The track along a drawn loop.

    Its ends are joined where the end comes closest to the start, it is smoothed by a Gaussian, and
    control points are set at equal distances along it.

    Raises
    ------
    InputError
        If a place (x, y) is not within ±`SIZE`.

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
    """Why a car cannot drive on this track, if so."""
    if track.length < SHORTEST:
        return Refusal("short", track.length, SHORTEST)
    along = track.length * numpy.arange(PLACES) / PLACES
    centre = track.at(along)[0] @ (1, 1j)
    between = numpy.abs(along[:, None] - along)
    is_apart = numpy.minimum(between, track.length - between) > APART
    closest = float(numpy.abs(centre[:, None] - centre)[is_apart].min())
    # Pieces that meet in a common end do not cross.
    if closest < track.length / PLACES or (_crossings(centre) & is_apart).any():
        return Refusal("crossing")
    if closest < 2 * HALF_WIDTH:
        return Refusal("close", closest, 2 * HALF_WIDTH)
    radius = _sharpest(centre, track.length / PLACES)
    return Refusal("tight", radius, TIGHTEST) if radius < TIGHTEST else None


def _joined(drawn: Array) -> tuple[Array, float]:
    """The part of a line whose ends meet best, and the distance between them. Either end may be
    shortened by up to a quarter, if each metre cut off closes the gap by at least `CUT`."""
    line = _evenly(drawn, PLACES + 1)
    step = float(numpy.abs(numpy.diff(line)).mean())
    cut = step * numpy.arange(PLACES // 4)
    gaps = numpy.abs(line[: len(cut), None] - line[::-1][: len(cut)])
    first, last = numpy.unravel_index((gaps + CUT * (cut[:, None] + cut)).argmin(), gaps.shape)
    return line[first : len(line) - last], float(gaps[first, last])


def _smoothed(loop: Array) -> Array:
    """A closed line, convolved with a Gaussian along itself, at `PLACES` places."""
    even = _evenly(_closed(loop), PLACES)
    between = numpy.abs(numpy.arange(PLACES)[:, None] - numpy.arange(PLACES))
    between = numpy.minimum(between, PLACES - between) * _length(even) / PLACES
    weights = numpy.exp(-((between / SMOOTHING) ** 2) / 2)
    return weights @ even / weights[0].sum()


def _evenly(line: Array, count: int) -> Array:
    """Places at equal distances on a line: a closed one without its last place, which is its
    first, or an open one with both ends."""
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
    """(n, n): whether two pieces of a closed line cross, so that the ends of each are on different
    sides of the other."""
    ahead = numpy.roll(centre, -1)
    piece = ahead - centre

    def side(places: Array) -> Array:
        """On which side of each piece (rows) the places (columns) are."""
        return numpy.sign(numpy.imag(piece.conj()[:, None] * (places - centre[:, None])))

    is_split = side(centre) * side(ahead) < 0
    return is_split & is_split.T


def _sharpest(centre: Array, step: float) -> float:
    """The smallest radius of a closed line over `BEND` metres: the length by the turn."""
    piece = numpy.roll(centre, -1) - centre
    turns = numpy.angle(piece / numpy.roll(piece, 1))
    window = round(BEND / step)
    sums = numpy.append(turns, turns[:window]).cumsum()
    return window * step / float(numpy.abs(sums[window:] - sums[:-window]).max())
