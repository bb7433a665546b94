"""The losses of two baselines that do not need a network."""

from __future__ import annotations

import math

import numpy

from chainrule.data.sequences.letters import LETTERS
from chainrule.experiment.experiment import Experiment

UNIFORM = math.log(len(LETTERS))
"""The loss if every letter is equally likely: log 27."""


def bigram_loss(experiment: Experiment) -> float:
    """The held-out loss of a model that counts letter pairs instead of being trained.

    p(b | a) = (c(a, b) + 1) / (c(a) + 27), where c counts the pairs of the training names; the loss
    is the mean of −log p over the next letters of the held-out names. Adding 1 (Laplace smoothing)
    assigns a positive probability to pairs that did not occur. Without this 1, the model would have
    the lowest training loss of all models that use only the last letter. The data set of
    `experiment` must be `names`.
    """
    points, size = experiment.points(), len(LETTERS)
    counts = numpy.ones((size, size))
    numpy.add.at(counts, (points.x[:, -1].astype(int), points.y), 1)
    shares = counts / counts.sum(axis=1, keepdims=True)
    return float(-numpy.log(shares[points.x_test[:, -1].astype(int), points.y_test]).mean())
