"""Landscapes: nodes compared with the network, refinement with direct evaluation; and overflow."""

import numpy as np
import pytest
from chainrule import Experiment, InputError, Tensor, losses, nn
from chainrule.diagnostics.landscape.dataset_loss import DatasetGradient, DatasetLoss
from chainrule.diagnostics.landscape.grid import Landscape, Region, nested
from chainrule.diagnostics.landscape.planes import Plane, path_plane, random_plane
from chainrule.training.penalty import Penalty


def trained(**changes):
    settings = {"data": "xor", "samples": 60, "layers": ((4, "tanh"), (3, "relu"))}
    run = Experiment().changed(**settings | changes).trainer()
    run.advance(30)
    return run


def whole(run):
    return DatasetLoss(run.net, run.loss, run.batches.x, run.batches.y)


def one_by_one(run, thetas):
    """The training loss, with each row as the weights of the network."""
    before, found = run.theta.copy(), []
    for theta in thetas:
        run.theta[...] = theta
        found.append(float(run.losses_now().training))
    run.theta[...] = before
    return np.array(found)


@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"dtype": "float64"},
        {"layers": ((4, "tanh", 0.5, True), (3, "relu"))},
        {"loss": "hinge"},
        {"data": "iris", "loss": "cross_entropy"},
        {"data": "sine", "loss": "huber"},
    ],
)
def test_every_node_equals_the_networks_loss(changes):
    run = trained(**changes)
    landscape = Landscape(whole(run), random_plane(run.net, run.theta), Region(half=2), size=9)
    landscape.work(60)
    b, a = np.meshgrid(landscape.b, landscape.a, indexing="ij")
    thetas = landscape.plane.at(np.column_stack([a.ravel(), b.ravel()]))
    expected = one_by_one(run, thetas).reshape(9, 9)
    tolerance = 1e-12 if run.theta.dtype == np.float64 else 2e-6
    np.testing.assert_allclose(landscape.loss, expected, rtol=tolerance)
    now = run.losses_now().training
    assert landscape.loss[4, 4] == pytest.approx(float(now), rel=tolerance)


def test_refinement_keeps_known_nodes_and_equals_direct_evaluation():
    run = trained()
    plane = random_plane(run.net, run.theta)
    landscape, seen = Landscape(whole(run), plane, Region(), size=13), []
    while not landscape.is_complete:
        landscape.work(0)
        nodes = landscape.nodes
        grid = landscape.loss[np.ix_(nodes, nodes)]
        assert landscape.known[np.ix_(nodes, nodes)].all()
        if not seen or len(seen[-1][0]) < len(nodes):
            seen.append((nodes, grid))
    assert [len(nodes) for nodes, _ in seen if len(nodes)] == [5, 9, 13]
    for nodes, grid in seen:
        np.testing.assert_array_equal(grid, landscape.loss[np.ix_(nodes, nodes)])
    places = plane.at([[a, b] for b in landscape.b for a in landscape.a])
    np.testing.assert_allclose(landscape.loss.ravel(), whole(run).at(places), rtol=1e-6)
    assert landscape.share == 1


@pytest.mark.parametrize("size", [3, 4, 5, 25, 51, 100])
def test_the_nodes_of_a_coarse_grid_are_also_nodes_of_the_finer_grids(size):
    grids = nested(size)
    assert len(grids[0]) <= max(9, size)
    np.testing.assert_array_equal(grids[-1], np.arange(size))
    for coarse, fine in zip(grids, grids[1:], strict=False):
        assert set(coarse) < set(fine)
        assert np.diff(coarse).max() - np.diff(coarse).min() <= np.diff(coarse).max() / 2
    assert all(grid[0] == 0 and grid[-1] == size - 1 for grid in grids)


def test_evaluation_does_not_change_the_run():
    run, other = trained(), trained()
    landscape = Landscape(whole(run), random_plane(run.net, run.theta), Region(), size=5)
    landscape.work(60)
    DatasetGradient(run.net, run.loss, run.batches.x, run.batches.y).at(run.theta + 1)
    run.advance(20)
    other.advance(20)
    np.testing.assert_array_equal(run.theta, other.theta)


def test_the_penalty_is_reported_separately():
    run = trained(l1=0.01, l2=0.1)
    plane = random_plane(run.net, run.theta)
    landscape = Landscape(whole(run), plane, Region(), 5, run.penalty_rule, run.net)
    landscape.work(60)
    assert landscape.penalty[2, 2] == pytest.approx(run.penalty)
    run.theta[...] = plane.at([landscape.a[4], landscape.b[1]])
    assert landscape.penalty[1, 4] == pytest.approx(run.penalty, rel=1e-6)
    assert landscape.loss[1, 4] == pytest.approx(float(run.losses_now().training), rel=1e-6)
    without = Landscape(whole(run), plane, Region(), 5, Penalty(), run.net)
    assert without.penalty is None


def test_overflow_is_kept_as_infinity_or_nan():
    run = trained(loss="mse", data="sine", layers=((4, "relu"),))
    landscape = Landscape(whole(run), random_plane(run.net, run.theta), Region(half=1e30), size=5)
    with np.errstate(all="raise"):
        landscape.work(60)
    assert landscape.known.all()
    assert np.isfinite(landscape.loss[2, 2])
    assert not np.isfinite(landscape.loss[0, 0])
    far = whole(run).at(np.full((1, run.theta.size), 1e60))
    assert not np.isfinite(far).any()


def test_any_number_of_weights_can_be_evaluated():
    run = trained()
    loss = whole(run)
    thetas = np.random.default_rng(0).normal(size=(2 * loss.chunk + 1, run.theta.size))
    np.testing.assert_allclose(loss.at(thetas), one_by_one(run, thetas), rtol=2e-6)
    assert loss.at(thetas[:0]).shape == (0,)


def test_a_large_data_set_is_evaluated_by_small_fleets():
    run = trained()
    assert whole(run).chunk == 64
    x = np.zeros((100_000, 2), np.float32)
    assert DatasetLoss(run.net, run.loss, x, np.zeros((100_000, 1), np.float32)).chunk == 1


def test_batch_norm_uses_the_running_statistics_of_the_network():
    net = nn.Sequential(nn.Linear(2, 3), nn.BatchNorm1d(3), nn.Tanh(), nn.Linear(3, 1), seed=0)
    rng = np.random.default_rng(0)
    x, y = rng.normal(size=(20, 2)).astype(np.float32), rng.normal(size=(20, 1)).astype(np.float32)
    for _, array in net.named_buffers():
        array[...] = rng.uniform(0.5, 2, array.shape)
    scores = net.eval()(Tensor(x))
    expected = losses.MSE()(scores, Tensor(y)).item()
    assert DatasetLoss(net, losses.MSE(), x, y).at(net.theta[None]) == pytest.approx([expected])


def test_the_whole_gradient_equals_that_of_one_full_batch():
    run = trained(batch_size=30, dtype="float64")  # all training examples
    run.differentiate()
    gradient = DatasetGradient(run.net, run.loss, run.batches.x, run.batches.y)
    np.testing.assert_allclose(gradient.at(run.theta), run.grad, rtol=1e-9, atol=1e-12)
    assert gradient.loss == pytest.approx(float(run.losses_now().training))


def test_the_region_of_a_path_contains_all_its_points():
    run = Experiment().trainer()
    thetas = [run.theta.copy()]
    for _ in range(8):
        run.advance(20)
        thetas.append(run.theta.copy())
    plane, _ = path_plane(np.array(thetas), run.theta)
    points = plane.project(np.array(thetas))
    region = Region.around(points)
    assert (abs(points - [region.a, region.b]) < region.half).all()
    assert region.zoomed(0.5).half == region.half / 2
    assert Region.around(points[:1]).half == 1


def test_the_error_for_an_invalid_argument_names_it():
    run = trained()
    plane = random_plane(run.net, run.theta)
    with pytest.raises(InputError, match="size: 2 is not allowed; allowed: a whole number from 3"):
        Landscape(whole(run), plane, Region(), size=2)
    with pytest.raises(InputError, match="half: 0 is not allowed"):
        Region(half=0)
    with pytest.raises(InputError, match="a: nan is not allowed"):
        Region(a=np.nan)
    with pytest.raises(InputError, match="directions: zero"):
        Plane(np.zeros(2), np.zeros(2), np.zeros(2))
