"""The base class of optimizers: an update rule, with its state, for a flat parameter vector."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

import numpy

from chainrule.changes import Adjustable, arguments, check_all_held, is_known, settings_of
from chainrule.checks import checked_between
from chainrule.engine.op import Array, Face
from chainrule.engine.recorder import current_face, op_record
from chainrule.errors import InputError
from chainrule.optim.assignments import Assignments
from chainrule.optim.step_limit import StepLimit

Rate = float | Sequence[float] | Array
State = Mapping[str, Array]
Signs = Mapping[str, str | tuple[str, str]]


class Optimizer(Adjustable):
    """An update rule.

    Settings may be assigned at any time and apply from the next step on. If a new value requires
    further state, the state is created; state that is no longer required is dropped.

    `step` works like an op: its NumPy calls are either run at once or recorded in a program. Values
    that change from step to step are arrays that these calls update, so a replay needs no
    arguments.

    Attributes
    ----------
    state : the named arrays that are carried from step to step. From these and `theta`, a run can
        resume exactly.
    rate : the current learning rate, in the parameters' precision: `lr` times the schedule's
        factor.
    exact_rate : the same rate in double precision.
    decays_apart : whether weight decay is decoupled from the gradient.
    decay_factor : 1 − ηλ, the factor that decoupled weight decay applies to each parameter.
    signs : the LaTeX symbol of each array of the state; for a step counter, its symbols before and
        after the step.
    has_step_limit : whether `step_limit` returns a limit once the first step has been taken.
    """

    decays_apart = False
    signs: ClassVar[Signs] = {}
    has_step_limit: ClassVar[bool] = False
    _is_bound = False
    of_the_start: ClassVar[tuple[str, ...]] = ()
    """Settings that define the initial state and cannot be changed afterwards."""

    def __init__(self, lr: Rate, weight_decay: float = 0.0) -> None:
        self._lr = numpy.array(_checked_rate(lr), numpy.float64)
        self.weight_decay = checked_between("weight_decay", weight_decay, 0, float("inf"))
        self.factor = 1.0
        self._allocate_rates(numpy.dtype(numpy.float64))
        self.state: dict[str, Array] = {}

    @property
    def lr(self) -> float | Array:
        """The learning rate: a single number or one per replica."""
        return self._lr.item() if self._lr.ndim == 0 else self._lr.flatten()

    @property
    def base_rates(self) -> Array:
        """The learning rates before the schedule's factor is applied, in double precision and in a
        shape that broadcasts with `theta`."""
        return self._lr

    @lr.setter
    def lr(self, lr: Rate) -> None:
        rate = numpy.asarray(_checked_rate(lr), numpy.float64)
        if rate.ndim and rate.shape != self._lr.shape[:1]:
            fleet = f", or one per replica ({len(self._lr)} replicas)" if self._lr.ndim else ""
            raise InputError("lr", lr, f"one number{fleet}")
        if self._is_bound:
            check_all_held({"lr": lr}, self.theta.dtype)
        self._lr[...] = rate.reshape(self._lr.shape) if rate.ndim else rate
        self.scale(self.factor)

    def scale(self, factor: float) -> None:
        """Set the schedule's factor, which multiplies the learning rate from the next step on."""
        self.factor = factor
        # Change the arrays in place, because recorded programs read them.
        numpy.multiply(self._lr, factor, out=self.exact_rate)
        self.rate[...] = factor * self._lr
        if self.weight_decay:
            self.decay_factor[...] = 1 - factor * self.weight_decay * self._lr

    def bind(self, theta: Array, grad: Array) -> None:
        """Use these flat vectors, of shape (P,) or (K, P), and reset the state.

        Raises
        ------
        InputError
            If there are no parameters, if the number of learning rates differs from the number of
            replicas, or if the optimizer is already bound to another network.
        """
        if getattr(self, "theta", theta) is not theta:
            raise InputError("optimizer", type(self).__name__, "a new optimizer for each trainer")
        if theta.size == 0:
            raise InputError("optimizer", type(self).__name__, "a network with parameters")
        if self._lr.ndim:
            if theta.ndim != 2 or len(self._lr) != len(theta):
                fleet = "a single network" if theta.ndim == 1 else f"{len(theta)} replicas"
                rates = self._lr.flatten().tolist()
                raise InputError("lr", rates, f"one number, or one per replica ({fleet})")
            self._lr = self._lr.reshape(-1, 1)
        self.theta, self.grad = theta, grad
        self._work: dict[int, Array] = {}
        check_all_held(settings_of(self), theta.dtype)
        self._allocate_rates(theta.dtype)
        self.state = self.fresh_state()
        self._is_bound = True

    def __setattr__(self, name: str, value: Any) -> None:
        if self._is_bound and not is_known(self, name):
            raise InputError(name, value, f"one of {', '.join(arguments(type(self)))}")
        if self._is_bound and name in self.of_the_start and value != getattr(self, name):
            now = getattr(self, name)
            raise InputError(name, value, f"{now}, the value its state was created with")
        super().__setattr__(name, value)

    def _take(self, other: Optimizer) -> None:
        if not self._is_bound:
            return super()._take(other)
        other.bind(self.theta, self.grad)
        vars(self).update({k: v for k, v in settings_of(other).items() if k != "lr"})
        self.state = {key: self.state.get(key, array) for key, array in other.state.items()}
        self.scale(self.factor)

    def _allocate_rates(self, dtype: numpy.dtype) -> None:
        self.exact_rate = self._lr.copy()
        self.rate, self.decay_factor = self._lr.astype(dtype), numpy.ones_like(self._lr, dtype)
        self.scale(self.factor)

    def fresh_state(self) -> dict[str, Array]:
        """The state before the first step."""
        return {}

    def step(self) -> None:
        """Update θ by the rule's step, computed from `grad`.

        Raises
        ------
        RuntimeError
            If `bind` has not been called.
        """
        if not hasattr(self, "theta"):
            raise RuntimeError(f"{type(self).__name__}.step: nothing to update; call bind first.")
        before = {"theta": self.theta, "grad": self.grad, **self.state}
        with op_record(None, before, before):
            self.update(current_face())

    def update(self, np: Face) -> None:
        """Apply the update rule through the NumPy interface `np`."""
        raise NotImplementedError

    def explain(self, lines: Assignments) -> None:
        """Write the step's formulas; by default, a generic formula without state or settings."""
        lines.hold("theta", rf"\operatorname{{update}}(<\theta>, <{lines.gradient}>)")

    def step_limit(self, state: State) -> StepLimit | None:
        """The limit below which a step is stable in this state, or None if the limit is unknown."""
        return None

    def decayed_gradient(self, np: Face) -> Array:
        """g + λθ, the gradient of the loss plus an L2 penalty ½λ‖θ‖²; for λ = 0, g itself."""
        if self.weight_decay == 0:
            return self.grad
        total = self.work(2)
        np.multiply(self.theta, self.weight_decay, out=total)
        np.add(total, self.grad, out=total)
        return total

    def work(self, number: int = 0) -> Array:
        """One of up to three buffers for intermediate results within one section of a step.

        The buffers belong to the optimizer, so that all programs of a run share them. The third
        buffer holds the gradient with weight decay added.
        """
        if number not in self._work:
            self._work[number] = numpy.zeros_like(self.theta)
        return self._work[number]

    def shrink(self, np: Face) -> None:
        """θ ← (1 − ηλ)θ: decoupled weight decay."""
        if self.weight_decay:
            np.multiply(self.theta, self.decay_factor, out=self.theta)

    def descend(self, np: Face, direction: Array, rate: Array | None = None) -> None:
        """θ ← θ − η d, where d is `direction`, which is overwritten."""
        np.multiply(direction, self.rate if rate is None else rate, out=direction)
        np.subtract(self.theta, direction, out=self.theta)


def average_in(np: Face, average: Array, value: Array, weight: float, work: Array) -> None:
    """Average ← average + weight · (value − average)."""
    np.subtract(value, average, out=work)
    np.multiply(work, weight, out=work)
    np.add(average, work, out=average)


def average_square_in(np: Face, average: Array, value: Array, weight: float, work: Array) -> None:
    """Average ← (1 − weight) · average + weight · value², which is also accurate for small
    averages.

    As in PyTorch, the value is multiplied by `weight` before it is squared, because value² alone
    may overflow.
    """
    np.multiply(average, 1 - weight, out=average)
    np.multiply(value, weight, out=work)
    np.multiply(work, value, out=work)
    np.add(average, work, out=average)


def _checked_rate(lr: Any) -> Any:
    try:
        rates = numpy.asarray(lr)
    except ValueError:  # nested lists of unequal lengths
        raise InputError("lr", lr, "a number greater than 0, or one per replica") from None
    numbers = rates.dtype.kind in "iuf" and rates.ndim <= 1 and rates.size > 0
    if not numbers or not numpy.all((rates > 0) & numpy.isfinite(rates)):
        raise InputError("lr", lr, "a number greater than 0, or one per replica")
    return lr


def checked_betas(betas: Any) -> tuple[float, float]:
    """Check that `betas` is a pair of decay rates in [0, 1), and return it.

    Raises
    ------
    InputError
        If `betas` is not a pair of numbers in that range.
    """
    if not isinstance(betas, tuple | list) or len(betas) != 2:
        raise InputError("betas", betas, "two numbers from 0 and below 1")
    return checked_between("beta1", betas[0], 0, 1), checked_between("beta2", betas[1], 0, 1)
