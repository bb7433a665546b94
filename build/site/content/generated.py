"""Data that the front end gets from Python: the table of settings, presets, phrases and limits."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

from paths import ROOT


def settings() -> list[dict[str, object]]:
    """The rows of `chainrule.experiment.settings.table`."""
    return from_package(
        "from chainrule.experiment.settings.table import describe; result = describe()"
    )


def presets() -> list[dict[str, str]]:
    """The names and URLs in `chainrule.experiment.presets`."""
    return from_package(
        "from chainrule.experiment.presets import PRESETS; "
        "result = [{'name': p.name, 'hash': p.address} for p in PRESETS]"
    )


def limits() -> dict[str, object]:
    """The limits that Python and the page share, from `chainrule.limits`."""
    return from_package("from chainrule.limits import LIMITS; result = LIMITS")


def phrases() -> str:
    """Python's English sentences, as a module for the page: those in `chainrule.phrases.english`,
    and the labels in the table of settings."""
    english = from_package(
        "from chainrule.phrases.english import ENGLISH; "
        "from chainrule.experiment.settings.table import SETTINGS; "
        "rows = SETTINGS.values(); "
        "titles = [t for r in rows for t in (r.title, *r.titles.values())]; "
        "from chainrule.experiment.layers.registry import layer_titles; "
        "result = ENGLISH | {t.key: str(t) for t in [*titles, *layer_titles()]}"
    )
    rows = [f"{json.dumps(k)}: {json.dumps(v, ensure_ascii=False)}" for k, v in english.items()]
    head = "// Generated from py/chainrule/phrases/english; change that.\n"
    return head + "export const phrases = {\n" + "".join(f"  {row},\n" for row in rows) + "};\n"


def from_package(code: str) -> Any:
    """Data from the package, read in a separate interpreter."""
    code = f"import json; {code}; print(json.dumps(result))"
    shown = subprocess.run(
        [sys.executable, "-c", code],
        cwd=ROOT / "py",
        capture_output=True,
        text=True,
        check=True,
    )
    return json.loads(shown.stdout)


def write_if_changed(path: Path, text: str) -> None:
    """Write the file only if its content has changed, so that later steps need not run again."""
    path.parent.mkdir(parents=True, exist_ok=True)
    if not path.exists() or path.read_text(encoding="utf-8") != text:
        path.write_text(text, encoding="utf-8")
