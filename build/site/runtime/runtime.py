"""The files of the runtime: Pyodide, NumPy and the package, reduced and byte-compiled."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

from paths import ROOT, WORK
from pyodide_lock import PackageSpec, PyodideLockSpec
from runtime import downloads
from runtime.archives import pack, unpack
from runtime.slimming import data_files, slim_chainrule, slim_numpy, slim_stdlib
from sealing import integrity

NODE_SCRIPTS = ROOT / "build" / "site" / "node"
ENGINE = ["pyodide.mjs", "pyodide.asm.mjs", "pyodide.asm.wasm"]
STAGING = WORK / "staging"
RUNTIME = WORK / "runtime"
SOURCES = WORK / "sources"
"""The sources of the package, which the page loads in order to show their lines in a traceback."""
DATA = WORK / "data"
"""The package's larger data files, which the page loads when an experiment needs them."""


def build_runtime() -> Path:
    """Rebuild the runtime folder and return it."""
    for folder in (STAGING, RUNTIME):
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
    numpy = downloads.numpy_wheel()
    ours = _our_wheel()
    unpack(downloads.PYODIDE / "python_stdlib.zip", STAGING / "stdlib")
    unpack(numpy, STAGING / "numpy")
    unpack(ours, STAGING / "chainrule")
    slim_stdlib(STAGING / "stdlib")
    slim_numpy(STAGING / "numpy")
    _keep_data(STAGING / "chainrule")
    slim_chainrule(STAGING / "chainrule")
    _keep_sources(STAGING / "chainrule")
    node("compile.mjs", downloads.PYODIDE, STAGING)
    for name in ENGINE:
        shutil.copyfile(downloads.PYODIDE / name, RUNTIME / name)
    pack(STAGING / "stdlib", RUNTIME / "python_stdlib.zip")
    pack(STAGING / "numpy", RUNTIME / numpy.name)
    pack(STAGING / "chainrule", RUNTIME / ours.name)
    _write_lock(numpy.name, ours.name)
    return RUNTIME


def _keep_data(folder: Path) -> None:
    shutil.rmtree(DATA, ignore_errors=True)
    DATA.mkdir()
    for path in data_files(folder):
        shutil.copyfile(path, DATA / stored_name(path.name))


def _keep_sources(folder: Path) -> None:
    shutil.rmtree(SOURCES, ignore_errors=True)
    for path in folder.rglob("*.py"):
        target = SOURCES / path.relative_to(folder)
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(path, target)


def node(script: str, *arguments: object) -> None:
    """Run one of the builder's Node scripts."""
    command = ["node", "--no-warnings", NODE_SCRIPTS / script, *arguments]
    subprocess.run([str(word) for word in command], check=True)


def _our_wheel() -> Path:
    folder = WORK / "wheel"
    shutil.rmtree(folder, ignore_errors=True)
    command = [sys.executable, "-m", "build", "--quiet", "--wheel", "--no-isolation", "--outdir"]
    environment = {**os.environ, "SOURCE_DATE_EPOCH": "315532800"}
    subprocess.run(
        [*command, str(folder), str(ROOT)], check=True, env=environment, stdout=subprocess.DEVNULL
    )
    return next(folder.glob("*.whl"))


def _write_lock(numpy: str, ours: str) -> None:
    """A lock file for exactly these two wheels, in Pyodide's format."""
    original = downloads.pyodide_lock()
    packages = {"numpy": PackageSpec.from_dict(original["packages"]["numpy"])}
    packages["chainrule"] = PackageSpec(
        name="chainrule",
        version=ours.split("-")[1],
        file_name=ours,
        install_dir="site",
        imports=["chainrule"],
        depends=["numpy"],
    )
    for name, file_name in (("numpy", numpy), ("chainrule", ours)):
        data = (RUNTIME / file_name).read_bytes()
        packages[name].sha256 = hashlib.sha256(data).hexdigest()
    original["packages"] = {}
    lock = PyodideLockSpec.from_dict(original)
    lock.packages = packages
    lock.check_wheel_filenames()
    lock.to_json(RUNTIME / "pyodide-lock.json")


def manifest(runtime: Path) -> dict[str, object]:
    """The information that the page needs to load the runtime: the folder, and the names and sizes
    of the files.

    The folder's name is a hash of its content, so it can be cached indefinitely.
    """
    digest = hashlib.sha256()
    files = {}
    for path in sorted(runtime.iterdir()):
        data = path.read_bytes()
        digest.update(path.name.encode() + b"\0" + hashlib.sha256(data).digest())
        files[page_name(path.name)] = {
            "bytes": len(data),
            "stored": stored_name(path.name),
            "integrity": integrity(data),
        }
    return {"folder": f"runtime/{digest.hexdigest()[:12]}", "files": files}


def page_name(name: str) -> str:
    """The name that the page uses for a runtime file.

    Hosts do not compress `.mjs` files, and some do not recognise them, so the site contains no such
    files.
    """
    return f"{name.removesuffix('.mjs')}.js" if name.endswith(".mjs") else name


def stored_name(name: str) -> str:
    """The name of a runtime file on the site.

    Many static hosts decide by the extension whether to compress a file. They compress `.wasm`, but
    not `.zip`, `.whl` and `.bin`, which would make the download three megabytes larger. Therefore,
    such files also get the extension `.wasm`.
    """
    return f"{name}.wasm" if name.endswith((".zip", ".whl", ".bin")) else page_name(name)


def publish(runtime: Path, folder: Path) -> None:
    """Copy the runtime, the sources and the data files into the site."""
    folder.mkdir(parents=True)
    for path in runtime.iterdir():
        shutil.copyfile(path, folder / stored_name(path.name))
    for kept in (SOURCES, DATA):
        shutil.copytree(kept, folder / kept.name)


def write_json(path: Path, value: object) -> None:
    """Write JSON reproducibly."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(value, indent=1, ensure_ascii=False) + "\n")
