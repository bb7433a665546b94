"""Numbers formatted for formulas, and formulas as spoken text."""

from __future__ import annotations

import math
import re
from collections.abc import Callable

TOKEN = re.compile(
    r"\\(?:bar|hat|text|operatorname|mathit|mathrm)\{[^{}]*\}|\\[a-zA-Z]+|\\.|[\d.]+|\S| +"
)
SPACES = re.compile(r"\\[,;!:]| +")
ENDS_A_VALUE = re.compile(r"[\d.]+|[a-zA-Z)\]}]")
STARTS_A_VALUE = re.compile(
    r"[\d.]+|[a-zA-Z(\[]|\\(?:bar|operatorname)\{.*|"
    r"\\(?:t?frac|sqrt|left|sigma|Phi|varphi|tanh|sin|cos|ln|max|min)$"
)
SPOKEN_SIGNS = (
    (r"\\(?:odot|cdot)", " times "),
    (r"\\operatorname\{sign\}", "the sign of "),
    (r"\\ne\b", "is not"),
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
    # The brackets of a negative base would be lost when read aloud.
    (r"\(([−-][\d.e+−-]+)\)(?:\^2|\^\{2\})", r"the square of \1"),
    (r"\^2|\^\{2\}", "²"),
    (r"\^\{([^{}]*)\}", r" to the \1 "),
    (r"\\[,;]", " "),
    (r"\(([−\d.e+]+)\)", r"\1"),
    (r"[{}\\]", ""),
    (r" +", " "),
)


def number(value: float, digits: int = 4) -> str:
    """A number formatted for a formula."""
    if not math.isfinite(value):
        return r"\text{NaN}" if math.isnan(value) else r"-\infty" if value < 0 else r"\infty"
    if value == 0:
        return "0"
    if 1e-3 <= abs(value) < 1e5:
        return f"{value:.{digits}g}"
    mantissa, exponent = f"{value:.{digits - 1}e}".split("e")
    return rf"{float(mantissa):.{digits}g} \cdot 10^{{{int(exponent)}}}"


def exact(value: float) -> str:
    """A result with all digits of single precision."""
    return number(value, 9)


def bracketed(value: float) -> str:
    """A number as a factor or a summand, in brackets if negative."""
    shown = number(value)
    return f"({shown})" if value < 0 or "cdot" in shown else shown


def bare(formula: str) -> str:
    """A formula without brackets that enclose all of it."""
    depth = 0
    for place, sign in enumerate(formula):
        depth += (sign == "(") - (sign == ")")
        if depth == 0:
            is_held = place > 0 and place == len(formula) - 1
            return formula[1:-1] if is_held else formula
    return formula


def joined(parts: list[str]) -> str:
    """Summands joined by signs; those that begin with a minus are subtracted."""
    signs = [" - " if part.startswith("-") else " + " for part in parts]
    return "".join(
        f"{sign * bool(at)}{part.removeprefix('-') if at else part}"
        for at, (sign, part) in enumerate(zip(signs, parts, strict=True))
    )


def fill(template: str, values: dict[str, float], show: Callable[[str, float], str]) -> str:
    r"""A formula of one entry, with numbers in place of the symbols that have a value.

    Parameters
    ----------
    template : LaTeX, in which products may be written without an operator.
    values : the values of symbols, as written in the template.
    show : formats the number that replaces a symbol.

    Examples
    --------
    >>> fill(r"2x\,e^x", {"x": 0.5}, lambda sign, value: bracketed(value))
    '2 \\cdot 0.5 \\cdot e^{0.5}'
    """
    parts: list[str] = []
    before, is_number, gap = "", False, ""
    tokens = TOKEN.findall(template)
    for token, after in zip(tokens, [*tokens[1:], ""], strict=True):
        if SPACES.fullmatch(token):
            gap += token
            continue
        value = values.get(token)
        raised = before in ("^", "_")
        shown = token if value is None else show(token, value)
        if value is not None and raised:
            shown = f"{{{bare(shown)}}}"
        elif (before, after) == ("(", ")"):
            shown = bare(shown)
        follows = is_number or bool(ENDS_A_VALUE.fullmatch(before))
        if follows and (value is not None or STARTS_A_VALUE.fullmatch(token)):
            gap = r" \cdot "
        parts += [gap, {r"\odot": r"\cdot"}.get(shown, shown)]
        before, is_number, gap = token, value is not None, ""
    return "".join(parts)


def said(value: float) -> str:
    """A number as spoken text."""
    return f"{value or 0.0:.3g}".replace("-", "−")


def spoken(formula: str) -> str:
    """A LaTeX formula with numbers, as spoken text."""
    for pattern, words in SPOKEN_SIGNS:
        formula = re.sub(pattern, words, formula)
    return formula.replace("-", "−").strip()
