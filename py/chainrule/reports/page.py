"""`report_page`: a run as one self-contained page."""

from __future__ import annotations

import base64
import hashlib
from dataclasses import dataclass
from pathlib import Path
from xml.etree.ElementTree import Element

import numpy

from chainrule.diagnostics.gradients.observe import Observation, Observer
from chainrule.diagnostics.target import target_of, undefined_r2
from chainrule.diagnostics.verdict import gather, verdict
from chainrule.experiment.data.source import ONE_EXAMPLE
from chainrule.experiment.experiment import Experiment
from chainrule.experiment.settings.table import SETTINGS
from chainrule.reports.drawing.markup import element, shown, text_of
from chainrule.reports.sections.about import about_section, network_words
from chainrule.reports.sections.curves import (
    gradient_figures,
    histogram_figures,
    loss_figures,
    noise_figures,
)
from chainrule.reports.sections.examples import examples_figure
from chainrule.reports.sections.output_map import output_figure
from chainrule.reports.styles import style_sheet
from chainrule.training.metrics import regression_errors
from chainrule.training.records.timeline import Timeline
from chainrule.training.trainer import Trainer
from chainrule.version import __version__

HISTOGRAMS = (
    "The distribution of each layer's values over the epochs. Bins are logarithmic, four per "
    "decade on each side of zero; darker cells hold more values. Empty bins next to the bin of 0 "
    "are omitted."
)
OBSERVED = 120
"""The number of snapshots shown; more could not be distinguished in a drawing."""


@dataclass(frozen=True)
class Recording:
    """A run with its history and snapshots.

    Attributes
    ----------
    experiment : the experiment that was trained.
    run : the trainer at the end of the run; its timeline holds earlier snapshots.
    file : the experiment's file name in the command that repeats the run.
    epochs : the number of epochs requested.
    ended : a sentence that says why training ended early, if it did.
    is_diverged : whether training ended because of a NaN or an infinity.
    """

    experiment: Experiment
    run: Trainer
    file: str
    epochs: int
    ended: str = ""
    is_diverged: bool = False


def report_page(recording: Recording) -> str:
    """The page as HTML: charts with tables of their numbers, the verdict, and the experiment.

    The charts are computed from the snapshots after training and do not affect the run. The same
    run always gives the same page.
    """
    experiment, run = recording.experiment, recording.run
    observer = Observer(experiment)
    assert run.timeline is not None  # because a recording has one
    observed = _observed(observer, run.timeline)
    layers = observer.layers
    title = f"{SETTINGS['data'].choices[experiment.data]}, {network_words(experiment)}"
    loss = experiment.loss_name
    body = element(
        "body",
        _header(recording, title),
        element(
            "main",
            _section("In words", _findings(recording, observer)),
            _section("Loss", _figures(*loss_figures(run.history, loss), *_output(experiment, run))),
            _section("Gradients and weights", _figures(*gradient_figures(observed, layers))),
            _section("Gradient noise", _figures(*noise_figures(observed, layers))),
            _section(
                "Histograms over time",
                element("p", HISTOGRAMS, class_="lead"),
                *(_figures(*row) for row in histogram_figures(observed, layers)),
            ),
            about_section(experiment, recording.file, recording.epochs),
        ),
        element("script", _script()),
    )
    root = element("html", _head(title, len(layers)), body, lang="en")
    return f"<!doctype html>\n{text_of(root)}\n"


def _output(experiment: Experiment, run: Trainer) -> list[Element]:
    """A picture of the output, either over the plane or for a few examples."""
    if experiment.data == ONE_EXAMPLE:
        return []
    return [(output_figure if experiment.is_plane else examples_figure)(experiment, run)]


def _observed(observer: Observer, timeline: Timeline[Experiment]) -> list[Observation]:
    """Observations of the run at evenly spread snapshots, including the first and the last."""
    count = min(len(timeline), OBSERVED)
    places = numpy.linspace(0, len(timeline) - 1, count).round().astype(int)
    return [observer.observe(timeline.entries[place].snapshot) for place in places]


def _head(title: str, layers: int) -> Element:
    style = style_sheet(layers)
    policy = (
        f"default-src 'none'; style-src '{_digest(style)}'; script-src '{_digest(_script())}'; "
        "base-uri 'none'; form-action 'none'"
    )
    return element(
        "head",
        element("meta", charset="utf-8"),
        element("meta", **{"http-equiv": "Content-Security-Policy"}, content=policy),
        element("meta", name="viewport", content="width=device-width, initial-scale=1"),
        element("meta", name="generator", content=f"Chainrule {__version__}"),
        element("title", f"{title} · Chainrule"),
        element("style", style),
    )


def _script() -> str:
    return Path(__file__).with_name("page.js").read_text(encoding="utf-8")


def _digest(text: str) -> str:
    return f"sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}"


def _header(recording: Recording, title: str) -> Element:
    experiment, run = recording.experiment, recording.run
    last = run.history.records[-1]
    numbers = [
        ("Training loss", shown(float(last.training_loss))),
        ("Test loss", shown(float(last.test_loss))),
        ("Training accuracy", _percent(float(last.training_accuracy))),
        ("Test accuracy", _percent(float(last.test_accuracy))),
        ("Epochs", f"{last.epoch:,}"),
        ("Steps", f"{last.step:,}"),
        ("Parameters", f"{experiment.parameters:,}"),
    ]
    numbers[2:2] = _errors(experiment, run)
    known = [(name, text) for name, text in numbers if text != "–"]
    pairs = [element("div", element("dt", name), element("dd", text)) for name, text in known]
    return element(
        "header",
        element("h1", title),
        element("p", "A training run, recorded by Chainrule.", class_="lead"),
        element("p", recording.ended) if recording.ended and not recording.is_diverged else None,
        element("p", note) if (note := _note(experiment, run)) else None,
        element("dl", *pairs, class_="key"),
    )


def _errors(experiment: Experiment, run: Trainer) -> list[tuple[str, str]]:
    """A regression's errors, in the target's unit."""
    target, numbers = target_of(experiment), []
    if target is None:
        return []
    run.losses_now()  # sets the scores to those of the current weights
    for name, data in (("Training", run.training_set), ("Test", run.test_set)):
        rmse, r2 = target.errors(regression_errors(data))
        if data is not None:
            numbers += [(f"{name} RMSE", target.error_text(rmse)), (f"{name} R²", _share(r2))]
    return numbers


def _note(experiment: Experiment, run: Trainer) -> str:
    """The reason why an R² is missing from the numbers; "" if none is missing."""
    return undefined_r2(run) if experiment.is_regression else ""


def _share(r2: float) -> str:
    return "–" if numpy.isnan(r2) else f"{r2:.4f}".replace("-", "\N{MINUS SIGN}")


def _percent(share: float) -> str:
    return "–" if numpy.isnan(share) else f"{100 * share:.1f} %"


def _section(title: str, *content: Element) -> Element:
    return element("section", element("h2", title), *content)


def _figures(*figures: Element) -> Element:
    return element("div", *figures, class_="figures")


def _findings(recording: Recording, observer: Observer) -> Element:
    """The verdict, worded as on the page and in the terminal."""
    items = []
    if recording.is_diverged:
        label = element("strong", "Problem. ")
        items.append(element("li", label, recording.ended, class_="problem"))
    for finding in verdict(gather(observer, recording.run, recording.is_diverged)):
        label = element("strong", "Problem. ") if finding.is_problem else None
        look = "problem" if finding.is_problem else None
        words = " ".join(filter(None, [finding.sentence, finding.advice]))
        items.append(element("li", label, words, class_=look))
    return element("ul", *items, class_="findings")
