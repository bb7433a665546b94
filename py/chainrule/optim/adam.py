"""Adam and its variants: steps scaled by running moments of the gradient."""

from __future__ import annotations

from typing import ClassVar

import numpy

from chainrule.checks import checked_between, checked_flag, checked_positive
from chainrule.engine.op import Array, Face
from chainrule.optim.assignments import Assignments
from chainrule.optim.optimizer import Optimizer, Rate, Signs, State, checked_betas
from chainrule.optim.step_limit import StepLimit

LARGE = 10_000
"""Above this number of parameters, memory traffic costs more than calls, so the moments are updated
one after the other."""


class Adam(Optimizer):
    """Steps scaled by running moments of the gradient.

    At step t, with the learning rate η, the decay rates β₁ and β₂, and the moments m and v
    (initially zero):

        g ← ∇L + λθ
        m ← β₁m + (1 − β₁)g
        v ← β₂v + (1 − β₂)g²
        θ ← θ − η/(1 − β₁ᵗ) · m / (√v/√(1 − β₂ᵗ) + ε)

    The state holds m and v without bias correction, under PyTorch's names. As in PyTorch, the
    gradient is multiplied by 1 − β₂ before it is squared: in single precision, g² alone overflows
    for g above 1.8e19.

    Parameters
    ----------
    lr : η > 0; for a fleet, also an array of K learning rates.
    betas : (β₁, β₂), each in [0, 1).
    eps : ε > 0.
    weight_decay : λ ≥ 0, an L2 penalty (not AdamW's decoupled decay).
    amsgrad : whether to divide by the largest v so far instead of v (Reddi et al., "On the
        convergence of Adam and beyond", ICLR 2018).

    Raises
    ------
    InputError
        If an argument is outside these bounds.

    Notes
    -----
    Kingma & Ba, "Adam: a method for stochastic optimization", ICLR 2015. As in PyTorch, ε is
    added after the bias correction of v.
    """

    signs: ClassVar[Signs] = {
        "exp_avg": "m",
        "exp_avg_sq": "v",
        "max_exp_avg_sq": r"v_{\max}",
        "beta_powers": (r"\beta^{t-1}", r"\beta^t"),
    }
    has_step_limit = True

    def __init__(
        self,
        lr: Rate = 1e-3,
        betas: tuple[float, float] = (0.9, 0.999),
        eps: float = 1e-8,
        weight_decay: float = 0.0,
        amsgrad: bool = False,
    ) -> None:
        self.betas = checked_betas(betas)
        super().__init__(lr, weight_decay)
        self.eps = checked_positive("eps", eps)
        self.amsgrad = checked_flag("amsgrad", amsgrad)

    def fresh_state(self) -> dict[str, Array]:
        # m and v are adjacent in memory, so that one call decays both and another adds to both.
        self.moments = numpy.zeros((2, *self.theta.shape), self.theta.dtype)
        if self.theta.size <= LARGE:
            self._shares = numpy.zeros_like(self.moments)
            # After the shares have been added, their memory is reused as a work buffer.
            self._work |= enumerate(self._shares)
        state = {
            "exp_avg": self.moments[0],
            "exp_avg_sq": self.moments[1],
            "beta_powers": numpy.ones(2, numpy.float64),
        }
        if self.amsgrad:
            state["max_exp_avg_sq"] = numpy.zeros_like(self.theta)
        return state

    def update(self, np: Face) -> None:
        gradient = self.decayed_gradient(np)
        step_size, root = self._corrections(np)
        work = self.work()
        self.move_moments(np, gradient)
        self.scaled_root(np, root, work)
        np.divide(self.state["exp_avg"], work, out=work)
        self.descend(np, work, step_size)

    def move_moments(self, np: Face, gradient: Array) -> None:
        """Update both moments with the gradient."""
        betas = numpy.array(self.betas).reshape(2, *[1] * self.theta.ndim)
        kept, taken = betas.astype(self.theta.dtype), (1 - betas).astype(self.theta.dtype)
        np.multiply(self.moments, kept, out=self.moments)
        if self.theta.size > LARGE:
            share = self.work()
            np.multiply(gradient, taken[0], out=share)
            np.add(self.moments[0], share, out=self.moments[0])
            np.multiply(gradient, taken[1], out=share)
            np.multiply(share, gradient, out=share)
            np.add(self.moments[1], share, out=self.moments[1])
            return
        np.multiply(gradient, taken, out=self._shares)
        np.multiply(self._shares[1], gradient, out=self._shares[1])
        np.add(self.moments, self._shares, out=self.moments)

    def scaled_root(self, np: Face, root: Array, out: Array) -> None:
        """out = √v/√(1 − β₂ᵗ) + ε, where `root` is √(1 − β₂ᵗ)."""
        second = self.state["exp_avg_sq"]
        if self.amsgrad:
            greatest = self.state["max_exp_avg_sq"]
            np.maximum(greatest, second, out=greatest)
            second = greatest
        np.sqrt(second, out=out)
        np.divide(out, root, out=out)
        np.add(out, self.eps, out=out)

    def _corrections(self, np: Face) -> tuple[Array, Array]:
        """The step size and √(1 − β₂ᵗ), computed in float64 and rounded once."""
        powers, betas = self.state["beta_powers"], numpy.array(self.betas)
        rest, shape = numpy.zeros(2, numpy.float64), self.exact_rate.shape
        exact = numpy.zeros(self.exact_rate.size + 1, numpy.float64)
        rounded = exact.astype(self.theta.dtype)
        np.multiply(powers, betas, out=powers)
        np.subtract(1, powers, out=rest)
        np.divide(self.exact_rate, rest[0:1].reshape(()), out=exact[:-1].reshape(shape))
        np.sqrt(rest[1:2].reshape(()), out=exact[-1:].reshape(()))
        # A single copy rounds all values: a function that rounds its result takes four times as
        # long.
        np.copyto(rounded, exact)
        return rounded[:-1].reshape(shape), rounded[-1:].reshape(())

    def explain(self, lines: Assignments) -> None:
        theta = r"\theta"
        if self.decays_apart and self.weight_decay:
            theta = r"\tilde{\theta}"
            kept = 1 - lines.number(r"\eta") * self.weight_decay
            shrunk = r"(1 - <\eta> \cdot <\lambda>) \cdot <\theta>"
            lines.let(theta, shrunk, kept * lines.number(r"\theta"))
        second = self.explain_moments(lines)
        for of, biased, k in (("m", "m'", 1), ("v", second, 2)):
            self.correct(lines, of, biased, k)
        step = r"\frac{<\hat{m}>}{\sqrt{<\hat{v}>} + <\varepsilon>}"
        lines.hold("theta", rf"<{theta}> - <\eta> \cdot {step}")

    def explain_moments(self, lines: Assignments) -> str:
        """Write the updates of m and v; return the symbol of the array whose root scales the
        step."""
        g = lines.gradient
        beta1, beta2 = self.betas
        lines.values |= {r"\beta_1": beta1, r"\beta_2": beta2, r"\varepsilon": self.eps}
        powers = lines.result("beta_powers")
        lines.values |= {r"\beta_1^t": float(powers[0]), r"\beta_2^t": float(powers[1])}
        lines.hold("exp_avg", rf"<\beta_1> \cdot <m> + (1 - <\beta_1>) \cdot <{g}>")
        top = lines.hold("exp_avg_sq", rf"<\beta_2> \cdot <v> + (1 - <\beta_2>) \cdot <{g}>^2")
        if self.amsgrad:
            top = lines.hold("max_exp_avg_sq", rf"\max(<v_{{\max}}>, <{top}>)")
        return top

    @staticmethod
    def correct(lines: Assignments, of: str, biased: str, k: int) -> None:
        """Write the bias correction of a moment, which starts at 0: division by 1 − βₖᵗ."""
        left = 1 - lines.result("beta_powers")[k - 1]
        formula = rf"\frac{{<{biased}>}}{{1 - <\beta_{k}^t>}}"
        lines.let(rf"\hat{{{of}}}", formula, lines.number(biased) / left)

    def step_limit(self, state: State) -> StepLimit | None:
        first, second = 1 - numpy.asarray(state["beta_powers"], numpy.float64)
        if first == 0:
            return None
        mean_square = state["max_exp_avg_sq" if self.amsgrad else "exp_avg_sq"]
        root = numpy.sqrt(numpy.asarray(mean_square, numpy.float64) / second)
        factor = 2 * (1 + self.betas[0]) / (1 - self.betas[0])
        return StepLimit(factor, 1 / (first * (root + self.eps)))


class AdamW(Adam):
    """Adam with decoupled weight decay: θ ← θ − ηλθ first, then Adam's step with λ = 0.

    Loshchilov & Hutter, "Decoupled weight decay regularization", ICLR 2019. The parameters are
    Adam's; `weight_decay` defaults to 0.01, as in PyTorch.
    """

    decays_apart = True

    def __init__(
        self,
        lr: Rate = 1e-3,
        betas: tuple[float, float] = (0.9, 0.999),
        eps: float = 1e-8,
        weight_decay: float = 1e-2,
        amsgrad: bool = False,
    ) -> None:
        super().__init__(lr, betas, eps, weight_decay, amsgrad)

    def decayed_gradient(self, np: Face) -> Array:
        self.shrink(np)
        return self.grad


class NAdam(Adam):
    """Adam with Nesterov momentum.

    With μ_t = β₁(1 − ½ · 0.96^(tψ)), M_t = Π μ_i and d = √v/√(1 − β₂ᵗ) + ε:

        θ ← θ − η (1 − μ_t)/(1 − M_t) · g/d − η μ_{t+1}/(1 − M_{t+1}) · m/d

    Dozat, "Incorporating Nesterov momentum into Adam", 2016; as in PyTorch.

    Parameters
    ----------
    momentum_decay : ψ ≥ 0; the other parameters are those of Adam.
    """

    signs: ClassVar[Signs] = {
        **Adam.signs,
        "step": ("t - 1", "t"),
        "mu_product": ("M_{t-1}", "M_t"),
    }
    has_step_limit = False

    def __init__(
        self,
        lr: Rate = 2e-3,
        betas: tuple[float, float] = (0.9, 0.999),
        eps: float = 1e-8,
        weight_decay: float = 0.0,
        momentum_decay: float = 4e-3,
    ) -> None:
        super().__init__(lr, betas, eps, weight_decay)
        self.momentum_decay = checked_between("momentum_decay", momentum_decay, 0, float("inf"))

    def fresh_state(self) -> dict[str, Array]:
        state = super().fresh_state()
        counters = {"step": numpy.zeros(()), "mu_product": numpy.ones(())}
        return {**state, **counters}

    def update(self, np: Face) -> None:
        gradient = self.decayed_gradient(np)
        from_gradient, from_moment, root = self._factors(np)
        work, denominator = self.work(0), self.work(1)
        self.move_moments(np, gradient)
        self.scaled_root(np, root, denominator)
        np.divide(gradient, denominator, out=work)
        self.descend(np, work, from_gradient)
        np.divide(self.state["exp_avg"], denominator, out=work)
        self.descend(np, work, from_moment)

    def _factors(self, np: Face) -> tuple[Array, Array, Array]:
        """The two step sizes and √(1 − β₂ᵗ), computed in float64 and rounded once."""
        step, product = self.state["step"], self.state["mu_product"]
        power = self.state["beta_powers"][1:].reshape(())
        now, after, rest = (numpy.zeros(()) for _ in range(3))
        root = numpy.zeros((), self.theta.dtype)
        from_gradient = numpy.zeros(self.exact_rate.shape, self.theta.dtype)
        from_moment = numpy.zeros_like(from_gradient)
        np.multiply(power, self.betas[1], out=power)
        np.subtract(1, power, out=rest)
        np.sqrt(rest, out=root)
        np.add(step, 1, out=step)
        self._momentum(np, step, 0, now)
        self._momentum(np, step, 1, after)
        np.multiply(product, now, out=product)
        np.subtract(1, now, out=now)
        np.subtract(1, product, out=rest)
        np.divide(now, rest, out=now)
        np.multiply(self.exact_rate, now, out=from_gradient)
        np.multiply(product, after, out=rest)
        np.subtract(1, rest, out=rest)
        np.divide(after, rest, out=after)
        np.multiply(self.exact_rate, after, out=from_moment)
        return from_gradient, from_moment, root

    def _momentum(self, np: Face, step: Array, ahead: int, out: Array) -> None:
        """out = μ for the step `step + ahead`."""
        np.add(step, ahead, out=out)
        np.multiply(out, self.momentum_decay, out=out)
        np.power(0.96, out, out=out)
        np.multiply(out, -0.5, out=out)
        np.add(out, 1, out=out)
        np.multiply(out, self.betas[0], out=out)

    def explain(self, lines: Assignments) -> None:
        g = lines.gradient
        lines.values |= {r"\psi": self.momentum_decay, "t": lines.result("step")}
        self.correct(lines, "v", self.explain_moments(lines), 2)
        mu, ahead = (
            self.betas[0] * (1 - 0.5 * 0.96 ** ((lines.number("t") + k) * self.momentum_decay))
            for k in (0, 1)
        )
        written = r"<\beta_1> \cdot (1 - 0.5 \cdot 0.96^{%s \cdot <\psi>})"
        lines.let(r"\mu_t", written % "<t>", mu)
        lines.let(r"\mu_{t+1}", written % "(<t> + 1)", ahead)
        lines.hold("mu_product", r"<M_{t-1}> \cdot <\mu_t>")
        lines.let("M_{t+1}", r"<M_t> \cdot <\mu_{t+1}>", lines.number("M_t") * ahead)
        scale = numpy.sqrt(lines.number(r"\hat{v}")) + self.eps
        lines.let("d", r"\sqrt{<\hat{v}>} + <\varepsilon>", scale)
        lines.hold(
            "theta",
            rf"<\theta> - <\eta> \cdot \left(\frac{{1 - <\mu_t>}}{{1 - <M_t>}} \cdot <{g}>"
            r" + \frac{<\mu_{t+1}>}{1 - <M_{t+1}>} \cdot <m'>\right) / <d>",
        )

    def step_limit(self, state: State) -> None:
        return None
