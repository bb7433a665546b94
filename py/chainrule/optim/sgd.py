"""Stochastic gradient descent."""

from __future__ import annotations

import numpy

from chainrule.engine.op import Array, Face
from chainrule.errors import InputError
from chainrule.optim.optimizer import Optimizer, Rate, checked_between


class SGD(Optimizer):
    """Gradient descent with momentum, as PyTorch has it.

    With learning rate η, momentum μ, weight decay λ and velocity v (zero at first):

        g ← ∇L + λθ
        v ← μv + g
        θ ← θ − ηv              or, with Nesterov's correction, θ ← θ − η(g + μv)

    Parameters
    ----------
    lr : η > 0; an array of K rates for a fleet.
    momentum : μ in [0, 1).
    nesterov : look ahead; needs momentum.
    weight_decay : λ ≥ 0.

    Raises
    ------
    InputError
        For a value outside these bounds.

    Notes
    -----
    Momentum: Polyak 1964. Nesterov's form: Sutskever et al., "On the importance of
    initialization and momentum in deep learning", ICML 2013. Their v contains η; here, as in
    PyTorch, η multiplies outside, so a change of η acts at once.
    """

    def __init__(
        self,
        lr: Rate,
        momentum: float = 0.0,
        nesterov: bool = False,
        weight_decay: float = 0.0,
    ) -> None:
        super().__init__(lr)
        self.momentum = checked_between("momentum", momentum, 0, 1)
        self.weight_decay = checked_between("weight_decay", weight_decay, 0, float("inf"))
        if nesterov and momentum == 0:
            raise InputError("nesterov", nesterov, "false, or true with momentum above 0")
        self.nesterov = nesterov

    def fresh_state(self) -> dict[str, Array]:
        return {"velocity": numpy.zeros_like(self.theta)} if self.momentum else {}

    def update(self, np: Face) -> None:
        gradient = self.decayed_gradient(np, self.weight_decay)
        step = np.empty_like(self.theta)
        if not self.momentum:
            np.multiply(gradient, self.rate, out=step)
        else:
            velocity = self.state["velocity"]
            np.multiply(velocity, self.momentum, out=velocity)
            np.add(velocity, gradient, out=velocity)
            if self.nesterov:
                np.multiply(velocity, self.momentum, out=step)
                np.add(step, gradient, out=step)
                np.multiply(step, self.rate, out=step)
            else:
                np.multiply(velocity, self.rate, out=step)
        np.subtract(self.theta, step, out=self.theta)
