"""Language: bounds of the loss, written names, and attention."""

import math
import re
from pathlib import Path

import numpy
import pytest
from browser.page import Page
from chainrule import Experiment
from chainrule.apps import APPS
from chainrule.apps.names.bounds import UNIFORM, bigram_loss
from chainrule.apps.names.writing import (
    attention_of,
    checked_prefix,
    context,
    next_letters,
    write,
)
from chainrule.browser.apps.names.training import EARLY, SEED, Net
from chainrule.data.sequences.letters import LETTERS
from chainrule.errors import InputError
from chainrule.limits import MAX_PREFIX

SMALL = Experiment().changed(
    data="names", samples=60, steps=3, layers=APPS["names"].experiment("attention").layers
)


@pytest.fixture(scope="module")
def net():
    run = SMALL.trainer()
    run.advance(20)
    return run.net


def test_the_bigram_bound_is_the_loss_of_a_model_that_counts_pairs():
    experiment = Experiment().changed(data="names", samples=40, steps=2)
    points = experiment.points()
    pairs = [*zip(points.x[:, -1].astype(int), points.y, strict=True)]
    losses = [
        -math.log((pairs.count((a, b)) + 1) / (sum(p[0] == a for p in pairs) + 27))
        for a, b in zip(points.x_test[:, -1].astype(int), points.y_test, strict=True)
    ]
    assert bigram_loss(experiment) == pytest.approx(sum(losses) / len(losses))
    assert pytest.approx(3.2958, abs=1e-4) == UNIFORM


def test_a_context_holds_the_last_letters_and_is_padded():
    assert context("ab", 4).tolist() == [0, 0, 1, 2]
    assert context("abcde", 2).tolist() == [4, 5]


def test_temperature_flattens_and_sharpens_the_distribution(net):
    x = context("a", 3)[None]
    cold, usual, hot = (next_letters(net, x, t)[0] for t in (0.1, 1, 100))
    assert cold.max() > usual.max() > hot.max()
    assert hot == pytest.approx(numpy.full(27, 1 / 27), rel=0.2)
    assert usual.sum() == pytest.approx(1)


def test_names_start_with_the_prefix_are_short_enough_and_depend_on_the_seed(net):
    names = write(net, "an", 3, 8, 1.0, 5)
    assert names == write(net, "an", 3, 8, 1.0, 5) != write(net, "an", 3, 8, 1.0, 6)
    assert all(name.startswith("an") and len(name) <= MAX_PREFIX for name in names)
    assert all({*name} <= {*LETTERS[1:]} for name in names)


def test_attention_is_a_distribution_over_the_letters_so_far(net):
    weights = attention_of(net, context("ada", 3))
    assert weights.shape == (2, 3, 3)
    assert weights.sum(axis=2) == pytest.approx(numpy.ones((2, 3)), abs=1e-5)
    assert not numpy.triu(weights, 1).any()


@pytest.mark.parametrize("prefix", ["é", "a.", "A", "a" * 13])
def test_a_prefix_with_other_characters_is_rejected(prefix):
    with pytest.raises(InputError, match="prefix: .* allowed: at most 12 letters from a to z"):
        checked_prefix(prefix)


def test_networks_are_trained_one_after_another_and_their_predictions_are_reported(monkeypatch):
    app = type(APPS["names"])
    original = app.experiment
    small = {"samples": 60, "stop_epoch": 1}
    monkeypatch.setattr(
        app, "experiment", lambda self, name="": original(self, name).changed(**small)
    )
    page = Page()
    names = ["bigram", "attention"]
    [(begun, arrays)] = page.send("train_names", nets=names, temperature=0.5)
    assert (begun["nets"], begun["waiting"]) == ([], names)
    [(failure, _)] = page.send("train_names", nets=["lstm"], temperature=1)
    assert failure["field"] == "net"
    told, arrays = page.news()[-1]
    assert [(net["name"], net["epoch"], net["is_training"]) for net in told["nets"]] == [
        ("bigram", 1, False), ("attention", 1, False),
    ]  # fmt: skip
    assert arrays["test_losses 1"][-1] == told["nets"][1]["test_loss"]
    trainer = APPS["names"].experiment("attention").trainer()
    trainer.advance(len(trainer.batches))
    assert told["nets"][1]["test_loss"] == float(trainer.history.records[-1].test_loss)
    answers = page.send(
        "ask_letters", nets=["bigram", "attention"], prefix="ma", temperature=1, seed=0
    )
    assert [(letters["heads"], len(letters["context"])) for letters, _ in answers] == [
        (0, 1),
        (2, 8),
    ]
    page.send("train_names", nets=["who_where"], temperature=1)
    assert page.news()[-1][0]["nets"][-1]["written"] == []
    [(where, arrays)] = page.send("ask_where", example=2)
    assert (where["nets"], len(where["steps"]), where["heads"]) == (["who_where"], 4, 2)
    assert arrays["probabilities"].shape == (1, 6)


def test_names_are_written_at_the_first_steps_and_after_every_epoch_whatever_the_slice_length(
    monkeypatch,
):
    app = type(APPS["names"])
    original = app.experiment
    small = {"samples": 600, "stop_epoch": 2}
    monkeypatch.setattr(
        app, "experiment", lambda self, name="": original(self, name).changed(**small)
    )
    at_once, in_slices = Net("mlp"), Net("mlp")
    at_once.work(math.inf, 0.5)
    while not in_slices.is_done:
        in_slices.work(0.001, 0.5)
    assert at_once.written == in_slices.written
    steps = len(at_once.run.batches)
    assert [row["step"] for row in at_once.written] == [0, *EARLY, steps, 2 * steps]
    run = APPS["names"].experiment("mlp").trainer()
    for row in at_once.written:
        run.advance(row["step"] - run.step_count)
        assert row["names"] == write(run.net, "", 4, len(row["names"]), 0.5, SEED)
        assert row["test_loss"] == pytest.approx(float(run.losses_now().test), rel=1e-5)


PAGE = Path(__file__).parents[3] / "web" / "apps" / "names.html"


@pytest.mark.skipif(not PAGE.exists(), reason="the page is not here")
@pytest.mark.parametrize(
    ("net", "op"), [("attention", "ScaledDotProductAttention"), ("gru", "GRUCell")]
)
def test_the_pages_links_open_the_microscope_at_the_backward_pass(net, op):
    text = PAGE.read_text("utf-8")
    (place,) = re.findall(rf"#app:names/{net}&amp;step=0&amp;op=(\d+)", text)
    trainer = APPS["names"].experiment(net).trainer()
    traced = list(trainer.program.trace())[int(place)]
    assert (traced.name, traced.section) == (op, "backward")
