"""A change of settings: its effect on the run, and its description for the page."""

from __future__ import annotations

from typing import Any

from chainrule.browser.run.live import Live
from chainrule.browser.words import changes_in_words, words_of
from chainrule.experiment.experiment import Experiment
from chainrule.experiment.settings.table import SETTINGS
from chainrule.phrases import Phrase, phrase

Description = tuple[list[Phrase], Phrase]
"""Remarks on the consequences of a change, and a summary of the change."""


def change_settings(live: Live, changes: dict[str, Any]) -> Description:
    """Change settings of the run. A new seed or new initial weights start the run over; any other
    change keeps the weights that fit.

    Raises
    ------
    InputError
        If a value is not allowed; in this case, nothing is changed.
    """
    before, after = live.experiment, live.experiment.changed(**changes)
    changed = [name for name in SETTINGS if getattr(before, name) != getattr(after, name)]
    remarks = _consequences(after, changed, changes, has_trained=live.run.step_count > 0)
    summary, mark = changes_in_words(changed, before, after)
    if _starts_over(changed, changes):
        live.start_over(after)
    elif changed:
        live.rebuild(after, mark)
    return remarks, summary


def _starts_over(changed: list[str], requested: dict[str, Any]) -> bool:
    has_lost_weights = "weights" in changed and "weights" not in requested
    return bool({"seed", "weights"} & {*changed}) and not has_lost_weights


def _consequences(
    after: Experiment, changed: list[str], requested: dict[str, Any], has_trained: bool
) -> list[Phrase]:
    """Remarks on settings that had to change because of others and, if the run `has_trained`, on
    the effects of the change on the run."""
    forced = [name for name in changed if name not in requested]
    remarks = [phrase("remark.fitted", change=words_of(name, after)) for name in forced]
    if not has_trained:
        return remarks
    if "seed" not in changed:
        remarks += [
            phrase("remark.new_units", change=words_of(name, after))
            for name in changed
            if SETTINGS[name].scope == "start" and name != "weights"
        ]
    if _starts_over(changed, requested):
        cause = words_of("seed" if "seed" in changed else "weights", after)
        remarks.append(phrase("remark.starts_over", change=cause))
    return remarks
