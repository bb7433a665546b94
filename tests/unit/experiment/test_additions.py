"""An activation, an optimizer and a setting defined elsewhere work in every part of the package."""

import json

import numpy as np
import pytest
from chainrule import Experiment, nn, optim
from chainrule.browser.fleets.choices import choices_of
from chainrule.browser.words import words_of
from chainrule.diagnostics.gradients.units import notion
from chainrule.diagnostics.landscape.sharpness import step_limit
from chainrule.diagnostics.microscope.walk import Walk
from chainrule.engine.op import OPS
from chainrule.errors import InputError
from chainrule.experiment.settings import SETTINGS, Setting, describe
from chainrule.ops.activation import Activation
from chainrule.optim.step_limit import StepLimit

pytest.importorskip("chainrule.commands", reason="the site leaves out what the terminal alone runs")

from chainrule.commands.given import _changes
from chainrule.reports.about import about_section
from chainrule.reports.markup import text_of
from chainrule.sweeps.notation import axis_of, parse_axis, texts


@pytest.fixture
def additions(monkeypatch):
    """The three additions, registered during a test."""
    before = dict(OPS)

    class Cubic(Activation):
        """y = x³;  dx = dy · 3x²."""

        label = "Cubic"
        latex, derivatives = "x^3", (r"\bar{y} \odot 3 x^2",)
        saves = ("x",)

        @staticmethod
        def forward(np, x, *, y):
            np.multiply(x, x, out=y)
            np.multiply(y, x, out=y)

        @staticmethod
        def backward(np, dy, x, *, dx):
            np.multiply(x, x, out=dx)
            np.multiply(dx, 3, out=dx)
            np.multiply(dx, dy, out=dx)

    class Halving(optim.Optimizer):
        """θ ← θ − η s g, s the share."""

        has_step_limit = True

        def __init__(self, lr=0.25, share=0.5):
            super().__init__(lr)
            self.share = share

        def update(self, np):
            step = self.work()
            np.multiply(self.grad, self.share, out=step)
            self.descend(np, step)

        def explain(self, lines):
            lines.values["s"] = self.share
            lines.hold("theta", r"<\theta> - <\eta> \cdot <s> \cdot <g>")

        def step_limit(self, state):
            return StepLimit(2 / self.share)

    rule = optim.Rule(Halving, "Halving", {"share": "share"}, "θ ← θ − η s g")
    share = Setting("share", "real", 0.5, "Share", low=0, high=1, needs=("optimizer", ("halving",)))
    monkeypatch.setitem(nn.ACTIVATIONS, "cubic", nn.activation_layer(Cubic))
    monkeypatch.setitem(optim.RULES, "halving", rule)
    monkeypatch.setitem(SETTINGS, "share", share)
    yield
    OPS.clear()
    OPS.update(before)


@pytest.fixture
def experiment(additions):
    return Experiment(
        data="xor", layers=((3, "cubic"),), optimizer="halving", share=0.25, dtype="float64"
    )


def row(name):
    return next(row for row in json.loads(json.dumps(describe())) if row["name"] == name)


def test_additions_are_in_the_pages_menus(additions):
    assert row("layers")["choices"]["cubic"] == "Cubic"
    assert row("output_activation")["choices"]["cubic"] == "Cubic"
    assert row("optimizer")["choices"]["halving"] == "Halving"
    facts = row("optimizer")["facts"]["halving"]
    assert facts["formula"] == "θ ← θ − η s g"
    assert facts["has_step_limit"]
    assert row("share")["needs"] == {"name": "optimizer", "values": ["halving"]}
    assert row("share")["group"] == "optimizer"
    assert row("share")["kind"] == "real"


def test_additions_are_restored_from_url_and_file(experiment):
    address = experiment.to_address()
    assert address == "data=xor&layers=3-cubic&optimizer=halving&dtype=float64&share=0.25"
    assert Experiment.from_address(address) == experiment
    values = json.loads(experiment.to_json())
    assert (values["layers"], values["optimizer"], values["share"]) == (
        [{"kind": "linear", "units": 3, "activation": "cubic", "dropout": 0.0, "norm": False}],
        "halving",
        0.25,
    )
    assert Experiment.from_json(experiment.to_json()) == experiment
    assert experiment != experiment.replaced(share=0.5)
    assert experiment.changed(noise=0.2).share == 0.25
    with pytest.raises(InputError, match="share"):
        experiment.changed(share=2)


def test_additions_train_as_defined(experiment):
    run = experiment.trainer()
    before = run.theta.copy()
    run.advance(1)
    np.testing.assert_allclose(run.theta, before - 0.01 * 0.25 * run.grad, rtol=1e-12)


def test_the_microscope_explains_additions(experiment):
    walk = Walk(experiment.trainer())
    assert "layer 1: Cubic" in [walk.title(index) for index in range(len(walk.ops))]
    place = next(i for i, op in enumerate(walk.ops) if op.name == "Cubic" and not op.backward)
    op = walk.ops[place]
    value = float(op.results["y"].flat[0])
    assert value == float(op.operands["x"].flat[0]) ** 3
    assert f"{value:.4g}"[:5] in walk.explain(place, "y", 0, 0).lines[-1]
    update = next(i for i, op in enumerate(walk.ops) if op.section == "update")
    shown = walk.matrices(update)[-1]
    lines = walk.explain(update, shown.name, 0, 0).lines
    assert r"\theta - \eta \cdot s \cdot g" in " ".join(lines)


def test_diagnostics_and_fleets_support_additions(experiment):
    assert step_limit(experiment.optimizer_rule()).rate(4.0) == 2.0
    assert notion(nn.ACTIVATIONS["cubic"]()) is None
    lanes = choices_of(experiment, "race")["lanes"]
    assert {"optimizer": "halving", "label": "Halving", "learning_rate": 0.25} in lanes


def test_the_command_line_sets_and_varies_additions(additions):
    changes = _changes(["optimizer=halving", "share=0.125", "layers=2-cubic"])
    assert Experiment().changed(**changes) == Experiment(
        optimizer="halving", share=0.125, layers=((2, "cubic"),)
    )
    axis = parse_axis("share=0.25,0.5")
    assert axis.values == (0.25, 0.5)
    assert axis_of("share", texts(axis)) == axis


def test_texts_and_the_report_name_additions(experiment):
    assert words_of("layers", experiment) == "Hidden layers are now 3 (Cubic)"
    assert words_of("optimizer", experiment) == "Optimizer is now Halving"
    assert words_of("share", experiment) == "Share is now 0.25"
    report = text_of(about_section(experiment, "run.json", 5))
    for text in ("3 Cubic", "Halving", "Share", "0.25"):
        assert text in report


def test_additions_are_removed_after_a_test():
    assert "cubic" not in nn.ACTIVATIONS
    assert "halving" not in optim.RULES
    assert "share" not in vars(Experiment())
    assert "Cubic" not in OPS
