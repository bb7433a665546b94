"""`Session`: what runs in the worker. It owns the experiment and answers the page's commands."""

from __future__ import annotations

import dataclasses
import json
import math
import sys
import time
import traceback
from typing import Any

import numpy

from chainrule.browser import microscope
from chainrule.browser.answers import answers, hidden_space, row_answers
from chainrule.browser.examples import example_rows
from chainrule.browser.maps import Maps, data_csv, point_arrays
from chainrule.browser.pace import Pace, Speed
from chainrule.browser.protocol import (
    Arrays,
    Failure,
    File,
    Frame,
    Hidden,
    Layer,
    Mark,
    Network,
    Opened,
    RowRange,
    Rows,
    State,
    TableFacts,
)
from chainrule.data.own import CsvSource, keep_table, kept_table
from chainrule.data.table import suggest
from chainrule.diagnostics import DivergedError
from chainrule.diagnostics.walk import Walk
from chainrule.engine.op import Array
from chainrule.errors import InputError
from chainrule.nn import Linear
from chainrule.training import address
from chainrule.training.experiment import Experiment
from chainrule.training.presets import PRESETS
from chainrule.training.settings import ACTIVATIONS, SETTINGS, with_options
from chainrule.training.settings import Layer as HiddenLayer
from chainrule.training.source import OWN_TABLE, table_of
from chainrule.training.trainer import Trainer
from chainrule.training.transfer import carry_over

Message = tuple[str, Arrays]
"""A report's header as JSON text, and its arrays."""

MAX_STATIONS = 1000
MAX_MARKS = 50
NOTHING_NAMED = {"frozen": "none", "names": "all but the target"}
LOOK_AT_CLOCK_EVERY_MS = 1.5
MOST_WEIGHT = 1e6
MOST_STEPS = 100_000
"""A link to a later step would let one wait too long."""


class Session:
    """One experiment being trained.

    The worker hands every command to `receive` and, while `training`, calls `advance` in slices;
    `frame` reports the newest state. A command that can't be carried out is answered by a
    `failure`, and what ran goes on.

    Parameters
    ----------
    map_size : pixels along a side of the output map; hidden units' maps have half as many.

    Attributes
    ----------
    training : whether `advance` should be called.
    """

    def __init__(self, map_size: int = 80) -> None:
        self._map_size = map_size
        self._revision = 0
        self._state: State = "ready"
        self._view = {"maps": True, "weights": True, "answers": False, "update": False}
        self._hidden: Hidden | None = None
        self._rows: RowRange | None = None
        self._axes: tuple[int, int] | None = None
        self._pace = Pace()
        self._start_over(Experiment())

    def receive(self, command: str) -> list[Message]:
        """Carry out one command (JSON text of a `protocol.Command`) and answer it."""
        message = json.loads(command)
        if "revision" in message:
            # The page drops frames of older revisions, and with them the stations they carried.
            self._revision = message["revision"]
            self._sent = (0, self._run.history.stride)
        try:
            return getattr(self, f"_on_{message['type']}")(message)
        except InputError as error:
            return [self._failure(_for_the_page(error), error.field)]
        except Exception as error:  # whatever goes wrong, the page must hear of it
            return [self._failure(f"Python could not do this: {error}", None)]

    @property
    def wait(self) -> float:
        """Milliseconds until `advance` has something to do."""
        return self._pace.wait

    def advance(self, milliseconds: float) -> None:
        """Train for about so long, or less if training diverges, stops or goes at a slow pace."""
        start = now = time.perf_counter()
        done, due = 0, sys.maxsize if self._pace.per_second is None else self._pace.take()
        try:
            while done < due and now - start < milliseconds / 1000:
                steps = min(self._speed.steps_within(LOOK_AT_CLOCK_EVERY_MS), self._steps_to_look())
                self._train(min(steps, due - done))
                done += min(steps, due - done)
                if self._stop_as_asked():
                    return
                now = time.perf_counter()
                self._speed.measure(done, now - start)
        except DivergedError as error:
            self._stop_diverged(error)

    def _train(self, steps: int) -> None:
        """Train so many steps and, if links show it, remember what the last one started from."""
        if self._view["update"]:
            self._run.advance(steps - 1)
            self._before = self._run.theta.copy()
            steps = 1
        self._run.advance(steps)

    def advance_to(self, epoch: int) -> None:
        """Train, at one's own pace, up to the end of this epoch."""
        while self._run.epoch < epoch:
            self._run.advance()

    def frame(self) -> Message:
        """The newest state, with the arrays that the view shows."""
        run = self._run
        losses = run.losses_now()
        self._speed.sample(run.step_count)
        header: Frame = {
            "type": "frame",
            "revision": self._revision,
            "state": self._state,
            "epoch": self._epoch(),
            "step": run.step_count,
            "batch": run.batch,
            "batches": len(run.batches),
            "steps_per_second": self._speed.per_second if self.training else 0.0,
            "training_loss": _finite(losses.training),
            "test_loss": _finite(losses.test),
            "accuracy": self._accuracy(),
            "stations_from": self._first_unsent_station(),
            "marks": self._marks,
            "penalty": _finite(run.penalty),
            "learning_rate": float(run.optimizer.rate),
        }
        if self._sentence is not None:
            header["sentence"] = self._sentence
        return json.dumps(header), self._frame_arrays(header["stations_from"])

    # --- commands ------------------------------------------------------------------------------

    def _on_open(self, message: dict[str, Any]) -> list[Message]:
        text = message["hash"]
        is_file = text.lstrip().startswith("{")
        read = Experiment.from_json if is_file else Experiment.from_address
        self._start_over(read(text))
        self._go_to(message.get("step", 0))
        return self._opened()

    def _go_to(self, step: int) -> None:
        """Train at once to a step that a link names."""
        if not isinstance(step, int) or not 0 <= step <= MOST_STEPS:
            raise InputError("step", step, f"a whole number from 0 to {MOST_STEPS}")
        if not step:
            return
        self._state = "paused"
        try:
            self._run.advance(step)
        except DivergedError as error:
            self._stop_diverged(error)

    def _on_change(self, message: dict[str, Any]) -> list[Message]:
        before, after = self._experiment, self._experiment.changed(**message["changes"])
        changed = [n for n in SETTINGS if getattr(before, n) != getattr(after, n)]
        forced = [name for name in changed if name not in message["changes"]]
        remarks = [f"{_words(name, after)}, to fit the change." for name in forced]
        if "init" in changed and "seed" not in changed and self._run.step_count:
            remarks.append(
                f"{_words('init', after)} for units added from now on; all other weights take "
                "it at Reset or New seed."
            )
        if "weights" in changed and "weights" not in message["changes"]:
            self._rebuild(after, changed)
        elif {"seed", "weights"} & {*changed}:
            if self._run.step_count:
                words = _words("seed" if "seed" in changed else "weights", after)
                remarks.append(f"{words}: other initial weights, so training starts over.")
            self._start_over(after)
        elif changed:
            self._rebuild(after, changed)
        return self._opened(remarks, "; ".join(_words(name, after) for name in changed))

    def _on_reset(self, message: dict[str, Any]) -> list[Message]:
        self._start_over(self._experiment)
        return self._opened()

    def _on_new_seed(self, message: dict[str, Any]) -> list[Message]:
        seed = (self._experiment.seed + 1) % (int(SETTINGS["seed"].high) + 1)
        self._start_over(dataclasses.replace(self._experiment, seed=seed, weights=()))
        return self._opened()

    def _on_keep_weights(self, message: dict[str, Any]) -> list[Message]:
        # In its own precision a number has fewer digits.
        weights = tuple(float(str(value)) for value in self._run.theta)
        self._start_over(self._experiment.changed(weights=weights))
        return self._opened(["The weights are now the initial ones, which the address holds."])

    def _on_play(self, message: dict[str, Any]) -> list[Message]:
        self.training, self._state, self._sentence = True, "training", None
        self._speed = Speed(self._run.step_count)
        self._pace = Pace(self._pace.per_second)
        return [self.frame()]

    def _on_pause(self, message: dict[str, Any]) -> list[Message]:
        if self.training:
            self.training, self._state = False, "paused"
        return [self.frame()]

    def _on_step(self, message: dict[str, Any]) -> list[Message]:
        self.training, self._state, self._sentence = False, "paused", None
        try:
            run = self._run
            self._train(len(run.batches) - run.batch if message["unit"] == "epoch" else 1)
        except DivergedError as error:
            self._stop_diverged(error)
        return [self.frame()]

    def _on_view(self, message: dict[str, Any]) -> list[Message]:
        rows, axes = self._rows, self._axes
        self._view = {name: bool(message[name]) for name in self._view}
        self._hidden, self._rows = message["hidden"], message["rows"]
        self._axes = message["axes"] and tuple(message["axes"])
        if self._axes != axes:
            self._take(self._experiment, self._run)
            return self._opened()
        news = [self._row_report()] if self._rows and self._rows != rows else []
        return [*news, self.frame()]

    def _on_read_table(self, message: dict[str, Any]) -> list[Message]:
        name = keep_table(_csv_source(message))
        table = kept_table(name)
        target, columns = suggest(table)
        changes = {
            "data": OWN_TABLE,
            "table": name,
            "target": "" if target == table.target else target,
            "columns": columns,
        }
        return self._on_change({"changes": changes})

    def _on_keep_table(self, message: dict[str, Any]) -> list[Message]:
        keep_table(_csv_source(message))
        return []

    def _on_pace(self, message: dict[str, Any]) -> list[Message]:
        self._pace = Pace(message["steps_per_second"])
        return []

    def _on_edit(self, message: dict[str, Any]) -> list[Message]:
        run, index, value = self._run, message["index"], message["value"]
        if not isinstance(value, int | float) or not abs(value) <= MOST_WEIGHT:
            raise InputError("weight", value, f"a number from {-MOST_WEIGHT:g} to {MOST_WEIGHT:g}")
        if not 0 <= index < run.theta.size:
            raise InputError("index", index, f"from 0 to {run.theta.size - 1}")
        run.theta[index] = value
        self._before = None
        try:
            self._after_edit()
        except DivergedError as error:
            self._stop_diverged(error)
        return [self.frame()]

    def _after_edit(self) -> None:
        """Let what is shown be that of the new weights, and the charts tell of the change."""
        run = self._run
        if not self.training:
            run.differentiate()
        if run.step_count:
            self._mark("weight edited")
            return
        run.history.stations.clear()
        run.record_station()
        self._sent = (0, run.history.stride)

    # --- the microscope ------------------------------------------------------------------------

    def _on_walk(self, message: dict[str, Any]) -> list[Message]:
        self._walk = self._at_divergence() or Walk(self._run, message["example"])
        return [(json.dumps(microscope.walked(self._walk, self._revision)), {})]

    def _at_divergence(self) -> Walk | None:
        """The step in which the first infinity arose; the run is put back to where it is."""
        run, good = self._run, self._run.snapshot()
        if self._state != "diverged":
            return None
        try:
            run.advance(self._diverged_at - 1 - good.step)
            if not numpy.isfinite(run.theta).all():  # the update before it is to blame
                run.restore(good)
                run.advance(self._diverged_at - 2 - good.step)
            return Walk(run)
        finally:
            run.restore(good)

    def _on_look(self, message: dict[str, Any]) -> list[Message]:
        walk, op, entry = self._walked(), message["op"], message["entry"]
        header, arrays = microscope.look(walk, op, tuple(message["start"]))
        news: list[Message] = [(json.dumps(header), arrays)]
        if entry is not None:
            told = microscope.explained(walk, op, entry["name"], entry["row"], entry["column"])
            news.append((json.dumps(told), {}))
        return news

    def _on_explain(self, message: dict[str, Any]) -> list[Message]:
        entry = (message["op"], message["name"], message["row"], message["column"])
        return [(json.dumps(microscope.explained(self._walked(), *entry)), {})]

    def _on_paths(self, message: dict[str, Any]) -> list[Message]:
        weight = (message["layer"], message["unit"], message["source"], message["example"])
        return [(json.dumps(microscope.found_paths(self._walked(), *weight)), {})]

    def _on_check(self, message: dict[str, Any]) -> list[Message]:
        if message["index"] is None:
            return [(json.dumps(microscope.all_checked(self._run)), {})]
        return [(json.dumps(microscope.checked(self._run, message["index"])), {})]

    def _walked(self) -> Walk:
        if self._walk is None:
            raise InputError("walk", None, "a step that was traced; send walk first")
        return self._walk

    def _on_export(self, message: dict[str, Any]) -> list[Message]:
        experiment, what = self._experiment, message["what"]
        kind = {"experiment": "json", "step_latex": "txt"}.get(what, "csv")
        text = {
            "experiment": experiment.to_json,
            "data": lambda: data_csv(experiment),
            "history": self._run.history.csv,
            "step": lambda: self._walked().csv(),
            "step_latex": lambda: self._walked().latex(),
        }[what]()
        name = f"chainrule-{experiment.data}-{what.removesuffix('_latex')}.{kind}"
        report: File = {"type": "file", "name": name, "text": text}
        return [(json.dumps(report), {})]

    # --- the run -------------------------------------------------------------------------------

    def _start_over(self, experiment: Experiment) -> None:
        """Epoch 0 with the experiment's initial weights, not training."""
        self._take(experiment, experiment.trainer(limit=MAX_STATIONS))
        self.training, self._state, self._sentence = False, "ready", None
        self._marks: list[Mark] = []

    def _rebuild(self, experiment: Experiment, changed: list[str]) -> None:
        """The same run under other settings: weights that fit, counters and history stay."""
        run = experiment.trainer(limit=MAX_STATIONS)
        goes_on = self._run.step_count > 0
        if goes_on:
            carry_over(self._run, run)
        self._take(experiment, run)
        if goes_on:
            self._mark("; ".join(_words(name, experiment) for name in changed))
        self._sentence = None
        if self._state == "diverged":
            self._state = "paused"

    def _mark(self, text: str) -> None:
        """Tell the charts what was changed here; of changes at one place the last, and like
        ones once."""
        mark: Mark = {"epoch": self._epoch(), "text": text}
        if self._marks and self._marks[-1] == mark:
            return
        self._marks = [*self._marks[1 - MAX_MARKS :], mark]

    def _take(self, experiment: Experiment, run: Trainer) -> None:
        self._experiment, self._run = experiment, run
        self._maps = Maps(experiment, run.net, run.loss, self._map_size, self._axes)
        self._speed = Speed(run.step_count)
        self._sent = (0, run.history.stride)
        self._before: Array | None = None
        self._walk: Walk | None = None

    def _steps_to_look(self) -> int:
        """How far training may go before it must be seen whether to stop: the epoch's end."""
        if not self._experiment.stopping():
            return sys.maxsize
        return len(self._run.batches) - self._run.batch

    def _stop_as_asked(self) -> bool:
        """Pause where the experiment says so: exactly at an epoch's end, whatever the pace."""
        reason = self._experiment.stopping().reason(self._run)
        if reason is None:
            return False
        self.training, self._state = False, "paused"
        self._sentence = f"Stopped {reason}, as set. Press Play to go on."
        return True

    def _stop_diverged(self, error: DivergedError) -> None:
        self._before, self._diverged_at = None, error.step
        self.training, self._state = False, "diverged"
        epoch = f"{self._epoch():.2f}".removesuffix(".00")
        # Epochs are counted as the page shows them: those that are done.
        self._sentence = (
            f"Training diverged at step {error.step} (epoch {error.epoch}): {error.place} was the "
            "first to hold a NaN or an infinity. The weights are back where they were at epoch "
            f"{epoch}, the last with finite numbers. "
            f"Lower the learning rate (now {self._experiment.learning_rate:g}) and press Play, or "
            "press Reset to start over."
        )

    # --- reports -------------------------------------------------------------------------------

    def _opened(self, remarks: list[str] | None = None, summary: str = "") -> list[Message]:
        experiment = self._experiment
        header: Opened = {
            "type": "opened",
            "revision": self._revision,
            "experiment": experiment.to_dict(),
            "hash": experiment.to_address(),
            "network": self._network(),
            "scale": self._maps.scale,
            "domain": self._maps.domain,
            "table": self._table_facts(),
            "examples": len(experiment.source.y),
            "map_size": self._map_size,
            "loss_name": SETTINGS["loss"].choices[experiment.loss],
            "fitting_losses": list(experiment.fitting_losses),
            "summary": summary,
            "note": next((p.note for p in PRESETS if p.experiment == experiment), ""),
        }
        if remarks:
            header["message"] = " ".join(remarks)
        arrays = point_arrays(experiment, self._maps.axes) | self._maps.inputs()
        news = [self._row_report()] if self._rows else []
        return [(json.dumps(header), arrays), *news, self.frame()]

    def _table_facts(self) -> TableFacts | None:
        experiment = self._experiment
        table = table_of(experiment.data, experiment.table)
        if table is None:
            return None
        return {
            "rows": len(table),
            "columns": [
                {
                    "name": column.name,
                    "texts": len(column.categories),
                    "missing": int(numpy.isnan(column.values).sum()),
                }
                for column in table.columns
            ],
            "target": experiment.target or table.target,
            "inputs": list(experiment.source.names),
            "axes": self._maps.axes,
            "remarks": list(experiment.source.remarks),
            "is_regression": experiment.is_regression,
        }

    def _row_report(self) -> Message:
        assert self._rows is not None  # asked for
        start, count = self._rows["start"], self._rows["count"]
        names, cells, is_test, arrays = example_rows(self._experiment, start, count)
        report: Rows = {
            "type": "rows",
            "revision": self._revision,
            "start": start,
            "names": names,
            "cells": cells,
            "is_test": is_test,
        }
        return json.dumps(report), arrays

    def _network(self) -> Network:
        hidden = [with_options(layer)[1] for layer in self._experiment.layers]
        linears = [block for block in self._run.net.blocks() if isinstance(block[1], Linear)]
        layers: list[Layer] = []
        activations = [*hidden, self._experiment.output_activation]
        for (name, layer, offset), activation in zip(linears, activations, strict=True):
            units, inputs = layer.shapes["weight"]
            layers.append(
                {
                    "name": name,
                    "inputs": inputs,
                    "units": units,
                    "activation": activation,
                    "offset": offset,
                }
            )
        features = list(self._experiment.input_names)
        return {"features": features, "layers": layers, "parameters": self._run.theta.size}

    def _frame_arrays(self, start: int) -> Arrays:
        run, history = self._run, self._run.history
        # The maps' program is replayed before what its layers hold is read.
        maps = self._maps.current() if self._view["maps"] or self._hidden else {}
        arrays: Arrays = {
            "epochs": history.column("epoch", start),
            "training_losses": history.column("training_loss", start),
            "test_losses": history.column("test_loss", start),
            "gradient_norms": history.column("gradient_norms", start),
            "training_accuracies": history.column("training_accuracy", start),
            "test_accuracies": history.column("test_accuracy", start),
        }
        if self._view["weights"]:
            arrays["theta"] = run.theta.astype(numpy.float64)
            arrays["grad"] = run.grad.astype(numpy.float64)
        if self._view["maps"]:
            arrays |= maps
        if self._view["update"]:
            before = run.theta if self._before is None else self._before
            arrays["update"] = run.theta.astype(numpy.float64) - before
        if self._view["answers"] and self._maps.scale["classes"]:
            arrays |= answers(run, self._maps.scale["classes"])
        if self._rows:
            arrays |= row_answers(run, **self._rows, source=self._experiment.source)
        hidden = self._hidden
        if hidden is not None and self._maps.has_units(hidden["layer"], hidden["units"]):
            index, on_grid = self._maps.hidden_layer(hidden["layer"])
            arrays |= hidden_space(run, on_grid, index, hidden["units"])
        return arrays

    def _first_unsent_station(self) -> int:
        """Where this frame's stations start: 0 again if older ones were dropped meanwhile."""
        history = self._run.history
        start, stride = self._sent
        self._sent = (len(history), history.stride)
        return start if stride == history.stride else 0

    def _epoch(self) -> float:
        """How many epochs are done, with the part of the one under way."""
        return self._run.epoch + self._run.batch / len(self._run.batches)

    def _accuracy(self) -> float | None:
        test = self._run.test_set
        if self._experiment.is_regression or test is None or test.targets is None:
            return None
        return float(self._run.loss.correct(test.scores, test.targets).mean())

    def _failure(self, sentence: str, field: str | None) -> Message:
        report: Failure = {
            "type": "failure",
            "revision": self._revision,
            "sentence": sentence,
            "field": field,
            "traceback": traceback.format_exc(),
        }
        return json.dumps(report), {}


def _csv_source(message: dict[str, Any]) -> CsvSource:
    return CsvSource(message["text"], message["delimiter"], message["header"])


def _words(name: str, experiment: Experiment) -> str:
    """A setting and its value, as a person reads them."""
    row, value = SETTINGS[name], getattr(experiment, name)
    if row.kind == "choice":
        return f"{row.label} is now {row.choices[value]}"
    if row.kind == "layers":
        widths = " – ".join(str(layer[0]) for layer in value) or "none"
        kinds = ", ".join(sorted({_kind(layer) for layer in value}))
        return f"{row.label} are now {widths}{f' ({kinds})' if kinds else ''}"
    if row.kind in ("frozen", "names"):
        return f"{row.label} are now {', '.join(value) or NOTHING_NAMED[row.kind]}"
    if row.kind == "numbers":
        shown = ", ".join(f"{number:g}" for number in value[:8])
        return f"{row.label} are now {shown or 'drawn from the seed'}{' …' * (len(value) > 8)}"
    if row.kind == "points":
        return f"{len(value)} points are drawn"
    if row.kind == "text":
        return f"{row.label} is now {value or 'the usual'}"
    if row.kind == "features":
        labels = ", ".join(formula.label for formula in experiment.formulas())
        return f"{row.label} are now {labels}"
    if row.kind == "switch":
        return f"{row.label} is now {'on' if value else 'off'}"
    return f"{row.label} is now {value:.10g}"


def _kind(layer: HiddenLayer) -> str:
    """A hidden layer's activation and options in words."""
    _, activation, dropout, norm = with_options(layer)
    options = ", layer norm" * norm + (f", dropout {dropout:g}" if dropout else "")
    return ACTIVATIONS[activation] + options


def _for_the_page(error: InputError) -> str:
    """The error's sentence with the control's label, and values as an address gives them."""
    if error.field not in SETTINGS:
        return str(error)
    value = address.text_of(error.value) if isinstance(error.value, tuple) else error.value
    return str(InputError(SETTINGS[error.field].label, value, error.allowed))


def _finite(value: float | Array) -> float | None:
    number = float(value)
    return number if math.isfinite(number) else None
