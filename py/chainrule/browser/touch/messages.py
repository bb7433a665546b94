"""Messages of a weight that is dragged, and of an example that is pointed at."""

from __future__ import annotations

from typing import Annotated, Literal, NotRequired, TypedDict

from chainrule.browser.protocol.arrays import F64


class AskLossAlong(TypedDict):
    """Compute the loss along one parameter, indexed as in `theta`; answered by `loss_along`.
    With `keeps`, the ends of the curve stay the same if only this parameter has changed."""

    type: Literal["loss_along"]
    index: int
    keeps: bool


class AskExample(TypedDict):
    """Compute what the network does with an example, training examples first; answered by
    `examined`. With `index`, include its contribution to the gradient of this parameter."""

    type: Literal["examine"]
    example: int
    index: int | None


class LossAlongReport(TypedDict):
    """The mean loss of the last batch, of a number of `examples`, as a function of one parameter.

    `loss` and `slope` are those at the current `value`; both are null if they are not finite.
    `slope` is also null for a frozen parameter, which has no gradient. `low` and `high` are the
    ends of the curve, and `step` is a small change. `is_slow` says that the network is so large
    that no curve is computed; then loss and slope are null, too."""

    type: Literal["loss_along"]
    revision: int
    index: int
    value: float
    loss: float | None
    slope: float | None
    low: float
    high: float
    step: float
    examples: int
    is_slow: bool
    is_frozen: bool


class LossAlongReportArrays(TypedDict):
    """The curve; losses that are not finite are NaN. There are no points if it `is_slow`."""

    weights: Annotated[F64, "points"]
    losses: Annotated[F64, "points"]


class Examined(TypedDict):
    """What the network does with an example at the current weights.

    `names` and `cells` are its columns as in the table of examples, the target last. `share` is
    the probability of the predicted class, null if there is none. `gradient_share` is the length
    of its gradient divided by the sum of the lengths over all `examples` of the training set, and
    `times_average` is that in units of 1 / `examples`; both are null for a test example, and for
    networks with layers other than dense ones. `contribution` is its part of `gradient`, the
    gradient of the requested parameter over the training set."""

    type: Literal["examined"]
    revision: int
    example: int
    index: int | None
    is_test: bool
    names: list[str]
    cells: list[str]
    share: float | None
    examples: int
    gradient_share: float | None
    times_average: float | None
    contribution: float | None
    gradient: float | None


class ExaminedArrays(TypedDict):
    """`predictions` is the predicted class, or the values in the target's units. For a network of
    dense layers, `activations` are its inputs and then the outputs of the diagram's layers, and
    `signals` is what passes along each link, weight · activation, in the order of `theta`."""

    predictions: Annotated[F64, "several"]
    activations: NotRequired[Annotated[F64, "units"]]
    signals: NotRequired[Annotated[F64, "parameters"]]


TouchCommand = AskLossAlong | AskExample
TouchReport = LossAlongReport | Examined
