"""Phrases: what Python sends to the page as keys and values, and prints in English."""

import ast
import json
import pickle
import re
from pathlib import Path

import pytest
from chainrule.browser.words import decoded, encoded
from chainrule.phrases import Phrase, phrase, sentences
from chainrule.phrases.english import ENGLISH

PACKAGE = Path(__file__).parents[3] / "py" / "chainrule"
BUILT = ("setting.", "choice.")
"""Labels of the table of settings, which have no row in the catalogue."""


def asked_for():
    """Each literal key that the package asks the catalogue for, with the place where it does."""
    for path in sorted(PACKAGE.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Name):
                continue
            if node.func.id in ("phrase", "Phrase") and node.args:
                (key, *_), keywords = node.args, [k.arg for k in node.keywords]
                literal = key.value if isinstance(key, ast.Constant) else None
                if isinstance(literal, str) and not literal.startswith(BUILT):
                    yield f"{path.name}:{node.lineno}", literal, node.func.id, keywords


def places_of(template):
    """The names of the values that a template needs."""
    return set(re.findall(r"\{(\w+)[}:|]", template))


@pytest.mark.parametrize(
    ("place", "key", "call", "names"), [pytest.param(*a, id=a[0]) for a in asked_for()]
)
def test_a_key_that_is_asked_for_is_in_the_catalogue_with_its_values(place, key, call, names):
    assert key in ENGLISH
    if call == "phrase" and None not in names:  # `**values` come with what they are
        assert set(names) == places_of(ENGLISH[key])


def test_a_phrase_is_its_english_text():
    found = phrase("sanity.overfit.took", count=1, start=0.7, loss=0.00012, steps=1200)
    words = "On 1 example the loss went from 0.7 to 1.2 × 10⁻⁴ in 1,200 steps"
    assert found.replace("\N{NO-BREAK SPACE}", " ") == words


def test_one_and_many_have_their_words():
    assert phrase("count.values", count=1) == "1 value"
    assert phrase("count.values", count=2000) == "2,000 values"


def test_phrases_cross_to_the_page_as_keys_and_values():
    inner = phrase("layer.number", number=2)
    outer = sentences(
        [phrase("found.unscaled.large", each=[phrase("data.input", name=inner, value=3.0)])]
    )
    crossed = decoded(encoded({"sentence": outer, "plain": "text", "numbers": [1, 2.5]}))
    assert crossed == {"sentence": str(outer), "plain": "text", "numbers": [1, 2.5]}
    assert isinstance(crossed["sentence"], Phrase)
    assert crossed["sentence"].key == "sentences"
    assert '"float": 3.0' in encoded(outer)  # JSON alone would make it a whole number
    assert "layer 2" not in encoded(outer)


def test_a_number_that_json_does_not_have_crosses_as_its_sign():
    assert json.loads(encoded(phrase("curves.now", now=float("inf"))))["values"] == {"now": "∞"}


def test_a_phrase_is_pickled_with_its_key():
    found = pickle.loads(pickle.dumps(phrase("layer.number", number=3)))
    assert (found, found.key, found.values) == ("layer 3", "layer.number", {"number": 3})
