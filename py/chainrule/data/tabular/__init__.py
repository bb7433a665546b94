"""Tables, and their encoding for networks, collected from the modules that define them."""

from chainrule.data.tabular.columns import SET, TEST, TRAINING, Column, Kind, Table, is_set
from chainrule.data.tabular.encoding import Division, Encoded, encode
from chainrule.data.tabular.suggestion import (
    Doubtful,
    LeftOut,
    doubtful_categories,
    is_amount,
    kept_anyway,
    left_out,
    numbered_classes,
    suggest,
    suggested_settings,
    target_sentence,
)

__all__ = [
    "SET",
    "TEST",
    "TRAINING",
    "Column",
    "Division",
    "Doubtful",
    "Encoded",
    "Kind",
    "LeftOut",
    "Table",
    "doubtful_categories",
    "encode",
    "is_amount",
    "is_set",
    "kept_anyway",
    "left_out",
    "numbered_classes",
    "suggest",
    "suggested_settings",
    "target_sentence",
]
