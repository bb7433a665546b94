"""The verdict in a few words: what it says, when it changes, and what it costs."""

import json

import pytest
from chainrule.browser.gradients import summary
from chainrule.browser.run.storage.packed_weights import pack
from chainrule.browser.session import Session
from chainrule.browser.words import decoded
from chainrule.diagnostics.verdict import Finding
from chainrule.phrases import phrase
from chainrule.phrases.english import ENGLISH
from chainrule.phrases.phrase import said


class Page:
    """A page that shows the summary."""

    def __init__(self, monkeypatch) -> None:
        self.now = 0.0
        monkeypatch.setattr(summary, "perf_counter", lambda: self.now)
        self.session, self.revision = Session(map_size=8), 0
        self.send("observe", shown=["summary"])

    def send(self, kind, **fields):
        self.revision += 1
        message = {"type": kind, "revision": self.revision, **fields}
        self.session.receive(json.dumps(message))

    def open(self, hash):
        self.send("open", hash=hash)

    def train(self, epochs):
        """Train without asking for the summary."""
        run = self.session.live.run
        for _ in range(epochs * len(run.batches)):
            run.advance(1)

    def verdict(self):
        """The newest summary after a slice of the worker's time, or None if there is no summary."""
        self.session._instruments._overdrawn = 0.0  # as if training had had its share of time
        self.session.advance(1)
        found = [decoded(header) for header, _ in self.session.reports()]
        return next((each for each in found if each["type"] == "verdict_summary"), None)


@pytest.fixture
def page(monkeypatch):
    return Page(monkeypatch)


def test_a_run_is_judged_only_when_it_is_long_enough(page):
    page.open("data=xor")
    early = page.verdict()
    assert early["name"] == "Too early to judge"
    assert (early["is_problem"], early["is_sound"]) == (False, False)
    page.train(20)
    page.send("pause")
    assert page.verdict()["name"] == "No problem found"


def test_weights_from_a_link_count_as_trained_and_not_as_a_run_that_is_too_short(page):
    page.open("data=circle")
    page.train(60)
    page.send("pause")
    packed = pack(page.session.live.run)
    page.send("keep_weights")
    given = page.session.experiment.to_address()
    for fields in ({"hash": "data=circle", "trained": packed}, {"hash": given}):
        page.send("open", **fields)
        found = page.verdict()
        assert found["name"] == "Already trained"
        assert (
            "their loss curves are unknown; judging new ones takes 12 epochs" in found["sentence"]
        )
        assert (found["is_problem"], found["is_sound"]) == (False, False)
        page.train(20)
        page.send("pause")
        assert page.verdict()["name"] == "No problem found"
    # Other settings begin a new curve of a run whose earlier losses are known.
    page.send("change", changes={"learning_rate": 0.03})
    assert page.verdict()["name"] == "Too early to judge"


def test_given_weights_that_have_learned_nothing_do_not_count_as_trained(page):
    page.open("data=circle")
    page.send("keep_weights")
    assert page.session.experiment.weights
    assert page.verdict()["name"] == "Too early to judge"


def test_a_problem_is_named_and_described_with_numbers(page):
    page.open("loss=mse&optimizer=sgd&learning_rate=99&layers=8-relu,8-relu")
    for _ in range(40):
        page.send("step", unit="batch")
        if page.session.state == "diverged":
            break
    found = page.verdict()
    assert found["is_problem"]
    assert found["name"] == "Diverging"
    assert any(letter.isdigit() for letter in found["sentence"])


def test_the_numbers_of_a_paused_run_are_those_that_the_page_shows(page):
    """The history has losses only at whole epochs, and none since a weight was edited."""
    page.open("data=spiral&noise=0.5&train_share=0.2&layers=16-relu,16-relu")
    page.train(400)
    run = page.session.live.run
    page.send("pause")
    page.send("edit", index=run.theta.size - 1, value=float(run.theta[-1]) + 5)
    found = page.verdict()
    assert found["name"] == "Overfitting"
    assert said(float(run.losses_now().test)) in found["sentence"]
    assert said(float(run.history.records[-1].test_loss)) not in found["sentence"]


def test_while_paused_nothing_is_observed_until_the_run_changes(page):
    page.open("data=xor")
    assert page.verdict()
    assert not page.session.busy
    page.send("edit", index=0, value=3.0)
    assert page.session.busy
    assert page.verdict()


def test_during_training_the_summary_is_updated_once_a_second_and_new_findings_are_confirmed(page):
    page.open("data=xor")
    assert page.verdict()["name"] == "Too early to judge"
    page.send("play")
    page.train(30)
    assert page.verdict()["name"] == "No problem found", "it says so once there are enough records"
    page.train(30)
    assert page.verdict() is None, "the last look is less than a second ago"
    gradients = next(p for p in page.session._instruments._all if type(p).__name__ == "Gradients")
    gradients._summary._candidate = gradients._summary._reported = "verdict.line.plateau"
    page.now += 1.1
    assert page.verdict() is None, "one observation is not enough"
    page.now += 1.1
    assert page.verdict()["name"] == "No problem found"


def finding(kind, is_problem):
    name = phrase(f"rule.{kind}")
    return Finding(kind, name, phrase("rule.sound.condition"), is_problem, name)


def test_a_problem_is_named_within_two_seconds_and_stays_until_five_judgements_are_clear(
    page, monkeypatch
):
    page.open("data=xor")
    page.verdict()
    page.send("play")
    page.train(30)
    assert page.verdict()["name"] == "No problem found"
    sound, problem = finding("sound", False), finding("overfitting", True)
    said = []

    def judge(found, looks):
        monkeypatch.setattr(summary, "verdict", lambda evidence: [found])
        for _ in range(looks):
            page.now += 1.0
            told = page.verdict()
            said.append(told["name"] if told else None)

    judge(problem, 2)
    judge(sound, 4)
    judge(problem, 1)
    judge(sound, 5)
    assert said == [None, "Overfitting", *[None] * 4, None, *[None] * 4, "No problem found"]


def test_losses_are_judged_every_second_even_if_an_observation_takes_long(page, monkeypatch):
    page.open("data=xor")
    page.verdict()
    page.send("play")
    page.train(30)
    # The page trains for a time and not for a number of epochs, so the real findings could change.
    monkeypatch.setattr(summary, "verdict", lambda evidence: [finding("sound", False)])
    assert page.verdict()
    observed = []
    observe = summary.Summary._observe

    def slowly(self):
        observe(self)
        observed.append(page.now)
        page.now += 0.05

    monkeypatch.setattr(summary.Summary, "_observe", slowly)
    told = []
    for _ in range(20):
        page.now += 1.0
        page.train(1)
        told.append(page.verdict())
    assert all(told)
    assert len(observed) == 4, "once in 5 seconds: a hundredth of the time"


def test_a_page_without_the_summary_does_no_work(page):
    page.send("observe", shown=[])
    page.open("data=xor")
    assert not page.session.busy


def test_every_rule_has_a_summary_line():
    from chainrule.diagnostics.verdict import RULES

    missing = [rule.kind for rule in RULES if f"verdict.line.{rule.kind}" not in ENGLISH]
    assert not missing
