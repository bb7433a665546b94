"""Measure `Trainer.advance` in Pyodide in Node, alternately with NumPy and compiled: `advance.py`.

Needs the built site (`build/serve --build-only`, or CHAINRULE_DIST). Prints the rows of the first
table in README.md. It never fails because of the results, since timings vary between runs.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parents[1] / "pyodide"))

from runtime_files import lay_out  # noqa: E402  (found through the line above)


def main() -> None:
    """Measure once and print the table."""
    with tempfile.TemporaryDirectory() as folder:
        lay_out(Path(folder))
        command = ["node", "--no-warnings", str(HERE / "advance.mjs"), folder]
        done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True)
    for name, times in json.loads(done.stdout).items():
        ratio = times["numpy"] / times["wasm"]
        print(f"| {name} | {times['numpy']:.3g} | {times['wasm']:.3g} | {ratio:.0f} |")


if __name__ == "__main__":
    main()
