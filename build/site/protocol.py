"""The contract of page and worker in TypeScript, from `chainrule.browser.protocol`."""

from __future__ import annotations

import ast
import json

from paths import ROOT

PROTOCOL = ROOT / "py" / "chainrule" / "browser" / "protocol"
HEAD = "// Generated from py/chainrule/browser/protocol; change that.\n"
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
                name = node.targets[0].id
                if name != "Arrays":
                    parts.append(f"export type {name} = {_type(node.value)};\n")
    parts.append("export type Arrays = Record<string, Float32Array | Float64Array>;\n")
    return "\n".join(parts)


def _interface(node: ast.ClassDef) -> str:
    lines = [f"/** {(ast.get_docstring(node) or '').replace('*/', '* /')} */"]
    bases = [ast.unparse(base) for base in node.bases if ast.unparse(base) != "TypedDict"]
    extends = f" extends {', '.join(bases)}" if bases else ""
    lines.append(f"export interface {node.name}{extends} {{")
    for item in node.body:
        if isinstance(item, ast.AnnAssign) and isinstance(item.target, ast.Name):
            optional, annotation = _required(item.annotation)
            lines.append(f"  {item.target.id}{optional}: {_type(annotation)};")
    return "\n".join([*lines, "}\n"])


def _required(annotation: ast.expr) -> tuple[str, ast.expr]:
    if isinstance(annotation, ast.Subscript) and ast.unparse(annotation.value) == "NotRequired":
        return "?", annotation.slice
    return "", annotation


def _type(node: ast.expr) -> str:
    """A Python annotation in TypeScript."""
    if isinstance(node, ast.BinOp):
        return f"{_type(node.left)} | {_type(node.right)}"
    if isinstance(node, ast.Constant):
        return "null"
    if isinstance(node, ast.Name):
        return SCALARS.get(node.id, node.id)
    if isinstance(node, ast.Subscript):
        generic = ast.unparse(node.value)
        inner = node.slice.elts if isinstance(node.slice, ast.Tuple) else [node.slice]
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
