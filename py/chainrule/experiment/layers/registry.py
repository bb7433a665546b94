"""`LAYER_KINDS`: all kinds of layers that an experiment can have, one row per kind."""

from __future__ import annotations

from typing import Any

from chainrule.experiment.layers.kind import LAYER_KINDS
from chainrule.experiment.layers.kinds.activation import Activation
from chainrule.experiment.layers.kinds.attention import Attention, Transformer
from chainrule.experiment.layers.kinds.conv import Conv
from chainrule.experiment.layers.kinds.dropout import Dropout
from chainrule.experiment.layers.kinds.embedding import Embedding
from chainrule.experiment.layers.kinds.flatten import Flatten
from chainrule.experiment.layers.kinds.linear import Linear
from chainrule.experiment.layers.kinds.norm import Norm
from chainrule.experiment.layers.kinds.pool import Pool
from chainrule.experiment.layers.kinds.recurrent import GRU, LSTM, RNN
from chainrule.experiment.layers.kinds.residual import Residual
from chainrule.phrases.phrase import Phrase

_ROWS = (
    *(Linear(), Conv(), Pool(), Flatten(), Embedding(), RNN(), GRU(), LSTM()),
    *(Attention(), Transformer(), Norm(), Dropout(), Activation(), Residual()),
)
LAYER_KINDS.update({row.name: row for row in _ROWS})


def layer_titles() -> list[Phrase]:
    """The labels of kinds, of their fields and of the fields' choices. Activations are excluded;
    their labels belong to the setting `layers`."""
    titles: list[Phrase] = []
    for kind in LAYER_KINDS.values():
        titles += [kind.title, kind.short_title]
        for field in kind.fields:
            titles.append(kind.field_title(field))
            if field.name != "activation":
                titles += [kind.title_of_value(field, word) for word in field.choices]
    return titles


def describe_layers() -> list[dict[str, Any]]:
    """The description of layers for the page's controls, JSON-ready."""
    return [kind.describe() for kind in LAYER_KINDS.values()]
