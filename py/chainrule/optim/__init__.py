"""Optimizers, with PyTorch's names, defaults and update rules."""

from chainrule.optim.adam import Adam, AdamW, NAdam
from chainrule.optim.adaptive import Adadelta, Adagrad, RMSprop
from chainrule.optim.lion import Lion
from chainrule.optim.optimizer import Optimizer
from chainrule.optim.rules import RULES, Rule
from chainrule.optim.sgd import SGD

__all__ = [
    "RULES",
    "SGD",
    "Adadelta",
    "Adagrad",
    "Adam",
    "AdamW",
    "Lion",
    "NAdam",
    "Optimizer",
    "RMSprop",
    "Rule",
]
