"""The examples in the docstrings run and print what they say."""

import doctest
import importlib
import pkgutil

import chainrule
import pytest

MODULES = sorted(
    m.name
    for m in pkgutil.walk_packages(chainrule.__path__, "chainrule.")
    if "__main__" not in m.name
)


@pytest.mark.parametrize("name", MODULES)
def test_examples(name):
    if name in ("chainrule.plotting", "chainrule.sweeps.plot"):
        pytest.importorskip("matplotlib", reason="matplotlib is not installed")
    result = doctest.testmod(importlib.import_module(name), verbose=False)
    assert result.failed == 0


def test_there_are_examples():
    names = ("engine.program", "tensor.tensor", "losses.classes", "losses.numbers", "nn.linear")
    found = [
        test.name
        for name in (*names, "training.trainer")
        for test in doctest.DocTestFinder().find(importlib.import_module(f"chainrule.{name}"))
        if test.examples
    ]
    assert len(found) >= 6
