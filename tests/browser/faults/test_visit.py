"""Pages that are left during a run, and browsers that restrict storage, clipboard or language."""

from __future__ import annotations

import re

import pytest
from host import DIST, Host, outside, outside_address
from kept_python import Lender
from playwright.sync_api import Page, expect
from steps import press, status, until
from watched import Watched

CSV = "a,b,kind\n" + "".join(f"{i},{-i % 7},{'xy'[i % 2]}\n" for i in range(30))
FAR = "layers=" + ",".join(["32-tanh"] * 8) + "&step=100000"
LEFT = re.compile(r"A run from an earlier visit was interrupted at epoch [\d,.]+\.")


def is_ready(page: Page) -> None:
    expect(status(page)).to_have_text("Ready")


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
    until(lambda: page.evaluate(KEPT_RUNS) > 0)


@pytest.mark.parametrize("how", ["reload", "close"])
def test_an_interrupted_run_can_be_continued(watched: Watched, lender: Lender, how: str):
    page = watched.ready()
    train_until_kept(page)
    if how == "reload":
        page.reload()
    else:
        page.close()
        page = lender.python.new_page()
        page.goto(watched.address)
    is_ready(page)
    expect(page.locator("cr-strip .sentence")).to_have_text(LEFT)
    press(page, "Continue that run")
    expect(page.locator("cr-strip .sentence")).to_have_text(
        re.compile(r"The run continues from epoch [\d.]+\.")
    )
    expect(status(page)).to_have_text("Paused")
    assert page.evaluate("document.querySelector('cr-lab').lab.frame.step") > 0
    page.close()


def test_a_discarded_run_is_not_offered_again(lab: Page):
    page = lab
    train_until_kept(page)
    page.reload()
    expect(page.locator("cr-strip .sentence")).to_have_text(LEFT)
    press(page, "Discard it")
    expect(page.locator("cr-strip .sentence")).to_have_count(0)
    page.reload()
    is_ready(page)
    expect(page.locator("cr-strip .sentence")).to_have_count(0)


def test_a_run_in_another_tab_is_not_offered(address: str, page: Page):
    page.goto(address)
    is_ready(page)
    train_until_kept(page)
    other = page.context.new_page()
    other.goto(address)
    is_ready(other)
    expect(other.locator("cr-strip .sentence")).to_have_count(0)


def test_a_link_to_a_late_step_shows_progress_and_can_be_stopped(watched: Watched):
    page = watched.open(FAR)
    message = page.locator("cr-strip .sentence")
    expect(message).to_have_text(re.compile(r"Training to step 100,000: [\d,]+ done\."))
    expect(page.get_by_role("progressbar", name="Training")).to_be_visible()
    first = message.inner_text()
    expect(message).not_to_have_text(first)
    press(page, "Stop")
    expect(status(page)).to_have_text("Paused")
    assert 0 < page.evaluate("document.querySelector('cr-lab').lab.frame.step") < 100_000


def test_a_link_to_an_early_step_opens_immediately(watched: Watched):
    page = watched.open("data=xor&step=30")
    expect(status(page)).to_have_text("Paused")
    assert page.evaluate("document.querySelector('cr-lab').lab.frame.step") == 30


def shows_link(page: Page, root) -> None:
    """The link is shown and selected; Escape closes the dialog."""
    root.get_by_role("button", name="File", exact=True).click()
    root.get_by_role("button", name="Copy link", exact=True).click()
    field = root.get_by_role("dialog", name="Copy this link").get_by_label("Link", exact=True)
    expect(field).to_have_value(re.compile("^http://.*data=xor"))
    expect(field).to_be_focused()
    selected = "(field) => field.value.slice(field.selectionStart, field.selectionEnd)"
    assert field.evaluate(selected) == field.input_value()
    page.keyboard.press("Escape")
    expect(root.get_by_role("dialog", name="Copy this link")).to_have_count(0)


def test_a_link_can_be_copied_by_hand_in_a_cross_origin_frame(watched: Watched, host: Host):
    page = watched.page
    page.goto(f"{host.address}pyodide-lock.json")  # 404: an empty page of another origin
    frame_address = f"{watched.address}#data=xor"
    page.set_content(f'<iframe src="{frame_address}" width="1200" height="800"></iframe>')
    frame = page.frame_locator("iframe")
    expect(frame.get_by_label("Status", exact=True)).to_have_text("Ready")
    shows_link(page, frame)


@outside
def test_the_page_starts_on_plain_http_and_a_link_can_be_copied_by_hand(page: Page):
    host = Host(DIST, outside_address() or "")
    try:
        page.goto(f"{host.address}#data=xor")
        assert not page.evaluate("isSecureContext")
        is_ready(page)
        shows_link(page, page)
    finally:
        host.close()


FORBID_STORAGE = """
for (const name of ["indexedDB", "sessionStorage", "localStorage"]) {
  Object.defineProperty(window, name, { get() { throw new DOMException("no", "SecurityError"); } });
}
"""


def test_the_page_reports_a_table_that_it_cannot_store(watched: Watched):
    watched.page.add_init_script(FORBID_STORAGE)
    page = watched.ready()
    press(page, "Skip to the lab")  # without storage, every visit counts as the first
    page.evaluate(
        """(text) => document.querySelector("cr-lab").lab.readTable(
             { text, delimiter: null, header: null })""",
        CSV,
    )
    expect(page.locator("cr-strip .sentence")).to_contain_text(
        "This browser does not allow the page to store the table"
    )
    press(page, "Epoch")
    expect(page.get_by_label("Epoch", exact=True)).to_have_text("1")


@pytest.mark.parametrize("language", ["c", "C", "", "en_US.UTF-8"])
def test_an_invalid_browser_language_does_not_prevent_the_page_from_loading(
    watched: Watched, language: str
):
    """In a container, WebKitGTK reports "c"."""
    watched.page.add_init_script(
        f"Object.defineProperty(Navigator.prototype, 'language', {{ get: () => '{language}' }})"
    )
    page = watched.ready()
    press(page, "Epoch")
    expect(page.get_by_role("figure", name="Loss curves", exact=True)).to_contain_text("epoch")
    assert watched.complaints == []
