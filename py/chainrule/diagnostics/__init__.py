"""Instruments: gradient checks, norms, and where numbers stop being finite."""

from chainrule.diagnostics.checks.gradcheck import GradientError, KinkWarning, gradcheck
from chainrule.nn.parts import layer_norms
from chainrule.training.divergence import DivergedError

__all__ = ["DivergedError", "GradientError", "KinkWarning", "gradcheck", "layer_norms"]
