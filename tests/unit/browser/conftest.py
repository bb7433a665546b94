"""The page that most tests of a session start with."""

import pytest
from browser.page import Page


@pytest.fixture
def page() -> Page:
    page = Page()
    page.send("open", hash="")
    return page
