"""The limits that Python checks and the page knows too, in one table.

The build writes `LIMITS` as `limits.json`, so that neither side repeats a number of the other.
"""

from __future__ import annotations

MAX_LAYERS = 8
MAX_WIDTH = 32
"""Units of a hidden layer."""
MAX_FEATURES = 16
MAX_DROPOUT = 0.9
MAX_TARGETS = 8
MAX_NAME = 200
"""Characters of a name."""
MAX_NUMBERS = 1000
"""Numbers in a list, for example of initial weights."""
MAX_DRAWN = 500
MAX_CLASSES = 6
"""Classes of generated or drawn points."""
REACH = 6.0
"""How far from the origin a point can be drawn."""
MOST_STATIONS = 1000
"""Stations of the history that the page keeps."""
MOST_ZOOM = 12
"""Steps by which the landscape can be enlarged or reduced."""
MAP_SIZES = (25, 51, 101)
"""Nodes along a side of a landscape."""
MATRIX_WINDOW = 64
"""Rows and columns of a matrix that the microscope shows at once."""
MOST_CHARACTERS = 20_000_000
"""Characters of a table."""
TIMELINE_BYTES = 64 * 2**20
"""Size of all snapshots of a run."""
SATURATED_SHARE = 0.95
"""A unit is saturated if it is flat for at least this share of the examples: nearly no error
passes, nearly always. Glorot & Bengio 2010 (§3) watch their layers' 98th percentile likewise."""
SUCCESS_ACCURACY, SUCCESS_LOSS = 0.95, 0.05
"""A member of a fleet or sweep succeeds from this accuracy on, or up to this loss, by default."""

LIMITS: dict[str, float | tuple[int, ...]] = {
    "layers": MAX_LAYERS,
    "units": MAX_WIDTH,
    "features": MAX_FEATURES,
    "dropout": MAX_DROPOUT,
    "targets": MAX_TARGETS,
    "name": MAX_NAME,
    "numbers": MAX_NUMBERS,
    "drawn": MAX_DRAWN,
    "classes": MAX_CLASSES,
    "reach": REACH,
    "stations": MOST_STATIONS,
    "zoom": MOST_ZOOM,
    "map_sizes": MAP_SIZES,
    "matrix_window": MATRIX_WINDOW,
    "characters": MOST_CHARACTERS,
    "timeline_bytes": TIMELINE_BYTES,
    "saturated_share": SATURATED_SHARE,
    "success_accuracy": SUCCESS_ACCURACY,
    "success_loss": SUCCESS_LOSS,
}
"""What `limits.json` holds."""
