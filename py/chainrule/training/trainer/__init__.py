"""`Trainer`, in parts: settings, steps on one batch, snapshots, and training on a data set."""

from chainrule.training.trainer.trainer import Trainer

__all__ = ["Trainer"]
