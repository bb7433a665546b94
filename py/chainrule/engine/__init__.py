"""The base class of ops, and programs that are recorded once and replayed."""

from chainrule.engine.op import OPS, Op
from chainrule.engine.program import Program, TracedOp
from chainrule.engine.recorder import section

__all__ = ["OPS", "Op", "Program", "TracedOp", "section"]
