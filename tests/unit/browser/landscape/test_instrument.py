"""The landscape as the page uses it: it is refined, it follows the run, and its points can be
loaded."""

import numpy as np
import pytest
from browser.page import Page
from browser.protocol_shape import received

WANTED = {"directions": "random", "draw": 0, "zoom": 0, "size": 25, "of": "training"}


class Driven(Page):
    """A simulated page that also acts as the worker: slices of work, with reports in between."""

    def open(self, **changes):
        return self.send("landscape", wanted=WANTED | changes)

    def news(self):
        return received(self.session.reports())

    def watch(self, milliseconds=0, slices=10_000):
        """All reports until there is nothing left to do, piece by piece or in slices."""
        seen = []
        for _ in range(slices):
            if not self.session.busy:
                break
            self.session.advance(milliseconds)
            seen += self.news()
        assert not self.session.busy
        return seen + self.news()

    def epochs(self, count):
        for _ in range(count):
            self.send("step", unit="epoch")


@pytest.fixture
def page() -> Driven:
    page = Driven()
    page.send("open", hash="data=xor&samples=60&layers=4-tanh")
    return page


def of(news, kind):
    return [(header, arrays) for header, arrays in news if header["type"] == kind]


def test_the_map_is_refined_and_its_reports_follow_the_protocol(page):
    page.epochs(4)
    assert page.open() == []
    news = page.watch()
    for header, arrays in news:
        assert header["type"] in ("landscape", "landscape_paths", "curvature")
        assert all(array.dtype == np.float64 for array in arrays.values())
    maps = of(news, "landscape")
    assert [len(arrays["a"]) for _, arrays in maps] == [5, 9, 17, 25]
    assert [header["is_complete"] for header, _ in maps] == [False, False, False, True]
    header, arrays = maps[-1]
    loss = arrays["loss"].reshape(25, 25)
    now = page.frame()[0]["training_loss"]
    assert loss[12, 12] == pytest.approx(now, rel=1e-5)
    assert header["lowest"]["loss"] == loss.min()
    assert header["highest"]["loss"] == loss.max()
    assert (header["step"], header["not_finite"], header["refusal"]) == (12, 0, None)
    assert "penalty" not in arrays


def test_the_curvature_is_reported_before_the_finest_map(page):
    page.epochs(2)
    page.open(size=101)
    kinds = [header["type"] for header, _ in page.watch()]
    assert kinds.index("curvature") < len(kinds) - 1 - kinds[::-1].index("landscape")


def test_a_closed_landscape_uses_no_time_and_sends_nothing(page):
    page.epochs(2)
    assert not page.session.busy
    page.open()
    assert page.session.busy
    page.send("landscape", wanted=None)
    assert not page.session.busy
    assert page.news() == []
    page.send("landscape_follow")
    assert not page.session.busy


def test_the_landscape_does_not_change_the_run(page):
    other = Driven()
    other.send("open", hash="data=xor&samples=60&layers=4-tanh")
    page.epochs(2)
    page.open(directions="path")
    page.watch()
    page.epochs(2)
    other.epochs(4)
    np.testing.assert_array_equal(page.session.run.theta, other.session.run.theta)


def test_a_path_defines_a_plane_for_the_map(page):
    page.epochs(12)
    page.open(directions="path")
    news = page.watch()
    header, arrays = of(news, "landscape")[-1]
    assert 0 < header["explained"][1] <= header["explained"][0] < 1
    assert sum(header["explained"]) > 0.8
    paths, points = of(news, "landscape_paths")[-1]
    places = points["points 0"].reshape(-1, 2)
    assert len(places) == len(points["steps 0"]) == 13
    assert points["steps 0"].tolist() == list(range(0, 37, 3))
    assert np.abs(places).max() < max(np.abs(arrays["a"]).max(), np.abs(arrays["b"]).max())
    np.testing.assert_allclose(places[-1], 0, atol=1e-6)
    np.testing.assert_allclose(paths["here"], 0, atol=1e-6)
    assert paths["share"] > 0.8
    assert not paths["is_off_plane"]


def test_without_a_path_an_error_explains_why_there_is_no_plane(page):
    page.open(directions="path")
    news = page.watch()
    header, arrays = of(news, "landscape")[-1]
    assert "train for some epochs, or use random directions" in header["refusal"]
    assert arrays == {}
    assert of(news, "curvature")


def test_a_large_network_has_no_landscape_and_continues_to_train(page, monkeypatch):
    monkeypatch.setattr("chainrule.browser.landscape.instrument.MOST_PARAMETERS", 10)
    page.epochs(3)
    page.open()
    news = page.watch()
    header, arrays = of(news, "landscape")[-1]
    assert "up to 10 parameters" in header["refusal"]
    assert arrays == {}
    assert not of(news, "curvature")
    page.epochs(3)
    assert not of(page.send("landscape_follow"), "landscape")
    assert not of(page.watch(), "curvature")


def test_during_training_the_map_is_kept_and_the_path_grows(page, monkeypatch):
    monkeypatch.setattr("chainrule.browser.landscape.instrument.EVERY_S", 0)
    page.epochs(2)
    page.open()
    page.watch()
    page.send("play")
    seen = []
    for _ in range(20):
        page.session.advance(2)
        seen += page.news()
    page.send("pause")
    assert of(seen, "landscape") == []
    assert max(header["step"] for header, _ in of(seen, "landscape_paths")) > 30
    assert of(seen, "landscape_paths")[-1][0]["is_off_plane"]
    page.send("landscape_follow")
    step = page.frame()[0]["step"]
    assert of(page.watch(), "landscape")[-1][0]["step"] == step
    page.send("landscape_follow")
    assert not page.session.busy, "the run has not moved"


def test_a_point_is_loaded_and_undone(page):
    page.epochs(3)
    page.open()
    news = page.watch()
    arrays = of(news, "landscape")[-1][1]
    a, b = arrays["a"][3], arrays["b"][20]
    loaded, *_ = page.send("landscape_load", a=a, b=b)
    assert loaded[0]["type"] == "landscape_weights"
    frame = page.frame()[0]
    assert frame["training_loss"] == pytest.approx(arrays["loss"].reshape(25, 25)[20, 3], rel=1e-5)
    assert "weights of the landscape" in frame["marks"][-1]["text"]
    np.testing.assert_array_equal(page.session.run.theta, loaded[1]["after"])
    page.send("landscape_follow")
    news = page.watch()
    assert of(news, "landscape") == [], "the point is in the displayed plane"
    np.testing.assert_allclose(of(news, "landscape_paths")[-1][0]["here"], [a, b], rtol=1e-5)
    assert of(news, "curvature")
    page.send("set_weights", weights=loaded[1]["before"].tolist())
    np.testing.assert_array_equal(page.session.run.theta, loaded[1]["before"])
    page.send("landscape_follow")
    news = page.watch()
    np.testing.assert_allclose(of(news, "landscape_paths")[-1][0]["here"], [0, 0], atol=1e-6)


def test_a_point_loaded_before_training_becomes_the_initial_weights(page):
    page.open()
    news = page.watch()
    arrays = of(news, "landscape")[-1][1]
    page.send("landscape_load", a=arrays["a"][0], b=arrays["b"][0])
    header = of(page.watch(), "landscape")[-1][0]
    assert header["step"] == 0
    assert page.frame()[0]["training_loss"] == pytest.approx(arrays["loss"][0, 0], rel=1e-5)


def test_invalid_points_are_rejected(page):
    page.epochs(1)
    sentence = (
        "point: a point without a landscape does not work. "
        "Possible: a point of the landscape shown."
    )
    assert page.send("landscape_load", a=0, b=0)[0][0]["sentence"] == sentence
    page.open()
    page.watch()
    for a in (1.1, float("nan")):
        assert page.send("landscape_load", a=a, b=0)[0][0]["type"] == "failure"
    for weights in ([1.0], [float("inf")] * page.session.run.theta.size):
        answer = page.send("set_weights", weights=weights)[0][0]
        assert answer["sentence"].startswith("weights: ")


def test_overflow_far_from_the_weights_is_reported():
    page = Driven()
    page.send("open", hash="data=sine&loss=mse&layers=4-relu,4-relu,4-relu,4-relu")
    page.epochs(1)
    page.open()
    assert of(page.watch(), "landscape")[-1][0]["not_finite"] == 0
    page.session.run.theta[...] *= 1e4
    page.open(zoom=-12)
    header, arrays = of(page.watch(), "landscape")[-1]
    assert header["not_finite"] == (~np.isfinite(arrays["loss"])).sum() > 0
    a, b = arrays["a"][0], arrays["b"][0]
    answer = page.send("landscape_load", a=a, b=b)[0][0]
    assert "the training loss is not a finite number" in answer["sentence"]


def test_a_change_of_the_run_recomputes_the_landscape(page):
    page.epochs(2)
    page.open()
    page.watch()
    for order in (
        lambda: page.change(layers=[[3, "relu"]]),
        lambda: page.change(data="circle"),
        lambda: page.send("reset"),
        lambda: page.send("new_seed"),
    ):
        order()
        header, arrays = of(page.watch(), "landscape")[-1]
        now = page.frame()[0]
        assert header["step"] == now["step"]
        assert arrays["loss"].reshape(25, 25)[12, 12] == pytest.approx(now["training_loss"], 1e-5)


def test_test_loss_and_penalty_are_shown_on_request(page):
    page.change(l2=0.1)
    page.epochs(2)
    page.open(of="test")
    _, arrays = of(page.watch(), "landscape")[-1]
    now = page.frame()[0]
    assert arrays["loss"].reshape(25, 25)[12, 12] == pytest.approx(now["test_loss"], rel=1e-5)
    assert arrays["penalty"].reshape(25, 25)[12, 12] == pytest.approx(now["penalty"], rel=1e-5)
    np.testing.assert_allclose(arrays["objective"], arrays["loss"] + arrays["penalty"])


def test_the_test_loss_is_rejected_without_test_examples():
    page = Driven()
    page.send("open", hash="data=example&layers=2-sigmoid")
    page.open(of="test")
    header = of(page.watch(), "landscape")[-1][0]
    assert "there are no test examples" in header["refusal"]


def test_sharpness_and_its_threshold_are_measured_at_up_to_64_records(page):
    page.change(optimizer="sgd", learning_rate=0.2, momentum=0.5)
    page.epochs(100)
    page.open()
    header, arrays = of(page.watch(), "curvature")[-1]
    assert 33 <= len(arrays["epochs"]) <= 64
    assert arrays["epochs"][0] == 0
    np.testing.assert_allclose(arrays["thresholds"], 2 * 1.5 / 0.2)
    assert header["step"] == page.frame()[0]["step"]
    assert header["limit"] == pytest.approx(3 / header["sharpness"])
    assert header["factor"] == 3
    assert header["scaled"] is None
    assert header["rate"] == pytest.approx(0.2)
    assert arrays["sharpness"][-1] == pytest.approx(header["sharpness"], rel=5e-3)
    page.change(learning_rate=0.1)
    page.epochs(50)
    page.send("landscape_follow")
    header, arrays = of(page.watch(), "curvature")[-1]
    later = arrays["epochs"] > 100
    np.testing.assert_allclose(arrays["thresholds"][later], 30)
    np.testing.assert_allclose(arrays["thresholds"][arrays["epochs"] < 100], 15)


@pytest.mark.parametrize(("schedule", "still"), [("warm_up", [0]), ("cosine", [4, 5])])
def test_at_a_learning_rate_of_zero_any_curvature_is_stable(page, schedule, still):
    page.change(optimizer="sgd", schedule=schedule, schedule_factor=0, schedule_steps=10)
    page.open()
    header, _ = of(page.watch(), "curvature")[-1]
    assert header["rate"] == (0 if schedule == "warm_up" else 0.01), "the rate of the first step"
    page.epochs(5)
    page.send("landscape_follow")
    header, arrays = of(page.watch(), "curvature")[-1]
    assert header["limit"] == pytest.approx(2 / header["sharpness"])
    assert header["of_limit"] == pytest.approx(header["rate"] / header["limit"])
    assert np.isnan(arrays["thresholds"]).tolist() == [epoch in still for epoch in range(6)]


@pytest.mark.parametrize("slices", range(1, 24))
def test_a_measurement_is_sent_even_if_the_view_changes_first(page, slices):
    page.open()
    for _ in range(slices):
        page.session.advance(0)  # the page is not ready for a report
    page.open(draw=1)
    page.session.advance(0)
    assert of(page.news() + page.watch(), "curvature")


def test_a_change_of_data_or_loss_starts_a_new_sharpness_curve(page):
    page.epochs(5)
    page.change(loss="mse")
    page.epochs(5)
    page.open()
    arrays = of(page.watch(), "curvature")[-1][1]
    assert arrays["epochs"].min() >= 5
    page.change(layers=[[5, "tanh"]])
    page.epochs(2)
    news = page.watch()
    assert of(news, "landscape_paths")[-1][1]["steps 0"].min() >= 30


def test_the_sharpness_for_adam_is_scaled_by_its_step_sizes(page):
    page.change(optimizer="adam")
    page.epochs(3)
    page.open()
    header = of(page.watch(), "curvature")[-1][0]
    assert header["factor"] == pytest.approx(2 * 1.9 / 0.1)
    assert header["limit"] == pytest.approx(header["factor"] / header["scaled"])
    page.change(optimizer="lion")
    header = of(page.watch(), "curvature")[-1][0]
    assert (header["factor"], header["limit"], header["scaled"]) == (None, None, None)


def test_the_paths_of_race_and_fleet_are_shown_with_the_path_of_the_run(page):
    page.epochs(6)
    page.send("fleet_show", instrument="race", open=True)
    lanes = [{"optimizer": "sgd", "learning_rate": 0.3}, {"optimizer": "adam"}]
    page.send("fleet_train", instrument="race", axes=[], members=lanes, epochs=40, plane=None)
    page.watch(5)
    page.open(directions="path")
    news = page.watch(5)
    header, arrays = of(news, "landscape_paths")[-1]
    assert header["labels"] == ["", "SGD at 0.3", "Adam at 0.01"]
    places = arrays["points 1"].reshape(-1, 2)
    assert arrays["steps 1"].tolist() == [3 * epoch for epoch in range(0, 41, 2)]
    spanned = of(news, "landscape")[-1][1]["a"]
    assert spanned[0] < places[:, 0].min()
    assert spanned[-1] > places[:, 0].max()
    np.testing.assert_allclose(places[0], arrays["points 0"][0], atol=1e-4)
    page.send("fleet_go", instrument="race", epochs=1)
    header, arrays = of(page.watch(5), "landscape_paths")[-1]
    assert arrays["steps 1"][-1] == 3 * 41, "it is reported although the run is paused"
    page.send("fleet_show", instrument="fleet", open=True)
    seeds = [{"name": "seed", "low": 0, "count": 9}]
    page.send("fleet_train", instrument="fleet", axes=seeds, members=[], epochs=2, plane=None)
    header, _ = of(page.watch(5), "landscape_paths")[-1]
    assert header["labels"] == ["", "SGD at 0.3", "Adam at 0.01", *[""] * 9]
    page.open()
    page.change(layers=[[5, "tanh"]])
    assert of(page.watch(5), "landscape_paths")[-1][0]["labels"] == [""], "of another network"


def test_a_long_path_is_thinned_for_drawing(page):
    for _ in range(260):
        page.session.advance_to(page.session.run.epoch + 1)
    page.open(directions="path")
    arrays = of(page.watch(), "landscape_paths")[-1][1]
    steps = arrays["steps 0"]
    assert len(steps) <= 201
    assert (steps[0], steps[-1]) == (0, page.session.run.step_count)


@pytest.mark.parametrize(
    ("name", "value"),
    [("directions", "up"), ("of", "all"), ("size", 50), ("draw", -1), ("zoom", 13), ("zoom", 0.5)],
)
def test_the_error_for_an_invalid_view_names_the_value(page, name, value):
    answer = page.open(**{name: value})[0][0]
    assert answer["type"] == "failure"
    assert answer["sentence"].startswith(f"{name}: {value!r} does not work")
