"""The examples in the docstrings can be run and give the output shown."""

import doctest
import importlib
import pkgutil
import sys

import chainrule
import pytest

pytestmark = pytest.mark.skipif(
    sys.platform == "emscripten", reason="the site's bytecode has no docstrings"
)
MODULES = sorted(
    m.name
    for m in pkgutil.walk_packages(chainrule.__path__, "chainrule.")
    if "__main__" not in m.name
)


@pytest.mark.parametrize("name", MODULES)
def test_the_examples_of_every_module_give_the_output_shown(name):
    if name in ("chainrule.plotting", "chainrule.sweeps.plot"):
        pytest.importorskip("matplotlib", reason="matplotlib is not installed")
    result = doctest.testmod(importlib.import_module(name), verbose=False)
    assert result.failed == 0


def test_modules_with_examples_are_found():
    names = ("engine.program", "tensor.tensor", "losses.classes", "losses.numbers", "nn.linear")
    found = [
        test.name
        for name in (*names, "training.trainer")
        for test in doctest.DocTestFinder().find(importlib.import_module(f"chainrule.{name}"))
        if test.examples
    ]
    assert len(found) >= 6
