"""How experiments differ: the names of compared runs and the columns of their table."""

import pytest
from chainrule import Experiment
from chainrule.errors import InputError
from chainrule.experiment.comparison.differences import (
    MOST_PARTS,
    differences,
    names_of,
    settings_at,
)
from chainrule.experiment.settings.table import SETTINGS


def names(*addresses):
    return [str(name) for name in names_of([settings_at(each) for each in addresses])]


def columns(*addresses):
    found = differences([settings_at(each) for each in addresses])
    return {each.name: [str(words) for words in each.words] for each in found}


def test_the_example_that_the_page_gives_is_correct():
    drop = "layers=8-tanh-drop0.3,8-tanh-drop0.3"
    assert names(drop, "optimizer=sgd&learning_rate=0.03") == [
        "dropout 0.3, Adam 0.01",
        "no dropout, SGD 0.03",
    ]


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("", "learning_rate=0.1", ["learning rate 0.01", "learning rate 0.1"]),
        ("l2=0.001", "", ["L2 penalty 0.001", "no L2 penalty"]),
        ("noise=0", "", ["no noise", "noise 0.1"]),
        ("seed=0", "seed=3", ["seed 0", "seed 3"]),
        ("init=he", "", ["initialisation He", "initialisation Xavier"]),
        ("dtype=float64", "", ["64-bit", "32-bit"]),
        ("data=moons", "", ["Moons", "Spiral"]),
        ("clip_norm=1", "", ["gradient norm clipped at 1", "gradient norm not clipped"]),
        ("features=x1,x2,x1*x2", "", ["features (x₁, x₂, x₁·x₂)", "features (x₁, x₂)"]),
        ("layers=8-relu,8-relu", "", ["ReLU", "Tanh"]),
        ("layers=8-relu,8-tanh", "", ["ReLU – Tanh", "Tanh"]),
        ("layers=8-tanh-norm,8-tanh-norm", "", ["layer norm", "no layer norm"]),
        ("layers=4-tanh,2-tanh", "", ["layers 4 – 2", "layers 8 – 8"]),
        ("layers=none", "", ["no hidden layers", "layers 8 – 8"]),
    ],
)
def test_a_setting_is_described_in_words(one, other, expected):
    assert names(one, other) == expected


def test_layers_of_the_same_kind_are_compared_setting_by_setting():
    data = "data=digits&loss=cross_entropy&layers="
    convs = [f"{data}conv8x3-relu,pool2,16-tanh", f"{data}conv4x3-relu,pool2,16-tanh"]
    assert columns(*convs) == {"layers.channels": ["8", "4"]}
    assert columns(convs[0], f"{data}16-tanh") == {
        "layers": ["Convolution 8 × 3, ReLU, Pooling 2, 16 Tanh", "16 Tanh"]
    }


def test_equal_runs_are_named_by_task_and_optimizer():
    assert names("", "") == ["Spiral, Adam 0.01"] * 2
    assert columns("", "") == {}
    assert names() == []


def test_a_setting_without_effect_is_not_compared():
    # Iris has no noise, and Adam no momentum: the default value is not a difference, but another
    # value is.
    assert "noise" not in columns("data=iris&loss=cross_entropy", "")
    assert columns("", "optimizer=sgd") == {"optimizer": ["Adam", "SGD"]}
    assert columns("", "optimizer=sgd&momentum=0.9")["momentum"] == ["", "0.9"]


def test_a_long_name_says_how_many_differences_it_omits():
    many = "l1=0.1&l2=0.1&clip_norm=1&init=he&seed=2&batch_size=3"
    [first, second] = names(many, "")
    assert first.endswith(f" and {6 - MOST_PARTS} more")
    assert first != second


def test_every_setting_can_be_put_into_words():
    """If any setting is changed to another value, the two runs must have different names."""
    untold = {"data", "layers", "features", "drawn", "weights", "table", "target", "columns"}
    untold |= {"example_inputs", "example_targets", "frozen", "class_weights"}
    for name, row in SETTINGS.items():
        if name in untold:
            continue
        other = {
            "switch": lambda row=row: not row.default,
            "choice": lambda row=row: next(word for word in row.choices if word != row.default),
            "real": lambda row=row: row.default / 2 or (row.low + min(row.high, 1)) / 2,
            "whole": lambda row=row: row.default + 1,
        }[row.kind]()
        needs = {} if row.needs is None else {row.needs[0]: next(iter(row.needs[1]))}
        base = Experiment().with_unchecked(needs)
        changed = Experiment().with_unchecked({**needs, name: other})
        first, second = names_of([base, changed])
        assert "" not in (first, second), name
        assert first != second, name


def test_the_settings_in_a_url_are_checked_even_without_its_table():
    assert settings_at("data=table&table=0123abcd&noise=0.2").noise == 0.2
    with pytest.raises(InputError, match="noise"):
        settings_at("noise=7")
