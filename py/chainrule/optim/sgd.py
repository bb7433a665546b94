"""Stochastic gradient descent."""

from __future__ import annotations

from typing import ClassVar

import numpy

from chainrule.checks import checked_between, checked_flag
from chainrule.engine.op import Array, Face
from chainrule.errors import InputError
from chainrule.optim.assignments import Assignments
from chainrule.optim.optimizer import Optimizer, Rate, Signs, State
from chainrule.optim.step_limit import StepLimit


class SGD(Optimizer):
    """Gradient descent with momentum, as in PyTorch.

    With the learning rate η, momentum μ, dampening τ, weight decay λ and velocity v (initially g):

        g ← ∇L + λθ
        v ← μv + (1 − τ)g
        θ ← θ − ηv              or, with Nesterov momentum, θ ← θ − η(g + μv)

    Parameters
    ----------
    lr : η > 0; for a fleet, also an array of K learning rates.
    momentum : μ in [0, 1).
    dampening : τ in [0, 1).
    nesterov : whether to use Nesterov momentum; requires momentum and no dampening.
    weight_decay : λ ≥ 0.

    Raises
    ------
    InputError
        If an argument is outside these bounds.

    Notes
    -----
    Momentum: Polyak 1964. Nesterov's form: Sutskever et al., "On the importance of initialization
    and momentum in deep learning", ICML 2013. Their v includes η. In PyTorch and here, v does not,
    so a change in η takes effect at once.
    """

    signs: ClassVar[Signs] = {"velocity": "v", "share": "k"}
    has_step_limit = True

    def __init__(
        self,
        lr: Rate = 1e-3,
        momentum: float = 0.0,
        nesterov: bool = False,
        weight_decay: float = 0.0,
        dampening: float = 0.0,
    ) -> None:
        super().__init__(lr, weight_decay)
        self.momentum = checked_between("momentum", momentum, 0, 1)
        self.dampening = checked_between("dampening", dampening, 0, 1)
        self.nesterov = checked_flag("nesterov", nesterov)
        if nesterov and (momentum == 0 or dampening != 0):
            raise InputError(
                "nesterov", nesterov, "false, or true with momentum above 0 and no dampening"
            )

    def fresh_state(self) -> dict[str, Array]:
        state = {"velocity": numpy.zeros_like(self.theta)} if self.momentum else {}
        if self.momentum and self.dampening:
            # The weight of the next gradient in the velocity: 1 for the first gradient.
            state["share"] = numpy.ones((), self.theta.dtype)
        return state

    def update(self, np: Face) -> None:
        gradient = self.decayed_gradient(np)
        step = self.work()
        if not self.momentum:
            np.multiply(gradient, self.rate, out=step)
            np.subtract(self.theta, step, out=self.theta)
            return
        velocity = self.state["velocity"]
        np.multiply(velocity, self.momentum, out=velocity)
        if self.dampening:
            np.multiply(gradient, self.state["share"], out=step)
            np.add(velocity, step, out=velocity)
            np.copyto(self.state["share"], 1 - self.dampening)
        else:
            np.add(velocity, gradient, out=velocity)
        if self.nesterov:
            np.multiply(velocity, self.momentum, out=step)
            np.add(step, gradient, out=step)
            np.multiply(step, self.rate, out=step)
        else:
            np.multiply(velocity, self.rate, out=step)
        np.subtract(self.theta, step, out=self.theta)

    def explain(self, lines: Assignments) -> None:
        g = lines.gradient
        if not self.momentum:
            lines.hold("theta", rf"<\theta> - <\eta> \cdot <{g}>")
            return
        lines.values[r"\mu"] = self.momentum
        factor = r"<k> \cdot " if self.dampening else ""
        v = lines.hold("velocity", rf"<\mu> \cdot <v> + {factor}<{g}>")
        if self.dampening:
            lines.values[r"\tau"] = self.dampening
            lines.hold("share", r"1 - <\tau>")
        if self.nesterov:
            ahead = lines.number(g) + self.momentum * lines.number(v)
            lines.let("d", rf"<{g}> + <\mu> \cdot <{v}>", ahead)
            v = "d"
        lines.hold("theta", rf"<\theta> - <\eta> \cdot <{v}>")

    def step_limit(self, state: State) -> StepLimit:
        momentum = self.momentum
        if self.nesterov:
            return StepLimit(2 * (1 + momentum) / (1 + 2 * momentum))
        return StepLimit(2 * (1 + momentum) / (1 - self.dampening if momentum else 1))
