"""`Trainer`, in parts: settings, steps on one batch, snapshots, epochs of a data set, and runs."""

from chainrule.training.trainer.trainer import Trainer

__all__ = ["Trainer"]
