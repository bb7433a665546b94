"""Write results.md and results.json, with ratios compared with their targets."""

from __future__ import annotations

import json
import os
import platform
import statistics
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from cases import FLEET
from contenders import BARE, FLEET_OF, OURS, STEP, STEP_BY_NUMPY

TOLERANCE = 1e-4
MINE = (OURS, STEP, STEP_BY_NUMPY, BARE, FLEET_OF)
OVERHEAD = 1.05  # the largest allowed ratio of a step's time to that of the bare calls
# Targets in Chromium: the time of the best peer divided by ours.
TARGETS = {
    "2-4-2-1, batch 10": 15.0,
    "7-8×6-1, batch 10": 15.0,
    "2-32-32-1, batch 32": 20.0,
    "64-64-32-1, batch 32": 8.0,
    "784-128-10, batch 32": 1.8,
    "784-1000-256-10, batch 32": 1.8,
    "conv on 8×8, batch 32": 15.0,
    "LSTM of 16, 12 steps, batch 16": 5.0,
    "transformer block of 32, batch 16": 5.0,
}
NATIVE_TARGETS = {
    "2-4-2-1, batch 10": 10.0,
    "64-64-32-1, batch 32": 6.0,
    "784-1000-256-10, batch 32": 1.0,
}
TITLES = {"node": "Node's Pyodide", "chromium": "Chromium", "native": "Natively, one thread"}


def disagreements(cases: dict[str, Any]) -> list[str]:
    """Contenders that compute something different, detected by the loss after 20 steps."""
    wrong = []
    for name, case in cases.items():
        ours = case["losses"][OURS]
        for who, loss in case["losses"].items():
            if abs(loss - ours) > TOLERANCE * max(1.0, abs(ours)):
                wrong.append(
                    f"{name}: {who} has a loss of {loss:.6g} after 20 steps, we {ours:.6g}"
                )
    return wrong


def ratio(times: dict[str, list[float]], peer: str, ours: str, per: int = 1) -> float:
    """The median over rounds of a peer's time divided by ours."""
    pairs = zip(times[peer], times[ours], strict=True)
    return statistics.median(theirs * per / mine for theirs, mine in pairs)


def conditions() -> dict[str, Any]:
    """Return the date, the machine and its load, which is read before the first round."""
    cpuinfo = Path("/proc/cpuinfo")
    lines = cpuinfo.read_text().splitlines() if cpuinfo.exists() else []
    models = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    realtime = hasattr(os, "sched_getscheduler") and os.sched_getscheduler(0) != os.SCHED_OTHER
    return {
        "when": f"{datetime.now(UTC):%Y-%m-%d %H:%M} UTC",
        "machine": f"{os.cpu_count()} × {(models or [platform.machine()])[0]}, {platform.system()}",
        "load": round(os.getloadavg()[0], 1),
        "priority": "real-time" if realtime else "normal",
    }


def write(folder: Path, found: dict[str, Any], how: dict[str, Any]) -> None:
    """Write both files. Platforms that were not measured keep their results from results.json."""
    path = folder / "results.json"
    kept = json.loads(path.read_text())["places"] if path.exists() else {}
    places = kept | {place: {**what, "how": how} for place, what in found.items()}
    path.write_text(json.dumps({"places": places}, indent=1, ensure_ascii=False) + "\n")
    parts = [_head(), *(_place(place, places[place]) for place in TITLES if place in places)]
    (folder / "results.md").write_text("\n".join(parts))


def _head() -> str:
    return f"""# Chainrule beside its peers

Written by `build/bench`. A step is the forward pass, backward pass and SGD update for one batch, in
single precision (ConvNetJS: double); the networks use tanh, with the squared error for one output
and softmax and cross-entropy for ten. All start from the same weights and have the same loss after
20 steps (checked to 1e-4). Contenders take turns. Times are medians over rounds, in microseconds
per step. A ratio is the median of the rounds' ratios; above 1, our engine is faster. No contender
uses threads or a GPU. "Ours" is `Trainer.advance`, which shuffles, gathers and checks the batches
of a data set, as it does for a user. "Step" is the recorded step alone, called from Python. This
step and every peer train on a single prepared batch; the targets apply to this step. In a browser
and in Node, the step is compiled to WebAssembly; "by NumPy" is the same step as a list of NumPy
calls (`engine=numpy`). jax-js runs the whole step, update included, in one `jit`, and uses relaxed
SIMD if the engine supports it. The best peer is the fastest one in the table. Playground is
TensorFlow Playground's engine, which is not in any package registry; it was measured with
`build/bench --peer FILE`. A fleet is {FLEET} networks trained together by `Trainer.advance`; its
time is per network. The targets in Pyodide apply to Chromium. Natively, our engine uses NumPy, and
"bare loop" runs the calls of the same program in the same memory. The step itself is such a loop,
so the comparison shows that it has no overhead.
"""


def _place(place: str, what: dict[str, Any]) -> str:
    versions = ", ".join(f"{name} {version}" for name, version in what["versions"].items())
    how = what["how"]
    lines = [
        f"## {TITLES[place]}",
        "",
        f"{how['when']}; {versions}; {how['machine']}; {how['priority']} priority, load average "
        f"{how['load']} before; {how['rounds']} rounds of {how['block']} s.",
        "",
    ]
    lines += _native_table(what) if place == "native" else _table(what)
    lines += ["", *_notes(what), ""]
    return "\n".join(lines)


def _table(what: dict[str, Any]) -> list[str]:
    measured = dict.fromkeys(name for case in what["cases"].values() for name in case["times"])
    peers = [name for name in measured if name not in MINE]
    names = [OURS, STEP, STEP_BY_NUMPY, *peers]
    lines = [
        f"| network | {' | '.join(_short(n) for n in names)} | best peer / ours | best peer / step "
        "| target | |",
        "|---" * (len(names) + 5) + "|",
    ]
    for name, case in what["cases"].items():
        times = case["times"]
        peer = min((p for p in peers if p in times), key=lambda p: _median(times[p]))
        cells = [_number(_median(times[n])) if n in times else "–" for n in names]
        cells.append(_number(ratio(times, peer, OURS)))
        reached = ratio(times, peer, STEP)
        lines.append(f"| {name} | {' | '.join(cells)} | {_verdict(reached, TARGETS[name])} |")
        if FLEET_OF in times:
            each = _number(_median(times[FLEET_OF]) / FLEET)
            cells = [each, *["" for _ in names[1:]], _number(ratio(times, peer, FLEET_OF, FLEET))]
            lines.append(f"| one of {FLEET} × {name} | {' | '.join(cells)} | | | |")
    return lines


def _native_table(what: dict[str, Any]) -> list[str]:
    names = [OURS, STEP, BARE, "PyTorch", "MyGrad", "autograd"]
    short = " | ".join(_short(n) for n in names)
    lines = [
        f"| network | {short} | step / bare | at most {OVERHEAD} | PyTorch / step | target | |",
        "|---" * (len(names) + 6) + "|",
    ]
    for name, case in what["cases"].items():
        times = case["times"]
        cells = [_number(_median(times[n])) if n in times else "–" for n in names]
        overhead = ratio(times, STEP, BARE)
        cells += [f"{overhead:.2f}", "reached" if overhead <= OVERHEAD else "exceeded"]
        verdict = _verdict(ratio(times, "PyTorch", STEP), NATIVE_TARGETS.get(name))
        lines.append(f"| {name} | {' | '.join(cells)} | {verdict} |")
    return lines


def _verdict(reached: float, target: float | None) -> str:
    if target is None:
        return f"{reached:.2f} | – | "
    word = "reached" if reached >= target else f"short by {100 * (1 - reached / target):.0f} %"
    return f"**{reached:.2f}** | {target:g} | {word}"


def _notes(what: dict[str, Any]) -> list[str]:
    notes = []
    if "recording" in what:
        first, rest = what["recording"][0], statistics.median(what["recording"][1:])
        notes.append(
            f"Recording and planning a step of 7-8×6-1 takes {first:.1f} ms the first time, "
            f"{rest:.1f} ms later (target: under 50)."
        )
    if "memory" in what:
        memory = what["memory"]
        beyond = (memory["peak"] - memory["activations"]) / memory["parameters"]
        notes.append(
            f"784-1000-256-10 with Adam takes {memory['peak'] / 1e6:.1f} MB at its peak: "
            f"activations and {beyond:.1f} times the parameters' bytes (target: 6)."
        )
    for name, case in what["cases"].items():
        for who, why in case.get("cannot", {}).items():
            notes.append(f"{name}: {who} could not be measured: {why}")
    return notes


def _median(times: list[float]) -> float:
    return statistics.median(times)


def _number(value: float) -> str:
    return f"{value:.0f}" if value >= 100 else f"{value:.3g}"


def _short(name: str) -> str:
    return {OURS: "ours", STEP: "step", STEP_BY_NUMPY: "by NumPy", BARE: "bare loop"}.get(
        name, name
    )
