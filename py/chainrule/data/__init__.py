"""Data: synthetic data sets, tables, train/test splits and batches."""

from chainrule.data.batches import Batches
from chainrule.data.images import IMAGES, clothing, stripes
from chainrule.data.sequences import SEQUENCES, adding, brackets, names, who_where
from chainrule.data.split import Split, train_test_split
from chainrule.data.synthetic import (
    CLASSIFICATION,
    MANY_CLASSES,
    ONE_INPUT,
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
    "IMAGES",
    "MANY_CLASSES",
    "ONE_INPUT",
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
    "clothing",
    "friedman",
    "gauss",
    "moons",
    "names",
    "regress_gauss",
    "regress_plane",
    "rings",
    "sine",
    "spiral",
    "stripes",
    "train_test_split",
    "who_where",
    "xor",
]
