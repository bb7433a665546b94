"""Planes through weight space."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy

from chainrule.checks import checked_whole
from chainrule.engine.op import Array
from chainrule.errors import InputError, ShapeError
from chainrule.nn.module import Module
from chainrule.phrases import phrase

FLAT = 1e-12
"""If the second squared length is below this share of the first, it counts as 0."""


@dataclass(frozen=True, eq=False)
class Plane:
    """The plane θ(a, b) = θ₀ + a u + b v.

    Attributes
    ----------
    origin, u, v : (P,) in float64, where `origin` is θ₀.

    Raises
    ------
    InputError
        If u and v do not span a plane.

    Examples
    --------
    >>> import numpy as np
    >>> plane = Plane(np.ones(3), np.array([1.0, 0, 0]), np.array([0, 2.0, 0]))
    >>> plane.at([3, -1]).tolist()
    [4.0, -1.0, 1.0]
    >>> plane.project(np.array([4.0, -1.0, 7.0])).tolist()
    [3.0, -1.0]
    """

    origin: Array
    u: Array
    v: Array

    def __post_init__(self) -> None:
        across, up = self.u @ self.u, self.v @ self.v
        shared = self.u @ self.v
        # The squared area of the parallelogram, which is 0 for parallel directions, relative to its
        # squared sides.
        if not across * up - shared**2 > FLAT * max(across, up, FLAT) ** 2:
            raise InputError(
                "directions",
                phrase(f"value.directions.{'parallel' if across or up else 'zero'}"),
                phrase("allowed.directions"),
            )

    def at(self, points: object) -> Array:
        """The weights (…, P) at the points (…, 2) of the plane."""
        coordinates = numpy.asarray(points, numpy.float64)
        return self.origin + coordinates @ numpy.stack([self.u, self.v])

    def project(self, thetas: Array) -> Array:
        """The points (…, 2) of the plane that are nearest to the weights (…, P), by least
        squares."""
        sides = numpy.stack([self.u, self.v])
        along = (thetas - self.origin) @ sides.T
        return numpy.linalg.solve(sides @ sides.T, along[..., None])[..., 0]

    def share(self, thetas: Array) -> float:
        """The share of the squared distances of the weights (n, P) from the origin that lies in the
        plane, from 0 to 1; NaN if all distances are 0."""
        away = thetas - self.origin
        total = float(numpy.sum(away**2))
        within = self.at(self.project(thetas)) - self.origin
        return min(float(numpy.sum(within**2)) / total, 1.0) if total else numpy.nan


def random_plane(net: Module, theta: Array, seed: int = 0) -> Plane:
    """The plane through `theta` along two random directions, scaled so that each unit's part of a
    direction has the same norm as the unit's weights.

    This is filter normalisation: for each filter i, d_i ← d_i / ‖d_i‖ · ‖θ_i‖ with Gaussian d, so
    that a distance of 1 has the same meaning for units with large and with small weights, and plots
    of different networks can be compared (Li et al., "Visualizing the loss landscape of neural
    nets", NeurIPS 2018, §4). A filter consists of the weights into one unit: a row of a matrix or a
    kernel of a convolution. As in the paper's code, biases and normalisation parameters are not
    varied; frozen weights are not varied either. The second direction is made orthogonal to the
    first within each filter that has more than one weight, so that distances have the same meaning
    in both directions. The paper relies on the fact that random directions are nearly orthogonal,
    which is true only for large networks.

    Parameters
    ----------
    net : a single network.
    theta : (P,), the network's weights.

    Raises
    ------
    InputError
        If too few weights are trained to span a plane, or all of them are zero.
    """
    rng = numpy.random.default_rng(checked_whole("seed", seed, low=0))
    if theta.shape != (net.theta.shape[-1],):
        expected = (net.theta.shape[-1],)
        raise ShapeError(f"theta: shape {theta.shape} does not fit; expected {expected}.")
    origin = theta.astype(numpy.float64)
    u, v = numpy.zeros_like(origin), numpy.zeros_like(origin)
    for _, layer, offset in net.blocks():
        part = slice(offset, offset + layer.size)
        own, first, second = (layer.views(flat[part]) for flat in (origin, u, v))
        for name, tensor in layer.own_parameters():
            if own[name].ndim >= 2 and tensor.requires_grad:
                _fill(own[name], first[name], second[name], rng)
    return Plane(origin, u, v)


def _fill(own: Array, first: Array, second: Array, rng: numpy.random.Generator) -> None:
    """Fill in two directions for one parameter, filter by filter; the first axis of the parameter
    indexes the filters."""
    filters = own.reshape(len(own), -1)
    lengths = numpy.linalg.norm(filters, axis=1, keepdims=True)
    a, b = rng.standard_normal((2, *filters.shape))
    a *= lengths / numpy.linalg.norm(a, axis=1, keepdims=True)
    if filters.shape[1] > 1:
        squares = numpy.sum(a * a, axis=1, keepdims=True)
        along = numpy.sum(a * b, axis=1, keepdims=True)
        b -= a * numpy.divide(along, squares, out=numpy.zeros_like(along), where=squares > 0)
    b *= lengths / numpy.linalg.norm(b, axis=1, keepdims=True)
    first[...], second[...] = a.reshape(own.shape), b.reshape(own.shape)


class Principal(NamedTuple):
    """The plane of a path, and the share of the path's variance that each direction explains."""

    plane: Plane
    explained: tuple[float, float]


def path_plane(thetas: Array, origin: Array) -> Principal:
    """The plane of the first two principal components of a path, through `origin`.

    The directions are the principal components of M = [θ₁ − θ₀; …; θₙ − θ₀] after its mean is
    subtracted (Li et al. 2018, §7, whose code also subtracts the mean). The directions have length
    1. The signs are chosen so that the path's first point has negative coordinates. The share of
    the variance that component i explains is σᵢ² / Σ σ².

    Parameters
    ----------
    thetas : (n, P), the path of the run.
    origin : (P,), the run's current weights.

    Raises
    ------
    InputError
        If all points of the path lie on a line, as they do before any training.

    Examples
    --------
    >>> import numpy as np
    >>> bend = np.array([[0.0, 0, 5], [2, 0, 5], [2, 1, 5]])
    >>> plane, explained = path_plane(bend, bend[-1])
    >>> [round(share, 3) for share in explained], round(plane.share(bend), 3)
    ([0.861, 0.139], 1.0)
    """
    moved = numpy.asarray(thetas, numpy.float64) - origin
    centred = moved - moved.mean(axis=0)
    squares, components = _leading(centred)
    total = float(numpy.sum(centred**2))
    if len(squares) < 2 or not squares[1] > FLAT * total:
        raise InputError(
            "directions",
            phrase("value.directions.path"),
            phrase("allowed.path"),
        )
    signs = numpy.where(components @ moved[0] > 0, -1.0, 1.0)
    u, v = components * signs[:, None]
    plane = Plane(numpy.asarray(origin, numpy.float64), u, v)
    return Principal(plane, (float(squares[0]) / total, float(squares[1]) / total))


def _leading(rows: Array) -> tuple[Array, Array]:
    """The two largest squared singular values of a matrix (n, P), and the corresponding right
    singular vectors (2, P).

    The values and vectors are computed from the eigenvectors of the smaller of M Mᵀ and Mᵀ M,
    because a full decomposition for a long path of a large network would take seconds in a browser.
    """
    is_wide = rows.shape[0] < rows.shape[1]
    values, vectors = numpy.linalg.eigh(rows @ rows.T if is_wide else rows.T @ rows)
    squares, chosen = values[:-3:-1], vectors[:, :-3:-1].T
    if is_wide:
        lengths = numpy.sqrt(numpy.maximum(squares, numpy.finfo(float).tiny))
        chosen = chosen @ rows / lengths[:, None]
    return squares, chosen
