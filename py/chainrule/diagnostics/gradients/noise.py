"""How noisy a batch's gradient is, and whether the next one points the same way."""

from __future__ import annotations

from typing import NamedTuple

import numpy

from chainrule.engine.norms import power_of_two
from chainrule.engine.op import Array
from chainrule.nn.module import Module
from chainrule.nn.parts import layer_parts


class Noise(NamedTuple):
    """Of each layer, and last of the whole network, (layers + 1,) float64.

    Attributes
    ----------
    signal : ‖ḡ‖², the squared length of the batch's mean gradient.
    variance : tr Σ, the variance of one example's gradient, summed over all its numbers.
    ratio : signal to noise, ‖ḡ‖² / (tr Σ / n).
    """

    signal: Array
    variance: Array
    ratio: Array


def gradient_noise(squares: Array, means: Array) -> Noise:
    """The signal-to-noise ratio of a batch's gradient, from what `example_squares` gives.

    With gᵢ the gradients of the batch's n examples and ḡ their mean,

        tr Σ = (Σᵢ ‖gᵢ‖² − n ‖ḡ‖²) / (n − 1),    ratio = ‖ḡ‖² / (tr Σ / n).

    tr Σ / n is how far the mean of n examples strays from the true gradient, squared; were the
    true gradient 0, the ratio would be about 1. n / ratio is the simple noise scale
    tr Σ / ‖ḡ‖², the batch size up to which a larger batch pays: McCandlish et al., "An empirical
    model of large-batch training", 2018, eq. 2.9 (their estimate in appendix A.1 takes the part
    of ‖ḡ‖² that is noise away: ratio − 1).

    Parameters
    ----------
    squares : (layers, n) of ‖gᵢ‖²; means : (layers,) of ‖ḡ‖².

    Returns
    -------
    Noise
        NaN where nothing is known: from one example alone, or where all gradients are 0. A ratio
        is infinite where all examples agree.

    Examples
    --------
    >>> two = numpy.array([[1.0, 1.0]])  # at a right angle to each other
    >>> gradient_noise(two, numpy.array([0.5])).ratio.tolist()  # 1/2 over (1 / 2)
    [1.0, 1.0]
    """
    count = squares.shape[-1]
    sums = squares.sum(axis=-1)
    signal = numpy.append(means, means.sum())
    if count < 2:
        unknown = numpy.full_like(signal, numpy.nan)
        return Noise(signal, unknown, unknown)
    with numpy.errstate(all="ignore"):
        # All equal, rounding may leave less than 0.
        variance = numpy.maximum((sums - count * means) / (count - 1), 0)
        variance = numpy.append(variance, variance.sum())
        return Noise(signal, variance, signal / (variance / count))


def cosines(net: Module, first: Array, second: Array) -> Array:
    """cos ∠ of two flat vectors laid out as `net.theta`, of each layer and last of the whole.

    1: the same direction; 0: at a right angle, as two random ones nearly are; −1: the opposite,
    as when steps jump from one side of a valley to the other. NaN where either is 0.
    """
    with numpy.errstate(all="ignore"):
        one, other = _scaled(first), _scaled(second)
        dots, ones, others = (
            _sums(net, a * b) for a, b in ((one, other), (one, one), (other, other))
        )
        return numpy.clip(dots / (numpy.sqrt(ones) * numpy.sqrt(others)), -1, 1)


def _scaled(flat: Array) -> Array:
    """In float64, with numbers up to about 1, whose squares don't overflow."""
    wide = flat.astype(numpy.float64)
    return wide / power_of_two(numpy.abs(wide).max())


def _sums(net: Module, flat: Array) -> Array:
    parts = [flat[part].sum() for part in layer_parts(net)]
    return numpy.array([*parts, sum(parts)])
