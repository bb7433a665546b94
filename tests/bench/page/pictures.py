"""Recreate the screenshots in web/README.md: `pictures.py`, after `build/serve --build-only`."""

from __future__ import annotations

import os
import shutil
import sys
import threading
from io import BytesIO
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, expect, sync_playwright

ROOT = Path(__file__).resolve().parents[3]
sys.path.insert(0, str(ROOT / "build" / "site"))

from server import serve  # noqa: E402  (found through the line above)

FOLDER = ROOT / "web" / "pictures"
SIZES = {"phone": (360, 740), "laptop": (1280, 900), "wide": (1920, 1080)}
SCENES = {
    "phone": "data=moons&layers=6-tanh,4-tanh",
    "laptop": "",
    "wide": "data=blobs&classes=4&loss=cross_entropy&noise=0.3",
}
EPOCHS = 400


def main() -> None:
    """Take a screenshot for each size and theme, once the network has learned."""
    FOLDER.mkdir(exist_ok=True)
    server = serve(Path(os.environ.get("CHAINRULE_DIST", ROOT / "dist")), 0)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    address = f"http://localhost:{server.server_address[1]}/"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=["--no-sandbox", "--disable-gpu"]
        )
        for size in SIZES:
            for scheme in ("light", "dark"):
                take(browser, address, size, scheme)
        browser.close()


def take(browser: Browser, address: str, size: str, scheme: str) -> None:
    """Take one screenshot of a run that has stopped at a given epoch."""
    width, height = SIZES[size]
    page = browser.new_page(
        viewport={"width": width, "height": height},
        color_scheme="dark" if scheme == "dark" else "light",
    )
    page.goto(f"{address}#{SCENES[size]}&stop_epoch={EPOCHS}".replace("#&", "#"))
    status = page.get_by_label("Status", exact=True)
    expect(status).to_have_text("Ready", timeout=60_000)
    page.get_by_role("button", name="Play", exact=True).click()
    expect(status).to_contain_text("Paused", timeout=120_000)
    page.get_by_role("button", name="Close").click()
    page.wait_for_timeout(400)
    picture = Image.open(BytesIO(page.screenshot())).convert("RGB")
    # Reducing the picture to 256 colours has no visible effect and saves two thirds of the bytes.
    picture.quantize(256).save(FOLDER / f"{size}-{scheme}.png", optimize=True)
    page.close()


if __name__ == "__main__":
    main()
