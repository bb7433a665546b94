"""Small tasks on sequences, generated from a seed.

Each function returns x, with one row per example, and y (n,). A network must combine information
from different steps, as recurrent layers and attention can; dense layers must learn to do this
separately for each position.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy

from chainrule.checks import checked_whole
from chainrule.data.sequences.task import SHORTEST
from chainrule.data.synthetic import Sample
from chainrule.engine.op import Array
from chainrule.errors import InputError
from chainrule.phrases import phrase

BRACKETS = ("(", ")")
MARK = "\N{NO-BREAK SPACE}\N{CHECK MARK}"


def brackets(n: int = 500, steps: int = 12, seed: int = 0) -> Sample:
    """Whether strings of brackets are balanced: x (n, steps) contains 0 for "(" and 1 for ")".

    Class 1 consists of balanced strings, all equally likely. Strings of class 0 also contain as
    many opening as closing brackets, in random order, so counting the brackets is not enough: what
    matters is whether a bracket is closed before it is opened. Half of the examples belong to each
    class.

    Balanced strings are drawn using the cycle lemma (Dvoretzky & Motzkin, "A problem of
    arrangements", 1947): of the rotations of any sequence of k "(" and k + 1 ")", exactly one is a
    balanced string followed by one more ")".

    Raises
    ------
    InputError
        If `steps` is odd or below 4.
    """
    rng = _generator(n, steps, seed)
    if steps % 2:
        raise InputError("steps", steps, phrase("allowed.even_steps"))
    y = numpy.arange(n) % 2
    x = numpy.empty((n, steps), numpy.int64)
    x[y == 1] = _balanced(rng, int(y.sum()), steps)
    x[y == 0] = _unbalanced(rng, n - int(y.sum()), steps)
    return x.astype(numpy.float64), y


def adding(n: int = 500, steps: int = 12, seed: int = 0) -> Sample:
    """The mean of two marked numbers: x (n, steps, 2), where each step consists of a number from −1
    to 1 and a mark.

    One step in each half has the mark 1, and all other steps have the mark 0; y is the mean of the
    two marked numbers. Hochreiter & Schmidhuber, "Long short-term memory", 1997, section 5.4.
    """
    rng = _generator(n, steps, seed)
    x = numpy.zeros((n, steps, 2))
    x[..., 0] = rng.uniform(-1, 1, (n, steps))
    half, rows = steps // 2, numpy.arange(n)
    for places in (rng.integers(0, half, n), rng.integers(half, steps, n)):
        x[rows, places, 1] = 1
    return x, (x[..., 0] * x[..., 1]).sum(axis=1) / 2


def _balanced(rng: numpy.random.Generator, n: int, steps: int) -> Array:
    signs = numpy.tile(numpy.repeat([1, -1], [steps // 2, steps // 2 + 1]), (n, 1))
    signs = rng.permuted(signs, axis=1)
    # The balanced rotation starts after the first position at which the depth is lowest.
    first = signs.cumsum(axis=1).argmin(axis=1) + 1
    places = (first[:, None] + numpy.arange(steps)) % (steps + 1)
    return (numpy.take_along_axis(signs, places, axis=1) < 0).astype(numpy.int64)


def _unbalanced(rng: numpy.random.Generator, n: int, steps: int) -> Array:
    found = numpy.empty((0, steps), numpy.int64)
    while len(found) < n:
        closing = numpy.tile(numpy.arange(steps) % 2, (2 * n, 1))
        drawn = rng.permuted(closing, axis=1)
        depth = (1 - 2 * drawn).cumsum(axis=1)
        found = numpy.concatenate([found, drawn[depth.min(axis=1) < 0]])
    return found[:n]


def _generator(n: int, steps: int, seed: int) -> numpy.random.Generator:
    checked_whole("n", n, low=2)
    checked_whole("steps", steps, low=SHORTEST)
    return numpy.random.default_rng(checked_whole("seed", seed, low=0))


def marked(step: Sequence[float]) -> str:
    """A step of `adding` as text: its number, with a check mark if it is marked."""
    number, mark = step
    minus = "\N{MINUS SIGN}" * (number < 0)
    return phrase("rows.marked", minus=minus, number=abs(number), mark=MARK * int(mark))
