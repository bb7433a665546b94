"""The English text of Python's phrases, by key."""

from __future__ import annotations

from chainrule.phrases.english.compare import COMPARE
from chainrule.phrases.english.errors import ERRORS
from chainrule.phrases.english.fleets import FLEETS
from chainrule.phrases.english.layers import LAYERS
from chainrule.phrases.english.ops import OPS
from chainrule.phrases.english.plain import PLAIN
from chainrule.phrases.english.presets import PRESETS
from chainrule.phrases.english.run import RUN
from chainrule.phrases.english.sanity import SANITY
from chainrule.phrases.english.spoken import SPOKEN
from chainrule.phrases.english.table_errors import TABLE_ERRORS
from chainrule.phrases.english.tables import TABLES
from chainrule.phrases.english.verdict import VERDICT

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
