"""Weights that are taken from a link, and weights that become part of a URL."""

from __future__ import annotations

from chainrule.browser.run.live import Live
from chainrule.browser.run.storage.packed_weights import unpack
from chainrule.browser.words import for_the_page
from chainrule.engine.op import Array
from chainrule.errors import InputError
from chainrule.experiment.settings.table import SETTINGS
from chainrule.limits import MAX_NUMBERS
from chainrule.phrases import phrase


def take_trained(live: Live, packed: str | None) -> list[str]:
    """Continue from the packed weights of a link, if there are any.

    Returns
    -------
    list of str
        If the weights do not fit, remarks that explain why; the network then keeps its initial
        weights.
    """
    if packed is None:
        return []
    try:
        live.continue_from(unpack(packed, live.run))
    except InputError as error:
        return [for_the_page(error), phrase("remark.trained_left_out")]
    return []


def weights_in_words(theta: Array) -> tuple[float, ...]:
    """The weights as a value of the setting `weights`, with as many digits as their precision
    requires.

    Raises
    ------
    InputError
        If there are too many for a URL.
    """
    if theta.size > MAX_NUMBERS:  # checked first: converting a million numbers is slow
        given = phrase("count.numbers", count=theta.size)
        raise InputError("weights", given, SETTINGS["weights"].allowed)
    return tuple(float(str(value)) for value in theta)
