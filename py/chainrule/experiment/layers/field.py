"""`Field`: one setting of a kind of layer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from chainrule import nn
from chainrule.experiment.settings.kinds import OfKind
from chainrule.experiment.settings.named import Labels
from chainrule.phrases import Phrase

ACTIVATIONS = Labels(nn.ACTIVATIONS)


@dataclass(frozen=True)
class Field(OfKind):
    """One setting of a kind of layer: allowed values and notation.

    Attributes
    ----------
    kind : "whole", "real", "switch", "choice", or "layers" for nested layers.
    choices : for a choice, the allowed words and their labels.
    mark : its prefix in the notation: "" for numbers that directly follow the kind's word, joined
        by "x" (`conv8x3`); a string that precedes the number (`-stride2`); None for fields written
        as a choice's word or a switch's name (`-relu`, `-norm`).
    is_written : whether the notation includes it even if it has its default value.
    is_in_word : whether the kind's word implies its value, as `avgpool` implies the mean.
    usual : for a number that is off at 0, the value that a fleet compares with 0.
    is_derived : whether the default depends on other fields. If so, a field at its default value
        changes with them on the page.
    """

    name: str
    kind: str
    default: Any
    label: str
    low: float = 0
    high: float = 0
    above_low: bool = False
    choices: Mapping[str, str] = field(default_factory=dict)
    mark: str | None = None
    is_written: bool = False
    is_in_word: bool = False
    usual: float | None = None
    is_derived: bool = False

    @property
    def allowed(self) -> Phrase:
        """The allowed values in words."""
        return self.form.allowed(self)

    def describe(self) -> dict[str, Any]:
        """The field's description for the page's controls, JSON-ready."""
        is_number = self.kind in ("whole", "real")
        return {
            "name": self.name,
            "kind": self.kind,
            "default": self.default,
            "label": self.label,
            "choices": dict(self.choices),
            "low": self.low if is_number else None,
            "high": self.high if is_number else None,
        }


def activation_field(default: str, is_written: bool = True) -> Field:
    """The field of an activation, which the notation writes as a word."""
    return Field(
        "activation", "choice", default, "Activation", choices=ACTIVATIONS, is_written=is_written
    )


def activation_title(name: str) -> Phrase:
    """The label of an activation, which is the same as in the setting `layers`."""
    return Phrase(f"choice.layers.{name}", english=ACTIVATIONS[name])
