"""`Trainer`: trains a network with a loss and an optimizer, by steps, by epochs or for a whole
run."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from chainrule.checks import checked_below, checked_whole
from chainrule.engine.op import Array
from chainrule.errors import InputError
from chainrule.losses import Loss
from chainrule.nn.module import Module
from chainrule.optim.optimizer import Optimizer
from chainrule.schedules import Schedule
from chainrule.training.evaluation import Evaluation, evaluate, scores
from chainrule.training.penalty import Penalty
from chainrule.training.records.history import History
from chainrule.training.records.progress import losses_in_words, progress_bar
from chainrule.training.replay import Shaping, StepProgram
from chainrule.training.stopping import Stopping
from chainrule.training.trainer.data_trainer import DataTrainer
from chainrule.training.trainer.inputs import Data


class Trainer(DataTrainer):
    """Trains a network on batches of examples, reshuffled in each epoch in an order determined by
    the seed.

    Parameters
    ----------
    net : the network, whose `theta` is updated in place.
    loss, optimizer : the loss and the update rule (see `losses` and `optim`).
    batch_size : the number of examples per step; the last batch of an epoch may be smaller.
    seed : the seed for the order of the examples; the order in epoch e depends only on (seed, e).
    limit : the largest number of records in the history; None to record every epoch.
    schedule : the factor that multiplies the learning rate at each step (see `schedules`).
    l1, l2 : the coefficients of a penalty on the weights (see `training.penalty`). The training
        gradient includes the penalty; returned and recorded losses do not.
    clip_norm, clip_value : limits on the gradient including the penalty (see `optim.clipping`); the
        norm is clipped first.
    mask : 1 for each parameter to train and 0 for each parameter whose gradient is set to 0, in the
        layout of `theta`; None to train all. If all parameters of some units are 0 and masked, the
        network behaves like a narrower one.
    backend : the backend that runs the steps, "numpy" or "wasm" (see `engine.backends`); by default
        the value of the environment variable CHAINRULE_BACKEND, or else the platform's default.

    Attributes
    ----------
    epoch, batch, step_count : the numbers of completed epochs, of completed batches in this epoch,
        and of all steps.
    history : the losses and gradient norms at the ends of epochs.
    timeline : the `Timeline` of snapshots taken with the history's records; None to keep none.
    batch_loss : the loss on the last batch, before its update.
    keeps_best : whether to compute the test loss after every epoch and update `best`.
    best : the lowest test loss so far and its snapshot; None if no test loss is known.
    ending : a sentence that says why the last `fit` stopped early; empty if all epochs were run.

    Examples
    --------
    >>> from chainrule import data, losses, nn, optim
    >>> x, y = data.gauss(n=100, noise=0.1, seed=0)
    >>> net = nn.Sequential(nn.Linear(2, 4), nn.Tanh(), nn.Linear(4, 1), seed=0)
    >>> run = Trainer(net, losses.BinaryCrossEntropy(), optim.Adam(lr=0.01), batch_size=10)
    >>> history = run.fit(x, y, epochs=20)
    >>> bool(run.evaluate(x, y).loss < 0.1)
    True
    """

    def __init__(
        self,
        net: Module,
        loss: Loss,
        optimizer: Optimizer,
        batch_size: int = 10,
        seed: int = 0,
        limit: int | None = None,
        *,
        schedule: Schedule | None = None,
        l1: float = 0.0,
        l2: float = 0.0,
        clip_norm: float | None = None,
        clip_value: float | None = None,
        mask: Array | None = None,
        backend: str | None = None,
    ) -> None:
        self._batch_size = checked_whole("batch_size", batch_size)
        self._seed = checked_whole("seed", seed, low=0)
        if limit is not None:
            limit = checked_whole("limit", limit)
        shaping = Shaping(Penalty(l1, l2), clip_norm, clip_value, mask)
        super().__init__(net, loss, optimizer, schedule, shaping, backend, limit=limit)
        self.ending = ""
        self._is_made = True

    @contextmanager
    def next_batch(self, example: int | None = None) -> Iterator[StepProgram]:
        """The program of the next step, with its batch loaded and its learning rate set, for
        inspection. If `example` is given, the program is for that single example of the batch.

        Afterwards, the batch, the gradient and the learning rate are restored.

        Raises
        ------
        InputError
            If the batch has no example with that index.
        """
        self._follow_changes()
        x, y = self.batches.views[self.batch]
        if example is not None:
            place = checked_below("example", example, len(x))
            x, y = x[place : place + 1], y[place : place + 1]
        with self._looking_at(x, y) as current:
            yield current

    def fit(
        self,
        x: Any,
        y: Any,
        epochs: int,
        validation: Data | None = None,
        progress: bool = False,
        stop: Stopping | None = None,
    ) -> History:
        """Train for `epochs` more epochs.

        Parameters
        ----------
        x : (n, …); y : (n,) or (n, outputs).
        validation : a test set (x, y), whose loss is then included in the history.
        progress : whether to draw a progress bar on standard error.
        stop : when to stop early, and whether to restore the weights with the best test loss.

        Raises
        ------
        InputError
            If `stop` has patience but there is no test set; otherwise as for `load`.
        """
        epochs = checked_whole("epochs", epochs, low=0)
        stop = stop or Stopping()
        if stop.patience and validation is None:
            raise InputError("validation", None, "a test set (x, y), because stop has patience")
        self.keeps_best, self.ending = bool(stop.patience), ""
        self.load(x, y, validation)
        self._look_for_best()
        last = self.epoch + epochs
        with progress_bar(epochs) if progress else contextlib.nullcontext() as bar:
            while self.epoch < last:
                self.advance(len(self.batches))
                if bar is not None:
                    losses = losses_in_words(self.history.records[-1], validation is not None)
                    bar.update(epochs - last + self.epoch, losses)
                self.ending = stop.halt(self)
                if self.ending:
                    break
            else:
                self.ending = stop.finish(self)
        return self.history

    def predict(self, x: Any) -> Array:
        """The raw scores, (n, outputs), or (K, n, outputs) for a fleet."""
        return scores(self.net, self._inputs.examples(x)).data

    def evaluate(self, x: Any, y: Any) -> Evaluation:
        """The mean loss and the accuracy on a whole data set.

        The mean is weighted by class if the loss has class weights; the accuracy is not. The
        accuracy is NaN if the targets are not classes.
        """
        return evaluate(self.net, self.loss, *self._inputs.pair(x, y, self.loss))
