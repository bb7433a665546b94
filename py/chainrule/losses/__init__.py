"""Losses on raw scores (logits), averaged over the batch and the outputs as in PyTorch.

A loss depends only on the scores and the targets; the trainer computes and reports weight penalties
separately.
"""

from chainrule.losses.classes import BinaryCrossEntropy, CrossEntropy, Hinge, KLDivergence
from chainrule.losses.loss import Loss
from chainrule.losses.numbers import L1, MSE, Huber
from chainrule.losses.targets import MAX_WEIGHT

LOSSES: dict[str, type[Loss]] = {
    "binary_cross_entropy": BinaryCrossEntropy,
    "cross_entropy": CrossEntropy,
    "hinge": Hinge,
    "mse": MSE,
    "l1": L1,
    "huber": Huber,
    "kl_divergence": KLDivergence,
}
"""Losses by their names in URLs. To add one, write its op, its class and its row in this table."""

__all__ = [
    "L1",
    "LOSSES",
    "MAX_WEIGHT",
    "MSE",
    "BinaryCrossEntropy",
    "CrossEntropy",
    "Hinge",
    "Huber",
    "KLDivergence",
    "Loss",
]
