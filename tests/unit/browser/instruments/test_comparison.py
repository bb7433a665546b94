"""The comparison of kept runs: their curves, names, differing settings and rows of the CSV file."""

import numpy as np
import pytest
from browser.page import Page
from chainrule.browser.comparison.changes import stored_changes
from chainrule.browser.comparison.instrument import MOST_RECORDS
from chainrule.browser.words import decoded
from chainrule.phrases import phrase

DROP = "layers=8-tanh-drop0.3,8-tanh-drop0.3&learning_rate=0.03"


@pytest.fixture
def page():
    page = Page()
    page.send("open", hash="data=circle")
    return page


def curve_of(page, purpose="keep"):
    [(report, arrays)] = page.send("curve", purpose=purpose)
    assert report["purpose"] == purpose
    return report["results"], arrays


def compared(page, current, *kept):
    runs = [{"number": number, **results} for number, results in kept]
    [(report, _)] = page.send("compare", current=current, runs=runs)
    return report


def rows_of(report):
    """The rows of the CSV file, by the names of the columns."""
    head, *rows = report["rows"]
    assert len({*map(len, report["rows"])}) == 1
    return [dict(zip(head, row, strict=True)) for row in rows]


def results(address, **facts):
    unknown = dict.fromkeys(("training_loss", "test_loss", "accuracy", "seconds"))
    return {"hash": address, "epoch": 1.0, **unknown, **facts}


def test_a_curve_ends_at_the_current_step_with_the_results_of_the_frame(page):
    for _ in range(3):
        page.send("step", unit="epoch")
    page.send("step")
    header, _ = page.frame()
    curve, arrays = curve_of(page)
    assert curve["hash"] == "data=circle"
    assert [curve[name] for name in ("epoch", "training_loss", "test_loss", "accuracy")] == [
        header[name] for name in ("epoch", "training_loss", "test_loss", "accuracy")
    ]
    assert arrays["epochs"].tolist() == [0, 1, 2, 3, header["epoch"]]
    assert arrays["test_losses"][-1] == curve["test_loss"]
    assert arrays["test_accuracies"][-1] == curve["accuracy"]
    assert 0 < curve["seconds"] < 60


def test_a_long_curve_is_thinned_but_keeps_its_ends(page):
    page.session.live.run.advance(25 * 500)
    _, arrays = curve_of(page)
    assert len(arrays["epochs"]) == MOST_RECORDS
    assert arrays["epochs"][[0, -1]].tolist() == [0, 500]
    assert (np.diff(arrays["epochs"]) > 0).all()


def test_a_regression_has_no_accuracy(page):
    page.send("open", hash="data=sine&loss=mse&features=x1")
    page.send("step")
    curve, arrays = curve_of(page)
    assert curve["accuracy"] is None
    assert np.isnan(arrays["test_accuracies"]).all()


def test_the_training_time_restarts_with_the_run_and_is_unknown_after_resuming_from_the_past(page):
    page.send("step", unit="epoch")
    page.send("step", unit="epoch")
    page.send("travel", epoch=1, by=0)
    page.send("resume")
    assert curve_of(page)[0]["seconds"] is None
    page.send("reset")
    assert curve_of(page)[0]["seconds"] == 0


def test_names_show_how_kept_runs_and_the_current_run_differ(page):
    report = compared(page, "optimizer=sgd", (1, results(DROP)), (4, results("")))
    assert report["names"] == ["dropout 0.3, Adam 0.03", "no dropout, Adam 0.01"]
    assert report["current"] == "no dropout, SGD 0.01"
    by_name = {setting["name"]: setting for setting in report["settings"]}
    assert [*by_name] == ["layers.dropout", "optimizer", "learning_rate"]
    assert by_name["learning_rate"] == {
        "name": "learning_rate",
        "title": "Learning rate",
        "current": "0.01",
        "values": ["0.03", "0.01"],
    }


def test_the_csv_has_settings_in_url_notation_and_results_with_all_digits(page):
    loss = 0.1 + 0.2
    kept = results(DROP, training_loss=loss, seconds=1.5)
    first, second = rows_of(compared(page, "", (1, kept), (4, results(""))))
    assert first["run"] == "1"
    assert first["name"] == "dropout 0.3, learning rate 0.03"
    assert (first["layers.dropout"], first["learning_rate"]) == ("0.3", "0.03")
    assert (float(first["training_loss"]), first["test_loss"]) == (loss, "")
    assert (first["seconds"], first["address"]) == ("1.5", DROP)
    assert (second["run"], second["layers.dropout"]) == ("4", "0")


def test_a_run_saved_by_another_version_keeps_its_row(page):
    report = compared(page, "", (1, results("no_such=1")), (2, results("noise=0.2")))
    assert report["names"] == ["settings of another version", "noise 0.2"]
    assert report["settings"][0]["values"] == ["", "0.2"]


def test_a_kept_regression_has_its_errors_in_the_targets_unit():
    page = Page()
    page.send("open", hash="data=regress_plane&loss=mse&layers=none")
    page.send("step", unit="epoch")
    told, _ = curve_of(page)
    header, _ = page.frame()
    assert told["fit"] == header["fit"]
    assert told["target"]["name"]
    assert curve_of(opened("data=circle"))[0].keys().isdisjoint({"fit", "target"})
    kept = compared(page, told["hash"], (1, told), (2, results("data=circle")))
    rows = rows_of(kept)
    assert float(rows[0]["test_rmse"]) == told["fit"]["test_rmse"]
    assert float(rows[0]["test_r2"]) == told["fit"]["test_r2"]
    assert rows[1]["test_rmse"] == rows[1]["test_r2"] == ""
    assert "test_rmse" not in compared(page, "", (1, results("data=circle")))["rows"][0]


def opened(address):
    page = Page()
    page.send("open", hash=address)
    return page


def name_of(*kept):
    return compared(Page(), "", *enumerate(kept, start=1))["names"]


def test_a_name_states_a_setting_that_changed_during_the_run(page):
    page.send("step", unit="epoch")
    page.change(optimizer="sgd")
    page.send("step", unit="epoch")
    kept, _ = curve_of(page)
    name = "SGD 0.01 (Optimizer Adam → SGD at epoch 1)"
    report = compared(page, "", (1, results("data=circle")), (2, kept))
    assert report["names"] == ["Circle, Adam 0.01", f"Circle, {name}"]
    assert [row["name"] for row in rows_of(report)] == report["names"]
    # The name of a run that starts with the new setting has no addition.
    page.send("reset")
    page.send("step", unit="epoch")
    fresh, _ = curve_of(page)
    assert "changes" not in fresh
    assert name_of(kept, fresh) == ["Circle, " + name, "Circle, SGD 0.01"]


def test_a_change_within_an_epoch_is_named_with_the_completed_epochs(page):
    page.session.live.run.advance(25 * 1234 + 5)
    page.change(optimizer="sgd")
    assert name_of(curve_of(page)[0])[0].endswith(" at epoch 1,234)")


def test_a_name_states_an_edited_weight_and_counts_several_changes(page):
    page.send("step", unit="epoch")
    page.send("edit", index=0, value=2.0)
    edited, _ = curve_of(page)
    assert name_of(edited)[0].endswith("→ 2 at epoch 1)")
    page.change(learning_rate=0.03)
    page.change(loss="mse")
    several, _ = curve_of(page)
    assert name_of(several)[0].endswith(" (3 changes during the run)")


def test_a_name_states_a_weight_that_was_edited_before_the_first_step(page):
    page.send("edit", index=0, value=1.0)
    page.send("edit", index=0, value=2.0)
    page.send("step", unit="epoch")
    edited, _ = curve_of(page)
    assert name_of(edited)[0].endswith("→ 2 at epoch 0)")
    # New weights are drawn if a setting changes before the first step, and after Reset.
    for kind, fields in (("change", {"changes": {"init_scale": 0.5}}), ("reset", {})):
        page.send("reset")
        page.send("edit", index=0, value=2.0)
        page.send(kind, **fields)
        page.send("step", unit="epoch")
        assert "changes" not in curve_of(page)[0]


def test_changes_after_the_shown_epoch_do_not_count(page):
    page.send("step", unit="epoch")
    page.send("step", unit="epoch")
    page.change(optimizer="sgd")
    page.send("step", unit="epoch")
    page.send("travel", epoch=1, by=0)
    kept, arrays = curve_of(page)
    assert kept["epoch"] == arrays["epochs"][-1] == 1
    assert "changes" not in kept


def test_weights_that_a_stop_restored_are_not_a_change():
    marks = [{"epoch": 9.0, "text": phrase("mark.weights_kept", epoch=4)}]
    assert stored_changes(marks, 9.0) == ""


def test_changes_from_another_version_are_counted():
    text = '[{"epoch": 1.0, "text": {"key": "no.such", "values": {}}}]'
    [name] = name_of(results("", changes=text))
    assert name.endswith(" (1 change during the run)")


def test_the_stored_changes_are_formed_in_the_language_of_the_page(page):
    page.send("step", unit="epoch")
    page.change(optimizer="sgd")
    [made] = decoded(curve_of(page)[0]["changes"])
    assert made["text"].values["parts"][0].key == "changed.from"
