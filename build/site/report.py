"""The sizes of the site's files."""

from __future__ import annotations

import gzip
import hashlib
import json
from pathlib import Path

import brotli
from paths import DOWNLOADS

COLUMNS = "{:62} {:>10} {:>10} {:>10}"
KNOWN = DOWNLOADS / "weights.json"
"""Sizes that are cached by SHA-256, because maximum Brotli compression takes a minute for the whole
site."""
KEPT = 2000
ON_REQUEST = ("docs", "sources", "data", "stills")
"""Folders with files that the lab does not need to start; the table has one row for each folder."""


def weigh(dist: Path) -> str:
    """A table of every file: raw, gzip 9 and Brotli 11, in kB, and the sums."""
    known = json.loads(KNOWN.read_text()) if KNOWN.exists() else {}
    lines = [COLUMNS.format("file", "raw kB", "gzip kB", "Brotli kB")]
    totals = [0, 0, 0]
    others = {folder: [0, 0, 0] for folder in ON_REQUEST}
    for path in sorted(p for p in dist.rglob("*") if p.is_file()):
        data = path.read_bytes()
        key = hashlib.sha256(data).hexdigest()
        known[key] = known.pop(key, None) or _weights(data)
        name = path.relative_to(dist)
        other = next((part for part in name.parts if part in others), None)
        if other is not None:
            others[other] = _sum(others[other], known[key])
        else:
            totals = _sum(totals, known[key])
            lines.append(COLUMNS.format(name.as_posix(), *map(_kilobytes, known[key])))
    for folder, sums in others.items():
        lines.append(COLUMNS.format(f"{folder}/ (loaded on request)", *map(_kilobytes, sums)))
    lines.append(COLUMNS.format("whole site without these", *map(_kilobytes, totals)))
    KNOWN.parent.mkdir(parents=True, exist_ok=True)
    KNOWN.write_text(json.dumps(dict(list(known.items())[-KEPT:])))
    return "\n".join(lines)


def _sum(one: list[int], other: list[int]) -> list[int]:
    return [a + b for a, b in zip(one, other, strict=True)]


def _weights(data: bytes) -> list[int]:
    return [len(data), len(gzip.compress(data, 9, mtime=0)), len(brotli.compress(data))]


def _kilobytes(size: int) -> str:
    return f"{size / 1000:.1f}"
