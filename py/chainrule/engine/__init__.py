"""The engine: tensors, reverse-mode differentiation, and programs recorded once and replayed."""

from chainrule.engine.op import OPS, Op
from chainrule.engine.program import Program, TracedOp
from chainrule.engine.recorder import section
from chainrule.tensor.backward import backward
from chainrule.tensor.tensor import Tensor, no_grad

__all__ = ["OPS", "Op", "Program", "Tensor", "TracedOp", "backward", "no_grad", "section"]
