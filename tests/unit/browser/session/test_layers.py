"""Sessions with every kind of layer: no command fails, and reports match their declaration."""

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
    "a wide layer": "data=stripes&samples=40&layers=33-relu,4-tanh&loss=cross_entropy",
    "a table": "data=wine&loss=cross_entropy&layers=layernorm,8-tanh,tanh",
}
ALL = ["verdict", "norms", "histograms", "updates", "units", "noise"]


@pytest.fixture(params=CASES, ids=str)
def page(request):
    opened = Page()
    sent(opened, "open", hash=CASES[request.param])
    return opened


def sound(reports):
    """Return the reports, none of which may be a failure."""
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
        assert len(arrays["maps"]) > images  # the maps of the outputs follow
    assert len(arrays["scales"]) == len(hidden)
    assert len(inputs["feature_maps"]) == network["input_images"]
    assert arrays["gradient_norms"].shape[1] == network["learning"]
    numbers = [layer["number"] for layer in network["layers"] if layer["number"] is not None]
    assert numbers == list(range(network["learning"]))
    assert np.isfinite(arrays["maps"]).all()
    assert np.isfinite(arrays["output"]).all()


def test_another_example_has_different_maps(page):
    first = sent(page, "view", maps=True)[-1][1]
    answered = sent(page, "view", maps=True, example=3)
    if page.session.experiment.data in ("digits", "adding"):
        (_, inputs), (_, arrays) = answered
        before = sent(page, "view", maps=True, example=0)[0][1]
        is_mean = page.session.experiment.input_shape.kind == "numbers"
        same = np.array_equal(before["feature_maps"], inputs["feature_maps"])
        assert same == (is_mean and page.session.experiment.data == "digits")
        assert arrays["maps"].shape == first["maps"].shape


def test_parameters_are_at_the_reported_positions(page):
    (opened, _), (_, arrays) = sent(page, "reset")[:2]
    net = page.session.run.net
    named = {name: value for name, value, _ in net.named_parameters()}
    described = [p for layer in opened["network"]["layers"] for p in layer["parameters"]]
    assert [parameter["name"] for parameter in described] == list(named)
    for parameter in described:
        places = sum(
            (np.arange(size) * stride).reshape(-1, *[1] * (len(parameter["shape"]) - axis - 1))
            for axis, (size, stride) in enumerate(
                zip(parameter["shape"], parameter["strides"], strict=True)
            )
        )
        found = arrays["theta"][parameter["offset"] + places]
        np.testing.assert_array_equal(found, named[parameter["name"]], err_msg=parameter["name"])


def test_the_gradient_instruments_observe_every_layer(page):
    page.train(2)
    sent(page, "observe", shown=ALL)
    reports = sound(page.news())
    header, arrays = next(each for each in reversed(reports) if "unit_counts" in each[0])
    assert header["layers"] == arrays["gradients"].shape[1]
    assert len(header["unit_counts"]) == header["layers"]
    assert sum(header["unit_counts"]) == len(arrays["unit_states"])
    assert np.isfinite(arrays["activations"]).all()


def test_the_microscope_traces_every_op(page):
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


def test_a_run_with_any_layers_supports_time_travel_and_changes(page):
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


def test_fleets_can_be_trained(page):
    axes = [{"name": "seed", "low": 0, "count": 2}]
    wanted = {"instrument": "fleet", "axes": axes, "members": [], "epochs": 1, "plane": None}
    sent(page, "fleet_train", **wanted)
    sound(page.news())
    sent(page, "fleet_open", instrument="fleet", member=1)
    page.train(1)


@pytest.mark.parametrize("check", ["overfit", "leaks"])
def test_sanity_checks_work_with_every_layer(page, check):
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


def weights_in(walked):
    """Each op of the backward pass that gives the gradient with respect to biases, by index."""
    ops = enumerate(walked["ops"])
    return [(i, op) for i, op in ops if any(m["name"] == "dbias" for m in op["matrices"])]


@pytest.mark.parametrize(("layers", "ways"), [("conv2x3-relu,pool4", True), ("gru2", False)])
def test_paths_are_offered_and_computed_only_if_every_later_layer_supports_them(layers, ways):
    page = Page()
    data = "digits&loss=cross_entropy" if ways else "brackets"
    sent(page, "open", hash=f"data={data}&layers={layers}")
    [(walked, _)] = sent(page, "walk", example=None, exhibit=None, step=0)
    ops = weights_in(walked)
    assert ops[0][1]["has_paths"]  # the output's parameters
    index, first = ops[-1]
    assert first["has_paths"] is ways
    entry = {"op": index, "name": "dweight", "row": 0, "column": 1, "example": 0}
    [(found, _)] = page.send("paths", **entry)
    assert found["type"] == ("paths" if ways else "failure")
    assert ways or "dense layers and convolutions" in found["sentence"]


@pytest.mark.parametrize("case", ["convolution", "gru", "attention"])
def test_an_op_names_its_layer_in_the_diagram_and_the_positions_of_its_parameters(case):
    page = Page()
    sent(page, "open", hash=CASES[case])
    theta, network = page.session.run.theta, page.session.experiment
    [(walked, _)] = sent(page, "walk", example=None, exhibit=None, step=0)
    layers = {op["layer"] for op in walked["ops"]} - {None}
    assert layers <= {*range(len(network.layers) + 1)}
    for index, op in weights_in(walked):
        [matrix] = [m for m in op["matrices"] if m["name"] == "weight"]
        if matrix["parameter"] is None:  # of a recurrent layer, whose weights act at every step
            continue
        [(_, arrays)] = sent(page, "look", op=index, start=[0, 0], entry=None)
        shape, place = matrix["shape"], matrix["parameter"]
        last = sum((n - 1) * s for n, s in zip(shape, place["strides"], strict=True))
        shown = arrays["operand weight"]
        if shown.size == np.prod(shape):  # otherwise a window of it
            assert theta[place["offset"]] == pytest.approx(shown.flat[0])
            assert theta[place["offset"] + last] == pytest.approx(shown.flat[-1])


def test_the_padding_of_a_convolution_follows_its_kernel_size_until_the_padding_is_set():
    page = Page()
    sent(page, "open", hash="data=digits&loss=cross_entropy&layers=conv4x3-relu")

    def changed(**fields):
        (opened, _), *_ = sent(page, "change", changes={"layers": [{"kind": "conv", **fields}]})
        layer = opened["network"]["layers"][0]
        return layer["fields"]["padding"], layer["derived"]

    # The page leaves out fields that Python declares as derived.
    assert changed(channels=4, kernel=5, activation="relu") == (2, ["padding"])
    assert changed(channels=4, kernel=5, activation="relu", padding=0) == (0, [])
    assert changed(channels=4, kernel=3, activation="relu", padding=0) == (0, [])


def test_sequences_are_listed_as_the_names_of_their_tokens():
    page = Page()
    sent(page, "open", hash="data=brackets&samples=20&steps=4&layers=gru2")
    [(rows, _), *_] = sent(page, "view", rows={"start": 0, "count": 3})
    assert rows["names"][:1] == ["sequence"]
    assert all({*cells[0]} == {"(", ")"} and len(cells[0]) == 4 for cells in rows["cells"])
    [(walked, _)] = sent(page, "walk", example=None, exhibit=None, step=0)
    assert walked["ops"][0]["matrices"][0]["column_names"] == ["(", ")"]
    sent(page, "open", hash="data=adding&samples=20&steps=4&loss=mse&layers=gru2")
    [(rows, _), *_] = sent(page, "view", rows={"start": 1, "count": 3})
    marks = [[cell for cell in cells[:-1] if cell.endswith("✓")] for cells in rows["cells"]]
    assert rows["names"][:4] == [f"step {step}" for step in range(1, 5)]
    assert [*map(len, marks)] == [2, 2, 2]
