"""Who is measured, in Python: every contender trains `n` steps and tells the last one's loss."""

from __future__ import annotations

from typing import Protocol

from cases import BATCHES, CASES

OURS = "chainrule"
STEP, BARE = "chainrule, step alone", "the bare calls"
STEP_BY_NUMPY = "chainrule, step alone by NumPy"
FLEET_OF = "chainrule, fleet"


class Contender(Protocol):
    """A net in training."""

    def steps(self, n: int) -> float:
        """Train on the next n batches; the loss of the last, before its update."""
        ...


def batches(name: str) -> int:
    """How many batches a contender is timed on.

    The program alone and every peer have one that is already there: to go through many costs a peer
    up to 10 %. What a user drives goes through a data set.
    """
    return BATCHES if name in (OURS, FLEET_OF) else 1


def make(name: str, case_name: str, batches: int) -> Contender:
    """The contender of this name, at the case's initial weights, with so many batches."""
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
