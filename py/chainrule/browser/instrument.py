"""`Instrument`: the base class of instruments, and the interface to the run."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, ClassVar, NamedTuple, Protocol

from chainrule.browser.protocol.arrays import Arrays
from chainrule.browser.protocol.run import Mark, RunState
from chainrule.engine.op import Array
from chainrule.experiment.experiment import Experiment
from chainrule.training.records.timeline import Timeline
from chainrule.training.trainer import Trainer

if TYPE_CHECKING:
    from chainrule.diagnostics.microscope.walk import Walk
    from chainrule.fleets.fleet import Opened

Message = tuple[str, Arrays]
"""A report's header as JSON text, and its arrays."""


class RunContext(Protocol):
    """The interface through which an instrument accesses the run."""

    @property
    def experiment(self) -> Experiment:
        """The run's experiment."""
        ...

    @property
    def run(self) -> Trainer:
        """The run, which instruments may read but not change."""
        ...

    @property
    def state(self) -> RunState:
        """Whether the run is ready, training, paused or diverged."""
        ...

    @property
    def seconds(self) -> float:
        """The time spent training the run; NaN if unknown."""
        ...

    @property
    def marks(self) -> Sequence[Mark]:
        """The changes made during the run."""
        ...

    @property
    def timeline(self) -> Timeline[Experiment]:
        """Snapshots of the run at the records of its history."""
        ...

    @property
    def revision(self) -> int:
        """The highest revision handled so far, which is included in reports."""
        ...

    def walk_at_divergence(self) -> Walk | None:
        """The step at which the run diverged."""
        ...

    def take_over(self, member: Opened) -> list[Message]:
        """Open a member of a fleet in its current state. The answer is that of `open`, followed by
        a report of the branch that the previous run became."""
        ...

    def set_weights(self, theta: Array, words: str) -> list[Message]:
        """Set all weights of the run, and answer with a frame; `words` label the change on
        charts."""
        ...


class Trajectory(NamedTuple):
    """A network's path: the weights `thetas` (n, P) at `steps` (n,). The label is empty if there
    are many paths."""

    label: str
    steps: Array
    thetas: Array


class Instrument:
    """A part of the page that can be opened. It answers commands and, while it is open, may use
    computing time and send reports. A closed instrument uses no computing time.

    Attributes
    ----------
    commands : the types of commands that it answers, each with a method `on_TYPE(message)`.
    beside : the other instruments of the session.
    """

    commands: ClassVar[tuple[str, ...]] = ()

    def __init_subclass__(cls) -> None:
        cls.commands = tuple(n.removeprefix("on_") for n in dir(cls) if n.startswith("on_"))

    def __init__(self, context: RunContext) -> None:
        self.context = context
        self.beside: Sequence[Instrument] = ()

    @property
    def is_busy(self) -> bool:
        """Whether it has work to do now."""
        return False

    def work(self, seconds: float) -> None:
        """Work for about this number of seconds."""

    def news(self) -> list[Message]:
        """The reports since the last call."""
        return []

    def run_changed(self) -> None:
        """Handle a new or restarted run."""

    @property
    def moves(self) -> tuple[object, ...]:
        """A value that changes whenever the result of `trajectories` changes."""
        return ()

    def trajectories(self) -> list[Trajectory]:
        """The paths of the networks that the instrument trains and that match the run's network."""
        return []

    def receive(self, message: dict[str, Any]) -> list[Message]:
        """Answer one of the `commands`."""
        return getattr(self, f"on_{message['type']}")(message)
