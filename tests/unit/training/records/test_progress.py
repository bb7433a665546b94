"""The progress bar is one line on a terminal; a file gets only the last state, and nothing if there
was no progress."""

import sys
import time

import pytest
from chainrule.training.records.progress import progress_bar


def test_a_progress_bar_that_was_never_drawn_leaves_no_line(capsys):
    with progress_bar(5):
        pass
    assert capsys.readouterr().err == ""


def test_only_the_last_state_is_written_to_a_file_even_on_errors(capsys):
    with pytest.raises(KeyboardInterrupt), progress_bar(4) as bar:
        bar.update(1, "loss 2")
        bar.update(2, "loss 1")
        raise KeyboardInterrupt
    shown = capsys.readouterr().err
    assert shown.startswith("█" * 15 + "·" * 15 + " 2/4 epochs, ")
    assert shown.endswith("s, loss 1\n")
    assert shown.count("\n") == 1


def test_in_a_terminal_the_line_is_overwritten_and_never_wraps(capsys, monkeypatch):
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
    monkeypatch.setenv("COLUMNS", "40")
    now = iter([0.0, 1.0, 1.01, 2.0])
    monkeypatch.setattr(time, "monotonic", lambda: next(now))
    with progress_bar(4) as bar:
        for done in (1, 2, 3):
            bar.update(done, "training loss 1")
    first, second, last = capsys.readouterr().err.split("\r\x1b[K")[1:]
    assert [len(first), len(second)] == [39, 39]
    assert " 1/4 epo" in first
    assert " 3/4 epo" in second, "the second update came too soon after the first to be drawn"
    assert last.endswith(" 3/4 epochs, 2.0 s, training loss 1\n")


def test_the_remaining_time_is_shown_until_the_end(capsys, monkeypatch):
    """Four of ten runs were already done; two more took 3 seconds each."""
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
    monkeypatch.setenv("COLUMNS", "100")
    now = iter([0.0, 0.5, 3.0, 6.0, 18.0])
    monkeypatch.setattr(time, "monotonic", lambda: next(now))
    with progress_bar(10, "runs", 4) as bar:
        for done in (4, 5, 6, 10):
            bar.update(done, "well")
    first, *others, last = capsys.readouterr().err.split("\r\x1b[K")[1:]
    assert first.endswith(" 4/10 runs, 0.5 s, well"), "nothing is known yet"
    assert others[0].endswith(" 5/10 runs, 3.0 s (15 s left), well")
    assert others[1].endswith(" 6/10 runs, 6.0 s (12 s left), well")
    assert last.endswith(" 10/10 runs, 18.0 s, well\n")


@pytest.mark.parametrize(("seconds", "expected"), [(60, "9 min"), (3600, "9.0 h")])
def test_long_times_are_shown_in_minutes_and_hours(capsys, monkeypatch, seconds, expected):
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
    monkeypatch.setenv("COLUMNS", "100")
    now = iter([0.0, float(seconds)])
    monkeypatch.setattr(time, "monotonic", lambda: next(now))
    with progress_bar(10) as bar:
        bar.update(1, "well")
    assert f" s ({expected} left), well" in capsys.readouterr().err
