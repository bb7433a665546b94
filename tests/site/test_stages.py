"""The stages of `build/test`: they run in parallel or one after another, and each has a result."""

import os
import sys
import threading
from concurrent.futures import ThreadPoolExecutor

import environment
import pytest
import stages


@pytest.fixture
def made_up(monkeypatch):
    """Replaces the stages with Python programs; those of `small` and `web` use one core."""

    def replace(**programs):
        commands = {
            name: [[sys.executable, "-c", code] for code in codes]
            for name, codes in programs.items()
        }
        rows = {name: lambda name=name: commands[name] for name in commands}
        monkeypatch.setattr(stages, "STAGES", rows)

    monkeypatch.setattr(stages, "ONE_CORE", {"small", "web"})
    monkeypatch.setattr(stages, "_set_up", lambda names, pool: {})
    monkeypatch.setattr(stages, "_variables", lambda words: dict(os.environ))
    return replace


FAIL = "import sys; print('a reason'); sys.exit(3)"


def test_a_failed_command_fails_its_own_stage_and_the_others_still_run(made_up, capfd):
    made_up(small=["print('one')", FAIL], web=["print('two')"], large=["print('three')"])
    assert stages.test([]) == 1
    shown = capfd.readouterr().out
    for words in ("one", "a reason", "two", "three"):
        assert f"\n{words}\n" in shown
    summary = shown[shown.index("summary") :].splitlines()[1:]
    assert [line.split()[:2] for line in summary[:3]] == [
        ["small", "FAILED"], ["web", "passed"], ["large", "passed"],
    ]  # fmt: skip
    assert summary[3].startswith("2 passed, 1 failed, in ")


def test_a_command_that_started_during_set_up_counts_for_its_stage(made_up, monkeypatch, capfd):
    made_up(small=["print('one')"], web=["print('two')"])
    command = [sys.executable, "-c", FAIL]
    monkeypatch.setattr(
        stages,
        "_set_up",
        lambda names, pool: {"small": [pool.submit(stages._printed_whole, command)]},
    )
    assert stages.test([]) == 1
    shown = capfd.readouterr().out
    assert "a reason" in shown
    summary = shown[shown.index("summary") :].splitlines()[1:]
    assert [line.split()[:2] for line in summary[:2]] == [["small", "FAILED"], ["web", "passed"]]


def test_types_are_checked_as_soon_as_the_packages_environment_is_complete(monkeypatch):
    checked = threading.Event()
    was_checked = []
    monkeypatch.setattr(environment, "package_python", lambda: sys.executable)
    # The site is complete only after the types are checked.
    monkeypatch.setattr(stages, "build", lambda: was_checked.append(checked.wait(30)))
    monkeypatch.setattr(stages, "_types_of_package", lambda: [sys.executable, "-c", "pass"])
    run = stages._run

    def then_checked(*given):
        outcome = run(*given)
        checked.set()
        return outcome

    monkeypatch.setattr(stages, "_run", then_checked)
    monkeypatch.setattr(stages, "_variables", lambda words: dict(os.environ))
    with ThreadPoolExecutor(2) as pool:
        (task,) = stages._set_up(["lint"], pool)["lint"]
    assert task.result().passed
    assert was_checked == [True]


def test_the_run_fails_if_a_stage_that_uses_all_cores_fails(made_up):
    made_up(web=["pass"], large=[FAIL])
    assert stages.test([]) == 1
    assert stages.test(["web"]) == 0
    assert stages.test(["large"]) == 1


def test_the_output_of_parallel_commands_is_not_interleaved(made_up, capfd):
    slow = "import time\nfor i in range(5): print('{0}', i, flush=True); time.sleep(0.02)"
    made_up(small=[slow.format("a")], web=[slow.format("b")])
    assert stages.test([]) == 0
    lines = [line for line in capfd.readouterr().out.splitlines() if line[:2] in ("a ", "b ")]
    assert sorted([lines[:5], lines[5:]]) == [
        [f"{name} {i}" for i in range(5)] for name in ("a", "b")
    ]


def waits_for(there, here):
    """A program that creates `here`, and ends when another program has created `there`."""
    return (
        "import pathlib, os, time\n"
        f"pathlib.Path({str(here)!r}).touch()\n"
        f"while not pathlib.Path({str(there)!r}).exists(): time.sleep(0.01)\n"
        "print('priority', os.nice(0))"
    )


def test_a_filler_runs_beside_its_stage_with_the_lowest_priority(
    made_up, monkeypatch, capfd, tmp_path
):
    monkeypatch.setattr(stages, "FILLERS", {"large": "steady"})
    one, other = tmp_path / "one", tmp_path / "other"
    made_up(web=["pass"], steady=[waits_for(one, other)], large=[waits_for(other, one)])
    assert stages.test([]) == 0
    shown = capfd.readouterr().out
    assert shown.index(f"priority {os.nice(0)}\n") < shown.index("priority 19\n")
    assert "\n3 passed, 0 failed, in " in shown


def test_a_filler_can_fail_separately_and_runs_alone_if_its_stage_does_not_run(
    made_up, monkeypatch, capfd
):
    monkeypatch.setattr(stages, "FILLERS", {"large": "steady"})
    made_up(steady=[f"import os; print('priority', os.nice(0)); {FAIL}"], large=["pass"])
    assert stages.test([]) == 1
    shown = capfd.readouterr().out
    assert "a reason" in shown
    assert "\n1 passed, 1 failed, in " in shown
    assert stages.test(["large"]) == 0
    capfd.readouterr()
    assert stages.test(["steady"]) == 1
    assert f"\npriority {os.nice(0)}\n" in capfd.readouterr().out


def test_an_unknown_stage_is_rejected(made_up):
    made_up(web=["pass"])
    with pytest.raises(environment.MissingTool, match="'units' is not allowed; .* one of web"):
        stages.test(["units"])


def test_a_hanging_command_is_stopped_with_its_children_and_fails_its_stage(
    made_up, monkeypatch, capfd
):
    monkeypatch.setattr(stages, "LIMIT_S", 1)
    child = "import time; time.sleep(600)"
    hang = (
        "import subprocess, sys\nprint('a reason', flush=True)\n"
        f"subprocess.run([sys.executable, '-c', {child!r}])"
    )
    made_up(small=[hang], web=["print('two')"])
    # The child holds the output pipe open, so this returns only if the child has ended too.
    assert stages.test([]) == 1
    shown = capfd.readouterr().out
    assert "a reason" in shown
    assert "stopped after 1 s" in shown
    assert "1 passed, 1 failed" in shown
