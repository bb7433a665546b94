"""The reference in docs/: every link is valid, and every public name has an entry."""

import os
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urldefrag

import chainrule
import pytest
from chainrule import nn, optim

ROOT = Path(__file__).parents[2]
DIST = Path(os.environ.get("CHAINRULE_DIST", ROOT / "dist"))
DOCS = DIST / "docs"


class Page(HTMLParser):
    """A page's links and anchors."""

    def __init__(self, path):
        super().__init__()
        self.links, self.anchors = [], {""}
        self.feed(path.read_text(encoding="utf-8"))

    def handle_starttag(self, tag, attrs):
        given = dict(attrs)
        self.links += [given[name] for name in ("href", "src") if given.get(name)]
        self.anchors |= {given[name] for name in ("id", "name") if given.get(name)}


@pytest.fixture(scope="module")
def pages():
    if not DOCS.exists():
        pytest.skip("the site is not built")
    return {path: Page(path) for path in DOCS.rglob("*.html")}


def test_every_link_has_a_target(pages):
    broken = []
    for path, page in pages.items():
        for link in page.links:
            target, anchor = urldefrag(unquote(link))
            target = target.partition("?")[0]
            if ":" in target.split("/")[0]:
                continue  # another origin
            file = (path.parent / target).resolve() if target else path
            other = pages.get(file)
            if not file.exists() or (other and anchor not in other.anchors):
                broken.append(f"{path.relative_to(DOCS)}: {link}")
    assert broken == []


@pytest.mark.parametrize(
    ("page", "names"),
    [
        ("chainrule", ["chainrule.Program", "chainrule.InputError"]),
        ("tensor", ["chainrule.tensor.Tensor", "chainrule.tensor.where"]),
        ("experiment", ["chainrule.experiment.Experiment"]),
        ("fleets", ["chainrule.fleets.Fleet", "chainrule.fleets.grid"]),
        ("nn", [f"chainrule.nn.{name}" for name in nn.__all__ if name[0].isupper()]),
        ("optim", [f"chainrule.optim.{name}" for name in optim.__all__ if name[0].isupper()]),
    ],
)
def test_every_public_class_has_an_entry(pages, page, names):
    anchors = pages[DOCS / f"{page}.html"].anchors
    constants = {name for name in names if name.rpartition(".")[2].isupper()}
    assert {*names} - constants - anchors == set()


def test_the_command_line_help_equals_what_the_terminal_prints(pages):
    text = (DOCS / "command-line.html").read_text(encoding="utf-8")
    assert "--report" in text
    assert "--vary" in text
    assert f"Chainrule {chainrule.__version__}" in (DOCS / "index.html").read_text(encoding="utf-8")
