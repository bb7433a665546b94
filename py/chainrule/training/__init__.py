"""Experiments and how they are trained."""

from chainrule.training.experiment import Experiment
from chainrule.training.history import History, Station
from chainrule.training.trainer import Evaluation, Snapshot, Trainer

__all__ = ["Evaluation", "Experiment", "History", "Snapshot", "Station", "Trainer"]
