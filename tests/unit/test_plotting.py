"""The content of the plot of a history; any history can be drawn."""

import re
from pathlib import Path

import numpy as np
import pytest
from chainrule import Trainer, data, losses, nn, optim
from chainrule.training.records.history import History, Record

pytest.importorskip("matplotlib", reason="matplotlib is not installed")

from chainrule import plotting
from matplotlib.figure import Figure

TOKENS = Path(__file__).parents[2] / "web/src/styles/tokens.css"


@pytest.fixture
def axes(tmp_path, monkeypatch):
    """Draw a history; return the axes of losses and of norms."""
    figures = []
    save = Figure.savefig

    def saved(figure, *arguments, **options):
        figures.append(figure)
        save(figure, *arguments, **options)

    monkeypatch.setattr(Figure, "savefig", saved)

    def draw(history, **options):
        plotting.plot_history(history, tmp_path / "plot.svg", **options)
        return figures[-1].axes

    return draw


def history_of(*norms, test=0.5):
    history = History([f"layer {n + 1}" for n in range(len(norms[0]))])
    for epoch, row in enumerate(norms):
        loss = np.array(1 / (epoch + 1))
        history.add(Record(epoch, epoch, loss, np.array(test), np.array(row, float)))
    return history


def trained(rate=0.1, init="xavier", replicas=None, epochs=3):
    net = nn.Sequential(nn.Linear(2, 3, init), nn.Tanh(), nn.Linear(3, 1, init), replicas=replicas)
    x, y = data.gauss(20)
    return Trainer(net, losses.MSE(), optim.SGD(rate)).fit(x, y, epochs=epochs)


@pytest.mark.parametrize("epochs", [0, 3])
@pytest.mark.parametrize("replicas", [None, 3])
@pytest.mark.parametrize("init", ["xavier", "zeros"])
def test_any_history_can_be_drawn(axes, epochs, replicas, init):
    """A fleet, a single record, or a layer whose gradient is zero can be drawn without a
    warning."""
    assert len(axes(trained(init=init, replicas=replicas, epochs=epochs))) == 2


def test_a_fleet_that_diverged_can_be_drawn(axes):
    history = trained(rate=1e30, replicas=2, epochs=9)
    assert not np.isfinite(history.column("training_loss")).all()
    axes(history)


@pytest.mark.parametrize(("name", "magic"), [("a.png", b"\x89PNG"), ("a.SVG", b"<?xml")])
def test_the_extension_determines_the_format(tmp_path, name, magic):
    path = tmp_path / name
    plotting.plot_history(history_of([1]), path)
    once = path.read_bytes()
    assert once.startswith(magic)
    plotting.plot_history(history_of([1]), str(path))
    assert path.read_bytes() == once, "the same run gives the same file"


def test_one_record_is_drawn_as_a_point_and_several_as_a_line(axes):
    for history, marker in ((history_of([1, 2]), "o"), (history_of([1, 2], [1, 2]), "")):
        lines = [line for part in axes(history) for line in part.lines]
        assert [line.get_marker() for line in lines] == [marker] * 4


@pytest.mark.parametrize(("test", "labels"), [(0.5, ["training", "test"]), (np.nan, ["training"])])
def test_the_test_loss_is_drawn_if_there_is_one(axes, test, labels):
    losses_axes, _ = axes(history_of([1], [2], test=test))
    assert [line.get_label() for line in losses_axes.lines] == labels
    assert [text.get_text() for text in losses_axes.get_legend().get_texts()] == labels


def test_the_axis_of_losses_starts_at_zero_and_is_labelled_with_the_loss(axes):
    losses_axes, _ = axes(history_of([1], [2]), loss="Hinge")
    assert losses_axes.get_ylabel() == "Hinge"
    assert losses_axes.get_ylim() == (0, 1.04)


@pytest.mark.parametrize("loss", [0.0, np.nan])
def test_if_losses_are_all_zero_infinite_or_nan_the_axis_is_from_0_to_1(axes, loss):
    history = History(["output"])
    history.add(Record(0, 0, np.full(2, loss), np.full(2, np.nan), np.ones((2, 1))))
    losses_axes, _ = axes(history)
    assert losses_axes.get_ylim() == (0, 1)


@pytest.mark.parametrize(
    ("norms", "limits"),
    [
        (([0.02, 3], [0, 0.5]), (0.01, 10)),
        (([0.2], [0.3]), (0.1, 1)),
        (([1], [1]), (1, 10)),
        (([0], [0]), (0.01, 1)),
    ],
)
def test_norms_have_a_logarithmic_axis_of_whole_decades(axes, norms, limits):
    _, norms_axes = axes(history_of(*norms))
    assert norms_axes.get_yscale() == "log"
    assert norms_axes.get_ylim() == pytest.approx(limits)
    assert not any(label.get_text() for label in norms_axes.get_yticklabels(minor=True))


def test_layers_have_the_colours_of_the_page_and_different_dashes(axes):
    _, few = axes(history_of([1, 2, 3], [1, 2, 3]))
    colours = [line.get_color() for line in few.lines]
    assert colours == [*plotting.LAYERS[:2], plotting.OUTPUT]
    assert [line.get_linestyle() for line in few.lines] == ["-", "--", "--"]
    _, many = axes(history_of(*[[1, 2, 3]] * (plotting.DENSE + 1)))
    assert [line.get_linestyle() for line in many.lines] == ["-"] * 3


@pytest.mark.skipif(not TOKENS.exists(), reason="the page is not here")
@pytest.mark.parametrize(
    ("name", "token"),
    [
        ("PAPER", "paper"),
        ("INK", "ink"),
        ("SECOND", "second"),
        ("THIRD", "third"),
        ("LINE", "line"),
        ("OUTPUT", "layer-output"),
        ("VALUE_MINUS", "value-minus"),
        ("VALUE_PLUS", "value-plus"),
    ],
)
def test_the_colours_equal_those_of_the_page(name, token):
    light = re.search(rf"--{token}: light-dark\((#\w+),", TOKENS.read_text(encoding="utf-8"))
    assert light
    assert light[1] == getattr(plotting, name)


@pytest.mark.skipif(not TOKENS.exists(), reason="the page is not here")
def test_series_and_layers_have_the_colours_of_the_page():
    text = TOKENS.read_text(encoding="utf-8")
    classes = re.findall(r"--class-(\d+): light-dark\((#\w+),", text)
    expected = [plotting.VALUE_PLUS, plotting.VALUE_MINUS, *(colour for _, colour in classes)]
    assert list(plotting.SERIES) == expected[: len(plotting.SERIES)]
    layers = re.findall(r"--layer-\d+: light-dark\((#\w+),", text)
    assert list(plotting.LAYERS) == layers
