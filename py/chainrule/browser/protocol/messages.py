"""All messages between the page and the worker, those of the run and those of every instrument."""

from __future__ import annotations

import functools
import importlib
import operator
import sys
import types
from pathlib import Path
from typing import Any, Literal, TypedDict, get_args, get_origin, get_type_hints

from chainrule.browser.instrument import Instrument
from chainrule.browser.instruments import PLACES
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
    Opening,
    PaceCommand,
    PackedWeights,
    PackWeights,
    Pause,
    Play,
    Reset,
    Restore,
    SetWeights,
    StepCommand,
    ViewCommand,
)
from chainrule.browser.protocol.tables import KeepTable, ReadTable, StopReading
from chainrule.browser.protocol.travel import Branches, TakenOver, TravelCommand


class NoArrays(TypedDict):
    """The declaration for a report without arrays."""


class Progress(TypedDict):
    """A phase of startup, which the worker's JavaScript reports before Python runs."""

    type: Literal["progress"]
    phase: str
    loaded: int
    total: int


class BootFailure(TypedDict):
    """Startup failed; `file` is the name of the file that could not be loaded, if that was the
    cause. `can_retry` is false if another attempt in this browser would fail in the same way."""

    type: Literal["boot_failure"]
    sentence: str
    file: str | None
    can_retry: bool
    traceback: str


def messages_beside(instrument: type[Instrument]) -> types.ModuleType:
    """The module `messages` in an instrument's folder, which declares the instrument's messages."""
    return importlib.import_module(f"{instrument.__module__.rpartition('.')[0]}.messages")


def declared(instrument: type[Instrument], suffix: str) -> tuple[str, Any]:
    """The union in `messages_beside` whose name ends with `suffix`: "Command" for the commands that
    the instrument answers, "Report" for the reports that it sends.

    Raises
    ------
    ValueError
        If there is not exactly one such union.
    """
    module = messages_beside(instrument)
    found = [
        (name, value)
        for name, value in vars(module).items()
        if name.endswith(suffix) and getattr(value, "__name__", "") != name
    ]
    if len(found) != 1:
        names = [name for name, _ in found]
        raise ValueError(f"{module.__name__}: one union must end with {suffix}; found {names}.")
    return found[0]


_INSTRUMENTS = tuple(place.load() for place in PLACES)
INSTRUMENT_COMMANDS = dict(declared(each, "Command") for each in _INSTRUMENTS)
INSTRUMENT_REPORTS = dict(declared(each, "Report") for each in _INSTRUMENTS)
"""The commands and reports of each instrument, by the name of their union."""

InstrumentCommand: Any = functools.reduce(operator.or_, INSTRUMENT_COMMANDS.values())
InstrumentReport: Any = functools.reduce(operator.or_, INSTRUMENT_REPORTS.values())

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
    | PackWeights
    | KeepTable
    | StopReading
    | Drawn
)
Command = Order | Control | TravelCommand | InstrumentCommand

RunReport = (
    Opening
    | Frame
    | ExampleRows
    | Branches
    | TakenOver
    | File
    | PackedWeights
    | Checkpoint
    | Failure
)
Report = RunReport | InstrumentReport | Progress | BootFailure


def messages_of(union: Any) -> dict[str, type]:
    """The message classes of a union, such as `Report`, by the messages' `type`."""
    if isinstance(union, types.UnionType):
        return {k: v for part in get_args(union) for k, v in messages_of(part).items()}
    (name,) = get_args(get_type_hints(union)["type"])
    return {name: union}


def arrays_of(report: type) -> type:
    """The class that declares a report's arrays."""
    return getattr(sys.modules[report.__module__], f"{report.__name__}Arrays", NoArrays)


def shapes_of(arrays: type) -> dict[str, list[str]]:
    """The possible shapes of each array that a class declares, by the array's name."""
    hints = get_type_hints(arrays, include_extras=True)
    return {name: list(_annotated(hint).__metadata__[1:]) for name, hint in hints.items()}


def _annotated(hint: Any) -> Any:
    return hint if hasattr(hint, "__metadata__") else get_args(hint)[0]


def modules() -> list[types.ModuleType]:
    """The modules that declare messages: those of this package, and one for each instrument."""
    own = [f"{__package__}.{path.stem}" for path in sorted(Path(__file__).parent.glob("[a-z]*.py"))]
    beside = {messages_beside(each).__name__: None for each in _INSTRUMENTS}
    return [importlib.import_module(name) for name in [*own, *beside]]


def lists() -> dict[str, Any]:
    """The data that JavaScript receives in addition to the types: the messages of some unions, the
    values of all literals, the shapes of all arrays, the arrays of each report, the members of the
    instruments' unions, and the files that contain these declarations."""
    names = {name: value for module in modules() for name, value in vars(module).items()}
    arrays = {n: v for n, v in names.items() if n.endswith("Arrays") and isinstance(v, type)}
    unions = {"Order": Order, "Report": Report, **INSTRUMENT_REPORTS}
    return {
        "messages": {name: [*messages_of(union)] for name, union in unions.items()},
        "literals": {n: [*get_args(v)] for n, v in names.items() if get_origin(v) is Literal},
        "arrays": {name: shapes_of(kind) for name, kind in arrays.items()},
        "carried": {name: arrays_of(kind).__name__ for name, kind in messages_of(Report).items()},
        "unions": {
            "InstrumentCommand": [*INSTRUMENT_COMMANDS],
            "InstrumentReport": [*INSTRUMENT_REPORTS],
        },
        "files": [module.__file__ for module in modules()],
    }
