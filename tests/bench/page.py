"""Measure the built page in Chromium: `page.py [NAME …]`, all by default.

Prints numbers and never fails on one: machines are noisy.

startup   first paint and Ready from localhost, cold (a new browser) and warm
training  steps a second, frames a second and the longest main-thread task while training
drawing   training with all that can be shown, against nothing shown; and epochs a second on the
          default networks of TensorFlow Playground
panels    training with all gradient panels shown, against none shown
answering how long a control takes to answer while training flat out, and Play to its first frame
microscope  opening it on a network of six layers, and each move, until it is painted
landscape 51 x 51 nodes of a 2-8-8-1 net on 500 points: first visible and complete, and what the
          open panel costs training
memory    memory of the page's process over three million steps (the first minute has 1.3 million)
fleet     64 networks of TensorFlow Playground's default size: steps of all of them a second and
          pictures of the wall a second, with ConvNetJS, the fastest single network of the bench, by
          turns in another tab (`build/bench` sets that up; without it, the time in results.md)
"""

from __future__ import annotations

import shutil
import statistics
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, Page, expect, sync_playwright

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "build" / "site"))

from server import serve  # noqa: E402  (found through the line above)

ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
ROUNDS = 3
WATCH = """
globalThis.watched = { frames: 0, longest: 0 };
const post = Worker.prototype.postMessage;
Worker.prototype.postMessage = function (message, ...rest) {
  if (message?.type === "drawn") watched.frames += 1;
  return post.call(this, message, ...rest);
};
new PerformanceObserver((list) => {
  for (const task of list.getEntries()) watched.longest = Math.max(watched.longest, task.duration);
}).observe({ type: "longtask" });
new MutationObserver(() => {
  const status = document.querySelector("[role=status]")?.textContent.trim();
  if (status === "Ready") watched.ready ??= performance.now();
}).observe(document, { subtree: true, childList: true, characterData: true });
"""


@contextmanager
def a_page(browser: Browser, address: str) -> Iterator[Page]:
    """A new profile's page, loaded and ready."""
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    page = context.new_page()
    page.add_init_script(WATCH)
    page.goto(address)
    yield page
    context.close()


def wait_until_ready(page: Page) -> None:
    """Until Python is there."""
    expect(page.get_by_label("Status", exact=True)).to_have_text("Ready", timeout=60_000)


def startup(browser: Browser, address: str) -> None:
    """First paint and Ready."""
    for name in ("cold", "warm"):
        paints, readies = [], []
        for _ in range(ROUNDS):
            with a_page(browser, address) as page:
                if name == "warm":
                    wait_until_ready(page)
                    page.reload()
                wait_until_ready(page)
                paint = "() => performance.getEntriesByName('first-contentful-paint')[0].startTime"
                paints.append(page.evaluate(paint))
                readies.append(page.evaluate("() => watched.ready"))
        shown = f"{statistics.median(paints):5.0f} ms, Ready {statistics.median(readies):5.0f} ms"
        print(f"startup, {name}: first paint {shown} (median of {ROUNDS})")


def training(browser: Browser, address: str) -> None:
    """Throughput while drawing."""
    deep = "layers=" + ",".join(["8-tanh"] * 6)
    for experiment in ("optimizer=sgd&learning_rate=0.03", "", deep):
        with a_page(browser, f"{address}#{experiment}") as page:
            wait_until_ready(page)
            page.get_by_role("button", name="Play", exact=True).click()
            time.sleep(2)
            page.evaluate("() => { watched.frames = 0; watched.longest = 0; }")
            steps, start = _steps(page), time.monotonic()
            time.sleep(6)
            seconds = time.monotonic() - start
            rate = (_steps(page) - steps) / seconds
            seen = page.evaluate("() => watched")
            print(
                f"training, {experiment or 'default'}: {rate:,.0f} steps a second, "
                f"{seen['frames'] / seconds:.0f} frames a second, longest main-thread task "
                f"{seen['longest'] or '< 50'} ms"
            )


SHOW_ALL = """() => {
  const lab = document.querySelector("cr-lab").lab;
  lab.showLinks("all");
  lab.show({ maps: true, weights: true, answers: true });
}"""
SHOW_NONE = """() => {
  document.querySelector("main").style.display = "none";
  document.querySelector("cr-lab").lab.show(
    { maps: false, weights: false, answers: false, update: false });
}"""
PLAYGROUND = {
    "2-4-2-1": ("layers=4-tanh,2-tanh", 33),
    "7-8x6-1": (
        "features=x1,x2,x1^2,x2^2,x1*x2,sin(x1),sin(x2)&layers=" + ",".join(["8-tanh"] * 6),
        5.5,
    ),
}


def drawing(browser: Browser, address: str) -> None:
    """What drawing costs, and epochs a second beside TensorFlow Playground's."""
    deep = "layers=" + ",".join(["8-tanh"] * 6)
    for experiment in ("", deep):
        with a_page(browser, f"{address}#{experiment}") as page:
            wait_until_ready(page)
            rates: dict[str, list[float]] = {"all": [], "none": []}
            for _ in range(ROUNDS):
                for name, show in (("all", SHOW_ALL), ("none", SHOW_NONE)):
                    page.evaluate("() => document.querySelector('main').style.display = ''")
                    page.evaluate(show)
                    rates[name].append(_rate(page, 4))
            everything, nothing = (statistics.median(rates[name]) for name in ("all", "none"))
            print(
                f"drawing, {experiment or 'default'}: {everything:,.0f} steps a second with all "
                f"shown, {nothing:,.0f} with nothing: {1 - everything / nothing:.0%} slower"
            )
    for name, (layers, theirs) in PLAYGROUND.items():
        hash_ = f"{layers}&optimizer=sgd&learning_rate=0.03&data=circle"
        with a_page(browser, f"{address}#{hash_}") as page:
            wait_until_ready(page)
            epochs = _rate(page, 5) / 25
            print(f"drawing, {name}: {epochs:,.0f} epochs a second, {epochs / theirs:.0f}x theirs")


PANELS = ("Verdict", "Histograms", "Updates", "Dead and saturated units", "Gradient noise")
CHOOSE_NORMS = """(kind) => {
  const menu = document.querySelector("cr-norms select");
  menu.value = kind;
  menu.dispatchEvent(new Event("change"));
}"""


def panels(browser: Browser, address: str) -> None:
    """What all gradient panels cost: with and without them in turn, on one page."""
    deep = "layers=" + ",".join(["8-tanh"] * 6)
    digits = "data=digits&loss=cross_entropy&layers=32-relu,32-relu&batch_size=32"
    for experiment in ("", deep, digits):
        with a_page(browser, f"{address}#{experiment}") as page:
            wait_until_ready(page)
            rates: dict[str, list[float]] = {"none": [], "all": []}
            for _ in range(ROUNDS + 2):
                for name in rates:
                    rates[name].append(_rate(page, 4))
                    for panel in PANELS:
                        page.get_by_role("button", name=panel, exact=True).click()
                    page.evaluate(CHOOSE_NORMS, "weights" if name == "none" else "gradients")
            costs = [1 - a / n for a, n in zip(rates["all"], rates["none"], strict=True)]
            everything, nothing = (statistics.median(rates[name]) for name in ("all", "none"))
            print(
                f"panels, {experiment or 'default'}: {everything:,.0f} steps a second with all "
                f"shown, {nothing:,.0f} with none: {statistics.median(costs):.0%} slower "
                f"({min(costs):.0%} to {max(costs):.0%})"
            )


def _rate(page: Page, seconds: float) -> float:
    """Steps a second while playing."""
    page.get_by_role("button", name="Play", exact=True).click()
    time.sleep(1)
    steps, start = _steps(page), time.monotonic()
    time.sleep(seconds)
    rate = (_steps(page) - steps) / (time.monotonic() - start)
    page.get_by_role("button", name="Pause", exact=True).click()
    return rate


ANSWER = """([label, value]) => new Promise((resolve) => {
  const lab = document.querySelector("cr-lab").lab;
  const start = performance.now();
  const look = () => {
    if (lab.isBusy || !lab.frame || lab.experiment[label] !== value) requestAnimationFrame(look);
    else resolve(performance.now() - start);
  };
  lab.change({ [label]: value });
  requestAnimationFrame(look);
})"""
FIRST_FRAME = """() => new Promise((resolve) => {
  const lab = document.querySelector("cr-lab").lab;
  const start = performance.now();
  const look = () => {
    if (!lab.frame?.step) requestAnimationFrame(look);
    else resolve(performance.now() - start);
  };
  document.querySelector("button.play").click();
  requestAnimationFrame(look);
})"""


def answering(browser: Browser, address: str) -> None:
    """From a change to the first frame under it, while training; from Play to its first."""
    with a_page(browser, address) as page:
        wait_until_ready(page)
        print(f"answering, Play to its first frame: {page.evaluate(FIRST_FRAME):.0f} ms")
        for label, values in (
            ("learning_rate", (0.02, 0.03, 0.02, 0.03)),
            ("batch_size", (20, 10, 20, 10)),
            ("noise", (0.2, 0.1, 0.2, 0.1)),
            ("l2", (0.001, 0, 0.001, 0)),
        ):
            times = [page.evaluate(ANSWER, [label, value]) for value in values]
            print(
                f"answering, {label}: {statistics.median(times):.0f} ms, {max(times):.0f} at most"
            )


WALKED = """(act) => new Promise((resolve) => {
  const microscope = document.querySelector("cr-lab").lab.instruments.get("microscope");
  const before = microscope.explained;
  const start = performance.now();
  act === "open" ? microscope.toggle() : microscope.go(act);
  const look = () => {
    const { op, look: seen, explained } = microscope;
    const isThere = seen?.op === op && explained?.op === op && explained !== before;
    requestAnimationFrame(isThere ? () => resolve(performance.now() - start) : look);
  };
  requestAnimationFrame(look);
})"""


def microscope(browser: Browser, address: str) -> None:
    """From the order to the frame in which all of it is painted."""
    deep = "layers=" + ",".join(["8-tanh"] * 6)
    opening, moves = [], []
    for _ in range(ROUNDS):
        with a_page(browser, f"{address}#{deep}") as page:
            wait_until_ready(page)
            page.get_by_role("button", name="Epoch", exact=True).click()
            page.wait_for_timeout(500)
            opening.append(page.evaluate(WALKED, "open"))
            page.wait_for_timeout(500)
            for op in [*range(1, 29), *range(27, 0, -1)]:
                moves.append(page.evaluate(WALKED, op))
    tenth = sorted(moves)[9 * len(moves) // 10]
    print(
        f"microscope, 6 layers of 8: opening {statistics.median(opening):.0f} ms, a move "
        f"{statistics.median(moves):.0f} ms, 9 of 10 within {tenth:.0f} ms"
    )


def _rate_from_the_start(page: Page) -> float:
    """Steps a second of a run's first epochs, of which each is a station."""
    page.get_by_role("button", name="Reset", exact=True).click()
    return _rate(page, 4)


LANDSCAPE = """() => new Promise((resolve) => {
  const lab = document.querySelector("cr-lab").lab;
  const start = performance.now();
  const times = {};
  const look = () => {
    const { map } = lab.instruments.get("landscape");
    if (map) times.first ??= performance.now() - start;
    if (!map?.is_complete) requestAnimationFrame(look);
    else resolve([times.first, performance.now() - start]);
  };
  lab.instruments.toggle("landscape");
  requestAnimationFrame(look);
})"""


def landscape(browser: Browser, address: str) -> None:
    """From the click to the first map and to the whole, drawn; and training with it open."""
    times, rates = [], []
    for _ in range(ROUNDS):
        with a_page(browser, f"{address}#samples=1000") as page:
            wait_until_ready(page)
            page.get_by_role("button", name="Epoch", exact=True).click()
            times.append(page.evaluate(LANDSCAPE))
            rates.append(_rate_from_the_start(page))
            page.get_by_role("button", name="Loss landscape").click()
            rates[-1] /= _rate_from_the_start(page)
    first, complete = (statistics.median(column) for column in zip(*times, strict=True))
    print(f"landscape: first visible after {first:.0f} ms, complete after {complete:.0f} ms")
    print(f"landscape, open while training: {1 - statistics.median(rates):.0%} slower than closed")


def memory(browser: Browser, address: str) -> None:
    """Memory of the page's process over three million steps."""
    with a_page(browser, address) as page:
        wait_until_ready(page)
        page.get_by_role("button", name="Play", exact=True).click()
        for goal in (250_000, 1_300_000, 2_000_000, 3_000_000):
            while _steps(page) < goal:
                time.sleep(0.5)
            print(f"memory after {goal:9,} steps: {_renderer_megabytes():.0f} MB", flush=True)


FLEET = "layers=4-tanh,2-tanh&loss=mse&optimizer=sgd&learning_rate=0.03"
BEST_PEER_S = 9e-6
"""A step of ConvNetJS on 2-4-2-1 in Chromium; see results.md."""
CONVNET = ROOT / "tests/bench/peers/node_modules/convnetjs/build/convnet-min.js"
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
    if (fleet.told !== last) watched.pictures += 1;
    last = fleet.told;
    requestAnimationFrame(look);
  };
  look();
}"""
STEPS_OF_ALL = "() => document.querySelector('cr-lab').lab.instruments.get('fleet').told.steps"


def fleet(browser: Browser, address: str) -> None:
    """A fleet's throughput while its wall is drawn, beside the fastest single network."""
    with a_page(browser, f"{address}#{FLEET}") as page, a_page(browser, "about:blank") as other:
        wait_until_ready(page)
        if CONVNET.exists():
            other.add_script_tag(path=CONVNET)
        page.get_by_role("button", name="Many networks").click()
        panel = page.get_by_role("figure", name="Many networks")
        panel.get_by_label("Epochs", exact=True).fill("1000000")
        panel.get_by_role("button", name="Train 64").click()
        page.evaluate(WATCH_WALL)
        time.sleep(4)
        ours, theirs, pictures = [], [], []
        for turn in range(2 * ROUNDS):
            if turn % 2:
                panel.get_by_role("button", name="Pause", exact=True).click()
                panel.get_by_role("button", name="Go on", exact=True).wait_for()
                theirs.append(other.evaluate(PEER, 2000) if CONVNET.exists() else 1 / BEST_PEER_S)
                panel.get_by_role("button", name="Go on", exact=True).click()
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
            f"fleet of 64 × 2-4-2-1: {statistics.median(ours):,.0f} steps a second in all, "
            f"{ratio:.1f} times ConvNetJS's {statistics.median(theirs):,.0f}; "
            f"{statistics.median(pictures):.0f} pictures of the wall a second"
        )


def _steps(page: Page) -> float:
    return page.evaluate("() => document.querySelector('cr-lab').lab.frame.step")


def _renderer_megabytes() -> float:
    """Proportional set size of the largest renderer process (Linux)."""
    sizes = []
    for process in Path("/proc").glob("[0-9]*"):
        try:
            command = (process / "cmdline").read_bytes()
            if b"--type=renderer" in command:
                rollup = (process / "smaps_rollup").read_text()
                sizes.append(int(rollup.split("Pss:")[1].split()[0]) / 1000)
        except OSError:
            continue
    return max(sizes)


def main() -> None:
    """Run the measurements named, or all."""
    every = (startup, training, drawing, panels, answering, microscope, landscape, memory, fleet)
    measures = {measure.__name__: measure for measure in every}
    chosen = sys.argv[1:] or list(measures)
    server = serve(ROOT / "dist", 0)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    address = f"http://localhost:{server.server_address[1]}/"
    with sync_playwright() as playwright:
        for name in chosen:
            browser = playwright.chromium.launch(
                executable_path=shutil.which("chromium"), args=ARGUMENTS
            )
            measures[name](browser, address)
            browser.close()


if __name__ == "__main__":
    main()
