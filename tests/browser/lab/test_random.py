"""Five hundred random changes while training: nothing fails or is shown wrongly."""

from __future__ import annotations

import json
import random
from typing import Any

import pytest
from chainrule import Experiment
from chainrule.data import MANY_CLASSES, SYNTHETIC
from chainrule.data.tables import TABLES
from chainrule.experiment.settings.table import SETTINGS, Setting
from playwright.sync_api import Page
from steps import address, until

ACTIONS = 250
LEFT_OUT = {"table", "target", "columns", "drawn", "classes", "loss", "samples"}


@pytest.mark.parametrize("seed", [1, 2])
def test_random_changes_of_settings_while_training_cause_no_faults(lab: Page, seed: int):
    rng = random.Random(seed)
    # A small window leaves less to draw, and no picture is checked.
    lab.set_viewport_size({"width": 1000, "height": 300})
    watch(lab)
    for _ in range(ACTIONS):
        act(lab, rng)
        if rng.random() < 0.2:
            check(lab)
    check(lab)
    assert lab.evaluate("() => globalThis.looked") > 10
    faults = lab.evaluate("() => globalThis.faults")
    assert faults == []


def watch(lab: Page) -> None:
    """Record all failures, and all reports after which the page shows outdated content."""
    lab.evaluate(
        """() => {
            const lab = document.querySelector("cr-lab").lab;
            globalThis.faults = [];
            const look = () => {
                const { frame, opened, failure } = lab;
                const { underWay } = lab.commands;
                // A rejected change leaves the previous frame in force.
                if (!underWay && frame && frame.revision < opened.revision && lab.isLive) {
                    faults.push(`a frame of revision ${frame.revision} at ${opened.revision}`);
                }
                const theta = frame?.arrays.theta;
                if (!underWay && theta && theta.length !== opened.network.parameters) {
                    faults.push("weights of another network");
                }
                if (failure?.traceback.includes("Error")
                    && !failure.traceback.includes("InputError")) {
                    faults.push(failure.sentence);
                }
            };
            const receive = lab.reports.receive.bind(lab.reports);
            lab.reports.receive = (report) => {
                receive(report);
                globalThis.looked = (globalThis.looked ?? 0) + 1;
                look();
            };
        }"""
    )


CHOOSE = """(select, share) => {
    const choices = [...select.options].filter((option) => !option.disabled);
    select.value = choices[Math.floor(share * choices.length)].value;
    select.dispatchEvent(new Event("change", { bubbles: true }));
}"""


def act(lab: Page, rng: random.Random) -> None:
    kind = rng.random()
    if kind < 0.55:
        change(lab, changes(rng))
    elif kind < 0.65:
        name = rng.choice(["Play", "Pause", "Step", "Epoch", "Reset", "New seed"])
        button = lab.get_by_role("button", name=name, exact=True)
        # Clicked in one step, because Pause disappears when a run ends.
        button.evaluate_all("(found) => found[0]?.click()")
    elif kind < 0.75:
        lab.locator("body").press(rng.choice(["Control+z", "Control+y", "ArrowRight", "Space"]))
    elif kind < 0.85:
        # Chosen in one step, because an answer may remove an option.
        lab.get_by_label("View of the output").evaluate(CHOOSE, rng.random())
    elif kind < 0.92:
        lab.get_by_label("Links show").select_option(rng.choice(["weight", "gradient", "all"]))
    else:
        lab.evaluate(
            "(v) => { const lab = document.querySelector('cr-lab').lab;"
            " lab.act({ type: 'edit', index: v[0], value: v[1] }, lab.isPlaying); }",
            [rng.randrange(6), rng.uniform(-2, 2)],
        )
    lab.wait_for_timeout(rng.choice([0, 0, 5, 40]))


def changes(rng: random.Random) -> dict[str, Any]:
    names = [name for name in SETTINGS if name not in LEFT_OUT]
    chosen = {}
    for name in rng.sample(names, rng.choice([1, 1, 1, 2, 3])):
        chosen[name] = value(SETTINGS[name], rng)
    if chosen.get("data") in MANY_CLASSES:
        chosen["classes"] = rng.randint(2, 6)
    return chosen


def value(row: Setting, rng: random.Random) -> Any:
    if row.name == "data":
        return rng.choice([*SYNTHETIC, *TABLES, "drawn"])
    if row.kind == "choice":
        return rng.choice(list(row.choices))
    if row.kind == "switch":
        return rng.random() < 0.5
    if row.kind == "layers":
        kinds = list(row.choices)
        return [
            [rng.randint(1, 12), rng.choice(kinds), rng.choice([0, 0, 0.2]), rng.random() < 0.2]
            for _ in range(rng.randint(0, 5))
        ]
    if row.kind == "features":
        return rng.sample(["x1", "x1^2", "sin(x1)", "abs(x1)"], rng.randint(1, 3))
    if row.kind == "frozen":
        return []
    if row.kind == "whole":
        low, high = int(row.low), min(int(row.high), {"batch_size": 200}.get(row.name, 50))
        return rng.randint(low, max(low, high))
    return rng.choice([row.low + 1e-3, (row.low + min(row.high, 1)) / 2])


def change(lab: Page, wanted: dict[str, Any]) -> None:
    lab.evaluate("(c) => document.querySelector('cr-lab').lab.change(c)", wanted)


def check(lab: Page) -> None:
    """After all answers: the status is a known one, and the address describes the experiment."""
    until(lambda: not lab.evaluate("() => document.querySelector('cr-lab').lab.isBusy"))
    words = lab.get_by_label("Status", exact=True)
    state = words.inner_text().split(":")[0].strip()
    assert state in ("Ready", "Training", "Paused", "Diverged"), state
    shown = lab.evaluate("() => document.querySelector('cr-lab').lab.opened.experiment")
    opened = Experiment.from_address(lab.evaluate("() => decodeURIComponent(location.hash)"))
    assert json.loads(json.dumps(opened.to_dict())) == shown, address(lab)
    playing = lab.get_by_role("button", name="Pause", exact=True).count() == 1
    # A sentence about a rejected value may follow the word.
    until(lambda: playing == words.inner_text().startswith("Training")
          or lab.get_by_role("button", name="Pause", exact=True).count() != playing)  # fmt: skip
