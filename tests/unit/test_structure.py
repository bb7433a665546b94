"""The structure of the repository: allowed imports, and limits of folders and files."""

import ast
import re
import sys
from functools import cache
from itertools import pairwise
from pathlib import Path

import pytest

if sys.platform == "emscripten":
    pytest.skip("it only reads the source, as the native run does", allow_module_level=True)

ROOT = Path(__file__).parents[2]
PACKAGE = ROOT / "py" / "chainrule"

LAYERS = (
    ("phrases",),
    ("errors", "checks", "changes", "limits", "version"),
    ("engine",),
    ("ops",),
    ("tensor",),
    ("nn", "losses", "optim", "schedules", "data"),
    ("training",),
    ("experiment",),
    ("fleets", "diagnostics"),
    ("apps", "learn"),
    ("browser",),
    ("reports", "sweeps", "plotting"),
    ("commands",),
    ("cli",),
)
"""The layers, from the bottom up. A package imports from its own layer and from those below it."""

RANK = {name: rank for rank, names in enumerate(LAYERS) for name in names}
OUTSIDE = {"__init__", "__main__"}
"""The public interface, which re-exports from every layer."""

MODULES = {
    ".".join(("chainrule", *path.relative_to(PACKAGE).with_suffix("").parts)).removesuffix(
        ".__init__"
    ): path
    for path in sorted(PACKAGE.rglob("*.py"))
}


def imports_of(module: str) -> set[str]:
    """The modules of this package that `module` imports anywhere in its source."""
    path = MODULES[module]
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{module} has a relative import, which the graph would lack"
            assert node.module
            whole = {f"{node.module}.{alias.name}" for alias in node.names}
            modules = whole & MODULES.keys()
            found |= modules | ({node.module} if len(modules) < len(whole) else set())
    return found & MODULES.keys()


def package_of(module: str) -> str:
    return [*module.split("."), "__init__"][1]


@cache
def graph_of_imports() -> dict[str, set[str]]:
    return {module: imports_of(module) for module in MODULES}


def test_every_module_belongs_to_a_layer_and_every_layer_exists():
    packages = {package_of(module) for module in MODULES}
    assert packages - OUTSIDE == RANK.keys()


def test_no_module_imports_from_a_higher_layer():
    upward = [
        f"{module} imports {other}"
        for module, others in graph_of_imports().items()
        for other in others
        if package_of(module) not in OUTSIDE
        and (package_of(other) in OUTSIDE or RANK[package_of(other)] > RANK[package_of(module)])
    ]
    assert upward == []


def test_there_are_no_import_cycles():
    assert cycle_in(graph_of_imports()) is None


def cycle_in(graph: dict[str, set[str]]) -> list[str] | None:
    """One cycle of the graph, with its first module repeated at the end."""
    done: set[str] = set()
    for start in graph:
        path, branches = [start], [iter(sorted(graph[start]))]
        while path:
            following = next(branches[-1], None)
            if following is None:
                done.add(path.pop())
                branches.pop()
            elif following in path:
                return [*path[path.index(following) :], following]
            elif following not in done:
                path.append(following)
                branches.append(iter(sorted(graph[following])))
    return None


def test_there_are_no_import_cycles_in_javascript():
    modules = {path.resolve() for path in (ROOT / "web" / "src").rglob("*.js")}
    graph = {str(path): {str(o) for o in imported_by(path) & modules} for path in modules}
    assert sum(map(len, graph.values())) > len(graph)
    assert cycle_in(graph) is None


def imported_by(path: Path) -> set[Path]:
    """The files that a JavaScript module imports or re-exports when it is loaded."""
    text = path.read_text(encoding="utf-8")
    found = re.findall(r"^(?:import|export)\b(?:[^;'\"]*\bfrom)?\s*'(\.[^']+)'", text, re.MULTILINE)
    return {(path.parent / name).resolve() for name in found}


def test_an_import_cycle_is_detected():
    assert cycle_in({"a": {"b"}, "b": {"c"}, "c": {"b"}}) == ["b", "c", "b"]
    assert cycle_in({"a": {"b", "c"}, "b": {"c"}, "c": set()}) is None
    assert list(pairwise("ab")) == [("a", "b")]


MOST_FILES, MOST_LINES = 15, 400


@pytest.mark.parametrize("folder", ["py", "web/src", "tests", "build"])
def test_folders_and_files_stay_small(folder: str):
    files, lines = sizes_in(folder)
    assert lines
    crowded = {name: count for name, count in files.items() if count > MOST_FILES}
    long = {name: count for name, count in lines.items() if count > MOST_LINES}
    assert (crowded, long) == ({}, {})


@pytest.mark.parametrize(
    ("page", "folder", "prefix"),
    [("README.md", "py/chainrule", "py/chainrule/"), ("web/README.md", "web/src", "src/")],
)
def test_the_tables_of_folders_in_the_readmes_are_complete(page: str, folder: str, prefix: str):
    rows = (ROOT / page).read_text(encoding="utf-8").splitlines()
    cells = " ".join(row.split("|")[1] for row in rows if row.startswith(f"| `{prefix}"))
    folders = {path.name for path in (ROOT / folder).iterdir() if any(path.glob("*.[jp]*"))}
    missing = {name for name in folders - {"__pycache__"} if not re.search(rf"\b{name}\b", cells)}
    assert missing == set()


def sizes_in(folder: str) -> tuple[dict[str, int], dict[str, int]]:
    """The number of source files in each folder, and of lines in each file."""
    files: dict[str, int] = {}
    lines: dict[str, int] = {}
    for path in (ROOT / folder).rglob("*"):
        if path.suffix not in (".py", ".js", ".mjs", ".css"):
            continue
        if {"node_modules", "generated", "__pycache__"} & {*path.parts}:
            continue
        parent = str(path.parent.relative_to(ROOT))
        files[parent] = files.get(parent, 0) + 1
        lines[str(path.relative_to(ROOT))] = len(path.read_text(encoding="utf-8").splitlines())
    return files, lines
