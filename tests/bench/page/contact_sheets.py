"""Recreate the contact sheets in `web/README.md`: `contact_sheets.py [FOLDER]`.

Needs `build/serve --build-only`, or CHAINRULE_DIST. They show five states of the page in five sizes
and both themes. The script also reports what moved during training. If FOLDER is given, the full
pictures are saved there.
"""

from __future__ import annotations

import os
import shutil
import sys
import threading
from collections.abc import Callable, Iterator
from io import BytesIO
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, Page, expect, sync_playwright

ROOT = Path(__file__).resolve().parents[3]
sys.path.insert(0, str(ROOT / "build" / "site"))

from server import serve  # noqa: E402  (found through the line above)

FOLDER = ROOT / "web" / "pictures"
SIZES = ((360, 740), (768, 1024), (1280, 800), (1366, 640), (1920, 1080))
CELL = 240
"""Width of a picture on a sheet; the picture of a phone is half as wide."""
TABLE = "data=penguins&layers=8-relu&loss=cross_entropy&stop_epoch=60"
SHIFTS = """globalThis.shift = 0;
new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) globalThis.shift += entry.value;
}).observe({ type: "layout-shift", buffered: true });"""


def main() -> None:
    """Take all pictures and write a sheet for each theme."""
    full = Path(sys.argv[1]) if len(sys.argv) > 1 else None
    server = serve(Path(os.environ.get("CHAINRULE_DIST", ROOT / "dist")), 0)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    address = f"http://localhost:{server.server_address[1]}/"
    rows: dict[str, list[list[Image.Image]]] = {"light": [], "dark": []}
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=["--no-sandbox", "--disable-gpu"]
        )
        for size in SIZES:
            cells: dict[str, list[Image.Image]] = {"light": [], "dark": []}
            for scene, scheme, picture in scenes(browser, address, size):
                cells[scheme].append(picture)
                if full:
                    picture.save(full / f"{size[0]}-{scene}-{scheme}.png")
            for scheme, row in cells.items():
                rows[scheme].append(row)
        browser.close()
    for scheme, lines in rows.items():
        sheet(lines).quantize(48).save(FOLDER / f"states-{scheme}.png", optimize=True)


def scenes(
    browser: Browser, address: str, size: tuple[int, int]
) -> Iterator[tuple[str, str, Image.Image]]:
    """The name, theme and picture of each state, in one size."""
    width, height = size
    page = browser.new_page(viewport={"width": width, "height": height}, reduced_motion="reduce")
    page.add_init_script(SHIFTS)
    page.goto(address)
    for name, show in SCENES.items():
        show(page)
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
            page.wait_for_timeout(600)
            yield name, scheme, Image.open(BytesIO(page.screenshot())).convert("RGB")
    page.close()


def first_visit(page: Page) -> None:
    """The first screen."""
    expect(page.get_by_text("Python is ready.")).to_be_visible(timeout=60_000)


def training(page: Page) -> None:
    """The lab during training; nothing may move."""
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Play", exact=True).click()
    page.wait_for_timeout(1000)
    page.evaluate("() => { globalThis.shift = 0; }")
    page.wait_for_timeout(3000)
    print(f"{page.viewport_size}: layout shift {page.evaluate('() => globalThis.shift'):.4f}")


def microscope(page: Page) -> None:
    """The microscope at the second layer, in the middle of the step."""
    page.get_by_role("button", name="Pause", exact=True).click()
    page.get_by_role("button", name="Microscope").first.click()
    scope = page.get_by_role("figure", name="Microscope", exact=True)
    for part in ("layer 1: Linear", "layer 1: Tanh", "layer 2: Linear"):
        expect(scope.get_by_role("heading", name=part)).to_be_visible()
        page.keyboard.press("ArrowRight")


def instruments(page: Page) -> None:
    """Three instruments below the lab."""
    page.keyboard.press("Escape")
    for name in ("Verdict", "Histograms", "Loss landscape"):
        page.get_by_role("button", name=name, exact=True).click()
    figure = page.get_by_role("figure", name="Verdict", exact=True)
    page.wait_for_timeout(1500)
    figure.evaluate("(e) => e.scrollIntoView({ block: 'start' })")


def table(page: Page) -> None:
    """A network trained on a real table."""
    page.goto(page.url.split("?")[0].split("#")[0] + f"?lang=en#{TABLE}")
    status = page.get_by_label("Status", exact=True)
    expect(status).to_have_text("Ready", timeout=60_000)
    page.get_by_role("button", name="Play", exact=True).click()
    expect(status).to_contain_text("Paused", timeout=120_000)
    page.get_by_role("button", name="Close").first.click()


SCENES: dict[str, Callable[[Page], None]] = {
    "first-visit": first_visit,
    "training": training,
    "microscope": microscope,
    "instruments": instruments,
    "table": table,
}


def sheet(rows: list[list[Image.Image]]) -> Image.Image:
    """One picture with all states: a row per size, a column per state."""
    small = [[shrunk(picture) for picture in row] for row in rows]
    gap = 6
    heights = [max(picture.height for picture in row) for row in small]
    whole = Image.new(
        "RGB", ((CELL + gap) * len(SCENES), sum(heights) + gap * len(heights)), "#808080"
    )
    top = 0
    for row, height in zip(small, heights, strict=True):
        for column, picture in enumerate(row):
            whole.paste(picture, (column * (CELL + gap), top))
        top += height + gap
    return whole


def shrunk(picture: Image.Image) -> Image.Image:
    """A small version of a picture."""
    width = CELL if picture.width > 400 else CELL // 2
    return picture.resize((width, picture.height * width // picture.width), Image.Resampling.BOX)


if __name__ == "__main__":
    main()
