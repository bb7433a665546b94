"""Backpropagation that you can see, change and trust.

A small, exact NumPy engine: tensors with reverse-mode differentiation, and programs that are
recorded once and then replayed. The package runs natively and, through Pyodide, in the browser.
"""

from chainrule import data, losses, nn, optim, schedules
from chainrule.diagnostics import (
    DivergedError,
    GradientError,
    KinkWarning,
    UncheckedWarning,
    gradcheck,
    layer_norms,
)
from chainrule.diagnostics.landscape.hessian import hessian_vector_product
from chainrule.engine import OPS, Op, Program
from chainrule.errors import InputError, ShapeError
from chainrule.experiment import Experiment
from chainrule.tensor import Tensor, concat, maximum, minimum, no_grad, stack, where
from chainrule.training import History, Trainer
from chainrule.version import __version__ as __version__

__all__ = [
    "OPS",
    "DivergedError",
    "Experiment",
    "GradientError",
    "History",
    "InputError",
    "KinkWarning",
    "Op",
    "Program",
    "ShapeError",
    "Tensor",
    "Trainer",
    "UncheckedWarning",
    "concat",
    "data",
    "gradcheck",
    "hessian_vector_product",
    "layer_norms",
    "losses",
    "maximum",
    "minimum",
    "nn",
    "no_grad",
    "optim",
    "schedules",
    "stack",
    "where",
]
