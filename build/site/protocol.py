"""TypeScript declarations of the page–worker protocol, from `chainrule.browser.protocol`."""

from __future__ import annotations

import ast
import functools
import json
import re

from generated import told
from paths import ROOT

PROTOCOL = ROOT / "py" / "chainrule" / "browser" / "protocol"
ARRAYS = {
    "Arrays": "Record<string, Float32Array | Float64Array>",
    "F32": "Float32Array",
    "F64": "Float64Array",
}
HEAD = "// Generated from py/chainrule/browser/protocol; edit that instead.\n"
SCALARS = {
    "str": "string",
    "int": "number",
    "float": "number",
    "bool": "boolean",
    "None": "null",
    "Any": "unknown",
}


def protocol_types() -> str:
    """All messages as TypeScript declarations, docstrings as comments."""
    parts = [HEAD]
    for path in sorted(PROTOCOL.glob("*.py")):
        for node in ast.parse(path.read_text(encoding="utf-8")).body:
            if isinstance(node, ast.ClassDef):
                parts.append(_interface(node))
            elif isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
                parts.append(_alias(node.targets[0].id, node.value))
    for name in lists()["messages"]:
        parts.append(
            f"export const {_plural(name)}: string[];\n"
            f"export function is{name}<M extends {{ type: string }}>(message: M):\n"
            f'  message is Extract<M, {{ type: {name}["type"] }}>;\n'
        )
    parts += [f"export const {_plural(name)}: {name}[];\n" for name in lists()["literals"]]
    parts += [f"export const {_plural(name)}: string[];\n" for name in lists()["arrays"]]
    return "\n".join(parts)


def protocol_lists() -> str:
    """The protocol as a JavaScript module: lists of names, and type guards for messages."""
    parts = ["// @ts-nocheck: the types are in protocol.d.ts\n", HEAD]
    for kind in lists().values():
        for name, names in kind.items():
            parts.append(f"export const {_plural(name)} = {json.dumps(names)};\n")
    for name in lists()["messages"]:
        parts.append(f"export const is{name} = ({{ type }}) => {_plural(name)}.includes(type);\n")
    return "".join(parts)


@functools.cache
def lists() -> dict[str, dict[str, list[str]]]:
    """The lists for JavaScript in `chainrule.browser.protocol.messages`."""
    return told("from chainrule.browser.protocol.messages import lists; told = lists()")


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
            pattern = (
                ast.literal_eval(key).replace("{i}", "${number}").replace("{name}", "${string}")
            )
            kind = f"{_type(annotation)} | undefined"
            lines.append(f"{_shapes(annotation)}  [name: `{pattern}`]: {kind};")
        return "\n".join([*lines, "}\n"])
    return f"export type {name} = {_type(value)};\n"


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
    """The name of a list in JavaScript: `ORDERS` for `Order`."""
    return re.sub(r"(?<=[a-z])(?=[A-Z])", "_", name).upper() + "S"
