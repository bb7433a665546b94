"""Instruments: gradient checks, gradient statistics, loss landscape, microscope and verdict."""

from chainrule.diagnostics.checks.gradcheck import gradcheck
from chainrule.diagnostics.checks.outcomes import GradientError, KinkWarning, UncheckedWarning
from chainrule.nn.parts import layer_norms
from chainrule.training.divergence import DivergedError

__all__ = [
    "DivergedError",
    "GradientError",
    "KinkWarning",
    "UncheckedWarning",
    "gradcheck",
    "layer_norms",
]
