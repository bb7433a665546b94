"""Commands that need a large table wait until it has been read in slices; reading can be
stopped."""

import json

import pytest
from chainrule.browser import waiting
from chainrule.browser.session import Session

ROWS = 3000
SOURCE = {"text": "x,y\n" + "".join(f"{i * 0.5},{i % 7 + 0.5}\n" for i in range(ROWS))}


@pytest.fixture(autouse=True)
def tables(monkeypatch):
    """Make every table count as large, and clear the known tables."""
    monkeypatch.setattr(waiting, "AT_ONCE", 0)
    monkeypatch.setattr("chainrule.data.tabular.own._kept", {})
    monkeypatch.setattr("chainrule.data.tabular.own._latest", [])
    monkeypatch.setattr("chainrule.data.reading.columns.conversion.CHUNK", 2000)


def receive(session, **message):
    return headers(session.receive(json.dumps(message)))


def headers(messages):
    return [json.loads(header) for header, _ in messages]


def until_reported(session, kind):
    """Let the session work until it sends a report of this type; return all reports sent."""
    reports = []
    for _ in range(1000):
        session.advance(0)
        reports += headers(session.reports())
        if any(report["type"] == kind for report in reports):
            return reports
    raise AssertionError(reports)


def experiment_with(source):
    return json.dumps({"data": "table", "csv": source})


def test_a_table_is_read_in_slices_with_progress_and_then_used():
    session = Session()
    assert receive(session, type="read_table", revision=1, **SOURCE) == []
    assert session.busy
    reports = until_reported(session, "opened")
    progress = [report["progress"] for report in reports if report["type"] == "table_progress"]
    assert len(progress) > 2
    assert progress == sorted(progress)
    assert reports[-1] == {"type": "table_progress", "progress": 1.0}
    opened = next(report for report in reports if report["type"] == "opened")
    assert opened["revision"] == 1
    assert opened["opened"]["table"]["rows"] == ROWS
    assert not session.busy


def test_commands_that_arrive_during_reading_are_executed_afterwards_in_order():
    session = Session()
    receive(session, type="keep_table", **SOURCE)
    assert receive(session, type="change", revision=1, changes={"seed": 5}) == []
    assert receive(session, type="export", what="experiment") == []
    reports = until_reported(session, "file")
    kinds = [report["type"] for report in reports if report["type"] != "table_progress"]
    assert kinds == ["opened", "file"]
    assert json.loads(reports[-1]["text"])["seed"] == 5


def test_the_table_of_a_saved_experiment_is_also_read_in_slices():
    session = Session()
    assert receive(session, type="open", revision=3, hash=experiment_with(SOURCE)) == []
    reports = until_reported(session, "opened")
    assert reports[-1]["type"] == "table_progress" or reports[-1]["type"] == "opened"
    assert session.experiment.table
    # A table that has already been read is opened immediately.
    assert receive(session, type="open", revision=4, hash=experiment_with(SOURCE))[0]["type"] == (
        "opened"
    )


def test_cancelled_reading_changes_nothing_and_is_announced():
    session = Session()
    before = session.experiment
    receive(session, type="open", revision=2, hash=experiment_with(SOURCE))
    receive(session, type="pace", steps_per_second=7)
    session.advance(0)
    session.reports()
    failure, progress = receive(session, type="stop_reading")
    assert (failure["type"], failure["revision"]) == ("failure", 2)
    assert failure["sentence"]["key"] == "table.stopped"
    assert progress == {"type": "table_progress", "progress": 1.0}
    assert session.experiment == before
    assert not session.busy
    # Work that does not need the table was done in the meantime.
    assert session.live.pace.per_second == 7
    assert receive(session, type="reset", revision=3)[0]["type"] == "opened"


def test_cancelling_has_no_effect_if_nothing_is_being_read():
    assert receive(Session(), type="stop_reading") == []


def test_an_error_late_in_a_table_is_reported_with_its_line():
    session = Session()
    text = f"{SOURCE['text']}1,2,3\n4,5\n"
    assert receive(session, type="read_table", revision=1, text=text) == []
    (failure,) = [r for r in until_reported(session, "failure") if r["type"] == "failure"]
    assert failure["sentence"]["values"]["value"] == {
        "key": "table.is.width",
        "values": {"line": ROWS + 2, "cells": 3},
    }
    assert (failure["revision"], failure["field"]) == (1, "table")


def test_two_tables_are_read_one_after_the_other():
    session = Session()
    other = {"text": SOURCE["text"].replace("y", "z", 1)}
    receive(session, type="keep_table", **SOURCE)
    receive(session, type="read_table", revision=1, **other)
    reports = until_reported(session, "opened")
    opened = next(report for report in reports if report["type"] == "opened")
    assert opened["opened"]["table"]["target"] == "z"


def test_an_unexpected_python_error_is_reported(monkeypatch):
    def broken(text, reading):
        yield 0.5
        raise ZeroDivisionError("by zero")

    monkeypatch.setattr(waiting, "read_in_steps", broken)
    session = Session()
    receive(session, type="read_table", revision=1, **SOURCE)
    reports = until_reported(session, "failure")
    assert reports[-1]["type"] in ("failure", "table_progress")
    [sentence] = [report["sentence"] for report in reports if report["type"] == "failure"]
    assert sentence == {"key": "failure.table", "values": {"error": "by zero"}}
