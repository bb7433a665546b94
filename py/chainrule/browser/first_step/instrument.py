"""The training step on the first screen. The site contains a recorded step, which is shown until
Python is ready."""

from __future__ import annotations

from typing import Any

from chainrule.browser.first_step.messages import FirstStepTaken
from chainrule.browser.instrument import Instrument, Message
from chainrule.browser.words import encoded
from chainrule.diagnostics.one_step import OneStep, one_step


class FirstStep(Instrument):
    """Takes one training step with a separate network, without affecting the run."""

    def on_first_step(self, message: dict[str, Any]) -> list[Message]:
        """Answer with the numbers of the step."""
        return [(encoded(_report(one_step(message["weight"], message["target"]))), {})]


def record_first_step() -> str:
    """The default step as JSON, in the format of the report."""
    return encoded(_report(one_step()))


def _report(step: OneStep) -> FirstStepTaken:
    return {"type": "first_step", **step}
