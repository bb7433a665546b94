"""First names as a task: predicting the next letter from the letters before it."""

from __future__ import annotations

import string
from functools import cache

import numpy

from chainrule.checks import checked_whole
from chainrule.data.files import read_file
from chainrule.data.synthetic import Sample
from chainrule.engine.op import Array

NAMES = 8402
"""The number of names in the file."""
END = "."
"""The symbol for positions before a name and for the end of a name."""
LETTERS = (END, *string.ascii_lowercase)


def names(n: int = 500, steps: int = 8, seed: int = 0) -> Sample:
    """The next letter of `n` names: x (examples, steps) holds the letters before it, and y
    (examples,) the letter itself.

    A name of k letters yields k + 1 examples, in order; the target of the last one is `END`.
    Positions before a name are also filled with `END`. Letters are encoded as indices into
    `LETTERS`. The names are drawn without replacement. Bengio, Ducharme, Vincent & Jauvin, "A
    neural probabilistic language model", 2003.
    """
    chosen = _drawn(n, seed)
    padded = [[0] * steps + [LETTERS.index(letter) for letter in name] + [0] for name in chosen]
    examples = [row[i : i + steps + 1] for row in padded for i in range(len(row) - steps)]
    cells = numpy.array(examples, numpy.int64)
    return cells[:, :-1].astype(numpy.float64), cells[:, -1]


def name_of_example(n: int = 500, steps: int = 8, seed: int = 0) -> Array:
    """(examples,) the index of the name to which each example of `names` belongs."""
    del steps
    lengths = [len(name) + 1 for name in _drawn(n, seed)]
    return numpy.repeat(numpy.arange(len(lengths)), lengths)


def _drawn(n: int, seed: int) -> list[str]:
    checked_whole("n", n, low=2)
    generator = numpy.random.default_rng(checked_whole("seed", seed, low=0))
    return [_all_names()[i] for i in generator.permutation(NAMES)[:n]]


@cache
def _all_names() -> list[str]:
    return read_file("names.txt").decode("ascii").split()
