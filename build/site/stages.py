"""The stages of a build and of a test run, each in the environment it needs."""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import time
from pathlib import Path

import environment
from paths import DIST, ROOT, WEB


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
    results = []
    for name in names or STAGES:
        print(f"\n── {name} " + "─" * (70 - len(name)), flush=True)
        start = time.monotonic()
        outcomes = [_passes(command) for command in STAGES[name]()]
        results.append((name, all(outcomes), time.monotonic() - start))
    print("\n── summary " + "─" * 63)
    for name, passed, seconds in results:
        print(f"{name:10} {'passed' if passed else 'FAILED'} {seconds:7.1f} s")
    failed = sum(not passed for _, passed, _ in results)
    print(f"{len(results) - failed} passed, {failed} failed")
    return 1 if failed else 0


def bench(options: argparse.Namespace) -> int:
    """Run the benchmark in the named places; `data` trains on real data."""
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


def _passes(command: list) -> bool:
    words = [str(word) for word in command]
    in_web = words[0] in ("npx", "npm")
    env = {**environment.node(), "CHAINRULE_DIST": str(DIST)}
    if words[0].endswith("python") and "playwright" not in words and "browser" in words[-1]:
        env["CHAINRULE_CHROMIUM"] = environment.browser()
    return subprocess.run(words, cwd=WEB if in_web else ROOT, env=env).returncode == 0


def _lint() -> list[list]:
    build()  # types are checked against generated files
    python = environment.package_python()
    site = environment.site_python()
    return [
        [python, "-m", "ruff", "check", "."],
        [python, "-m", "ruff", "format", "--check", "."],
        [python, "-m", "pyright", "--pythonpath", python, "py", "tests"],
        [python, "-m", "pyright", "--pythonpath", site, "build/site"],
        ["npx", "--no-install", "tsc", "--noEmit"],
        ["npx", "--no-install", "eslint", "."],
    ]


def _unit() -> list[list]:
    python = environment.package_python()
    if os.environ.get("CI"):
        check = "import sys, importlib.util as u; sys.exit(u.find_spec('torch') is None)"
        if subprocess.run([str(python), "-c", check]).returncode != 0:
            sys.exit("CI needs PyTorch: the tests that compare with it would be skipped.")
    return [[python, "-m", "pytest", "-q", "-n", "2", "tests/unit"]]


def _site() -> list[list]:
    build()
    return [
        [environment.site_python(), "tests/site/reproducible.py"],
        [environment.package_python(), "-m", "pytest", "-q", "tests/site"],
    ]


def _web() -> list[list]:
    build()  # modules read generated files
    tests = sorted((ROOT / "tests" / "web").rglob("*.test.mjs"))
    options = ["--import", "./tests/web/setup.mjs", "--test", "--experimental-test-coverage"]
    return [["node", *options, "--test-reporter", "./tests/web/reporter.mjs", *tests]]


def _pyodide() -> list[list]:
    build()
    return [[environment.site_python(), "tests/pyodide/run.py"]]


def _browser() -> list[list]:
    build()
    side_by_side = ["-n", "2", "--dist", "worksteal"]
    return [[environment.package_python(), "-m", "pytest", "-q", *side_by_side, "tests/browser"]]


STAGES = {
    "lint": _lint,
    "unit": _unit,
    "web": _web,
    "site": _site,
    "pyodide": _pyodide,
    "browser": _browser,
}
