"""`SequenceTask`: a task on sequences and the meaning of its values."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal

from chainrule.data.synthetic import Sample
from chainrule.engine.op import Array
from chainrule.limits import MAX_STEPS
from chainrule.phrases import Phrase, phrase

SHORTEST = 4


@dataclass(frozen=True)
class SequenceTask:
    """A task on sequences and the meaning of its values.

    Attributes
    ----------
    draw : (n, steps, seed) → (x, y).
    symbols : the names of the tokens; empty for numbers.
    features : the names of the features at each step; empty for tokens.
    classes : the names of the classes; empty for a regression.
    step_text : for numbers, a function that formats the features at one step as text.
    group : (n, steps, seed) → (examples,) the index of each example's group; the examples of a
        group are all in the training set or all in the test set. None if examples are divided
        individually.
    fewest, most : the smallest and the largest number of steps.
    is_even : whether the number of steps must be even.
    """

    draw: Callable[[int, int, int], Sample]
    kind: Literal["tokens", "numbers"]
    symbols: tuple[str, ...] = ()
    features: tuple[str, ...] = ()
    classes: tuple[str, ...] = ()
    step_text: Callable[[Sequence[float]], str] = lambda step: " ".join(f"{v:.4g}" for v in step)
    group: Callable[[int, int, int], Array] | None = None
    fewest: int = SHORTEST
    most: int = MAX_STEPS
    is_even: bool = False

    def fault(self, steps: int) -> Phrase | None:
        """A phrase with the allowed numbers of steps if `steps` is not one of them;
        otherwise None."""
        if not self.fewest <= steps <= self.most:
            return phrase("allowed.steps", low=self.fewest, high=self.most)
        return phrase("allowed.even_steps") if self.is_even and steps % 2 else None

    def nearest(self, steps: int) -> int:
        """The allowed number of steps that is nearest to `steps`."""
        inside = max(self.fewest, min(self.most, steps))
        return inside - inside % 2 if self.is_even else inside

    def texts(self, x: Array) -> list[list[str]]:
        """The steps of each example in x (n, numbers), as text."""
        if self.kind == "tokens":
            return [[self.symbols[int(token)] for token in row] for row in x]
        steps = x.reshape(len(x), -1, len(self.features)).tolist()
        return [list(map(self.step_text, row)) for row in steps]
