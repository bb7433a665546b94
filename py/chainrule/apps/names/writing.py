"""Names that a network writes: the next letter after a prefix, and whole names."""

from __future__ import annotations

import numpy

from chainrule.data.sequences.letters import END, LETTERS
from chainrule.engine.op import Array
from chainrule.errors import InputError
from chainrule.limits import MAX_PREFIX
from chainrule.nn.module import Module
from chainrule.ops import ScaledDotProductAttention
from chainrule.phrases import phrase
from chainrule.tensor import Tensor, no_grad
from chainrule.training.replay import ForwardProgram


def checked_prefix(prefix: str) -> str:
    """`prefix`, if it consists of at most `MAX_PREFIX` letters from a to z.

    Raises
    ------
    InputError
        If `prefix` does not consist of such letters, or is too long.
    """
    if len(prefix) > MAX_PREFIX or not {*prefix} <= {*LETTERS[1:]}:
        raise InputError("prefix", prefix, phrase("allowed.letters", most=MAX_PREFIX))
    return prefix


def context(prefix: str, steps: int) -> Array:
    """(steps,) the last letters of a prefix as indices into `LETTERS`, padded with `END`."""
    padded = END * steps + prefix
    return numpy.array([LETTERS.index(letter) for letter in padded[-steps:]], numpy.float64)


def next_letters(net: Module, contexts: Array, temperature: float = 1.0) -> Array:
    """(n, 27): softmax(scores / temperature) for contexts (n, steps)."""
    with no_grad(), net.mode(training=False):
        scores = net(Tensor(contexts.astype(net.theta.dtype))).data / temperature
    shares = numpy.exp(scores - scores.max(axis=-1, keepdims=True), dtype=numpy.float64)
    return shares / shares.sum(axis=-1, keepdims=True)


def write(
    net: Module, prefix: str, steps: int, count: int, temperature: float, seed: int
) -> list[str]:
    """`count` names that begin with `prefix`, each letter drawn from `next_letters`.

    A name ends when `END` is drawn, or after `MAX_PREFIX` letters. With the same seed, the same
    names are drawn.
    """
    rng = numpy.random.default_rng(seed)
    names, open_ = [prefix] * count, [*range(count)]
    while open_:
        contexts = numpy.array([context(names[index], steps) for index in open_])
        drawn = _drawn(next_letters(net, contexts, temperature), rng.random(count)[open_])
        for index, letter in zip([*open_], drawn, strict=True):
            if letter:
                names[index] += LETTERS[letter]
            if not letter or len(names[index]) >= MAX_PREFIX:
                open_.remove(index)
    return names


def attention_of(net: Module, x: Array) -> Array:
    """(heads, steps, steps): the weights of the first attention layer for an example x (steps,).

    Raises
    ------
    StopIteration
        If the network has no such layer.
    """
    program = ForwardProgram.record(net, x[None]).program
    program.replay()  # recording ran before x was copied to the inputs
    records = (r for r in program.records if r.op is ScaledDotProductAttention)
    return next(records).results["attention"][0].astype(numpy.float64)


def _drawn(shares: Array, uniform: Array) -> list[int]:
    """One index per row of `shares`, drawn with these probabilities; `uniform` holds one uniform
    random number per row."""
    below = shares.cumsum(axis=1) < uniform[:, None]
    return below.sum(axis=1).clip(max=shares.shape[1] - 1).tolist()
