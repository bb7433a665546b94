"""What one example looks like between two layers: numbers, an image, a sequence or tokens."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any, Literal

ShapeKind = Literal["numbers", "image", "sequence", "tokens"]


@dataclass(frozen=True)
class Shape:
    """The shape of one example.

    Attributes
    ----------
    kind : what the axes mean.
    sizes : numbers (n,), an image (channels, height, width), a sequence (steps, features),
        tokens (steps,).
    symbols : of tokens, how many different ones there are.
    """

    kind: ShapeKind
    sizes: tuple[int, ...]
    symbols: int = 0

    @property
    def size(self) -> int:
        """How many numbers there are."""
        return math.prod(self.sizes)

    @property
    def words(self) -> str:
        """The shape as a person reads it.

        Examples
        --------
        >>> image(1, 8, 8).words, tokens(12, 2).words
        ('a 1 × 8 × 8 image', '12 tokens, each one of 2')
        """
        text = " × ".join(map(str, self.sizes))
        return {
            "numbers": f"{text} number{'s' * (self.size != 1)}",
            "image": f"a {text} image",
            "sequence": f"a sequence of {text}",
            "tokens": f"{text} tokens, each one of {self.symbols}",
        }[self.kind]

    def flat(self) -> Shape:
        """The same numbers without axes; each token becomes one 0 or 1 for every symbol."""
        return numbers(self.coded().size)

    def coded(self) -> Shape:
        """Tokens as a sequence with one 0 or 1 for every symbol; any other shape as it is."""
        return sequence(self.sizes[0], self.symbols) if self.kind == "tokens" else self

    def to_dict(self) -> dict[str, Any]:
        """The shape, JSON-ready."""
        return {"kind": self.kind, "sizes": list(self.sizes), "symbols": self.symbols}


def numbers(count: int) -> Shape:
    """So many numbers without an order."""
    return Shape("numbers", (count,))


def image(channels: int, height: int, width: int) -> Shape:
    """An image."""
    return Shape("image", (channels, height, width))


def sequence(steps: int, features: int) -> Shape:
    """A sequence, each step of which has several numbers."""
    return Shape("sequence", (steps, features))


def tokens(steps: int, symbols: int) -> Shape:
    """A sequence, each step of which is one symbol."""
    return Shape("tokens", (steps,), symbols)
