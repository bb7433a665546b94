"""Backpropagation one can see, change and trust.

A small, exact NumPy engine: tensors with reverse-mode differentiation, and programs that are
recorded once and replayed. It runs natively and, through Pyodide, in the browser.
"""

from chainrule import data, losses, nn, optim, schedules
from chainrule.diagnostics import DivergedError, GradientError, KinkWarning, gradcheck, layer_norms
from chainrule.engine import OPS, Op, Program, Tensor, no_grad
from chainrule.errors import InputError, ShapeError
from chainrule.tensor.functional import concat, maximum, minimum, stack, where
from chainrule.training import Experiment, History, Trainer

# After the trainer, which it needs.
from chainrule.diagnostics.landscape.hessian import hessian_vector_product  # isort: skip

__version__ = "0.1.0"

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
