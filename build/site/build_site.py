"""Build dist/ if any of its inputs has changed."""

from __future__ import annotations

import argparse
import fcntl
import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

from content import generated, protocol, reference
from paths import DIST, GENERATED, ROOT, WEB, WORK
from report import weigh
from runtime import runtime
from runtime.downloads import DownloadError
from sealing import joined, seal

INPUTS = ["py/chainrule", "web", "build/site", "pyproject.toml", "README.md", "LICENSE"]
RUNTIME_INPUTS = ["py/chainrule", "build/site", "web/package-lock.json", "pyproject.toml"]
BUNDLE = WORK / "site"  # as in vite.config.js
KEPT_LICENCES = ROOT / "build" / "site" / "licences"
"""Licences that are not included in any package."""
INLINE = (
    "text/language.js",
    "text/en/start/guard.js",
    "text/de/start/guard.js",
    "guard.js",
    "first-step/visit.js",
)
"""Modules that run in every page before the first paint, each after those that it imports."""
ADDRESS = "CHAINRULE_ADDRESS"
"""The environment variable with the URL of the site, such as https://your.host/chainrule."""
NOT_INPUTS = {"node_modules", "generated", "__pycache__"}


def main() -> int:
    """Build; return the exit code."""
    parser = argparse.ArgumentParser(description="Build dist/ if anything changed.")
    parser.add_argument("--force", action="store_true", help="build even if nothing changed")
    force = parser.parse_args().force
    WORK.mkdir(exist_ok=True)
    with (WORK / "build.lock").open("w") as lock:
        # Concurrent builds, for example by a server and a test run, would overwrite each other's
        # files.
        fcntl.flock(lock, fcntl.LOCK_EX)
        return _build_if_needed(force)


def _build_if_needed(force: bool) -> int:
    state = WORK / "site.sha256"
    try:
        address = site_address()
    except ValueError as error:
        print(error, file=sys.stderr)
        return 1
    wanted = fingerprint(INPUTS) + address
    if not force and DIST.exists() and state.exists() and state.read_text() == wanted:
        return 0
    state.unlink(missing_ok=True)
    try:
        build(force, address)
    except DownloadError as error:
        print(error, file=sys.stderr)
        return 1
    except subprocess.CalledProcessError as error:
        print(f"This command failed: {' '.join(map(str, error.cmd))}", file=sys.stderr)
        return 1
    state.write_text(wanted)
    print(weigh(DIST), flush=True)
    return 0


def build(force: bool, address: str) -> None:
    """Build the runtime if it is out of date, then the generated files, then dist/."""
    state = WORK / "runtime.sha256"
    wanted = fingerprint(RUNTIME_INPUTS)
    if force or not state.exists() or state.read_text() != wanted:
        print("Building the runtime: Pyodide, NumPy, Chainrule …", flush=True)
        state.unlink(missing_ok=True)
        folder = runtime.build_runtime()
        GENERATED.mkdir(parents=True, exist_ok=True)
        runtime.node("record.mjs", folder, GENERATED)
        state.write_text(wanted)
    manifest = runtime.manifest(runtime.RUNTIME)
    runtime.write_json(GENERATED / "runtime.json", manifest)
    runtime.write_json(GENERATED / "settings.json", generated.settings())
    runtime.write_json(GENERATED / "presets.json", generated.presets())
    runtime.write_json(GENERATED / "limits.json", generated.limits())
    generated.write_if_changed(GENERATED / "phrases.js", generated.phrases())
    generated.write_if_changed(GENERATED / "protocol.d.ts", protocol.protocol_types())
    generated.write_if_changed(GENERATED / "protocol.js", protocol.protocol_lists())
    print("Bundling the page …", flush=True)
    subprocess.run(["node_modules/.bin/vite", "build", "--logLevel", "warn"], cwd=WEB, check=True)
    seal(BUNDLE, joined([(WEB / "src" / name).read_text(encoding="utf-8") for name in INLINE]))
    index = BUNDLE / "index.html"
    index.write_text(with_address(index.read_text(encoding="utf-8"), address), encoding="utf-8")
    runtime.publish(runtime.RUNTIME, BUNDLE / str(manifest["folder"]))
    shutil.copytree(_reference(force), BUNDLE / "docs")
    (BUNDLE / "licences.txt").write_text(_licences(), encoding="utf-8")
    _replace(DIST, BUNDLE)


def site_address() -> str:
    """The URL of the site's folder, without a slash at the end, or "" if it is not known.

    Raises
    ------
    ValueError
        If it is not an absolute URL, or has a query or a fragment.
    """
    address = os.environ.get(ADDRESS, "").rstrip("/")
    if address and not re.fullmatch(r"https?://[^\s?#/]+[^\s?#]*", address):
        allowed = "an absolute URL without ? and #, such as https://your.host/chainrule"
        raise ValueError(f"{ADDRESS}: {address!r} is not allowed; allowed: {allowed}.")
    return address


def with_address(page: str, address: str) -> str:
    """The page with an absolute URL for its preview picture, which most sites that show previews
    require. If `address` is empty, the URL stays relative: some of them resolve it.

    There is no canonical URL, because a preview of a shared link would then lead to the bare page,
    without the experiment and the task that are in the fragment and the query.

    Examples
    --------
    >>> with_address('<meta property="og:image" content="./assets/a.png" />', "https://a.b/c")
    '<meta property="og:image" content="https://a.b/c/assets/a.png" />'
    """
    if not address:
        return page
    return page.replace('="og:image" content="./', f'="og:image" content="{address}/')


def _reference(force: bool) -> Path:
    """The folder of the reference, rebuilt if the package has changed."""
    state = WORK / "docs.sha256"
    wanted = fingerprint(reference.INPUTS)
    if force or not state.exists() or state.read_text() != wanted:
        print("Building the reference …", flush=True)
        state.unlink(missing_ok=True)
        reference.build_reference()
        state.write_text(wanted)
    return reference.REFERENCE


def _licences() -> str:
    """The licences of the package, the runtime and the page's libraries."""
    numpy = runtime.STAGING / "numpy"
    files = {"Chainrule": ROOT / "LICENSE"}
    files |= {"CPython": KEPT_LICENCES / "cpython.txt", "Pyodide": KEPT_LICENCES / "pyodide.txt"}
    files |= {"NumPy": next(numpy.glob("numpy-*.dist-info/licenses/LICENSE.txt"))}
    lock = json.loads((WEB / "package-lock.json").read_text(encoding="utf-8"))
    for name, package in lock["packages"].items():
        found = sorted((WEB / name).glob("LICENSE*"))
        if name and not package.get("dev") and found:
            files[name.removeprefix("node_modules/")] = found[0]
    parts = [
        f"{name}\n{'=' * len(name)}\n\n{path.read_text('utf-8')}" for name, path in files.items()
    ]
    return "\n\n".join(parts)


def _replace(old: Path, new: Path) -> None:
    """Replace an older folder with a finished one, so that no partial site is served."""
    aside = WORK / "old"
    shutil.rmtree(aside, ignore_errors=True)
    if old.exists():
        old.rename(aside)
    new.rename(old)
    shutil.rmtree(aside, ignore_errors=True)


def fingerprint(inputs: list[str]) -> str:
    """A hash of the names and contents of all files that go into a build."""
    digest = hashlib.sha256()
    for path in input_files(inputs):
        digest.update(f"{path.relative_to(ROOT)}\0".encode())
        digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()


def input_files(inputs: list[str]) -> list[Path]:
    """The files that go into a build, sorted."""
    tops = [ROOT / name for name in inputs]
    found = [path for top in tops for path in (top.rglob("*") if top.is_dir() else [top])]
    return sorted(
        path
        for path in found
        if path.is_file() and not NOT_INPUTS & set(path.relative_to(ROOT).parts)
    )


if __name__ == "__main__":
    raise SystemExit(main())
