"""Experiments and how they are trained."""

from chainrule.experiment.experiment import Experiment
from chainrule.fleets.fleet import Fleet
from chainrule.fleets.members import Axis, grid
from chainrule.training.history import History, Station
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
