"""Recreate the still pictures of the article and the applications: `stills.py [PAGE ...]`.

Needs `build/serve --build-only`, or CHAINRULE_DIST. Every figure trains up to the last epoch of its
experiment, or shows the op at which its microscope opens, and every measurement is made. A car then
drives until it leaves the road. The pictures show what would be printed, because controls make no
sense in a picture or on paper.
"""

from __future__ import annotations

import os
import shutil
import sys
import threading
from io import BytesIO
from pathlib import Path

from PIL import Image
from playwright.sync_api import Locator, Page, expect, sync_playwright

ROOT = Path(__file__).resolve().parents[3]
sys.path.insert(0, str(ROOT / "build" / "site"))

from server import serve  # noqa: E402  (found through the line above)

PAGES = {
    page.stem: page
    for folder in ("learn", "apps")
    for page in sorted((ROOT / "web" / folder).glob("*.html"))
}
APPS = ("digits", "names", "diagnosis", "vehicle")
WIDTH = 794
"""The size of the window, in which a figure is 760 pixels wide."""
HEIGHT = 1400
"""A figure that fits into the window is not overlapped by the masthead."""
COLOURS = 32
LIMIT_MS = 120_000
SETTLING_MS = 2500
"""The time in which a map of the loss is refined."""


def main() -> None:
    """Take the pictures of the named pages, or of all, and report their sizes."""
    names = sys.argv[1:] or [*PAGES]
    server = serve(Path(os.environ.get("CHAINRULE_DIST", ROOT / "dist")), 0)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=["--no-sandbox", "--disable-gpu"]
        )
        page = browser.new_page(
            viewport={"width": WIDTH, "height": HEIGHT},
            color_scheme="light",
            reduced_motion="reduce",
        )
        for name in names:
            folder = PAGES[name].parent
            page.goto(f"http://localhost:{server.server_address[1]}/{folder.name}/{name}.html")
            if name in APPS:
                figure = page.locator(f"cr-{name}")
                run_app(figure, name)
                save(page, figure.locator(".app-figure"), folder, name)
                continue
            for figure in page.locator("cr-figure, cr-measure").all():
                figure.scroll_into_view_if_needed()
                run(figure)
                part = figure.get_attribute("id") or figure.get_attribute("what")
                save(page, figure.locator(".lesson-figure"), folder, f"{name}/{part}")
        browser.close()
    total = sum(path.stat().st_size for path in ROOT.glob("web/*/pictures/**/*.png"))
    print(f"all pictures: {total / 1000:.0f} kB")


def run_app(figure: Locator, name: str) -> None:
    """Train an application, and show what it then does."""
    buttons = {"digits": ["Show a held-out picture"], "vehicle": ["Count laps without a crash"]}
    if name == "names":
        for words, last in (("Train all four", "9 of 9"), ("Train both", "10 of 10")):
            figure.get_by_role("button", name=words).click(timeout=LIMIT_MS)
            row = "Attention, 8" if words == "Train all four" else "Without attention"
            expect(figure.get_by_role("row", name=row)).to_contain_text(last, timeout=LIMIT_MS)
    else:
        figure.get_by_role("button", name="Train", exact=True).click(timeout=LIMIT_MS)
        paused = figure.get_by_role("status").filter(has_text="Paused")
        expect(paused).to_be_visible(timeout=LIMIT_MS)
    for words in buttons.get(name, []):
        figure.get_by_role("button", name=words).click()
    if name == "vehicle":
        expect(figure.get_by_role("cell", name=" of 8")).to_be_visible(timeout=LIMIT_MS)


def run(figure: Locator) -> None:
    """Bring a figure to the state that its picture shows."""
    measure = figure.get_by_role("button", name="Measure in this browser")
    if measure.count():
        measure.click()
        return expect(measure).to_be_enabled(timeout=LIMIT_MS)
    expect(figure.get_by_role("link", name="Open in the lab")).to_be_visible(timeout=LIMIT_MS)
    if figure.locator("cr-microscope").count():
        return expect(figure.locator(".op")).to_be_visible()
    figure.get_by_role("button", name="Play", exact=True).click()
    expect(figure.get_by_role("button", name="Pause", exact=True)).to_be_visible()
    expect(figure.get_by_role("button", name="Pause", exact=True)).to_be_hidden(timeout=LIMIT_MS)
    drive = figure.get_by_role("button", name="Drive", exact=True)
    if drive.count():
        drive.click()
        expect(figure.get_by_text("Off the road")).to_be_visible(timeout=LIMIT_MS)


def save(page: Page, figure: Locator, folder: Path, name: str) -> None:
    """Save what a figure would print, beside the pages of a folder."""
    page.emulate_media(media="print", color_scheme="light")
    page.wait_for_timeout(SETTLING_MS)
    picture = Image.open(BytesIO(figure.screenshot())).convert("RGB")
    page.emulate_media(media="screen")
    path = folder / "pictures" / f"{name}.png"
    path.parent.mkdir(parents=True, exist_ok=True)
    # Choosing colours by maximum coverage keeps those of text and thin lines, which have few
    # pixels.
    few = picture.quantize(COLOURS, Image.Quantize.MAXCOVERAGE, kmeans=3)
    few.save(path, optimize=True)
    print(f"{name}: {picture.width} × {picture.height}, {path.stat().st_size / 1000:.1f} kB")


if __name__ == "__main__":
    main()
