"""Elements listen only to what they show: a tick of a slider renders what it changes."""

from __future__ import annotations

from playwright.sync_api import Page
from test_page import address, until

COUNT = """() => {
  const { prototype } = Object.getPrototypeOf(customElements.get("cr-settings"));
  const { update } = prototype;
  globalThis.renders = {};
  prototype.update = function (changed) {
    const name = this.localName;
    renders[name] = (renders[name] ?? 0) + 1;
    return update.call(this, changed);
  };
}"""

TICK = """(value) => {
  const slider = document.querySelector("#setting-noise");
  slider.value = value;
  slider.dispatchEvent(new InputEvent("input", { bubbles: true }));
}"""


def renders(lab: Page, ticks: list[float]) -> dict[str, int]:
    """How often each element renders while the noise slider moves, each tick answered."""
    lab.evaluate("() => { globalThis.renders = {}; }")
    for value in ticks:
        lab.evaluate(TICK, value)
        settled(lab, value)
    return lab.evaluate("() => globalThis.renders")


def settled(lab: Page, noise: float) -> None:
    until(lambda: address(lab) == f"noise={noise}")
    lab.evaluate("() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")


def test_a_tick_of_the_noise_slider_renders_the_settings_alone(lab: Page):
    lab.evaluate(COUNT)
    # The first tick makes Undo possible, which the tools show.
    first = renders(lab, [0.31])
    assert set(first) <= {"cr-settings", "cr-tools"}
    ticks = [0.32, 0.33, 0.34, 0.35, 0.36]
    found = renders(lab, ticks)
    assert set(found) == {"cr-settings"}
    # When it is asked for, and when it is answered.
    assert found["cr-settings"] <= 2 * len(ticks)
