"""The report is well-formed and self-contained, and its numbers equal those of the run."""

import base64
import csv
import hashlib
import json
import re
from html.parser import HTMLParser
from importlib.util import find_spec
from pathlib import Path
from xml.etree import ElementTree

import numpy as np
import pytest
from chainrule import Experiment, Trainer
from chainrule.engine import backends

pytest.importorskip("chainrule.reports", reason="the site omits code that only the terminal uses")

from chainrule.cli import main
from chainrule.diagnostics.gradients.histograms import EDGES
from chainrule.diagnostics.gradients.observe import Observer
from chainrule.diagnostics.verdict import gather, verdict
from chainrule.reports.page import OBSERVED
from chainrule.reports.sections.about import about_section
from chainrule.reports.sections.curves import COLUMNS, MOST_EPOCHS
from chainrule.training.records.timeline import Timeline

TOKENS = Path(__file__).parents[3] / "web/src/styles/tokens.css"
SETTINGS = {"data": "xor", "samples": 60, "layers": [[3, "tanh"], [4, "relu"]], "noise": 0.1}
VOID = {"meta"}


class Strict(HTMLParser):
    """Checks that all elements are closed in order."""

    def __init__(self):
        super().__init__()
        self.open, self.tags = [], []

    def handle_starttag(self, tag, attrs):
        assert len(dict(attrs)) == len(attrs), "an attribute is repeated"
        self.tags.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag


@pytest.fixture
def report(tmp_path):
    """Train an experiment with the command; return the page, its tree, its text and the run."""

    def train(epochs=12, **settings):
        file, page = tmp_path / "run.json", tmp_path / "run.html"
        file.write_text(json.dumps(settings))
        words = ["--epochs", str(epochs), "--no-plot", "--report", str(page)]
        code = main(["train", str(file), *words])
        text = page.read_text(encoding="utf-8")
        return code, Page(text)

    return train


class Page:
    """The parts of a page."""

    def __init__(self, text):
        self.text = text
        self.parser = Strict()
        self.parser.feed(text)
        # Style and script contain characters that are only valid in HTML.
        bare = re.sub(r"(?s)<(style|script)>.*?</\1>", "", text.removeprefix("<!doctype html>"))
        self.root = ElementTree.fromstring(re.sub(r"<meta([^>]*)>", r"<meta\1/>", bare))

    def figures(self):
        return {figure.findtext(".//h3"): figure for figure in self.root.iter("figure")}

    def table(self, name):
        """The headings, and a row of texts for each row of the body."""
        figure = self.figures()[name]
        heads = [head.text for head in figure.iterfind(".//thead/tr/th")]
        return heads, [[cell.text for cell in row] for row in figure.iterfind(".//tbody/tr")]

    def columns(self, name):
        heads, rows = self.table(name)
        return {
            head: [float(cell.replace("–", "nan")) for cell in column]
            for head, column in zip(heads, zip(*rows, strict=True), strict=True)
        }

    @property
    def words(self):
        return " ".join("".join(self.root.itertext()).split())


def close(ours, theirs):
    """Check equality to the six significant digits that are printed."""
    return ours == pytest.approx(np.asarray(theirs, float), rel=1e-5, nan_ok=True)


def test_a_report_is_well_formed_and_contains_all_figures(report):
    code, page = report(**SETTINGS)
    assert code == 0
    assert page.parser.open == []
    layers = ["layer 1", "layer 2", "output"]
    assert list(page.figures()) == [
        "Loss", "Accuracy", "What the network has learned",
        "Gradient norm", "Weight norm", "Size of activations", "Update to weight",
        "Dead and saturated units", "Signal to noise", "Cosine of successive gradients",
        *(f"{kind}, {layer}" for layer in layers
          for kind in ("Weights", "Gradients", "Activations")),
    ]  # fmt: skip


def test_a_report_is_self_contained(report):
    """The page needs no file and no network; its Content-Security-Policy would even block
    accidental requests."""
    _, page = report(**SETTINGS)
    for tag, attributes in page.parser.tags:
        assert tag not in {"link", "img", "iframe", "object", "embed", "base", "image", "use"}
        assert not {"src", "href", "xlink:href", "srcset", "style", "onclick"} & attributes.keys()
    assert "url(" not in page.text
    assert "@import" not in page.text
    assert not re.search(r"https?:", page.text)
    policy = next(a["content"] for _, a in page.parser.tags if "http-equiv" in a)
    for tag in ("style", "script"):
        (inside,) = re.findall(rf"(?s)<{tag}>(.*?)</{tag}>", page.text)
        digest = base64.b64encode(hashlib.sha256(inside.encode()).digest()).decode()
        assert f"{tag}-src 'sha256-{digest}'" in policy
    assert policy.startswith("default-src 'none'; ")


def test_every_drawing_has_a_name_and_a_table_of_its_numbers(report):
    _, page = report(**SETTINGS)
    for name, figure in page.figures().items():
        drawing = figure.find(".//div[@class='plot']/svg")
        assert drawing.get("role") == "img"
        assert drawing.get("aria-label").startswith(f"{name}. ")
        assert len(drawing.get("aria-label")) > len(name) + 20
        assert figure.findtext(".//summary") == "Numbers"
        heads, rows = page.table(name)
        assert rows
        assert {len(row) for row in rows} == {len(heads)}
        width = float(drawing.get("viewBox").split()[2])
        places = [float(row.get("data-x")) for row in figure.iterfind(".//tbody/tr")]
        assert places == sorted(places)
        assert 0 < places[0] <= places[-1] < width


def test_the_losses_equal_those_of_the_history(report, tmp_path):
    _, page = report(**SETTINGS)
    with open(tmp_path / "run.csv", newline="") as file:
        rows = list(csv.DictReader(file))
    for name, what in (("Loss", "loss"), ("Accuracy", "accuracy")):
        shown = page.columns(name)
        assert shown["epoch"] == [float(row["epoch"]) for row in rows] == list(range(13))
        for kind in ("training", "test"):
            assert close(shown[kind], [row[f"{kind}_{what}"] for row in rows])
    words = page.words
    assert f"Training loss{float(rows[-1]['training_loss']):.6g}" in words
    assert f"Test accuracy{100 * float(rows[-1]['test_accuracy']):.1f} %" in words
    assert "Epochs12Steps36Parameters30" in words


@pytest.fixture
def observed():
    """The same run, observed at every epoch."""
    experiment = Experiment.from_json(json.dumps(SETTINGS))
    run, observer, seen = experiment.trainer(), Observer(experiment), []
    for _ in range(13):
        seen.append(observer.observe(run.snapshot()))
        run.advance(len(run.batches))
    return observer.layers, seen


def test_the_charts_show_the_observations(report, observed):
    _, page = report(**SETTINGS)
    layers, seen = observed
    charts = {
        "Gradient norm": [o.gradients for o in seen],
        "Weight norm": [o.weights for o in seen],
        "Size of activations": [o.activations for o in seen],
        "Update to weight": [o.updates for o in seen],
        "Signal to noise": [o.noise.ratio for o in seen],
        "Cosine of successive gradients": [o.cosine for o in seen],
        "Dead and saturated units": [[u.share for u in o.units] for o in seen],
    }
    for name, values in charts.items():
        shown = page.columns(name)
        assert shown["epoch"] == list(range(13))
        for place, layer in enumerate([*layers, "whole network"][: len(values[0])]):
            column = np.array(values)[:, place]
            if np.isnan(column).all():  # the output's units can neither die nor saturate
                assert layer not in shown
            else:
                assert close(shown[layer], column)
    assert "whole network" in page.columns("Signal to noise")


def test_the_counts_of_the_histograms_are_exact(report, observed):
    _, page = report(**SETTINGS)
    layers, seen = observed
    for kind in ("weights", "gradients", "activations"):
        for place, layer in enumerate(layers):
            heads, rows = page.table(f"{kind.capitalize()}, {layer}")
            bins = [f"{a:.3g} to {b:.3g}" for a, b in zip(EDGES[:-1], EDGES[1:], strict=True)]
            for row, one in zip(rows, seen, strict=True):
                counts = dict(zip(bins, one.histograms[kind][place].counts.tolist(), strict=True))
                shown = dict(zip(heads[1:], map(int, row[1:]), strict=True))
                assert shown == {name: counts[name] for name in shown}
                assert sum(shown.values()) == sum(counts.values()), "no nonempty bin is omitted"


def test_the_verdict_is_included(report, capsys):
    """The report, the terminal and the rules give the same verdict for the same run."""
    _, page = report(**SETTINGS)
    shown = " ".join(capsys.readouterr().out.split())
    experiment = Experiment.from_json(json.dumps(SETTINGS))
    run = experiment.trainer()
    run.timeline = Timeline(experiment)
    run.timeline.add(run.last_good)
    run.advance(12 * len(run.batches))
    found = verdict(gather(Observer(experiment), run))
    assert found
    for finding in found:
        for words in (finding.sentence, finding.advice):
            assert " ".join(words.split()) in page.words
            assert " ".join(words.split()) in shown


def test_the_map_equals_the_networks_output(report):
    _, page = report(**SETTINGS)
    heads, rows = page.table("What the network has learned")
    experiment = Experiment.from_json(json.dumps(SETTINGS))
    run = experiment.trainer()
    run.advance(12 * len(run.batches))
    centres = (np.arange(80) + 0.5) * 12 / 80 - 6
    x2 = centres[::-1][4::8]
    assert heads[1:] == [f"x2 = {value:.1f}" for value in x2]
    for row, x1 in zip(rows, centres[4::8], strict=True):
        assert row[0] == f"{x1:.1f}"
        points = np.column_stack([np.full(10, x1), x2])
        scores = run.predict(experiment.inputs(points))[:, 0]
        assert [float(cell) for cell in row[1:]] == pytest.approx(
            1 / (1 + np.exp(-scores)), abs=6e-4
        )


def test_the_command_that_repeats_a_run_names_its_backend():
    with backends.using("numpy"):
        section = about_section(Experiment(), "a.json", 3)
    assert section.find("pre").text == "chainrule train a.json --epochs 3 --report a.html"
    if find_spec("wasmtime"):
        with backends.using("wasm"):
            section = about_section(Experiment(), "a.json", 3)
        by_wasm = "chainrule train a.json --epochs 3 --backend wasm --report a.html"
        assert section.find("pre").text == by_wasm


def test_the_experiment_and_instructions_for_repeating_it_are_included(report, monkeypatch):
    monkeypatch.delenv("CHAINRULE_BACKEND", raising=False)
    _, page = report(**SETTINGS)
    command, file, fragment = (pre.text for pre in page.root.iter("pre"))
    assert command == "chainrule train run.json --epochs 12 --report run.html"
    assert Experiment.from_json(file) == Experiment.from_json(json.dumps(SETTINGS))
    assert Experiment.from_address(fragment) == Experiment.from_json(json.dumps(SETTINGS))
    changed = {row[0].text for row in page.root.iter("tr") if row.get("class") == "changed"}
    assert changed == {"Data set", "Points", "Hidden layers"}


def test_the_same_run_gives_the_same_page(report):
    _, once = report(**SETTINGS)
    _, again = report(**SETTINGS)
    assert once.text == again.text


def test_a_report_does_not_slow_down_training(report, monkeypatch):
    """During training, only one snapshot per epoch is copied, as without a report."""
    calls = []
    snapshot = Trainer.snapshot
    monkeypatch.setattr(Trainer, "snapshot", lambda run: calls.append(run) or snapshot(run))
    report(**SETTINGS)
    with_report = calls.count(calls[0])
    calls.clear()
    run = Experiment.from_json(json.dumps(SETTINGS)).trainer()
    run.advance(12 * len(run.batches))
    assert with_report == len(calls) == 13


@pytest.mark.parametrize(
    "settings",
    [
        {"data": "blobs", "classes": 3, "loss": "cross_entropy", "samples": 40},
        {"data": "blobs", "classes": 5, "loss": "hinge", "samples": 40},
        {"data": "xor", "loss": "hinge", "samples": 40},
        {"data": "sine", "loss": "mse", "features": ["x1"], "samples": 40},
        {"data": "regress_gauss", "loss": "huber", "samples": 40},
        {"data": "example", "loss": "mse", "layers": [[2, "sigmoid"]]},
        {"data": "iris", "loss": "cross_entropy"},
        {"data": "xor", "samples": 40, "batch_size": 1, "layers": []},
        {"data": "xor", "samples": 40, "init": "zeros"},
        {"data": "xor", "samples": 40, "layers": [[4, "relu", 0.5, True]], "frozen": ["1"]},
    ],
)
@pytest.mark.parametrize("epochs", [0, 2])
def test_a_report_can_be_written_for_any_run(report, settings, epochs):
    code, page = report(epochs, **settings)
    assert code == 0
    assert page.parser.open == []
    plane = settings["data"] not in ("example", "iris")
    assert ("What the network has learned" in page.figures()) == plane
    assert "nan" not in page.words.lower().split()


def test_a_chart_without_data_says_why_it_has_none(report):
    _, page = report(1, data="xor", samples=40, batch_size=1)
    figure = page.figures()["Signal to noise"]
    assert figure.find(".//svg") is None
    assert figure.findtext("p") == "A batch of one example has no variance."


def test_a_long_run_is_drawn_at_evenly_spaced_epochs(report):
    _, page = report(450, data="xor", samples=10, layers=[])
    epochs = page.columns("Loss")["epoch"]
    assert (len(epochs), epochs[0], epochs[-1]) == (MOST_EPOCHS, 0, 450)
    epochs = page.columns("Weight norm")["epoch"]
    assert (len(epochs), epochs[0], epochs[-1]) == (OBSERVED, 0, 450)
    assert len(page.columns("Weights, output")["epoch"]) == COLUMNS
    assert max(np.diff(epochs)) - min(np.diff(epochs)) <= 1


def test_the_report_says_whether_a_run_diverged(report):
    code, page = report(
        data="regress_plane", loss="mse", optimizer="sgd", learning_rate=9,
        layers=[[8, "relu"], [8, "relu"]],
    )  # fmt: skip
    assert code == 1
    (first, *others) = page.root.iterfind(".//ul[@class='findings']/li")
    assert "".join(first.itertext()).startswith("Problem. Training diverged at step ")
    assert not any("Gradients flow" in "".join(item.itertext()) for item in others)


def test_the_report_says_whether_a_run_was_stopped(report, monkeypatch):
    advance = Trainer.advance

    def interrupted(run, steps=1):
        if run.epoch == 3 and steps > 1:
            raise KeyboardInterrupt
        advance(run, steps)

    monkeypatch.setattr(Trainer, "advance", interrupted)
    code, page = report(**SETTINGS)
    assert code == 130
    assert "Stopped by hand; the history ends at epoch 3 of 12." in page.words
    assert page.columns("Loss")["epoch"] == [0, 1, 2, 3]


def test_a_users_table_is_not_included_in_the_report(report):
    secret = "a,b,kind\n" + "\n".join(f"{n}.125,{n % 7},{'xy'[n % 2]}" for n in range(40))
    _, page = report(1, data="table", csv={"text": secret}, target="kind")
    assert "7.125" not in page.text
    assert "The table itself is not part of this page" in page.words


def test_names_are_escaped(report):
    table = "a,b,kind\n" + "\n".join(f"{n},{n % 7},{'xy'[n % 2]}" for n in range(40))
    text = table.replace("a,b,", '<b>&amp;,"q",')
    _, page = report(1, data="table", csv={"text": text}, target="kind", columns=["<b>&amp;"])
    assert page.parser.open == []
    assert not [tag for tag, _ in page.parser.tags if tag == "b"]


@pytest.mark.parametrize(
    ("path", "allowed"),
    [
        ("a.pdf", "a file ending in .html or .htm."),
        ("none/a.html", "a file in a folder that exists."),
    ],
)
def test_the_output_path_is_checked_before_training(tmp_path, monkeypatch, capsys, path, allowed):
    monkeypatch.chdir(tmp_path)
    Path("run.json").write_text("{}")
    assert main(["train", "run.json", "--report", path]) == 2
    assert capsys.readouterr().err == (
        f"chainrule: --report: '{path}' is not allowed; allowed: {allowed}\n"
    )


@pytest.mark.skipif(not TOKENS.exists(), reason="the page is not here")
def test_the_colours_equal_those_of_the_page(report):
    _, page = report(0, data="xor", samples=10)
    ours = dict(re.findall(r"--([\w-]+): (light-dark\([^)]*\))", page.text))
    theirs = dict(re.findall(r"--([\w-]+): (light-dark\([^)]*\))", TOKENS.read_text("utf-8")))
    assert len(ours) > 15
    assert ours == {name: theirs[name] for name in ours}
