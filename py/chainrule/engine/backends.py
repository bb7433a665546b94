"""Backends, which convert a list of planned calls into a form that can be replayed.

"numpy" makes the NumPy calls one after the other. "wasm" compiles the calls to WebAssembly with
SIMD (see `engine.compile`). In browsers, "wasm" is the default and works directly on Pyodide's
memory. Natively, "wasm" requires the package wasmtime and is slow, but its results are the same as
in every browser, bit for bit.
"""

from __future__ import annotations

import os
import sys
import warnings
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

from chainrule.engine.recorder import Call, Replayable
from chainrule.errors import InputError

if TYPE_CHECKING:
    from chainrule.engine.compile.loop import Loop
    from chainrule.engine.compile.program import CompiledLoop

Made = TypeVar("Made")
NAMES = ("numpy", "wasm")
VARIABLE = "CHAINRULE_BACKEND"


class Prepared(Protocol):
    """The calls of one program, prepared by a backend.

    Attributes
    ----------
    name : the name of the backend.
    calls : the planned calls in the backend's form.
    """

    name: str
    calls: list[Call]

    def parts(self, ranges: Sequence[range]) -> list[list[Replayable]]:
        """The functions to call, in order, when replaying each range of calls."""
        ...

    def loop(self, loop: Loop) -> CompiledLoop | None:
        """A compiled loop that makes all calls for one batch after another; None if the loop must
        run in Python."""
        ...


_usual: list[str] = []
"""The backend set by `use`, if there is one."""
_chosen: ContextVar[str | None] = ContextVar("backend", default=None)


def current() -> str:
    """The name of the backend that will prepare the next program.

    Raises
    ------
    InputError
        If the environment variable names a backend that is not available.
    """
    return _chosen.get() or (_usual[0] if _usual else _by_platform())


def _by_platform() -> str:
    named = os.environ.get(VARIABLE)
    if named:
        return checked(named, VARIABLE)
    return "wasm" if sys.platform == "emscripten" and _runs_wasm() else "numpy"


def use(name: str) -> None:
    """Use the backend `name` for all programs from now on, unless `using` selects another.

    Raises
    ------
    InputError
        If the backend is not available.
    """
    _usual[:] = [checked(name)]


def checked(name: Any, field: str = "backend") -> str:
    """Check that the backend `name` is available, and return its name.

    Raises
    ------
    InputError
        If the backend is not available.
    """
    if name not in NAMES:
        raise InputError(field, name, " or ".join(NAMES))
    if name == "wasm" and not _runs_wasm():
        if sys.platform == "emscripten":
            allowed = "numpy here; wasm needs a browser whose WebAssembly has SIMD"
        else:
            allowed = "numpy here; wasm needs the package wasmtime (pip install 'chainrule[wasm]')"
        raise InputError(field, name, allowed)
    return name


def _runs_wasm() -> bool:
    if sys.platform != "emscripten":
        return find_spec("wasmtime") is not None
    from chainrule.engine.compile.hosts import pyodide

    return pyodide.available()


@contextmanager
def using(name: str | None) -> Iterator[None]:
    """Use the backend `name` for programs recorded in the block; None leaves the backend unchanged.

    Raises
    ------
    InputError
        If the backend is not available.
    """
    token = _chosen.set(_chosen.get() if name is None else checked(name))
    try:
        yield
    finally:
        _chosen.reset(token)


def prepare(calls: list[Call]) -> Prepared:
    """The planned calls, prepared by the current backend, or by NumPy if they cannot be compiled.

    Raises
    ------
    Exception
        The compiler's exception, if "wasm" was requested explicitly: a fallback to NumPy would
        change some bits of the results.
    """
    if current() == "wasm":
        compiled = unless_refused(lambda: _compiled(calls))
        if compiled is not None:
            return compiled
    from chainrule.engine.numpy_backend import NumPyCalls

    return NumPyCalls(calls)


def _compiled(calls: list[Call]) -> Prepared:
    from chainrule.engine.compile.program import CompiledCalls, own_host

    compiled = CompiledCalls(calls, own_host())
    compiled.parts([range(len(compiled.calls))])  # load it where failures are handled
    return compiled


def unless_refused(make: Callable[[], Made]) -> Made | None:
    """Call `make`, which compiles code, and return its result; on failure, warn and return None.

    The compiler or the browser's WebAssembly may fail; NumPy then takes the steps instead.

    Raises
    ------
    Exception
        The exception from `make`, if the backend was requested explicitly rather than chosen by the
        platform.
    """
    try:
        return make()
    except Exception as error:  # a browser may raise any exception, for example when memory is full
        if is_asked():
            raise
        reason = f"{type(error).__name__}: {error}"
        warnings.warn(f"NumPy takes the steps, because of {reason}", RuntimeWarning, stacklevel=2)
        return None


def is_asked() -> bool:
    """Whether the backend was requested explicitly, rather than chosen by the platform."""
    return bool(_chosen.get() or _usual or os.environ.get(VARIABLE))
