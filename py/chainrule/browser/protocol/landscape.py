"""Messages of the loss landscape and of the curvature along the run."""

from __future__ import annotations

from typing import Annotated, Literal, NotRequired, TypedDict

from chainrule.browser.protocol.arrays import F64


class LandscapeWanted(TypedDict):
    """What a landscape is to show: the plane of two random directions, the `draw`-th pair, or of
    the run's path; the usual region halved `zoom` times (negative: doubled); `size` nodes along a
    side; the loss of which set."""

    directions: Literal["random", "path"]
    draw: int
    zoom: int
    size: int
    of: Literal["training", "test"]


class AskLandscape(TypedDict):
    """Show the loss on a plane through the current weights, or nothing (null). Answered by reports
    `landscape`, `landscape_paths` and `curvature`, as they become available."""

    type: Literal["landscape"]
    wanted: LandscapeWanted | None


class FollowRun(TypedDict):
    """The run is paused: show the plane through its weights, unless they lie in the shown plane."""

    type: Literal["landscape_follow"]


class LoadPoint(TypedDict):
    """Load the weights of a point of the landscape; answered by `landscape_weights`, for undo, and
    a
        frame."""

    type: Literal["landscape_load"]
    a: float
    b: float


LandscapeCommand = AskLandscape | FollowRun | LoadPoint


class LandscapePlace(TypedDict):
    """A point of the plane, and the loss there."""

    a: float
    b: float
    loss: float


class LandscapeMap(TypedDict):
    """The loss on a grid of the plane θ₀ + a u + b v, θ₀ the weights at `step`; sent anew for each
    finer grid.

    `explained` are the shares of the path's variance along u and v; `refusal` says why there is no
    landscape.
    """

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
    """The axes of the grid, and the loss at its nodes; if there is a penalty, that and the sum, the
    objective. An infinity or NaN where numbers overflow."""

    a: NotRequired[Annotated[F64, "columns"]]
    b: NotRequired[Annotated[F64, "rows"]]
    loss: NotRequired[Annotated[F64, "rows columns"]]
    penalty: NotRequired[Annotated[F64, "rows columns"]]
    objective: NotRequired[Annotated[F64, "rows columns"]]


class LandscapePaths(TypedDict):
    """Where the runs went, each point the nearest of the plane. The first is the
    page's own run, which at `step` is `here`; `share` is how much of its squared distances from the
    plane's origin lies in the plane."""

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
    },
)
"""The path of the i-th run: the steps, and the points (a, b)."""


class CurvatureRead(TypedDict):
    """How sharply what is trained on curves at a step, over the whole training set.

    `sharpness` is the Hessian's greatest eigenvalue λ, `along` the curvature along the gradient,
    `scaled` the greatest eigenvalue with an adaptive optimizer's step sizes put in; gradient
    descent is stable below the rate `limit`, `factor` by the last of these that there is; the rate
    in force is `of_limit` times that. Null where it is not known, or not finite.
    """

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
    """At stations of the run: the sharpness (scaled if steps are) and `factor` by the rate."""

    epochs: Annotated[F64, "stations"]
    sharpness: Annotated[F64, "stations"]
    thresholds: Annotated[F64, "stations"]


class LandscapeWeights(TypedDict):
    """Weights were loaded from a landscape."""

    type: Literal["landscape_weights"]
    revision: int


class LandscapeWeightsArrays(TypedDict):
    """All weights before and after the point was loaded."""

    before: Annotated[F64, "parameters"]
    after: Annotated[F64, "parameters"]


LandscapeReport = LandscapeMap | LandscapePaths | CurvatureRead | LandscapeWeights
