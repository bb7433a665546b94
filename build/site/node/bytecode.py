"""Byte-compile unpacked archives. `compile.mjs` runs this with the interpreter that will load the
result.

The site starts from bytecode alone, which omits what only readers need: docstrings, assertions, the
annotations of this package's functions, and column numbers. Line numbers are kept, so a traceback
shows file, line and function, and the page loads the package's sources when it shows a traceback.
In the compiler, whose line numbers would take a seventh of its size, the line is that of the
function's `def`.
"""

from __future__ import annotations

import ast
import marshal
from importlib.util import MAGIC_NUMBER
from pathlib import Path
from types import CodeType

LIBRARIES = {
    "stdlib": "/lib/python314.zip",
    "numpy": "/lib/python3.14/site-packages",
    "chainrule": "/lib/python3.14/site-packages",
}
"""The folder in which the modules of each archive are when they run."""
UNCHECKED = (0b01).to_bytes(4, "little") + bytes(8)
"""The flags of bytecode that is never compared with its source (PEP 552), followed by an empty
hash."""
COMPILER = "chainrule/engine/compile/"
_NO_COLUMNS, _MOST = 0x80 | 13 << 3, 8
"""The first byte of an entry without columns in a table of lines, and the number of code units that
one entry can cover (CPython, `Objects/locations.md`)."""


def compile_all(folder: Path) -> None:
    """Replace every source file in the folder of each archive with its bytecode."""
    for name, place in LIBRARIES.items():
        for source in sorted((folder / name).rglob("*.py")):
            tree = ast.parse(source.read_bytes())
            if name == "chainrule":
                _forget_annotations(tree)
            path = source.relative_to(folder / name).as_posix()
            code = compile(tree, f"{place}/{path}", "exec", dont_inherit=True, optimize=2)
            if path.startswith(COMPILER):
                code = _with_first_lines(code)
            header = MAGIC_NUMBER + UNCHECKED
            source.with_suffix(".pyc").write_bytes(header + marshal.dumps(code))
            source.unlink()


def _forget_annotations(tree: ast.Module) -> None:
    """Remove the annotations of functions, which nothing in this package reads. Those of classes
    remain, because dataclasses and the protocol read them."""
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            node.returns = None
        elif isinstance(node, ast.arg):
            node.annotation = None


def _with_first_lines(code: CodeType) -> CodeType:
    """The same code, with every instruction attributed to the first line of its function."""
    units = len(code.co_code) // 2
    lengths = [min(_MOST, units - start) for start in range(0, units, _MOST)]
    return code.replace(
        co_linetable=bytes(byte for length in lengths for byte in (_NO_COLUMNS | length - 1, 0)),
        co_qualname=code.co_name,
        co_consts=tuple(
            _with_first_lines(constant) if isinstance(constant, CodeType) else constant
            for constant in code.co_consts
        ),
    )
