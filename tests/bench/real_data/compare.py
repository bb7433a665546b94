"""Real data: small networks reach their target accuracy, natively and in Pyodide.

Double precision is used, so that rounding does not change the class of any example.

The data are scikit-learn's own: 8×8 digits (Alpaydin & Kaynak, UCI 1998) and breast cancer in
Wisconsin (Wolberg et al., UCI 1995). The native run also passes them to Pyodide, as a file.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

import numpy

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[2]
RUNS = {"digits_mlp": 0.97, "digits_conv": 0.98, "breast_cancer": 0.96}
"""Each script, with its target accuracy."""


def accuracies(path: str) -> dict[str, float]:
    """Run every script on the arrays in the file, and return its test accuracy."""
    import importlib

    arrays = dict(numpy.load(path))
    return {name: importlib.import_module(name).accuracy(arrays) for name in RUNS}


def main() -> int:
    """Compare both platforms with each other and with the targets."""
    with tempfile.TemporaryDirectory() as name:
        data = Path(name) / "data.npz"
        _save(data)
        natively = accuracies(str(data))
        in_pyodide = _in_pyodide(data)
    failed = 0
    for run, wanted in RUNS.items():
        one, other = natively[run], in_pyodide[run]
        fine = one >= wanted and one == other
        failed += not fine
        print(
            f"{run}: test accuracy {one:.2%} natively, {other:.2%} in Pyodide (aimed at: "
            f"{wanted:.0%}) {'' if fine else 'FAILED'}"
        )
    return 1 if failed else 0


def _save(path: Path) -> None:
    from sklearn import datasets

    # The type checker assumes another overload, which returns pairs.
    digits: Any = datasets.load_digits()
    cancer: Any = datasets.load_breast_cancer()
    numpy.savez(
        path,
        digits=digits.data,
        digit_labels=digits.target,
        cancer=cancer.data,
        cancer_labels=cancer.target,
    )


def _in_pyodide(data: Path) -> dict[str, float]:
    sys.path.insert(0, str(ROOT / "tests" / "pyodide"))
    from runtime_files import lay_out

    with tempfile.TemporaryDirectory() as folder:
        lay_out(Path(folder))
        script = [str(HERE / "compare.mjs"), folder, str(data.parent)]
        command = ["node", "--no-warnings", *script]
        return json.loads(subprocess.run(command, check=True, stdout=subprocess.PIPE).stdout)


if __name__ == "__main__":
    raise SystemExit(main())
