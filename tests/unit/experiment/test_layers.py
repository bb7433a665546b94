"""Layers of all kinds: every notation is read back, every layer that cannot be used is named, and
every shape is that of the network."""

import json

import numpy as np
import pytest
from chainrule import Experiment, InputError, Trainer, losses, nn, optim
from chainrule.experiment.layers.parts import layer_of, parted_text, sentence_of, text_of
from chainrule.experiment.layers.registry import LAYER_KINDS, describe_layers
from chainrule.experiment.layers.shape import image, numbers, sequence, tokens
from chainrule.experiment.network.places import layer_places
from chainrule.nn.parts import layer_names
from chainrule.training.replay import ForwardProgram
from hypothesis import given, settings
from hypothesis import strategies as st

DATA = {
    "spiral": {},
    "digits": {"loss": "cross_entropy"},
    "brackets": {"samples": 20, "steps": 6},
    "adding": {"samples": 20, "steps": 6, "loss": "mse"},
}


def values(field):
    if field.kind == "whole":
        return st.integers(int(field.low), int(field.high))
    if field.kind == "real":
        return st.floats(field.low, field.high)
    if field.kind == "switch":
        return st.booleans()
    return st.sampled_from(sorted(field.choices))


@st.composite
def some_layer(draw, kinds=tuple(LAYER_KINDS)):
    kind = LAYER_KINDS[draw(st.sampled_from(kinds))]
    if kind.name == "residual":
        inner = tuple(name for name in LAYER_KINDS if name != "residual")
        body = draw(st.lists(some_layer(inner), min_size=1, max_size=6))
        return kind.checked({"layers": body})
    return kind.checked({f.name: draw(values(f)) for f in kind.fields if draw(st.booleans())})


@given(st.lists(some_layer(), max_size=4))
def test_url_and_file_restore_every_layer(layers):
    text = ",".join(map(text_of, layers))
    assert [layer_of(part) for part in parted_text(text) if part] == layers
    for layer in layers:
        assert layer_of(json.loads(json.dumps(layer.to_dict()))) == layer
        assert sentence_of(layer)


def test_every_kind_of_layer_has_a_short_notation():
    texts = [
        *("8-tanh", "32-relu-drop0.2-norm", "conv8x3-relu", "conv4x5-tanh-stride2-pad0", "pool2"),
        *("avgpool4", "flatten", "embed8", "embed8-positions", "rnn4-relu", "gru16", "lstm8-every"),
        *("attention2-causal", "transformer2x32-gelu", "layernorm", "batchnorm", "rmsnorm"),
        *("drop0.3", "leaky_relu", "residual(conv8x3-relu,conv8x3-identity)"),
    ]
    for text in texts:
        assert text_of(layer_of(text)) == text
    assert {layer_of(text).kind for text in texts} == {*LAYER_KINDS}


def test_settings_missing_from_a_file_get_their_default_values():
    conv = layer_of({"kind": "conv", "kernel": 5})
    assert (conv["channels"], conv["padding"], conv["activation"]) == (8, 2, "relu")
    assert layer_of({"kind": "linear"}) == layer_of("8-tanh")


@pytest.mark.parametrize(
    ("layer", "allowed"),
    [
        ([33, "tanh"], "dense layers of at most 32 units, or data that are images"),
        ([True, "tanh"], "for units of linear, a whole number"),
        ([8, "tan"], "for activation of linear, one of tanh, relu"),
        (8, "layers such as 8-tanh"),
        ("8", "with its activation, such as 8-tanh"),
        ("conv8x3", "with its activation, such as conv8x3-relu"),
        ("8-tan", "with any of tanh, relu"),
        ("8-tanh-norm-norm", "norm once"),
        ("conv8-tanh-tanh", "activation once"),
        ("conv-relu", "with channels and kernel after the kind, such as conv8x3-relu"),
        ("conv8x3x3", "with channels and kernel after the kind"),
        ("convolution8", "one of conv, pool"),
        ("pool1", "for size of pool, a whole number from 2"),
        ("pool2.5", "for size of pool, a whole number"),
        ("gru", "with units after the kind"),
        ("residual(residual(8-tanh))", "layers that are not residual"),
        ("residual(8-tanh", "layers in brackets"),
        ({"kind": "conv", "chanels": 3}, "as a setting of conv, one of channels, kernel"),
        ({"kind": "cone"}, "as a layer's kind, one of linear, conv"),
        ({"units": 3}, "as a layer's kind"),
    ],
)
def test_the_error_for_an_invalid_layer_names_it(layer, allowed):
    with pytest.raises(InputError) as caught:
        Experiment(layers=[layer])
    assert caught.value.field == "layers"
    assert allowed in str(caught.value)


def test_layers_are_limited_in_number_and_size():
    with pytest.raises(InputError, match="up to 8 layers that learn"):
        Experiment(layers=["8-tanh"] * 9)
    with pytest.raises(InputError, match="up to 24 in all"):
        Experiment(layers=["drop0.1"] * 25)


@pytest.mark.parametrize(
    ("data", "layers", "sentence"),
    [
        ("spiral", ["conv8x3-relu"], "conv8x3-relu in place 1 .*it gets 2 numbers"),
        ("digits", ["8-relu", "conv8x3-relu"], "in place 2 .*an image or a sequence; it gets 8"),
        (
            "digits",
            ["pool2", "pool2", "pool2", "pool2"],
            "place 4 .*at most 1; it gets an image of 1 × 1",
        ),
        ("digits", ["gru4"], "after a sequence; it gets an image of 1 × 8 × 8"),
        (
            "digits",
            ["conv4x3-relu", "layernorm"],
            "numbers or a sequence; it gets an image of 4 × 8 × 8",
        ),
        (
            "digits",
            ["residual(conv4x3-relu)"],
            "turn an image of 1 × 8 × 8 into an image of 4 × 8 × 8",
        ),
        ("adding", ["attention4"], "heads that divide the 2 features of a step: 1, 2"),
        ("adding", ["embed8"], "after tokens; it gets a sequence of 6 × 2"),
        ("brackets", ["gru4", "embed8"], "after tokens; it gets 4 numbers"),
    ],
)
def test_the_error_for_a_layer_that_cannot_accept_its_input_gives_the_shape(data, layers, sentence):
    with pytest.raises(InputError, match=sentence):
        Experiment(data=data, layers=layers, **DATA[data])


@settings(deadline=None, max_examples=60)
@given(
    st.sampled_from(sorted(DATA)), st.lists(some_layer(), max_size=4), st.sampled_from([None, 2])
)
def test_the_computed_shapes_are_those_of_the_network(data, layers, replicas):
    try:
        experiment = Experiment(data=data, layers=layers, **DATA[data])
    except InputError:
        return
    net = experiment.network()
    if replicas:
        net = experiment.fleet_network([0, 1], [1.0, 1.0])
    x = experiment.split().x[:3]
    assert x.shape[1:] == experiment.input_shape.sizes
    with np.errstate(all="ignore"):
        outputs = ForwardProgram.record(net, x).outputs
    places = layer_places(experiment)
    lead = (replicas,) if replicas else ()
    for place in places:
        if place.stop > place.start:
            found = outputs[place.stop - 1].shape
            assert found[-len(place.result.sizes) - 1 :] == (3, *place.result.sizes), place
            assert len(found) <= len(lead) + 1 + len(place.result.sizes)
    assert sum(place.size for place in places) == net.theta.shape[-1] == experiment.parameters
    assert places[-1].stop == len(net.modules)
    numbered = [place.number for place in places if place.number is not None]
    assert numbered == list(range(len(layer_names(net))))


def test_inputs_have_the_shape_that_the_first_layer_expects():
    def shape(data, layers):
        return Experiment(data=data, layers=layers, **DATA[data]).input_shape

    assert shape("digits", ["8-relu"]) == numbers(64)
    assert shape("digits", ["conv4x3-relu"]) == image(1, 8, 8)
    assert shape("brackets", ["embed4", "gru4"]) == tokens(6, 2)
    assert shape("brackets", ["gru4"]) == sequence(6, 2)
    assert shape("brackets", []) == numbers(12)
    names = Experiment(data="brackets", steps=4).input_names
    assert names[:3] == ("step 1 = (", "step 1 = )", "step 2 = (")


def test_a_change_of_data_keeps_the_layers_that_can_still_be_used():
    conv = Experiment(
        data="digits", layers=["conv8x3-relu", "pool2", "16-relu"], loss="cross_entropy"
    )
    assert conv.changed(data="spiral").layers == (layer_of("16-relu"),)
    gru = Experiment(data="brackets", layers=["embed4", "gru8", "8-tanh"])
    assert gru.changed(data="adding").layers == (layer_of("gru8"), layer_of("8-tanh"))
    assert Experiment(data="adding", loss="mse", steps=7).changed(data="brackets").steps == 6


def test_wide_layers_are_allowed_only_for_images_and_within_the_memory_limit():
    wide = Experiment(data="stripes", samples=20, layers=["100-relu"], loss="cross_entropy")
    assert wide.changed(data="digits").layers == (layer_of("100-relu"),)
    assert wide.changed(data="spiral").layers == (layer_of("32-relu"),)
    with pytest.raises(InputError, match="'33-relu' .* at most 32 units, or data that are images"):
        Experiment(layers=["33-relu"])
    large = {"data": "stripes", "loss": "cross_entropy", "layers": ["1024-relu"] * 8}
    with pytest.raises(
        InputError, match=r"less memory, 512 MB at most \(these need about 5\d\d MB\)"
    ):
        Experiment(**large)
    assert Experiment(**{**large, "layers": ["1000-relu", "256-relu"]}).parameters == 1_043_826


def test_batch_norm_needs_two_examples_in_every_batch():
    settings = {"data": "xor", "samples": 82, "layers": ["8-identity", "batchnorm", "tanh"]}
    with pytest.raises(InputError, match="batch_size: 10 .*single one of 41 training examples"):
        Experiment(**settings)
    assert Experiment(**settings, batch_size=12).batch_size == 12


# --- the file ----------------------------------------------------------------------------------


def test_files_and_urls_of_version_1_can_still_be_opened():
    old = {"version": 1, "data": "xor", "layers": [[4, "relu"], [2, "tanh", 0.2, True]]}
    found = Experiment.from_json(json.dumps(old))
    assert found.to_address() == "data=xor&layers=4-relu,2-tanh-drop0.2-norm"
    assert Experiment.from_address("#" + found.to_address()) == found
    new = json.loads(found.to_json())
    assert new["version"] == 2
    assert new["layers"][0] == {
        **{"kind": "linear", "units": 4, "activation": "relu"},
        **{"dropout": 0.0, "norm": False},
    }
    assert Experiment.from_json(json.dumps({**old, "version": None} | {"layers": []})).layers == ()


@pytest.mark.parametrize(
    ("version", "layer"), [(1, {"kind": "linear"}), (2, [8, "tanh"]), (2, "8-tanh")]
)
def test_a_file_whose_layers_do_not_match_its_version_is_rejected(version, layer):
    with pytest.raises(InputError, match="layers"):
        Experiment.from_json(json.dumps({"version": version, "layers": [layer]}))


# --- the network -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "layers",
    [[], [(8, "tanh"), (8, "tanh")], [(4, "relu", 0.3, True), (3, "sigmoid", 0.0, True)]],
    ids=str,
)
@pytest.mark.parametrize("data", ["spiral", "digits", "wine"])
def test_a_dense_experiment_trains_bit_for_bit_like_a_sequence_of_dense_layers(data, layers):
    experiment = Experiment(data=data, layers=layers, loss="cross_entropy", seed=3)
    split = experiment.split()
    modules, width = [], split.x.shape[1]
    for layer in layers:
        units, activation, dropout, norm = (*layer, 0.0, False)[:4] if len(layer) == 2 else layer
        modules.append(nn.Linear(width, units))
        modules += [nn.LayerNorm(units)] * bool(norm) + [nn.ACTIVATIONS[activation]()]
        modules += [nn.Dropout(dropout)] if dropout else []
        width = units
    net = nn.Sequential(*modules, nn.Linear(width, experiment.outputs), seed=3)
    hand = Trainer(net, losses.CrossEntropy(), optim.Adam(0.01, eps=1e-8), batch_size=10, seed=3)
    hand.load(split.x, split.y)
    run = experiment.trainer()
    for _ in range(30):
        run.advance()
        hand.advance()
    assert run.theta.tobytes() == hand.theta.tobytes()


def trained(experiment, epochs):
    run = experiment.trainer()
    while run.epoch < epochs:
        run.advance()
    return run


def test_a_conv_net_learns_the_digits():
    layers = ["conv8x3-relu", "pool2", "conv16x3-relu", "pool2"]
    experiment = Experiment(data="digits", layers=layers, loss="cross_entropy", batch_size=32)
    run = trained(experiment, 15)
    assert run.history.records[-1].test_accuracy >= 0.97


def test_a_gru_learns_brackets_that_a_dense_net_memorises():
    found = {}
    for layers in ("gru16", "32-relu"):
        run = trained(Experiment(data="brackets", layers=[layers]), 10)
        found[layers] = run.history.records[-1]
    assert found["gru16"].test_accuracy >= 0.99 > found["32-relu"].test_accuracy
    assert found["gru16"].test_loss < found["32-relu"].test_loss


def test_the_number_of_a_frozen_layer_counts_only_layers_with_parameters():
    experiment = Experiment(
        data="digits",
        layers=["conv4x3-relu-norm", "pool2", "conv4x3-relu", "flatten", "8-tanh"],
        loss="cross_entropy",
        frozen=("2", "biases"),
    )
    run = experiment.trainer()
    before = run.theta.copy()
    run.advance()
    moved = before != run.theta
    places = [place for place in layer_places(experiment) if place.number is not None]
    assert [bool(moved[p.offset : p.offset + p.size].any()) for p in places] == [
        *(True, False, True, True)
    ]
    with pytest.raises(InputError, match="frozen"):
        experiment.replaced(frozen=("4",))


def test_the_page_gets_a_row_for_every_kind_of_layer():
    rows = json.loads(json.dumps(describe_layers()))
    assert [row["kind"] for row in rows] == list(LAYER_KINDS)
    for row in rows:
        assert layer_of(row["example"]).kind == row["kind"]
        assert {field["kind"] for field in row["fields"]} <= {
            *("whole", "real", "switch", "choice", "layers")
        }
