"""Tracebacks show the lines of every module, even of one that is imported late."""

import linecache
import sys
import types

from chainrule.browser import sources


def test_the_source_of_a_module_imported_after_startup_is_found(monkeypatch):
    monkeypatch.setattr(sources, "_folder", [])
    # In Pyodide, every module of the package gets an entry, which later tracebacks would follow.
    monkeypatch.setattr(linecache, "cache", {})
    assert sources.traceback_now() == ""
    sources.show_from("https://host/sources")
    late = types.ModuleType("chainrule.late")
    late.__file__ = "/lib/chainrule/late.pyc"
    monkeypatch.setitem(sys.modules, late.__name__, late)
    try:
        raise ValueError("late")
    except ValueError:
        assert "ValueError: late" in sources.traceback_now()
    entry = linecache.cache["/lib/chainrule/late.py"]
    assert len(entry) == 1, "its lines are loaded when they are needed"
