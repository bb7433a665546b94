"""The application Images as the page uses it: every report matches the protocol."""

import numpy
import pytest
from browser.page import Page


@pytest.fixture(scope="module")
def page():
    page = Page()
    page.send("open", hash="app:digits")
    page.send("change", changes={"train_share": 0.1})
    return page


def test_a_test_example_is_read_and_explained(page):
    [(read, arrays)] = page.send("read_digit", ink=3, target=None)
    points = page.session.experiment.points()
    assert read["truth"] == points.y_test[3]
    assert read["kind"] == read["answer"] == arrays["probabilities"].argmax()
    numpy.testing.assert_array_equal(arrays["pixels"].ravel(), points.x_test[3])
    assert [(layer["maps"], layer["height"]) for layer in read["layers"]] == [
        (16, 8), (16, 4), (32, 4), (32, 2),
    ]  # fmt: skip


def test_a_drawing_is_read_for_a_chosen_class(page):
    ink = numpy.zeros((16, 16))
    ink[2:14, 6:9] = 1
    [(read, arrays)] = page.send("read_digit", ink=ink.tolist(), target=7)
    assert (read["kind"], read["truth"], arrays["pixels"].shape) == (7, None, (8, 8))


def test_the_influences_are_those_on_the_last_answer_and_are_sorted(page):
    page.send("read_digit", ink=3, target=None)
    [(found, arrays)] = page.send("ask_influences")
    assert len(found["kinds"]) == 12
    towards, away = numpy.split(arrays["products"], 2)
    assert (numpy.diff(towards) <= 0).all()
    assert (numpy.diff(away) >= 0).all()
    assert towards[0] > 0 > away[0]


def test_without_an_answer_there_are_no_influences():
    assert Page().send("ask_influences") == []


@pytest.mark.parametrize(("ink", "target"), [(10_000, None), (3, 10)])
def test_unknown_examples_and_classes_are_rejected(page, ink, target):
    [(failure, _)] = page.send("read_digit", ink=ink, target=target)
    assert failure["type"] == "failure"
