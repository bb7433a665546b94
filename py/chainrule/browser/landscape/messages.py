"""Messages of the loss landscape and of the curvature along the run."""

from __future__ import annotations

from typing import Annotated, Literal, NotRequired, TypedDict

from chainrule.browser.protocol.arrays import F64


class LandscapeWanted(TypedDict):
    """The requested view of a landscape. The plane is spanned by two random directions (the
    `draw`-th pair) or by the first two principal components of the run's path. The sides of the
    default region are halved `zoom` times (doubled if `zoom` is negative). `size` is the number of
    nodes along a side; `of` is the data set whose loss is shown."""

    directions: Literal["random", "path"]
    draw: int
    zoom: int
    size: int
    of: Literal["training", "test"]


class AskLandscape(TypedDict):
    """Show the loss on a plane through the current weights or, if `wanted` is null, no landscape.
    Answered by the reports `landscape`, `landscape_paths` and `curvature` as they become
    available."""

    type: Literal["landscape"]
    wanted: LandscapeWanted | None


class FollowRun(TypedDict):
    """Show the plane through the weights of the paused run, unless they lie in the displayed
    plane."""

    type: Literal["landscape_follow"]


class LoadPoint(TypedDict):
    """Load the weights at a point of the landscape; answered by `landscape_weights`, which allows
    the page to restore the previous weights, and by a frame."""

    type: Literal["landscape_load"]
    a: float
    b: float


LandscapeCommand = AskLandscape | FollowRun | LoadPoint


class LandscapePlace(TypedDict):
    """A point of the plane, and the loss at this point."""

    a: float
    b: float
    loss: float


class LandscapeMap(TypedDict):
    """The loss on a grid in the plane θ₀ + a u + b v, where θ₀ are the weights at `step`. The
    report is sent again for each finer grid. `explained` contains the shares of the path's variance
    along u and v. If there is no landscape, `refusal` says why."""

    type: Literal["landscape"]
    revision: int
    wanted: LandscapeWanted
    step: int
    epoch: float
    is_complete: bool
    explained: tuple[float, float] | None
    refusal: str | None
    lowest: LandscapePlace | None
    highest: LandscapePlace | None
    not_finite: int


class LandscapeMapArrays(TypedDict):
    """The axes of the grid, and the loss at its nodes. If there is a penalty, the arrays also
    include the penalty and the objective, which is the sum of the loss and the penalty. A value is
    infinite or NaN if numbers overflow at that node."""

    a: NotRequired[Annotated[F64, "columns"]]
    b: NotRequired[Annotated[F64, "rows"]]
    loss: NotRequired[Annotated[F64, "rows columns"]]
    penalty: NotRequired[Annotated[F64, "rows columns"]]
    objective: NotRequired[Annotated[F64, "rows columns"]]


class LandscapePaths(TypedDict):
    """The paths of the runs, each point projected onto the plane. The first path is that of the
    page's own run, whose current position, at `step`, is `here`; `share` is the share of this
    path's squared distances from the plane's origin that lies in the plane."""

    type: Literal["landscape_paths"]
    revision: int
    step: int
    here: list[float]
    is_off_plane: bool
    share: float | None
    labels: list[str]


LandscapePathsArrays = TypedDict(
    "LandscapePathsArrays",
    {
        "points {i}": Annotated[F64, "moments_{i} 2"],
        "steps {i}": Annotated[F64, "moments_{i}"],
        "epochs": Annotated[F64, "moments_0"],
    },
)
"""For the i-th path, its points (a, b) and its steps; and the epochs of the path of the page's own
run."""


class CurvatureRead(TypedDict):
    """The curvature of the training objective at a step, over the whole training set. `sharpness`
    is the largest eigenvalue λ of the Hessian, `along` the curvature along the gradient, and
    `scaled` the largest eigenvalue of the Hessian scaled by an adaptive optimizer's step sizes.
    Gradient descent is stable at rates below `limit`, which is `factor` divided by `scaled` or, if
    `scaled` is null, by `sharpness`. The current learning rate is `of_limit` times the limit.
    Values are null if they are unknown or not finite."""

    type: Literal["curvature"]
    revision: int
    step: int
    sharpness: float | None
    along: float | None
    scaled: float | None
    factor: float | None
    limit: float | None
    rate: float
    of_limit: float | None


class CurvatureReadArrays(TypedDict):
    """The sharpness at records of the run (scaled if the optimizer scales its steps), and the
    thresholds at these records: `factor` divided by the learning rate."""

    epochs: Annotated[F64, "records"]
    sharpness: Annotated[F64, "records"]
    thresholds: Annotated[F64, "records"]


class LandscapeWeights(TypedDict):
    """Weights were loaded from a landscape."""

    type: Literal["landscape_weights"]
    revision: int


class LandscapeWeightsArrays(TypedDict):
    """All weights before and after the weights at the point were loaded."""

    before: Annotated[F64, "parameters"]
    after: Annotated[F64, "parameters"]


LandscapeReport = LandscapeMap | LandscapePaths | CurvatureRead | LandscapeWeights
