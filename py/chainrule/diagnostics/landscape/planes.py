"""Planes through the space of a network's weights."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy

from chainrule.checks import checked_whole
from chainrule.engine.op import Array
from chainrule.errors import InputError, ShapeError
from chainrule.nn.module import Module

FLAT = 1e-12
"""Below this share of the larger one a second squared length counts as none."""


@dataclass(frozen=True, eq=False)
class Plane:
    """θ(a, b) = θ₀ + a u + b v.

    Attributes
    ----------
    origin, u, v : (P,) float64.

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
        # The squared area, by the squared sides: 0 for directions along one line.
        if not across * up - shared**2 > FLAT * max(across, up, FLAT) ** 2:
            raise InputError(
                "directions",
                "along one line" if across or up else "zero",
                "two that span a plane: at least two trained weights, not all of them zero",
            )

    def at(self, points: object) -> Array:
        """The weights (…, P) at points (…, 2) of the plane."""
        coordinates = numpy.asarray(points, numpy.float64)
        return self.origin + coordinates @ numpy.stack([self.u, self.v])

    def project(self, thetas: Array) -> Array:
        """The points (…, 2) of the plane nearest to weights (…, P), by least squares."""
        sides = numpy.stack([self.u, self.v])
        along = (thetas - self.origin) @ sides.T
        return numpy.linalg.solve(sides @ sides.T, along[..., None])[..., 0]

    def share(self, thetas: Array) -> float:
        """How much of the squared distances of weights (n, P) from the origin lies in the plane,
        from 0 to 1; NaN if all are the origin."""
        away = thetas - self.origin
        total = float(numpy.sum(away**2))
        within = self.at(self.project(thetas)) - self.origin
        return min(float(numpy.sum(within**2)) / total, 1.0) if total else numpy.nan


def random_plane(net: Module, theta: Array, seed: int = 0) -> Plane:
    """Two random directions through `theta`, each unit's row of weights as long as the unit's own.

    Filter normalisation: for each filter i, d_i ← d_i / ‖d_i‖ · ‖θ_i‖ with d Gaussian, so that
    1 means as much for every unit however large its weights are, and pictures of different
    networks can be compared (Li et al., "Visualizing the loss landscape of neural nets", NeurIPS
    2018, §4). A filter is what leads into one unit: a row of a matrix, a kernel of a convolution.
    As in the paper's code, biases and the parameters of normalisation stay as they are; so does
    what is frozen. The second direction is drawn at right angles to the first, filter by filter
    (where a filter has more than one weight), so that distances mean the same both ways; in the
    paper that is left to chance, which sees to it in large networks only.

    Parameters
    ----------
    net : a single network; theta : (P,), weights of it.

    Raises
    ------
    InputError
        If too few weights are trained to span a plane, or all are zero.
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
    """Two directions for one parameter, filter by filter; the first axis counts the filters."""
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
    """The plane of a path, and what share of the path's variance each direction holds."""

    plane: Plane
    explained: tuple[float, float]


def path_plane(thetas: Array, origin: Array) -> Principal:
    """The first two principal components of a path, through `origin`.

    The components of M = [θ₁ − θ₀; …; θₙ − θ₀], mean taken off, each of length 1 (Li et al. 2018,
    §7, whose code leaves the mean to its PCA); signed so that the path's first point is at
    negative coordinates. Variance explained: σᵢ² / Σ σ².

    Parameters
    ----------
    thetas : (n, P), where the run was; origin : (P,), where it is.

    Raises
    ------
    InputError
        If the path keeps to one line, as before any training.

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
            "the path",
            "a path that leaves its line: train for some epochs, or take random directions",
        )
    signs = numpy.where(components @ moved[0] > 0, -1.0, 1.0)
    u, v = components * signs[:, None]
    plane = Plane(numpy.asarray(origin, numpy.float64), u, v)
    return Principal(plane, (float(squares[0]) / total, float(squares[1]) / total))


def _leading(rows: Array) -> tuple[Array, Array]:
    """The two greatest squared singular values of (n, P) and their right vectors (2, P).

    By the eigenvectors of the smaller of M Mᵀ and Mᵀ M: in a browser a full decomposition of a
    long path through a large network would take seconds.
    """
    is_wide = rows.shape[0] < rows.shape[1]
    values, vectors = numpy.linalg.eigh(rows @ rows.T if is_wide else rows.T @ rows)
    squares, chosen = values[:-3:-1], vectors[:, :-3:-1].T
    if is_wide:
        lengths = numpy.sqrt(numpy.maximum(squares, numpy.finfo(float).tiny))
        chosen = chosen @ rows / lengths[:, None]
    return squares, chosen
