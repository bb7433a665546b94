"""`Trainer`, in parts: its settings, one batch, where a run is, and a whole data set."""

from chainrule.training.trainer.trainer import Trainer

__all__ = ["Trainer"]
