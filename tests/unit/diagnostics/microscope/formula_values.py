"""Evaluates the microscope's formulas with the numbers of the matrices that they name."""

from __future__ import annotations

import re

import numpy as np

PLAIN = (
    (r"\\operatorname\{(erf|sign)\}", r"\1"),
    (r"\\left|\\right|\\textstyle|\\[,;!]", ""),
    (r"\\(?:odot|cdot)", "*"),
    (r"\\tfrac12", "0.5"),
    (r"10\^\{(-?\d+)\}", r"10**(\1)"),
    (r"\be\^\{", "exp{"),
    (r"\be\^(\([^()]*\))", r"exp\1"),
    (r"\^\{", "**{"),
    (r"\^", "**"),
    (r"\\frac\{((?:[^{}]|\{(?:[^{}]|\{[^{}]*\})*\})*)\}\{", r"(\1)/{"),
    (r"\\(sqrt|max|min|tanh|sin|cos|sum|sigma|Phi|varphi)\b", r"\1"),
    (r"\\ln", "log"),
    (r"\\le\b", "<="),
    (r"\\ne\b", "!="),
    (r"\[([^\[\]]*) = ([^\[\]]*)\]", r"truth(\1 == \2)"),
    (r"\[([^\[\]]*)<([^\[\]<=]*)<([^\[\]]*)\]", r"(truth(\1 < \2) * truth(\2 < \3))"),
    (r"\[([^\[\]]*)<=([^\[\]<=]*)<=([^\[\]]*)\]", r"(truth(\1 <= \2) * truth(\2 <= \3))"),
    (r"\[([^\[\]]*)\]", r"truth(\1)"),
    (r"([^?]*)\?([^:]*):(.*)", r"where(\1, \2, \3)"),
    (r"\{", "("),
    (r"\}", ")"),
    (r"\|([^|]*)\|", r"abs(\1)"),
    (r"\\langle(.*?)\\rangle", r"mean(\1)"),
    (r"sum (?:sum )?(.*)$", r"total(\1)"),
    (r"\b(sin|cos|log|sign) *(\([^()]*\))", r"\1\2"),
    (r"\)\s*(?=[a-z(])", ")*"),
    (r"(?<![a-z])(\d)\s*(?=\(|truth)", r"\1*"),
)


def computed(formula: str, values: dict[str, np.ndarray | float]) -> np.ndarray:
    """The value of a formula with arrays in place of its symbols."""
    names = {}
    for place, each in enumerate(sorted(values, key=len, reverse=True)):
        called = f"v{chr(97 + place)}"
        names[called] = values[each]
        left = r"(?<![\\A-Za-z@])" if each[0].isalpha() else ""
        formula = re.sub(rf"{left}{re.escape(each)}(?![A-Za-z])", f"(@{called})", formula)
    for pattern, plain in PLAIN:
        formula = re.sub(pattern, plain, formula)
    functions = {
        "exp": np.exp, "log": np.log, "sqrt": np.sqrt, "tanh": np.tanh, "sin": np.sin,
        "cos": np.cos, "sign": np.sign, "abs": np.abs, "where": np.where, "total": np.sum,
        "sigma": lambda x: 1 / (1 + np.exp(-x)), "erf": np.vectorize(erf),
        "Phi": lambda x: (1 + np.vectorize(erf)(x / np.sqrt(2))) / 2,
        "varphi": lambda x: np.exp(-x * x / 2) / np.sqrt(2 * np.pi),
        "truth": lambda x: np.asarray(x) * 1.0,
        "mean": lambda x: np.mean(x, axis=-1, keepdims=True),
        "max": np.maximum, "min": np.minimum,
    }  # fmt: skip
    return np.asarray(eval(formula.replace("@", ""), {"__builtins__": {}}, {**functions, **names}))


def erf(x: float) -> float:
    import math

    return math.erf(x)
