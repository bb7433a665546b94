"""Experiments: small immutable objects that completely determine a run."""

from chainrule.experiment.experiment import Experiment

__all__ = ["Experiment"]
