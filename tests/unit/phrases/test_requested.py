"""The source requests phrases of the catalogue, with their values."""

import ast
import re
import sys
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from chainrule.errors import named_field
from chainrule.experiment.settings.table import SETTINGS
from chainrule.phrases.english import ENGLISH

if sys.platform == "emscripten":
    pytest.skip("it only reads the source, as the native run does", allow_module_level=True)

PACKAGE = Path(__file__).parents[3] / "py" / "chainrule"
OF_THE_PAGE = ("browser", "data", "diagnostics", "experiment", "fleets")
ONLY_IN_SCRIPTS = ("gradcheck.py",)
BUILT = ("setting.", "choice.")
"""Labels in the table of settings, which are not in the catalogue."""
CALLED = ("phrase", "Phrase", "InputError")
MENTIONED = re.compile(r"\b(?:(?:phrase|Phrase|InputError)\s*\(|allowed\b)")


@cache
def nodes_of(path) -> list[Any]:
    """The calls of these names, and the assignments to `allowed`. Only files that mention one are
    parsed, and only these nodes are kept, because all of the package's nodes are many."""
    text = path.read_text(encoding="utf-8")
    return [*filter(is_relevant, ast.walk(ast.parse(text)))] if MENTIONED.search(text) else []


def is_relevant(node):
    if isinstance(node, ast.Assign):
        return getattr(node.targets[0], "id", "") == "allowed"
    return isinstance(node, ast.Call) and called(node) in CALLED


def called(node: ast.Call) -> str:
    """The name of the function that a call names, or an empty string."""
    return node.func.id if isinstance(node.func, ast.Name) else ""


def asked_for():
    """Each literal key that the package requests from the catalogue, with its position in the
    source."""
    for path in sorted(PACKAGE.rglob("*.py")):
        for node in nodes_of(path):
            if isinstance(node, ast.Call) and called(node) != "InputError" and node.args:
                (key, *_), keywords = node.args, [k.arg for k in node.keywords]
                literal = key.value if isinstance(key, ast.Constant) else None
                if isinstance(literal, str) and not literal.startswith(BUILT):
                    yield f"{path.name}:{node.lineno}", literal, called(node), keywords


def places_of(template):
    """The names of the values used by a template."""
    named = re.findall(r"\{(\w+)[}:|]", template)
    compared = re.findall(r":[~±](\w+)\}", template)
    return {*named, *compared}


@pytest.mark.parametrize(
    ("place", "key", "call", "names"), [pytest.param(*a, id=a[0]) for a in asked_for()]
)
def test_every_requested_key_is_in_the_catalogue_with_its_values(place, key, call, names):
    assert key in ENGLISH
    if call == "phrase" and None not in names:  # `**values` are marked with their types
        assert set(names) == places_of(ENGLISH[key])


def errors_of_the_page():
    """(position in the source, arguments) of each `InputError` that a command of the page can
    raise."""
    paths = [path for part in OF_THE_PAGE for path in sorted((PACKAGE / part).rglob("*.py"))]
    for path in [*paths, PACKAGE / "checks.py"]:
        if path.name in ONLY_IN_SCRIPTS:
            continue
        for node in nodes_of(path):
            place = f"{path.relative_to(PACKAGE)}:{node.lineno}"
            if isinstance(node, ast.Assign):
                yield place, (node.targets[0], ast.Constant(""), node.value)
            elif called(node) == "InputError":
                yield place, node.args


def literal_words(node):
    """Words in an expression that are not the key or a value of a phrase."""
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name | ast.Attribute):
        return set()
    if isinstance(node, ast.Subscript):
        return literal_words(node.value)
    if isinstance(node, ast.Constant):
        return set(re.findall(r"[a-z]{3,}", node.value)) if isinstance(node.value, str) else set()
    return set().union(*map(literal_words, ast.iter_child_nodes(node)))


def test_errors_for_the_page_are_phrases_so_that_they_can_be_translated():
    """The value of an error may be the user's own text, or a set of names."""
    for place, (_field, value, allowed) in errors_of_the_page():
        assert literal_words(allowed) == set(), place
        assert literal_words(value) <= {"test"}, place


def test_the_fields_in_errors_for_the_page_have_names_in_the_catalogue():
    fields = {of.value for _, (of, *_) in errors_of_the_page() if isinstance(of, ast.Constant)}
    assert len(fields) > 50
    assert {of for of in fields if of not in SETTINGS and named_field(of) is of} == set()
