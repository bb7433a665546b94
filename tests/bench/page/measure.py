"""Measure the built page in Chromium: `measure.py [NAME …]`, all by default.

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
engines   the compiled step beside NumPy's, by turns on two pages: three networks and the wall of 64
rebuilds  slots of the function table and pages of memory that 1,000 new networks take
"""

from __future__ import annotations

import shutil
import sys
import threading
from pathlib import Path

from engines import engines, rebuilds
from instrument_rows import answering, landscape, microscope
from lab_page import ARGUMENTS
from playwright.sync_api import sync_playwright
from running import drawing, memory, panels, startup, training
from wall import fleet

ROOT = Path(__file__).resolve().parents[3]
sys.path.insert(0, str(ROOT / "build" / "site"))

from server import serve  # noqa: E402  (found through the line above)


def main() -> None:
    """Run the measurements named, or all."""
    every = (
        *(startup, training, drawing, panels, answering, microscope, landscape, memory, fleet),
        *(engines, rebuilds),
    )
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
