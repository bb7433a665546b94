"""An activation, an optimizer, a setting, a loss and a layer that are defined elsewhere work
everywhere."""

import dataclasses
import json

import numpy as np
import pytest
from browser.page import Page
from chainrule import Experiment, Tensor, nn, optim
from chainrule.browser.fleets.choices import choices_of
from chainrule.browser.fleets.settings import settings_of
from chainrule.browser.words import words_of
from chainrule.diagnostics.gradients.units import notion
from chainrule.diagnostics.landscape.sharpness import step_limit
from chainrule.diagnostics.maps import point_arrays, scale_of
from chainrule.diagnostics.microscope.latex import exact
from chainrule.diagnostics.microscope.walk import Walk
from chainrule.engine.op import OPS, Op
from chainrule.errors import InputError
from chainrule.experiment.comparison.likeness import same_objective, shared_settings
from chainrule.experiment.layers.field import Field
from chainrule.experiment.layers.kind import LAYER_KINDS, LayerKind
from chainrule.experiment.settings.table import SETTINGS, Setting, describe
from chainrule.losses import LOSSES, BinaryCrossEntropy, Hinge, Loss
from chainrule.ops.activation import Activation
from chainrule.optim.step_limit import StepLimit

pytest.importorskip("chainrule.commands", reason="the site omits code that only the terminal uses")

from chainrule.commands.given import _changes
from chainrule.reports.drawing.markup import text_of
from chainrule.reports.sections.about import about_section
from chainrule.sweeps.notation import axis_of, parse_axis, texts


@pytest.fixture
def additions(monkeypatch):
    """The additions, registered during a test."""
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
        """θ ← θ − η s g, where s is the share."""

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

    class MeanFourthPower(Op):
        """L = (1/N) Σ (s − t)⁴;  ds = dL · 4 (s − t)³ / N."""

        operands = ("scores", "target")
        signs = (("y", "L"), ("scores", "s"), ("target", "t"), ("residual", "r"))
        latex, kept_latex = r"\frac{1}{N} \sum r^4", ("s - t",)
        derivatives = (r"\bar{L} \frac{4}{N} r^3", "0")
        keeps = saves = ("residual",)

        @classmethod
        def shape(cls, *shapes, **settings):
            return shapes[0][:-2]

        @staticmethod
        def forward(np, scores, target, *, y, residual):
            fourth = np.empty_like(scores)
            np.subtract(scores, target, out=residual)
            np.multiply(residual, residual, out=fourth)
            np.multiply(fourth, fourth, out=fourth)
            np.sum(fourth, axis=(-2, -1), out=y)
            np.multiply(y, 1 / (scores.shape[-1] * scores.shape[-2]), out=y)

        @staticmethod
        def backward(np, dy, residual, *, dscores, dtarget):
            np.multiply(residual, residual, out=dscores)
            np.multiply(dscores, residual, out=dscores)
            np.multiply(dscores, 4 / (residual.shape[-1] * residual.shape[-2]), out=dscores)
            np.multiply(dscores, dy[..., None, None], out=dscores)

    class Fourth(Loss):
        """L = (1/N) Σ (s − t)⁴."""

        op, label, targets = MeanFourthPower, "Fourth power", ("numbers", "two classes")

    class Gain(nn.Module):
        """y = w x, with a single learned w."""

        weight: Tensor

        def __init__(self, start):
            self.start = start
            self.shapes = {"weight": (1,)}

        def initial(self, rng):
            return {"weight": np.full(1, self.start)}

        def forward(self, x):
            return x * self.weight

    class Scaled(LayerKind):
        """A layer of one gain, with its initial value as a field."""

        name, label, words = "scaled", "Scaled", {"scale": {}}
        fields = (Field("start", "real", 0.25, "Initial gain", 0, 0.5, mark=""),)

        def modules(self, layer, shape, init):
            return [Gain(layer["start"])]

    rule = optim.Rule(Halving, "Halving", {"share": "share"}, "θ ← θ − η s g")
    share = Setting("share", "real", 0.5, "Share", low=0, high=1, needs=("optimizer", ("halving",)))
    monkeypatch.setitem(nn.ACTIVATIONS, "cubic", nn.activation_layer(Cubic))
    monkeypatch.setitem(optim.RULES, "halving", rule)
    monkeypatch.setitem(SETTINGS, "share", share)
    monkeypatch.setitem(LOSSES, "fourth", Fourth)
    monkeypatch.setitem(LAYER_KINDS, "scaled", Scaled())
    yield
    OPS.clear()
    OPS.update(before)


@pytest.fixture
def experiment(additions):
    return Experiment(
        data="xor", layers=((3, "cubic"),), optimizer="halving", share=0.25, dtype="float64"
    )


@pytest.fixture
def other(additions):
    """An experiment with the added loss and layer."""
    return Experiment(
        data="xor", layers=("3-cubic", "scale0.5"), loss="fourth", dtype="float64", samples=40
    )


def row(name):
    return next(row for row in json.loads(json.dumps(describe())) if row["name"] == name)


def test_additions_appear_in_the_menus_of_the_page(additions):
    assert row("layers")["choices"]["cubic"] == "Cubic"
    assert row("output_activation")["choices"]["cubic"] == "Cubic"
    assert row("optimizer")["choices"]["halving"] == "Halving"
    facts = row("optimizer")["facts"]["halving"]
    assert facts["formula"] == "θ ← θ − η s g"
    assert facts["has_step_limit"]
    assert row("share")["needs"] == {"name": "optimizer", "values": ["halving"]}
    assert row("share")["group"] == "optimizer"
    assert row("share")["kind"] == "real"
    assert row("loss")["choices"]["fourth"] == "Fourth power"
    kind = next(kind for kind in row("layers")["layer_kinds"] if kind["kind"] == "scaled")
    assert (kind["label"], kind["example"], kind["fields"][0]["high"]) == (
        "Scaled",
        "scale0.25",
        0.5,
    )


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


def test_an_added_loss_and_layer_are_restored_and_can_be_trained(other):
    address = "data=xor&samples=40&layers=3-cubic,scale0.5&loss=fourth&dtype=float64"
    assert other.to_address() == address
    assert Experiment.from_address(address) == other == Experiment.from_json(other.to_json())
    assert other.changed(data="regress_plane").loss == "mse"
    assert Experiment().changed(data="regress_plane", loss="fourth").loss == "fourth"
    assert "fourth" in other.fitting_choices["loss"]
    with pytest.raises(InputError, match="start of scaled"):
        other.changed(layers=("scale0.9",))
    run = other.trainer()
    gain = next(values for name, values, _ in run.net.named_parameters() if name == "2.weight")
    assert gain == [0.5]
    run.advance(1)
    assert gain != [0.5]
    score, y = run.predict(other.split().x)[:, 0], other.split().y
    assert run.losses_now().training == pytest.approx(float(((score - y) ** 4).mean()))


def test_an_added_loss_says_what_its_predictions_mean(additions, monkeypatch):
    monkeypatch.setitem(LOSSES, "logit", type("Logit", (BinaryCrossEntropy,), {"label": "Logit"}))
    monkeypatch.setitem(LOSSES, "signed", type("Signed", (Hinge,), {"label": "Signed"}))
    for name, key, low in (
        ("fourth", "scale.class", 0),
        ("logit", "scale.probability", 0),
        ("signed", "scale.score", -1),
    ):
        experiment = Experiment(data="xor", samples=40, loss=name, layers=())
        scale = scale_of(experiment)
        assert getattr(scale["label"], "key", "") == key
        assert scale["low"] == low
        assert min(point_arrays(experiment, (0, 1))["target"]) == low
        page = Page()
        page.send("open", hash=experiment.to_address())
        (examined, _), *_ = page.send("examine", example=0, index=None)
        assert (examined["share"] is None) == (name == "signed")


def test_an_added_setting_affects_what_its_row_says(experiment, monkeypatch):
    other = experiment.replaced(share=0.5)
    assert same_objective(experiment, other)
    assert shared_settings(experiment) != shared_settings(other)
    start = dataclasses.replace(SETTINGS["share"], affects="start")
    monkeypatch.setitem(SETTINGS, "share", start)
    assert shared_settings(experiment) == shared_settings(other)
    monkeypatch.setitem(SETTINGS, "share", dataclasses.replace(start, affects="objective"))
    assert not same_objective(experiment, other)


def test_a_fleet_compares_an_added_setting(experiment, monkeypatch):
    def texts():
        named = {each["name"]: each["texts"] for each in settings_of(experiment)}
        return named.get("share")

    assert texts() == ["0.25", "0.5"]
    for changes, expected in (
        ({"usual": 0.75}, ["0", "0.25"]),
        ({"is_near_1": True}, None),  # twice as far from 1 would be below 0
        ({"is_compared": False}, None),
    ):
        with monkeypatch.context() as patch:
            patch.setitem(SETTINGS, "share", dataclasses.replace(SETTINGS["share"], **changes))
            assert texts() == expected


def test_training_follows_the_definitions_of_the_additions(experiment):
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


def test_the_microscope_explains_an_added_loss_and_layer(other):
    walk = Walk(other.trainer())
    assert "layer 1: Multiply" in [walk.title(i) for i in range(len(walk.ops))]
    place = next(i for i, op in enumerate(walk.ops) if op.section == "loss")
    assert walk.ops[place].name == "MeanFourthPower"
    explained = walk.explain(place, "y", 0, 0)
    assert r"\frac{1}{N} \sum r^4" in explained.lines[0]
    assert exact(float(walk.ops[place].results["y"])) in explained.lines[0]


def test_exports_contain_additions(other, experiment):
    page = Page()
    page.send("open", hash=experiment.to_address())
    saved = page.send("export", what="experiment")[0][0]["text"]
    assert Experiment.from_json(saved) == experiment
    page.send("walk", example=None, exhibit=None, step=0)
    steps = page.send("export_step", format="txt")[0][0]["text"]
    assert "layer 1: Cubic" in steps
    assert page.send("export_step", format="csv")[0][0]["text"].count("Cubic") > 3
    page.send("open", hash=other.to_address())
    assert "scaled" in page.send("export", what="experiment")[0][0]["text"]
    page.send("walk", example=None, exhibit=None, step=0)
    steps = page.send("export_step", format="txt")[0][0]["text"]
    assert "combined as the formula says" in steps
    assert r"\sum r^4" in steps


def test_diagnostics_and_fleets_work_with_additions(experiment):
    assert step_limit(experiment.optimizer_rule()).rate(4.0) == 2.0
    assert notion(nn.ACTIVATIONS["cubic"]()) is None
    lanes = choices_of(experiment, "race")["lanes"]
    lane = next(lane for lane in lanes if lane["optimizer"] == "halving")
    assert lane["label"] == "Halving"
    assert lane["learning_rate"] == 0.25
    assert not lane["is_first_rival"]
    assert [lane["optimizer"] for lane in lanes if lane["is_first_rival"]] == [
        "sgd",
        "rmsprop",
        "adam",
    ]


def test_additions_can_be_set_and_varied_on_the_command_line(additions):
    changes = _changes(["optimizer=halving", "share=0.125", "layers=2-cubic"])
    assert Experiment().changed(**changes) == Experiment(
        optimizer="halving", share=0.125, layers=((2, "cubic"),)
    )
    axis = parse_axis("share=0.25,0.5")
    assert axis.values == (0.25, 0.5)
    assert axis_of("share", texts(axis)) == axis
    changes = _changes(["loss=fourth", "layers=2-cubic,scale0.5"])
    assert [layer.kind for layer in Experiment().changed(**changes).layers] == ["linear", "scaled"]
    assert parse_axis("loss=fourth,mse").values == ("fourth", "mse")


def test_messages_and_the_report_name_additions(experiment, other):
    assert words_of("layers", experiment) == "Hidden layers are now 3 (Cubic)"
    assert words_of("optimizer", experiment) == "Optimizer is now Halving"
    assert words_of("share", experiment) == "Share is now 0.25"
    report = text_of(about_section(experiment, "run.json", 5))
    for text in ("3 Cubic", "Halving", "Share", "0.25"):
        assert text in report
    assert words_of("loss", other) == "Loss is now Fourth power"
    assert "Scaled 0.5" in words_of("layers", other)
    report = text_of(about_section(other, "run.json", 5))
    for text in ("Scaled 0.5", "Fourth power"):
        assert text in report


def test_additions_are_removed_after_a_test():
    assert "cubic" not in nn.ACTIVATIONS
    assert "halving" not in optim.RULES
    assert "share" not in vars(Experiment())
    assert "Cubic" not in OPS
    assert "fourth" not in LOSSES
    assert "scaled" not in LAYER_KINDS
