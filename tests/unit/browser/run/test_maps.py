"""Maps and predictions equal those of the network."""

import numpy as np
import pytest


def test_hidden_units_are_shown_after_their_activation(page):
    page.change(layers=[[2, "relu"], [1, "tanh"]])
    run = page.session.live.run
    run.theta[...] = 0
    run.theta[:9] = [1, 0, 0, 0, -2, 0, 0, 0, 0.3]  # relu(x₁), relu(−2 x₂); tanh(0.3)
    arrays = page.frame()[1]
    centres = -6 + 12 * (np.arange(8) + 0.5) / 8
    right, up = np.meshgrid(centres[::2], centres[::-1][::2])
    np.testing.assert_allclose(arrays["maps"][0], np.maximum(right, 0), rtol=1e-6)
    np.testing.assert_allclose(arrays["maps"][1], np.maximum(-2 * up, 0), rtol=1e-6)
    np.testing.assert_allclose(arrays["maps"][2], np.tanh(0.3), rtol=1e-6)
    largest = max(arrays["maps"][0].max(), arrays["maps"][1].max())
    np.testing.assert_allclose(arrays["scales"], [largest, 1], rtol=1e-6)  # the bound of tanh
    features = page.send("reset")[0][1]["feature_maps"]
    np.testing.assert_allclose(features, [right, up], rtol=1e-6)


def test_two_outputs_are_shown_as_the_probability_of_class_1(page):
    page.change(layers=[], loss="cross_entropy")
    page.session.live.run.theta[...] = [0, 0, 0, 1, 0, 0]  # scores 0 and x₁
    image = page.frame()[1]["output"].reshape(8, 8)
    x1 = -6 + 12 * (np.arange(8) + 0.5) / 8
    np.testing.assert_allclose(image[3], 1 / (1 + np.exp(-x1)), rtol=1e-6)


def test_the_output_map_is_the_networks_prediction(page):
    """Row 0 is at the top and column 0 on the left, as shown by a network that sees only x₁, then
    only x₂."""
    page.change(layers=[])
    run = page.session.live.run
    for weights, axis in (([1, 0, 0], 1), ([0, 1, 0], 0)):
        run.theta[...] = weights
        image = page.frame()[1]["output"].reshape(8, 8)
        rising = np.diff(image, axis=axis)
        assert (rising > 0).all() if axis == 1 else (rising < 0).all()
        centre = -6 + 12 * 0.5 / 8
        expected = 1 / (1 + np.exp(-centre))
        np.testing.assert_allclose(image[-1, 0], expected, rtol=1e-6)


@pytest.mark.parametrize("loss", ["cross_entropy", "mse"])
def test_the_outputs_and_the_scale_of_the_map_depend_on_the_loss(page, loss):
    opened, (_, arrays) = page.change(loss=loss)
    assert opened[0]["scale"]["high"] == 1
    assert arrays["output"].shape == (64,)
    assert opened[0]["network"]["layers"][-1]["units"] == (2 if loss == "cross_entropy" else 1)


def test_more_than_two_classes_have_one_map_each_and_their_probabilities_sum_to_one(page):
    opened, frame = page.change(data="blobs", classes=4)
    assert opened[0]["experiment"]["loss"] == "cross_entropy"
    assert opened[0]["scale"]["classes"] == 4
    assert opened[0]["network"]["layers"][-1]["units"] == 4
    assert set(opened[1]["target"]) == {0, 1, 2, 3}
    maps = frame[1]["output"].reshape(4, -1)
    np.testing.assert_allclose(maps.sum(axis=0), 1, rtol=1e-6)
    opened, frame = page.change(loss="hinge")
    assert set(np.unique(frame[1]["output"])) == {0, 1}


@pytest.mark.parametrize(
    "changes",
    [{"data": "gauss", "noise": 0.5}, {"data": "gauss", "noise": 0.5, "loss": "hinge"},
     {"data": "blobs", "noise": 0.5, "classes": 4}, {"data": "gauss", "loss": "cross_entropy"}],
)  # fmt: skip
def test_predictions_equal_those_of_the_network(page, changes):
    page.change(**changes)
    page.send("step", unit="epoch")
    frame, arrays = page.send("view", answers=True)[0]
    run, experiment = page.session.live.run, page.session.live.experiment
    x, y, x_test, y_test = experiment.split()
    points, classes = np.concatenate([x, x_test]), np.concatenate([y, y_test])
    scores = run.predict(points)
    hinge = experiment.loss == "hinge"
    taken = scores.argmax(axis=1) if scores.shape[1] > 1 else (scores[:, 0] > 0).astype(int)
    assert hinge or experiment.loss != "mse"  # a score above 0 is a probability above 1/2
    np.testing.assert_array_equal(arrays["wrong"], taken != classes)
    confusion = arrays["confusion"]
    test = slice(len(x), None)
    for i in range(experiment.classes):
        for j in range(experiment.classes):
            assert confusion[i, j] == ((classes[test] == i) & (taken[test] == j)).sum()
    assert frame["accuracy"] == pytest.approx(np.trace(confusion) / confusion.sum())


def test_a_regression_reports_predicted_values(page):
    page.change(data="regress_plane")
    (rows, _), (_, arrays) = page.send("view", answers=True, rows={"start": 5, "count": 3})
    _, _, x_test, y_test = page.session.live.experiment.split()
    expected = page.session.live.run.predict(x_test[5:8])[:, 0]
    np.testing.assert_allclose(arrays["row_predictions"], expected, rtol=1e-4, atol=1e-6)
    assert rows["names"] == ["x1", "x2", "target"]
    assert [float(row[2].replace("\N{MINUS SIGN}", "-")) for row in rows["cells"]] == pytest.approx(
        y_test[5:8], rel=1e-3
    )
    assert rows["is_test"] == [True] * 3
    assert "wrong" not in arrays


def test_the_hidden_space_is_the_layers_output_for_the_points_and_the_plane(page):
    page.send("step", unit="epoch")
    _, arrays = page.send("view", hidden={"layer": 1, "units": [3, 0]})[0]
    run, experiment = page.session.live.run, page.session.live.experiment
    x, _, x_test, _ = experiment.split()

    def through(points):
        values = points.astype(np.float32)
        for _, layer in list(run.net.layers())[:4:2]:
            values = np.tanh(values @ layer.weight.data.T + layer.bias.data)
        return values[:, [3, 0]]

    points = through(np.concatenate([x, x_test]))
    np.testing.assert_allclose(arrays["hidden_points"], points, rtol=1e-5, atol=1e-6)
    assert arrays["hidden_grid"].shape == (64, 2)
    assert all(arrays[name].flags.c_contiguous for name in ("hidden_points", "hidden_grid"))


@pytest.mark.parametrize("hidden", [{"layer": 2, "units": [0, 1]}, {"layer": 0, "units": [0, 8]}])
def test_the_hidden_space_of_a_removed_layer_is_omitted(page, hidden):
    assert "hidden_points" not in page.send("view", hidden=hidden)[0][1]
