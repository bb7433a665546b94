"""The contenders in Python. Each trains for `n` steps and returns the loss at the last step."""

from __future__ import annotations

from typing import Protocol

from cases import BATCHES, CASES

OURS = "chainrule"
STEP, BARE = "chainrule, step alone", "the bare calls"
STEP_BY_NUMPY = "chainrule, step alone by NumPy"
FLEET_OF = "chainrule, fleet"


class Contender(Protocol):
    """A network in training."""

    def steps(self, n: int) -> float:
        """Train on the next n batches; return the loss on the last batch before its update."""
        ...


def batches(name: str) -> int:
    """The number of batches on which a contender is timed.

    The bare program and every peer reuse a single batch, because iterating over many batches slows
    a peer down by up to 10 %. The trainer iterates over a data set.
    """
    return BATCHES if name in (OURS, FLEET_OF) else 1


def make(name: str, case_name: str, batches: int) -> Contender:
    """Create the contender with this name, the case's initial weights and this number of
    batches."""
    case = CASES[case_name]
    if name in ("MyGrad", "autograd"):
        import pure_python

        return pure_python.Peer(name, case, batches)
    if name == "PyTorch":
        import pytorch

        return pytorch.Peer(case, batches)
    import ours

    kind = {
        OURS: ours.Advance,
        STEP: ours.Step,
        STEP_BY_NUMPY: ours.StepByNumPy,
        BARE: ours.Bare,
        FLEET_OF: ours.Fleet,
    }[name]
    return kind(case, batches)
