"""`Instrument`: what the page can open beside the run, and what it may see and do."""

from __future__ import annotations

from typing import Any, ClassVar, NamedTuple, Protocol

from chainrule.browser.protocol.arrays import Arrays
from chainrule.browser.protocol.run import RunState
from chainrule.diagnostics.microscope.walk import Walk
from chainrule.engine.op import Array
from chainrule.experiment.experiment import Experiment
from chainrule.fleets.fleet import Opened
from chainrule.training.timeline import Timeline
from chainrule.training.trainer import Trainer

Message = tuple[str, Arrays]
"""A report's header as JSON text, and its arrays."""


class Bench(Protocol):
    """The run as an instrument sees it."""

    @property
    def experiment(self) -> Experiment:
        """What the run follows."""
        ...

    @property
    def run(self) -> Trainer:
        """The run itself; to be read, never to be changed."""
        ...

    @property
    def state(self) -> RunState:
        """Whether the run is ready, training, paused or diverged."""
        ...

    @property
    def timeline(self) -> Timeline[Experiment]:
        """Snapshots of the run at its history's stations."""
        ...

    @property
    def revision(self) -> int:
        """The highest revision handled, which reports carry."""
        ...

    def walk_at_divergence(self) -> Walk | None:
        """The step in which a run that diverged did so."""
        ...

    def take_over(self, member: Opened) -> list[Message]:
        """Let the page train a fleet's member from where that is; answers as `open` does, and with
        what leads back to the run that was there."""
        ...

    def set_weights(self, theta: Array, words: str) -> list[Message]:
        """Set all weights of the run; `words` tell the charts of it. Answers with a frame."""
        ...


class Trajectory(NamedTuple):
    """Where a network was: at `steps` (n,) its weights were `thetas` (n, P). One of a few has a
    label, one of many none."""

    label: str
    steps: Array
    thetas: Array


class Instrument:
    """One part of the page that is opened at will: it answers commands, and while it is open may
    want time and have news. Closed, it costs nothing.

    Attributes
    ----------
    commands : the types of the commands that it answers, each by a method `on_TYPE(message)`.
    """

    commands: ClassVar[tuple[str, ...]] = ()

    def __init_subclass__(cls) -> None:
        cls.commands = tuple(n.removeprefix("on_") for n in dir(cls) if n.startswith("on_"))

    def __init__(self, bench: Bench) -> None:
        self.bench = bench

    @property
    def is_busy(self) -> bool:
        """Whether it wants time now."""
        return False

    def work(self, seconds: float) -> None:
        """Do what there is to do, for about so long at the most."""

    def news(self) -> list[Message]:
        """What to tell the page since it was last asked."""
        return []

    def run_changed(self) -> None:
        """The run is another, or starts anew."""

    @property
    def moves(self) -> tuple[object, ...]:
        """Another whenever `trajectories` are."""
        return ()

    def trajectories(self) -> list[Trajectory]:
        """The paths of what it trains beside the run, as far as it is of the run's network."""
        return []

    def receive(self, message: dict[str, Any]) -> list[Message]:
        """Answer one of the `commands`."""
        return getattr(self, f"on_{message['type']}")(message)
