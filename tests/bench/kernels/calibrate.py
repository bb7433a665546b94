"""Measure the fastest kernel for each kind of product, and write the engine's table.

Usage: calibrate.py            natively and in Node's Pyodide; writes engine/kernels.json
       calibrate.py --here     in this interpreter; prints its part of the table

Run this on a quiet machine when NumPy or Pyodide changes. The result is committed, so that no
choice depends on timing at run time. The measurement takes about four minutes per platform.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy

ROOT = Path(__file__).resolve().parents[3]
TABLE = ROOT / "py" / "chainrule" / "engine" / "kernels.json"
LARGEST = 1 << 24
"""The number of multiplications in the largest measured product; for larger products, the same
kernel is chosen."""
STACK = 16
ADVANTAGE = 0.94
"""A kernel is preferred to `matmul` only if it takes at most this share of the time of `matmul`."""


def main() -> int:
    """Measure in this interpreter, or on both platforms."""
    if "--here" in sys.argv:
        print(json.dumps(measure()))
        return 0
    here = [sys.executable, str(Path(__file__)), "--here"]
    one_thread = {**os.environ, "PYTHONPATH": str(ROOT / "py"), "OPENBLAS_NUM_THREADS": "1"}
    table = {
        "native": json.loads(subprocess.run(here, env=one_thread, **OUTPUT).stdout),
        "wasm": json.loads(_in_pyodide()),
    }
    TABLE.write_text(json.dumps(table, indent=1, sort_keys=True) + "\n")
    return 0


OUTPUT = {"stdout": subprocess.PIPE, "text": True, "check": True}


def _in_pyodide() -> str:
    sys.path.insert(0, str(ROOT / "tests" / "pyodide"))
    from runtime_files import lay_out

    with tempfile.TemporaryDirectory() as folder:
        lay_out(Path(folder))
        script = str(Path(__file__).with_suffix(".mjs"))
        return subprocess.run(["node", "--no-warnings", script, folder, str(ROOT)], **OUTPUT).stdout


def measure() -> dict:
    """This interpreter's part of the table."""
    products: dict = {}
    for stack in ("single", "stacked"):
        for dtype in ("float32", "float64"):
            for form in ("rr", "rc", "cr", "cc"):
                choices = _choices(stack, dtype, form)
                products.setdefault(stack, {}).setdefault(dtype, {})[form] = choices
    # The faster tanh, whose error may be as large as the rounding error of 1, is used only in
    # float32.
    return {"products": products, "tanh": {"float32": _tanh_from(), "float64": None}}


def _choices(stack: str, dtype: str, form: str) -> str:
    from chainrule.engine.kernels import SIZES

    lead = (STACK,) if stack == "stacked" else ()
    found: dict[tuple[int, int, int], str] = {}
    for m in SIZES:
        for k in SIZES:
            for n in SIZES:
                shape = _reduced((m, k, n), LARGEST // (STACK if lead else 1))
                if shape not in found:
                    found[shape] = _fastest(lead, shape, dtype, form)
                found[m, k, n] = found[shape]
    return "".join(found[m, k, n] for m in SIZES for k in SIZES for n in SIZES)


def _reduced(shape: tuple[int, int, int], terms: int) -> tuple[int, int, int]:
    sizes = list(shape)
    while sizes[0] * sizes[1] * sizes[2] > terms:
        largest = max(range(3), key=lambda axis: sizes[axis])
        sizes[largest] //= 4
    return sizes[0], sizes[1], sizes[2]


def _fastest(lead: tuple[int, ...], shape: tuple[int, int, int], dtype: str, form: str) -> str:
    from chainrule.engine.kernels import PRODUCTS, multiply_dot, multiply_matmul

    call = _product(lead, shape, dtype, form)
    letters = [letter for letter in PRODUCTS if not (lead and PRODUCTS[letter] is multiply_dot)]
    runs = [_run(PRODUCTS[letter], call) for letter in letters]
    times = dict(zip(letters, _times(runs), strict=True))
    best = min(times, key=lambda letter: times[letter])
    plain = next(letter for letter in letters if PRODUCTS[letter] is multiply_matmul)
    return best if times[best] < ADVANTAGE * times[plain] else plain


def _product(lead: tuple[int, ...], shape: tuple[int, int, int], dtype: str, form: str):
    from chainrule.engine.recorder import Call

    m, k, n = shape
    rng = numpy.random.default_rng(0)
    a = rng.normal(size=(*lead, m, k) if form[0] == "r" else (*lead, k, m)).astype(dtype)
    b = rng.normal(size=(*lead, k, n) if form[1] == "c" else (*lead, n, k)).astype(dtype)
    a = a if form[0] == "r" else a.swapaxes(-1, -2)
    b = b if form[1] == "c" else b.swapaxes(-1, -2)
    out = numpy.zeros((*lead, m, n), dtype)
    return Call(numpy.matmul, (a, b), out, "", None, 0)


def _run(kernel, call):
    from chainrule.engine.kernels import Scratch
    from chainrule.engine.numpy_backend import lower

    steps = [lower(step) for step in kernel(call, Scratch())]

    def run() -> None:
        for function, arguments in steps:
            function(*arguments)

    return run


def _tanh_from() -> int | None:
    """The smallest number of entries, a power of two, from which the other form is faster."""
    from chainrule.engine.kernels import Scratch, multiply_matmul, tanh_by_exp

    def by_exp(call, _: Scratch):
        return tanh_by_exp(call)

    least = None
    for size in (2**power for power in range(12, 3, -1)):
        plain, other = _times([_tanhs(multiply_matmul, size), _tanhs(by_exp, size)])
        if other > ADVANTAGE * plain:
            return least
        least = size
    return least


def _tanhs(kernel, size: int):
    """The tanh of many arrays in turn, because with a single array the processor learns to predict
    every branch."""
    from chainrule.engine.recorder import Call

    rng = numpy.random.default_rng(0)
    runs = []
    for _ in range(1 + (1 << 18) // size):
        x = rng.normal(size=size).astype("float32")
        runs.append(_run(kernel, Call(numpy.tanh, (x,), numpy.zeros_like(x), "", None, 0)))

    def run() -> None:
        for one in runs:
            one()

    return run


def _times(functions: list, rounds: int = 5, seconds: float = 0.002) -> list[float]:
    """The shortest time of one call of each function, measured in turn so that noise affects all
    equally."""
    counts = []
    for function in functions:
        function()
        start = time.perf_counter()
        function()
        counts.append(max(1, int(seconds / max(time.perf_counter() - start, 1e-7))))
    best = [float("inf")] * len(functions)
    for _ in range(rounds):
        for index, (function, count) in enumerate(zip(functions, counts, strict=True)):
            start = time.perf_counter()
            for _ in range(count):
                function()
            best[index] = min(best[index], (time.perf_counter() - start) / count)
    return best


if __name__ == "__main__":
    raise SystemExit(main())
