"""Planes through weight space: random with filter normalisation, principal components, errors."""

import numpy as np
import pytest
from chainrule import InputError, ShapeError, nn
from chainrule.diagnostics.landscape.planes import Plane, path_plane, random_plane

NET = nn.Sequential(
    nn.Linear(3, 4), nn.LayerNorm(4), nn.Tanh(), nn.Linear(4, 5), nn.ReLU(), nn.Linear(5, 2), seed=3
)


def parts(net, flat):
    """Each parameter of a flat vector by name."""
    return {
        f"{name}.{own}": view
        for name, layer, offset in net.blocks()
        for own, view in layer.views(flat[offset : offset + layer.size]).items()
    }


def wandering(steps, size, seed=0):
    """A path whose extent differs between directions."""
    rng = np.random.default_rng(seed)
    return np.cumsum(rng.normal(size=(steps, size)) * np.geomspace(3, 0.01, size), axis=0)


@pytest.mark.parametrize("seed", [0, 7])
def test_the_direction_of_every_unit_has_the_norm_of_its_weights(seed):
    NET.theta[...] = np.random.default_rng(5).normal(size=NET.theta.size)
    plane = random_plane(NET, NET.theta, seed)
    own = parts(NET, NET.theta.astype(np.float64))
    for direction in (plane.u, plane.v):
        for name, part in parts(NET, direction).items():
            if part.ndim < 2:
                np.testing.assert_array_equal(part, 0, err_msg=name)
            else:
                np.testing.assert_allclose(
                    np.linalg.norm(part, axis=1), np.linalg.norm(own[name], axis=1), rtol=1e-12
                )


def test_the_two_directions_are_orthogonal_in_every_filter():
    plane = random_plane(NET, NET.theta, 1)
    for first, second in zip(
        parts(NET, plane.u).values(), parts(NET, plane.v).values(), strict=True
    ):
        if first.ndim == 2:
            np.testing.assert_allclose(np.sum(first * second, axis=1), 0, atol=1e-12)


def test_the_weights_of_a_convolutions_output_channel_form_one_filter():
    net = nn.Sequential(nn.Conv2d(2, 3, 3), seed=0)
    plane = random_plane(net, net.theta, 0)
    own = parts(net, net.theta.astype(np.float64))["0.weight"].reshape(3, -1)
    got = parts(net, plane.u)["0.weight"].reshape(3, -1)
    np.testing.assert_allclose(np.linalg.norm(got, axis=1), np.linalg.norm(own, axis=1))


def test_directions_depend_only_on_the_seed():
    first, again, other = (random_plane(NET, NET.theta, seed) for seed in (4, 4, 5))
    np.testing.assert_array_equal(first.u, again.u)
    np.testing.assert_array_equal(first.v, again.v)
    assert not np.allclose(first.u, other.u)


def test_directions_are_spread_evenly_over_the_sphere():
    """A Gaussian row scaled to a fixed length is uniformly distributed on the sphere, so no axis is
    preferred."""
    net = nn.Sequential(nn.Linear(3, 1), seed=0)
    shares = np.array([random_plane(net, net.theta, s).u[:3] ** 2 for s in range(2000)])
    mean = shares.mean(axis=0) / (net.theta[:3] ** 2).sum()
    np.testing.assert_allclose(mean, 1 / 3, atol=0.03)


def test_the_directions_of_frozen_weights_are_zero():
    net = nn.Sequential(nn.Linear(2, 3), nn.Linear(3, 1), seed=0)
    net.modules[0].requires_grad_(False)
    plane = random_plane(net, net.theta)
    assert not plane.u[:9].any()
    assert plane.u[9:12].all()


def test_weights_that_do_not_span_a_plane_are_rejected():
    zero = nn.Sequential(nn.Linear(2, 3, "zeros"), nn.Linear(3, 1, "zeros"))
    with pytest.raises(InputError, match="directions: zero .* not all of them zero"):
        random_plane(zero, zero.theta)
    single = nn.Sequential(nn.Linear(1, 1))
    with pytest.raises(InputError, match="directions: along one line .* two trained weights"):
        random_plane(single, single.theta)


def test_the_error_for_an_invalid_argument_names_it():
    with pytest.raises(ShapeError, match=r"theta: shape \(3,\) does not fit; expected"):
        random_plane(NET, np.zeros(3))
    with pytest.raises(InputError, match="seed: -1 is not allowed"):
        random_plane(NET, NET.theta, -1)


@pytest.mark.parametrize("shape", [(40, 9), (9, 40), (12, 12)])
def test_components_and_shares_equal_those_of_a_singular_value_decomposition(shape):
    path = wandering(*shape)
    plane, explained = path_plane(path, path[-1])
    moved = path - path[-1]
    _, values, rows = np.linalg.svd(moved - moved.mean(axis=0), full_matrices=False)
    for direction, expected in zip((plane.u, plane.v), rows, strict=False):
        assert abs(direction @ expected) == pytest.approx(1, abs=1e-9)
        assert direction @ moved[0] <= 0
    np.testing.assert_allclose(explained, (values**2 / np.sum(values**2))[:2], rtol=1e-9)
    np.testing.assert_array_equal(plane.origin, path[-1])


def test_a_path_along_a_straight_line_defines_no_plane():
    line = np.outer(np.arange(5.0), [1.0, 2.0, 3.0])
    for path in (line, line[:1], line[:2], np.repeat(line[:1], 4, axis=0)):
        with pytest.raises(InputError, match="train for some epochs, or use random directions"):
            path_plane(path, path[-1])


def test_the_projection_of_a_point_is_the_nearest_point_in_the_plane():
    rng = np.random.default_rng(2)
    plane = Plane(*rng.normal(size=(3, 6)))  # the axes are not at right angles
    thetas = rng.normal(size=(7, 6))
    sides = np.stack([plane.u, plane.v], axis=1)
    expected = np.linalg.lstsq(sides, (thetas - plane.origin).T, rcond=None)[0].T
    np.testing.assert_allclose(plane.project(thetas), expected, rtol=1e-10)
    points = rng.normal(size=(4, 2))
    np.testing.assert_allclose(plane.project(plane.at(points)), points, rtol=1e-10)
    assert plane.share(plane.at(points)) == pytest.approx(1)


def test_the_share_in_the_plane_is_a_share_of_squared_lengths():
    plane = Plane(np.zeros(3), np.array([1.0, 0, 0]), np.array([0, 1.0, 0]))
    assert plane.share(np.array([[3.0, 0, 0], [0, 0, 4.0]])) == pytest.approx(9 / 25)
    assert np.isnan(plane.share(np.zeros((2, 3))))
