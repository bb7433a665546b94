"""Hessian-vector products, compared with full Hessians; symmetry; no side effects."""

import chainrule as cr
import numpy as np
import pytest
from chainrule import InputError, ShapeError, losses, nn, optim

X, Y = np.random.default_rng(0).normal(size=(8, 2)), np.random.default_rng(1).normal(size=8)


def trained(replicas=None, dtype="float64"):
    net = nn.Sequential(
        nn.Linear(2, 3), nn.Tanh(), nn.Linear(3, 1), seed=2, dtype=dtype, replicas=replicas
    )
    run = cr.Trainer(net, losses.MSE(), optim.SGD(0.1))
    run.step(X, Y)
    return run


def test_the_hessian_of_a_linear_model_is_exact():
    """L = (1/n) Σ (w x + b − y)² has H = (2/n) Σ [x 1]ᵀ[x 1], whatever the weights."""
    run = cr.Trainer(nn.Sequential(nn.Linear(2, 1), dtype="float64"), losses.MSE(), optim.SGD(0.1))
    run.step(X, Y)
    with_one = np.column_stack([X, np.ones(8)])
    hessian = 2 / 8 * with_one.T @ with_one
    for v in np.eye(3):
        np.testing.assert_allclose(cr.hessian_vector_product(run, v), hessian @ v, rtol=1e-7)


def test_hessian_vector_products_equal_those_of_pytorch():
    torch = pytest.importorskip("torch")
    run = trained()
    shapes = [(n, v.shape) for n, v, _ in run.net.named_parameters()]

    def loss(*values):
        p = dict(zip((n for n, _ in shapes), values, strict=True))
        h = torch.tanh(torch.tensor(X) @ p["0.weight"].T + p["0.bias"])
        scores = h @ p["2.weight"].T + p["2.bias"]
        return ((scores[:, 0] - torch.tensor(Y)) ** 2).mean()

    values = tuple(torch.tensor(v.copy()) for _, v, _ in run.net.named_parameters())
    rng = np.random.default_rng(3)
    flat = rng.normal(size=run.theta.shape)
    parts = {}
    for _, layer, offset in run.net.blocks():
        for name, view in layer.views(flat[offset : offset + layer.size]).items():
            parts[f"{len(parts) // 2 * 2}.{name}"] = torch.tensor(view.copy())
    directions = tuple(parts[n] for n, _ in shapes)
    _, exact = torch.autograd.functional.hvp(loss, values, directions)
    ours = cr.hessian_vector_product(run, flat)
    for (name, _), expected in zip(shapes, exact, strict=True):
        index = int(name[0]) // 2
        _, layer, offset = run.net.blocks()[index]
        mine = layer.views(ours[offset : offset + layer.size])[name[2:]]
        np.testing.assert_allclose(mine, expected.numpy(), rtol=1e-6, atol=1e-8)


def test_the_products_of_a_fleet_equal_those_of_its_members():
    fleet = trained(replicas=2)
    v = np.random.default_rng(0).normal(size=fleet.theta.shape)
    together = cr.hessian_vector_product(fleet, v)
    for k in range(2):
        net = nn.Sequential(
            nn.Linear(2, 3), nn.Tanh(), nn.Linear(3, 1), seed=2 + k, dtype="float64"
        )
        run = cr.Trainer(net, losses.MSE(), optim.SGD(0.1))
        run.step(X, Y)
        np.testing.assert_allclose(together[k], cr.hessian_vector_product(run, v[k]), rtol=1e-6)


def test_products_in_single_precision_are_close_to_the_exact_ones():
    v = np.ones(13)
    exact = cr.hessian_vector_product(trained(), v)
    rough = cr.hessian_vector_product(trained(dtype="float32"), v)
    np.testing.assert_allclose(rough, exact, atol=2e-3 * abs(exact).max())


def test_a_product_does_not_change_the_run():
    run = trained()
    theta, grad = run.theta.copy(), run.grad.copy()
    cr.hessian_vector_product(run, np.ones_like(theta))
    np.testing.assert_array_equal(run.theta, theta)
    np.testing.assert_array_equal(run.grad, grad)


def test_the_product_with_a_zero_vector_is_zero():
    run = trained()
    np.testing.assert_array_equal(cr.hessian_vector_product(run, np.zeros(13)), 0)


def test_the_error_for_a_vector_of_the_wrong_size_names_it():
    with pytest.raises(ShapeError, match=r"vector: shape \(3,\) .* expected \(13,\)"):
        cr.hessian_vector_product(trained(), [1, 2, 3])
    net = nn.Sequential(nn.Linear(1, 1))
    with pytest.raises(RuntimeError, match="no batch is loaded yet"):
        cr.hessian_vector_product(cr.Trainer(net, losses.MSE(), optim.SGD(0.1)), [0, 0])


def test_the_error_for_an_invalid_number_names_it():
    run = trained()
    with pytest.raises(InputError, match="vector: nan is not allowed; allowed: finite numbers"):
        cr.hessian_vector_product(run, np.full(13, np.nan))
    with pytest.raises(InputError, match="step: 0 is not allowed; allowed: a number greater than"):
        cr.hessian_vector_product(run, np.ones(13), step=0)
