"""Experiments: small values that determine a run completely."""

from chainrule.experiment.experiment import Experiment

__all__ = ["Experiment"]
