"""`Setting`: one row of the table of settings."""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from chainrule.errors import InputError
from chainrule.experiment.settings.kinds import OfKind
from chainrule.phrases import Phrase

Scope = Literal["examples", "objective", "start", "descent", "end"]
_SCOPES: dict[str, Scope] = {"data": "examples", "optimizer": "descent", "schedule": "descent"}


@dataclass(frozen=True)
class Setting(OfKind):
    """One row. `choices` maps each word to its label. Values from `low` to `high` are allowed, but
    `low` itself is excluded if `above_low` is set. `suggestions` fill a menu. `needs` names another
    setting, and the values of that setting for which this one has an effect.

    `affects` is the `scope`, if it does not follow from `needs`. `is_compared` says whether a fleet
    can compare its values over seeds. In such a comparison, a setting that is off at 0 has the
    value `usual` if it is on, and if `is_near_1`, its distance from 1 is doubled. In a run's name,
    a 0 is written as "no" if `is_none_at_0`, and a choice that `stands_alone` needs no label.
    """

    name: str
    kind: str
    default: Any
    label: str
    choices: Mapping[str, str] = field(default_factory=dict)
    low: float = -math.inf
    high: float = math.inf
    above_low: bool = False
    suggestions: tuple[float, ...] = ()
    needs: tuple[str, Collection[str]] | None = None
    affects: Scope | None = None
    is_compared: bool = True
    usual: float | None = None
    is_near_1: bool = False
    is_none_at_0: bool = False
    stands_alone: bool = False

    @property
    def scope(self) -> Scope:
        """What it affects: the examples; the network and the loss as functions of the weights; the
        initial weights; only the way in which the loss is minimised; or only when this ends."""
        if self.affects or self.needs is None:
            return self.affects or "objective"
        return _SCOPES.get(self.needs[0], "objective")

    @property
    def title(self) -> Phrase:
        """The label; its key identifies translations."""
        return Phrase(f"setting.{self.name}", english=self.label)

    @property
    def titles(self) -> dict[str, Phrase]:
        """The labels of the choices."""
        named = self.choices.items()
        return {word: Phrase(f"choice.{self.name}.{word}", english=label) for word, label in named}

    @property
    def allowed(self) -> Phrase:
        """The allowed values in words, for error messages and documentation."""
        return self.form.allowed(self)

    def check(self, value: object) -> Any:
        """Return `value` in the setting's own type.

        Raises
        ------
        InputError
            If the value is not allowed. The message names the setting, shows the value, and
            says what is allowed.
        """
        checked = self.form.check(self, value)
        if checked is None:
            raise InputError(self.name, value, self.allowed)
        return checked

    def words(self, value: Any) -> str:
        """A value in words."""
        return self.form.words(self, value)

    def to_text(self, value: Any) -> str:
        """A value as written in a URL."""
        return self.form.to_text(value)

    def from_text(self, text: str) -> Any:
        """The value that `text` represents in a URL, in the setting's own type; it is not checked
        against the setting's bounds.

        Raises
        ------
        InputError
            If `text` is not a value of this kind.
        """
        try:
            return self.form.from_text(self, text)
        except InputError:
            raise
        except (ValueError, KeyError):
            raise InputError(self.name, text, self.allowed) from None
