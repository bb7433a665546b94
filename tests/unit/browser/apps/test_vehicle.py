"""The car, through a session: its track, its drive, its laps, and additional examples."""

import numpy as np
import pytest
from browser.page import Page


@pytest.fixture
def opened():
    page = Page()
    page.send("open", hash="app:vehicle")
    return page


def drive(page, **fields):
    asked = {"who": "driver", "steering": 0, "ticks": 1, "restarts": False} | fields
    ((header, arrays),) = page.send("drive", **asked)
    return header, arrays


def test_the_built_in_driver_drives_and_the_readers_own_drive_is_recorded(opened):
    ((track, arrays),) = opened.send("track", preset="oval", points=[])
    assert arrays["points"].shape == (8, 2)
    assert track["presets"][0] == "bean"
    report, arrays = drive(opened, ticks=30)
    assert report["laps"] == pytest.approx(30 * 0.4 / track["length"], rel=0.05)
    assert (report["recorded"], report["view"], report["angles"][3]) == (0, "rays", 0)
    np.testing.assert_allclose(arrays["rays"], 8 * arrays["seen"][0])
    assert len(arrays["ground"]) == 0
    for hard in (-1, 1):
        report, _ = drive(opened, who="reader", steering=hard, ticks=1, restarts=True)
        assert report["steering"] == hard
    opened.send("track", preset="oval", points=[])
    report, _ = drive(opened, who="reader", steering=0.2, ticks=3, restarts=True)
    assert (report["recorded"], report["steering"]) == (3, 0.2)


def test_a_drawn_loop_becomes_the_track_and_a_refused_one_does_not(opened):
    turns = np.linspace(0, 2 * np.pi, 60)
    stroke = np.stack([9 * np.cos(turns), 6 * np.sin(turns)], axis=1).tolist()
    ((track, arrays),) = opened.send("draw_track", stroke=stroke)
    assert (track["type"], arrays["points"].shape) == ("track", (10, 2))
    before, _ = drive(opened, who="network", ticks=0, restarts=True)
    ((refused, _),) = opened.send("draw_track", stroke=stroke[:40])
    assert (refused["type"], refused["reason"]) == ("track_refused", "open")
    assert refused["found"] > refused["needed"] == 4
    assert drive(opened, who="network", ticks=0, restarts=True)[0] == before


def test_control_points_are_subject_to_the_same_check_as_a_drawing(opened):
    ((track, arrays),) = opened.send("track", preset="oval", points=[])
    points = arrays["points"].tolist()
    moved = [[x + 0.5, y] for x, y in points]
    ((accepted, _),) = opened.send("track", preset=None, points=moved)
    assert accepted["length"] == pytest.approx(track["length"])
    before, _ = drive(opened, who="network", ticks=0, restarts=True)
    crossed = [*points[:3], points[6], *points[4:6], points[3], points[7]]
    ((refused, _),) = opened.send("track", preset=None, points=crossed)
    assert (refused["type"], refused["reason"]) == ("track_refused", "crossing")
    assert drive(opened, who="network", ticks=0, restarts=True)[0] == before


def test_corrections_are_returned_as_an_experiment_that_the_page_can_open(opened):
    ((found, _),) = opened.send("more_examples", what="corrections")
    assert found["examples"] == 591 + found["added"]
    opening = opened.send("open", hash=found["experiment"])[0][0]
    assert opening["experiment"]["data"] == "table"
    ((laps, _),) = opened.send("laps")
    assert laps["cars"] == 8
    assert 0 <= laps["least"] <= laps["mean"] <= laps["most"]


@pytest.mark.parametrize(
    ("kind", "fields", "field"),
    [
        ("track", {"preset": "moon", "points": []}, "preset"),
        ("track", {"preset": None, "points": [[0, 0]]}, "points"),
        ("track", {"preset": None, "points": [[0, 12], [0, 0], [9, 0], [12.1, 9]]}, "x"),
        ("draw_track", {"stroke": [[0, 99]]}, "y"),
        ("more_examples", {"what": "recording"}, "recording"),
    ],
)
def test_invalid_commands_are_answered_with_one_sentence(opened, kind, fields, field):
    ((report, _),) = opened.send(kind, **fields)
    assert (report["type"], report["field"]) == ("failure", field)


def test_driving_leaves_the_displayed_gradient_unchanged(opened):
    opened.train(2)
    before = opened.frame()[1]["grad"].copy()
    drive(opened, who="network")
    np.testing.assert_array_equal(opened.frame()[1]["grad"], before)


def test_other_data_sets_are_rejected():
    page = Page()
    page.send("open", hash="data=spiral")
    report, _ = drive(page)
    assert "steering, camera" in report["sentence"]


def test_a_network_with_a_camera_drives_and_is_corrected(opened):
    opened.send("open", hash="app:vehicle/camera")
    report, arrays = drive(opened, who="network")
    assert (report["view"], report["height"], report["width"]) == ("camera", 12, 16)
    assert arrays["seen"].shape == arrays["gradient"].shape == (12, 16)
    assert arrays["seen"].max() == 1
    assert (arrays["ground"].shape, len(arrays["rays"])) == ((4, 2), 0)
    ((found, _),) = opened.send("more_examples", what="jitter")
    opened.send("open", hash=found["experiment"])
    report, _ = drive(opened, who="network")
    assert report["view"] == "camera"
