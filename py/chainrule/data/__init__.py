"""Data: synthetic data sets, tables, train/test splits and batches."""

from chainrule.data.batches import Batches
from chainrule.data.sequences import SEQUENCES, adding, brackets
from chainrule.data.split import Split, train_test_split
from chainrule.data.synthetic import (
    CLASSIFICATION,
    MANY_CLASSES,
    REGRESSION,
    SYNTHETIC,
    blobs,
    checkerboard,
    circle,
    friedman,
    gauss,
    moons,
    regress_gauss,
    regress_plane,
    rings,
    sine,
    spiral,
    xor,
)

__all__ = [
    "CLASSIFICATION",
    "MANY_CLASSES",
    "REGRESSION",
    "SEQUENCES",
    "SYNTHETIC",
    "Batches",
    "Split",
    "adding",
    "blobs",
    "brackets",
    "checkerboard",
    "circle",
    "friedman",
    "gauss",
    "moons",
    "regress_gauss",
    "regress_plane",
    "rings",
    "sine",
    "spiral",
    "train_test_split",
    "xor",
]
