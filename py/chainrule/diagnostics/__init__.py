"""Instruments: gradient checks, norms, and where numbers stop being finite."""

from chainrule.diagnostics.gradcheck import GradientError, gradcheck
from chainrule.diagnostics.nans import DivergedError
from chainrule.diagnostics.probes import layer_norms

__all__ = ["DivergedError", "GradientError", "gradcheck", "layer_norms"]
