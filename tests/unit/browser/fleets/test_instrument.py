"""Fleets and races on the page: their reports and their cost."""

import json
import time

import numpy as np
import pytest
from browser.protocol_shape import mismatch, parts, received
from chainrule import Experiment
from chainrule.browser.fleets.choices import MOST_MEMBERS, choices_of
from chainrule.browser.fleets.messages import FleetChoices
from chainrule.browser.session import Session
from chainrule.experiment.settings.table import SETTINGS
from chainrule.fleets.fleet import Fleet
from chainrule.fleets.spread import quartiles, ranks, spread, succeeded
from chainrule.optim import RULES

SMALL = "data=xor&samples=60&layers=3-tanh&optimizer=sgd&learning_rate=0.1"
SEEDS = [{"name": "seed", "low": 0, "count": 5}]


class FleetPage:
    """A simulated page with one instrument open."""

    def __init__(self, hash="", instrument="fleet"):
        self.session, self.instrument = Session(map_size=8), instrument
        self.session.receive(json.dumps({"type": "open", "hash": hash, "revision": 1}))
        self.choices = self.send("fleet_show", open=True)[0][0]

    def send(self, kind, **fields):
        command = {"type": kind, "instrument": self.instrument, **fields}
        messages = self.session.receive(json.dumps(command))
        return [part for report in received(messages) for part in parts(report)]

    def train(self, axes=SEEDS, members=(), epochs=3, plane=None):
        return self.send(
            "fleet_train", axes=list(axes), members=list(members), epochs=epochs, plane=plane
        )

    def settle(self):
        """Run the worker until it has nothing to do; return the last report."""
        reports = []
        while self.session.busy:
            self.session.advance(5)
            news = received(self.session.reports())
            reports += [each for each in news if each[0]["type"] == "fleet"]
        return reports[-1]


def test_reports_of_a_fleet_follow_the_protocol():
    page = FleetPage(SMALL)
    (planned, arrays), (first, pictures) = page.train(epochs=4)
    assert planned["members"] == [f"seed {seed}" for seed in range(5)]
    assert planned["axes"][0]["values"] == ["0", "1", "2", "3", "4"]
    assert (planned["hash"], planned["groups"], planned["remark"]) == (SMALL, 1, "")
    np.testing.assert_array_equal(arrays["seeds"], range(5))
    assert (first["state"], first["epoch"], first["until"]) == ("training", 0, 4)
    assert pictures["maps"].shape == (5, planned["side"] ** 2)
    last, there = page.settle()
    assert (last["state"], last["epoch"], last["steps"]) == ("done", 4, 5 * 4 * 3)
    expected = Fleet(Experiment.from_address(SMALL), [{"seed": seed} for seed in range(5)])
    expected.advance(4)
    np.testing.assert_array_equal(there["test_loss"], expected.present().test_loss)
    np.testing.assert_array_equal(there["epochs"], range(5))
    assert there["test_losses"].shape == (5, 5)
    np.testing.assert_allclose(
        there["test_bands"], np.quantile(there["test_losses"], (0.25, 0.5, 0.75), axis=1).T
    )
    assert last["spread"]["best"] == np.argmin(there["test_loss"])
    assert last["successes"] == (there["test_accuracy"] >= last["threshold"]).sum()


def test_pictures_show_each_networks_predictions_over_the_plane():
    page = FleetPage(SMALL)
    page.train(epochs=2)
    _, arrays = page.settle()
    _, snapshot, *_ = Fleet(Experiment.from_address(SMALL), [{"seed": 3}]).open(0)
    fleet = Fleet(Experiment.from_address(SMALL), [{"seed": seed} for seed in range(5)])
    fleet.advance(2)
    experiment, snapshot, *_ = fleet.open(3)
    run = experiment.trainer()
    run.restore(snapshot)
    side = round(arrays["maps"].shape[1] ** 0.5)
    # The centre of the first pixel of the second row.
    x1, x2 = -6 + 6 / side, 6 - 3 * 6 / side
    score = run.predict([[x1, x2]])[0, 0]
    assert arrays["maps"][3, side] == pytest.approx(1 / (1 + np.exp(-score)), rel=1e-4)


@pytest.mark.parametrize(
    ("hash", "kind", "shape"),
    [
        ("data=blobs&classes=3&loss=cross_entropy&layers=3-tanh", "plane", (3, None)),
        ("data=blobs&classes=3&loss=hinge&layers=3-tanh", "plane", (3, None)),
        ("data=sine&loss=mse&features=x1&layers=3-tanh", "curve", (48,)),
        ("data=iris&loss=cross_entropy&layers=3-tanh", "plane", (3, None)),
        ("data=regress_plane&loss=mse", "plane", (None,)),
        ("data=digits&loss=cross_entropy&layers=4-relu", "none", None),
        ("data=example&loss=mse", "plane", (None,)),
    ],
)
def test_the_pictures_of_a_fleet_depend_on_the_kind_of_data(hash, kind, shape):
    page = FleetPage(hash)
    (planned, _), (_, arrays) = page.train(epochs=1)
    assert planned["kind"] == kind
    if shape is None:
        assert "maps" not in arrays
        return
    side = planned["side"]
    expected = (5, *(side**2 if size is None else size for size in shape))
    assert arrays["maps"].shape == expected
    assert arrays["maps"].dtype == np.float32
    assert np.isfinite(arrays["maps"]).all()
    if len(expected) == 3:
        np.testing.assert_allclose(arrays["maps"].sum(axis=1), 1, rtol=1e-5)


def test_the_pictures_of_a_large_fleet_have_fewer_pixels():
    page = FleetPage("layers=32-tanh,32-tanh")
    planned = page.train([{"name": "seed", "low": 0, "count": 64}])[0][0]
    assert 8 <= planned["side"] < 32


def test_a_fleet_pauses_when_all_members_have_finished_the_epoch():
    page = FleetPage("data=xor&samples=3000&batch_size=1&layers=3-tanh")
    page.train([{"name": "batch_size", "values": [1, 7]}], epochs=3)
    page.session.advance(1)
    assert page.send("fleet_pause") == []
    last, _ = page.settle()
    assert (last["state"], last["epoch"]) == ("paused", 1)
    again = page.send("fleet_go", epochs=1)[-1][0]
    assert (again["state"], again["until"]) == ("training", 2)
    assert page.settle()[0]["epoch"] == 2


def test_a_closed_instrument_uses_no_time_and_reopens_unchanged():
    page = FleetPage(SMALL)
    page.train(epochs=10**6)
    page.session.advance(5)
    assert page.session.busy
    page.send("fleet_show", open=False)
    assert not page.session.busy
    assert page.session.reports() == []
    choices, planned, *rest = page.send("fleet_show", open=True)
    assert [choices[0]["type"], planned[0]["type"]] == ["fleet_choices", "fleet_planned"]
    # A fleet that is inside an epoch first completes it.
    last = rest[-1][0] if rest else page.settle()[0]
    assert last["state"] == "paused"


def test_a_fleet_respects_its_time_slice():
    """The fleet's epoch takes much longer than the slice."""
    page = FleetPage("samples=500&batch_size=1&layers=32-tanh,32-tanh,32-tanh")
    page.train([{"name": "seed", "low": 0, "count": 64}])
    page.session.advance(10)  # the first slice measures the speed
    start = time.process_time()  # unaffected by other processes
    page.session.advance(10)
    assert time.process_time() - start < 0.05


def test_an_opened_member_continues_in_the_lab_as_it_would_in_the_fleet():
    page = FleetPage(SMALL)
    page.train(epochs=3)
    page.settle()
    opened, frame, branches, taken_over = page.send("fleet_open", member=4)
    assert (opened[0]["type"], frame[0]["epoch"]) == ("opened", 3)
    assert "message" not in opened[0]
    assert [branch["number"] for branch in branches[0]["branches"]] == [taken_over[0]["branch"]]
    fleet = Fleet(Experiment.from_address(SMALL), [{"seed": seed} for seed in range(5)])
    fleet.advance(5)
    for _ in range(2):
        page.session.receive(json.dumps({"type": "step", "unit": "epoch"}))
    expected = fleet.present().training_loss[4]
    assert page.session.run.losses_now().training == pytest.approx(expected, rel=1e-5)
    assert page.send("fleet_open", member=9)[0][0]["field"] == "member"


def test_the_previous_run_can_be_restored_after_opening_a_member():
    page = FleetPage(SMALL)
    page.session.receive(json.dumps({"type": "step", "unit": "epoch"}))
    before = page.session.run.theta.copy()
    page.train(epochs=3)
    page.settle()
    number = page.send("fleet_open", member=4)[-1][0]["branch"]
    # Opening several members in turn does not remove the previous run.
    for member in (3, 2, 1, 0, 4):
        assert page.send("fleet_open", member=member)[-1][0]["branch"] == -1
    page.session.receive(json.dumps({"type": "return", "branch": number}))
    np.testing.assert_array_equal(page.session.run.theta, before)
    assert page.session.experiment.to_address() == SMALL


def test_reset_restores_a_members_initial_weights_even_if_they_are_too_many_for_a_url():
    page = FleetPage("data=xor&samples=60&layers=32-tanh,32-tanh")
    page.train(epochs=1)
    page.settle()
    opened = page.send("fleet_open", member=3)[0][0]
    assert "Its 1185 initial weights are too many for a URL" in opened["message"]
    page.session.receive(json.dumps({"type": "reset", "revision": 2}))
    own = Experiment.from_address("data=xor&samples=60&layers=32-tanh,32-tanh&seed=3").network()
    np.testing.assert_array_equal(page.session.run.theta, own.theta)


def test_a_fleet_is_kept_when_the_experiment_changes_and_reports_its_base_experiment():
    page = FleetPage(SMALL)
    page.train(epochs=3)
    command = {"type": "change", "changes": {"noise": 0.3}, "revision": 2}
    page.session.receive(json.dumps(command))
    last, _ = page.settle()
    assert last["epoch"] == 3
    choices = page.send("fleet_show", open=True)
    assert [header["type"] for header, _ in choices] == ["fleet_choices"]
    assert choices[0][0]["hash"] != SMALL


def test_a_race_runs_optimizers_from_the_same_weights():
    page = FleetPage(SMALL, "race")
    lanes = [
        {"optimizer": lane["optimizer"], "learning_rate": lane["learning_rate"]}
        for lane in page.choices["lanes"]
    ]
    (planned, _), (_, arrays) = page.train([], lanes)
    assert (len(planned["members"]), planned["groups"]) == (8, 8)
    assert planned["members"][4] == "Adam at 0.001"
    assert len(set(arrays["training_loss"].tolist())) == 1
    last, arrays = page.settle()
    assert last["epoch"] == 3
    # Without weight decay, AdamW equals Adam.
    assert len(set(arrays["training_loss"].tolist())) == 7


def test_the_lanes_of_a_race_name_their_optimizers():
    lanes = [
        {"optimizer": "sgd", "learning_rate": 0.3},
        {"optimizer": "adam", "learning_rate": 0.01},
    ]
    (planned, arrays), _ = FleetPage(SMALL, "race").train(axes=[], members=lanes)
    assert planned["optimizers"] == ["SGD", "Adam"]
    assert arrays["rates"].tolist() == [0.3, 0.01]


def test_a_race_offers_all_optimizers_with_their_own_learning_rates():
    assert [*RULES] == [*SETTINGS["optimizer"].choices]
    for experiment in (Experiment(), Experiment(layers=()), Experiment(batch_size=5000)):
        choices = choices_of(experiment, "race")
        assert not mismatch(choices, FleetChoices)
        assert {lane["learning_rate"] for lane in choices["lanes"]} > {1e-3, 1e-4, 1.0}
        names = {axis["name"] for axis in choices["axes"]}
        assert ("width" in names) == bool(experiment.layers)


@pytest.mark.parametrize("instrument", ["fleet", "race"])
def test_every_offered_setting_can_be_varied(instrument):
    page = FleetPage(SMALL, instrument)
    for axis in page.choices["axes"]:
        reports = page.train([{**axis, **({"count": 3} if "count" in axis else {})}], epochs=1)
        assert [header["type"] for header, _ in reports] == ["fleet_planned", "fleet"]


def test_successes_are_recounted_for_another_threshold():
    page = FleetPage("data=regress_plane&loss=mse&layers=3-tanh")
    assert page.choices["measure"] == "loss"
    page.train(epochs=2)
    _, arrays = page.settle()
    limit = float(np.median(arrays["test_loss"]))
    assert page.send("fleet_threshold", threshold=limit)[0][0]["successes"] == 3
    assert page.train(epochs=1)[-1][0]["threshold"] == limit


def test_a_diverged_member_is_reported_and_ranks_last():
    page = FleetPage("data=regress_plane&loss=mse&layers=3-relu&optimizer=sgd")
    page.train([{"name": "learning_rate", "values": [0.01, 90.0, 95.0]}], epochs=30)
    last, arrays = page.settle()
    diverged = arrays["diverged"]
    assert diverged[0] == -1
    assert (diverged[1:] > 0).all()
    assert last["spread"] == {
        "lower": None, "median": None, "upper": None, "best": 0, "worst": 0,
    }  # fmt: skip
    assert arrays["ranks"].tolist() == [1, 2, 2]
    assert last["successes"] <= 1
    opened, *_ = page.send("fleet_open", member=1)
    assert opened[0]["type"] == "opened"


def test_a_fleet_too_large_for_memory_is_reduced_with_a_remark():
    page = FleetPage("samples=5000&layers=" + ",".join(["32-tanh"] * 8))
    planned = page.train([{"name": "seed", "low": 0, "count": 64}])[0][0]
    assert 8 <= len(planned["members"]) < 64
    assert "Reduced from 64 networks to" in planned["remark"]


@pytest.mark.parametrize(
    ("order", "sentence"),
    [
        ({"axes": [{"name": "seed", "low": 0, "count": 0}]}, "how many: 0 does not work"),
        ({"axes": [{"name": "seed", "low": 0, "count": 257}]}, "whole number from 1 to 256"),
        ({"axes": [{"name": "seed", "low": 0, "count": "many"}]}, "how many: 'many'"),
        ({"axes": [{"name": "seed", "low": -1, "count": 2}]}, "Seed: -1 does not work"),
        ({"axes": []}, "networks: 0 does not work. Possible: a whole number from 1 to 256."),
        ({"axes": [{"name": "loss", "values": ["mse"]}]}, "vary: 'loss' does not work"),
        ({"axes": [{"name": "width", "values": [3, 99]}]}, "width: 99 does not work"),
        ({"axes": [{"name": "width", "values": []}]}, "at least one value"),
        ({"axes": [{"name": "batch_size", "values": [0]}]}, "Batch size: 0 does not work"),
        ({"axes": [{"name": "batch_size", "low": 1, "count": 2}]}, "a list of values"),
        ({"axes": [{"name": "optimizer", "values": ["adam", "x"]}]}, "Optimizer: 'x'"),
        (
            {"axes": [{"name": "learning_rate", "low": 1, "high": 0.1, "count": 4}]},
            "to: 0.1 does not work. Possible: a number above 1",
        ),
        (
            {"axes": [{"name": "learning_rate", "low": 1, "high": 1000, "count": 4}]},
            "Learning rate: 1000 does not work",
        ),
        (
            {"axes": [{"name": "seed", "count": 100}, {"name": "width", "values": [1, 2, 3]}]},
            f"networks: 300 does not work. Possible: a whole number from 1 to {MOST_MEMBERS}.",
        ),
        ({"axes": SEEDS, "epochs": 0}, "epochs: 0 does not work"),
        ({"axes": SEEDS, "epochs": 10**7}, "whole number from 1 to 1000000"),
        ({"axes": [], "members": [{"optimizer": "adam", "learning_rate": 0}]}, "Learning rate: 0"),
    ],
)  # fmt: skip
def test_invalid_commands_give_one_clear_error(order, sentence):
    page = FleetPage(SMALL)
    [(refused, _)] = page.train(**order)
    assert refused["type"] == "fleet_refused"
    assert sentence in refused["sentence"]
    assert not page.session.busy


def test_commands_without_a_fleet_are_rejected():
    page = FleetPage(SMALL)
    for kind, fields in (("fleet_go", {"epochs": 1}), ("fleet_pause", {}), ("fleet_open", {})):
        [(refused, _)] = page.send(kind, **{"member": 0, **fields})
        assert "Press Train first" in refused["sentence"]
    page.train(epochs=1)
    assert "from 0 to 1" in page.send("fleet_threshold", threshold=2)[0][0]["sentence"]


# --- statistics of the fleet ------------------------------------------------------------------


def test_quartiles_equal_those_of_numpy():
    values = np.random.default_rng(0).normal(size=(3, 17))
    np.testing.assert_allclose(
        quartiles(values), np.quantile(values, (0.25, 0.5, 0.75), axis=-1).T, rtol=1e-14
    )
    assert quartiles(np.array([2.0])).tolist() == [2, 2, 2]


def test_nan_ranks_below_all_numbers():
    found = spread(np.array([np.nan, 1.0, np.inf, 3.0]))
    assert (found.best, found.worst, found.median) == (1, 3, np.inf)
    assert found.interquartile == np.inf
    assert spread(np.array([1.0, 2, 3, 4, 5])).interquartile == 2
    assert spread(np.full(3, np.nan)).best == -1
    assert ranks(np.array([0.2, np.nan, 0.1, 0.2, 0.3])).tolist() == [2, 5, 1, 2, 4]


def test_a_run_with_a_result_of_nan_does_not_count_as_successful():
    nothing = np.full(3, np.nan)
    losses, accuracies = np.array([0.1, np.nan, 0.5]), np.array([0.9, np.nan, 0.99])
    assert succeeded(losses, accuracies, 0.95).tolist() == [False, False, True]
    assert succeeded(losses, nothing, 0.1).tolist() == [True, False, False]


def test_an_instrument_that_failed_gets_no_time_until_its_next_command(monkeypatch):
    page = FleetPage(SMALL)
    page.train(epochs=10**6)
    with monkeypatch.context() as broken:
        broken.setattr(Fleet, "work", lambda *_: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            page.session.advance(1)
    assert not page.session.busy
    page.send("fleet_go", epochs=1)
    assert page.session.busy
