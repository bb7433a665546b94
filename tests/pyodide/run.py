"""Run the unit tests inside Pyodide, in Node, with the files of the built site.

Usage: run.py [pytest arguments]
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from runtime_files import lay_out

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "build" / "site"))

from runtime import downloads  # noqa: E402  (found through the line above)

WHEELS = ROOT / ".cache" / "pyodide-tests"
ALL_TESTS = "tests/unit/**/test_*.py"
LONGEST = [
    f"tests/unit/{name}.py"
    for name in (
        "diagnostics/checks/test_nudge",
        "browser/session/test_layers",
        "browser/session/test_commands",
        "browser/instruments/test_microscope",
        "browser/fleets/test_instrument",
    )
]
NO_TESTS = 5
"""Return pytest's exit code."""
TOLERANCE = 1e-10
# Later versions of Hypothesis ship compiled wheels; this is the last pure-Python one.
PACKAGES = ["pytest==9.0.3", "hypothesis==6.155.7"]


def main() -> int:
    """Run the tests; return pytest's exit code."""
    with tempfile.TemporaryDirectory() as folder, ThreadPoolExecutor(1) as pool:
        lay_out(Path(folder))
        whole = [str(ROOT), str(_wheels()), str(downloads.numpy_wheel())]
        # This runs at the same time as the tests, because afterwards it would leave a core idle.
        agreement = pool.submit(_node, "losses.mjs", folder, capture=True)
        code = _tests([folder, *whole])
    return code or _compare(agreement.result())


def _tests(runtime: list[str]) -> int:
    """Run the named tests, or all in two processes, because Python in Pyodide uses one core."""
    if sys.argv[1:]:
        return _node("run.mjs", *runtime, "", *sys.argv[1:]).returncode
    with tempfile.TemporaryDirectory() as claims, ThreadPoolExecutor(2) as pool:
        runs = [
            pool.submit(_node, "run.mjs", *runtime, claims, *_files(), capture=capture)
            for capture in (False, True)
        ]
        shown, kept = (run.result() for run in runs)
    print(kept.stdout, flush=True)
    # A process that starts too late to get a file reports that it ran no tests.
    codes = {shown.returncode, kept.returncode} - {NO_TESTS}
    return max(codes, default=NO_TESTS)


def _files() -> list[str]:
    """All test files, the slowest first, so that both processes end at about the same time."""
    files = sorted(path.relative_to(ROOT).as_posix() for path in ROOT.glob(ALL_TESTS))
    return sorted(files, key=lambda name: name not in LONGEST)


def _node(script: str, *arguments: str, capture: bool = False) -> subprocess.CompletedProcess:
    command = ["node", "--no-warnings", str(Path(__file__).parent / script), *arguments]
    return subprocess.run(command, stdout=subprocess.PIPE if capture else None, text=True)


def _compare(in_pyodide: subprocess.CompletedProcess) -> int:
    """Check that native runs give the same losses, to a relative 1e-10 in float64."""
    if in_pyodide.returncode != 0:
        return in_pyodide.returncode
    sys.path.insert(0, str(ROOT / "py"))
    from losses import runs

    theirs, failed = json.loads(in_pyodide.stdout), 0
    for name, ours in runs().items():
        worst = max(abs(a - b) / abs(b) for a, b in zip(theirs[name], ours, strict=True))
        failed += worst > TOLERANCE
        print(f"{name}: {len(ours)} losses in Pyodide and natively differ by {worst:.1e} at most")
    print(f"{len(theirs) - failed} passed, {failed} failed")
    return 1 if failed else 0


def _wheels() -> Path:
    """The test tools, as pure-Python wheels for the target's Python version."""
    done = WHEELS / "packages.txt"
    wanted = "\n".join(PACKAGES)
    if not done.exists() or done.read_text() != wanted:
        pip = [sys.executable, "-m", "pip", "download", "-qq", "--only-binary=:all:"]
        pip += ["--platform", "any", "--implementation", "py", "--abi", "none"]
        pip += ["--python-version", "3.14", "--dest", str(WHEELS), *PACKAGES]
        subprocess.run(pip, check=True)
        done.write_text(wanted)
    return WHEELS


if __name__ == "__main__":
    raise SystemExit(main())
