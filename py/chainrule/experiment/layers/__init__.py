"""An experiment's layers: their kinds, their notation, and checks of their shapes."""

from chainrule.experiment.layers.layer import Layer
from chainrule.experiment.layers.registry import LAYER_KINDS

__all__ = ["LAYER_KINDS", "Layer"]
