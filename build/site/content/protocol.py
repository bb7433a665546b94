"""TypeScript declarations of the protocol between page and worker, from `chainrule.browser`."""

from __future__ import annotations

import ast
import functools
import json
import re
from pathlib import Path
from typing import Any

from content.generated import from_package
from paths import ROOT

PACKAGES = ROOT / "py"
ARRAYS = {
    "Arrays": "Record<string, Float32Array | Float64Array>",
    "F32": "Float32Array",
    "F64": "Float64Array",
}
HEAD = "// Generated from py/chainrule/browser: protocol, and messages.py of each instrument.\n"
SCALARS = {
    "str": "string",
    "int": "number",
    "float": "number",
    "bool": "boolean",
    "None": "null",
    "Any": "unknown",
}


def protocol_types() -> str:
    """All messages as TypeScript declarations, with docstrings as comments."""
    parts = [HEAD]
    for tree in _trees():
        for node in tree.body:
            if isinstance(node, ast.ClassDef):
                parts.append(_interface(node))
            elif isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
                name = node.targets[0].id
                if name in ARRAYS or not name.isupper():  # a type, not a constant
                    parts.append(_alias(name, node.value))
    for name, members in lists()["unions"].items():
        parts.append(f"export type {name} = {' | '.join(members)};\n")
    parts.append(_carried())
    for name in lists()["messages"]:
        parts.append(
            f"export const {_plural(name)}: string[];\n"
            f"export function is{name}<M extends {{ type: string }}>(message: M):\n"
            f'  message is Extract<M, {{ type: {name}["type"] }}>;\n'
        )
    parts += [f"export const {_plural(name)}: {name}[];\n" for name in lists()["literals"]]
    parts += [
        f"export const {_constant(name)}:\n"
        f"  {{ readonly [A in keyof {name}]-?: readonly string[] }};\n"
        for name in lists()["arrays"]
    ]
    return "\n".join(parts)


def protocol_lists() -> str:
    """The protocol as a JavaScript module: lists of names, the shapes of arrays, and type guards
    for messages."""
    parts = ["// @ts-nocheck: the types are in protocol.d.ts\n", HEAD]
    for kind in ("messages", "literals"):
        for name, names in lists()[kind].items():
            parts.append(f"export const {_plural(name)} = {json.dumps(names)};\n")
    for name, shapes in lists()["arrays"].items():
        parts.append(f"export const {_constant(name)} = {json.dumps(shapes)};\n")
    for name in lists()["messages"]:
        parts.append(f"export const is{name} = ({{ type }}) => {_plural(name)}.includes(type);\n")
    return "".join(parts)


@functools.cache
def lists() -> dict[str, Any]:
    """The lists for JavaScript in `chainrule.browser.protocol.messages`."""
    return from_package("from chainrule.browser.protocol.messages import lists; result = lists()")


def _trees() -> list[ast.Module]:
    """The modules that declare messages. If a module's classes extend classes from outside the
    protocol, it is preceded by a module with those base classes."""
    trees = []
    for path in lists()["files"]:
        tree = _parsed(Path(path))
        bases = {ast.unparse(base) for node in _classes(tree) for base in node.bases}
        for node in tree.body:
            if isinstance(node, ast.ImportFrom) and "browser" not in str(node.module):
                names = {alias.name for alias in node.names} & bases
                trees.append(ast.Module([*_classes(_source_of(node), names)], []))
        trees.append(tree)
    return trees


def _source_of(node: ast.ImportFrom) -> ast.Module:
    path = PACKAGES.joinpath(*str(node.module).split(".")).with_suffix(".py")
    return _parsed(path) if path.exists() else ast.Module([], [])


def _parsed(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def _classes(tree: ast.Module, names: set[str] | None = None) -> list[ast.ClassDef]:
    """The classes of a module, or only those with these names."""
    found = [node for node in tree.body if isinstance(node, ast.ClassDef)]
    return [node for node in found if names is None or node.name in names]


def _carried() -> str:
    """The declarations of each report's arrays, by the report's type, and of a report with its
    arrays."""
    rows = [f"  {name}: {arrays};" for name, arrays in lists()["carried"].items()]
    return "\n".join(
        [
            "/** The arrays of each report. */",
            "export interface ReportArrays {",
            *rows,
            "}",
            "",
            "/** A report as it arrives, with its arrays. */",
            "export type Received<R extends Report> =",
            '  R extends Report ? R & { arrays: ReportArrays[R["type"]] } : never;',
            "",
        ]
    )


def _interface(node: ast.ClassDef) -> str:
    lines = [f"/** {(ast.get_docstring(node) or '').replace('*/', '* /')} */"]
    bases = [ast.unparse(base) for base in node.bases if ast.unparse(base) != "TypedDict"]
    extends = f" extends {', '.join(bases)}" if bases else ""
    lines.append(f"export interface {node.name}{extends} {{")
    for item in node.body:
        if isinstance(item, ast.AnnAssign) and isinstance(item.target, ast.Name):
            optional, annotation = _required(item.annotation)
            shapes = _shapes(annotation)
            lines.append(f"{shapes}  {item.target.id}{optional}: {_type(annotation)};")
    return "\n".join([*lines, "}\n"])


def _alias(name: str, value: ast.expr) -> str:
    if name in ARRAYS:
        return f"export type {name} = {ARRAYS[name]};\n"
    if isinstance(value, ast.Call):  # TypedDict(name, entries) with patterns as names
        entries = value.args[1]
        assert isinstance(entries, ast.Dict)
        lines = [f"export interface {name} {{"]
        for key, annotation in zip(entries.keys, entries.values, strict=True):
            assert key is not None
            lines.append(_shapes(annotation) + _entry(ast.literal_eval(key), annotation))
        return "\n".join([*lines, "}\n"])
    return f"export type {name} = {_type(value)};\n"


def _entry(key: str, annotation: ast.expr) -> str:
    """An entry of a `TypedDict` whose names may be patterns."""
    if "{" not in key:
        return f"  {key}: {_type(annotation)};"
    pattern = key.replace("{i}", "${number}").replace("{name}", "${string}")
    return f"  [name: `{pattern}`]: {_type(annotation)} | undefined;"


def _shapes(annotation: ast.expr) -> str:
    """The shapes of an array as a comment; empty for other types."""
    if not isinstance(annotation, ast.Subscript) or ast.unparse(annotation.value) != "Annotated":
        return ""
    assert isinstance(annotation.slice, ast.Tuple)
    shapes = [ast.literal_eval(shape) for shape in annotation.slice.elts[1:]]
    return f"  /** {' or '.join(shape.replace(' ', ' × ') for shape in shapes)} */\n"


def _required(annotation: ast.expr) -> tuple[str, ast.expr]:
    if isinstance(annotation, ast.Subscript) and ast.unparse(annotation.value) == "NotRequired":
        return "?", annotation.slice
    return "", annotation


def _type(node: ast.expr) -> str:
    """A Python annotation as a TypeScript type."""
    if isinstance(node, ast.BinOp):
        return f"{_type(node.left)} | {_type(node.right)}"
    if isinstance(node, ast.Constant):
        return "null"
    if isinstance(node, ast.Name):
        return SCALARS.get(node.id, node.id)
    if isinstance(node, ast.Subscript):
        generic = ast.unparse(node.value)
        inner = node.slice.elts if isinstance(node.slice, ast.Tuple) else [node.slice]
        if generic == "Annotated":
            return _type(inner[0])
        if generic == "Literal":
            return " | ".join(json.dumps(ast.literal_eval(item)) for item in inner)
        types = [_type(item) for item in inner]
        if generic == "list":
            return f"({types[0]})[]" if "|" in types[0] else f"{types[0]}[]"
        if generic == "dict":
            return f"Record<{types[0]}, {types[1]}>"
        if generic == "tuple":
            return f"[{', '.join(types)}]"
    raise ValueError(f"protocol: no TypeScript for {ast.unparse(node)}")


def _plural(name: str) -> str:
    """The name of a list in JavaScript: `ORDERS` for `Order`. A plural is kept."""
    constant = _constant(name)
    return constant if constant.endswith("S") else f"{constant}S"


def _constant(name: str) -> str:
    """The name of a constant in JavaScript: `FRAME_ARRAYS` for `FrameArrays`."""
    return re.sub(r"(?<=[a-z])(?=[A-Z])", "_", name).upper()
