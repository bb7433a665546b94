"""Data: generators of small sets, and how a set is split and cut into batches."""

from chainrule.data.batches import Batches
from chainrule.data.split import Split, train_test_split
from chainrule.data.synthetic import (
    CLASSIFICATION,
    REGRESSION,
    SYNTHETIC,
    circle,
    gauss,
    regress_gauss,
    regress_plane,
    spiral,
    xor,
)

__all__ = [
    "CLASSIFICATION",
    "REGRESSION",
    "SYNTHETIC",
    "Batches",
    "Split",
    "circle",
    "gauss",
    "regress_gauss",
    "regress_plane",
    "spiral",
    "train_test_split",
    "xor",
]
