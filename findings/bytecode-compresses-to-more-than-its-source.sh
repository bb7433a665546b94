#!/usr/bin/env bash
# CPython 3.11 and later, Brotli 1.2.0, autograd 1.8.0.
# A site that runs Python in the browser can ship bytecode to avoid compiling there. One would expect
# bytecode without docstrings and comments to be the smaller download. Compressed with Brotli, it is
# three times as large as the complete source. Nearly half of that is the table with the line and
# columns of each instruction, which hardly compresses. Without the table, the bytecode is still
# larger than the source.
# Observed with CPython 3.11.7:
#   source 29 kB, bytecode without docstrings 90 kB, without line tables 52 kB (Brotli)
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install -q --no-deps brotli==1.2.0 autograd==1.8.0
"$folder/venv/bin/python" - <<'PY'
import importlib.util
import marshal
import pathlib
import types

import brotli

spec = importlib.util.find_spec("autograd")
files = sorted(pathlib.Path(spec.origin).parent.rglob("*.py"))


def packed(data):
    return len(brotli.compress(data, quality=11))


def bare(code):
    consts = tuple(bare(c) if isinstance(c, types.CodeType) else c for c in code.co_consts)
    return code.replace(co_consts=consts, co_linetable=b"")


codes = [compile(f.read_text(), f.name, "exec", optimize=2) for f in files]
source = packed(b"".join(f.read_bytes() for f in files))
bytecode = packed(b"".join(map(marshal.dumps, codes)))
without = packed(b"".join(marshal.dumps(bare(c)) for c in codes))
print(f"source {source / 1e3:.0f} kB, bytecode without docstrings {bytecode / 1e3:.0f} kB, ", end="")
print(f"without line tables {without / 1e3:.0f} kB (Brotli)")
assert bytecode > 2 * source
assert without > source
PY
