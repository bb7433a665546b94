"""The shape of one example between layers: numbers, an image, a sequence or tokens."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any, Literal

from chainrule.phrases import Phrase, phrase

ShapeKind = Literal["numbers", "image", "sequence", "tokens"]


@dataclass(frozen=True)
class Shape:
    """The shape of one example.

    Attributes
    ----------
    kind : the meaning of the axes.
    sizes : numbers (n,), an image (channels, height, width), a sequence (steps, features),
        tokens (steps,).
    symbols : the number of distinct tokens.
    """

    kind: ShapeKind
    sizes: tuple[int, ...]
    symbols: int = 0

    @property
    def size(self) -> int:
        """The number of values."""
        return math.prod(self.sizes)

    @property
    def words(self) -> Phrase:
        """The shape in words.

        Examples
        --------
        >>> image(1, 8, 8).words, tokens(12, 2).words
        ('an image of 1 × 8 × 8', '12 tokens, each one of 2')
        """
        sizes = list(self.sizes)
        return {
            "numbers": phrase("shape.numbers", count=self.size),
            "image": phrase("shape.image", sizes=sizes),
            "sequence": phrase("shape.sequence", sizes=sizes),
            "tokens": phrase("shape.tokens", count=self.size, symbols=self.symbols),
        }[self.kind]

    def flat(self) -> Shape:
        """The flattened shape; tokens are one-hot encoded first."""
        return numbers(self.coded().size)

    def coded(self) -> Shape:
        """The shape of one-hot encoded tokens; any other shape unchanged."""
        return sequence(self.sizes[0], self.symbols) if self.kind == "tokens" else self

    def to_dict(self) -> dict[str, Any]:
        """The shape, JSON-ready."""
        return {"kind": self.kind, "sizes": list(self.sizes), "symbols": self.symbols}


def numbers(count: int) -> Shape:
    """The shape of `count` unordered values."""
    return Shape("numbers", (count,))


def image(channels: int, height: int, width: int) -> Shape:
    """The shape of an image."""
    return Shape("image", (channels, height, width))


def sequence(steps: int, features: int) -> Shape:
    """The shape of a sequence with several numbers per step."""
    return Shape("sequence", (steps, features))


def tokens(steps: int, symbols: int) -> Shape:
    """The shape of a sequence with one symbol per step."""
    return Shape("tokens", (steps,), symbols)
