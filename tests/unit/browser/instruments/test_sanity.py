"""The sanity checks, through a session: they run in slices, on a copy, and are discarded when the
run changes."""

import json
import time

import numpy as np
import pytest
from browser.protocol_shape import ORDERS, received
from chainrule.browser.session import Session
from chainrule.browser.words import decoded

CHECKS = ("overfit", "ignore", "leaks")


class Page:
    """A simulated page that stores the state of each check."""

    def __init__(self, hash=""):
        self.session, self.revision, self.reports, self.shares = Session(map_size=8), 0, {}, []
        self.send("open", hash=hash)

    def send(self, kind, **fields):
        if kind in ORDERS:
            self.revision += 1
            fields["revision"] = self.revision
        answers = self.session.receive(json.dumps({"type": kind, **fields}))
        self.take(answers)
        return [decoded(header) for header, _ in answers]

    def take(self, messages):
        for report, _ in received(messages):
            if report["type"] == "sanity":
                self.reports[report["check"]] = report
                self.shares.append(report["share"])

    def work(self, slices=None):
        end = time.monotonic() + 120
        while self.session.busy and slices != 0:
            assert time.monotonic() < end, "never done"
            self.session.advance(12)
            self.take(self.session.reports())
            slices = None if slices is None else slices - 1
        return self


@pytest.mark.parametrize("check", CHECKS)
def test_a_check_completes_without_changing_the_run(check):
    page, other = Page("data=circle"), Page("data=circle")
    for each in (page, other):
        each.session.live.run.advance(40)
    page.send("sanity", check=check)
    assert page.reports[check]["state"] == "running"
    report = page.work().reports[check]
    assert (report["state"], report["verdict"], report["share"]) == ("done", "passed", 1)
    assert report["epoch"] == pytest.approx(1.6)
    for each in (page, other):
        each.session.live.run.advance(40)
    np.testing.assert_array_equal(page.session.run.theta, other.session.run.theta)
    assert page.session.run.history.csv() == other.session.run.history.csv()


def test_a_check_works_in_slices_and_reports_progress():
    page = Page("optimizer=sgd&learning_rate=1e-7")
    page.send("sanity", check="overfit")
    page.work()
    assert len(page.shares) > 3
    assert page.shares == sorted(page.shares)
    assert page.reports["overfit"]["verdict"] == "failed"


def test_a_check_can_be_stopped():
    page = Page("optimizer=sgd&learning_rate=1e-7")
    page.send("sanity", check="overfit")
    page.work(slices=1)
    assert page.session.busy
    page.send("stop_sanity")
    assert page.reports["overfit"]["state"] == "none"
    assert not page.session.busy
    page.send("stop_sanity")  # no check is running any more


def test_starting_a_check_replaces_the_running_one():
    page = Page("optimizer=sgd&learning_rate=1e-7")
    page.send("sanity", check="overfit")
    page.work(slices=1)
    page.send("sanity", check="leaks")
    assert page.reports["overfit"]["state"] == "none"
    page.work()
    assert page.reports["leaks"]["state"] == "done"


def test_outcomes_of_a_previous_run_are_discarded():
    page = Page("data=circle")
    page.send("sanity", check="leaks")
    page.work()
    page.send("change", changes={"learning_rate": 0.02})
    page.work()  # the run is paused, but the page receives a report
    assert page.reports["leaks"]["state"] == "none"


def test_outcomes_are_kept_while_the_run_continues():
    page = Page("data=circle")
    page.send("sanity", check="leaks")
    page.work()
    page.send("step", unit="epoch")
    page.take(page.session.reports())
    assert page.reports["leaks"]["state"] == "done"


def test_a_check_continues_while_the_run_trains():
    page = Page("data=circle")
    page.send("play")
    page.send("sanity", check="leaks")
    end = time.monotonic() + 60
    while page.reports["leaks"]["state"] != "done":
        assert time.monotonic() < end, "never done"
        page.session.advance(12)
        page.take(page.session.reports())
    assert page.session.run.step_count > 0


def test_an_unknown_check_is_rejected_with_an_error():
    (failure,) = Page().send("sanity", check="luck")
    assert failure["type"] == "failure"
    assert "one of overfit, ignore, leaks" in failure["sentence"]
