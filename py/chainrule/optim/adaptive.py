"""Rules that scale each parameter's step by the gradients it has seen."""

from __future__ import annotations

import numpy

from chainrule.checks import checked_between, checked_flag, checked_positive
from chainrule.engine.op import Array, Face
from chainrule.optim.optimizer import Optimizer, Rate, average_in, average_square_in


class Adagrad(Optimizer):
    """Steps scaled by the root of the sum of all squared gradients.

    At step t: g ← ∇L + λθ;  G ← G + g²;  θ ← θ − η/(1 + (t − 1)d) · g / (√G + ε).

    Duchi, Hazan & Singer, "Adaptive subgradient methods", JMLR 2011, as in PyTorch.

    Parameters
    ----------
    lr : η > 0; an array of K rates for a fleet.
    lr_decay : d ≥ 0.
    weight_decay : λ ≥ 0.
    initial_accumulator_value : G at first.
    eps : ε > 0.
    """

    of_the_start = ("initial_accumulator_value",)

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


class Adadelta(Optimizer):
    """Steps in the units of the parameters: scaled by the ratio of two running root mean squares.

    g ← ∇L + λθ;  v ← ρv + (1 − ρ)g²;  d = √(u + ε)/√(v + ε) · g;  u ← ρu + (1 − ρ)d²;
    θ ← θ − ηd.

    Zeiler, "Adadelta: an adaptive learning rate method", 2012, as in PyTorch.

    Parameters
    ----------
    lr : η > 0; an array of K rates for a fleet.
    rho : ρ in [0, 1).
    eps : ε > 0.
    weight_decay : λ ≥ 0.
    """

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


class RMSprop(Optimizer):
    """Steps scaled by a running root mean square of the gradient.

    g ← ∇L + λθ;  v ← αv + (1 − α)g²;  s = g / (√v + ε);  θ ← θ − ηs, or with momentum
    b ← μb + s;  θ ← θ − ηb. Centred, v − ḡ² takes v's place, ḡ the running mean of g.

    Tieleman & Hinton, "Lecture 6.5: RMSprop", 2012; centred: Graves 2013. As in PyTorch.

    Parameters
    ----------
    lr : η > 0; an array of K rates for a fleet.
    alpha : α in [0, 1).
    eps : ε > 0.
    weight_decay : λ ≥ 0.
    momentum : μ in [0, 1).
    centered : whether to subtract the squared mean.
    """

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
            # Rounding may take a variance that is all but 0 below it.
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
