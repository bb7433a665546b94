"""NumPy's functions of vectors: a table that maps names to instructions.

Add a new function to `SIMPLE` if it is a single instruction, otherwise to `COSTLY`.
"""

from __future__ import annotations

from chainrule.engine.compile.code import Code
from chainrule.engine.compile.functions import elementary
from chainrule.engine.compile.functions.elementary import Function
from chainrule.engine.compile.functions.floats import FLOATS
from chainrule.engine.compile.functions.periodic import cosine, sine
from chainrule.engine.compile.functions.power import power
from chainrule.engine.compile.lanes import AND, OR, XOR, Lane, shifted

SIMPLE = {
    "add": "add",
    "subtract": "sub",
    "multiply": "mul",
    "divide": "div",
    "negative": "neg",
    "absolute": "abs",
    "sqrt": "sqrt",
}
"""The lane's own operators, which take one or two operands."""
COMPARISONS = {
    "greater": "gt",
    "greater_equal": "ge",
    "less": "lt",
    "less_equal": "le",
    "equal": "eq",
    "not_equal": "ne",
}
BITWISE = {"bitwise_and": AND, "bitwise_or": OR, "bitwise_xor": XOR}
EXTREMES = {"maximum": ("max", "pmax"), "minimum": ("min", "pmin")}
COSTLY: dict[str, Function] = {
    "exp": elementary.exp,
    "expm1": elementary.expm1,
    "log": elementary.log,
    "log1p": elementary.log1p,
    "tanh": elementary.tanh,
    "logaddexp": elementary.logaddexp,
    "erf": elementary.erf,
    "sin": sine,
    "cos": cosine,
    "power": power,
}
"""Functions that need many instructions, for floats only."""
OTHERS = {"sign", "square", "reciprocal"}
FLOAT_FUNCTIONS = {*SIMPLE, *COMPARISONS, *EXTREMES, *COSTLY, *OTHERS}
WHOLE_FUNCTIONS = {"add", "subtract", "multiply", "negative", "right_shift", *BITWISE, *COMPARISONS}
BOOL_FUNCTIONS = {*BITWISE}


def instructions(
    c: Code, lane: Lane, function: str, arguments: list[bytes], constant_last: bool
) -> bytes:
    """The bytes that push the result; for a comparison, a mask in which either all bits of a lane
    or none are set.

    constant_last : whether the last argument is a constant.
    """
    if function in SIMPLE:
        return b"".join(arguments) + getattr(lane, SIMPLE[function])
    if function in COMPARISONS:
        return b"".join(arguments) + getattr(lane, COMPARISONS[function])
    if function in BITWISE:
        return b"".join(arguments) + BITWISE[function]
    if function in EXTREMES:
        # With a constant second operand, the faster form is correct: it returns NaN if the first
        # operand is NaN.
        exact, quick = EXTREMES[function]
        return b"".join(arguments) + getattr(lane, quick if constant_last else exact)
    if function == "square":
        return arguments[0] + arguments[0] + lane.mul
    if function == "reciprocal":
        return c.constant(lane, 1) + arguments[0] + lane.div
    if function == "sign":
        return elementary.sign(c, FLOATS[lane.kind], arguments[0])
    return COSTLY[function](c, FLOATS[lane.kind], *arguments)


def shift_right(lane: Lane, value: bytes, by: int) -> bytes:
    """Shift every lane to the right; for a signed type, the sign bit is kept."""
    return shifted(value, by, lane.shr)
