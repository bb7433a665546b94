"""Experiments: conversion to and from text, and errors for invalid values."""

import dataclasses
import json
from types import SimpleNamespace

import numpy as np
import pytest
from chainrule import Experiment, InputError, data, nn, optim
from chainrule.data import MANY_CLASSES, REGRESSION
from chainrule.data.formula import FUNCTIONS
from chainrule.data.sequences import SEQUENCES
from chainrule.data.tables import TABLES, load_table
from chainrule.experiment.data.source import class_names
from chainrule.experiment.formats.address import read
from chainrule.experiment.layers.parts import layer_of
from chainrule.experiment.settings.table import (
    ACTIVATIONS,
    CLASS_LOSSES,
    REGRESSION_LOSSES,
    SETTINGS,
    WEIGHTED_LOSSES,
    Setting,
    describe,
)
from hypothesis import given
from hypothesis import strategies as st


def values(row: Setting) -> st.SearchStrategy:
    if row.kind == "choice":
        return st.sampled_from(sorted(row.choices))
    if row.kind == "switch":
        return st.just(False) if row.name in ("target_is_number", "split_by_set") else st.booleans()
    if row.kind == "layers":
        width, activation = st.integers(1, 32), st.sampled_from(sorted(ACTIVATIONS))
        layer = st.tuples(width, activation, st.floats(0, 0.9), st.booleans())
        return st.lists(st.tuples(width, activation) | layer, max_size=8)
    if row.kind == "features":
        applied = st.sampled_from(sorted(FUNCTIONS)).map(lambda name: f"{name}(x1*x2^2)")
        feature = st.sampled_from(["x1", "x2", "x1^2", "-x2/3", "0.5*x1+1e-3"]) | applied
        return st.lists(feature, min_size=1, max_size=8, unique=True).map(tuple)
    if row.kind == "points":
        place = st.floats(-6, 6).map(lambda value: round(value, 2))
        point = st.tuples(place, place, st.integers(0, 1))
        return st.lists(point, min_size=2, max_size=20).map(tuple)
    if row.name == "weights":
        return st.just(())  # the number of values depends on other settings
    if row.kind == "class_weights":
        one = st.floats(row.low, row.high, exclude_min=True)
        own = st.lists(one, min_size=2, max_size=2).map(tuple)
        return st.sampled_from(sorted(row.choices)) | own
    if row.kind == "numbers":
        return st.lists(st.floats(row.low, row.high), min_size=1, max_size=8).map(tuple)
    if row.kind in ("names", "text"):
        return st.just(row.default)  # depends on the table
    if row.kind == "frozen":
        return st.just(("output",))  # the layers depend on other settings
    if row.kind == "whole":
        return st.integers(int(row.low), int(row.high))
    # Single precision cannot represent smaller ones, except 0.
    reals = st.floats(row.low, row.high, exclude_min=row.above_low)
    return reals.filter(lambda value: value == 0 or abs(value) >= 2e-45)


MORE_CLASSES = {"stripes", "names", "who_where", "clothing", *TABLES} - {"breast_cancer", "disease"}


@st.composite
def experiments(draw: st.DrawFn) -> Experiment:
    chosen = {name: draw(values(row)) for name, row in SETTINGS.items() if draw(st.booleans())}
    if chosen.get("data") in ("table", "steering", "camera"):
        chosen["data"] = "iris"
    if chosen.get("data") in TABLES and draw(st.booleans()):
        names = load_table(chosen["data"]).names[:-1]
        chosen["columns"] = tuple(draw(st.lists(st.sampled_from(names), min_size=1, unique=True)))
    if chosen.get("data", "spiral") not in MANY_CLASSES:
        chosen["classes"] = 2
    if chosen.get("data") in {*REGRESSION, "example", "adding"}:
        chosen["loss"] = draw(st.sampled_from(REGRESSION_LOSSES))
    elif chosen.get("classes", 2) > 2 or chosen.get("data") in MORE_CLASSES:
        chosen["loss"] = draw(st.sampled_from(CLASS_LOSSES))
    if chosen.get("data") == "example":
        chosen.pop("stop_patience", None)
    if task := SEQUENCES.get(chosen.get("data", "")):
        chosen["steps"] = task.nearest(chosen.get("steps", 12))
    regression = chosen.get("data") in {*REGRESSION, "example", "adding"}
    if regression or chosen.get("loss", "hinge") not in WEIGHTED_LOSSES:
        chosen.pop("class_weights", None)
    elif isinstance(chosen.get("class_weights"), tuple):
        count = len(class_names(SimpleNamespace(**{**vars(Experiment()), **chosen})))
        chosen["class_weights"] = chosen["class_weights"][:1] * count
    if chosen.get("loss") not in REGRESSION_LOSSES:
        chosen.pop("output_activation", None)
    if chosen.get("data") == "sine":
        chosen["features"] = ("x1", "sin(x1)")
    if chosen.get("layers") == []:
        chosen.pop("frozen", None)
    if chosen.get("momentum", 0) == 0:
        chosen["nesterov"] = False
    return Experiment(**chosen)


def test_the_table_and_the_dataclass_have_the_same_settings():
    assert vars(Experiment()) == {name: row.default for name, row in SETTINGS.items()}
    assert list(vars(Experiment())) == list(SETTINGS)
    assert [field.name for field in dataclasses.fields(Experiment)] == list(SETTINGS)
    assert json.loads(json.dumps(describe()))[0]["name"] == "data"


@given(experiments())
def test_json_and_url_restore_the_same_experiment(experiment):
    assert Experiment.from_json(experiment.to_json()) == experiment
    for start in ("", "#"):
        assert Experiment.from_address(start + experiment.to_address()) == experiment


def test_a_url_states_a_default_value_that_its_other_settings_would_otherwise_change():
    odd = Experiment().changed(data="steering").changed(target_is_number=False)
    assert Experiment.from_address(odd.to_address()) == odd


def test_a_url_is_short_and_readable():
    assert Experiment().to_address() == ""
    experiment = Experiment(data="xor", layers=((4, "relu"), (2, "tanh")), learning_rate=0.03)
    assert experiment.to_address() == "data=xor&layers=4-relu,2-tanh&learning_rate=0.03"
    assert Experiment(layers=()).to_address() == "layers=none"
    assert Experiment.from_address("layers=4-relu%2C2-tanh").layers == (
        layer_of((4, "relu")),
        layer_of((2, "tanh")),
    )
    assert read("target=K%C3%B6ln%20(%25)%zz") == {"target": "Köln (%)%zz"}


@pytest.mark.parametrize(
    ("name", "value", "allowed"),
    [
        ("data", "moon", "one of circle, xor, gauss, spiral"),
        ("samples", 9, "a whole number from 10 to 5000"),
        ("samples", 10.5, "a whole number from 10 to 5000"),
        ("samples", True, "a whole number"),
        ("seed", True, "a whole number"),
        ("noise", False, "a number from 0 to 0.5"),
        ("samples", 10**400, "a whole number"),
        ("noise", 0.6, "a number from 0 to 0.5"),
        ("noise", float("nan"), "a number from 0 to 0.5"),
        ("noise", "0.1", "a number from 0 to 0.5"),
        ("learning_rate", 0, "a number greater than 0 up to 100"),
        ("learning_rate", float("inf"), "a number greater than 0 up to 100"),
        ("nesterov", 1, "true or false"),
        ("layers", "8", "up to 8 layers"),
        ("seed", -1, "a whole number from 0 to 2147483647"),
    ],
)
def test_the_error_for_an_invalid_value_says_what_is_allowed(name, value, allowed):
    with pytest.raises(InputError) as caught:
        Experiment().changed(**{name: value})
    assert caught.value.field == name
    shown = repr(value) if len(repr(value)) <= 80 else f"{repr(value)[:80]}…"
    assert str(caught.value).startswith(f"{name}: {shown} is not allowed; allowed: ")
    assert allowed in str(caught.value)
    with pytest.raises(InputError, match=f"^{name}: "):
        Experiment(**{name: value})


@pytest.mark.parametrize(
    ("address", "message"),
    [
        ("noise=much", "noise: 'much' is not allowed; allowed: a number from 0 to 0.5"),
        ("samples=1e3", "samples: '1e3' is not allowed"),
        ("nesterov=yes", "nesterov: 'yes' is not allowed; allowed: true or false"),
        ("layers=8", "layers: "),
        ("layers=a-tanh", "layers: 'a-tanh' is not allowed"),
        ("colour=red", "setting: 'colour' is not allowed; allowed: one of the settings that"),
        ("optimiser=adam", "setting: .* allowed: optimizer, or another of the settings"),
        ("lr=1", "setting: 'lr' is not allowed; allowed: learning_rate, or another"),
        ("noise", "address: 'noise' is not allowed; allowed: parts of the form name=value"),
        ("noise=0.1&noise=0.2", "noise: '0.2' .* is given twice"),
        (
            "data=regress_plane&loss=cross_entropy",
            "loss: 'cross_entropy' .* one of mse, l1, huber, because",
        ),
        ("nesterov=true", "nesterov: True is not allowed; .* momentum above 0"),
    ],
)
def test_an_invalid_url_gives_an_error(address, message):
    with pytest.raises(InputError, match=message):
        Experiment.from_address(address)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("{", "experiment: '{' is not allowed; allowed: a JSON object"),
        ("[" * 4000, r"experiment: '\[+' is not allowed; allowed: a JSON object"),
        ("[1]", r"experiment: \[1\] is not allowed"),
        ('{"version": 9}', "version: 9 is not allowed; allowed: 1 or 2"),
        ('{"speed": 1}', "setting: 'speed' is not allowed"),
        ('{"noise": NaN}', "noise: nan is not allowed"),
        ('{"layers": {"a": 1}}', "layers: "),
    ],
)
def test_an_invalid_file_gives_an_error(text, message):
    with pytest.raises(InputError, match=message):
        Experiment.from_json(text)


@pytest.mark.parametrize(
    "text", ["[" * 3000, "[" * 100_000, "1" * 5000, "x" * 10**6], ids=lambda t: f"{len(t)}{t[0]}"
)
def test_a_huge_or_deeply_nested_file_gives_an_error(text):
    with pytest.raises(InputError, match="^experiment: .* is not allowed; allowed: ") as caught:
        Experiment.from_json(text)
    assert len(str(caught.value)) < 200


def test_a_change_includes_the_changes_that_it_implies():
    regression = Experiment().changed(data="regress_gauss")
    assert regression.loss == "mse"
    assert regression.changed(data="xor").loss == "binary_cross_entropy"
    assert regression.changed(data="regress_plane").loss == "mse"
    assert Experiment(loss="mse").changed(data="xor").loss == "mse"
    nesterov = Experiment(momentum=0.9, nesterov=True)
    assert nesterov.changed(momentum=0).nesterov is False
    with pytest.raises(InputError, match="loss"):
        Experiment().changed(data="regress_gauss", loss="cross_entropy")


def test_weights_and_an_output_activation_can_be_specified():
    classic = Experiment(
        data="example",
        layers=((2, "sigmoid"),),
        output_activation="sigmoid",
        frozen=("biases",),
        weights=(0.15, 0.2, 0.35, 0.25, 0.3, 0.35, 0.4, 0.45, 0.6, 0.5, 0.55, 0.6),
        loss="mse",
        optimizer="sgd",
        learning_rate=0.5,
        dtype="float64",
    )
    assert Experiment.from_address(classic.to_address()) == classic
    run = classic.trainer()
    assert run.losses_now().training == pytest.approx(0.298371109, abs=5e-10)
    run.advance()
    assert run.losses_now().training == pytest.approx(0.291027774, abs=5e-10)
    assert run.theta[[2, 5, 8, 11]].tolist() == [0.35, 0.35, 0.6, 0.6]
    assert classic.changed(layers=((3, "sigmoid"),)).weights == ()
    assert classic.changed(seed=1).weights == classic.weights
    assert classic.changed(data="xor").output_activation == "identity"


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"weights": (1.0, 2.0)}, "weights: 2 numbers .* none, or 105 numbers, one per parameter"),
        ({"example_inputs": ()}, r"example_inputs: \(\) is not allowed; allowed: 1 to 16 numbers"),
        ({"example_targets": (0.0,) * 9}, "example_targets: .* allowed: 1 to 8 numbers"),
        ({"output_activation": "tanh"}, "output_activation: 'tanh' .* identity, because binary"),
        ({"frozen": ("biases", "1", "2", "output")}, "frozen: .* not all of"),
    ],
)
def test_the_error_for_a_setting_that_does_not_match_the_network_names_it(settings, message):
    with pytest.raises(InputError, match=message):
        Experiment(**settings)


def test_adding_drawn_points_does_not_move_earlier_ones_between_sets():
    points = [(i / 10, -i / 10, i % 2) for i in range(40)]
    sets = []
    for count in (10, 11, 25, 40):
        x, _, x_test, _ = Experiment(data="drawn", drawn=tuple(points[:count])).points()
        assert len(x) + len(x_test) == count
        sets.append(({*x[:, 0]}, {*x_test[:, 0]}))
    for (small, small_test), (large, large_test) in zip(sets, sets[1:], strict=False):
        assert small <= large
        assert small_test <= large_test
    x, _, x_test, _ = Experiment(data="drawn", drawn=((0, 0, 0), (1, 1, 1))).points()
    assert (len(x), len(x_test)) == (1, 1)


@pytest.mark.parametrize(("share", "first", "trains"), [(0.5, 4, 2), (0.1, 10, 1), (0.9, 10, 9)])
def test_every_class_of_drawn_points_occurs_in_both_sets(share, first, trains):
    points = [(i / 10, 0, i % 3) for i in range(3 * first)]
    _, y, _, y_test = Experiment(
        data="drawn", drawn=tuple(points), train_share=share, loss="cross_entropy"
    ).points()
    assert np.bincount(y).tolist() == [trains] * 3
    assert np.bincount(y_test).tolist() == [first - trains] * 3


def test_settings_have_the_documented_effect():
    experiment = Experiment(
        data="gauss",
        samples=40,
        noise=0.2,
        train_share=0.75,
        data_seed=5,
        layers=((3, "relu"), (2, "sigmoid")),
        init="he",
        seed=8,
        beta1=0.5,
        beta2=0.75,
        epsilon=0.125,
        learning_rate=0.25,
        weight_decay=0.5,
    )
    split = experiment.split()
    assert (len(split.x), len(split.x_test)) == (30, 10)
    x, _ = data.gauss(40, 0.2, 5)
    assert {*map(tuple, x)} == {*map(tuple, split.x), *map(tuple, split.x_test)}
    run = experiment.trainer()
    expected = nn.Sequential(
        nn.Linear(2, 3, "he"), nn.ReLU(), nn.Linear(3, 2, "he"), nn.Sigmoid(),
        nn.Linear(2, 1, "he"), seed=8,
    )  # fmt: skip
    assert repr(run.net) == repr(expected)
    np.testing.assert_array_equal(run.theta, expected.theta)
    rule = run.optimizer
    assert isinstance(rule, optim.Adam)
    assert (rule.lr, rule.betas, rule.eps, rule.weight_decay) == (0.25, (0.5, 0.75), 0.125, 0.5)
    assert (run.batch_size, run.seed) == (10, 8)


def test_the_number_of_outputs_depends_on_the_data_and_the_loss():
    outputs = {
        ("spiral", "binary_cross_entropy"): 1, ("spiral", "mse"): 1, ("spiral", "cross_entropy"): 2,
        ("regress_plane", "mse"): 1, ("regress_gauss", "mse"): 1,
    }  # fmt: skip
    for (name, loss), count in outputs.items():
        experiment = Experiment(data=name, loss=loss)
        assert experiment.outputs == count
        assert experiment.is_regression == (name in {*REGRESSION, "adding"})
        assert experiment.network().blocks()[-1][1].shapes["weight"] == (count, 8)


ANYTHING = [
    None, True, 1, -1, 0.25, 10**400, -(10**400), float("nan"), float("inf"), -float("inf"),
    "", "spiral", "1", [], {}, [[8, "tanh"]], [[0, "tanh"]], [[8.0, "tanh"]], [[8]], [[8, 8]],
    [[8, "tanh", 1]], (8, "tanh"), [None], object(), np.float32(0.5), b"x", 1j,
]  # fmt: skip


def taken(name: str, value: object) -> Experiment | InputError:
    try:
        return Experiment().changed(**{name: value})
    except InputError as error:
        return error


@pytest.mark.parametrize("name", SETTINGS)
def test_any_value_is_accepted_or_gives_an_error_that_names_the_setting(name):
    """Any value in a file or URL gives a valid experiment or one error, never a crash."""
    for value in ANYTHING:
        answer = taken(name, value)
        if isinstance(answer, InputError):
            assert answer.field in (name, "loss", "nesterov")
            assert " is not allowed; allowed: " in str(answer)
            continue
        stored = getattr(answer, name)
        if name == "layers":
            assert stored == tuple(map(layer_of, value))
        else:
            assert stored == (tuple(map(tuple, value)) if isinstance(value, list) else value)
        assert type(stored) is type(SETTINGS[name].default)
        assert Experiment.from_json(answer.to_json()) == answer


@pytest.mark.parametrize(
    "name", [n for n, row in SETTINGS.items() if row.kind in ("whole", "real")]
)
def test_bounds_agree_with_the_table(name):
    row = SETTINGS[name]
    step = 1 if row.kind == "whole" else 1e-9
    inside = [row.high, row.default, row.low + step if row.above_low else row.low]
    outside = [row.high + step, row.low if row.above_low else row.low - step]
    for value in inside:
        assert getattr(Experiment().changed(**{name: value}), name) == value
    for value in outside:
        with pytest.raises(InputError, match=f"^{name}: .* to {row.high:.10g}\\.$"):
            Experiment().changed(**{name: value})


def test_an_experiment_cannot_be_changed_in_place():
    with pytest.raises(dataclasses.FrozenInstanceError):
        Experiment().noise = 0.2  # pyright: ignore[reportAttributeAccessIssue]


def test_the_number_of_parameters_follows_from_the_settings():
    experiment = Experiment(layers=((3, "relu"),), init="he", dtype="float64", loss="cross_entropy")
    run = experiment.trainer()
    assert (run.theta.shape, run.theta.dtype) == ((3 * 3 + 2 * 4,), np.float64)
    assert len(run.batches) == 25
    assert Experiment(layers=(), samples=10).trainer().theta.shape == (3,)


def test_a_column_chosen_as_the_target_is_no_longer_an_input():
    columns = ("petal length (cm)", "petal width (cm)")
    changed = Experiment().changed(data="iris", columns=columns).changed(target=columns[1])
    assert changed.columns == ("petal length (cm)",)
    assert changed.loss == "mse"
