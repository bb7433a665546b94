"""Reproducible zip archives."""

from __future__ import annotations

import zipfile
from pathlib import Path

EPOCH = (1980, 1, 1, 0, 0, 0)


def unpack(archive: Path, folder: Path) -> None:
    """Unpack a zip or wheel."""
    with zipfile.ZipFile(archive) as file:
        file.extractall(folder)


def pack(folder: Path, archive: Path) -> None:
    """Zip a folder, with members sorted, without dates, and stored rather than deflated.

    The web server compresses the archive as a whole, which is more effective, and stored members
    are read faster.
    """
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    archive.parent.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_STORED) as file:
        for path in files:
            member = zipfile.ZipInfo(path.relative_to(folder).as_posix(), EPOCH)
            member.external_attr = 0o644 << 16
            file.writestr(member, path.read_bytes())
