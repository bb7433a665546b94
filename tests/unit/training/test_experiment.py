"""Experiments: one value, several texts, and every wrong value named."""

import dataclasses
import json

import numpy as np
import pytest
from chainrule import Experiment, InputError
from chainrule.data import REGRESSION
from chainrule.training.settings import ACTIVATIONS, SETTINGS, Setting, describe
from hypothesis import given
from hypothesis import strategies as st


def values(row: Setting) -> st.SearchStrategy:
    if row.kind == "choice":
        return st.sampled_from(sorted(row.choices))
    if row.kind == "switch":
        return st.booleans()
    if row.kind == "layers":
        layer = st.tuples(st.integers(1, 32), st.sampled_from(sorted(ACTIVATIONS)))
        return st.lists(layer, max_size=8).map(tuple)
    if row.kind == "whole":
        return st.integers(int(row.low), int(row.high))
    return st.floats(row.low, row.high, exclude_min=row.above_low)


@st.composite
def experiments(draw: st.DrawFn) -> Experiment:
    chosen = {name: draw(values(row)) for name, row in SETTINGS.items() if draw(st.booleans())}
    if chosen.get("data") in REGRESSION:
        chosen["loss"] = "mse"
    if chosen.get("momentum", 0) == 0:
        chosen["nesterov"] = False
    return Experiment(**chosen)


def test_the_table_and_the_dataclass_are_the_same_list():
    fields = {field.name: field.default for field in dataclasses.fields(Experiment)}
    assert fields == {name: row.default for name, row in SETTINGS.items()}
    assert list(fields) == list(SETTINGS)
    assert json.loads(json.dumps(describe()))[0]["name"] == "data"


@given(experiments())
def test_json_and_address_bring_back_the_same_experiment(experiment):
    assert Experiment.from_json(experiment.to_json()) == experiment
    assert Experiment.from_address(experiment.to_address()) == experiment
    assert Experiment.from_address("#" + experiment.to_address()) == experiment


def test_an_address_is_short_and_readable():
    assert Experiment().to_address() == ""
    experiment = Experiment(data="xor", layers=((4, "relu"), (2, "tanh")), learning_rate=0.03)
    assert experiment.to_address() == "data=xor&layers=4-relu,2-tanh&learning_rate=0.03"
    assert Experiment(layers=()).to_address() == "layers=none"
    assert Experiment.from_address("layers=4-relu%2C2-tanh").layers == ((4, "relu"), (2, "tanh"))


@pytest.mark.parametrize(
    ("name", "value", "allowed"),
    [
        ("data", "moon", "one of circle, xor, gauss, spiral"),
        ("samples", 9, "a whole number from 10 to 5000"),
        ("samples", 10.5, "a whole number from 10 to 5000"),
        ("samples", True, "a whole number"),
        ("samples", 10**400, "a whole number"),
        ("noise", 0.6, "a number from 0 to 0.5"),
        ("noise", float("nan"), "a number from 0 to 0.5"),
        ("noise", "0.1", "a number from 0 to 0.5"),
        ("learning_rate", 0, "a number greater than 0 up to 100"),
        ("learning_rate", float("inf"), "a number greater than 0 up to 100"),
        ("nesterov", 1, "true or false"),
        ("layers", [[33, "tanh"]], "up to 8 layers, each a width from 1 to 32"),
        ("layers", [[8, "tan"]], "one of tanh, relu, sigmoid, identity"),
        ("layers", [[8, "tanh"]] * 9, "up to 8 layers"),
        ("layers", [[True, "tanh"]], "up to 8 layers"),
        ("layers", [8, 8], "up to 8 layers"),
        ("layers", "8", "up to 8 layers"),
        ("seed", -1, "a whole number from 0 to 2147483647"),
    ],
)
def test_every_wrong_value_is_named_with_what_is_allowed(name, value, allowed):
    with pytest.raises(InputError) as caught:
        Experiment().changed(**{name: value})
    assert caught.value.field == name
    assert str(caught.value).startswith(f"{name}: {value!r} is not allowed; allowed: ")
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
        ("colour=red", "setting: 'colour' is not allowed; allowed: one of data, samples"),
        ("noise", "address: 'noise' is not allowed; allowed: parts of the form name=value"),
        ("noise=0.1&noise=0.2", "noise: '0.2' .* comes twice"),
        ("data=regress_plane&loss=cross_entropy", "loss: 'cross_entropy' .* mse, because"),
        ("nesterov=true", "nesterov: True is not allowed; .* momentum above 0"),
    ],
)
def test_a_wrong_address_is_explained(address, message):
    with pytest.raises(InputError, match=message):
        Experiment.from_address(address)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("{", "experiment: '{' is not allowed; allowed: a JSON object"),
        ("[" * 100_000, "experiment: '\\[+' is not allowed; allowed: a JSON object"),
        ("1" * 5000, "experiment: '1+' is not allowed; allowed: a JSON object"),
        ("[1]", r"experiment: \[1\] is not allowed"),
        ('{"version": 9}', "version: 9 is not allowed; allowed: 1"),
        ('{"speed": 1}', "setting: 'speed' is not allowed"),
        ('{"noise": NaN}', "noise: nan is not allowed"),
        ('{"layers": {"a": 1}}', "layers: "),
    ],
)
def test_a_wrong_file_is_explained(text, message):
    with pytest.raises(InputError, match=message):
        Experiment.from_json(text)


def test_a_change_brings_along_what_it_forces():
    assert Experiment().changed(data="regress_gauss").loss == "mse"
    nesterov = Experiment(momentum=0.9, nesterov=True)
    assert nesterov.changed(momentum=0).nesterov is False
    with pytest.raises(InputError, match="loss"):
        Experiment().changed(data="regress_gauss", loss="cross_entropy")


@pytest.mark.parametrize("loss", ["binary_cross_entropy", "cross_entropy", "mse"])
@pytest.mark.parametrize("optimizer", ["sgd", "adam"])
def test_every_combination_trains(loss, optimizer):
    run = Experiment(data="gauss", loss=loss, optimizer=optimizer, learning_rate=0.03).trainer()
    run.advance(20 * len(run.batches))
    losses = run.history.column("training_loss")
    assert losses[-1] < 0.5 * losses[0]


def test_parameters_follow_the_settings():
    experiment = Experiment(layers=((3, "relu"),), init="he", dtype="float64", loss="cross_entropy")
    run = experiment.trainer()
    assert run.theta.shape == (3 * 3 + 2 * 4,)
    assert run.theta.dtype == np.float64
    assert len(run.batches) == 25
    assert Experiment(layers=(), samples=10).trainer().theta.shape == (3,)
