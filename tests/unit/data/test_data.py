"""Data sets: their points, splits and batches."""

import numpy as np
import pytest
from chainrule import InputError, ShapeError, data
from chainrule.data import CLASSIFICATION, MANY_CLASSES, SYNTHETIC, Batches, train_test_split
from hypothesis import given
from hypothesis import strategies as st


@pytest.mark.parametrize("name", SYNTHETIC)
@given(n=st.integers(2, 300), noise=st.floats(0, 0.5), seed=st.integers(0, 100))
def test_every_data_set_has_the_right_shape_and_depends_only_on_the_seed(name, n, noise, seed):
    x, y = SYNTHETIC[name](n, noise, seed)
    again = SYNTHETIC[name](n, noise, seed)
    assert x.shape == (n, 2)
    assert y.shape == (n,)
    assert np.isfinite(x).all()
    assert np.isfinite(y).all()
    np.testing.assert_array_equal(x, again[0])
    np.testing.assert_array_equal(y, again[1])
    if name in CLASSIFICATION:
        assert set(y.tolist()) <= {0, 1}
    if noise > 0.01 or name != "spiral":  # the spiral itself is not random
        assert not np.array_equal(x, SYNTHETIC[name](n, noise, seed + 1)[0])


@pytest.mark.parametrize("name", ["circle", "gauss", "spiral"])
def test_classes_are_balanced(name):
    assert SYNTHETIC[name](101, 0.1, 0)[1].sum() == 50


def test_the_spiral_without_noise_lies_on_its_arms():
    x, y = data.spiral(200, 0, 0)
    radius = np.hypot(*x.T)
    np.testing.assert_allclose([radius.min(), radius.max()], [0.25, 5])
    angle = np.arctan2(x[:, 0], x[:, 1])
    turned = 1.75 * 2 * np.pi * radius / 5 + np.pi * (y == 0)
    np.testing.assert_allclose(np.exp(1j * angle), np.exp(1j * turned), atol=1e-9)


def test_the_classes_of_the_circle_without_noise_are_separated_by_radius():
    x, y = data.circle(400, 0, 0)
    radius = np.hypot(*x.T)
    assert radius[y == 1].max() <= 2.5
    assert 3.5 <= radius[y == 0].min() <= radius.max() <= 5


def test_the_classes_of_xor_without_noise_are_the_signs_of_x1_times_x2():
    x, y = data.xor(400, 0, 0)
    np.testing.assert_array_equal(y, x[:, 0] * x[:, 1] > 0)
    assert np.abs(x).min() >= 0.3


@pytest.mark.parametrize(("name", "reach"), [("circle", 5), ("spiral", 1)])
@pytest.mark.parametrize("noise", [0.05, 0.4])
def test_noise_shifts_each_point_uniformly_within_a_square(name, reach, noise):
    clean, y = SYNTHETIC[name](2000, 0, 3)
    noisy, same = SYNTHETIC[name](2000, noise, 3)
    shift = (noisy - clean) / (reach * noise)
    assert abs(shift).max() <= 1 + 1e-9
    np.testing.assert_allclose(shift.mean(axis=0), 0, atol=0.05)
    np.testing.assert_allclose(shift.std(axis=0), 3**-0.5, rtol=0.05)  # uniform over [−1, 1]
    np.testing.assert_array_equal(y, same, err_msg="a class is that of the original position")


def test_noise_mixes_the_classes_of_xor_only_near_the_axes():
    x, y = data.xor(5000, 0.2, 0)
    wrong = y != (x[:, 0] * x[:, 1] > 0)
    assert 0.02 < wrong.mean() < 0.2
    assert np.abs(x[wrong]).min(axis=1).max() <= 5 * 0.2
    assert np.abs(x).max() <= 5.3


def test_the_gauss_data_have_the_documented_centres_and_spread():
    x, y = data.gauss(20_000, 0.1, 0)
    np.testing.assert_allclose(x[y == 1].mean(axis=0), [2, 2], atol=0.05)
    np.testing.assert_allclose(x[y == 0].std(axis=0), np.sqrt(0.5 + 0.7), atol=0.05)


def test_regression_targets_without_noise_follow_their_formula():
    x, y = data.regress_plane(100, 0, 0)
    np.testing.assert_allclose(y, x.sum(axis=1) / 12)
    x, y = data.regress_gauss(5000, 0, 0)
    assert abs(y[np.hypot(x[:, 0] + 4, x[:, 1] - 2.5) < 0.2] - 1).max() < 0.11
    assert abs(y[np.hypot(x[:, 0], x[:, 1] - 2.5) < 0.2] + 1).max() < 0.11
    np.testing.assert_array_equal(y[np.abs(x[:, 1]) > 5], 0)
    # The Gaussian is positive here, and negative at the mirrored positions.
    centres = [(-4, 2.5), (0, -2.5), (4, 2.5)]
    for centre in centres:
        for height, place in ((1, centre), (-1, (centre[0], -centre[1]))):
            near = np.hypot(*(x - place).T) < 2
            expected = height * (1 - np.hypot(*(x[near] - place).T) / 2)
            np.testing.assert_allclose(y[near], expected, atol=1e-12)


def test_noise_on_targets_has_the_requested_standard_deviation():
    x, y = data.regress_plane(20_000, 0.3, 0)
    np.testing.assert_allclose((y - x.sum(axis=1) / 12).std(), 0.3, rtol=0.03)


@given(n=st.integers(2, 200), share=st.floats(0.1, 0.9), seed=st.integers(0, 9))
def test_a_split_uses_every_example_once(n, share, seed):
    x, y = np.arange(n)[:, None], np.arange(n)
    split = train_test_split(x, y, share, seed)
    assert sorted([*split.y, *split.y_test]) == list(range(n))
    assert len(split.y) == min(max(round(share * n), 1), n - 1)
    np.testing.assert_array_equal(split.x[:, 0], split.y)
    np.testing.assert_array_equal(split.x_test[:, 0], split.y_test)


@given(n=st.integers(1, 60), size=st.integers(1, 70), epoch=st.integers(0, 5))
def test_an_epoch_uses_every_example_once_including_a_partial_last_batch(n, size, epoch):
    batches = Batches(np.arange(2.0 * n).reshape(n, 2), np.arange(1.0 * n)[:, None], size, seed=1)
    batches.shuffle(epoch)
    sizes = [len(x) for x, _ in batches.views]
    assert sum(sizes) == n
    assert all(s == min(size, n) for s in sizes[:-1])
    assert 0 < sizes[-1] <= size
    seen = np.concatenate([y[:, 0] for _, y in batches.views])
    assert sorted(seen) == list(range(n))
    x = np.concatenate([x for x, _ in batches.views])
    np.testing.assert_array_equal(x[:, 0], 2 * seen)


def test_the_order_of_examples_depends_only_on_epoch_and_seed():
    def order(seed, epoch):
        batches = Batches(np.zeros((50, 2)), np.arange(50.0)[:, None], 7, seed)
        batches.shuffle(3)
        batches.shuffle(epoch)
        return np.concatenate([y[:, 0] for _, y in batches.views]).tolist()

    assert order(0, 1) == order(0, 1)
    assert order(0, 1) != order(0, 2)
    assert order(0, 1) != order(1, 1)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [((1, 0.1), "n: 1 is not allowed; .* from 2"), ((10, 0.6), "noise: 0.6 .* from 0 to 0.5")],
)
def test_the_error_for_an_invalid_setting_names_it(arguments, message):
    for make in SYNTHETIC.values():
        with pytest.raises(InputError, match=message):
            make(*arguments, 0)


@pytest.mark.parametrize(
    ("arguments", "error", "message"),
    [
        (([[1]], [1]), ShapeError, r"x: an array of shape \(1, 1\) has no two parts"),
        ((5, [1]), ShapeError, r"x: an array of shape \(\) has no two parts"),
        (([1, 2], [1]), ShapeError, r"y: targets of shape \(1,\) do not fit 2 examples"),
        (([[1], [2, 3]], [1, 2]), InputError, "x: .* an array"),
        (([1, 2], [1, 2], 1.5), InputError, "train_share: 1.5 .* from 0 to 1"),
        (([1, 2], [1, 2], "half"), InputError, "train_share: 'half' .* from 0 to 1"),
        (([1, 2], [1, 2], 0.5, -1), InputError, "seed: -1 .* whole number from 0"),
    ],
)
def test_data_that_cannot_be_split_are_rejected(arguments, error, message):
    with pytest.raises(error, match=message):
        train_test_split(*arguments)


@pytest.mark.parametrize("name", MANY_CLASSES)
@pytest.mark.parametrize("classes", [2, 3, 6])
def test_classes_have_the_requested_number_and_are_balanced(name, classes):
    x, y = SYNTHETIC[name](301, 0.0, 0, classes=classes)
    counts = np.bincount(y)
    assert len(counts) == classes
    assert counts.max() - counts.min() <= 1
    # Without noise, classes are separated by at least the gap that their family of data sets
    # defines.
    assert len(np.unique(x, axis=0)) == 301


def test_data_sets_follow_their_formulas():
    x, y = SYNTHETIC["rings"](300, 0.0, 0, classes=3)
    np.testing.assert_allclose(np.hypot(*x.T), 5 * (y + 1) / 3, rtol=1e-12)
    x, y = SYNTHETIC["checkerboard"](300, 0.0, 0)
    np.testing.assert_array_equal(y, (x[:, 0] // 2.5 + x[:, 1] // 2.5) % 2)
    x, y = SYNTHETIC["sine"](300, 0.0, 0)
    np.testing.assert_allclose(y, 0.8 * np.sin(1.2 * x[:, 0]), rtol=1e-12)
    x, y = SYNTHETIC["friedman"](300, 0.0, 0)
    u, v = (x[:, 0] + 6) / 12, (x[:, 1] + 6) / 12
    np.testing.assert_allclose(
        y, 0.5 * np.sin(np.pi * u * v) + 2 * (v - 0.5) ** 2 - 0.5, rtol=1e-12
    )
    x, y = SYNTHETIC["moons"](300, 0.0, 0)
    centre = np.where(y == 1, 1.5, -1.5)[:, None] * (1, 0.5)
    np.testing.assert_allclose(np.hypot(*(x - centre).T), 3, rtol=1e-12)
    x, y = SYNTHETIC["blobs"](3000, 0.0, 0, classes=4)
    centres = np.array([x[y == k].mean(axis=0) for k in range(4)])
    np.testing.assert_allclose(centres, [[3.5, 0], [0, 3.5], [-3.5, 0], [0, -3.5]], atol=0.1)
