"""Weights edited on the page."""

import numpy as np
import pytest


def test_an_edited_weight_is_used_shown_and_included_in_the_losses(page):
    before, _ = page.frame()
    frame, arrays = page.send("edit", index=5, value=-1.25)[0]
    assert arrays["theta"][5] == -1.25
    assert frame["training_loss"] != before["training_loss"]
    assert arrays["training_losses"].tolist() == [frame["training_loss"]], (
        "the record of epoch 0 is that of the edited network"
    )
    grad = page.session.live.run.grad.copy()
    page.session.live.run.differentiate()
    np.testing.assert_array_equal(page.session.live.run.grad, grad)
    page.send("reset")
    assert page.frame()[1]["theta"][5] != -1.25


def test_an_edit_during_training_gets_one_mark(page):
    page.train(30)
    theta = page.frame()[1]["theta"]
    page.send("edit", index=0, value=2)
    frame, arrays = page.send("edit", index=0, value=2.5)[0]
    [mark] = frame["marks"]
    assert mark["text"] == f"w¹₁₁: {theta[0]:.4g} → 2.5".replace("-", "−")
    np.testing.assert_array_equal(arrays["theta"][1:], theta[1:])
    assert (arrays["theta"][0], frame["step"]) == (2.5, 30)


@pytest.mark.parametrize(("index", "value"), [(0, "a"), (0, 1e7), (0, None), (105, 1), (-1, 1)])
def test_an_invalid_edit_changes_nothing(page, index, value):
    theta = page.frame()[1]["theta"]
    [(failure, _)] = page.send("edit", index=index, value=value)
    assert "does not work. Possible: " in failure["sentence"]
    np.testing.assert_array_equal(page.frame()[1]["theta"], theta)


def test_a_weight_that_is_dragged_and_restored_leaves_no_mark(page):
    page.train(30)
    start = page.frame()[1]["theta"][0]
    page.send("edit", index=0, value=2)
    frame, arrays = page.send("edit", index=0, value=float(start))[0]
    assert frame["marks"] == []
    assert arrays["theta"][0] == start
    page.send("edit", index=0, value=1)
    page.train(30)
    [mark] = page.send("edit", index=0, value=float(start))[0][0]["marks"][1:]
    assert mark["text"].endswith(f"→ {start:.4g}".replace("-", "−"))
