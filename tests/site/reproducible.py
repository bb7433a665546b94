"""Build the site a second time, in another folder, and compare every byte with dist/.

Only the builder's declared inputs are copied, so this also detects undeclared inputs.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
DIST = Path(os.environ.get("CHAINRULE_DIST", ROOT / "dist"))
sys.path.insert(0, str(ROOT / "build" / "site"))

from build_site import INPUTS, input_files  # noqa: E402  (found through the line above)


def main() -> int:
    """Build twice; return 1 if the two builds differ."""
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder)
        for path in input_files(INPUTS):
            target = copy / path.relative_to(ROOT)
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(path, target)
        (copy / "web" / "node_modules").symlink_to(ROOT / "web" / "node_modules")
        builder = [sys.executable, str(copy / "build" / "site" / "build_site.py")]
        if subprocess.run(builder, stdout=subprocess.DEVNULL).returncode != 0:
            return 1
        differing = _differences(DIST, copy / "dist")
    for name in differing:
        print(f"{name} differs between two builds of the same sources.")
    if not differing:
        print("Two builds of the same sources gave the same bytes.")
    return 1 if differing else 0


def _differences(one: Path, other: Path) -> list[str]:
    """The names of files that are missing from one of the folders or have different content."""
    names = {p.relative_to(top).as_posix() for top in (one, other) for p in _files(top)}
    return sorted(name for name in names if _content(one / name) != _content(other / name))


def _files(top: Path) -> list[Path]:
    return [path for path in top.rglob("*") if path.is_file()]


def _content(path: Path) -> bytes | None:
    return path.read_bytes() if path.exists() else None


if __name__ == "__main__":
    raise SystemExit(main())
