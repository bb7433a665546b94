"""The time to read tables, compared with the version that read them cell by cell.

    python tests/bench/tables/reading.py [--pyodide] [--rounds 3] [KIND ...]

Both versions read the same text alternately, each in its own process, natively or in Node's
Pyodide. This prints the CPU time of the fastest round and never fails because of it. The old
version reads amounts, percentages and grouped digits as text, which is less work.
"""

from __future__ import annotations

import argparse
import io
import json
import subprocess
import sys
import tarfile
import tempfile
from collections.abc import Sequence
from pathlib import Path

from kinds import KINDS, WIDTH, seconds, text_of

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[2]
OLD = "91e42482948489e903e34a29a5c9f7f07145af70"


def measured(package: Path, kind: str, runtime: Path | None) -> float:
    """The time that reading takes with the package in this folder."""
    if runtime is None:
        command = [sys.executable, str(Path(__file__)), "--here", str(package), kind]
    else:
        command = ["node", str(HERE / "reading.mjs"), str(runtime), str(package), kind]
    done = subprocess.run(command, capture_output=True, text=True, check=True, cwd=ROOT)
    return float(json.loads(done.stdout.splitlines()[-1]))


def report(kinds: Sequence[str], rounds: int, runtime: Path | None) -> None:
    """Print one line per kind."""
    with tempfile.TemporaryDirectory() as folder:
        archive = subprocess.run(
            ["git", "archive", OLD, "py"], cwd=ROOT, capture_output=True, check=True
        ).stdout
        with tarfile.open(fileobj=io.BytesIO(archive)) as files:
            files.extractall(folder, filter="data")
        versions = [Path(folder) / "py", ROOT / "py"]
        for kind in kinds:
            rows = text_of(kind).count("\n") - 1
            times = [[measured(v, kind, runtime) for v in versions] for _ in range(rounds)]
            old, new = map(min, zip(*times, strict=True))
            ratios = sorted(before / after for before, after in times)
            print(
                f"{kind:12} {rows:6,} x {WIDTH}: {old:6.2f} s before, {new:6.2f} s now; "
                f"{ratios[len(ratios) // 2]:.1f} times as fast",
                flush=True,
            )


def main() -> None:
    """Measure both versions or, with --here, only this one."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--pyodide", action="store_true", help="in Node's Pyodide, of dist/")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--here", type=Path, help=argparse.SUPPRESS)
    parser.add_argument("kinds", nargs="*", metavar="KIND", help=", ".join(KINDS))
    options = parser.parse_args()
    if options.here:
        sys.path.insert(0, str(options.here))
        print(json.dumps(seconds(options.kinds[0])))
        return
    kinds = options.kinds or [*KINDS]
    if not options.pyodide:
        return report(kinds, options.rounds, None)
    sys.path.append(str(ROOT / "tests/pyodide"))
    from runtime_files import lay_out

    with tempfile.TemporaryDirectory() as folder:
        lay_out(Path(folder))
        report(kinds, options.rounds, Path(folder))


if __name__ == "__main__":
    main()
