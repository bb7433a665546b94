"""The report's section about the experiment and how to reproduce it."""

from __future__ import annotations

import json
import shlex
from xml.etree.ElementTree import Element

from chainrule.engine import backends
from chainrule.experiment.data.source import OWN_TABLE
from chainrule.experiment.experiment import Experiment
from chainrule.experiment.layers.parts import is_dense, text_of
from chainrule.experiment.settings.table import SETTINGS
from chainrule.reports.drawing.markup import element
from chainrule.version import __version__

LONGEST = 200


def network_words(experiment: Experiment) -> str:
    """The widths from input to output, for example 2 – 8 – 8 – 1; layers that are not dense are
    written in their notation, for example 64 – conv8x3-relu – pool2 – 10."""
    hidden = [layer["units"] if is_dense(layer) else text_of(layer) for layer in experiment.layers]
    return " – ".join(map(str, [len(experiment.input_names), *hidden, experiment.outputs]))


def about_section(experiment: Experiment, file: str, epochs: int) -> Element:
    """The settings, command, file and URL that reproduce the run."""
    backend = backends.current()
    by = "" if backend == "numpy" else f" --backend {backend}"  # the terminal's default
    words = f"--epochs {epochs}{by} --report {_report_of(file)}"
    command = f"chainrule train {shlex.quote(file)} {words}"
    fragment = f"#{experiment.to_address()}"
    is_own = experiment.data == OWN_TABLE
    own = "The table itself is not part of this page: the run needs its file. "
    return element(
        "section",
        element("h2", "The experiment"),
        element("p", own if is_own else None, "This command gives the same numbers:"),
        element("pre", command),
        element(
            "details",
            element("summary", f"The file {file}"),
            element("pre", json.dumps(experiment.to_dict(), indent=1)),
        ),
        element("p", "Appended to the lab's URL, this opens the experiment there:"),
        element("pre", fragment),
        _settings(experiment),
        element("p", f"Chainrule {__version__}.", class_="lead"),
    )


def _report_of(file: str) -> str:
    return shlex.quote(f"{file.removesuffix('.json')}.html")


def _settings(experiment: Experiment) -> Element:
    """All settings that have an effect, in a table that marks those that differ from the
    default."""
    default, rows = Experiment(), []
    for name, row in SETTINGS.items():
        if row.needs is not None and getattr(experiment, row.needs[0]) not in row.needs[1]:
            continue
        value = getattr(experiment, name)
        text = row.words(value)
        shown = text if len(text) <= LONGEST else f"{text[:LONGEST]}…"
        is_changed = value != getattr(default, name)
        cells = element("th", row.label, scope="row"), element("td", shown)
        changed = element("td", "not the default" if is_changed else "")
        rows.append(element("tr", *cells, changed, class_="changed" if is_changed else None))
    heads = [element("th", head, scope="col") for head in ("Setting", "Value", "")]
    table = element(
        "table",
        element("caption", "Settings", class_="unseen"),
        element("thead", element("tr", *heads)),
        element("tbody", *rows),
        class_="settings",
    )
    return element(
        "details", element("summary", "All settings"), element("div", table, class_="scroll")
    )
