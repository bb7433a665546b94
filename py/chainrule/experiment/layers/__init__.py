"""An experiment's layers: what kinds there are, how they are written, and how they fit."""

from chainrule.experiment.layers.layer import Layer
from chainrule.experiment.layers.registry import LAYER_KINDS

__all__ = ["LAYER_KINDS", "Layer"]
