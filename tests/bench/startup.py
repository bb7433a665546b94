"""How long the page takes to start: first paint, and Python ready. Prints; never fails on a time.

Usage: startup.py [runs] (Chromium, the built site on localhost). Cold: a new profile each time;
warm: the same page opened again, with whatever the browser kept.
"""

from __future__ import annotations

import os
import shutil
import statistics
import sys
import threading
import time
from pathlib import Path

from playwright.sync_api import BrowserContext, sync_playwright

ROOT = Path(__file__).resolve().parents[2]
DIST = Path(os.environ.get("CHAINRULE_DIST", ROOT / "dist"))
sys.path.insert(0, str(ROOT / "build" / "site"))

from server import serve  # noqa: E402  (found through the line above)

TIMEOUT_S = 60
WATCH = """
window.moments = {};
const Plain = Worker;
window.Worker = class extends Plain {
  constructor(...rest) {
    super(...rest);
    window.moments.worker = performance.now();
  }
};
new MutationObserver(() => {
  const status = document.querySelector("[role=status]")?.textContent.trim();
  if (status === "Ready") window.moments.ready ??= performance.now();
}).observe(document, { subtree: true, childList: true, characterData: true });
"""
READ = """() => ({
  ...window.moments,
  paint: performance.getEntriesByName("first-contentful-paint")[0]?.startTime,
})"""
COLUMNS = "{:6} {:>16} {:>16} {:>22}"


def main() -> None:
    """Measure and print medians."""
    runs = int(sys.argv[1]) if len(sys.argv) > 1 else 5
    server = serve(DIST, 0)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    address = f"http://localhost:{server.server_address[1]}/"
    cold, warm = [], []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=os.environ.get("CHAINRULE_CHROMIUM") or shutil.which("chromium"),
            args=["--no-sandbox", "--disable-gpu", "--disable-background-networking"],
        )
        for _ in range(runs):
            context = browser.new_context()
            context.add_init_script(WATCH)
            cold.append(_start(context, address))
            warm.append(_start(context, address))
            context.close()
        browser.close()
    server.shutdown()
    print(COLUMNS.format(f"n = {runs}", "first paint ms", "ready ms", "worker to ready ms"))
    for name, rows in (("cold", cold), ("warm", warm)):
        print(COLUMNS.format(name, *(_median(column) for column in zip(*rows, strict=True))))


def _start(context: BrowserContext, address: str) -> tuple[float, float, float]:
    """Open the page; first paint and Ready since navigation, Ready since the worker's start."""
    page = context.new_page()
    page.goto(address)
    end = time.monotonic() + TIMEOUT_S
    while "ready" not in (moments := page.evaluate(READ)):
        if time.monotonic() > end:
            raise SystemExit(f"Not ready within {TIMEOUT_S} s.")
        time.sleep(0.05)
    page.close()
    return moments["paint"], moments["ready"], moments["ready"] - moments["worker"]


def _median(values: tuple[float, ...]) -> str:
    return f"{statistics.median(values):.0f} ({min(values):.0f}–{max(values):.0f})"


if __name__ == "__main__":
    main()
