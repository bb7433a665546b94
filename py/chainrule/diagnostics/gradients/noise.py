"""The noise of the gradient on a batch, and the angle between successive gradients."""

from __future__ import annotations

from typing import NamedTuple

import numpy

from chainrule.engine.norms import power_of_two
from chainrule.engine.op import Array
from chainrule.nn.module import Module
from chainrule.nn.parts import layer_parts


class Noise(NamedTuple):
    """Statistics of each layer and, as the last entry, of the whole network: (layers + 1,) float64.

    Attributes
    ----------
    signal : ‖ḡ‖², the squared norm of the mean gradient on the batch.
    variance : tr Σ, the variance of a single example's gradient, summed over all components.
    ratio : the signal-to-noise ratio ‖ḡ‖² / (tr Σ / n).
    scale : the simple noise scale tr Σ / ‖ḡ‖².
    """

    signal: Array
    variance: Array
    ratio: Array
    scale: Array


def gradient_noise(squares: Array, means: Array, powers: Array | None = None) -> Noise:
    """The signal and the noise of the gradient on a batch, from the results of `example_squares`.

    With the gradients gᵢ of the batch's n examples and their mean ḡ,

        tr Σ = (Σᵢ ‖gᵢ‖² − n ‖ḡ‖²) / (n − 1),    ratio = ‖ḡ‖² / (tr Σ / n).

    tr Σ / n is the expected squared distance between the mean over n examples and the true
    gradient. If the true gradient were 0, the ratio would be about 1. n / ratio is the simple noise
    scale tr Σ / ‖ḡ‖², the batch size up to which larger batches help (McCandlish et al., "An
    empirical model of large-batch training", 2018, eq. 2.9; their estimate in appendix A.1 also
    subtracts the noise in ‖ḡ‖² and thus uses ratio − 1).

    Parameters
    ----------
    squares : (layers, n), the values of ‖gᵢ‖².
    means : (layers,), the values of ‖ḡ‖².
    powers : (layers,), the exponents of the powers of 2 by which the layers' gradients were
        divided; None if they were not divided. With these exponents, the ratio and the scale are
        correct even if the squares themselves would overflow or underflow.

    Returns
    -------
    Noise
        NaN where undefined: for a single example, or if all gradients are 0. The ratio is infinite
        if all examples have the same gradient.

    Examples
    --------
    >>> two = numpy.array([[1.0, 1.0]])  # two orthogonal gradients
    >>> gradient_noise(two, numpy.array([0.5])).ratio.tolist()  # 1/2 over (1 / 2)
    [1.0, 1.0]
    """
    count = squares.shape[-1]
    powers = numpy.zeros(len(means), int) if powers is None else powers
    with numpy.errstate(all="ignore"):
        signal, whole = _with_whole(means, powers)
        if count < 2:
            unknown = numpy.full_like(signal, numpy.nan)
            return Noise(numpy.ldexp(signal, 2 * whole), unknown, unknown, unknown)
        # If all gradients are equal, rounding can make the variance negative.
        variance = numpy.maximum((squares.sum(axis=-1) - count * means) / (count - 1), 0)
        variance, _ = _with_whole(variance, powers)
        ratio, scale = signal / (variance / count), variance / signal
        lengths = numpy.ldexp(signal, 2 * whole)
        return Noise(lengths, numpy.ldexp(variance, 2 * whole), ratio, scale)


def _with_whole(values: Array, powers: Array) -> tuple[Array, Array]:
    """The values of the layers followed by their sum, and the exponents of the powers of 2 by whose
    squares these values are to be multiplied."""
    most = powers.max()
    whole = numpy.ldexp(values, 2 * (powers - most)).sum()
    return numpy.append(values, whole), numpy.append(powers, most)


def cosines(net: Module, first: Array, second: Array) -> Array:
    """The cosine of the angle between two flat vectors with the layout of `net.theta`, for each
    layer and for the whole network.

    1 means the same direction, 0 means orthogonal (as random vectors nearly are), and −1 means
    opposite, as when steps jump across a valley. The cosine is NaN if either vector is 0.
    """
    with numpy.errstate(all="ignore"):
        one, other = _scaled(first), _scaled(second)
        dots, ones, others = (
            _sums(net, a * b) for a, b in ((one, other), (one, one), (other, other))
        )
        return numpy.clip(dots / (numpy.sqrt(ones) * numpy.sqrt(others)), -1, 1)


def _scaled(flat: Array) -> Array:
    """The vector in float64, scaled to magnitudes of about 1 or less, so that their squares do not
    overflow."""
    wide = flat.astype(numpy.float64)
    return wide / power_of_two(numpy.abs(wide).max())


def _sums(net: Module, flat: Array) -> Array:
    parts = [flat[part].sum() for part in layer_parts(net)]
    return numpy.array([*parts, sum(parts)])
