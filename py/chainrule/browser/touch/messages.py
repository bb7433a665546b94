"""Messages about a weight that is dragged, and about a selected example."""

from __future__ import annotations

from typing import Annotated, Literal, NotRequired, TypedDict

from chainrule.browser.protocol.arrays import F64


class AskLossAlong(TypedDict):
    """Compute the loss as a function of one parameter, indexed as in `theta`; answered by
    `loss_along`. If `keeps` is set, the ends of the curve stay the same as long as no other
    parameter has changed."""

    type: Literal["loss_along"]
    index: int
    keeps: bool


class AskExample(TypedDict):
    """Compute the network's response to an example; answered by `examined`. Examples are counted
    from 0, with the training examples first. If `index` is given, include the example's
    contribution to the gradient with respect to this parameter."""

    type: Literal["examine"]
    example: int
    index: int | None


class LossAlongReport(TypedDict):
    """The mean loss over the last batch, which has `examples` examples, as a function of one
    parameter. `loss` and `slope` are those at the current `value`; they are null if they are not
    finite. `slope` is also null for a frozen parameter, which has no gradient. `low` and `high` are
    the values of the parameter at the ends of the curve, and `step` is a round increment for
    changing it. `is_slow` is set if the network is too large for a curve; in that case, `loss` and
    `slope` are null."""

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
    """The points of the curve. Losses that are not finite are NaN. If `is_slow` is set, there are
    no points."""

    weights: Annotated[F64, "points"]
    losses: Annotated[F64, "points"]


class Examined(TypedDict):
    """The network's response to an example at the current weights.

    `names` and `cells` are the example's columns as in the table of examples, with the target last.
    `share` is the probability of the predicted class, or null if there is no such probability.
    `gradient_share` is the norm of the example's gradient divided by the sum of these norms over
    all `examples` of the training set, and `times_average` is this share in units of 1 /
    `examples`. Both are null for a test example, and if the network has layers other than dense
    layers. `contribution` is the example's part of `gradient`, the gradient with respect to the
    requested parameter over the training set."""

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
    """`predictions` contains the predicted class or, for a regression, the predicted values in the
    target's unit. For a network of dense layers, `activations` are the network's inputs followed by
    the outputs of the diagram's layers, and `signals` are the products weight · activation along
    the links, in the order of `theta`."""

    predictions: Annotated[F64, "several"]
    activations: NotRequired[Annotated[F64, "units"]]
    signals: NotRequired[Annotated[F64, "parameters"]]


TouchCommand = AskLossAlong | AskExample
TouchReport = LossAlongReport | Examined
