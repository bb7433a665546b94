"""The trainer, and what it keeps of a run."""

from chainrule.training.history import History, Station
from chainrule.training.snapshot import Snapshot
from chainrule.training.trainer import Evaluation, Trainer

__all__ = ["Evaluation", "History", "Snapshot", "Station", "Trainer"]
