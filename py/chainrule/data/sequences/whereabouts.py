"""Who is where: a task in which a network must look up one of several facts."""

from __future__ import annotations

import numpy

from chainrule.checks import checked_whole
from chainrule.data.synthetic import Sample
from chainrule.engine.op import Array
from chainrule.errors import InputError
from chainrule.phrases import phrase

PEOPLE = ("Ada", "Ben", "Cleo", "Dan", "Eve", "Finn")
PLACES = ("attic", "cellar", "garden", "hall", "kitchen", "library")
FACTS = tuple(f"{person}: {place}; " for person in PEOPLE for place in PLACES)
QUESTIONS = tuple(f"{person}?" for person in PEOPLE)
SYMBOLS = (*FACTS, *QUESTIONS)
ANSWERS = tuple(phrase(f"class.{place}") for place in PLACES)
MOST_STEPS = len(PEOPLE) + 1


def who_where(n: int = 500, steps: int = 4, seed: int = 0) -> Sample:
    """Where a person is: x (n, steps) are indices into `SYMBOLS`, and y (n,) are indices into
    `PLACES`.

    All steps but the last are facts about different people, each a single symbol such as "Ada:
    hall". The last step asks where one of these people is. Every order of people and places is
    equally likely, and no two people are in the same place. A network that does not match the
    question to its fact is right with a probability of at most 1 / (steps − 1). This is a small
    version of task 1 of Weston et al., "Towards AI-complete question answering", 2015.

    Raises
    ------
    InputError
        If there are fewer than two facts, or more facts than people.
    """
    checked_whole("n", n, low=2)
    if checked_whole("steps", steps, low=3) > MOST_STEPS:
        raise InputError("steps", steps, phrase("allowed.steps", low=3, high=MOST_STEPS))
    rng = numpy.random.default_rng(checked_whole("seed", seed, low=0))
    people, places = (_distinct(rng, len(all_), n, steps - 1) for all_ in (PEOPLE, PLACES))
    asked = rng.integers(0, steps - 1, n)
    rows = numpy.arange(n)
    questions = len(FACTS) + people[rows, asked]
    x = numpy.column_stack([people * len(PLACES) + places, questions])
    return x.astype(numpy.float64), places[rows, asked]


def _distinct(rng: numpy.random.Generator, among: int, n: int, count: int) -> Array:
    """(n, count): in each row, distinct numbers from range(among) in random order."""
    return rng.permuted(numpy.tile(numpy.arange(among), (n, 1)), axis=1)[:, :count]
