"""What a browser forbids or forgets: storage, the clipboard, a language, a page that is left."""

from __future__ import annotations

import re

import pytest
from host import DIST, Host, outside_address
from playwright.sync_api import Browser, Page, expect
from steps import press, status, until

CSV = "a,b,kind\n" + "".join(f"{i},{-i % 7},{'xy'[i % 2]}\n" for i in range(30))
FAR = "layers=" + ",".join(["32-tanh"] * 8) + "&step=100000"
LEFT = re.compile(r"An earlier visit left a run at epoch [\d,.]+\.")


def is_ready(page: Page) -> None:
    expect(status(page)).to_have_text("Ready", timeout=60_000)


KEPT_RUNS = """async () => {
  const databases = await indexedDB.databases();
  if (!databases.some(({ name }) => name === "chainrule")) return 0;
  const open = indexedDB.open("chainrule");
  await new Promise((resolve) => (open.onsuccess = resolve));
  const count = open.result.transaction("runs").objectStore("runs").count();
  await new Promise((resolve) => (count.onsuccess = resolve));
  open.result.close();
  return count.result;
}"""


def train_until_kept(page: Page) -> None:
    """Train until the first checkpoint is on disk."""
    press(page, "Play")
    expect(status(page)).to_have_text("Training")
    until(lambda: page.evaluate(KEPT_RUNS) > 0, 60)


@pytest.mark.parametrize("how", ["reload", "close"])
def test_a_run_that_was_left_while_training_can_be_continued(address: str, page: Page, how: str):
    page.goto(address)
    is_ready(page)
    train_until_kept(page)
    if how == "reload":
        page.reload()
    else:
        context = page.context
        page.close()
        page = context.new_page()
        page.goto(address)
    is_ready(page)
    expect(page.locator("cr-strip .sentence")).to_have_text(LEFT)
    press(page, "Continue that run")
    expect(page.locator("cr-strip .sentence")).to_have_text(
        re.compile(r"The run continues from epoch [\d.]+\.")
    )
    expect(status(page)).to_have_text("Paused")
    assert page.evaluate("document.querySelector('cr-lab').lab.frame.step") > 0


def test_a_run_that_is_discarded_is_not_offered_again(address: str, page: Page):
    page.goto(address)
    is_ready(page)
    train_until_kept(page)
    page.reload()
    expect(page.locator("cr-strip .sentence")).to_have_text(LEFT, timeout=60_000)
    press(page, "Discard it")
    expect(page.locator("cr-strip .sentence")).to_have_count(0)
    page.reload()
    is_ready(page)
    expect(page.locator("cr-strip .sentence")).to_have_count(0)


def test_a_run_that_another_tab_trains_is_not_offered(address: str, page: Page):
    page.goto(address)
    is_ready(page)
    train_until_kept(page)
    other = page.context.new_page()
    other.goto(address)
    is_ready(other)
    expect(other.locator("cr-strip .sentence")).to_have_count(0)


def test_a_link_to_a_far_step_shows_its_progress_and_can_be_stopped(address: str, page: Page):
    page.goto(f"{address}#{FAR}")
    told = page.locator("cr-strip .sentence")
    expect(told).to_have_text(
        re.compile(r"Training to step 100,000: [\d,]+ done\."), timeout=60_000
    )
    expect(page.get_by_role("progressbar", name="Training")).to_be_visible()
    first = told.inner_text()
    expect(told).not_to_have_text(first)
    press(page, "Stop")
    expect(status(page)).to_have_text("Paused")
    assert 0 < page.evaluate("document.querySelector('cr-lab').lab.frame.step") < 100_000


def test_a_link_to_a_near_step_is_there_at_once(address: str, page: Page):
    page.goto(f"{address}#data=xor&step=30")
    expect(status(page)).to_have_text("Paused", timeout=60_000)
    assert page.evaluate("document.querySelector('cr-lab').lab.frame.step") == 30


def shows_link(page: Page, root) -> None:
    """The link stands there, selected; Escape closes the dialog."""
    root.get_by_role("button", name="File", exact=True).click()
    root.get_by_role("button", name="Copy link", exact=True).click()
    field = root.get_by_role("dialog", name="Copy this link").get_by_label("Link", exact=True)
    expect(field).to_have_value(re.compile("^http://.*data=xor"))
    expect(field).to_be_focused()
    selected = "(field) => field.value.slice(field.selectionStart, field.selectionEnd)"
    assert field.evaluate(selected) == field.input_value()
    page.keyboard.press("Escape")
    expect(root.get_by_role("dialog", name="Copy this link")).to_have_count(0)


def test_a_link_can_be_copied_by_hand_in_a_frame_of_another_origin(
    address: str, host: Host, page: Page
):
    page.goto(f"{host.address}pyodide-lock.json")  # 404: an empty page of another origin
    page.set_content(f'<iframe src="{address}#data=xor" width="1200" height="800"></iframe>')
    frame = page.frame_locator("iframe")
    expect(frame.get_by_label("Status", exact=True)).to_have_text("Ready", timeout=60_000)
    shows_link(page, frame)


@pytest.mark.skipif(outside_address() is None, reason="needs a second address of this machine")
def test_a_link_can_be_copied_by_hand_on_plain_http(page: Page):
    host = Host(DIST, outside_address() or "")
    try:
        page.goto(f"{host.address}#data=xor")
        is_ready(page)
        shows_link(page, page)
    finally:
        host.close()


FORBID_STORAGE = """
for (const name of ["indexedDB", "sessionStorage", "localStorage"]) {
  Object.defineProperty(window, name, { get() { throw new DOMException("no", "SecurityError"); } });
}
"""


def test_a_table_that_is_not_kept_is_reported_when_it_is_read(address: str, page: Page):
    page.add_init_script(FORBID_STORAGE)
    page.goto(address)
    is_ready(page)
    page.evaluate(
        """(text) => document.querySelector("cr-lab").lab.readTable(
             { text, delimiter: null, header: null })""",
        CSV,
    )
    expect(page.locator("cr-strip .sentence")).to_contain_text(
        "This browser does not let the page keep the table"
    )
    press(page, "Epoch")
    expect(page.get_by_label("Epoch", exact=True)).to_have_text("1")


@pytest.mark.parametrize("language", ["c", "C", "", "en_US.UTF-8"])
def test_a_language_that_is_none_stops_nothing(browser: Browser, address: str, language: str):
    """WebKitGTK in a container says "c"."""
    context = browser.new_context()
    page = context.new_page()
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.add_init_script(
        f"Object.defineProperty(Navigator.prototype, 'language', {{ get: () => '{language}' }})"
    )
    page.goto(address)
    is_ready(page)
    press(page, "Epoch")
    expect(page.get_by_role("figure", name="Loss curves", exact=True)).to_contain_text("epoch")
    assert errors == []
    context.close()
