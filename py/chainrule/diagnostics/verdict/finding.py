"""`Finding`: one result of the verdict on a run, with the numbers on which it is based and, if
possible, a change to try."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Literal

from chainrule.phrases import Phrase, phrase

Kind = Literal[
    "diverging", "stalled", "kept", "exploding", "vanishing", "oscillation", "overfitting", "dead",
    "saturated", "initial_loss", "unscaled", "imbalance", "fast", "slow", "plateau", "flat",
    "sound",
]  # fmt: skip


@dataclass(frozen=True)
class Trial:
    """A change that may help, to a single setting.

    Attributes
    ----------
    changes : the arguments of `Experiment.changed`.
    words : the setting and its values, such as "Learning rate 0.001 (now 0.01)".
    """

    changes: dict[str, Any]
    words: Phrase


@dataclass(frozen=True)
class Found:
    """The result of a rule.

    Attributes
    ----------
    sentence : a clause with numbers that follows the rule's name and a colon.
    numbers : the numbers behind the sentence, by name.
    is_problem : whether the user should do something about it.
    trial : a change that may help, if there is one.
    """

    sentence: Phrase
    numbers: dict[str, float] = field(default_factory=dict)
    is_problem: bool = True
    trial: Trial | None = None


@dataclass(frozen=True)
class Finding:
    """One result of a verdict.

    Attributes
    ----------
    kind : the rule that produced the finding; see `rules.RULES`.
    name, condition : the rule's name and condition, in words.
    is_problem : whether the user should do something about it.
    sentence : the rule's name and result, with numbers.
    numbers : the numbers behind the sentence, by name.
    trial : a change that may help, if there is one.
    """

    kind: Kind
    name: Phrase
    condition: Phrase
    is_problem: bool
    sentence: Phrase
    numbers: dict[str, float] = field(default_factory=dict)
    trial: Trial | None = None

    @property
    def advice(self) -> str:
        """The change to try, as a sentence; empty if there is none."""
        return phrase("trial.advice", trial=self.trial.words) if self.trial else ""
