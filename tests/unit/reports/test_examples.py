"""The report shows predictions for a few examples where there is no plane to draw."""

import json
from xml.etree import ElementTree

import numpy as np
import pytest
from chainrule import Experiment

pytest.importorskip("chainrule.reports", reason="the site omits code that only the terminal uses")

from chainrule.reports.drawing.markup import text_of
from chainrule.reports.sections.examples import MOST, examples_figure

EXPERIMENTS = {
    "digits": Experiment(data="digits", loss="cross_entropy", layers=("conv2x3-relu", "pool4")),
    "brackets": Experiment(data="brackets", samples=40, steps=6, layers=("embed2", "gru2")),
    "adding": Experiment(data="adding", samples=40, steps=6, loss="mse", layers=("gru2",)),
    "iris": Experiment(data="iris", loss="cross_entropy"),
    "hinge": Experiment(data="brackets", samples=40, steps=6, loss="hinge", layers=("lstm2",)),
}


@pytest.fixture(scope="module", params=EXPERIMENTS)
def shown(request):
    """The experiment, its run, and the figure: headings, rows and the tree."""
    experiment = EXPERIMENTS[request.param]
    run = experiment.trainer()
    run.advance(4)
    tree = ElementTree.fromstring(text_of(examples_figure(experiment, run)))
    heads = [head.text for head in tree.iterfind(".//thead/tr/th")]
    rows = [[cell.text for cell in row] for row in tree.iterfind(".//tbody/tr")]
    return experiment, run, heads, rows, tree


def test_the_predictions_equal_those_of_the_network(shown):
    experiment, run, heads, rows, _ = shown
    lines = ["predicted", "probability", "target", "correct"]
    lines = lines if experiment.class_names else ["predicted", "target", "residual"]
    assert heads[: len(lines) + 1] == ["example", *lines]
    assert len(rows) == MOST
    split, source = experiment.split(), experiment.source
    scores = run.predict(split.x_test[:MOST])
    for row, score, target in zip(rows, scores, split.y_test, strict=False):
        if not source.classes:
            numbers = [float(cell.replace("−", "-")) for cell in row[1:4]]
            residual = target - float(score[0])
            assert numbers == pytest.approx([float(score[0]), target, residual], rel=1e-3)
            continue
        shares = np.exp(score) / np.exp(score).sum() if len(score) > 1 else None
        one = 1 / (1 + np.exp(-score[0]))
        shares = np.array([1 - one, one]) if shares is None else shares
        assert row[1] == source.classes[int(shares.argmax())]
        assert row[3] == source.classes[int(target)]
        is_known = experiment.loss != "hinge"
        assert row[2] == (f"{100 * shares.max():.0f} %" if is_known else "–")


def test_wrong_predictions_are_marked_and_counted(shown):
    experiment, _, _, rows, tree = shown
    wrong = sum(row[1] != row[3] for row in rows) if experiment.class_names else 0
    drawing = tree.find(".//div[@class='plot']/svg")
    assert drawing is not None
    texts = [text.text or "" for text in drawing.iter("text")]
    assert texts.count("✗") == wrong
    if experiment.class_names:
        assert f"{MOST - wrong} of {MOST} predictions" in drawing.get("aria-label", "")


def test_the_pictures_show_the_inputs(shown):
    experiment, _, heads, rows, tree = shown
    drawing = tree.find(".//div[@class='plot']/svg")
    assert drawing is not None
    form, x = experiment.data_shape, experiment.points().x_test[:MOST]
    if form.kind == "tokens":
        symbols = np.array(experiment.source.symbols)
        drawn = ["".join(text.text or "" for text in g) for g in drawing.iter("g")]
        expected = ["".join(symbols[row.astype(int)]) for row in x]
        assert drawn == expected == [row[5] for row in rows]
        return
    cells = [g for g in drawing.iter("g") if g.get("class") == "cells"]
    assert len(cells) == MOST
    inputs = {"image": 0, "sequence": form.sizes[0], "numbers": x.shape[1]}
    lines = 5 if experiment.class_names else 4
    assert len(heads) == lines + inputs[form.kind] == len(rows[0])
    if form.kind == "image":
        areas = [sum(area(path.get("d")) for path in g) for g in cells]
        filled = (x > 0).sum(axis=1)
        np.testing.assert_allclose(areas, filled * (36 / 8) ** 2, rtol=0.05)


def area(path: str | None) -> float:
    """The area of rectangles in the form MleftTopHrightVlowHleftz."""
    total = 0.0
    for part in (path or "").split("M")[1:]:
        corner, right, low, _ = part.replace("H", "|").replace("V", "|").split("|")
        left, top = map(float, corner.split())
        total += (float(right) - left) * (float(low) - top)
    return total


def test_the_report_contains_the_figure(tmp_path):
    from chainrule.cli import main

    file, page = tmp_path / "run.json", tmp_path / "run.html"
    file.write_text(json.dumps({"data": "brackets", "samples": 40, "steps": 6}))
    assert main(["train", str(file), "--epochs", "1", "--no-plot", "--report", str(page)]) == 0
    assert "<h3>Predictions for examples</h3>" in page.read_text(encoding="utf-8")
