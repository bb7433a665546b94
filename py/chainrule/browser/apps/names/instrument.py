"""The instrument of the application Language, which trains its networks one after the other and
reports their predictions."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

import numpy

from chainrule.apps import APPS
from chainrule.browser.apps.names.messages import Letters, NamesTrained, Where
from chainrule.browser.instrument import Instrument, Message, RunContext
from chainrule.browser.words import encoded
from chainrule.checks import checked_below, checked_positive, checked_whole
from chainrule.engine.op import Array
from chainrule.errors import InputError, one_of

if TYPE_CHECKING:
    from chainrule.browser.apps.names.training import Net

WRITTEN = 6
"""The number of names that a network writes."""
REPORT_EVERY_S = 0.25
PAIR = ("who_where", "who_where_without")
"""The networks of the second task."""


class Names(Instrument):
    """Trains networks one after the other, and keeps the trained networks for predictions."""

    def __init__(self, context: RunContext) -> None:
        super().__init__(context)
        self._nets: dict[str, Net] = {}
        self._queue: list[str] = []
        self._current: Net | None = None
        self._temperature = 1.0
        self._bigram = 0.0
        self._reported_at = 0.0
        self._has_news = False

    def on_train_names(self, message: dict[str, Any]) -> list[Message]:
        """Queue these networks; each is trained from the start when its turn comes."""
        known = APPS["names"].experiments
        for name in message["nets"]:
            if name not in known:
                raise InputError("net", name, one_of(known))
        self._temperature = checked_positive("temperature", message["temperature"])
        self._queue, self._current = list(message["nets"]), None
        return [self._progress()]

    def on_stop_names(self, _message: dict[str, Any]) -> list[Message]:
        """End the training."""
        self._queue, self._current = [], None
        return [self._progress()]

    @property
    def is_busy(self) -> bool:
        """Whether a network is training or queued, or something has not been reported yet, such as
        the end of a network's training."""
        return bool(self._queue or self._current) or self._has_news

    def work(self, seconds: float) -> None:
        """Train the current network further, or begin with the next one."""
        if self._current is None:
            return self._begin_next()
        self._current.work(seconds, self._temperature)
        if self._current.is_done:
            self._current, self._has_news = None, True

    def _begin_next(self) -> None:
        """Create the next network and load its data, which takes longer than a slice."""
        from chainrule.browser.apps.names.training import Net  # only the application needs it

        if self._queue:
            self._current = Net(self._queue.pop(0))
            self._nets[self._current.name] = self._current
            self._has_news = True

    def news(self) -> list[Message]:
        """A progress report, if one is due."""
        is_due = self._current and time.perf_counter() - self._reported_at > REPORT_EVERY_S
        if not (is_due or self._has_news):
            return []
        self._has_news = False
        return [self._progress()]

    def on_ask_letters(self, message: dict[str, Any]) -> list[Message]:
        """Answer with the trained networks' predictions for a prefix."""
        from chainrule.apps.names.writing import checked_prefix

        prefix = checked_prefix(message["prefix"])
        temperature = self._temperature = checked_positive("temperature", message["temperature"])
        seed = checked_whole("seed", message["seed"], low=0)
        nets = [self._nets[name] for name in message["nets"] if name in self._nets]
        return [_letters(net, prefix, temperature, seed) for net in nets]

    def on_ask_where(self, message: dict[str, Any]) -> list[Message]:
        """Report the answers of the networks of the second task."""
        from chainrule.apps.names.writing import attention_of, next_letters
        from chainrule.data.sequences import SEQUENCES

        experiment = APPS["names"].experiment(PAIR[0])
        points = experiment.points()
        example = checked_below("example", message["example"], len(points.y_test))
        x = points.x_test[example]
        nets = [self._nets[name] for name in PAIR if name in self._nets]
        places = experiment.class_names
        shares = [next_letters(net.run.net, x[None])[0] for net in nets]
        found = numpy.array(shares).reshape(len(nets), len(places))
        attention = [attention_of(net.run.net, x) for net in nets if net.has_attention]
        report: Where = {
            "type": "where",
            "example": example,
            "steps": [
                text.removesuffix("; ") for text in SEQUENCES[experiment.data].texts(x[None])[0]
            ],
            "places": list(places),
            "truth": int(points.y_test[example]),
            "nets": [net.name for net in nets],
            "answers": found.argmax(axis=1).tolist(),
            "heads": len(attention[0]) if attention else 0,
        }
        weights = attention[0] if attention else _nothing(len(x))
        return [(encoded(report), {"probabilities": found, "attention": weights})]

    def _progress(self) -> Message:
        from chainrule.apps.names.bounds import UNIFORM, bigram_loss

        self._reported_at = time.perf_counter()
        self._bigram = self._bigram or bigram_loss(APPS["names"].experiment("bigram"))
        report: NamesTrained = {
            "type": "names_trained",
            "nets": [net.facts(net is self._current) for net in self._nets.values()],
            "waiting": list(self._queue),
            "bigram": self._bigram,
            "uniform": UNIFORM,
        }
        arrays: dict[str, Array] = {}
        for index, net in enumerate(self._nets.values()):
            arrays |= net.history(index)
        return encoded(report), arrays


def _letters(net: Net, prefix: str, temperature: float, seed: int) -> Message:
    from chainrule.apps.names.writing import attention_of, context, next_letters, write
    from chainrule.data.sequences.letters import LETTERS

    steps = net.experiment.steps
    x = context(prefix, steps)
    attention = attention_of(net.run.net, x) if net.has_attention else _nothing(steps)
    report: Letters = {
        "type": "letters",
        "net": net.name,
        "prefix": prefix,
        "letters": list(LETTERS),
        "names": write(net.run.net, prefix, steps, WRITTEN, temperature, seed),
        "context": [LETTERS[int(letter)] for letter in x],
        "heads": len(attention),
    }
    probabilities = next_letters(net.run.net, x[None], temperature)[0]
    return encoded(report), {"probabilities": probabilities, "attention": attention}


def _nothing(steps: int) -> Array:
    """Empty attention weights, for a network without attention."""
    return numpy.zeros((0, steps, steps))
