"""The preview of a table, and what is reported about the current table: categories that may stand
for missing values."""

import pytest
from browser.page import Page

MARKED = "x,colour,y\n" + "".join(
    f"{i},{('-', 'red', 'blue')[i % 3]},{('.', 'u', 'v')[i % 3]}\n" for i in range(30)
)
COLOUR = 'Column "colour" has "-" in 10 rows; it is read as a category.'
TARGET = 'Column "y" has "." in 10 rows; it is read as a category.'


@pytest.fixture
def page() -> Page:
    page = Page()
    page.send("open", hash="")
    return page


def preview_of(page, missing=None):
    page.send("preview_table", number=1, text=MARKED, delimiter=None, header=None, missing=missing)
    return page.news()[-1][0]


def test_the_preview_offers_markers_that_make_a_category_count_as_missing(page):
    found = preview_of(page)["doubtful"]
    assert [(each["marker"], each["sentence"]) for each in found] == [("-", COLOUR), (".", TARGET)]
    again = preview_of(page, found[0]["missing"])
    assert "Missing, besides empty cells: - (10)." in again["remarks"]
    assert [each["marker"] for each in again["doubtful"]] == ["."]
    assert preview_of(page, again["doubtful"][0]["missing"])["doubtful"] == []


def test_categories_in_use_are_reported_for_inputs_and_target(page):
    opened = page.send("read_table", text=MARKED, delimiter=None, header=None)[0][0]
    assert opened["table"]["doubtful"] == [COLOUR, TARGET]
    opened, _ = page.change(columns=["x"])[0]
    assert opened["table"]["doubtful"] == [TARGET]
    opened, _ = page.change(target="x", columns=["colour"])[0]
    assert opened["table"]["doubtful"] == [COLOUR]
