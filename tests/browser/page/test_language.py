"""The words and numbers of the German page, which is selected by `?lang=de` or by the browser."""

from __future__ import annotations

import csv
import re

from fitting import OVERLAPPING
from kept_python import BORROWING
from playwright.sync_api import Browser, Page, expect
from steps import address as written
from steps import press, saved, status, until
from watched import Watched, looks

ENGLISH = re.compile(
    r"\b(the|of|with|is|are|and|by|from|to|a|at|its|not|training|loss|layer|weights|epoch|press|"
    r"output|each|no|than|class|steps?|run|learning|rate)\b"
)
"""Words that occur in English sentences but not in German ones."""
TEXTS = """() => {
    const found = [];
    const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    while (walk.nextNode()) {
        const { parentElement, textContent } = walk.currentNode;
        if (!parentElement.closest("script, style, math")) found.push(textContent);
    }
    for (const name of ["aria-label", "title", "placeholder"]) {
        for (const element of document.querySelectorAll(`[${name}]`)) {
            found.push(element.getAttribute(name));
        }
    }
    return found.map((text) => text.trim()).filter(Boolean);
}"""
CUT = """() => [...document.querySelectorAll(
    "button, label, legend, .name, .readout output, .run-line, h2")]
    .filter((e) => e.checkVisibility() && !e.closest(".unseen") && e.clientWidth)
    .filter((e) => e.scrollWidth > e.clientWidth + 1 && getComputedStyle(e).display !== "inline")
    .map((e) => `${e.className || e.nodeName}: ${e.textContent.trim()}`)"""


def german(watched: Watched, hash_: str = "") -> Page:
    page = watched.page
    page.goto(f"{watched.address}?lang=de#{hash_}")
    expect(status(page)).to_have_text("Bereit")
    return page


def english_on(page: Page) -> list[str]:
    """The visible or announced texts of the page that contain an English word. The symbol a, for an
    activation, does not count as one."""
    return [t for t in page.evaluate(TEXTS) if ENGLISH.search(re.sub("a der Schicht|∂a", "", t))]


def test_errors_for_input_on_the_german_page_are_in_german(watched: Watched):
    page = german(watched)
    assert page.evaluate("() => document.documentElement.lang") == "de"
    assert page.title().startswith("Chainrule: Backpropagation zum")
    rate = page.get_by_label("Lernrate", exact=True)
    expect(rate).to_have_value("0,01")
    rate.fill("0,05")
    rate.press("Enter")
    expect(page.get_by_label("Rückgängig").first).to_be_enabled()
    until(lambda: "learning_rate=0.05" in written(page))
    rate.fill("schnell")
    rate.press("Enter")
    expect(page.locator("#fault-learning_rate")).to_have_text(
        re.compile("^Lernrate: 'schnell' geht hier nicht. Möglich: eine Zahl größer als 0")
    )
    assert watched.complaints == []
    assert watched.strangers == []


def test_no_instrument_has_untranslated_text(watched: Watched):
    page = german(watched, "samples=40&layers=4-tanh&batch_size=4&features=x1,x2")
    assert english_on(page) == []
    for name in ("Diagnose", "Plausibilitätsprüfungen", "Histogramme", "Updates"):
        page.get_by_role("button", name=name, exact=True).click()
    for name in ("Tote und gesättigte Einheiten", "Gradientenrauschen", "Verlustlandschaft"):
        page.get_by_role("button", name=name, exact=True).click()
    for name in ("Viele Netze", "Rennen der Optimierer"):
        page.get_by_role("button", name=name, exact=True).click()
    for _ in range(15):
        press(page, "Epoche")
    diagnosis = page.get_by_role("figure", name="Diagnose", exact=True)
    expect(diagnosis).to_contain_text("Trainingsverlust")
    press(page, "Einen Batch auswendig lernen")
    expect(page.get_by_text(re.compile("Bestanden|Unklar")).first).to_be_visible()
    press(page, "Rennen starten")
    expect(page.locator(".race-table tbody tr")).to_have_count(3)
    page.wait_for_timeout(500)
    assert english_on(page) == []
    assert watched.complaints == []


def test_the_name_of_a_kept_run_is_german_in_the_legend_the_table_and_the_files(watched: Watched):
    page = german(watched, "data=circle&samples=40&layers=4-tanh")
    for epochs in range(1, 4):
        press(page, "Epoche")
        expect(page.get_by_label("Epoche", exact=True)).to_have_text(str(epochs))
    page.get_by_label("Optimierer", exact=True).select_option("sgd")
    loss = page.get_by_role("figure", name="Verlustkurven", exact=True)
    loss.get_by_role("button", name="Kurve behalten").click()
    name = "Kreis, SGD 0,01 (Optimierer: Adam → SGD bei Epoche 3)"
    legend = page.get_by_role("list", name="Behaltene Läufe")
    expect(legend.get_by_role("checkbox", name=f"1: {name}", exact=True)).to_be_checked()
    press(page, "Läufe vergleichen")
    table = page.get_by_role("figure", name="Läufe vergleichen", exact=True)
    expect(table.get_by_role("rowheader").filter(has_text=f"1: {name}")).to_be_visible()
    assert english_on(page) == []
    [row] = csv.DictReader(saved(page, "CSV speichern").splitlines())
    assert row["name"] == name
    assert f"| 1 | {name} |" in saved(page, "Markdown speichern")
    press(page, "Lauf 1 entfernen")  # other tests use the same storage
    expect(legend).to_have_count(0)
    assert watched.complaints == []


def test_every_op_of_a_step_is_described_in_german(watched: Watched):
    page = german(watched, "samples=40&layers=2-tanh&batch_size=2&l2=0.1&clip_norm=1")
    page.keyboard.press("m")
    microscope = page.get_by_role("figure", name="Mikroskop", exact=True)
    expect(microscope.locator("math").first).to_be_visible()
    titles = []
    place = microscope.get_by_label("Operation des Schritts")
    for number in range(1, 30):
        expect(place).to_have_attribute("aria-valuetext", re.compile(rf"^{number} von "))
        titles.append(microscope.locator(".op h3").inner_text())
        assert english_on(page) == []
        if number == int(place.get_attribute("max") or 0) + 1:
            break
        press(page, "Nächste Operation")
    assert any(title.startswith("Verlust: BinaryCrossEntropy") for title in titles)
    expect(microscope.locator("mn", has_text=",").first).to_be_attached()
    assert watched.complaints == []


def test_the_german_text_fits_the_layout(watched: Watched):
    page = german(watched)
    for width in looks(page, 360, 1280, height=800):
        assert page.evaluate("() => document.documentElement.scrollWidth") <= width
        assert page.evaluate(CUT) == []
        assert page.evaluate(OVERLAPPING) == []


def test_the_browsers_language_is_used_unless_the_url_specifies_one(browser: Browser, address: str):
    context = browser.new_context(locale="de-AT")
    page = context.new_page()
    page.add_init_script(path=BORROWING)  # no answer: the page does not need Python
    page.goto(address)
    expect(page.get_by_label("Trainingsverlust").first).to_have_text(re.compile(r"^\d,\d+$"))
    assert page.evaluate("() => document.documentElement.lang") == "de"
    page.goto(f"{address}?lang=en")
    expect(page.get_by_label("Training loss").first).to_have_text(re.compile(r"^\d\.\d+$"))
    page.goto(f"{address}worked-example.html")  # lessons exist only in English
    expect(page.get_by_role("figure", name="Microscope", exact=True)).to_be_visible()
    assert page.evaluate("() => document.documentElement.lang") == "en"
    context.close()
