"""Source lines of this package in tracebacks.

The site loads the package as bytecode, which contains only file names and line numbers. The source
of each module is a separate file of the site, which is loaded when a traceback first shows a line
of that module.
"""

from __future__ import annotations

import linecache
import sys
import traceback
from dataclasses import dataclass


@dataclass(frozen=True)
class _Source:
    """A loader from which `linecache` requests the source of one module."""

    address: str

    def get_source(self, _name: str) -> str | None:
        """The source; None if it cannot be loaded. In that case, tracebacks show no lines of this
        module."""
        import js  # pyright: ignore[reportMissingImports]
        from pyodide.ffi import JsException  # pyright: ignore[reportMissingImports]

        request = js.XMLHttpRequest.new()
        try:
            request.open("GET", self.address, False)  # Python cannot wait for a promise here
            request.send()
        except JsException:
            return None
        return request.responseText if request.status == 200 else None


_folder: list[str] = []


def show_from(folder: str) -> None:
    """Let tracebacks show the package's source lines, which are read from files in this folder."""
    _folder[:] = [folder]


def traceback_now() -> str:
    """The traceback of the exception that is being handled, with source lines; "" if there is no
    exception."""
    if not sys.exc_info()[0]:
        return ""
    if _folder:
        _register(_folder[0])
    return traceback.format_exc()


def _register(folder: str) -> None:
    for name, module in list(sys.modules.items()):
        file = getattr(module, "__file__", None) or ""
        if name.partition(".")[0] == "chainrule" and file.endswith(".pyc"):
            source = file.removesuffix("c")
            place = source[source.index("/chainrule/") :]
            loader = _Source(folder + place)
            linecache.lazycache(source, {"__name__": name, "__loader__": loader})
