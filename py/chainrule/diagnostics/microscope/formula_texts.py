"""The words in displayed formulas, such as "else", which depend on the language."""

from __future__ import annotations

import re

from chainrule.phrases import Phrase, phrase
from chainrule.phrases.english import ENGLISH

_TEXT = re.compile(r"(?<=\\text\{)([,\s]*)([^{}]*?)(\s*)(?=\})")


def named_text(words: str) -> str:
    """Words in a formula as a phrase; words without a phrase, such as a class's name, are returned
    unchanged.

    Examples
    --------
    >>> named_text("batch mean").key
    'in_formula.batch_mean'
    """
    key = f"in_formula.{words.replace(' ', '_')}"
    return phrase(key) if key in ENGLISH else words


def in_phrases(latex: str) -> str:
    r"""A formula in which the words in `\text` are replaced by phrases.

    Examples
    --------
    >>> in_phrases(r"x \text{ else } 0").values["parts"]
    ['x \\text{', ' ', 'else', ' ', '} 0']
    """
    if isinstance(latex, Phrase):
        values = {
            name: in_phrases(value) if isinstance(value, str) else value
            for name, value in latex.values.items()
        }
        return Phrase(latex.key, values)
    parts: list[str] = []
    end = 0
    for found in _TEXT.finditer(latex):
        before, words, after = found.groups()
        parts += [latex[end : found.start()], before, named_text(words), after]
        end = found.end()
    if not any(isinstance(part, Phrase) for part in parts):
        return latex
    return phrase("formula", parts=[*parts, latex[end:]])
