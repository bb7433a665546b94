"""Compiled steps on the page: traps, bit-identical results, and no leaks when they are rebuilt."""

from __future__ import annotations

import re
from pathlib import Path

from playwright.sync_api import Page, expect
from steps import press, status, until
from worker import caught, run

RUNS = Path(__file__).parents[2] / "unit" / "engine" / "compile" / "compiled_runs.py"
BITS = Path(__file__).parents[2] / "unit" / "engine" / "compile" / "test_bits.py"
DIGEST = re.findall(r'^DIGEST = "(\w+)"', BITS.read_text("utf-8"), re.MULTILINE)[0]
TRAP = """
from chainrule.engine.compile.assembler import Module, function_body
from chainrule.engine.compile.hosts.pyodide import Host
from chainrule.engine.compile.module import export

unreachable = b"\\x00"
host = Host([])
module = Module(host.pages)
export(module, "trap", function_body(unreachable), host.returns)
trap = host.load(module.encode(), ["trap"])["trap"]
the_session.advance = lambda *_: trap()
"""


def test_a_trap_in_compiled_code_restarts_python(address: str, page: Page):
    worker = caught(page, address)
    press(page, "Epoch")
    expect(page.get_by_label("Epoch", exact=True)).to_have_text("1")
    run(worker, TRAP)
    press(page, "Play")
    message = page.locator("cr-strip .sentence")
    expect(message).to_contain_text("Python crashed: ")
    expect(message).to_contain_text("It was restarted, and the run continues from epoch 1")
    expect(status(page)).to_have_text("Training")
    press(page, "Pause")
    expect(status(page)).to_have_text("Paused")


def test_fifty_runs_are_bit_identical_in_this_browser(address: str, page: Page):
    """The digest is the one that the unit tests compare in wasmtime and in Node."""
    names = {"runs": RUNS.read_text("utf-8"), "digest": DIGEST}
    code = f"given = {names!r}\nthere = {{}}\nexec(given['runs'], there)\n"
    code += (
        "count, found = there['digest_of_compiled_runs']()\nassert found == given['digest'], found"
    )
    run(caught(page, address), code)


REBUILD = """async ([from, count]) => {
  const { lab } = document.querySelector("cr-lab");
  const painted = () => new Promise(requestAnimationFrame);
  for (let i = from; i < from + count; i++) {
    const width = 2 + (i % 7);
    lab.change({ layers: [[width, "tanh"], [3 + (i % 5), "relu"]] });
    do await painted();
    while (lab.isBusy || lab.opened.experiment.layers[0].units !== width);
  }
}"""
WATCH_TABLE = """() => {
  self.grown = 0;
  const { grow } = WebAssembly.Table.prototype;
  WebAssembly.Table.prototype.grow = function (by, ...rest) {
    self.grown += by;
    return grow.call(this, by, ...rest);
  };
}"""
COUNT = """
import gc
from chainrule.engine.compile.hosts.pyodide import Host

gc.collect()
count = sum(isinstance(x, Host) for x in gc.get_objects())
"""


def test_many_changes_of_the_network_leave_nothing_behind(address: str, page: Page):
    """The page makes dozens of changes; `tests/bench/page` makes 1,000 and also measures memory."""
    worker = caught(page, address)
    page.evaluate(REBUILD, [0, 7])
    worker.evaluate(WATCH_TABLE)
    run(worker, f"{COUNT}\nthe_session.hosts = count")
    page.evaluate(REBUILD, [7, 28])
    assert worker.evaluate("() => self.grown") == 0
    run(worker, f"{COUNT}\nassert count <= the_session.hosts, (count, the_session.hosts)")


def test_a_traceback_shows_lines_of_the_packages_source(address: str, page: Page):
    """The site starts from bytecode; sources are loaded where a traceback shows them."""
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url.rpartition("/")[2]))
    caught(page, address)
    assert not any(name.endswith(".py") for name in asked)
    page.evaluate("""() => document.querySelector("cr-lab").lab.change({ learning_rate: -1 })""")
    failure = "() => document.querySelector('cr-lab').lab.notices.failure?.traceback"
    until(lambda: page.evaluate(failure))
    assert "return [*self._answer(message), *self._branch_news()]" in page.evaluate(failure)
    assert "session.py" in asked
