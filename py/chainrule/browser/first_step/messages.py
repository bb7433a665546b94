"""Messages of the first screen, which shows one training step of a tiny network."""

from __future__ import annotations

from typing import Literal, TypedDict

from chainrule.diagnostics.one_step import OneStep


class TakeFirstStep(TypedDict):
    """Take one training step of the tiny network, with this value of the weight v₁ and this target;
    answered by `first_step`."""

    type: Literal["first_step"]
    weight: float
    target: float


FirstStepCommand = TakeFirstStep


class FirstStepTaken(OneStep):
    """The numbers of the step."""

    type: Literal["first_step"]


FirstStepReport = FirstStepTaken
