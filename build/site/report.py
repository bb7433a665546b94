"""What each part of the site weighs."""

from __future__ import annotations

import gzip
from pathlib import Path

import brotli

COLUMNS = "{:46} {:>10} {:>10} {:>10}"


def weigh(dist: Path) -> str:
    """A table of every file: raw, gzip 9 and Brotli 11, in kB, and the sums."""
    lines = [COLUMNS.format("file", "raw kB", "gzip kB", "Brotli kB")]
    totals = [0, 0, 0]
    for path in sorted(p for p in dist.rglob("*") if p.is_file()):
        data = path.read_bytes()
        sizes = [len(data), len(gzip.compress(data, 9, mtime=0)), len(brotli.compress(data))]
        totals = [total + size for total, size in zip(totals, sizes, strict=True)]
        lines.append(COLUMNS.format(path.relative_to(dist).as_posix(), *map(_kilobytes, sizes)))
    lines.append(COLUMNS.format("whole site", *map(_kilobytes, totals)))
    return "\n".join(lines)


def _kilobytes(size: int) -> str:
    return f"{size / 1000:.1f}"
