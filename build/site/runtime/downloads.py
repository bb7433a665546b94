"""Downloads the NumPy wheel for Pyodide, which is identified by its SHA-256 hash."""

from __future__ import annotations

import hashlib
import json
import re
import subprocess
import sys
import tempfile
import urllib.request
import zipfile
from collections.abc import Callable
from pathlib import Path

from paths import DOWNLOADS, WEB

PYODIDE = WEB / "node_modules" / "pyodide"
CARRIER = "open-webui==0.12.4"
CARRIER_FOLDER = "open_webui/frontend/pyodide/"
TIMEOUT_S = 20


class DownloadError(Exception):
    """Raised if no source provides a file; the message says which file, what was tried and what to
    do."""


def numpy_wheel() -> Path:
    """The wheel that Pyodide's lock file names.

    Sources, in order: the user's cache, Pyodide's distribution, and a PyPI package that contains
    the same file. A file from any source must match the hash in the lock file.
    """
    package = pyodide_lock()["packages"]["numpy"]
    name, sha256 = package["file_name"], package["sha256"]
    cached = DOWNLOADS / name
    tried = []
    sources: list[tuple[str, Callable[[], bytes]]] = [
        (f"the cache, {cached}", cached.read_bytes),
        ("Pyodide's own distribution", lambda: _from_distribution(name)),
        (f"{CARRIER} on PyPI, which carries it", lambda: _from_carrier(name)),
    ]
    for source, read in sources:
        try:
            data = read()
        except (OSError, KeyError, DownloadError, zipfile.BadZipFile) as error:
            tried.append(f"  {source}: {error}")
            continue
        if hashlib.sha256(data).hexdigest() == sha256:
            return _keep(cached, data)
        tried.append(f"  {source}: another file (its SHA-256 differs)")
    raise DownloadError(
        f"Could not obtain {name} (SHA-256 {sha256}). Tried:\n"
        + "\n".join(tried)
        + f"\nConnect to the internet and try again, or put the file at {cached}."
    )


def pyodide_lock() -> dict:
    """Pyodide's own lock file."""
    return json.loads((PYODIDE / "pyodide-lock.json").read_text())


def _keep(path: Path, data: bytes) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    if not path.exists() or path.read_bytes() != data:
        # Another build may read the cache at the same time and must never see a partial file.
        with tempfile.NamedTemporaryFile(dir=path.parent, delete=False) as file:
            file.write(data)
        Path(file.name).replace(path)
    return path


def _from_distribution(name: str) -> bytes:
    version = json.loads((PYODIDE / "package.json").read_text())["version"]
    source = (PYODIDE / "pyodide.mjs").read_text()
    address = re.search(r"`(https://[^`]*/v)\$\{\w+\}(/full/)`", source)
    if address is None:
        raise DownloadError("pyodide.mjs names no address")
    url = f"{address[1]}{version}{address[2]}{name}"
    with urllib.request.urlopen(url, timeout=TIMEOUT_S) as answer:
        return answer.read()


def _from_carrier(name: str) -> bytes:
    print(f"Downloading {CARRIER} for {name} (106 MB, once) …", flush=True)
    with tempfile.TemporaryDirectory() as folder:
        pip = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps"]
        pip += ["--only-binary=:all:", "--python-version", "3.12", "--dest", folder, CARRIER]
        done = subprocess.run(pip, capture_output=True, text=True)
        if done.returncode != 0:
            raise DownloadError(done.stderr.strip()[-300:] or "pip failed")
        with zipfile.ZipFile(next(Path(folder).glob("*.whl"))) as wheel:
            return wheel.read(CARRIER_FOLDER + name)
