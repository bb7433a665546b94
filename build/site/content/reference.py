"""The reference in docs/ on the site: Sphinx pages that are built from the package's docstrings."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

from paths import ROOT, WORK

SOURCES = ROOT / "build" / "site" / "docs"
REFERENCE = WORK / "docs"
INPUTS = [
    "py/chainrule",
    "build/site/docs",
    "build/site/content/reference.py",
    "build/site/requirements",
]
PAGES = {
    "chainrule": "The package: programs, ops, errors and gradient checks",
    "chainrule.tensor": "Tensors",
    "chainrule.nn": "Layers",
    "chainrule.losses": "Losses",
    "chainrule.optim": "Optimizers",
    "chainrule.schedules": "Learning-rate schedules",
    "chainrule.data": "Data sets and tables",
    "chainrule.training": "Training",
    "chainrule.experiment": "Experiments",
    "chainrule.fleets": "Fleets",
    "chainrule.diagnostics": "Diagnostics",
}
"""The modules and the titles of their pages. The first module re-exports names of the others."""
NOT_PUBLISHED = (".doctrees", ".buildinfo", "objects.inv")


def build_reference() -> Path:
    """Rebuild the reference and return its folder."""
    sources, doctrees = WORK / "docs-sources", WORK / "docs-doctrees"
    for folder in (sources, doctrees, REFERENCE):
        shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(SOURCES, sources)
    for module, title in PAGES.items():
        name = module.rpartition(".")[2]
        (sources / f"{name}.rst").write_text(_page(module, title), encoding="utf-8")
    with (sources / "command-line.rst").open("a", encoding="utf-8") as page:
        page.writelines(map(_command, _commands()))
    _run("-m", "sphinx", "-q", "-W", "--keep-going", "-d", doctrees, sources, REFERENCE)
    for name in NOT_PUBLISHED:
        path = REFERENCE / name
        shutil.rmtree(path) if path.is_dir() else path.unlink(missing_ok=True)
    return REFERENCE


def _page(module: str, title: str) -> str:
    head = f"{title}\n{'=' * len(title)}\n\n.. automodule:: {module}\n"
    if module != "chainrule":
        return head
    return f"{head}   :exclude-members: {', '.join(_exported_elsewhere())}\n"


def _exported_elsewhere() -> list[str]:
    """The names that are documented on a page other than the package's."""
    modules = [name for name in PAGES if name != "chainrule"]
    code = (
        "import importlib, sys\n"
        "for name in sys.argv[1:]:\n"
        "    print(*getattr(importlib.import_module(name), '__all__', ()))"
    )
    return _run("-c", code, *modules).split()


def _commands() -> list[str]:
    """The names of all commands."""
    code = "from chainrule.cli import COMMANDS; print(*COMMANDS)"
    return _run("-c", code).split()


def _command(name: str) -> str:
    """The help of a command, as printed in the terminal."""
    shown = _run("-m", "chainrule", name, "--help")
    lines = "".join(f"   {line}\n" for line in shown.splitlines())
    return f"\n{name}\n{'-' * len(name)}\n\n.. code-block:: text\n\n{lines}"


def _run(*words: object) -> str:
    environment = {
        **os.environ,
        "PYTHONPATH": str(ROOT / "py"),
        "SOURCE_DATE_EPOCH": "315532800",
        "COLUMNS": "88",
    }
    command = [sys.executable, *map(str, words)]
    done = subprocess.run(command, env=environment, stdout=subprocess.PIPE, text=True, check=True)
    return done.stdout
