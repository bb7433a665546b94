"""Reaching into the worker from a test: its Python session, caught where its proxy is made."""

from __future__ import annotations

from playwright.sync_api import Page, Worker, expect

CATCH = """() => {
  const Plain = Proxy;
  self.proxies = [];
  self.Proxy = new Plain(Plain, {
    construct(target, given) {
      const made = Reflect.construct(target, given);
      self.proxies.push(made);
      return made;
    },
  });
}"""

RUN = """(code) => {
  const session = self.proxies.find((proxy) => {
    try { return proxy.type === "Session"; } catch { return false; }
  });
  const names = session.receive.__func__.__globals__;
  const builtins = names.get("__builtins__");
  names.set("the_session", session);
  (builtins.get("exec") ?? builtins.exec)(code, names);
}"""


def caught(page: Page, address: str) -> Worker:
    """Open a page and return its worker, whose session `run` reaches; Python is ready."""
    with page.expect_worker() as found:
        page.goto(address)
    found.value.evaluate(CATCH)
    expect(page.get_by_label("Status", exact=True)).to_have_text("Ready", timeout=60_000)
    return found.value


def run(worker: Worker, code: str) -> None:
    """Run Python in the worker, where `the_session` is the session."""
    worker.evaluate(RUN, code)
