"""The share of each training example in the gradient over the whole training set."""

from __future__ import annotations

import numpy

from chainrule.diagnostics.gradients.per_example import (
    check_dense,
    example_squares,
    one_gradient,
)
from chainrule.diagnostics.landscape.dataset_loss import copied
from chainrule.engine.op import Array
from chainrule.optim.sgd import SGD
from chainrule.training.replay import StepProgram
from chainrule.training.trainer import Trainer


class ExampleShares:
    """The contribution of each of the n training examples to ∇L = (1/n) Σ gᵢ.

    gᵢ is the gradient of the loss of example i alone, without dropout and without a penalty (see
    `example_gradients`). The share of example i is ‖gᵢ‖ / Σⱼ ‖gⱼ‖. The contribution of example i to
    ∂L/∂w is (gᵢ)_w / n; these contributions add up to ∂L/∂w. All values are computed in a float64
    copy of the network.

    Parameters
    ----------
    run : a run of a single network of dense layers; the run is not changed.

    Raises
    ------
    InputError
        If the network has layers of other kinds.

    Examples
    --------
    >>> from chainrule import Experiment
    >>> run = Experiment(layers=((4, "tanh"),)).trainer()
    >>> found = ExampleShares(run)
    >>> found.look(run.theta)
    >>> round(float(found.shares.sum()), 9)
    1.0
    """

    def __init__(self, run: Trainer) -> None:
        check_dense(run.net)
        self.run, self._net = run, copied(run.net, "float64")
        x, y = run.batches.x, run.batches.y
        rule = SGD(lr=1.0)  # never used: no step is taken
        rule.bind(self._net.theta, self._net.grad)
        with self._net.mode(training=False):
            self._step = StepProgram.record(self._net, run.loss, rule, x.shape, y.shape)
        self._step.load(x, y)
        self.shares = numpy.zeros(len(x))

    @property
    def examples(self) -> int:
        """The number of training examples, n."""
        return len(self.shares)

    @property
    def gradient(self) -> Array:
        """The gradient ∇L (P,) at the weights passed to `look`."""
        return self._net.grad

    def look(self, theta: Array) -> None:
        """Compute `shares` (n,) at the weights `theta`. The shares are NaN if all gradients are 0
        or one is not finite."""
        self._net.theta[...] = theta
        with numpy.errstate(all="ignore"):
            self._step.differentiate()
            squares = example_squares(self._net, self._step)
            power = squares.power.max()
            scaled = numpy.ldexp(squares.each, 2 * (squares.power - power)[:, None])
            lengths = numpy.sqrt(scaled.sum(axis=0))
            self.shares = lengths / lengths.sum()

    def contribution(self, example: int, index: int) -> float:
        """The contribution of an example to the gradient of one parameter."""
        gradient = one_gradient(self._net, self._step, example)
        return float(gradient[index] / self.examples)
