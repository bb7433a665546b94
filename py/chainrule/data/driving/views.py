"""`VIEWS`: the two ways in which a car can see the road, as seven rays or as a camera's picture."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from chainrule.data.driving import camera
from chainrule.data.driving.car import ANGLES, REACH, rays
from chainrule.data.driving.track import Track
from chainrule.data.tabular.pixels import pixel_names
from chainrule.engine.op import Array

Name = Literal["rays", "camera"]


@dataclass(frozen=True)
class View:
    """A way to see the road.

    Attributes
    ----------
    name : its name.
    data : the name of its data set.
    names : the names of its values.
    sizes : the numbers of rows and columns in which the values are arranged.
    angles : the directions of its rays in degrees; empty for the camera.
    see : a function of a track and cars (n, 3) that returns (n, values), each from 0 to 1.
    """

    name: Name
    data: str
    names: tuple[str, ...]
    sizes: tuple[int, int]
    angles: tuple[int, ...]
    see: Callable[[Track, Array], Array]


def ray_name(angle: int) -> str:
    """The name of a ray.

    Examples
    --------
    >>> ray_name(45), ray_name(0), ray_name(-90)
    ('ray 45° left', 'ray ahead', 'ray 90° right')
    """
    return f"ray {abs(angle)}° {'left' if angle > 0 else 'right'}" if angle else "ray ahead"


def _shares(track: Track, cars: Array) -> Array:
    """(n, 7) the lengths of the rays as shares of `REACH`."""
    return rays(track, cars) / REACH


def _pixels(track: Track, cars: Array) -> Array:
    return camera.pictures(track, cars).reshape(len(cars), -1)


RAYS = View("rays", "steering", tuple(map(ray_name, ANGLES)), (1, len(ANGLES)), ANGLES, _shares)
CAMERA = View(
    "camera",
    "camera",
    pixel_names(camera.ROWS, camera.COLUMNS),
    (camera.ROWS, camera.COLUMNS),
    (),
    _pixels,
)
VIEWS = (RAYS, CAMERA)
