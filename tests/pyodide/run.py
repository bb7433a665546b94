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

import downloads  # noqa: E402  (found through the line above)

WHEELS = ROOT / ".cache" / "pyodide-tests"
TOLERANCE = 1e-10
# Later versions of Hypothesis ship compiled wheels; this is the last pure-Python one.
PACKAGES = ["pytest==9.0.3", "hypothesis==6.155.7"]


def main() -> int:
    """Run the tests; return pytest's exit code."""
    with tempfile.TemporaryDirectory() as folder:
        lay_out(Path(folder))
        whole = [str(ROOT), str(_wheels()), str(downloads.numpy_wheel())]
        code = _tests([folder, *whole])
        agreement = _node("losses.mjs", folder, capture=True)
    return code or _compare(agreement)


def _tests(runtime: list[str]) -> int:
    """Run the tests named, or all in two processes with half of the files each, because Python in
    Pyodide uses one core."""
    if sys.argv[1:]:
        return _node("run.mjs", *runtime, *sys.argv[1:]).returncode
    files = sorted(str(path.relative_to(ROOT)) for path in ROOT.glob("tests/unit/**/test_*.py"))
    with ThreadPoolExecutor(2) as pool:
        halves = [
            pool.submit(_node, "run.mjs", *runtime, *files[half::2], capture=bool(half))
            for half in (0, 1)
        ]
        shown, kept = (half.result() for half in halves)
    print(kept.stdout, flush=True)
    return shown.returncode or kept.returncode


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
