"""Reference implementations of ops in NumPy, written from the formulas."""

from __future__ import annotations

from typing import Any

import numpy as np

KEY, STEP = np.array(123456789, np.uint32), np.array(7, np.uint32)


def log_softmax(s: np.ndarray) -> np.ndarray:
    return s - np.log(np.exp(s).sum(axis=-1, keepdims=True))


def binary_cross_entropy(s: np.ndarray, t: np.ndarray) -> np.ndarray:
    p = 1 / (1 + np.exp(-s))
    return -(t * np.log(p) + (1 - t) * np.log(1 - p)).mean(axis=(-2, -1))


def weighted_binary_cross_entropy(s: np.ndarray, t: np.ndarray) -> np.ndarray:
    p = 1 / (1 + np.exp(-s))
    terms = 3.0 * t * np.log(p) + 0.5 * (1 - t) * np.log(1 - p)
    whole = np.broadcast_to(t, s.shape)
    return -terms.sum(axis=(-2, -1)) / (3.0 * whole + 0.5 * (1 - whole)).sum(axis=(-2, -1))


def class_weights(s):
    return np.array([0.5, 3.0, 1.5])[: s.shape[-1]]


def sided(s):
    return np.where(class_signs(s) > 0, 3.0, 0.5)


def weighted_multi_margin(s, t):
    own = (s * t).sum(axis=-1, keepdims=True)
    margins = np.where((t == 0) & ((1 - own + s).real > 0), 1 - own + s, 0).sum(axis=-1)
    weights = t @ class_weights(s)
    return (weights * margins).sum(axis=-1) / weights.sum() / s.shape[-1]


def class_signs(s):
    return np.where(np.arange(s.shape[-2] * s.shape[-1]) % 3, 1.0, -1.0).reshape(s.shape[-2:])


def one_hot(s):
    return np.eye(s.shape[-1])[np.arange(s.shape[-2]) % s.shape[-1]]


def class_shares(s):
    parts = 1.0 + np.arange(s.shape[-2] * s.shape[-1]).reshape(s.shape[-2:]) ** 2 % 7
    return parts / parts.sum(axis=-1, keepdims=True)


def multi_margin(s, t):
    own = (s * t).sum(-1, keepdims=True)
    margin = (1 - own + s) * (1 - t)
    return np.where(margin.real > 0, margin, 0).mean(axis=(-2, -1))


def pick(x: Any, low: float, high: float) -> Any:
    return np.where(x.real < low, low, np.where(x.real > high, high, x))


def erf(x: np.ndarray) -> np.ndarray:
    """The Maclaurin series, accurate up to rounding for |x| < 3."""
    total, term = np.zeros_like(x), x
    for n in range(80):
        total = total + term / (2 * n + 1)
        term = term * (-x * x) / (n + 1)
    return total * 2 / np.sqrt(np.pi)


def convolved(x, w, b, stride, padding, axes):
    x = np.pad(x, [(0, 0)] * (x.ndim - axes) + [(padding, padding)] * axes)
    out = [(n - k) // stride + 1 for n, k in zip(x.shape[-axes:], w.shape[-axes:], strict=True)]
    y = np.zeros((*x.shape[: -axes - 1], w.shape[-axes - 2], *out), np.result_type(x, w, b))
    for place in np.ndindex(*out):
        key = tuple(
            slice(stride * p, stride * p + k) for p, k in zip(place, w.shape[-axes:], strict=True)
        )
        spec = {1: "...nck,...ock->...no", 2: "...nckl,...ockl->...no"}[axes]
        y[(..., *place)] = np.einsum(spec, x[(..., *key)], w) + b[..., None, :]
    return y


def pooled(x, axes, kernel, stride, reduce):
    out = [(n - kernel) // stride + 1 for n in x.shape[-axes:]]
    y = np.zeros((*x.shape[:-axes], *out), x.dtype)
    for place in np.ndindex(*out):
        key = tuple(slice(stride * p, stride * p + kernel) for p in place)
        window = x[(..., *key)]
        y[(..., *place)] = reduce(window.reshape(*window.shape[:-axes], -1))
    return y


def greatest(x):
    return np.take_along_axis(x, x.real.argmax(-1)[..., None], -1)[..., 0]


def standardised(x, axes):
    mean = x.mean(axis=axes, keepdims=True)
    return (x - mean) / (((x - mean) ** 2).mean(axis=axes, keepdims=True) + 0.1) ** 0.5


def attention(q, k, v):
    scores = np.einsum("...td,...sd->...ts", q, k) / q.shape[-1] ** 0.5
    weights = np.exp(scores) * np.tril(np.ones(scores.shape[-2:]))
    return np.einsum("...ts,...se->...te", weights / weights.sum(-1, keepdims=True), v)


def gru(a, b, h):
    size = h.shape[-1]
    r, z = (1 / (1 + np.exp(-(a[..., i : i + size] + b[..., i : i + size]))) for i in (0, size))
    n = np.tanh(a[..., 2 * size :] + r * b[..., 2 * size :])
    return (1 - z) * n + z * h


def lstm(a, b, c):
    size, s = c.shape[-1], a + b
    i, f, g, o = (s[..., k * size : (k + 1) * size] for k in range(4))
    i, f, o = (1 / (1 + np.exp(-gate)) for gate in (i, f, o))
    after = f * c + i * np.tanh(g)
    return np.concatenate([o * np.tanh(after), after], axis=-1)


def dropout_mask(x):
    """The dropout mask, computed with Python integers."""
    shape = x.shape[-2:]
    bits = []
    for place in range(shape[0] * shape[1]):
        h = place ^ ((int(STEP) * 0x9E3779B9 + int(KEY)) % 2**32)
        for shift, factor in ((16, 0x7FEB352D), (15, 0x846CA68B), (16, 1)):
            h = ((h ^ (h >> shift)) * factor) % 2**32
        bits.append(h)
    return (np.array(bits).reshape(shape) >= 0.4 * 2**32) / 0.6
