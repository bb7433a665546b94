"""The changes that a verdict suggests, each to a single setting; a function returns None if its
change does not apply."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from chainrule.diagnostics.gradients.units import UnitState
from chainrule.diagnostics.verdict.evidence import FAST, SLOW, USUAL_UPDATE, Evidence
from chainrule.diagnostics.verdict.finding import Trial
from chainrule.errors import InputError
from chainrule.experiment.experiment import Experiment
from chainrule.experiment.layers.layer import Layer
from chainrule.experiment.layers.parts import layer_of, widened, width_of
from chainrule.experiment.settings.table import BALANCED, SETTINGS
from chainrule.limits import MAX_WIDTH
from chainrule.nn.init import INITIALISERS, zeros
from chainrule.phrases import phrase

MOST_KEPT = 64
"""The number of suggested changes that are kept for the next verdict."""
FIRST_PENALTY = 0.003
"""An L2 penalty that has a noticeable effect and can still be increased a few times."""
FIRST_DECAY = 0.01
"""The default weight decay of AdamW (Loshchilov & Hutter, "Decoupled weight decay
regularization", 2019)."""
STRONG = 10.0
"""A penalty or weight decay of at least this multiple of `FIRST_PENALTY` or `FIRST_DECAY` may keep
the weights close to 0."""


def rate(evidence: Evidence, factor: float) -> Trial | None:
    """The learning rate multiplied by `factor`, rounded to one significant digit."""
    if evidence.experiment is None:
        return None
    wanted = evidence.experiment.learning_rate * factor
    return _trial(evidence, "learning_rate", float(f"{wanted:.0e}"))


def clipping(evidence: Evidence) -> Trial | None:
    """A limit on the gradient's norm, or half the current limit."""
    now = evidence.experiment.clip_norm if evidence.experiment else 0.0
    return _trial(evidence, "clip_norm", now / 2 or 1.0)


def steeper(evidence: Evidence) -> Trial | None:
    """Tanh instead of sigmoid, whose slope never reaches 1; otherwise layer norm in all layers."""
    if evidence.experiment is None:
        return None
    layers = evidence.experiment.layers
    changed = _with_activation(layers, "sigmoid", "tanh")
    if changed != layers:
        return _trial(evidence, "layers", changed)
    return _trial(evidence, "layers", tuple(layer.with_settings(norm=True) for layer in layers))


def leaky(evidence: Evidence) -> Trial | None:
    """Leaky ReLU instead of ReLU."""
    if evidence.experiment is None:
        return None
    changed = _with_activation(evidence.experiment.layers, "relu", "leaky_relu")
    return _trial(evidence, "layers", changed)


def wider(evidence: Evidence) -> Trial | None:
    """Hidden layers of twice the width or, if the network has no hidden layers, a first one."""
    if evidence.experiment is None:
        return None
    layers = evidence.experiment.layers
    changed = [
        layer
        for one in layers
        for width in [width_of(one) or 0]
        for layer in widened([one], max(width, min(2 * width, MAX_WIDTH)))
    ]
    return _trial(evidence, "layers", tuple(changed or [layer_of("8-tanh")]))


def other_init(evidence: Evidence) -> Trial | None:
    """Initial weights that are not all 0."""
    if evidence.experiment is None:
        return None
    if evidence.experiment.init_scale == 0:
        return _trial(evidence, "init_scale", 1.0)
    is_zero = INITIALISERS[evidence.experiment.init] is zeros
    return _trial(evidence, "init", "xavier") if is_zero else None


def smaller_init(evidence: Evidence) -> Trial | None:
    """The usual initial scale, if the current one is larger."""
    if evidence.experiment is None or evidence.experiment.init_scale <= 1:
        return None
    return _trial(evidence, "init_scale", 1.0)


def push(evidence: Evidence, has_arrived: bool = False) -> Trial | None:
    """A change that may restart a stalled run: nonzero initial weights, scaled inputs, a smaller
    penalty, hidden layers, smaller or larger steps, activations that let gradients pass, or more
    units.

    Parameters
    ----------
    has_arrived : whether the steps are small because the gradient is small.
    """
    most = max(evidence.updates, default=0.0)
    tried = [other_init(evidence), standardising(evidence), less_penalty(evidence)]
    if evidence.experiment and not evidence.experiment.layers and most >= SLOW:
        tried.append(wider(evidence))
    if most > FAST:
        tried.append(rate(evidence, 1 / 3))
    elif 0 < most < USUAL_UPDATE and not has_arrived:
        tried.append(rate(evidence, 10 if most < SLOW else 3))
    if any((units.states == UnitState.DEAD).any() for units in evidence.units):
        tried.append(leaky(evidence))
    return next((trial for trial in [*tried, wider(evidence)] if trial), None)


def balancing(evidence: Evidence) -> Trial | None:
    """Class weights that give all classes the same total weight."""
    return _trial(evidence, "class_weights", BALANCED)


def penalty(evidence: Evidence) -> Trial | None:
    """A first L2 penalty, or three times the current one."""
    now = evidence.experiment.l2 if evidence.experiment else 0.0
    return _trial(evidence, "l2", float(f"{3 * now:.0e}") or FIRST_PENALTY)


def less_penalty(evidence: Evidence) -> Trial | None:
    """The first penalty or weight decay that is far above its usual value, reset to that value."""
    if evidence.experiment is None:
        return None
    usual = {"l2": FIRST_PENALTY, "l1": FIRST_PENALTY, "weight_decay": FIRST_DECAY}
    for name, value in usual.items():
        if getattr(evidence.experiment, name) >= STRONG * value:
            return _trial(evidence, name, value)
    return None


def patience(evidence: Evidence) -> Trial | None:
    """Twice the current patience."""
    now = evidence.experiment.stop_patience if evidence.experiment else 0
    return _trial(evidence, "stop_patience", 2 * now) if now else None


def standardising(evidence: Evidence) -> Trial | None:
    """Standardised inputs, if the data are a table."""
    if evidence.experiment is None:
        return None
    needed = SETTINGS["standardise"].needs
    is_table = needed is not None and evidence.experiment.data in needed[1]
    return _trial(evidence, "standardise", True) if is_table else None


def _with_activation(layers: Sequence[Layer], old: str, new: str) -> tuple[Layer, ...]:
    """The layers with the activation `old` replaced by `new`."""
    return tuple(
        layer.with_settings(activation=new) if layer.get("activation") == old else layer
        for layer in layers
    )


def _trial(evidence: Evidence, name: str, value: Any) -> Trial | None:
    """The change if it is allowed and has an effect; otherwise None."""
    return None if evidence.experiment is None else _change(evidence.experiment, name, value)


@lru_cache(MOST_KEPT)
def _change(before: Experiment, name: str, value: Any) -> Trial | None:
    """The change of one setting. A verdict during training suggests the same ones again and again,
    and checking an experiment takes much of its time."""
    try:
        after = before.changed(**{name: value})
    except InputError:
        return None
    if after == before:
        return None
    row = SETTINGS[name]
    new, now = (row.words(getattr(experiment, name)) for experiment in (after, before))
    words = phrase("trial", label=row.title, after=new, before=now)
    return Trial({name: getattr(after, name)}, words)
