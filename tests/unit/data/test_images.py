"""Generated images, with their formula, their classes and their dependence on the seed alone, and
tables of pictures."""

import numpy as np
import pytest
from chainrule import InputError
from chainrule.data import stripes
from chainrule.data.tabular.columns import Column, Table
from chainrule.data.tabular.encoding import encode
from chainrule.data.tabular.pixels import MOST_PIXELS, picture_sizes, pixel_names
from chainrule.data.tabular.suggestion import left_out


@pytest.mark.natively
def test_an_image_is_a_plane_wave_in_the_direction_of_its_class():
    x, y = stripes(n=200, noise=0)
    assert (x.min() >= 0, x.max() <= 1, x.shape) == (True, True, (200, 784))
    assert np.bincount(y).tolist() == [20] * 10
    rows, columns = np.mgrid[:28, :28] - 13.5
    for image, kind in zip(x.reshape(-1, 28, 28), y, strict=True):
        angle = np.pi * kind / 10
        across = (rows * np.cos(angle) - columns * np.sin(angle)).ravel()
        along = (columns * np.cos(angle) + rows * np.sin(angle)).ravel()
        # The image is a sine with a wavelength of 7 to 14 in one direction, so a fit with two waves
        # leaves no remainder.
        errors = [
            np.linalg.lstsq(
                np.column_stack([np.sin(w * along), np.cos(w * along)]),
                image.ravel() - 0.5,
                rcond=None,
            )[1].sum()
            for w in 2 * np.pi / np.linspace(7, 14, 141)
        ]
        assert min(errors) < 0.5, (kind, min(errors))
        assert abs(np.corrcoef(image.ravel(), across)[0, 1]) < 0.2


def test_noisy_pixels_stay_between_0_and_1_and_classes_are_unchanged():
    clear, y = stripes(n=50, noise=0, seed=3)
    noisy, same = stripes(n=50, noise=0.2, seed=3)
    assert (y == same).all()
    assert noisy.min() == 0
    assert noisy.max() == 1
    assert 0.1 < np.abs(noisy - clear).mean() < 0.2
    assert not np.array_equal(clear, stripes(n=50, noise=0, seed=4)[0])


def test_the_mean_image_does_not_depend_on_the_class():
    x, y = stripes(n=5000, noise=0)
    means = np.array([x[y == kind].mean(axis=0) for kind in range(10)])
    assert np.abs(means - 0.5).max() < 0.08


@pytest.mark.parametrize("noise", [-0.1, 0.6, "much", float("nan")])
def test_noise_outside_its_bounds_is_rejected(noise):
    with pytest.raises(InputError, match="noise: .* allowed: a number from 0 to 0.5"):
        stripes(noise=noise)


ROWS = 6


def table_of(names):
    values = np.random.default_rng(0).integers(0, 2, (ROWS, len(names))).astype(float)
    columns = [Column(name, values[:, i]) for i, name in enumerate(names)]
    return Table((*columns, Column("mark", np.arange(ROWS) + 0.5)), "mark")


@pytest.mark.parametrize(
    "names",
    [
        (),
        ("pixel 1,1", "pixel 1,3"),
        ("pixel 2,1", "pixel 1,1"),
        ("age", "pixel 1,2"),
        ("pixel 1,x",),
        pixel_names(1, MOST_PIXELS + 1),
    ],
)
def test_other_columns_are_not_read_as_a_picture(names):
    assert picture_sizes(names) is None


def test_all_pixels_of_a_picture_are_inputs_even_if_there_are_more_than_64():
    table = table_of(pixel_names(9, 8))
    assert picture_sizes(table.names[:-1]) == (9, 8)
    assert left_out(table, "mark") == ()
    assert encode(table, "mark").x.shape == (ROWS, 72)
    other = table_of([f"v{i}" for i in range(72)])
    assert len(left_out(other, "mark")[0].columns) == 8
    with pytest.raises(InputError, match="64"):
        encode(other, "mark")
