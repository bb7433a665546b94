"""Experiments: one small value that determines a run."""

from chainrule.experiment.experiment import Experiment

__all__ = ["Experiment"]
