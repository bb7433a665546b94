"""Who is measured, in Python: every contender trains `n` steps and tells the last one's loss."""

from __future__ import annotations

from typing import Protocol

from cases import CASES

OURS = "chainrule"


class Contender(Protocol):
    """A net in training."""

    def steps(self, n: int) -> float:
        """Train on the next n batches; the loss of the last, before its update."""
        ...


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
        "chainrule, replay alone": ours.Replay,
        "the bare calls": ours.Bare,
        "chainrule, fleet": ours.Fleet,
    }[name]
    return kind(case, batches)
