"""Helpers for tests of the compiler: a recorded list of calls, run by NumPy and compiled."""

from __future__ import annotations

import sys
from collections.abc import Callable
from importlib.util import find_spec
from typing import Any

import numpy as np
import pytest
from chainrule.engine.compile.program import CompiledCalls, own_host
from chainrule.engine.numpy_backend import NumPyCalls
from chainrule.engine.planning import plan
from chainrule.engine.recorder import Call, Recorder, recording

needs_host = pytest.mark.skipif(
    sys.platform != "emscripten" and find_spec("wasmtime") is None,
    reason="nothing here runs WebAssembly: wasmtime is not installed",
)


class Both:
    """The calls recorded by `function`, prepared for both backends on the same buffers."""

    def __init__(self, function: Callable[[], Any], replicas: int | None = None) -> None:
        with recording(replica_axes=0 if replicas is None else 1) as recorder:
            self.result = function()
        self.recorder, calls = recorder, plan(recorder)
        self.replayed = NumPyCalls(list(calls))
        self.compiled = CompiledCalls(calls, own_host())

    @property
    def left(self) -> list[tuple[str, str]]:
        """The calls that remain NumPy calls, and the reason for each."""
        return [(str(x.call.function), x.reason) for x in self.compiled.left]

    def named(self) -> dict[str, np.ndarray]:
        """The arrays that the ops declare, by unique names."""
        return named(self.recorder)

    def run(self, prepared: NumPyCalls | CompiledCalls) -> None:
        """Replay all calls once."""
        (part,) = prepared.parts([range(len(prepared.calls))])
        with np.errstate(all="ignore"):
            for function, arguments in part:
                function(*arguments)


def named(recorder: Recorder) -> dict[str, np.ndarray]:
    """The arrays that the recorder's ops declare, by unique names."""
    found: dict[str, np.ndarray] = {}
    for place, record in enumerate(recorder.records):
        op = record.op.__name__ if record.op else "update"
        for name, array in [*record.operands.items(), *record.results.items()]:
            found[f"{place} {op} {name}"] = array
    return found


def compiled(calls: list[Call]) -> CompiledCalls:
    """Return the compiled calls; the test fails if any remains a NumPy call."""
    done = CompiledCalls(calls, own_host())
    assert not done.left
    return done


def run_compiled(recorder: Recorder) -> None:
    """Compile and run the recorded calls."""
    done = compiled(recorder.calls)
    for function, arguments in done.parts([range(len(done.calls))])[0]:
        function(*arguments)


def compute(name: str, *arguments: Any, dtype: Any = np.float32, out: Any = None) -> np.ndarray:
    """The result of one NumPy function of arrays, compiled."""
    arrays = [np.array(x, dtype) if isinstance(x, list | np.ndarray) else x for x in arguments]
    shape = np.broadcast_shapes(*(x.shape for x in arrays if isinstance(x, np.ndarray)))
    result = np.zeros(shape, dtype if out is None else out)
    with recording() as recorder:
        getattr(recorder, name)(*arrays, out=result)
    run_compiled(recorder)
    return result
