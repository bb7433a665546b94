"""Adam."""

from __future__ import annotations

import numpy

from chainrule.engine.op import Array, Face
from chainrule.errors import InputError
from chainrule.optim.optimizer import Optimizer, Rate, checked_between


class Adam(Optimizer):
    """Steps scaled by running moments of the gradient.

    At step t, with learning rate η, decay rates β₁, β₂, moments m, v (zero at first):

        g ← ∇L + λθ
        m ← β₁m + (1 − β₁)g
        v ← β₂v + (1 − β₂)g²
        θ ← θ − η/(1 − β₁ᵗ) · m / (√v/√(1 − β₂ᵗ) + ε)

    Parameters
    ----------
    lr : η > 0; an array of K rates for a fleet.
    betas : (β₁, β₂), each in [0, 1).
    eps : ε > 0.
    weight_decay : λ ≥ 0, an L2 penalty (not AdamW's decoupled decay).

    Raises
    ------
    InputError
        For a value outside these bounds.

    Notes
    -----
    Kingma & Ba, "Adam: a method for stochastic optimization", ICLR 2015. As in PyTorch, ε is
    added after the bias correction of v.
    """

    def __init__(
        self,
        lr: Rate = 1e-3,
        betas: tuple[float, float] = (0.9, 0.999),
        eps: float = 1e-8,
        weight_decay: float = 0.0,
    ) -> None:
        super().__init__(lr)
        self.betas = (
            checked_between("beta1", betas[0], 0, 1),
            checked_between("beta2", betas[1], 0, 1),
        )
        if not isinstance(eps, int | float) or not 0 < eps < float("inf"):
            raise InputError("eps", eps, "a number greater than 0")
        self.eps = float(eps)
        self.weight_decay = checked_between("weight_decay", weight_decay, 0, float("inf"))

    def fresh_state(self) -> dict[str, Array]:
        return {
            "first_moment": numpy.zeros_like(self.theta),
            "second_moment": numpy.zeros_like(self.theta),
            "beta_powers": numpy.ones(2, numpy.float64),
        }

    def update(self, np: Face) -> None:
        beta1, beta2 = self.betas
        gradient = self.decayed_gradient(np, self.weight_decay)
        m, v = self.state["first_moment"], self.state["second_moment"]
        step_size, root = self._corrections(np)
        work = np.empty_like(self.theta)

        np.subtract(gradient, m, out=work)
        np.multiply(work, 1 - beta1, out=work)
        np.add(m, work, out=m)

        np.multiply(gradient, gradient, out=work)
        np.subtract(work, v, out=work)
        np.multiply(work, 1 - beta2, out=work)
        np.add(v, work, out=v)

        np.sqrt(v, out=work)
        np.divide(work, root, out=work)
        np.add(work, self.eps, out=work)
        np.divide(m, work, out=work)
        np.multiply(work, step_size, out=work)
        np.subtract(self.theta, work, out=self.theta)

    def _corrections(self, np: Face) -> tuple[Array, Array]:
        """η/(1 − β₁ᵗ) and √(1 − β₂ᵗ), computed in float64 and rounded once."""
        powers = self.state["beta_powers"]
        rest = numpy.zeros(2, numpy.float64)
        step_size = numpy.zeros(self._lr.shape, self.theta.dtype)
        root = numpy.zeros((), self.theta.dtype)
        np.multiply(powers, numpy.array(self.betas), out=powers)
        np.subtract(1, powers, out=rest)
        np.divide(self._lr, rest[0:1].reshape(()), out=step_size)
        np.sqrt(rest[1:2].reshape(()), out=root)
        return step_size, root
