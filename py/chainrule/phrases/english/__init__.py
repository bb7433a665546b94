"""The English texts of Python's phrases, by key."""

from __future__ import annotations

from chainrule.phrases.english.errors import ERRORS
from chainrule.phrases.english.fleets import FLEETS
from chainrule.phrases.english.ops import OPS
from chainrule.phrases.english.presets import PRESETS
from chainrule.phrases.english.run import RUN
from chainrule.phrases.english.sanity import SANITY
from chainrule.phrases.english.verdict import VERDICT

ENGLISH: dict[str, str] = {
    "plain": "{text}",
    "sentences": "{parts: }",
    "list": "{parts}",
    **ERRORS,
    **RUN,
    **VERDICT,
    **SANITY,
    **PRESETS,
    **FLEETS,
    **OPS,
}
