"""`RULES`: the optimizers that an experiment can name, with one row each.

To add an optimizer, write its class and add a row for it. The menus, URLs, fleets, microscope, step
limit and command line take everything they need from the row and the class.
"""

from __future__ import annotations

import inspect
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from chainrule.optim.adam import Adam, AdamW, NAdam
from chainrule.optim.adaptive import Adadelta, Adagrad, RMSprop
from chainrule.optim.lion import Lion
from chainrule.optim.optimizer import Optimizer, Rate
from chainrule.optim.sgd import SGD

BETAS = ("beta1", "beta2")


@dataclass(frozen=True)
class Rule:
    """An optimizer that an experiment can select by name.

    Attributes
    ----------
    kind : the optimizer's class, whose first constructor argument is the learning rate.
    label : the optimizer's name in menus.
    settings : for each other constructor argument, the name of the experiment's setting, or a tuple
        of names if the argument is a tuple.
    formula : the update of the weights θ for the gradient g and the learning rate η.
    variants : for some settings, the formula that applies if the setting is neither 0 nor off. If
        several variants apply, the last one is shown.
    is_first_rival : whether a race compares it with the current optimizer unless told otherwise.
    """

    kind: type[Optimizer]
    label: str
    settings: Mapping[str, str | tuple[str, ...]]
    formula: str
    variants: Mapping[str, str] = field(default_factory=dict)
    is_first_rival: bool = False

    def make(self, rate: Rate, values: Mapping[str, Any]) -> Optimizer:
        """The optimizer with the learning rate `rate` and the settings taken from `values`."""
        given: dict[str, Any] = {
            argument: values[of] if isinstance(of, str) else tuple(values[name] for name in of)
            for argument, of in self.settings.items()
        }
        return self.kind(rate, **given)

    @property
    def uses(self) -> tuple[str, ...]:
        """The names of the experiment's settings that the optimizer uses."""
        return tuple(_flat(self.settings.values()))

    @property
    def usual_rate(self) -> float:
        """The default learning rate of the class, or 0.01 if there is no default."""
        rate = next(iter(inspect.signature(self.kind).parameters.values())).default
        return rate if isinstance(rate, float) else 0.01

    @property
    def facts(self) -> dict[str, Any]:
        """The optimizer's description for the page, JSON-ready."""
        return {
            "formula": self.formula,
            "variants": dict(self.variants),
            "decays_apart": self.kind.decays_apart,
            "has_step_limit": self.kind.has_step_limit,
        }


def _flat(names: Any) -> Iterator[str]:
    for name in names:
        if isinstance(name, tuple):
            yield from name
        else:
            yield name


_ADAM = {"betas": BETAS, "eps": "epsilon", "weight_decay": "weight_decay"}
_MOMENTS = "m ← β₁ m + (1 − β₁) g;  v ← β₂ v + (1 − β₂) g²"
_ADAM_STEP = "η m̂ / (√v̂ + ε),  m̂ = m / (1 − β₁ᵗ),  v̂ = v / (1 − β₂ᵗ)"

RULES: dict[str, Rule] = {
    "sgd": Rule(
        SGD,
        "SGD",
        {"momentum": "momentum", "nesterov": "nesterov", "weight_decay": "weight_decay"},
        "θ ← θ − η g",
        {
            "momentum": "v ← μ v + g;  θ ← θ − η v",
            "nesterov": "v ← μ v + g;  θ ← θ − η (g + μ v)",
        },
        is_first_rival=True,
    ),
    "adagrad": Rule(
        Adagrad,
        "Adagrad",
        {"lr_decay": "lr_decay", "weight_decay": "weight_decay", "eps": "epsilon"},
        "s ← s + g²;  θ ← θ − η g / (√s + ε)",
    ),
    "adadelta": Rule(
        Adadelta,
        "Adadelta",
        {"rho": "rho", "eps": "epsilon", "weight_decay": "weight_decay"},
        "s ← ρ s + (1 − ρ) g²;  d ← g √(u + ε) / √(s + ε);  u ← ρ u + (1 − ρ) d²;  θ ← θ − η d",
    ),
    "rmsprop": Rule(
        RMSprop,
        "RMSprop",
        {
            "alpha": "alpha",
            "eps": "epsilon",
            "weight_decay": "weight_decay",
            "momentum": "momentum",
            "centered": "centered",
        },
        "s ← α s + (1 − α) g²;  θ ← θ − η g / (√s + ε)",
        {"momentum": "s ← α s + (1 − α) g²;  b ← μ b + g / (√s + ε);  θ ← θ − η b"},
        is_first_rival=True,
    ),
    "adam": Rule(
        Adam,
        "Adam",
        {**_ADAM, "amsgrad": "amsgrad"},
        f"{_MOMENTS};  θ ← θ − {_ADAM_STEP}",
        is_first_rival=True,
    ),
    "adamw": Rule(
        AdamW,
        "AdamW",
        {**_ADAM, "amsgrad": "amsgrad"},
        f"{_MOMENTS};  θ ← θ − {_ADAM_STEP}",
        {"weight_decay": f"{_MOMENTS};  θ ← (1 − ηλ) θ − {_ADAM_STEP}"},
    ),
    "nadam": Rule(
        NAdam,
        "NAdam",
        {**_ADAM, "momentum_decay": "momentum_decay"},
        f"{_MOMENTS};  μₜ = β₁ (1 − ½ · 0.96^(t ψ));  Mₜ = μ₁ μ₂ ⋯ μₜ;  "
        "θ ← θ − η ((1 − μₜ) g / (1 − Mₜ) + μₜ₊₁ m / (1 − Mₜ₊₁)) / (√v̂ + ε),  v̂ = v / (1 − β₂ᵗ)",
    ),
    "lion": Rule(
        Lion,
        "Lion",
        {"betas": BETAS, "weight_decay": "weight_decay"},
        "c ← β₁ m + (1 − β₁) g;  m ← β₂ m + (1 − β₂) g;  θ ← θ − η sign c",
        {
            "weight_decay": "c ← β₁ m + (1 − β₁) g;  m ← β₂ m + (1 − β₂) g;  "
            "θ ← θ − η (sign c + λ θ)"
        },
    ),
}
"""Optimizers by their names in URLs."""
