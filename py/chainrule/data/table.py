"""Tables and their encoding for networks; the parts are defined in separate files."""

from chainrule.data.columns import SET, TEST, TRAINING, Column, Kind, Table, is_set
from chainrule.data.encoding import Division, Encoded, encode
from chainrule.data.suggestion import (
    LeftOut,
    left_out,
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
    "Encoded",
    "Kind",
    "LeftOut",
    "Table",
    "encode",
    "is_set",
    "left_out",
    "suggest",
    "suggested_settings",
    "target_sentence",
]
