"""The changes that were made during a kept run: how the page stores them, and how the run's name
states them."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from chainrule.browser.protocol.run import Mark
from chainrule.browser.words import decoded, encoded
from chainrule.phrases import Phrase, phrase

NO_CHANGE = "mark.weights_kept"
"""The mark of a stop that restored earlier weights, which follows from the settings."""


def stored_changes(marks: Sequence[Mark], epoch: float) -> str:
    """The marks of changes up to `epoch` as text, for the page to store; "" if there are none.

    The text contains keys and values, so that the run's name can be formed in another language
    later.
    """
    made = [mark for mark in marks if mark["epoch"] <= epoch and _key(mark) != NO_CHANGE]
    return encoded(made) if made else ""


def with_changes(name: str, stored: str) -> str:
    """The name of a run, followed by the changes that were made during the run."""
    if not stored:
        return name
    try:
        made: list[Mark] = decoded(stored)
    except KeyError:  # phrases of another version
        return phrase("difference.changes", name=name, count=len(json.loads(stored)))
    parts = [part for mark in made for part in _parts(mark["text"])]
    if len(parts) > 1:
        return phrase("difference.changes", name=name, count=len(parts))
    epoch = int(made[0]["epoch"])  # the number of completed epochs, as the page shows it
    return phrase("difference.changed", name=name, change=parts[0], epoch=epoch)


def _key(mark: Mark) -> str:
    return mark["text"].key if isinstance(mark["text"], Phrase) else ""


def _parts(text: str) -> Sequence[Any]:
    """The settings that changed at a mark; a change of weights is one part."""
    if isinstance(text, Phrase) and text.key == "changes":
        return text.values["parts"]
    return [text]
