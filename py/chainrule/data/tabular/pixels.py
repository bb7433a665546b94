"""Tables of pictures: one column per pixel, named by its row and column."""

from __future__ import annotations

from collections.abc import Sequence

MOST_PIXELS = 1024
"""The largest number of pixels that a picture in a table may have."""


def pixel_names(rows: int, columns: int) -> tuple[str, ...]:
    """The names of the pixels' columns, row by row.

    Examples
    --------
    >>> pixel_names(1, 2)
    ('pixel 1,1', 'pixel 1,2')
    """
    places = ((row + 1, column + 1) for row in range(rows) for column in range(columns))
    return tuple(f"pixel {row},{column}" for row, column in places)


def picture_sizes(names: Sequence[str]) -> tuple[int, int] | None:
    """(rows, columns) of a picture if `names` are the names of all its pixels, in order; otherwise
    None.

    Examples
    --------
    >>> picture_sizes(("pixel 1,1", "pixel 1,2")), picture_sizes(("pixel 1,2",))
    ((1, 2), None)
    """
    row, _, column = names[-1].removeprefix("pixel ").partition(",") if names else ("", "", "")
    if not (row.isdecimal() and column.isdecimal()) or len(names) > MOST_PIXELS:
        return None
    sizes = int(row), int(column)
    return sizes if tuple(names) == pixel_names(*sizes) else None
