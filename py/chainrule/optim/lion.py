"""The Lion optimizer."""

from __future__ import annotations

from typing import ClassVar

import numpy

from chainrule.engine.op import Array, Face
from chainrule.optim.assignments import Assignments
from chainrule.optim.optimizer import Optimizer, Rate, Signs, average_in, checked_betas


class Lion(Optimizer):
    """Steps of fixed size in the direction of the sign of an averaged gradient.

        c = β₁m + (1 − β₁)∇L
        θ ← θ − η (sign c + λθ)
        m ← β₂m + (1 − β₂)∇L

    Chen et al., "Symbolic discovery of optimization algorithms", NeurIPS 2023.

    Parameters
    ----------
    lr : η > 0; for a fleet, also an array of K learning rates.
    betas : (β₁, β₂), each in [0, 1).
    weight_decay : λ ≥ 0, decoupled from the gradient.
    """

    decays_apart = True
    signs: ClassVar[Signs] = {"momentum": "m"}

    def __init__(
        self,
        lr: Rate = 1e-4,
        betas: tuple[float, float] = (0.9, 0.99),
        weight_decay: float = 0.0,
    ) -> None:
        super().__init__(lr, weight_decay)
        self.betas = checked_betas(betas)

    def fresh_state(self) -> dict[str, Array]:
        return {"momentum": numpy.zeros_like(self.theta)}

    def update(self, np: Face) -> None:
        momentum = self.state["momentum"]
        step = self.work()
        np.subtract(self.grad, momentum, out=step)
        np.multiply(step, 1 - self.betas[0], out=step)
        np.add(step, momentum, out=step)
        np.sign(step, out=step)
        self.shrink(np)
        self.descend(np, step)
        average_in(np, momentum, self.grad, 1 - self.betas[1], step)

    def explain(self, lines: Assignments) -> None:
        beta1, beta2 = self.betas
        lines.values |= {r"\beta_1": beta1, r"\beta_2": beta2}
        average = beta1 * lines.number("m") + (1 - beta1) * lines.number("g")
        lines.let("c", r"<\beta_1> \cdot <m> + (1 - <\beta_1>) \cdot <g>", average)
        decay = r" + <\lambda> \cdot <\theta>" if self.weight_decay else ""
        lines.hold("momentum", r"<\beta_2> \cdot <m> + (1 - <\beta_2>) \cdot <g>")
        lines.hold("theta", rf"<\theta> - <\eta> \cdot (\operatorname{{sign}} <c>{decay})")
