"""The stages of a build and of a test run, each in the environment that it needs."""

from __future__ import annotations

import argparse
import contextlib
import os
import signal
import subprocess
import sys
import time
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import NamedTuple

import environment
from paths import DIST, ROOT, WEB


class Outcome(NamedTuple):
    """The result of a command or a stage, and its start and end in seconds."""

    passed: bool
    start: float
    end: float


def build() -> None:
    """Bring dist/ up to date."""
    environment.node_modules()
    command = [environment.site_python(), ROOT / "build" / "site" / "build_site.py"]
    if subprocess.run([str(part) for part in command], env=environment.node()).returncode != 0:
        raise environment.MissingTool("The site was not built; see the reason above.")


def test(names: list[str]) -> int:
    """Run the named stages, or all; a failure does not stop later stages."""
    unknown = [name for name in names if name not in STAGES]
    if unknown:
        raise environment.MissingTool(
            f"stage: {unknown[0]!r} is not allowed; allowed: one of {', '.join(STAGES)}."
        )
    chosen = [name for name in STAGES if name in (names or STAGES)]
    start = time.monotonic()
    with ThreadPoolExecutor(max(2, os.cpu_count() or 1)) as pool:
        early = _set_up(chosen, pool)
        results = _side_by_side([name for name in chosen if name in ONE_CORE], early, pool)
    results |= _in_turn([name for name in chosen if name not in ONE_CORE])
    _print_title("summary")
    for name in chosen:
        passed, begun, ended = results[name]
        print(f"{name:10} {'passed' if passed else 'FAILED'} {ended - begun:7.1f} s")
    failed = sum(not results[name].passed for name in chosen)
    whole = time.monotonic() - start
    print(f"{len(chosen) - failed} passed, {failed} failed, in {whole:.0f} s with set-up")
    return 1 if failed else 0


def _set_up(names: list[str], pool: ThreadPoolExecutor) -> dict[str, list[Future[Outcome]]]:
    """Create the environments of the stages, two at a time, because installers mostly wait for disk
    and network.

    Returns
    -------
    the commands that started when the package's environment was complete, by stage. They run while
    the site is built.
    """

    def package() -> None:
        if {"lint", "unit", "site", "browser"} & {*names}:
            environment.package_python()
        if "browser" in names:
            environment.headless_browser()

    def site() -> None:
        if {*names} - {"unit"}:
            build()

    def types() -> Outcome:
        packaged.result()
        return _printed_whole(_types_of_package())

    packaged, built = pool.submit(package), pool.submit(site)
    early = {"lint": [pool.submit(types)]} if "lint" in names else {}
    for task in (packaged, built):
        task.result()
    return early


def _side_by_side(
    names: list[str], early: dict[str, list[Future[Outcome]]], pool: ThreadPoolExecutor
) -> dict[str, Outcome]:
    """Run the commands of these stages besides those that have started, one per core at a time."""
    if not names:
        return {}
    _print_title(", ".join(names))
    commands = [(name, command) for name in names for command in STAGES[name]()]
    run = _printed_whole if len(commands) > 1 or early else _run
    started = {name: [*early.get(name, [])] for name in names}
    for name, command in commands:
        started[name].append(pool.submit(run, command))
    return {name: _joined([task.result() for task in started[name]]) for name in names}


def _printed_whole(command: list) -> Outcome:
    """Run a command, and print its output when it ends, because other commands run beside it."""
    printed: list[str] = []
    outcome = _run(command, printed)
    print("".join(printed), end="", flush=True)
    return outcome


def _in_turn(names: list[str]) -> dict[str, Outcome]:
    """Run these stages one after the other, each together with the stage that fills its idle
    time."""
    results: dict[str, Outcome] = {}
    fillers = {FILLERS.get(name) for name in names}
    for name in names:
        if name in fillers:
            continue
        filler = [other for other in names if other == FILLERS.get(name)]
        _print_title(" beside ".join([*filler, name]))
        printed: list[str] = []
        with ThreadPoolExecutor(1) as pool:
            ends = {each: pool.submit(_whole, each, printed, is_filler=True) for each in filler}
            results[name] = _whole(name)
            results |= {each: end.result() for each, end in ends.items()}
        print("".join(printed), end="", flush=True)
    return results


def _whole(name: str, printed: list[str] | None = None, is_filler: bool = False) -> Outcome:
    return _joined([_run(command, printed, is_filler) for command in STAGES[name]()])


def _run(command: list, printed: list[str] | None = None, is_filler: bool = False) -> Outcome:
    """Run a command.

    Parameters
    ----------
    printed : the command's output is appended to this list when it ends, instead of being printed.
    is_filler : whether the command leaves the cores to other commands that need them.
    """
    words = [str(word) for word in command]
    cwd = WEB if words[0] in ("npx", "npm") else ROOT
    out, errors = (subprocess.PIPE, subprocess.STDOUT) if printed is not None else (None, None)
    start = time.monotonic()
    with subprocess.Popen(
        [*LAST, *words] if is_filler else words,
        cwd=cwd,
        env=_variables(words),
        stdout=out,
        stderr=errors,
        text=True,
        start_new_session=True,
    ) as process:
        _RUNNING.add(process.pid)
        if is_filler:
            _give_way(process.pid)
        output, remark = _output_within(process, LIMIT_S)
        _RUNNING.remove(process.pid)
    end = time.monotonic()
    remark = f"{_shortened(words)}: {remark}\n" if remark else ""
    if printed is None:
        print(remark, end="", flush=True)
    else:
        printed.append(f"$ {_shortened(words)} ({end - start:.1f} s)\n{output}\n{remark}")
    return Outcome(process.returncode == 0, start, end)


def _output_within(process: subprocess.Popen[str], seconds: float) -> tuple[str, str]:
    """The output of a process, and a remark if the process and all processes that it started were
    stopped."""
    try:
        return process.communicate(timeout=seconds)[0], ""
    except subprocess.TimeoutExpired:
        remark = f"stopped after {seconds:.0f} s"
    except BaseException:
        for session in _RUNNING:
            os.killpg(session, signal.SIGTERM)
        raise
    os.killpg(process.pid, signal.SIGTERM)
    return process.communicate()[0], remark


def _give_way(session: int) -> None:
    """Give a session the lowest priority. This is needed where Linux first divides the cores
    between sessions, so that the priorities of processes matter only within a session."""
    # Other systems have no such file, and in some containers it can't be written.
    with contextlib.suppress(OSError):
        Path(f"/proc/{session}/autogroup").write_text("19")


def _shortened(words: list[str]) -> str:
    shown = " ".join(words).replace(f"{ROOT}/", "")
    return shown if len(shown) < 100 else f"{shown[:96]} …"


def _joined(outcomes: list[Outcome]) -> Outcome:
    """The outcome of a stage, timed from the start of its first command to the end of its last."""
    return Outcome(
        all(outcome.passed for outcome in outcomes),
        min(outcome.start for outcome in outcomes),
        max(outcome.end for outcome in outcomes),
    )


def _print_title(title: str) -> None:
    print(f"\n── {title} " + "─" * (70 - len(title)), flush=True)


def bench(options: argparse.Namespace) -> int:
    """Run the benchmark on the named platforms; `data` trains on real data."""
    build()
    environment.peers()
    folder, python = ROOT / "tests" / "bench", str(environment.bench_python())
    env = {**environment.node(), "CHAINRULE_CHROMIUM": environment.browser()}
    places = [place for place in options.place if place != "data"]
    code = 0
    if places or not options.place:
        more = ["--quick"] if options.quick else []
        more += [word for peer in options.peer for word in ("--peer", str(Path(peer).resolve()))]
        command = [python, str(folder / "engines" / "run.py"), *places, *more]
        code = subprocess.run(command, env=env).returncode
    if "data" in options.place or not options.place:
        code = (
            subprocess.run([python, str(folder / "real_data" / "compare.py")], env=env).returncode
            or code
        )
    return code


def _variables(words: list[str]) -> dict[str, str]:
    variables = {**environment.node(), "CHAINRULE_DIST": str(DIST)}
    if words[-1] == "tests/browser":
        variables["CHAINRULE_CHROMIUM"] = environment.headless_browser()
    if words[-1] == "tests/unit":
        # A pytest process has one core, so more threads would only wait and double the CPU time.
        variables.update(OPENBLAS_NUM_THREADS="1", OMP_NUM_THREADS="1")
    return variables


def _types_of_package() -> list:
    """The longest command of `lint`, which needs nothing but the package's environment."""
    python = environment.package_python()
    return [python, "-m", "pyright", "--pythonpath", python, "py", "tests"]


def _lint() -> list[list]:
    """The commands of `lint` besides the one that starts during set-up."""
    python = environment.package_python()
    site = environment.site_python()
    return [
        [python, "-m", "ruff", "check", "."],
        [python, "-m", "ruff", "format", "--check", "."],
        [python, "-m", "pyright", "--pythonpath", site, "build/site"],
        [python, "-m", "repo_review", "."],
        ["npx", "--no-install", "tsc", "--noEmit"],
        ["npx", "--no-install", "eslint", "."],
    ]


def _unit() -> list[list]:
    python = environment.package_python()
    if os.environ.get("CI"):
        check = "import sys, importlib.util as u; sys.exit(u.find_spec('torch') is None)"
        if subprocess.run([str(python), "-c", check]).returncode != 0:
            sys.exit("CI needs PyTorch: the tests that compare with it would be skipped.")
    return [[python, "-m", "pytest", "-q", *SIDE_BY_SIDE, "2", "tests/unit"]]


def _site() -> list[list]:
    return [
        [environment.site_python(), "tests/site/reproducible.py"],
        [environment.package_python(), "-m", "pytest", "-q", "tests/site"],
    ]


def _web() -> list[list]:
    tests = sorted((ROOT / "tests" / "web").rglob("*.test.mjs"))
    options = ["--import", "./tests/web/setup.mjs", "--test", "--experimental-test-coverage"]
    options += ["--test-timeout", "120000"]
    return [["node", *options, "--test-reporter", "./tests/web/reporter.mjs", *tests]]


def _pyodide() -> list[list]:
    return [[environment.site_python(), "tests/pyodide/run.py"]]


def _browser() -> list[list]:
    # Two processes per core of a small machine, because tests often wait for time limits, polls and
    # checkpoints.
    python = environment.package_python()
    return [[python, "-m", "pytest", "-q", *SIDE_BY_SIDE, "3", "tests/browser"]]


STAGES = {
    "lint": _lint,
    "unit": _unit,
    "web": _web,
    "site": _site,
    "pyodide": _pyodide,
    "browser": _browser,
}

SIDE_BY_SIDE = ["--dist", "worksteal", "-n"]
"""Each process starts with adjacent tests, which share fixtures and caches."""

LAST = ["nice", "-n", "19"]
"""Runs a command so that it gets a core only when no other command needs it."""

_RUNNING: set[int] = set()
"""The sessions of the running commands, which do not receive the terminal's Ctrl+C."""

LIMIT_S = 2400
"""A command that takes longer counts as hanging. It is stopped, so that its output is printed and
other stages can run."""

ONE_CORE = {"lint", "web", "site"}
"""Stages whose commands use one core each; the other stages use all cores themselves."""

FILLERS = {"browser": "pyodide"}
"""Stages that leave cores idle, because they wait for time limits, polls and screen refreshes, and
the stages that use this time. The stages that use it only calculate, with so low a priority that
they do not slow the others down."""
