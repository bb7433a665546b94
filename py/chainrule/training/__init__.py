"""The trainer and its record of a run: history, timeline and snapshots."""

from chainrule.training.evaluation import Evaluation
from chainrule.training.records.history import History, Record
from chainrule.training.records.snapshot import Snapshot
from chainrule.training.trainer import Trainer

__all__ = ["Evaluation", "History", "Record", "Snapshot", "Trainer"]
