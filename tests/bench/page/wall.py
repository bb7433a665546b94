"""A fleet and its wall of pictures."""

from __future__ import annotations

import statistics
import time
from pathlib import Path

from lab_page import ROUNDS, a_page, wait_until_ready
from playwright.sync_api import Browser, Page

ROOT = Path(__file__).resolve().parents[3]
FLEET = "layers=4-tanh,2-tanh&loss=mse&optimizer=sgd&learning_rate=0.03"
BEST_PEER_S = 9e-6
"""The time of a step of ConvNetJS on 2-4-2-1 in Chromium; see results.md."""
CONVNET = ROOT / "tests/bench/engines/peers/node_modules/convnetjs/build/convnet-min.js"
PEER = """(milliseconds) => {
  const net = new convnetjs.Net();
  net.makeLayers([
    { type: "input", out_sx: 1, out_sy: 1, out_depth: 2 },
    { type: "fc", num_neurons: 4, activation: "tanh" },
    { type: "fc", num_neurons: 2, activation: "tanh" },
    { type: "regression", num_neurons: 1 },
  ]);
  const trainer = new convnetjs.Trainer(net, {
    method: "sgd", learning_rate: 0.03, momentum: 0, batch_size: 10, l2_decay: 0 });
  const examples = Array.from({ length: 250 }, (_, i) =>
    [new convnetjs.Vol([Math.sin(i), Math.cos(2 * i)]), [Math.sign(Math.sin(3 * i))]]);
  let done = 0;
  const start = performance.now();
  while (performance.now() - start < milliseconds) {
    for (let i = 0; i < 250; i++) trainer.train(...examples[i]);
    done += 25;
  }
  return (1000 * done) / (performance.now() - start);
}"""
WATCH_WALL = """() => {
  const fleet = document.querySelector("cr-lab").lab.instruments.get("fleet");
  watched.pictures = 0;
  let last;
  const look = () => {
    if (fleet.progress !== last) watched.pictures += 1;
    last = fleet.progress;
    requestAnimationFrame(look);
  };
  look();
}"""
STATE = "document.querySelector('cr-lab').lab.instruments.get('fleet')"
STEPS_OF_ALL = f"() => {STATE}.progress.steps"


def open_wall(page: Page) -> None:
    """Start training 64 networks."""
    page.get_by_role("button", name="Many networks").click()
    instrument = page.get_by_role("figure", name="Many networks")
    instrument.get_by_label("Epochs", exact=True).fill("1000000")
    instrument.get_by_role("button", name="Train 64").click()
    page.evaluate(WATCH_WALL)
    time.sleep(4)


def turn(page: Page, button: str) -> None:
    """Pause or continue the fleet."""
    instrument = page.get_by_role("figure", name="Many networks")
    instrument.get_by_role("button", name=button, exact=True).click()
    if button == "Pause":
        instrument.get_by_role("button", name="Continue", exact=True).wait_for()


def fleet(browser: Browser, address: str) -> None:
    """Measure a fleet's throughput while its wall is drawn, compared with the fastest single
    network."""
    with a_page(browser, f"{address}#{FLEET}") as page, a_page(browser, "about:blank") as other:
        wait_until_ready(page)
        if CONVNET.exists():
            other.add_script_tag(path=CONVNET)
        open_wall(page)
        ours, theirs, pictures = [], [], []
        for number in range(2 * ROUNDS):
            if number % 2:
                turn(page, "Pause")
                theirs.append(other.evaluate(PEER, 2000) if CONVNET.exists() else 1 / BEST_PEER_S)
                turn(page, "Continue")
                time.sleep(0.5)
                continue
            before, start = page.evaluate(STEPS_OF_ALL), time.monotonic()
            page.evaluate("() => { watched.pictures = 0; }")
            time.sleep(4)
            seconds = time.monotonic() - start
            ours.append((page.evaluate(STEPS_OF_ALL) - before) / seconds)
            pictures.append(page.evaluate("() => watched.pictures") / seconds)
        ratio = statistics.median(a / b for a, b in zip(ours, theirs, strict=True))
        print(
            f"fleet of 64 × 2-4-2-1: {statistics.median(ours):,.0f} steps per second in all, "
            f"{ratio:.1f} times ConvNetJS's {statistics.median(theirs):,.0f}; "
            f"{statistics.median(pictures):.0f} pictures of the wall per second"
        )
