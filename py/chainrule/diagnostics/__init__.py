"""Instruments: gradient checks, norms, and where numbers stop being finite."""

from chainrule.diagnostics.gradients.gradcheck import GradientError, KinkWarning, gradcheck
from chainrule.diagnostics.nans import DivergedError
from chainrule.diagnostics.probes import layer_norms

__all__ = ["DivergedError", "GradientError", "KinkWarning", "gradcheck", "layer_norms"]
