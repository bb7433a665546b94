"""`Trainer`, in parts: settings, steps on single batches, snapshots, epochs over a data set, and
whole runs."""

from chainrule.training.trainer.trainer import Trainer

__all__ = ["Trainer"]
