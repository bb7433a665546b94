"""`Session`: the worker's state. It owns the experiment and answers the page's commands."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy

from chainrule.browser.changing import change_settings
from chainrule.browser.instrument import Message
from chainrule.browser.instruments import Instruments
from chainrule.browser.protocol.arrays import Arrays
from chainrule.browser.protocol.run import (
    Checkpoint,
    Failure,
    File,
    Frame,
    Mark,
    Opening,
    PackedWeights,
    RunState,
)
from chainrule.browser.protocol.travel import TakenOver
from chainrule.browser.run.branch import Branch
from chainrule.browser.run.live import Live
from chainrule.browser.run.pace import Pace
from chainrule.browser.run.reports.branches import branches_report
from chainrule.browser.run.reports.frames import Frames
from chainrule.browser.run.reports.opening import experiment_of, opened_experiment
from chainrule.browser.run.storage.checkpoint import Checkpoints, unpack
from chainrule.browser.run.storage.packed_weights import pack
from chainrule.browser.run.storage.trained import take_trained, weights_in_words
from chainrule.browser.sources import traceback_now
from chainrule.browser.waiting import Waiting, csv_source
from chainrule.browser.words import encoded, exact_epoch, for_the_page
from chainrule.data.tabular import suggested_settings
from chainrule.data.tabular.own import keep_table, kept_table
from chainrule.engine.op import Array
from chainrule.errors import InputError
from chainrule.experiment.data.examples import data_csv
from chainrule.experiment.data.source import OWN_TABLE
from chainrule.experiment.experiment import Experiment
from chainrule.experiment.settings.table import SETTINGS
from chainrule.phrases import phrase
from chainrule.training.records.timeline import Timeline
from chainrule.training.trainer import Trainer

if TYPE_CHECKING:
    from chainrule.diagnostics.microscope.walk import Walk
    from chainrule.fleets.fleet import Opened


class Session:
    """One experiment being trained.

    The worker passes every command to `receive`. While the session is `busy`, the worker also calls
    `advance` for each slice, and `reports` whenever the page is ready for the next reports. After
    each of these calls, it requests a `checkpoint`. A command that fails is answered by a
    `failure`, and the run continues.

    Parameters
    ----------
    map_size : the number of pixels along a side of the output map; hidden units' maps have half as
        many.

    Attributes
    ----------
    live : the run on the page.
    frames : the frames of the run.
    revision : the highest revision handled so far, which is included in reports.
    """

    def __init__(self, map_size: int = 80) -> None:
        self.revision = 0
        self.live = Live()
        self.frames = Frames(self.live, map_size)
        self._instruments = Instruments(self)
        self._branches: list[Branch] = []
        self._checkpoints = Checkpoints()
        self._waiting = Waiting(self._carry_out, self._refuse)
        self._reported: tuple[Experiment, RunState] = (self.experiment, self.live.state)
        self._look_at_run()

    def receive(self, command: str) -> list[Message]:
        """Execute a command, given as the JSON text of a `Command`, and answer it.

        A command that needs a large table is answered later, by `reports`; so are all commands that
        arrive before this answer.
        """
        return self._waiting.receive(json.loads(command))

    def _carry_out(self, message: dict[str, Any]) -> list[Message]:
        if "revision" in message:
            # The page drops frames of older revisions, including their records, so all records are
            # sent again.
            self.revision = message["revision"]
            self.frames.restart()
        try:
            return [*self._answer(message), *self._branch_news()]
        except InputError as error:
            return [self._failure(for_the_page(error), error.field)]
        except MemoryError:
            return [self._failure(phrase("failure.memory"), None)]
        except Exception as error:  # the page must be notified of any failure
            return [self._failure(phrase("failure.python", error=str(error)), None)]

    def _answer(self, message: dict[str, Any]) -> list[Message]:
        if self._instruments.answers(message["type"]):
            return self._instruments.receive(message)
        return getattr(self, f"_on_{message['type']}")(message)

    def _refuse(self, message: dict[str, Any], sentence: str, field: str | None) -> list[Message]:
        self.revision = message.get("revision", self.revision)
        return [self._failure(sentence, field)]

    @property
    def wait(self) -> float:
        """Milliseconds until `advance` has work to do."""
        is_at_rest = not (self._instruments.busy or self._waiting.is_busy)
        return self.live.wait if self.training and is_at_rest else 0.0

    @property
    def is_long(self) -> bool:
        """Whether the next `advance` executes a command, which may take longer than a slice."""
        return self._waiting.is_ready

    @property
    def training(self) -> bool:
        """Whether the run is training."""
        return self.live.training

    @property
    def busy(self) -> bool:
        """Whether `advance` should be called."""
        return self.live.training or self._instruments.busy or self._waiting.is_busy

    def advance(self, milliseconds: float) -> None:
        """Train and let instruments work for about this time in total. While commands are waiting
        for a table, read the table instead."""
        if self._waiting.is_busy:
            return self._waiting.work(milliseconds / 1000)
        share = self._instruments.share(self.live.training)
        if share:
            self._instruments.work(milliseconds / 1000 * share, self.live.training)
        if self.live.training:
            self.live.advance(milliseconds * (1 - share))

    def reports(self) -> list[Message]:
        """The reports of instruments, answers to commands that waited for a table and, during
        training, the newest state."""
        news = [*self._waiting.news(), *self._instruments.news()]
        has_moved = self.live.training or self._reported[1] != self.live.state
        return [*news, self.frame()] if has_moved else news

    def checkpoint(self) -> list[Message]:
        """A checkpoint of the run, if one is due."""
        if not self._checkpoints.is_due(self.live):
            return []
        report: Checkpoint = {
            "type": "checkpoint",
            "text": self._checkpoints.pack(self.live),
            "step": self.run.step_count,
            "epoch": self.live.epoch,
            "hash": self.experiment.to_address(),
        }
        return [(encoded(report), {})]

    def advance_to(self, epoch: int) -> None:
        """Train until this number of epochs is completed, without dividing the training into
        slices."""
        while self.run.epoch < epoch:
            self.run.advance()

    def frame(self) -> Message:
        """The newest frame, with the arrays that the view shows."""
        header, arrays = self._newest()
        return encoded(header), arrays

    def _newest(self) -> tuple[Frame, Arrays]:
        self._look_at_run()
        self._reported = self._reported[0], self.live.state
        return self.frames.newest(self.revision)

    # --- commands ------------------------------------------------------------------------------

    def _on_open(self, message: dict[str, Any]) -> list[Message]:
        text = message["hash"]
        branch = self.live.open(experiment_of(text))
        self.live.go_to(message.get("step", 0))
        opened = self._opened(take_trained(self.live, message.get("trained")))
        return [*opened, *self._taken_over(branch)] if branch >= 0 else opened

    def _on_change(self, message: dict[str, Any]) -> list[Message]:
        return self._opened(*change_settings(self.live, message["changes"]))

    def _on_reset(self, message: dict[str, Any]) -> list[Message]:
        self.live.start_over(self.experiment, self.live.initial)
        return self._opened()

    def _on_new_seed(self, message: dict[str, Any]) -> list[Message]:
        seed = (self.experiment.seed + 1) % (int(SETTINGS["seed"].high) + 1)
        self.live.start_over(self.experiment.replaced(seed=seed, weights=()))
        return self._opened()

    def _on_keep_weights(self, message: dict[str, Any]) -> list[Message]:
        self.live.start_over(self.experiment.changed(weights=weights_in_words(self.run.theta)))
        return self._opened([phrase("remark.weights_kept")])

    def _on_pack_weights(self, message: dict[str, Any]) -> list[Message]:
        report: PackedWeights = {"type": "packed_weights", "text": pack(self.run)}
        return [(encoded(report), {})]

    def _on_play(self, message: dict[str, Any]) -> list[Message]:
        self.live.play()
        return [self.frame()]

    def _on_pause(self, message: dict[str, Any]) -> list[Message]:
        self.live.pause()
        return [self.frame()]

    def _on_step(self, message: dict[str, Any]) -> list[Message]:
        self.live.step(1 if message["unit"] == "batch" else None)
        return [self.frame()]

    def _on_view(self, message: dict[str, Any]) -> list[Message]:
        rows = self.frames.rows
        if self.frames.show(message):
            return self._opened()
        is_other = self.frames.rows != rows
        return [*(self.frames.examples(self.revision) if is_other else []), self.frame()]

    def _on_restore(self, message: dict[str, Any]) -> list[Message]:
        is_whole = unpack(message["checkpoint"], self.live)
        epoch, reason = exact_epoch(self.live.epoch), message["reason"].rstrip(".")
        remarks = [
            phrase("remark.restarted", reason=reason, epoch=epoch)
            if reason
            else phrase("remark.goes_on", epoch=epoch)
        ]
        if not is_whole:
            remarks.append(phrase("remark.thinned"))
        return self._opened(remarks)

    def _on_travel(self, message: dict[str, Any]) -> list[Message]:
        if message["epoch"] is None:
            self.live.to_present()
        else:
            self.live.travel(message["epoch"], message["by"])
        return self._shown_anew()

    def _on_resume(self, message: dict[str, Any]) -> list[Message]:
        self.live.branch()
        return self._shown_anew()

    def _on_return(self, message: dict[str, Any]) -> list[Message]:
        self.live.return_to(message["branch"])
        return self._shown_anew()

    def _on_forget(self, message: dict[str, Any]) -> list[Message]:
        self.live.forget(message["branch"])
        return []

    def _branch_news(self) -> list[Message]:
        """The report of the branches, if they have changed since the last report."""
        if self._branches == self.live.branches:
            return []
        self._branches = list(self.live.branches)
        report = branches_report(self.live, self.revision)
        self.live.let_go = None
        return [report]

    def _on_read_table(self, message: dict[str, Any]) -> list[Message]:
        name = keep_table(csv_source(message))
        suggested = suggested_settings(kept_table(name))
        return self._on_change({"changes": {"data": OWN_TABLE, "table": name, **suggested}})

    def _on_keep_table(self, message: dict[str, Any]) -> list[Message]:
        keep_table(csv_source(message))
        return []

    def _on_pace(self, message: dict[str, Any]) -> list[Message]:
        self.live.pace = Pace(message["steps_per_second"])
        return []

    def _on_edit(self, message: dict[str, Any]) -> list[Message]:
        self.live.edit(message["index"], message["value"])
        return self._shown_anew()

    def _on_set_weights(self, message: dict[str, Any]) -> list[Message]:
        weights = numpy.array(message["weights"], numpy.float64)
        size = self.run.theta.size
        if weights.shape != (size,) or not numpy.isfinite(weights).all():
            value = phrase("count.numbers", count=weights.size)
            raise InputError("theta", value, phrase("allowed.finite_count", count=size))
        return self.set_weights(weights, phrase("mark.weights_set"))

    # --- used by instruments -------------------------------------------------------------------

    @property
    def experiment(self) -> Experiment:
        """The run's experiment."""
        return self.live.experiment

    @property
    def run(self) -> Trainer:
        """The run on the page."""
        return self.live.run

    @property
    def state(self) -> RunState:
        """Whether the run is ready, training, paused or diverged."""
        return self.live.state

    @property
    def seconds(self) -> float:
        """The time spent training the run; NaN if unknown."""
        return self.live.seconds

    @property
    def marks(self) -> Sequence[Mark]:
        """The changes made during the run."""
        return self.live.marks

    @property
    def timeline(self) -> Timeline[Experiment]:
        """Snapshots of the run."""
        return self.live.timeline

    def walk_at_divergence(self) -> Walk | None:
        """The step at which the run diverged."""
        return self.live.walk_at_divergence()

    def take_over(self, member: Opened) -> list[Message]:
        """Open a fleet's member in its current state."""
        branch = self.live.take_over(member.experiment, member.snapshot, member.initial)
        opened = self._opened([member.remark] if member.remark else None)
        return [*opened, *self._taken_over(branch)]

    def _taken_over(self, branch: int) -> list[Message]:
        report: TakenOver = {"type": "taken_over", "branch": branch}
        return [*self._branch_news(), (encoded(report), {})]

    def set_weights(self, theta: Array, words: str) -> list[Message]:
        """Set all weights of the run."""
        self.live.set_weights(theta, words)
        return self._shown_anew()

    def _shown_anew(self) -> list[Message]:
        """The answer to a command that may have changed the experiment: `opened` if it did,
        otherwise a frame."""
        is_other = self.experiment != self._reported[0]
        return self._opened() if is_other else [self.frame()]

    def _look_at_run(self) -> None:
        """Switch frames and instruments to a new or restarted run."""
        if self.frames.follow():
            self._instruments.run_changed()

    def _on_export(self, message: dict[str, Any]) -> list[Message]:
        experiment, what = self.experiment, message["what"]
        text = {
            "experiment": experiment.to_json,
            "data": lambda: data_csv(experiment),
            "history": self.run.history.csv,
        }[what]()
        name = f"chainrule-{experiment.data}-{what}.{'json' if what == 'experiment' else 'csv'}"
        report: File = {"type": "file", "name": name, "text": text}
        return [(encoded(report), {})]

    # --- reports -------------------------------------------------------------------------------

    def _opened(self, remarks: Sequence[str] | None = None, summary: str = "") -> list[Message]:
        self._look_at_run()
        self._reported = self.experiment, self.live.state
        opened, arrays = opened_experiment(self.live, self.frames.maps, remarks, summary)
        frame, frame_arrays = self._newest()
        report: Opening = {
            "type": "opened",
            "revision": self.revision,
            "opened": opened,
            "frame": frame,
        }
        examples = self.frames.examples(self.revision)
        return [(encoded(report), arrays | frame_arrays), *examples]

    def _failure(self, sentence: str, field: str | None) -> Message:
        report: Failure = {
            "type": "failure",
            "revision": self.revision,
            "sentence": sentence,
            "field": field,
            "traceback": traceback_now(),
        }
        return encoded(report), {}
