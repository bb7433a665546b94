"""Frames: the state of the run, as sent to the page."""

from __future__ import annotations

import math
from typing import Any

import numpy

from chainrule.browser.answers import answers, fit_report, hidden_space, row_answers
from chainrule.browser.instrument import Message
from chainrule.browser.protocol.arrays import Arrays
from chainrule.browser.protocol.run import ExampleRows, Frame, Hidden, RowRange
from chainrule.browser.run.live import Live
from chainrule.browser.words import encoded
from chainrule.diagnostics.gradients.smoothing import Smoothing
from chainrule.diagnostics.maps import Maps
from chainrule.diagnostics.target import Target, target_of
from chainrule.engine.op import Array
from chainrule.experiment.data.rows import example_rows
from chainrule.limits import MOST_WEIGHTS_SENT
from chainrule.training.evaluation import Losses


class Frames:
    """The frames of one run.

    Parameters
    ----------
    map_size : the number of pixels along a side of the output map; hidden units' maps have half as
        many.

    Attributes
    ----------
    maps : every unit's output on the plane, for the run to which `follow` last switched.
    rows : the range of examples that the table shows.
    """

    maps: Maps
    _target: Target | None

    def __init__(self, live: Live, map_size: int) -> None:
        self.live, self.map_size = live, map_size
        self.rows: RowRange | None = None
        self._shown = {"maps": True, "weights": True, "answers": False, "update": False}
        self._hidden: Hidden | None = None
        self._axes: tuple[int, int] | None = None
        self._example = 0
        self._seen = -1

    def show(self, view: dict[str, Any]) -> bool:
        """Select the content that a `view` command requests. Returns whether the plane or the
        displayed example has changed."""
        self._shown = {name: bool(view[name]) for name in self._shown}
        self._hidden, self.rows = view["hidden"], view["rows"]
        self.live.watches_updates = self._shown["update"]
        before, self._axes = self._axes, view["axes"] and tuple(view["axes"])
        shown, self._example = self._example, view.get("example", 0)
        if self._axes == before and self._example == shown:
            return False
        self._seen = -1
        return True

    def follow(self) -> bool:
        """Switch to a new or restarted run. Returns whether the run was new or restarted."""
        if self._seen == self.live.generation:
            return False
        self._seen = self.live.generation
        experiment, run = self.live.experiment, self.live.run
        self._target = target_of(experiment)
        self.maps = Maps(experiment, run.net, run.loss, self.map_size, self._axes)
        if self._example:
            self.maps.show(self._example)
        self.restart()
        return True

    def restart(self) -> None:
        """Include all records in the next frame."""
        self._sent = (0, self.live.run.history.stride)

    def newest(self, revision: int) -> tuple[Frame, Arrays]:
        """The newest frame, with the arrays that the view shows."""
        run, present = self.live.run, self.live.present
        losses = self._losses()
        self.live.speed.sample(run.step_count)
        header: Frame = {
            "type": "frame",
            "revision": revision,
            "state": self.live.state,
            "epoch": self.live.epoch,
            "step": run.step_count,
            "batch": run.batch,
            "batches": len(run.batches),
            "steps_per_second": self.live.speed.per_second if self.live.training else 0.0,
            "training_loss": _finite(losses.training),
            "test_loss": _finite(losses.test),
            "accuracy": self._accuracy(),
            "fit": None if self._target is None else fit_report(run, self._target),
            "records_from": self._first_unsent_record(),
            "marks": self.live.marks,
            "penalty": _finite(run.penalty),
            "learning_rate": float(run.optimizer.rate),
            "newest_epoch": self.live.newest_epoch,
            "is_past": present is not None,
            "kept": len(self.live.timeline),
            "keeps_at_most": self.live.timeline.limit,
            "goal": self.live.goal,
        }
        if self.live.sentence is not None:
            header["sentence"] = self.live.sentence
        return header, self._arrays(header["records_from"])

    def _losses(self) -> Losses:
        """The losses at the current weights or, while a large network trains, those of the last
        record."""
        run = self.live.run
        if not (self.live.training and run.evaluates_slowly and run.history.records):
            return run.losses_now()
        last = run.history.records[-1]
        return Losses(last.training_loss, last.test_loss)

    def examples(self, revision: int) -> list[Message]:
        """The examples that the table shows, if any."""
        if self.rows is None:
            return []
        start, count = self.rows["start"], self.rows["count"]
        names, cells, is_test, arrays = example_rows(self.live.experiment, start, count)
        report: ExampleRows = {
            "type": "rows",
            "revision": revision,
            "start": start,
            "names": names,
            "cells": cells,
            "is_test": is_test,
        }
        return [(encoded(report), arrays)]

    def _arrays(self, start: int) -> Arrays:
        run, history = self.live.run, self.live.run.history
        # Update the maps first: this replays their program, whose outputs are read below.
        maps = self.maps.current() if self._shown["maps"] or self._hidden else {}
        norms = history.column("gradient_norms", start)
        if start == 0:
            self._smoothing = Smoothing(len(history.layers))
        arrays: Arrays = {
            "epochs": history.column("epoch", start),
            "training_losses": history.column("training_loss", start),
            "test_losses": history.column("test_loss", start),
            "gradient_norms": norms,
            "smoothed_norms": self._smoothing.extend(norms),
            "training_accuracies": history.column("training_accuracy", start),
            "test_accuracies": history.column("test_accuracy", start),
        }
        is_small = run.theta.size <= MOST_WEIGHTS_SENT
        if self._shown["weights"] and is_small:
            arrays["theta"] = run.theta.astype(numpy.float64)
            arrays["grad"] = run.grad.astype(numpy.float64)
        if self._shown["maps"]:
            arrays |= maps
        if self._shown["update"] and is_small:
            arrays["update"] = self.live.update()
        if self._shown["answers"] and self.maps.scale["classes"]:
            arrays |= answers(run, self.maps.scale["classes"])
        if self.rows:
            arrays |= row_answers(run, **self.rows, target=self._target)
        hidden = self._hidden
        if hidden is not None and self.maps.has_units(hidden["layer"], hidden["units"]):
            index, on_grid = self.maps.hidden_layer(hidden["layer"])
            grid = None if self.maps.pictures else on_grid
            arrays |= hidden_space(run, grid, index, hidden["units"])
        return arrays

    def _first_unsent_record(self) -> int:
        """The index of this frame's first record; 0 if some of the records already sent have been
        dropped from the history."""
        history = self.live.run.history
        start, stride = self._sent
        self._sent = (len(history), history.stride)
        return start if stride == history.stride else 0

    def _accuracy(self) -> float | None:
        test = self.live.run.test_set
        if self.live.experiment.is_regression or test is None or test.targets is None:
            return None
        return float(self.live.run.loss.correct(test.scores, test.targets).mean())


def _finite(value: float | Array) -> float | None:
    number = float(value)
    return number if math.isfinite(number) else None
