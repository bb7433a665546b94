"""Every op, one small class each."""

from chainrule.ops.activation import ReLU, Sigmoid, Tanh
from chainrule.ops.elementwise import (
    Add,
    Divide,
    Exp,
    Log,
    Multiply,
    Negate,
    Power,
    Sqrt,
    Subtract,
)
from chainrule.ops.fused import BinaryCrossEntropy, CrossEntropy, MeanSquaredError
from chainrule.ops.linalg import Linear, MatMul
from chainrule.ops.reductions import Mean, Sum
from chainrule.ops.shaping import Reshape, Slice, Transpose

__all__ = [
    "Add",
    "BinaryCrossEntropy",
    "CrossEntropy",
    "Divide",
    "Exp",
    "Linear",
    "Log",
    "MatMul",
    "Mean",
    "MeanSquaredError",
    "Multiply",
    "Negate",
    "Power",
    "ReLU",
    "Reshape",
    "Sigmoid",
    "Slice",
    "Sqrt",
    "Subtract",
    "Sum",
    "Tanh",
    "Transpose",
]
