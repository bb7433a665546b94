"""Backends: what makes a list of planned calls replayable.

"numpy" calls NumPy, call by call. "wasm" compiles the calls to WebAssembly with SIMD (see
`engine.compile`): it is what a browser uses, on Pyodide's memory; natively it runs where the
package wasmtime is installed, slowly, but to the same bits as in every browser.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any, Protocol

from chainrule.engine.recorder import Call, Replayable
from chainrule.errors import InputError

if TYPE_CHECKING:
    from chainrule.engine.compile.loop import Loop
    from chainrule.engine.compile.program import CompiledLoop

NAMES = ("numpy", "wasm")
VARIABLE = "CHAINRULE_BACKEND"


class Prepared(Protocol):
    """The calls of one program, as a backend runs them.

    Attributes
    ----------
    name : the backend's.
    calls : the planned calls, in the backend's own form.
    """

    name: str
    calls: list[Call]

    def parts(self, ranges: Sequence[range]) -> list[list[Replayable]]:
        """What to call, in order, to replay each range of calls."""
        ...

    def loop(self, loop: Loop) -> CompiledLoop | None:
        """All calls in a loop over batches; None where only Python can go round."""
        ...


_usual: list[str] = []
"""What `use` has set, if anything."""
_chosen: ContextVar[str | None] = ContextVar("backend", default=None)


def current() -> str:
    """The backend that prepares the next program.

    Raises
    ------
    InputError
        If the environment asks for one that is not there.
    """
    return _chosen.get() or (_usual[0] if _usual else _by_platform())


def _by_platform() -> str:
    named = os.environ.get(VARIABLE)
    if named is not None:
        return checked(named, VARIABLE)
    return "wasm" if sys.platform == "emscripten" and _runs_wasm() else "numpy"


def use(name: str) -> None:
    """Let this backend prepare all programs from now on, unless another is asked for.

    Raises
    ------
    InputError
        If there is none such here.
    """
    _usual[:] = [checked(name)]


def checked(name: Any, field: str = "backend") -> str:
    """The backend's name.

    Raises
    ------
    InputError
        If there is none such here.
    """
    if name not in NAMES:
        raise InputError(field, name, " or ".join(NAMES))
    if name == "wasm" and not _runs_wasm():
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
    """Programs recorded in the block are prepared by this backend; None changes nothing.

    Raises
    ------
    InputError
        If there is none such here.
    """
    token = _chosen.set(_chosen.get() if name is None else checked(name))
    try:
        yield
    finally:
        _chosen.reset(token)


def prepare(calls: list[Call]) -> Prepared:
    """The planned calls, ready to be replayed by the present backend."""
    if current() == "wasm":
        from chainrule.engine.compile.program import CompiledCalls, own_host

        return CompiledCalls(calls, own_host())
    from chainrule.engine.numpy_backend import NumPyCalls

    return NumPyCalls(calls)
