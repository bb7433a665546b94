"""The gradient instruments, through a session: their reports, the order of the reports, and that
they do not affect the run."""

import json
import time

import numpy as np
import pytest
from browser.protocol_shape import ORDERS, parts, received
from chainrule import Experiment
from chainrule.browser.gradients.instrument import PARTS_OF
from chainrule.browser.session import Session
from chainrule.browser.words import decoded
from chainrule.diagnostics.gradients.histograms import BINS, EDGES
from chainrule.diagnostics.gradients.observe import Observer
from chainrule.diagnostics.verdict.evidence import MOST_RECORDS

ALL = list(PARTS_OF)


class Page:
    """A simulated page that stores the instruments' reports."""

    def __init__(self) -> None:
        self.session, self.revision = Session(map_size=8), 0
        self.send("open", hash="")
        self.forget()

    def send(self, kind, **fields):
        if kind in ORDERS:
            self.revision += 1
            fields["revision"] = self.revision
        messages = self.session.receive(json.dumps({"type": kind, **fields}))
        return [part for report in received(messages) for part in parts(report)]

    def change(self, **changes):
        return self.send("change", changes=changes)

    def forget(self):
        self.columns, self.here, self.reports = {}, None, []

    def show(self, *shown):
        return self.send("observe", shown=list(shown))

    def settle(self, seconds=60.0):
        """Let the instruments work until everything is computed."""
        end = time.monotonic() + seconds
        while self.session.busy:
            assert time.monotonic() < end, "never done"
            self.session.advance(10)
            self.listen()
        self.listen()
        return self

    def listen(self):
        for header, arrays in received(self.session.reports()):
            self.take(header, arrays)

    def take(self, header, arrays):
        if header["type"] != "observed":
            return
        self.reports.append(header)
        if header["starts_over"]:
            self.columns, self.here = {}, None
        whole = ("epochs", "edges", "unit_states", "unit_flat")
        rows = [
            {name: a[i] for name, a in arrays.items() if name not in whole}
            for i in range(len(arrays["epochs"]))
        ]
        epochs = arrays["epochs"].tolist()
        if header["has_here"]:
            self.here = (epochs.pop(), rows.pop(), arrays)
        self.columns |= dict(zip(epochs, rows, strict=True))
        self.columns = {e: c for e, c in self.columns.items() if e in header["records"]}

    def train(self, epochs):
        """Train for this number of epochs, as the worker does."""
        self.session.live.play()
        goal = self.session.run.epoch + epochs
        while self.session.run.epoch < goal:
            self.session.live.run.advance(25)
        self.send("pause")


@pytest.fixture
def page():
    return Page()


def snapshot_at(page, epoch):
    return next(k.snapshot for k in page.session.timeline if k.snapshot.epoch == epoch)


def test_instruments_opened_during_a_run_show_its_whole_history(page):
    page.train(40)
    page.show(*ALL)
    page.settle()
    assert sorted(page.columns) == list(range(41))
    assert page.here[0] == 40
    observer = Observer(page.session.experiment)
    for epoch in (0, 17, 40):
        seen = observer.observe(snapshot_at(page, epoch))
        assert seen.noise
        assert seen.units
        assert seen.histograms
        column = page.columns[epoch]
        for name in ("gradients", "weights", "activations", "updates"):
            np.testing.assert_array_equal(column[name], getattr(seen, name))
        np.testing.assert_array_equal(column["signal_to_noise"], seen.noise.ratio)
        np.testing.assert_array_equal(column["cosines"], seen.cosine)
        np.testing.assert_array_equal(column["unit_shares"], [u.share for u in seen.units])
        for k, kind in enumerate(("weights", "gradients", "activations")):
            for layer, histogram in enumerate(seen.histograms[kind]):
                np.testing.assert_array_equal(column["histograms"][k, layer], histogram.counts)
                assert column["outside"][k, layer].tolist() == [0, 0, 0, histogram.total]


def test_unit_states_and_noise_scale_are_those_of_the_current_step(page):
    page.train(3)
    page.show("units", "noise", "histograms")
    page.settle()
    _, _, arrays = page.here
    run = page.session.run
    seen = Observer(page.session.experiment).observe(run.snapshot())
    assert seen.noise
    states = np.concatenate([layer.states for layer in seen.units or ()])
    np.testing.assert_array_equal(arrays["unit_states"], states)
    last = next(r for r in reversed(page.reports) if r["has_here"])
    assert last["notions"] == ["saturated", "saturated", None]
    scale = seen.noise.variance[-1] / seen.noise.signal[-1]
    assert last["noise_scale"] == pytest.approx(scale)
    np.testing.assert_array_equal(arrays["edges"], EDGES)
    assert arrays["histograms"].shape[1:] == (3, 3, BINS)


def test_showing_instruments_does_not_change_training(page):
    other = Page()
    page.show(*ALL)
    for each in (page, other):
        each.send("play")
        each.session.live.run.advance(300)
        each.session.live.pause()
    page.settle()
    for each in (page, other):
        each.session.live.run.advance(300)
    np.testing.assert_array_equal(page.session.run.theta, other.session.run.theta)
    assert page.session.run.history.csv() == other.session.run.history.csv()


def test_only_open_instruments_are_computed(page):
    page.show("updates")
    page.settle()
    assert set(page.columns[0]) == {"updates"}
    page.forget()
    page.show()
    assert not page.session.busy
    page.train(5)
    assert not page.session.busy
    assert page.session.reports() == []


def test_a_newly_opened_instrument_reuses_known_results(page):
    page.train(10)
    page.show("updates")
    page.settle()
    page.show("updates", "norms")
    page.settle()
    assert all(set(c) == {"updates", "gradients", "weights", "activations"}
               for c in page.columns.values())  # fmt: skip
    assert len(page.columns) == 11


def test_only_new_columns_are_sent(page):
    page.train(20)
    page.show("norms")
    page.settle()
    before = len(page.reports)
    page.train(3)
    page.settle()
    assert not any(report["starts_over"] for report in page.reports[before:])
    assert sorted(page.columns) == list(range(24))


def test_coarse_and_recent_columns_are_computed_first(page):
    page.train(40)
    page.show("updates")
    order = []
    while page.session.busy and len(order) < 6:
        page.session.advance(0.02)
        for header, arrays in page.session.reports():
            rows = arrays["epochs"].tolist()
            order += rows[:-1] if decoded(header)["has_here"] else rows
    assert order[:6] == [0, 32, 16, 40, 24, 8]


def test_a_long_run_has_evenly_spaced_columns_and_reuses_known_ones(page):
    page.show("updates")
    page.train(100)
    page.settle()
    page.train(300)
    page.settle()
    assert sorted(page.columns) == list(range(0, 401, 4))
    assert len(page.columns) <= MOST_RECORDS


def test_for_another_network_the_columns_start_over_and_its_layers_are_matched(page):
    page.train(4)
    page.show("norms", "units")
    page.settle()
    page.change(layers=[[8, "tanh"], [4, "tanh"], [3, "relu"]])
    page.train(2)
    page.settle()
    assert any(report["starts_over"] for report in page.reports[1:])
    old, new = page.columns[1]["gradients"], page.columns[6]["gradients"]
    assert len(old) == len(new) == 4
    assert np.isnan(old).tolist() == [False, False, True, False]
    assert np.isfinite(new).all()
    assert page.reports[-1]["layers"] == 4


def test_a_reset_discards_the_columns_of_the_previous_run(page):
    page.train(10)
    page.show("updates")
    page.settle()
    page.send("reset")
    page.settle()
    assert sorted(page.columns) == [0]


def test_a_change_of_learning_rate_keeps_known_columns(page, monkeypatch):
    page.train(30)
    page.show("updates")
    page.settle()
    known = dict(page.columns)
    page.change(learning_rate=0.5)
    looked, observe = [], Observer.observe

    def watched(observer, snapshot, parts):
        looked.append(snapshot)
        return observe(observer, snapshot, parts)

    monkeypatch.setattr(Observer, "observe", watched)
    page.settle()
    assert len(looked) <= 2  # the current state of the run
    assert page.columns.keys() == known.keys()


def test_an_edited_weight_is_shown_immediately(page):
    page.train(2)
    page.show("norms")
    page.settle()
    before = page.here[1]["weights"].copy()
    page.send("edit", index=0, value=30.0)
    page.settle()
    assert page.here[1]["weights"][0] > before[0] + 10
    assert (page.here[1]["weights"][1:] == before[1:]).all()


def test_current_values_follow_the_shown_snapshot(page):
    page.train(8)
    page.show("norms")
    page.settle()
    page.send("travel", epoch=3, by=0)
    page.settle()
    assert page.here[0] == 3
    assert sorted(page.columns) == list(range(9))
    np.testing.assert_array_equal(page.here[1]["weights"], page.columns[3]["weights"])


def said(page):
    return [finding["sentence"] for finding in page.reports[-1]["findings"]]


def test_the_verdict_follows_the_shown_snapshot(page):
    page.show("verdict")
    page.train(8)
    page.settle()
    then = said(page)
    page.change(layers=[[8, "tanh"]] * 3, learning_rate=10.0)
    page.train(6)
    page.settle()
    assert said(page) != then
    page.send("travel", epoch=8, by=0)
    page.settle()
    assert said(page) == then


def test_the_verdict_says_whether_a_run_has_diverged(page):
    page.show("verdict")
    page.send("open", hash="loss=mse&optimizer=sgd&learning_rate=99&layers=8-relu,8-relu")
    for _ in range(40):
        page.send("step", unit="batch")
        if page.session.state == "diverged":
            break
    page.settle()
    assert page.reports[-1]["findings"][0]["kind"] == "diverging"
    assert page.reports[-1]["findings"][0]["is_problem"]


def test_the_verdict_covers_the_whole_run(page):
    page.show("verdict")
    page.send("open", hash="layers=" + ",".join(["8-sigmoid"] * 8))
    page.train(3)
    page.settle()
    sentences = [f["sentence"] for f in page.reports[-1]["findings"]]
    assert any(sentence.startswith("Vanishing: the gradient of layer 1") for sentence in sentences)


def test_after_early_stopping_the_verdict_is_about_the_restored_weights(page):
    page.show("verdict")
    hash = "data=circle&noise=0.5&samples=60&layers=16-tanh,16-tanh&stop_patience=20"
    page.send("open", hash=hash)
    page.send("play")
    page.settle()
    assert page.session.live.epoch == 20
    (found,) = page.reports[-1]["findings"]
    assert found["kind"] == "kept"
    assert dict(found["numbers"])["test loss"] == f"{page.session.run.losses_now().test:.4g}"
    # Later snapshots are judged by their own weights.
    page.send("travel", epoch=19, by=0)
    page.settle()
    assert "kept" not in {found["kind"] for found in page.reports[-1]["findings"]}
    page.send("travel", epoch=20, by=0)
    page.settle()
    assert [found["kind"] for found in page.reports[-1]["findings"]] == ["kept"]


def test_current_values_are_updated_while_training(page):
    page.show("updates")
    page.send("play")
    end = time.monotonic() + 20
    seen = set()
    while len(seen) < 3:
        assert time.monotonic() < end
        page.session.advance(10)
        page.listen()
        if page.here:
            seen.add(page.here[0])
    page.send("pause")
    page.settle()
    run = page.session.run
    assert page.here[0] == pytest.approx(run.epoch + run.batch / len(run.batches))


def test_an_unknown_instrument_is_rejected(page):
    ((failure, _),) = page.show("weights")
    assert failure["type"] == "failure"
    assert "instrument: 'weights' does not work" in failure["sentence"]


EXPERIMENTS = [
    Experiment(data="digits", loss="cross_entropy", layers=((8, "relu"),)),
    Experiment(data="sine", features=("x1",), loss="mse", dtype="float64"),
    Experiment(layers=((6, "elu", 0.3, True), (4, "sin")), frozen=("1",)),
    Experiment(data="wine", loss="cross_entropy"),
    Experiment(layers=()),
]


@pytest.mark.parametrize("experiment", EXPERIMENTS)
def test_every_kind_of_experiment_can_be_observed(page, experiment):
    page.show(*ALL)
    page.send("open", hash=experiment.to_address())
    page.train(2)
    page.settle()
    assert page.session.experiment == experiment
    assert sorted(page.columns) == [0, 1, 2]
    assert page.reports[-1]["findings"]
