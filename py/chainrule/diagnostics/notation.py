"""Numbers and names as formulas write them, and as one says them."""

from __future__ import annotations

import math
import re

SYMBOLS = {
    "weight": "W", "bias": "b", "scores": "s", "target": "t", "dy": r"\bar{y}", "dx": r"\bar{x}",
    "dweight": r"\bar{W}", "dbias": r"\bar{b}", "dscores": r"\bar{s}", "theta": r"\theta",
    "grad": "g", "mask": "m", "attention": "a", "mean": r"\mu", "condition": "c", "ids": "k",
    "da": r"\bar{a}", "db": r"\bar{b}", "dq": r"\bar{q}", "dk": r"\bar{k}", "dv": r"\bar{v}",
    "dh": r"\bar{h}", "dc": r"\bar{c}", "phi": r"\Phi(x)", "residual": "(s - t)", "clipped": "c",
}  # fmt: skip
SPOKEN_NAMES = {r"\bar{y}": "incoming gradient ", r"\bar{L}": "incoming gradient "}
SPOKEN_SIGNS = (
    (r"\\(?:odot|cdot)", " times "),
    (r"\\left|\\right|\\textstyle|\\operatorname|\\!", ""),
    (r"\\tfrac12", "one half"),
    (r"\\frac\{([^{}]*)\}\{([^{}]*)\}", r" \1 over \2 "),
    (r"\\sqrt\{([^{}]*)\}", r" the root of \1 "),
    (r"\\text\{([^{}]*)\}", r"\1"),
    (r"\\sigma", "sigmoid of "),
    (r"\\Phi", "Phi of "),
    (r"\\varphi", "phi of "),
    (r"\\le\b", "at most"),
    (r"\\(?:sum|textstyle)", "sum of "),
    (r"\\(tanh|sin|cos|ln|max|min|sign)", r"\1 of "),
    (r"e\^\{([^{}]*)\}", r"e to the \1 "),
    (r"\^2|\^\{2\}", "²"),
    (r"\^\{([^{}]*)\}", r" to the \1 "),
    (r"\\[,;]", " "),
    (r"\(([−\d.e+]+)\)", r"\1"),
    (r"[{}\\]", ""),
    (r" +", " "),
)


def symbol(name: str) -> str:
    """A name of an operand or result as formulas write it."""
    return SYMBOLS.get(name, name if len(name) == 1 else rf"\mathit{{{name.replace('_', ' ')}}}")


def number(value: float, digits: int = 4) -> str:
    """A number as formulas show it."""
    if not math.isfinite(value):
        return r"\text{NaN}" if math.isnan(value) else r"-\infty" if value < 0 else r"\infty"
    if value == 0:
        return "0"
    if 1e-3 <= abs(value) < 1e5:
        return f"{value:.{digits}g}"
    mantissa, exponent = f"{value:.{digits - 1}e}".split("e")
    return rf"{mantissa} \cdot 10^{{{int(exponent)}}}"


def exact(value: float) -> str:
    """A result, with all the digits that single precision has."""
    return number(value, 9)


def bracketed(value: float) -> str:
    """A number as a factor or a summand."""
    shown = number(value)
    return f"({shown})" if value < 0 or "cdot" in shown else shown


def put(formula: str, sign: str, shown: str) -> str:
    """The formula with something else for a sign, wherever that stands by itself."""
    pattern = rf"(?<![a-zA-Z\\{{]){re.escape(sign)}(?![a-zA-Z])"
    return re.sub(pattern, lambda _: shown, formula)


def said(value: float) -> str:
    """A number as one says it."""
    return f"{value:.3g}".replace("-", "−")


def spoken(formula: str) -> str:
    """A formula of LaTeX with numbers, as one says it."""
    for pattern, words in SPOKEN_SIGNS:
        formula = re.sub(pattern, words, formula)
    return formula.replace(" - ", " − ").strip()
