"""Access to the worker from a test, and to its Python session through captured proxies."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import Page, Worker, expect
from steps import until

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
  // If Python was ready before `CATCH`, the session is found by its next method.
  const sessionOf = (proxy) => {
    try {
      return { Session: proxy, method: proxy.__self__ }[proxy.type];
    } catch {
      return undefined;
    }
  };
  const session = self.proxies.map(sessionOf).find((each) => each?.type === "Session");
  if (!session) return false;
  const names = session.receive.__func__.__globals__;
  const builtins = names.get("__builtins__");
  names.set("the_session", session);
  (builtins.get("exec") ?? builtins.exec)(code, names);
  return true;
}"""


def caught(page: Page, address: str) -> Worker:
    """Open a page with Python ready, and return its worker; `run` reaches its session."""
    worker = next_worker(page, lambda: page.goto(address))
    expect(page.get_by_label("Status", exact=True)).to_have_text("Ready")
    return worker


def next_worker(page: Page, act: Callable[[], object]) -> Worker:
    """Return the worker that starts as a result of `act`; its session can then be reached."""
    with page.expect_worker() as found:
        act()
    found.value.evaluate(CATCH)
    return found.value


def run(worker: Worker, code: str) -> None:
    """Run Python code in the worker, where `the_session` is the session."""
    until(lambda: worker.evaluate(RUN, code))
