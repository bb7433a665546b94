"""LaTeX formulas with numbers as spoken text, in the words of each language."""

from __future__ import annotations

import re

from chainrule.phrases import Phrase, phrase

INCOMING = "⟨incoming⟩ "
"""A placeholder for the word before an incoming gradient."""
_SIGNS = (
    (r"\\(?:odot|cdot)", " ⟨times⟩ "),
    (r"\\operatorname\{sign\}", "⟨sign⟩ "),
    (r"\\ne\b", "⟨not⟩"),
    (r"\\left|\\right|\\textstyle|\\operatorname|\\!", ""),
    (r"\\tfrac12", "⟨half⟩"),
    (r"\\frac\{([^{}]*)\}\{([^{}]*)\}", r" \1 ⟨over⟩ \2 "),
    (r"\\sqrt\{([^{}]*)\}", r" ⟨root⟩ \1 "),
    (r"\\text\{([^{}]*)\}", r"\1"),
    (r"\\(sigma|Phi)", r"⟨\1⟩ "),
    (r"\\varphi", "⟨phi⟩ "),
    (r"\\le\b", "⟨at_most⟩"),
    (r"\\(?:sum|textstyle)", "⟨sum⟩ "),
    (r"\\(tanh|sin|cos|ln|max|min|sign)", r"⟨\1⟩ "),
    (r"e\^\{([^{}]*)\}", r"⟨exp⟩ \1 "),
    # The brackets around a negative base would be lost when the formula is read aloud.
    (r"\(([−-][\d.e+−-]+)\)(?:\^2|\^\{2\})", r"⟨square⟩ \1"),
    (r"\^2|\^\{2\}", "²"),
    (r"\^\{([^{}]*)\}", r" ⟨power⟩ \1 "),
    (r"\\[,;]", " "),
    (r"\(([−\d.e+]+)\)", r"\1"),
    (r"[{}\\]", ""),
    (r" +", " "),
)
"""Replacements, applied in order; ⟨name⟩ stands for the phrase `spoken.word.name`."""
_PARTS = re.compile(r"⟨(\w+)⟩|((?<![\w.])\d+(?:\.\d+)?(?:e[+−]?\d+)?)")


def said(value: float) -> str:
    """A number as spoken text."""
    return f"{value or 0.0:.3g}".replace("-", "−")


def spoken_formula(formula: str) -> Phrase:
    r"""A LaTeX formula with numbers as spoken text.

    Examples
    --------
    >>> print(spoken_formula(r"1 - (-0.4266)^2"))
    1 − the square of −0.4266
    """
    for pattern, words in _SIGNS:
        formula = re.sub(pattern, words, formula)
    formula = formula.replace("-", "−").strip()
    parts: list[str] = []
    end = 0
    for found in _PARTS.finditer(formula):
        word, number = found.groups()
        spoken = phrase(f"spoken.word.{word}") if word else _number(number)
        parts += [formula[end : found.start()], spoken]
        end = found.end()
    parts.append(formula[end:])
    return phrase("spoken.formula", parts=[part for part in parts if part])


def _number(digits: str) -> str:
    """A number as a phrase, because its decimal separator depends on the language; a number without
    a fraction is the same in all languages."""
    value = float(digits.replace("−", "-"))
    keys = ("spoken.number", "spoken.constant")
    phrases = (phrase(key, value=value) for key in keys)
    return digits if digits.isdigit() else next((p for p in phrases if p == digits), digits)
