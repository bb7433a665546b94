"""Settings, and what is wrong with them, in the page's words."""

from __future__ import annotations

from chainrule.errors import InputError
from chainrule.experiment.experiment import Experiment
from chainrule.experiment.settings import SETTINGS


def words_of(name: str, experiment: Experiment) -> str:
    """A setting and its value, as a person reads them."""
    row = SETTINGS[name]
    return row.form.sentence(row, getattr(experiment, name))


def for_the_page(error: InputError) -> str:
    """The error's sentence with the control's label, and values as an address gives them."""
    row = SETTINGS.get(error.field)
    if row is None:
        return str(error)
    value = row.to_text(error.value) if isinstance(error.value, tuple) else error.value
    return str(InputError(row.label, value, error.allowed))
