"""The English text of Python's phrases, by key."""

from __future__ import annotations

from chainrule.phrases.english.errors import ERRORS
from chainrule.phrases.english.instruments.compare import COMPARE
from chainrule.phrases.english.instruments.fleets import FLEETS
from chainrule.phrases.english.instruments.sanity import SANITY
from chainrule.phrases.english.instruments.verdict import VERDICT
from chainrule.phrases.english.network.layers import LAYERS
from chainrule.phrases.english.network.ops import OPS
from chainrule.phrases.english.plain import PLAIN
from chainrule.phrases.english.presets import PRESETS
from chainrule.phrases.english.run import RUN
from chainrule.phrases.english.spoken import SPOKEN
from chainrule.phrases.english.tables.table_errors import TABLE_ERRORS
from chainrule.phrases.english.tables.tables import TABLES

ENGLISH: dict[str, str] = {
    "sentences": "{parts: }",
    "list": "{parts}",
    **ERRORS,
    **RUN,
    **VERDICT,
    **SANITY,
    **PRESETS,
    **FLEETS,
    **OPS,
    **SPOKEN,
    **TABLES,
    **LAYERS,
    **TABLE_ERRORS,
    **COMPARE,
    **PLAIN,
}
