"""Tables are read, described, drawn, and saved with the experiment."""

import numpy as np
from browser.page import CSV
from chainrule import Experiment
from chainrule.data.tabular import own


def test_a_table_is_read_described_and_used_for_training(page):
    opened, points = page.send("read_table", text=CSV, delimiter=None, header=None)[0]
    assert opened["experiment"]["data"] == "table"
    assert opened["hash"].startswith("data=table&table=")
    facts = opened["table"]
    assert [column["name"] for column in facts["columns"]] == ["a", "b", "kind"]
    assert (facts["target"], facts["inputs"], facts["rows"]) == ("kind", ["a", "b"], 30)
    assert "30 rows, cells separated by commas, with a header" in facts["remarks"][0]
    assert opened["scale"]["names"] == ["x", "y"]
    assert opened["network"]["features"] == ["a", "b"]
    assert points["x1"].min() > opened["domain"][0][0]
    assert points["x2"].max() < opened["domain"][1][1]
    (rows, _), (_, arrays) = page.send("view", rows={"start": 0, "count": 4}, maps=True)
    assert rows["cells"][0][2] in ("x", "y")
    assert set(arrays["row_predictions"]) <= {0.0, 1.0}
    assert ((arrays["row_shares"] >= 0.5) & (arrays["row_shares"] <= 1)).all()
    opened, _ = page.change(target="b", columns=["kind", "a"])[0]
    assert opened["network"]["features"] == ["kind = x", "kind = y", "a"]
    assert opened["scale"]["classes"] == 7


def test_a_saved_table_opens_in_another_session(page, monkeypatch):
    page.send("read_table", text=CSV, delimiter=None, header=None)
    saved = page.send("export", what="experiment")[0][0]["text"]
    address = page.session.live.experiment.to_address()
    monkeypatch.setattr(own, "_kept", {})
    [(failure, _)] = page.send("open", hash=address)
    assert "Open its file first" in failure["sentence"]
    opened, _ = page.send("open", hash=saved)[0]
    assert opened["hash"] == address
    monkeypatch.setattr(own, "_kept", {})
    page.send("keep_table", text=CSV, delimiter=None, header=None)
    assert page.send("open", hash=address)[0][0]["hash"] == address


def test_an_unreadable_table_does_not_change_the_experiment(page):
    [(failure, _)] = page.send("read_table", text="a,b\n1,2\n3\n", delimiter=None, header=None)
    assert "Line 3 has 1 cell" in failure["sentence"]
    assert page.session.live.experiment == Experiment()


def test_a_saved_table_keeps_its_number_format_and_target(page):
    page.send("open", hash="data=penguins&loss=cross_entropy&columns=island,bill depth (mm)")
    text = page.send("export", what="data")[0][0]["text"]
    head, first = text.splitlines()[:2]
    assert head == "island,bill depth (mm),species,set"
    island, depth, species, kind = first.split(",")
    assert island in ("Torgersen", "Biscoe", "Dream")
    assert (species in ("Adelie", "Gentoo", "Chinstrap"), kind) == (True, "training")
    assert 13 < float(depth) < 22, "millimetres, not standard deviations"
    opened = page.send("read_table", text=text, delimiter=None, header=None)[0][0]
    assert opened["table"]["target"] == "species"
    assert opened["table"]["inputs"][-1] == "bill depth (mm)"


def test_digits_are_shown_as_pictures(page):
    page.send("open", hash="data=digits&layers=4-relu,3-tanh")
    news = page.send("view", rows={"start": 0, "count": 5}, maps=True)
    (rows, pixels), (_, arrays) = news
    assert pixels["pixels"].shape == (5, 64)
    assert rows["names"] == ["digit"]
    x_test = page.session.live.experiment.split().x_test
    np.testing.assert_array_equal(pixels["pixels"], x_test[:5].astype(np.float32))
    assert arrays["maps"].shape == (17, 4, 4)
    weights = page.session.live.run.theta[:64].reshape(8, 8)
    np.testing.assert_array_equal(arrays["maps"][0], weights[::2, ::2])
    assert arrays["output"].shape == (10, 10)
    np.testing.assert_allclose(arrays["output"].sum(axis=1), 1, rtol=1e-5)


def test_the_plane_of_a_table_is_spanned_by_the_two_requested_inputs(page):
    page.send("open", hash="data=iris")
    _, points = page.send("view", axes=[2, 3], maps=True)[0]
    x, _, x_test, _ = page.session.live.experiment.points()
    np.testing.assert_array_equal(points["x1"], np.concatenate([x, x_test])[:, 2])
    grid = page.session.frames.maps._grid
    assert np.ptp(grid, axis=0)[[0, 1]].tolist() == [0, 0]
    assert (np.ptp(grid, axis=0)[[2, 3]] > 3).all()
    # If a table has fewer inputs, the last one replaces those that are missing.
    page.change(columns=["petal length (cm)"])
    assert page.frame()[0]["type"] == "frame"


def test_only_some_of_many_rows_are_drawn_but_all_are_used(page):
    text = "a,b\n" + "".join(f"{i * 0.37 % 1:.4f},{i % 2}\n" for i in range(5000))
    opened, points = page.send("read_table", text=text, delimiter=None, header=None)[0]
    assert opened["examples"] == 5000
    assert len(points["x1"]) == 2000
    assert page.session.live.run.batches.x.shape[0] == 2500
    _, arrays = page.send("view", answers=True)[0]
    assert len(arrays["wrong"]) == 2000
    assert arrays["confusion"].sum() == 2500


def test_a_table_with_one_input_is_drawn_as_a_curve_over_it(page):
    text = "hours,mark\n" + "".join(f"{n * 0.5},{n % 7 * 1.5}\n" for n in range(40))
    page.send("read_table", text=text, delimiter=None, header=None)
    [(opened, arrays), *_] = page.change(layers=[[3, "tanh"]])
    assert opened["scale"]["kind"] == "curve"
    frame = page.frame()[1]
    side = opened["map_size"]
    run = page.session.run
    (low, high), _ = opened["domain"]
    across = low + (np.arange(side) + 0.5) * (high - low) / side
    expected = run.net(across[:, None]).data.ravel()
    np.testing.assert_allclose(frame["output"].reshape(side, side)[0], expected, rtol=1e-5)
    assert np.ptp(arrays["target"]) > 2
    [(opened, _), *_] = page.change(
        target_is_number=False, data="iris", columns=["petal width (cm)"]
    )
    assert opened["scale"]["kind"] == "plane"
