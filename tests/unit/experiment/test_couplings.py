"""The rules that couple settings: each is checked, adapts a setting, and limits the choices on the
page."""

import pytest
from chainrule import Experiment, InputError
from chainrule.experiment.settings.couplings import COUPLINGS, Coupling, falls_back
from chainrule.experiment.settings.table import SETTINGS
from chainrule.phrases import phrase

IRIS = {"data": "iris", "loss": "cross_entropy"}
EXAMPLE = {"data": "example", "loss": "mse"}
SINE = {"data": "sine", "loss": "mse", "features": ("x1",)}
CONV = {"data": "digits", "loss": "cross_entropy", "layers": ("conv4x3-relu", "8-tanh")}

REPAIRED = {
    "classes": ({"data": "blobs", "classes": 3, "loss": "cross_entropy"}, {"data": "xor"}, 2),
    "target": ({**IRIS, "target": "species"}, {"data": "wine"}, ""),
    "split_by_set": ({"data": "xor", "split_by_set": True}, {"data": "wine"}, False),
    "columns": ({**IRIS, "columns": ("petal width (cm)",)}, {"data": "wine"}, ()),
    "target_is_number": (
        {**IRIS, "target": "petal width (cm)", "target_is_number": True, "loss": "mse"},
        {"target": "species"},
        False,
    ),
    "table": ({"data": "xor", "table": "mine"}, {"noise": 0.2}, ""),
    "loss": ({}, {"data": "regress_plane"}, "mse"),
    "class_weights": ({"class_weights": (1.0, 2.0)}, {"data": "blobs", "classes": 3}, "none"),
    "nesterov": ({"momentum": 0.5, "nesterov": True}, {"momentum": 0.0}, False),
    "output_activation": (
        {"loss": "mse", "output_activation": "tanh"},
        {"loss": "hinge"},
        "identity",
    ),
    "features": ({"features": ("x1", "x1*x2")}, {"data": "sine"}, ("x1",)),
    "stop_patience": ({"data": "xor", "stop_patience": 5}, {"data": "example"}, 0),
    "steps": ({"data": "adding", "steps": 7, "loss": "mse"}, {"data": "brackets"}, 6),
    "frozen": ({"layers": ("4-tanh", "2-tanh"), "frozen": ("2",)}, {"layers": ("4-tanh",)}, ()),
    "weights": ({"layers": (), "weights": (1.0, 2.0, 3.0)}, {"layers": ("4-tanh",)}, ()),
}
"""By the setting that is adapted: initial settings, a change that breaks the rule, and the adapted
value."""

BROKEN = {
    "classes": {"data": "xor", "classes": 3},
    "loss": {"data": "regress_plane", "loss": "hinge"},
    "class_weights": {"loss": "mse", "class_weights": "balanced"},
    "nesterov": {"nesterov": True},
    "output_activation": {"output_activation": "tanh"},
    "features": {**SINE, "features": ("x2",)},
    "example_inputs": {**EXAMPLE, "example_inputs": ()},
    "example_targets": {**EXAMPLE, "example_targets": (0.5,) * 9},
    "stop_patience": {**EXAMPLE, "stop_patience": 3},
    "steps": {"data": "brackets", "steps": 7},
    "layers": {"layers": ("conv4x3-relu",)},
    "frozen": {"layers": ("4-tanh",), "frozen": ("1", "output")},
    "batch_size": {**CONV, "layers": ("conv2x3-relu-norm", "4-tanh"), "batch_size": 1},
    "weights": {"weights": (1.0,)},
}
"""By setting: settings that break the rule of this setting."""


def test_every_coupling_has_a_test_case():
    repaired = {coupling.name for coupling in COUPLINGS if coupling.repair is not None}
    assert repaired == REPAIRED.keys() | {"layers"}
    assert {coupling.name for coupling in COUPLINGS if coupling.fault is not None} == BROKEN.keys()
    assert len({coupling.name for coupling in COUPLINGS}) == len(COUPLINGS)


@pytest.mark.parametrize("name", REPAIRED)
def test_a_change_of_other_settings_adapts_a_coupled_setting(name):
    start, changes, value = REPAIRED[name]
    before = Experiment(**start)
    assert getattr(before, name) != value
    after = before.changed(**changes)
    assert getattr(after, name) == value
    assert Experiment(**vars(after)) == after


def test_layers_that_cannot_be_used_with_the_data_are_dropped():
    assert len(Experiment(**CONV).changed(data="xor").layers) == 1


@pytest.mark.parametrize("name", BROKEN)
def test_an_explicit_value_that_breaks_a_rule_is_rejected_and_not_adapted(name):
    with pytest.raises(InputError) as caught:
        Experiment(**BROKEN[name])
    assert caught.value.field == name
    with pytest.raises(InputError) as caught:
        Experiment().changed(**BROKEN[name])
    assert caught.value.field == name


@pytest.mark.parametrize(
    "settings",
    [{}, IRIS, EXAMPLE, SINE, {"momentum": 0.5}, {"loss": "mse"}],
)
def test_the_page_offers_exactly_the_choices_that_pass_the_check(settings):
    experiment = Experiment(**settings)
    choices = experiment.fitting_choices
    assert choices.keys() == {"loss", "nesterov", "output_activation"}
    for name, fitting in choices.items():
        row = SETTINGS[name]
        for choice in row.choices if row.kind == "choice" else (False, True):
            assert (choice in fitting) == is_allowed(experiment, name, choice)


def is_allowed(experiment: Experiment, name: str, choice: object) -> bool:
    try:
        experiment.with_unchecked({"output_activation": "identity"}).replaced(**{name: choice})
    except InputError as error:
        return error.field != name
    return True


def test_a_rule_can_be_added_as_a_single_row(monkeypatch):
    def fault(settings):
        is_fitting = settings.optimizer != "sgd" or not settings.amsgrad
        return None if is_fitting else phrase("allowed.switch")

    more: list[Coupling] = [*COUPLINGS, falls_back("amsgrad", fault, False, "optimizer")]
    monkeypatch.setattr("chainrule.experiment.settings.couplings.COUPLINGS", more)
    adam = Experiment(amsgrad=True)
    assert adam.fitting_choices["amsgrad"] == (False, True)
    sgd = adam.changed(optimizer="sgd")
    assert not sgd.amsgrad
    assert sgd.fitting_choices["amsgrad"] == (False,)
    with pytest.raises(InputError, match="amsgrad"):
        sgd.changed(amsgrad=True)
