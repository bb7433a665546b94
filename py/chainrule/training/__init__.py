"""Experiments and how they are trained."""

from chainrule.training.experiment import Experiment
from chainrule.training.fleet import Fleet
from chainrule.training.history import History, Station
from chainrule.training.members import Axis, grid
from chainrule.training.snapshot import Snapshot
from chainrule.training.trainer import Evaluation, Trainer

__all__ = [
    "Axis",
    "Evaluation",
    "Experiment",
    "Fleet",
    "History",
    "Snapshot",
    "Station",
    "Trainer",
    "grid",
]
