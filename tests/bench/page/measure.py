"""Measure the built page in Chromium: `measure.py [NAME …]`. The default is to measure everything.

Prints results and never fails because of them, since timings vary between runs. CHAINRULE_DIST
names another built site, for comparisons of two versions.

startup   first paint and Ready from localhost, cold (a new browser) and warm
figures   the time from opening a chapter or application to its first live figure, warm cache
training  steps and frames per second and the longest main-thread task while training
drawing   training with everything shown, compared with nothing shown, and epochs per second on the
          default networks of TensorFlow Playground
instruments    training with all gradient instruments shown, compared with training without
answering the response times of a control during training at full speed, and of Play
microscope  the time until the microscope of a network of six layers is painted, when it is opened
          and after each move
landscape 51 x 51 nodes of a 2-8-8-1 network on 500 points: the time until the map is visible and
          until it is complete, and the speed of training with the instrument open
memory    memory of the page's process over three million steps (the first minute has 1.3 million)
fleet     64 networks of TensorFlow Playground's default size: total steps per second and
          pictures of the wall per second, with ConvNetJS, the fastest single network, alternately
          in another tab (`build/bench` sets that up; without it, the time in results.md)
engines   the compiled step and NumPy's, alternately on two pages: three networks, the wall of 64
ready     what the compiler adds to the time until Ready, with a warm cache
compiling the time to compile after a change to one of 8 layers of 32 units
rebuilds  slots of the function table and pages of memory used by 1,000 new networks
"""

from __future__ import annotations

import os
import shutil
import sys
import threading
from pathlib import Path

from compile_time import compiling
from engines import engines, ready, rebuilds
from first_figure import figures
from instrument_rows import answering, landscape, microscope
from lab_page import ARGUMENTS
from playwright.sync_api import sync_playwright
from running import drawing, instruments, memory, startup, training
from wall import fleet

ROOT = Path(__file__).resolve().parents[3]
sys.path.insert(0, str(ROOT / "build" / "site"))

from server import serve  # noqa: E402  (found through the line above)


def main() -> None:
    """Run the named measurements, or all."""
    every = (
        *(
            startup,
            figures,
            training,
            drawing,
            instruments,
            answering,
            microscope,
            landscape,
            memory,
            fleet,
        ),
        *(engines, ready, compiling, rebuilds),
    )
    measures = {measure.__name__: measure for measure in every}
    chosen = sys.argv[1:] or list(measures)
    server = serve(Path(os.environ.get("CHAINRULE_DIST", ROOT / "dist")), 0)
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
