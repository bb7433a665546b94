"""The landscape instrument: the loss on a plane through the weights, and the paths of the runs."""

from __future__ import annotations

import dataclasses
import math
import time
from collections import deque
from dataclasses import dataclass
from typing import Any, Literal

import numpy

from chainrule.browser.instrument import Instrument, Message, RunContext, Trajectory
from chainrule.browser.landscape.messages import (
    LandscapeMap,
    LandscapePaths,
    LandscapePlace,
    LandscapeWanted,
    LandscapeWeights,
)
from chainrule.browser.landscape.readings import Job, Readings
from chainrule.browser.protocol.arrays import Arrays
from chainrule.browser.words import encoded, for_the_page
from chainrule.checks import checked_number, checked_whole
from chainrule.diagnostics.landscape.dataset_loss import DatasetLoss
from chainrule.diagnostics.landscape.grid import Landscape, Region
from chainrule.diagnostics.landscape.planes import Plane, path_plane, random_plane
from chainrule.engine.norms import norm
from chainrule.engine.op import Array
from chainrule.errors import InputError, one_of
from chainrule.experiment.comparison.likeness import same_network
from chainrule.limits import MAP_SIZES, MOST_ZOOM
from chainrule.phrases import phrase

CHOICES = {"directions": ("random", "path"), "of": ("training", "test"), "size": MAP_SIZES}
MOST_PLACES = 200
"""The largest number of points of a path that are drawn."""
WORTH_A_LOOK = 9
"""Once the grid has this number of nodes along a side, the curvature is computed before finer
grids."""
MOST_PARAMETERS = 100_000
"""The largest number of parameters with which a map is computed. With a million parameters, a map
would take minutes, and a single Hessian-vector product far longer than a frame."""
EVERY_S = 0.1
IN_PLANE = 1e-4
"""The largest relative distance from a plane at which weights count as lying in it."""


@dataclass(frozen=True)
class ViewRequest:
    """The requested view; see `LandscapeWanted` in `messages`."""

    directions: Literal["random", "path"]
    draw: int
    zoom: int
    size: int
    of: Literal["training", "test"]

    def __post_init__(self) -> None:
        for name, choices in CHOICES.items():
            if getattr(self, name) not in choices:
                raise InputError(name, getattr(self, name), one_of(map(str, choices)))
        checked_whole("draw", self.draw, low=0)
        if not isinstance(self.zoom, int) or abs(self.zoom) > MOST_ZOOM:
            raise InputError(
                "zoom", self.zoom, phrase("allowed.whole.from", low=-MOST_ZOOM, high=MOST_ZOOM)
            )


@dataclass(frozen=True, eq=False)
class View:
    """A landscape, or the reason for a refusal, and the step at which the view was requested. If
    the plane is that of a path, `explained` contains the explained shares of the variance."""

    request: ViewRequest
    step: int
    epoch: float
    landscape: Landscape | None
    explained: tuple[float, float] | None = None
    refusal: str | None = None

    @property
    def nodes(self) -> int:
        """The number of nodes along a side that have been computed so far; 0 if there is no
        landscape."""
        return 0 if self.landscape is None else len(self.landscape.nodes)


class LossLandscape(Instrument):
    """The map of a plane through the weights at the time of the request. While the run continues,
    the map stays the same, and the paths of the run and of other instruments' networks are drawn on
    it. A new map is computed if one is requested, or if the run is paused outside the plane."""

    def __init__(self, context: RunContext) -> None:
        super().__init__(context)
        self._request: ViewRequest | None = None
        self._forget()

    def _forget(self) -> None:
        """Discard all results, for example for a new run."""
        self._is_due = False
        self._wholes: dict[str, DatasetLoss] = {}
        self._readings = Readings(self.context)
        self._view: View | None = None
        self._jobs: deque[Job] = deque()
        self._reported_nodes = self._reported_step = -1
        self._reported_at, self._reported_moves = 0.0, ()

    # --- commands ------------------------------------------------------------------------------

    def on_landscape(self, message: dict[str, Any]) -> list[Message]:
        """Show the requested view at the current weights, or close the view."""
        asked = message["wanted"]
        if asked is None:
            self._request = None
            self._forget()
            return []
        self._request = ViewRequest(**asked)
        self._is_due = True
        return []

    def on_landscape_follow(self, _message: dict[str, Any]) -> list[Message]:
        """Show the plane through the weights of the paused run, unless they lie in the displayed
        plane."""
        if self._request is None or self._is_due or self._is_too_large:
            return []
        if numpy.array_equal(self._here, self._theta):
            return []
        landscape = self._view and self._view.landscape
        if landscape is None or distance(landscape.plane, self._theta) > IN_PLANE:
            self._is_due = True
        else:
            self._stand_here()
        return []

    def on_landscape_load(self, message: dict[str, Any]) -> list[Message]:
        """Load the weights at a point of the plane into the run."""
        landscape = self._view and self._view.landscape
        if landscape is None:
            raise InputError("point", phrase("value.no_landscape"), phrase("allowed.point"))
        region = landscape.region
        a, b = (checked_number(name, message[name]) for name in ("a", "b"))
        if max(abs(a - region.a), abs(b - region.b)) > region.half * (1 + 1e-9):
            raise InputError("point", f"{a:g}, {b:g}", phrase("allowed.point_shown"))
        theta = landscape.plane.at([a, b])
        if not math.isfinite(self._whole("training").at(theta[None])[0]):
            raise InputError("point", f"{a:.3g}, {b:.3g}", phrase("allowed.finite_point"))
        before = self._theta
        news = self.context.set_weights(theta, phrase("mark.landscape", a=a, b=b))
        if self._view is not None:  # None if setting the weights restarted the run
            self._stand_here()
        report: LandscapeWeights = {"type": "landscape_weights", "revision": self.context.revision}
        return [(encoded(report), {"before": before, "after": self._theta}), *news]

    def run_changed(self) -> None:
        """Discard results of the previous run."""
        self._forget()
        self._is_due = self._request is not None

    # --- work ----------------------------------------------------------------------------------

    @property
    def is_busy(self) -> bool:
        """Whether any part of the requested results still has to be computed."""
        if self._request is None:
            return False
        if self._is_due or self._jobs:
            return True
        return not self._is_too_large and self._readings.next is not None

    def work(self, seconds: float) -> None:
        """Compute, in this order, a coarse map, the curvature, the complete map, and the curvature
        at records."""
        end = time.perf_counter() + seconds
        while self.is_busy:
            if self._is_due and self._request is not None:
                self._begin(self._request)
            elif not self._jobs:
                self._jobs.append(self._readings.read_next())
            else:
                try:
                    next(self._jobs[0])
                except StopIteration:
                    self._jobs.popleft()
            if time.perf_counter() >= end:
                return

    def _begin(self, request: ViewRequest) -> None:
        """Begin to compute a map of the plane through the current weights."""
        self._is_due, self._jobs = False, deque()
        self._reported_nodes = -1
        run = self.context.run
        epoch = run.epoch + run.batch / len(run.batches)
        if self._is_too_large:
            count = run.theta.size
            refusal = phrase("landscape.too_large", count=count, most=MOST_PARAMETERS)
            self._view = View(request, run.step_count, epoch, None, None, refusal)
            return
        try:
            plane, region, explained = self._plane(request)
            landscape = Landscape(
                self._whole(request.of), plane, region, request.size, run.penalty_rule, run.net
            )
        except InputError as error:
            self._view = View(request, run.step_count, epoch, None, None, for_the_page(error))
        else:
            self._view = View(request, run.step_count, epoch, landscape, explained)
            self._jobs.append(explored(landscape, WORTH_A_LOOK))
            self._jobs.append(explored(landscape, request.size))
        self._stand_here(after=1)

    @property
    def _is_too_large(self) -> bool:
        """Whether the network has too many parameters for a map."""
        return self.context.run.theta.size > MOST_PARAMETERS

    def _stand_here(self, after: int = 0) -> None:
        """Schedule a measurement of the curvature at the current weights, after the next `after`
        jobs."""
        self._here = self._theta
        self._reported_step = -1
        self._readings.forget_present()
        self._jobs.insert(after, self._readings.read_present())

    def _plane(self, request: ViewRequest) -> tuple[Plane, Region, tuple[float, float] | None]:
        if request.directions == "random":
            plane = random_plane(self.context.run.net, self._theta, request.draw)
            region, explained = Region(), None
        else:
            thetas = numpy.concatenate([path.thetas for path in self._paths()])
            plane, explained = path_plane(thetas, self._theta)
            region = Region.around(plane.project(thetas))
        return plane, region.zoomed(0.5**request.zoom), explained

    def _whole(self, of: str) -> DatasetLoss:
        """The loss over a data set, whose program is recorded once per run."""
        if of not in self._wholes:
            run = self.context.run
            x, y = run.batches.x, run.batches.y
            if of == "test":
                x, y = self._test_data()
            self._wholes[of] = DatasetLoss(run.net, run.loss, x, y)
        return self._wholes[of]

    def _test_data(self) -> tuple[Array, Array]:
        loss, experiment = self.context.run.loss, self.context.experiment
        split, dtype = experiment.split(), experiment.dtype
        if len(split.x_test) == 0:
            raise InputError("of", "test", phrase("allowed.training"))
        return split.x_test.astype(dtype), loss.target(split.y_test, experiment.outputs, dtype)

    # --- paths of the runs ---------------------------------------------------------------------

    @property
    def _theta(self) -> Array:
        """A copy of the current weights."""
        return self.context.run.theta.astype(numpy.float64)

    def _paths(self) -> list[Trajectory]:
        """The path of this run, and the paths of other networks with the same shape."""
        return [self._own_path(), *(path for each in self.beside for path in each.trajectories())]

    def _own_path(self) -> Trajectory:
        """The path of this run: the weights at the snapshots that are drawn, and the current
        weights."""
        run, experiment = self.context.run, self.context.experiment
        records = [
            entry.snapshot
            for entry in self.context.timeline
            if same_network(entry.experiment, experiment)
        ]
        places = numpy.linspace(0, len(records) - 1, MOST_PLACES).round().astype(int)
        chosen = [records[place] for place in numpy.unique(places)] if records else []
        steps, thetas = [s.step for s in chosen], [s.theta for s in chosen]
        is_newest = not steps or run.step_count >= steps[-1]
        if is_newest and not (steps and numpy.array_equal(thetas[-1], run.theta)):
            steps, thetas = [*steps, run.step_count], [*thetas, run.theta]
        return Trajectory("", numpy.array(steps, float), numpy.array(thetas, numpy.float64))

    # --- reports -------------------------------------------------------------------------------

    def news(self) -> list[Message]:
        """Reports of a finer map, of the paths if one has changed, and of new measurements of the
        curvature."""
        view = self._view
        if view is None or self._is_due:
            return []
        news = self._readings.news()
        if view.nodes != self._reported_nodes and (view.nodes or view.refusal):
            self._reported_nodes = view.nodes
            news.append(_map_report(view, self.context.revision))
        if view.landscape and view.nodes and self._paths_are_due():
            news.append(self._path_report(view.landscape.plane))
        return news

    def _paths_are_due(self) -> bool:
        """Whether a path has changed. While the run trains, its path is updated ten times per
        second."""
        now, step = time.monotonic(), self.context.run.step_count
        moves = tuple(each.moves for each in self.beside)
        if moves == self._reported_moves:
            is_soon = self._reported_step >= 0 and now < self._reported_at + EVERY_S
            if step == self._reported_step or is_soon:
                return False
        self._reported_step, self._reported_moves, self._reported_at = step, moves, now
        return True

    def _path_report(self, plane: Plane) -> Message:
        """The paths of the runs, projected onto the plane."""
        paths, theta = self._paths(), self._theta
        a, b = plane.project(theta)
        share = plane.share(paths[0].thetas)
        header: LandscapePaths = {
            "type": "landscape_paths",
            "revision": self.context.revision,
            "step": self.context.run.step_count,
            "here": [float(a), float(b)],
            "is_off_plane": distance(plane, theta) > IN_PLANE,
            "share": share if math.isfinite(share) else None,
            "labels": [path.label for path in paths],
        }
        arrays: Arrays = {}
        for index, path in enumerate(paths):
            arrays[f"points {index}"] = numpy.ascontiguousarray(plane.project(path.thetas))
            arrays[f"steps {index}"] = path.steps
        arrays["epochs"] = paths[0].steps / len(self.context.run.batches)
        return encoded(header), arrays


def explored(landscape: Landscape, nodes: int) -> Job:
    """Evaluate a landscape on finer and finer grids, up to this number of nodes along a side."""
    while not landscape.is_complete and len(landscape.nodes) < nodes:
        landscape.work(0)
        yield


def distance(plane: Plane, theta: Array) -> float:
    """The distance of weights from a plane, relative to their distance from the plane's origin."""
    away = float(norm(theta - plane.origin))
    off = float(norm(theta - plane.at(plane.project(theta))))
    # A distance caused by rounding to the network's precision counts as 0.
    return off / max(away, IN_PLANE * float(norm(plane.origin)), 1e-300)


def _map_report(view: View, revision: int) -> Message:
    """The message with the losses on the finest complete grid, or with the reason for a refusal."""
    header: LandscapeMap = {
        "type": "landscape",
        "revision": revision,
        "wanted": LandscapeWanted(**dataclasses.asdict(view.request)),
        "step": view.step,
        "epoch": view.epoch,
        "is_complete": view.landscape is not None and view.landscape.is_complete,
        "explained": view.explained,
        "refusal": view.refusal,
        "lowest": None,
        "highest": None,
        "not_finite": 0,
    }
    if view.landscape is None:
        return encoded(header), {}
    landscape, nodes = view.landscape, view.landscape.nodes
    grid = numpy.ix_(nodes, nodes)
    loss, a, b = landscape.loss[grid], landscape.a[nodes], landscape.b[nodes]
    finite = numpy.isfinite(loss)
    header["not_finite"] = int((~finite).sum())
    if finite.any():
        header["lowest"] = _place(numpy.where(finite, loss, numpy.inf).argmin(), loss, a, b)
        header["highest"] = _place(numpy.where(finite, loss, -numpy.inf).argmax(), loss, a, b)
    arrays: Arrays = {"a": a, "b": b, "loss": numpy.ascontiguousarray(loss)}
    if landscape.penalty is not None:
        arrays["penalty"] = numpy.ascontiguousarray(landscape.penalty[grid])
        arrays["objective"] = landscape.penalty[grid] + loss
    return encoded(header), arrays


def _place(index: Any, loss: Array, a: Array, b: Array) -> LandscapePlace:
    row, column = divmod(int(index), len(a))
    return {"a": float(a[column]), "b": float(b[row]), "loss": float(loss[row, column])}
