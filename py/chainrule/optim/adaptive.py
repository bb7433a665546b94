"""Update rules that scale each parameter's step by its past gradients."""

from __future__ import annotations

from typing import ClassVar

import numpy

from chainrule.checks import checked_between, checked_flag, checked_positive
from chainrule.engine.op import Array, Face
from chainrule.optim.assignments import Assignments
from chainrule.optim.optimizer import Optimizer, Rate, Signs, State, average_in, average_square_in
from chainrule.optim.step_limit import StepLimit


class Adagrad(Optimizer):
    """Steps scaled by the root of the sum of all squared gradients.

    At step t: g ← ∇L + λθ;  G ← G + g²;  θ ← θ − η/(1 + (t − 1)d) · g / (√G + ε).

    Duchi, Hazan & Singer, "Adaptive subgradient methods", JMLR 2011; as in PyTorch.

    Parameters
    ----------
    lr : η > 0; for a fleet, also an array of K learning rates.
    lr_decay : d ≥ 0.
    weight_decay : λ ≥ 0.
    initial_accumulator_value : the initial value of G.
    eps : ε > 0.
    """

    of_the_start = ("initial_accumulator_value",)
    signs: ClassVar[Signs] = {"squares": "G", "slowness": "k"}
    has_step_limit = True

    def __init__(
        self,
        lr: Rate = 1e-2,
        lr_decay: float = 0.0,
        weight_decay: float = 0.0,
        initial_accumulator_value: float = 0.0,
        eps: float = 1e-10,
    ) -> None:
        super().__init__(lr, weight_decay)
        self.lr_decay = checked_between("lr_decay", lr_decay, 0, float("inf"))
        self.initial_accumulator_value = checked_between(
            "initial_accumulator_value", initial_accumulator_value, 0, float("inf")
        )
        self.eps = checked_positive("eps", eps)

    def fresh_state(self) -> dict[str, Array]:
        state = {"squares": numpy.full_like(self.theta, self.initial_accumulator_value)}
        return {**state, "slowness": numpy.ones(())} if self.lr_decay else state

    def update(self, np: Face) -> None:
        gradient, squares = self.decayed_gradient(np), self.state["squares"]
        work = self.work()
        np.multiply(gradient, gradient, out=work)
        np.add(squares, work, out=squares)
        np.sqrt(squares, out=work)
        np.add(work, self.eps, out=work)
        np.divide(gradient, work, out=work)
        rate = self.rate
        if self.lr_decay:
            rate, slowness = numpy.zeros_like(self.rate), self.state["slowness"]
            np.divide(self.exact_rate, slowness, out=rate)
            np.add(slowness, self.lr_decay, out=slowness)
        self.descend(np, work, rate)

    def explain(self, lines: Assignments) -> None:
        g, rate = lines.gradient, r"<\eta>"
        lines.values[r"\varepsilon"] = self.eps
        lines.hold("squares", rf"<G> + <{g}>^2")
        if self.lr_decay:
            rate = r"\frac{<\eta>}{<k>}"
            lines.values["d"] = self.lr_decay
            lines.hold("slowness", "<k> + <d>")
        lines.hold(
            "theta", rf"<\theta> - {rate} \cdot \frac{{<{g}>}}{{\sqrt{{<G'>}} + <\varepsilon>}}"
        )

    def step_limit(self, state: State) -> StepLimit | None:
        squares = numpy.asarray(state["squares"], numpy.float64)
        slowness = float(state.get("slowness", numpy.ones(())))
        root = numpy.sqrt(squares) + self.eps
        return StepLimit(2, 1 / (slowness * root)) if squares.any() else None


class Adadelta(Optimizer):
    """Steps in the units of the parameters, scaled by the ratio of two running root mean squares.

    g ← ∇L + λθ;  v ← ρv + (1 − ρ)g²;  d = √(u + ε)/√(v + ε) · g;  u ← ρu + (1 − ρ)d²;
    θ ← θ − ηd.

    Zeiler, "Adadelta: an adaptive learning rate method", 2012; as in PyTorch.

    Parameters
    ----------
    lr : η > 0; for a fleet, also an array of K learning rates.
    rho : ρ in [0, 1).
    eps : ε > 0.
    weight_decay : λ ≥ 0.
    """

    signs: ClassVar[Signs] = {"squares": "v", "squared_steps": "u"}
    has_step_limit = True

    def __init__(
        self, lr: Rate = 1.0, rho: float = 0.9, eps: float = 1e-6, weight_decay: float = 0.0
    ) -> None:
        super().__init__(lr, weight_decay)
        self.rho = checked_between("rho", rho, 0, 1)
        self.eps = checked_positive("eps", eps)

    def fresh_state(self) -> dict[str, Array]:
        return {name: numpy.zeros_like(self.theta) for name in ("squares", "squared_steps")}

    def update(self, np: Face) -> None:
        gradient = self.decayed_gradient(np)
        squares, steps = self.state["squares"], self.state["squared_steps"]
        step, work = self.work(0), self.work(1)
        average_square_in(np, squares, gradient, 1 - self.rho, work)
        np.add(steps, self.eps, out=step)
        np.sqrt(step, out=step)
        np.add(squares, self.eps, out=work)
        np.sqrt(work, out=work)
        np.divide(step, work, out=step)
        np.multiply(step, gradient, out=step)
        average_square_in(np, steps, step, 1 - self.rho, work)
        self.descend(np, step)

    def explain(self, lines: Assignments) -> None:
        g, eps = lines.gradient, self.eps
        lines.values |= {r"\rho": self.rho, r"\varepsilon": eps}
        lines.hold("squares", rf"<\rho> \cdot <v> + (1 - <\rho>) \cdot <{g}>^2")
        ratio = numpy.sqrt(lines.number("u") + eps) / numpy.sqrt(lines.number("v'") + eps)
        written = r"\frac{\sqrt{<u> + <\varepsilon>}}{\sqrt{<v'> + <\varepsilon>}}"
        lines.let("d", rf"{written} \cdot <{g}>", ratio * lines.number(g))
        lines.hold("squared_steps", r"<\rho> \cdot <u> + (1 - <\rho>) \cdot <d>^2")
        lines.hold("theta", r"<\theta> - <\eta> \cdot <d>")

    def step_limit(self, state: State) -> StepLimit | None:
        squares, steps = (
            numpy.asarray(state[name], numpy.float64) + self.eps
            for name in ("squares", "squared_steps")
        )
        return StepLimit(2, numpy.sqrt(steps / squares)) if state["squares"].any() else None


class RMSprop(Optimizer):
    """Steps scaled by a running root mean square of the gradient.

    g ← ∇L + λθ; v ← αv + (1 − α)g²; s = g / (√v + ε); θ ← θ − ηs, or with momentum b ← μb + s; θ ←
    θ − ηb. If `centered` is set, v − ḡ² replaces v, where ḡ is the running mean of g.

    Tieleman & Hinton, "Lecture 6.5: RMSprop", 2012; the centred form: Graves 2013. Both as in
    PyTorch.

    Parameters
    ----------
    lr : η > 0; for a fleet, also an array of K learning rates.
    alpha : α in [0, 1).
    eps : ε > 0.
    weight_decay : λ ≥ 0.
    momentum : μ in [0, 1).
    centered : whether to subtract the square of the mean gradient.
    """

    signs: ClassVar[Signs] = {"squares": "v", "mean": r"\mu_g", "velocity": "b"}
    has_step_limit = True

    def __init__(
        self,
        lr: Rate = 1e-2,
        alpha: float = 0.99,
        eps: float = 1e-8,
        weight_decay: float = 0.0,
        momentum: float = 0.0,
        centered: bool = False,
    ) -> None:
        super().__init__(lr, weight_decay)
        self.alpha = checked_between("alpha", alpha, 0, 1)
        self.eps = checked_positive("eps", eps)
        self.momentum = checked_between("momentum", momentum, 0, 1)
        self.centered = checked_flag("centered", centered)

    def fresh_state(self) -> dict[str, Array]:
        names = ["squares"]
        names += ["mean"] if self.centered else []
        names += ["velocity"] if self.momentum else []
        return {name: numpy.zeros_like(self.theta) for name in names}

    def update(self, np: Face) -> None:
        gradient, squares = self.decayed_gradient(np), self.state["squares"]
        work = self.work()
        average_square_in(np, squares, gradient, 1 - self.alpha, work)
        if self.centered:
            mean = self.state["mean"]
            average_in(np, mean, gradient, 1 - self.alpha, work)
            np.multiply(mean, mean, out=work)
            np.subtract(squares, work, out=work)
            # Rounding can make a variance close to 0 negative.
            np.maximum(work, 0, out=work)
            np.sqrt(work, out=work)
        else:
            np.sqrt(squares, out=work)
        np.add(work, self.eps, out=work)
        np.divide(gradient, work, out=work)
        if self.momentum:
            velocity = self.state["velocity"]
            np.multiply(velocity, self.momentum, out=velocity)
            np.add(velocity, work, out=velocity)
            np.multiply(velocity, self.rate, out=work)
            np.subtract(self.theta, work, out=self.theta)
        else:
            self.descend(np, work)

    def explain(self, lines: Assignments) -> None:
        g = lines.gradient
        lines.values |= {r"\alpha": self.alpha, r"\varepsilon": self.eps}
        under = lines.hold("squares", rf"<\alpha> \cdot <v> + (1 - <\alpha>) \cdot <{g}>^2")
        size, under = lines.number(under), f"<{under}>"
        if self.centered:
            mean = lines.hold("mean", rf"<\alpha> \cdot <\mu_g> + (1 - <\alpha>) \cdot <{g}>")
            size, under = numpy.maximum(size - lines.number(mean) ** 2, 0), f"{under} - <{mean}>^2"
        scaled = lines.number(g) / (numpy.sqrt(size) + self.eps)
        lines.let("s", rf"\frac{{<{g}>}}{{\sqrt{{{under}}} + <\varepsilon>}}", scaled)
        step = "s"
        if self.momentum:
            lines.values[r"\mu"] = self.momentum
            step = lines.hold("velocity", r"<\mu> \cdot <b> + <s>")
        lines.hold("theta", rf"<\theta> - <\eta> \cdot <{step}>")

    def step_limit(self, state: State) -> StepLimit | None:
        squares = numpy.asarray(state["squares"], numpy.float64)
        if self.centered:
            squares = squares - numpy.square(state["mean"], dtype=numpy.float64)
        root = numpy.sqrt(numpy.maximum(squares, 0))
        if not squares.any():
            return None
        return StepLimit(2 * (1 + self.momentum), 1 / (root + self.eps))
