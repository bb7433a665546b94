"""The limits that both Python and the page use, in one table.

The build writes `LIMITS` to `limits.json`, so that no limit is defined twice.
"""

from __future__ import annotations

MAX_LAYERS = 8
"""Hidden layers with weights."""
MAX_PARTS = 24
"""Hidden layers in all, those inside residual blocks included."""
MAX_BODY = 6
"""Layers inside a residual block."""
MAX_WIDTH = 32
"""Units, channels or features of a hidden layer."""
MAX_WIDE = 1024
"""The same of a dense layer, if the examples are images."""
MAX_RUN_BYTES = 512 * 2**20
"""The memory that a network with wide layers and its data may need."""
MOST_WEIGHTS_SENT = 100_000
"""Up to this number of parameters, frames contain them and their gradients."""
MAX_KERNEL = 7
MAX_HEADS = 8
MAX_STEPS = 32
"""Steps of a generated sequence."""
MAX_FEATURES = 16
MAX_DROPOUT = 0.9
MAX_TARGETS = 8
MAX_NAME = 200
"""The largest number of characters of a name."""
MAX_NUMBERS = 1000
"""The largest number of entries of a list, for example of initial weights."""
MAX_DRAWN = 500
MAX_CLASSES = 6
"""The largest number of classes of generated or drawn points."""
MAX_PREFIX = 12
"""The largest number of letters of a name that the language application continues or writes."""
MIN_RECORDED = 100
"""The fewest recorded steps of driving from which a network is trained."""
REACH = 6.0
"""The largest coordinate of a drawn point."""
CURVE_REACH = 1.25
"""A curve over one input is drawn up to this multiple of the targets' scale."""
MOST_RECORDS = 1000
"""The number of history records that the page keeps."""
MOST_ZOOM = 12
"""The number of steps by which the landscape can be enlarged or reduced."""
MAP_SIZES = (25, 51, 101)
"""The number of nodes along a side of a landscape."""
MATRIX_WINDOW = 64
"""The number of rows and columns of a matrix that the microscope shows at once."""
MOST_CHARACTERS = 20_000_000
"""The largest number of characters of a table."""
TIMELINE_BYTES = 64 * 2**20
"""The memory limit of all snapshots of a run, in bytes."""
SATURATED_SHARE = 0.95
"""A unit is saturated if it is flat for at least this share of the examples, so that almost no
gradient passes. Glorot & Bengio 2010 (§3) similarly track the 98th percentile of layers."""
SUCCESS_ACCURACY, SUCCESS_LOSS = 0.95, 0.05
"""The default accuracy, or loss, at which a member of a fleet or sweep counts as successful."""

LIMITS: dict[str, float | tuple[int, ...]] = {
    "layers": MAX_LAYERS,
    "parts": MAX_PARTS,
    "body": MAX_BODY,
    "units": MAX_WIDTH,
    "wide_units": MAX_WIDE,
    "features": MAX_FEATURES,
    "dropout": MAX_DROPOUT,
    "targets": MAX_TARGETS,
    "name": MAX_NAME,
    "numbers": MAX_NUMBERS,
    "drawn": MAX_DRAWN,
    "classes": MAX_CLASSES,
    "prefix": MAX_PREFIX,
    "recorded": MIN_RECORDED,
    "reach": REACH,
    "curve_reach": CURVE_REACH,
    "records": MOST_RECORDS,
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
