"""Data points drawn as on the page, with one shape per class."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable

from chainrule.reports.drawing.markup import pixel

SIGNS = "■●▲◆★▬✚✖⬟⬢"
"""The shapes as characters, for text."""

Corner = tuple[float, float]


def mark_path(shape: int, places: Iterable[Corner], radius: float) -> str:
    """A path of marks with the shape whose index in `SIGNS` is `shape`."""
    if shape % len(SIGNS) == 1:
        r, across = pixel(radius), pixel(2 * radius)
        half = f"a{r} {r} 0 0 1"
        return "".join(
            f"M{pixel(x - radius)} {pixel(y)}{half} {across} 0{half} -{across} 0" for x, y in places
        )
    corners = _CORNERS[shape % len(SIGNS)]()
    return "".join(
        f"M{'L'.join(f'{pixel(x + radius * a)} {pixel(y + radius * b)}' for a, b in corners)}z"
        for x, y in places
    )


def _box(across: float, up: float) -> Callable[[], list[Corner]]:
    return lambda: [(-across, -up), (across, -up), (across, up), (-across, up)]


def _star(count: int, near: float = 1.25) -> Callable[[], list[Corner]]:
    """Corners on a circle, starting at the top; every second corner has the radius `near`."""

    def corners() -> list[Corner]:
        reaches = [near if index % 2 else 1.25 for index in range(count)]
        angles = [2 * math.pi * index / count - math.pi / 2 for index in range(count)]
        pairs = zip(reaches, angles, strict=True)
        return [(reach * math.cos(angle), reach * math.sin(angle)) for reach, angle in pairs]

    return corners


def _cross(turn: float) -> Callable[[], list[Corner]]:
    def corners() -> list[Corner]:
        near, far = 0.45, 1.25
        arm = ((near, -far), (near, -near), (far, -near), (far, near), (near, near), (near, far))
        outline = [(s * a, s * b) for s in (1, -1) for a, b in arm]
        cos, sin = math.cos(turn), math.sin(turn)
        return [(a * cos - b * sin, a * sin + b * cos) for a, b in outline]

    return corners


_CORNERS: dict[int, Callable[[], list[Corner]]] = {
    0: _box(0.88, 0.88),
    2: _star(3),
    3: _star(4),
    4: _star(10, 0.55),
    5: _box(1.2, 0.6),
    6: _cross(0),
    7: _cross(math.pi / 4),
    8: _star(5),
    9: _star(6),
}
