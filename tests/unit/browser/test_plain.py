"""The page's sentences for invalid input are in everyday language."""

import pytest
from chainrule.browser.words import for_the_page
from chainrule.data.csv_file import read_csv
from chainrule.errors import InputError
from chainrule.experiment.experiment import Experiment
from chainrule.phrases import phrase


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
def test_a_table_error_says_what_is_wrong_and_what_to_do(value, allowed, sentence):
    assert for_the_page(InputError("table", value, allowed)) == sentence


@pytest.mark.parametrize(
    ("address", "sentence"),
    [
        ("foo", "This link is damaged: 'foo' is not of the form name=value."),
        ("noise=1&noise=2", "This link sets Noise twice."),
        ("lr=1", "There is no setting called 'lr'. Did you mean learning_rate?"),
        ("noise=7", "Noise: 7 does not work. Possible: a number from 0 to 0.5."),
        ("{", "This link is damaged: '{' is not of the form name=value."),
    ],
)
def test_a_link_error_says_what_is_wrong(address, sentence):
    with pytest.raises(InputError) as raised:
        Experiment.from_address(address)
    assert for_the_page(raised.value) == sentence


def test_a_file_that_is_not_a_table_is_named():
    with pytest.raises(InputError) as raised:
        read_csv("a\n1\n2\n")
    assert for_the_page(raised.value).startswith("This table has only one column.")
