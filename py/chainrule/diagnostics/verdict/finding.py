"""`Finding`: one observation about a run, with its numbers and possibly a change to try."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import Any, Literal

Kind = Literal[
    "diverging", "stalled", "kept", "exploding", "vanishing", "oscillation", "overfitting", "dead",
    "saturated", "initial_loss", "unscaled", "imbalance", "fast", "slow", "plateau", "flat",
    "sound",
]  # fmt: skip


@dataclass(frozen=True)
class Trial:
    """A change of one setting that may help.

    Attributes
    ----------
    changes : the arguments of `Experiment.changed`.
    words : the setting and its values, such as "Learning rate 0.001 (now 0.01)".
    """

    changes: dict[str, Any]
    words: str


@dataclass(frozen=True)
class Found:
    """The result of a rule.

    Attributes
    ----------
    sentence : a sentence with numbers, to follow the rule's name and a colon.
    numbers : the numbers behind the sentence, by name.
    is_problem : whether something should be done about it.
    trial : one change that may help, if any.
    """

    sentence: str
    numbers: dict[str, float] = field(default_factory=dict)
    is_problem: bool = True
    trial: Trial | None = None


@dataclass(frozen=True)
class Finding:
    """One observation of a verdict.

    Attributes
    ----------
    kind : the rule that produced it; see `rules.RULES`.
    name, condition : the rule's name and condition, in words.
    is_problem : whether something should be done about it.
    sentence : the rule's name and result, with numbers.
    numbers : the numbers behind the sentence, by name.
    trial : one change that may help, if any.
    """

    kind: Kind
    name: str
    condition: str
    is_problem: bool
    sentence: str
    numbers: dict[str, float] = field(default_factory=dict)
    trial: Trial | None = None

    @property
    def advice(self) -> str:
        """The change to try, as a sentence; empty if there is none."""
        return f"Try it: {self.trial.words}." if self.trial else ""


_SUPERSCRIPTS = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")


def said(value: float) -> str:
    """A number with two digits and without line breaks: 0.0042, 12, 6.1 × 10⁻⁵."""
    if value == 0 or 1e-3 <= abs(value) < 1e4:
        return f"{float(f'{value:.2g}'):g}"
    if not math.isfinite(value):
        return "∞"
    digits, power = f"{value:.1e}".split("e")
    exponent = str(int(power)).translate(_SUPERSCRIPTS)
    return f"{digits.removesuffix('.0')} × 10{exponent}".replace(" ", "\N{NO-BREAK SPACE}")
