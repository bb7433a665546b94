"""All messages between the page and the worker."""

from __future__ import annotations

import sys
import types
from typing import Any, Literal, TypedDict, get_args, get_type_hints

from chainrule.browser.protocol.fleets import FleetCommand, FleetReport
from chainrule.browser.protocol.gradients import GradientReport, GradientView, ShowPanels
from chainrule.browser.protocol.landscape import LandscapeCommand, LandscapeReport
from chainrule.browser.protocol.microscope import Exhibit, MicroscopeCommand, MicroscopeReport
from chainrule.browser.protocol.run import (
    Change,
    Checkpoint,
    Drawn,
    Edit,
    ExampleRows,
    Export,
    Failure,
    File,
    Frame,
    KeepWeights,
    NewSeed,
    Open,
    OpenedExperimentArrays,
    Opening,
    PaceCommand,
    Pause,
    Play,
    Reset,
    Restore,
    SetWeights,
    StepCommand,
    ViewCommand,
)
from chainrule.browser.protocol.sanity import SanityCheck, SanityCommand, SanityReport
from chainrule.browser.protocol.tables import ReadTable, TableCommand, TableReport
from chainrule.browser.protocol.travel import Branches, TakenOver, TravelCommand


class NoArrays(TypedDict):
    """The arrays of a report without arrays."""


class Progress(TypedDict):
    """One phase of starting up, sent by the worker's JavaScript before Python runs."""

    type: Literal["progress"]
    phase: str
    loaded: int
    total: int


class BootFailure(TypedDict):
    """Starting up failed; `file` names the file that could not be loaded, if any. `can_retry` is
    false
        if another attempt in this browser would fail in the same way."""

    type: Literal["boot_failure"]
    sentence: str
    file: str | None
    can_retry: bool
    traceback: str


Order = Open | Change | Reset | NewSeed | KeepWeights | ReadTable | Restore
Control = (
    Play
    | Pause
    | StepCommand
    | ViewCommand
    | PaceCommand
    | Edit
    | SetWeights
    | Export
    | TableCommand
    | Drawn
)
Command = (
    Order
    | Control
    | TravelCommand
    | MicroscopeCommand
    | ShowPanels
    | SanityCommand
    | LandscapeCommand
    | FleetCommand
)

RunReport = Opening | Frame | ExampleRows | Branches | TakenOver | File | Checkpoint | Failure
InstrumentReport = GradientReport | SanityReport | LandscapeReport | FleetReport | TableReport
Report = RunReport | MicroscopeReport | InstrumentReport | Progress | BootFailure


def messages_of(union: Any) -> dict[str, type]:
    """The classes of a union, such as `Report`, by the `type` of their messages."""
    if isinstance(union, types.UnionType):
        return {k: v for part in get_args(union) for k, v in messages_of(part).items()}
    (name,) = get_args(get_type_hints(union)["type"])
    return {name: union}


def arrays_of(report: type) -> type:
    """The class that declares a report's arrays."""
    return getattr(sys.modules[report.__module__], f"{report.__name__}Arrays", NoArrays)


def lists() -> dict[str, dict[str, list[str]]]:
    """The lists for JavaScript: the messages of some unions, the values of some
    literals, and the arrays of an opening's first part."""
    messages = {
        "Order": Order,
        "Report": Report,
        "MicroscopeReport": MicroscopeReport,
        "GradientReport": GradientReport,
        "LandscapeReport": LandscapeReport,
        "SanityReport": SanityReport,
        "FleetReport": FleetReport,
        "TableReport": TableReport,
    }
    literals = {"GradientView": GradientView, "SanityCheck": SanityCheck, "Exhibit": Exhibit}
    return {
        "messages": {name: [*messages_of(union)] for name, union in messages.items()},
        "literals": {name: [*get_args(literal)] for name, literal in literals.items()},
        "arrays": {"OpenedArray": [*get_type_hints(OpenedExperimentArrays)]},
    }
