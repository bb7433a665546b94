"""What was measured, as ratios beside what is aimed at: results.md and results.json."""

from __future__ import annotations

import json
import os
import platform
import statistics
from datetime import date
from pathlib import Path
from typing import Any

from cases import FLEET
from contenders import OURS

TOLERANCE = 1e-4
REPLAY, BARE, FLEET_OF = "chainrule, replay alone", "the bare calls", "chainrule, fleet"
IN_JAVASCRIPT = ("TensorFlow.js cpu", "TensorFlow.js wasm", "ConvNetJS")
# The targets: the best peer's time by ours, for one network and for one of a fleet.
TARGETS = {
    "2-4-2-1, batch 10": (0.55, 6.0),
    "7-8×6-1, batch 10": (1.2, 3.5),
    "2-32-32-1, batch 32": (5.0, None),
    "64-64-32-1, batch 32": (3.0, None),
    "784-128-10, batch 32": (2.0, None),
    "784-1000-256-10, batch 32": (2.0, None),
    "conv on 8×8, batch 32": (1.5, None),
}
NATIVE_TARGETS = {
    "2-4-2-1, batch 10": 10.0,
    "64-64-32-1, batch 32": 6.0,
    "784-1000-256-10, batch 32": 1.0,
}
TITLES = {"node": "Node's Pyodide", "chromium": "Chromium", "native": "Natively, one thread"}


def disagreements(cases: dict[str, Any]) -> list[str]:
    """Who trains something else than we do, by the loss after 20 steps."""
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
    """The median over rounds of a peer's time by ours."""
    pairs = zip(times[peer], times[ours], strict=True)
    return statistics.median(theirs * per / mine for theirs, mine in pairs)


def write(folder: Path, found: dict[str, Any], options: dict[str, Any]) -> None:
    """Write both files; places not measured now keep what results.json had of them."""
    path = folder / "results.json"
    kept = json.loads(path.read_text())["places"] if path.exists() else {}
    stamp = {"date": date.today().isoformat(), "processors": os.cpu_count(), **options}
    places = kept | {place: {**what, "how": stamp} for place, what in found.items()}
    path.write_text(json.dumps({"places": places}, indent=1, ensure_ascii=False) + "\n")
    parts = [_head(), *(_place(place, places[place]) for place in TITLES if place in places)]
    (folder / "results.md").write_text("\n".join(parts))


def _head() -> str:
    return f"""# Chainrule beside its peers

Written by `build/bench`. A step is forward, backward and SGD update of one batch, in single
precision (ConvNetJS: double); tanh networks; squared error for one output, softmax and
cross-entropy for ten. All start from the same weights, and have the same loss after 20 steps
(checked to 1e-4). Contenders take turns; times are medians over rounds in microseconds a step, and
a ratio is the median of the rounds' ratios: above 1 we are faster. "Ours" is `Trainer.advance`,
which copies and checks batches as a user has it; "replay" the recorded program alone, on a batch
that is already there, as the peers' batches are, and what targets are compared with; a fleet is
{FLEET} networks that train together, by `Trainer.advance`, and its time that of one of them.

Known faults of this measurement: the peers go through 32 batches while
our replay stays on one, which slows a peer by 4 to 10 %, in our favour; in Node MyGrad and autograd
are shown but not counted among the peers of the ratio; the replay and the bare loop are not checked
for their loss. It was measured on a machine at work, with real-time priority.
"""


def _place(place: str, what: dict[str, Any]) -> str:
    versions = ", ".join(f"{name} {version}" for name, version in what["versions"].items())
    how = what["how"]
    machine = f"{how['processors']} processors, {platform.system()}"
    lines = [
        f"## {TITLES[place]}",
        "",
        f"{how['date']}; {versions}; {machine}; {how['rounds']} rounds of {how['block']} s.",
        "",
    ]
    lines += _native_table(what) if place == "native" else _table(what)
    lines += ["", *_notes(what), ""]
    return "\n".join(lines)


def _table(what: dict[str, Any]) -> list[str]:
    others = [
        n for n in ("MyGrad", "autograd") if any(n in c["times"] for c in what["cases"].values())
    ]
    names = [OURS, REPLAY, *IN_JAVASCRIPT, *others]
    lines = [
        f"| network | {' | '.join(_short(n) for n in names)} | best peer / replay | target | |",
        "|---" * (len(names) + 4) + "|",
    ]
    for name, case in what["cases"].items():
        times = case["times"]
        peer = min((p for p in IN_JAVASCRIPT if p in times), key=lambda p: _median(times[p]))
        target, fleet_target = TARGETS[name]
        cells = [_number(_median(times[n])) if n in times else "–" for n in names]
        reached = ratio(times, peer, REPLAY)
        lines.append(f"| {name} | {' | '.join(cells)} | {_verdict(reached, target)} |")
        if fleet_target is not None:
            each = _number(_median(times[FLEET_OF]) / FLEET)
            cells = [each, *["" for _ in names[1:]]]
            reached = ratio(times, peer, FLEET_OF, FLEET)
            verdict = _verdict(reached, fleet_target)
            lines.append(f"| one of {FLEET} × {name} | {' | '.join(cells)} | {verdict} |")
    return lines


def _native_table(what: dict[str, Any]) -> list[str]:
    names = [OURS, REPLAY, BARE, "PyTorch", "MyGrad", "autograd"]
    short = " | ".join(_short(n) for n in names)
    lines = [
        f"| network | {short} | replay / bare | PyTorch / replay | target | |",
        "|---" * (len(names) + 5) + "|",
    ]
    for name, case in what["cases"].items():
        times = case["times"]
        cells = [_number(_median(times[n])) if n in times else "–" for n in names]
        cells.append(f"{ratio(times, REPLAY, BARE):.2f}")
        verdict = _verdict(ratio(times, "PyTorch", REPLAY), NATIVE_TARGETS.get(name))
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
    return {OURS: "ours", REPLAY: "replay", BARE: "bare loop"}.get(name, name)
