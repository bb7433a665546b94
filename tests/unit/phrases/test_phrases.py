"""Phrases: what Python sends to the page as keys and values, and prints in English."""

import json
import math
import pickle

from chainrule.browser.words import decoded, encoded
from chainrule.phrases import Phrase, phrase, sentences


def test_a_phrase_equals_its_english_text():
    found = phrase("sanity.overfit.took", count=1, start=0.7, loss=0.00012, steps=1200)
    words = "On 1 example the loss went from 0.7 to 1.2 × 10⁻⁴ in 1,200 steps"
    assert found.replace("\N{NO-BREAK SPACE}", " ") == words


def test_singular_and_plural_have_different_words():
    assert phrase("count.values", count=1) == "1 value"
    assert phrase("count.values", count=2000) == "2,000 values"


def test_phrases_are_sent_to_the_page_as_keys_and_values():
    inner = phrase("layer.number", number=2)
    outer = sentences(
        [phrase("found.unscaled.large", each=[phrase("data.input", name=inner, value=3.0)])]
    )
    crossed = decoded(encoded({"sentence": outer, "plain": "text", "numbers": [1, 2.5]}))
    assert crossed == {"sentence": str(outer), "plain": "text", "numbers": [1, 2.5]}
    assert isinstance(crossed["sentence"], Phrase)
    assert crossed["sentence"].key == "sentences"
    assert '"float": 3.0' in encoded(outer)  # JSON alone would make it an integer
    assert "layer 2" not in encoded(outer)


def test_a_number_that_json_does_not_support_is_sent_as_a_symbol():
    for value, symbol in ((math.inf, "∞"), (-math.inf, "−∞"), (math.nan, "NaN")):
        sent = phrase("spoken.number", value=value)
        assert json.loads(encoded(sent))["values"] == {"value": symbol}
        assert sent == symbol


def test_a_phrase_is_pickled_with_its_key():
    found = pickle.loads(pickle.dumps(phrase("layer.number", number=3)))
    assert (found, found.key, found.values) == ("layer 3", "layer.number", {"number": 3})
