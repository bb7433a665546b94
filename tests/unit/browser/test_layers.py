"""Sessions over every kind of layer: no command fails, and reports are as declared."""

import numpy as np
import pytest
from browser.page import Page

CASES = {
    "convolution": "data=digits&layers=conv4x3-relu,pool2,conv4x3-relu-norm,pool2"
    "&loss=cross_entropy&batch_size=32",
    "residual": "data=digits&layers=conv4x3-relu,residual(conv4x3-relu,conv4x3-identity),relu,"
    "avgpool2,batchnorm,8-relu&loss=cross_entropy&batch_size=32",
    "flatten": "data=digits&layers=flatten,drop0.2,8-tanh-norm&loss=cross_entropy",
    "convolution along a sequence": "data=adding&samples=40&layers=conv4x3-relu,pool2,conv4x3-tanh"
    "&loss=mse",
    "rnn": "data=adding&samples=40&layers=rnn4&loss=mse",
    "gru": "data=brackets&samples=40&layers=embed4,gru4-every,gru4,4-tanh",
    "lstm": "data=brackets&samples=40&layers=lstm4",
    "attention": "data=brackets&samples=40&layers=embed4-positions,attention2-causal,layernorm",
    "transformer": "data=brackets&samples=40&layers=embed4-positions,transformer2x8-gelu,rmsnorm"
    "&loss=cross_entropy",
    "norms": "data=spiral&samples=40&layers=8-identity,batchnorm,tanh,drop0.1,"
    "residual(8-tanh,8-relu)&batch_size=8",
    "a norm first": "data=spiral&samples=40&layers=batchnorm,8-tanh&batch_size=8",
    "dense on tokens": "data=brackets&samples=40&layers=8-tanh",
    "no layers on a sequence": "data=adding&samples=40&layers=none&loss=mse",
    "a table": "data=wine&loss=cross_entropy&layers=layernorm,8-tanh,tanh",
}
ALL = ["verdict", "norms", "histograms", "updates", "units", "noise"]


@pytest.fixture(params=CASES, ids=str)
def page(request):
    opened = Page()
    sent(opened, "open", hash=CASES[request.param])
    return opened


def sound(reports):
    """The reports, none of which may say that something failed."""
    failures = [header["sentence"] for header, _ in reports if header["type"] == "failure"]
    assert failures == []
    return reports


def sent(page, kind, **fields):
    return sound(page.send(kind, **fields))


def test_every_layer_is_described_and_drawn(page):
    pair = {"layer": 0, "units": [0, 1]}
    view = {"maps": True, "weights": True, "answers": True, "update": True, "hidden": pair}
    sent(page, "view", **view, rows={"start": 0, "count": 4})
    page.train(3)
    (opened, inputs), (_, arrays) = sent(page, "reset")[:2]
    network = opened["network"]
    hidden = network["layers"][:-1]
    drawn_outputs = 0 if opened["scale"]["kind"] in ("plane", "curve") else None
    images = sum(layer["images"] for layer in hidden)
    if drawn_outputs == 0:
        assert len(arrays["maps"]) == images
    else:
        assert len(arrays["maps"]) > images  # the outputs come behind
    assert len(arrays["scales"]) == len(hidden)
    assert len(inputs["feature_maps"]) == network["input_images"]
    assert arrays["gradient_norms"].shape[1] == network["learning"]
    numbers = [layer["number"] for layer in network["layers"] if layer["number"] is not None]
    assert numbers == list(range(network["learning"]))
    assert np.isfinite(arrays["maps"]).all()
    assert np.isfinite(arrays["output"]).all()


def test_another_example_shows_other_maps(page):
    first = sent(page, "view", maps=True)[-1][1]
    answered = sent(page, "view", maps=True, example=3)
    if page.session.experiment.data in ("digits", "adding"):
        (_, inputs), (_, arrays) = answered
        before = sent(page, "view", maps=True, example=0)[0][1]
        is_mean = page.session.experiment.input_shape.kind == "numbers"
        same = np.array_equal(before["feature_maps"], inputs["feature_maps"])
        assert same == (is_mean and page.session.experiment.data == "digits")
        assert arrays["maps"].shape == first["maps"].shape


def test_parameters_stand_where_the_report_says(page):
    (opened, _), (_, arrays) = sent(page, "reset")[:2]
    net = page.session.run.net
    named = {name: value for name, value, _ in net.named_parameters()}
    told = [p for layer in opened["network"]["layers"] for p in layer["parameters"]]
    assert [parameter["name"] for parameter in told] == list(named)
    for parameter in told:
        places = sum(
            (np.arange(size) * stride).reshape(-1, *[1] * (len(parameter["shape"]) - axis - 1))
            for axis, (size, stride) in enumerate(
                zip(parameter["shape"], parameter["strides"], strict=True)
            )
        )
        found = arrays["theta"][parameter["offset"] + places]
        np.testing.assert_array_equal(found, named[parameter["name"]], err_msg=parameter["name"])


def test_panels_observe_every_layer(page):
    page.train(2)
    sent(page, "panels", shown=ALL)
    reports = sound(page.news())
    header, arrays = next(each for each in reversed(reports) if "unit_counts" in each[0])
    assert header["layers"] == arrays["gradients"].shape[1]
    assert len(header["unit_counts"]) == header["layers"]
    assert sum(header["unit_counts"]) == len(arrays["unit_states"])
    assert np.isfinite(arrays["activations"]).all()


def test_the_microscope_walks_every_op(page):
    page.train(1)
    [(walked, _)] = sent(page, "walk", example=None, exhibit=None, step=0)
    assert {op["section"] for op in walked["ops"]} >= {"forward", "loss", "backward", "update"}
    for index, op in enumerate(walked["ops"]):
        sent(page, "look", op=index, start=[0, 0], entry=None)
        for matrix in op["matrices"]:
            if matrix["kind"] == "result":
                sent(page, "explain", op=index, name=matrix["name"], row=0, column=0)
    sent(page, "export_step", format="txt")
    sent(page, "check", index=3)


def test_a_run_travels_and_changes(page):
    page.train(3)
    for kind, fields in (
        ("travel", {"epoch": 0, "by": 0}),
        ("resume", {}),
        ("change", {"changes": {"learning_rate": 0.005}}),
        ("edit", {"index": 0, "value": 0.1}),
        ("new_seed", {}),
        ("export", {"what": "data"}),
        ("export", {"what": "experiment"}),
    ):
        sent(page, kind, **fields)
    layers = page.session.experiment.to_dict()["layers"]
    assert sent(page, "change", changes={"layers": layers})
    sent(page, "change", changes={"layers": [*layers, "drop0.1"]})
    page.train(1)


def test_fleets_train(page):
    axes = [{"name": "seed", "low": 0, "count": 2}]
    wanted = {"panel": "fleet", "axes": axes, "members": [], "epochs": 1, "plane": None}
    sent(page, "fleet_train", **wanted)
    sound(page.news())
    sent(page, "fleet_open", panel="fleet", member=1)
    page.train(1)


@pytest.mark.parametrize("check", ["overfit", "leaks"])
def test_sanity_checks_answer(page, check):
    sent(page, "sanity", check=check)
    *_, (last, _) = sound(page.news())
    assert last["state"] == "done"
    if check == "leaks":
        assert last["verdict"] == "passed"


def test_all_gradients_are_checked():
    page = Page()
    sent(page, "open", hash=CASES["gru"])
    page.train(2)
    sent(page, "check", index=None)
    *_, (last, _) = sound(page.news())
    assert (last["type"], last["answer"]) == ("all_checked", "yes")


def test_a_path_is_followed_through_dense_layers_alone():
    page = Page()
    sent(page, "open", hash=CASES["convolution"])
    sent(page, "walk", example=None, exhibit=None, step=0)
    [(found, _)] = sent(page, "paths", layer=2, unit=0, source=0, example=0)
    assert found["type"] == "paths"
    [(refused, _)] = page.send("paths", layer=0, unit=0, source=0, example=0)
    assert "dense layers" in refused["sentence"]
