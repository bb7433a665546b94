"""Settings, and what is wrong with them, in the page's words."""

from __future__ import annotations

from chainrule.errors import InputError
from chainrule.experiment import address
from chainrule.experiment.experiment import Experiment
from chainrule.experiment.settings import ACTIVATIONS, SETTINGS, Layer, with_options

NOTHING_NAMED = {"frozen": "none", "names": "all but the target"}


def words_of(name: str, experiment: Experiment) -> str:
    """A setting and its value, as a person reads them."""
    row, value = SETTINGS[name], getattr(experiment, name)
    if row.kind == "choice":
        return f"{row.label} is now {row.choices[value]}"
    if row.kind == "layers":
        widths = " – ".join(str(layer[0]) for layer in value) or "none"
        kinds = ", ".join(sorted({_kind(layer) for layer in value}))
        return f"{row.label} are now {widths}{f' ({kinds})' if kinds else ''}"
    if row.kind in ("frozen", "names"):
        return f"{row.label} are now {', '.join(value) or NOTHING_NAMED[row.kind]}"
    if row.kind == "class_weights":
        shown = value if isinstance(value, str) else address.text_of(value)
        return f"{row.label} are now {shown.replace(',', ', ')}"
    if row.kind == "numbers":
        shown = ", ".join(f"{number:g}" for number in value[:8])
        return f"{row.label} are now {shown or 'drawn from the seed'}{' …' * (len(value) > 8)}"
    if row.kind == "points":
        return f"{len(value)} points are drawn"
    if row.kind == "text":
        return f"{row.label} is now {value or 'the usual'}"
    if row.kind == "features":
        labels = ", ".join(formula.label for formula in experiment.formulas())
        return f"{row.label} are now {labels}"
    if row.kind == "switch":
        return f"{row.label} is now {'on' if value else 'off'}"
    return f"{row.label} is now {value:.10g}"


def _kind(layer: Layer) -> str:
    """A hidden layer's activation and options in words."""
    _, activation, dropout, norm = with_options(layer)
    options = ", layer norm" * norm + (f", dropout {dropout:g}" if dropout else "")
    return ACTIVATIONS[activation] + options


def for_the_page(error: InputError) -> str:
    """The error's sentence with the control's label, and values as an address gives them."""
    if error.field not in SETTINGS:
        return str(error)
    value = address.text_of(error.value) if isinstance(error.value, tuple) else error.value
    return str(InputError(SETTINGS[error.field].label, value, error.allowed))
