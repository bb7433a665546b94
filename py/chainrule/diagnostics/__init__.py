"""Instruments: gradient checks, gradient statistics, loss landscape, microscope and verdict."""

from chainrule.diagnostics.checks.gradcheck import GradientError, KinkWarning, gradcheck
from chainrule.nn.parts import layer_norms
from chainrule.training.divergence import DivergedError

__all__ = ["DivergedError", "GradientError", "KinkWarning", "gradcheck", "layer_norms"]
