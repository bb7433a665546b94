"""The page's sentences for invalid input are in everyday language."""

import re

import pytest
from chainrule.browser.words import for_the_page
from chainrule.data.reading.csv_file import read_csv
from chainrule.errors import InputError
from chainrule.experiment.experiment import Experiment
from chainrule.phrases import Phrase, phrase
from chainrule.phrases.english import ENGLISH
from chainrule.phrases.english.plain import PLAIN


@pytest.mark.parametrize(
    ("value", "allowed", "sentence"),
    [
        (
            phrase("table.is.few_rows", count=1),
            phrase("table.allowed.few_rows", fewest=4),
            "This table needs at least 4 complete rows; it has 1.",
        ),
        (
            phrase("table.is.width", line=7, cells=1),
            phrase("table.allowed.width", width=3),
            "Line 7 has 1 cell, but most lines have 3.",
        ),
        (
            "abc",
            phrase("table.allowed.known"),
            "The table of this link is not in this browser. Open its file first.",
        ),
    ],
)
def test_the_error_for_an_invalid_table_says_what_is_wrong_and_what_to_do(value, allowed, sentence):
    assert for_the_page(InputError("table", value, allowed)) == sentence


@pytest.mark.parametrize(
    ("address", "sentence"),
    [
        ("foo", "This link is damaged: 'foo' is not of the form name=value."),
        ("noise=1&noise=2", "This link sets Noise twice."),
        ("lr=1", "There is no setting called 'lr'. Did you mean learning_rate?"),
        ("noise=7", "Noise: 7 does not work. Possible: a number from 0 to 0.5."),
        ("noise= ", "Noise: the field is empty. Possible: a number from 0 to 0.5."),
        ("{", "This link is damaged: '{' is not of the form name=value."),
    ],
)
def test_the_error_for_an_invalid_link_says_what_is_wrong(address, sentence):
    with pytest.raises(InputError) as raised:
        Experiment.from_address(address)
    assert for_the_page(raised.value) == sentence


def test_the_error_for_a_file_that_is_not_a_table_says_why():
    with pytest.raises(InputError) as raised:
        read_csv("a\n1\n2\n")
    assert for_the_page(raised.value).startswith("This table has only one column.")


@pytest.mark.parametrize("value", ["", " ", [], [""], ()])
def test_the_error_for_an_empty_field_says_that_it_is_empty(value):
    error = InputError("weights", value, phrase("allowed.finite"))
    assert for_the_page(error) == f"Initial weights: the field is empty. Possible: {error.allowed}."


@pytest.mark.parametrize("value", [0, False, None, [0], "0"])
def test_a_falsy_value_such_as_zero_is_not_reported_as_empty(value):
    error = InputError("weights", value, phrase("allowed.finite"))
    assert for_the_page(error).key == "plain.input"


def test_the_error_says_how_many_weights_were_given_and_how_many_the_network_has():
    allowed = phrase("allowed.weights_of_network", count=105)
    error = InputError("trained weights", phrase("count.numbers", count=121), allowed)
    assert for_the_page(error).endswith("there are 121 numbers, and this network has 105.")


@pytest.mark.parametrize("key", [key for key in PLAIN if key.removeprefix("plain.") in ENGLISH])
def test_a_sentence_uses_the_values_of_its_own_phrase_if_another_phrase_has_the_same_names(key):
    own, other = (
        {name: [start + place] for place, name in enumerate(sorted(names_in(key)))}
        for start in (100, 200)
    )
    said = Phrase(key.removeprefix("plain."), own, english="")
    beside = Phrase("beside", other, english="")
    for value, allowed in ((said, beside), (beside, said)):
        values = for_the_page(InputError("table", value, allowed)).values
        shared = own.keys() & names_in(key.removeprefix("plain."))
        assert {name: values[name] for name in shared} == {name: own[name] for name in shared}


def names_in(key: str) -> set[str]:
    """The names of the values in a template."""
    return set(re.findall(r"\{(\w+)", ENGLISH[key]))
