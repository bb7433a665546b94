"""The limits that Python and the page share, in a single table.

The build writes `LIMITS` to `limits.json`, so that no limit is defined twice.
"""

from __future__ import annotations

from chainrule.phrases.phrase import MOST_DECIMALS, MOST_DIGITS

MAX_LAYERS = 8
"""The largest number of hidden layers with weights."""
MAX_PARTS = 24
"""The largest number of hidden layers of any kind, including those inside residual blocks."""
MAX_BODY = 6
"""The largest number of layers inside a residual block."""
MAX_WIDTH = 32
"""The largest number of units, channels or features of a hidden layer."""
MAX_WIDE = 1024
"""The largest number of units of a dense layer if the examples are images."""
MAX_RUN_BYTES = 512 * 2**20
"""The memory limit, in bytes, for a network with wide layers and its data."""
MOST_WEIGHTS_SENT = 100_000
"""Frames include the parameters and their gradients only if there are at most this many
parameters."""
MAX_KERNEL = 7
MAX_HEADS = 8
MAX_STEPS = 32
"""The largest number of steps in a generated sequence."""
MAX_FEATURES = 16
MAX_DROPOUT = 0.9
MAX_TARGETS = 8
MAX_NAME = 200
"""The largest number of characters in a name."""
MAX_NUMBERS = 1000
"""The largest number of entries in a list, for example of initial weights."""
MAX_DRAWN = 500
MAX_CLASSES = 6
"""The largest number of classes among generated or drawn points."""
MAX_PREFIX = 12
"""The largest number of letters in a name that the language application continues or generates."""
MIN_RECORDED = 100
"""The smallest number of recorded driving steps with which a network can be trained."""
REACH = 6.0
"""The largest coordinate of a drawn point."""
CURVE_REACH = 1.25
"""A curve over a single input is drawn up to this multiple of the targets' scale."""
MOST_LANES = 16
"""The largest number of networks in a race."""
MOST_RECORDS = 1000
"""The largest number of history records that the page keeps."""
MOST_ZOOM = 12
"""The largest number of zoom steps of the landscape, in either direction."""
MAP_SIZES = (25, 51, 101)
"""The possible numbers of nodes along a side of a landscape."""
MATRIX_WINDOW = 64
"""The largest numbers of rows and columns of a matrix that the microscope shows at once."""
MOST_CHARACTERS = 20_000_000
"""The largest number of characters in a table."""
TIMELINE_BYTES = 64 * 2**20
"""The memory limit for all snapshots of a run, in bytes."""
SATURATED_SHARE = 0.95
"""A unit counts as saturated if its activation is flat for at least this share of the examples, so
that it passes back almost no gradient. Similarly, Glorot & Bengio 2010 (§3) track the 98th
percentile of each layer's activations."""
SUCCESS_ACCURACY, SUCCESS_LOSS = 0.95, 0.05
"""The default thresholds at which a member of a fleet or sweep counts as successful."""

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
    "lanes": MOST_LANES,
    "records": MOST_RECORDS,
    "zoom": MOST_ZOOM,
    "map_sizes": MAP_SIZES,
    "matrix_window": MATRIX_WINDOW,
    "characters": MOST_CHARACTERS,
    "timeline_bytes": TIMELINE_BYTES,
    "saturated_share": SATURATED_SHARE,
    "success_accuracy": SUCCESS_ACCURACY,
    "success_loss": SUCCESS_LOSS,
    "digits": MOST_DIGITS,
    "decimals": MOST_DECIMALS,
}
"""The contents of `limits.json`."""
