"""The structure of the repository: allowed imports, and limits of folders and files."""

import ast
import os
import re
import sys
from collections.abc import Iterator
from functools import cache
from itertools import pairwise
from pathlib import Path

import pytest
from chainrule.experiment.layers import LAYER_KINDS
from chainrule.losses import LOSSES
from chainrule.nn import ACTIVATIONS
from chainrule.nn.init import INITIALISERS
from chainrule.optim import RULES
from chainrule.schedules import SCHEDULES

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


HOMES = {
    "loss": (LOSSES, "losses"),
    "optimizer": (RULES, "optim"),
    "schedule": (SCHEDULES, "schedules"),
    "activation": (ACTIVATIONS, "nn"),
    "output_activation": (ACTIVATIONS, "nn"),
    "init": (INITIALISERS, "nn"),
    "kind": (LAYER_KINDS, "experiment.layers"),
}
"""For each attribute or key that holds a name: the table of these names, and where it is defined.
Only there may code depend on a name; elsewhere, it asks the named object for a property."""


IN_JAVASCRIPT = re.compile(
    rf"\b({'|'.join(HOMES.keys() - {'activation'})})\b['\])]*\s*[!=]==\s*'(\w+)'"
)
"""A comparison with a name, but for activations: "identity" also stands for no activation."""


def test_code_depends_on_a_name_only_where_it_is_defined():
    found = [
        f"{module}:{node.lineno} compares {word} with {name!r}"
        for module, path in MODULES.items()
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Compare)
        for word, name in compared(node)
        if not f"{module}.".startswith(f"chainrule.{HOMES[word][1]}.")
    ]
    assert found == []


def test_the_page_depends_on_no_name_of_a_table():
    found = [
        f"{path.relative_to(ROOT)} compares {word} with {name!r}"
        for path in sorted((ROOT / "web" / "src").rglob("*.js"))
        for word, name in IN_JAVASCRIPT.findall(path.read_text(encoding="utf-8"))
        if name in HOMES[word][0]
    ]
    assert found == []


def test_comparisons_with_a_name_are_detected():
    code = (
        "e.loss == 'mse' or e['optimizer'] in ('sgd', 'other') or 'relu' != one.get('activation')"
    )
    nodes = [n for n in ast.walk(ast.parse(code)) if isinstance(n, ast.Compare)]
    pairs = {pair for node in nodes for pair in compared(node)}
    assert pairs == {("loss", "mse"), ("optimizer", "sgd"), ("activation", "relu")}
    shape = ast.parse("shape.kind == 'image'", mode="eval").body
    assert isinstance(shape, ast.Compare)
    assert [*compared(shape)] == []
    script = "row.kind !== 'linear' || experiment['loss'] === 'mse' || kind === 'image'"
    assert IN_JAVASCRIPT.findall(script)[:2] == [("kind", "linear"), ("loss", "mse")]


def compared(node: ast.Compare) -> Iterator[tuple[str, str]]:
    """The attribute or key and the name of a table that a comparison contains."""
    sides = [node.left, *node.comparators]
    constants = [n for side in sides for n in ast.walk(side) if isinstance(n, ast.Constant)]
    names = [n.value for n in constants if isinstance(n.value, str)]
    for side in sides:
        word = word_of(side)
        if isinstance(word, str) and word in HOMES:
            yield from ((word, name) for name in names if name in HOMES[word][0])


def word_of(node: ast.expr) -> object:
    """The attribute or key that an expression reads."""
    if isinstance(node, ast.Attribute):
        return node.attr
    if isinstance(node, ast.Subscript):
        return getattr(node.slice, "value", None)
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.args:
        return getattr(node.args[0], "value", None) if node.func.attr == "get" else None
    return None


MOST_FILES, MOST_LINES = 15, 400
"""The limits of a folder and of a file. `findings` is the exception: a flat list of independent
scripts, each named after the project that has the error."""
SOURCES = (".py", ".js", ".mjs", ".css")
NOT_COUNTED = {"node_modules", "generated", "__pycache__"}


@pytest.mark.parametrize("folder", ["py", "web", "tests", "build"])
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
    """The number of files in each folder, and of lines in each source file."""
    files: dict[str, int] = {}
    lines: dict[str, int] = {}
    for parent, folders, names in os.walk(ROOT / folder):
        folders[:] = [name for name in folders if name not in NOT_COUNTED and name[0] != "."]
        where = Path(parent).relative_to(ROOT)
        shown = [name for name in names if not name.startswith(".")]
        files[str(where)] = len(shown)
        for path in map(where.joinpath, shown):
            if path.suffix in SOURCES:
                lines[str(path)] = len((ROOT / path).read_text(encoding="utf-8").splitlines())
    return files, lines
