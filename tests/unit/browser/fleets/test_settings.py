"""Fleets that compare the values of any setting over several seeds."""

import numpy as np
import pytest
from browser.fleets.test_instrument import SMALL, FleetPage

SEEDS = {"name": "seed", "low": 3, "count": 2}


@pytest.fixture(scope="module")
def instrument():
    return FleetPage(SMALL)


def trained(instrument, name, texts):
    planned, _ = instrument.train([{"name": name, "texts": texts}, SEEDS], epochs=2)
    return planned[0], *instrument.settle()


def test_every_offered_setting_can_be_trained_with_its_suggested_values(instrument):
    offered = {setting["name"]: setting["texts"] for setting in instrument.choices["settings"]}
    wanted = {
        "layers.dropout",
        "layers.norm",
        "layers.activation",
        "l2",
        "init",
        "features",
        "noise",
    }
    assert wanted <= offered.keys()
    assert not {"data", "loss", "seed", "beta1"} & offered.keys(), "beta1 has no effect for SGD"
    for name, texts in offered.items():
        planned, report, arrays = trained(instrument, name, texts)
        assert len(planned["members"]) == 2 * len(texts), name
        assert report["sentence"].endswith("2 seeds each (test loss)."), name
        assert np.isfinite(arrays["maps"]).all(), name


def test_the_sentence_agrees_with_the_reported_losses(instrument):
    planned, report, arrays = trained(instrument, "layers.dropout", ["0", "0.3"])
    assert [planned["axes"][0][key] for key in ("label", "values")] == ["Dropout", ["0", "0.3"]]
    assert planned["members"][-1] == "dropout 0.3, seed 4"
    means = arrays["test_loss"].reshape(2, 2).mean(axis=1)
    best = ["no dropout", "dropout 0.3"][int(means.argmin())]
    assert report["sentence"].startswith(f"{best}: {means.min():.3g} ± ")


def test_fleets_that_vary_only_the_seed_have_no_sentence(instrument):
    instrument.train([SEEDS], epochs=1)
    assert instrument.settle()[0]["sentence"] == ""


@pytest.mark.parametrize(
    ("name", "texts", "field"),
    [
        ("layers.dropout", ["0", "7"], "layers.dropout"),
        ("noise", ["0", "much"], "noise"),
        ("l2", ["0", "0.0"], "l2"),
        ("data", ["xor", "circle"], "vary"),
        ("layers.units", ["2", "3"], "vary"),
    ],
)
def test_the_error_for_an_invalid_value_names_its_field(instrument, name, texts, field):
    [(report, _)] = instrument.train([{"name": name, "texts": texts}, SEEDS])
    assert (report["type"], report["field"]) == ("fleet_refused", field)
