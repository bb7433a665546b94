"""Numbers formatted for formulas, and formulas with numbers in place of symbols."""

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
    """A number as a factor or a summand, in brackets if it is negative or contains a power of
    ten."""
    shown = number(value)
    return f"({shown})" if value < 0 or "cdot" in shown else shown


def bare(formula: str) -> str:
    """A formula without brackets that enclose the whole formula."""
    depth = 0
    for place, sign in enumerate(formula):
        depth += (sign == "(") - (sign == ")")
        if depth == 0:
            is_held = place > 0 and place == len(formula) - 1
            return formula[1:-1] if is_held else formula
    return formula


def joined(parts: list[str]) -> str:
    """Summands joined by signs; a summand that begins with a minus sign is subtracted."""
    signs = [" - " if part.startswith("-") else " + " for part in parts]
    return "".join(
        f"{sign * bool(at)}{part.removeprefix('-') if at else part}"
        for at, (sign, part) in enumerate(zip(signs, parts, strict=True))
    )


def fill(template: str, values: dict[str, float], show: Callable[[str, float], str]) -> str:
    r"""A formula for one entry, with numbers in place of the symbols whose values are known.

    Parameters
    ----------
    template : a formula in LaTeX, in which products may be written without an operator.
    values : the values of the symbols, which are written as in the template.
    show : a function that formats the number that replaces a symbol.

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


def renamed(formula: str, symbols: dict[str, str]) -> str:
    r"""A formula with its symbols replaced; a new symbol that has a superscript is put in brackets
    if it is raised to a power.

    Examples
    --------
    >>> renamed(r"\bar{y} \odot (1 - y^2)", {"y": "a^{1}", r"\bar{y}": r"\bar{a}^{1}"})
    '\\bar{a}^{1} \\odot (1 - (a^{1})^2)'
    """
    parts: list[str] = []
    tokens = TOKEN.findall(formula)
    for before, token, after in zip(["", *tokens], tokens, [*tokens[1:], ""], strict=False):
        new: str = symbols.get(token) or token
        if new == token:
            parts.append(token)
        elif before in ("^", "_"):
            parts.append(f"{{{new}}}")
        else:
            parts.append(f"({new})" if after == "^" and "^" in new else new)
    return "".join(parts)
