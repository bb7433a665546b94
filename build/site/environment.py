"""The environments a build needs, found or made: two Pythons, Node, a browser.

Runs under any Python from 3.8 on, with nothing installed.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

from paths import BENCH_VENV, PACKAGE_VENV, PEERS, ROOT, SITE_VENV, WEB

PACKAGE_PYTHON = (3, 11)
SITE_PYTHON = (3, 12)
NODE = (20, 19)
REQUIREMENTS = Path(__file__).parent / "requirements"


class MissingTool(Exception):
    """Something this machine lacks and the builder could not obtain; the text says what to do."""


def package_python() -> Path:
    """The interpreter of the environment that tests and types the package."""
    files = [REQUIREMENTS / "package.txt", ROOT / "pyproject.toml"]
    arguments = ["-r", str(REQUIREMENTS / "package.txt"), "-e", f"{ROOT}[plot]"]
    return _venv(PACKAGE_VENV, PACKAGE_PYTHON, files, arguments, ["-e", f"{ROOT}[torch]"])


def site_python() -> Path:
    """The interpreter of the environment that builds the site."""
    requirements = REQUIREMENTS / "site.txt"
    return _venv(SITE_VENV, SITE_PYTHON, [requirements], ["-r", str(requirements)])


def bench_python() -> Path:
    """The interpreter of the environment that has what the benchmark compares with."""
    files = [REQUIREMENTS / "package.txt", REQUIREMENTS / "bench.txt", ROOT / "pyproject.toml"]
    arguments = ["-r", str(files[0]), "-r", str(files[1]), "-e", f"{ROOT}[torch]"]
    return _venv(BENCH_VENV, PACKAGE_PYTHON, files, arguments)


def _venv(
    folder: Path,
    at_least: tuple[int, int],
    files: list[Path],
    arguments: list[str],
    dispensable: list[str] | None = None,
) -> Path:
    python = folder / "bin" / "python"
    stamp, wanted = folder / "requirements.sha256", _hash(files)
    if python.exists() and stamp.exists() and stamp.read_text() == wanted:
        return python
    print(f"Setting up {folder.name} …", flush=True)
    if not python.exists() or not _version(python) >= at_least:
        shutil.rmtree(folder, ignore_errors=True)
        _run([find_python(at_least), "-m", "venv", folder], "create a virtual environment")
    pip = [python, "-m", "pip", "--disable-pip-version-check", "install", "-qq"]
    _run([*pip, *arguments], f"install the Python packages of {folder.name}")
    if dispensable and subprocess.run([str(part) for part in [*pip, *dispensable]]).returncode:
        print(f"Going on without {dispensable[-1]}: the tests that need it are skipped.")
    stamp.write_text(wanted)
    return python


def find_python(at_least: tuple[int, int]) -> str:
    """A CPython of this version or newer: the oldest found, so that most wheels fit."""
    found = {}
    for candidate in _candidates():
        version = _version(candidate)
        if version >= at_least:
            found.setdefault(version, candidate)
    if found:
        return str(found[min(found)])
    return _python_from_uv(at_least)


def _candidates() -> list[Path]:
    names = ["python3", *(f"python3.{minor}" for minor in range(11, 16))]
    on_path = [Path(path) for name in names if (path := shutil.which(name))]
    pyenv = Path(os.environ.get("PYENV_ROOT", Path.home() / ".pyenv")) / "versions"
    return [Path(sys.executable), *on_path, *sorted(pyenv.glob("3.*/bin/python3"))]


def _version(python: Path) -> tuple[int, int]:
    # Only running a candidate tells: pyenv's shims exist for versions that do not answer.
    code = "import sys, venv, ensurepip; print(*sys.version_info[:2])"
    try:
        shown = subprocess.run([python, "-c", code], capture_output=True, text=True, timeout=30)
    except (OSError, subprocess.TimeoutExpired):
        return (0, 0)
    numbers = shown.stdout.split()
    return (int(numbers[0]), int(numbers[1])) if shown.returncode == 0 else (0, 0)


def _python_from_uv(at_least: tuple[int, int]) -> str:
    wanted = ".".join(map(str, at_least))
    advice = (
        f"Python {wanted} or newer is needed and was not found on the PATH or with pyenv; "
        f"install one (Debian: apt-get install python3 python3-venv; macOS: brew install python)"
    )
    uv = shutil.which("uv")
    if uv is None:
        tools = ROOT / ".cache" / "uv"
        pip = [sys.executable, "-m", "pip", "install", "--quiet", "--target", str(tools), "uv"]
        if subprocess.run(pip, capture_output=True).returncode != 0:
            raise MissingTool(f"{advice}, or install uv, which can obtain it.")
        uv = str(tools / "bin" / "uv")
    install = subprocess.run([uv, "python", "install", wanted], capture_output=True, text=True)
    found = subprocess.run([uv, "python", "find", wanted], capture_output=True, text=True)
    if found.returncode != 0:
        raise MissingTool(f"{advice}. uv could not obtain it: {install.stderr.strip()[-300:]}")
    return found.stdout.strip()


def node() -> dict[str, str]:
    """Environment variables under which `node` and `npm` are recent enough."""
    environment = dict(os.environ)
    if _node_version("node") >= NODE and shutil.which("npm"):
        return environment
    python = site_python()
    scripts = python.parent
    if _node_version(str(scripts / "node")) < NODE:
        pip = [python, "-m", "pip", "--disable-pip-version-check", "install", "-qq"]
        purpose = "obtain Node from PyPI; or install Node 20.19 or newer"
        _run([*pip, "-r", REQUIREMENTS / "node.txt"], purpose)
    environment["PATH"] = f"{scripts}{os.pathsep}{environment['PATH']}"
    return environment


def _node_version(command: str) -> tuple[int, ...]:
    try:
        shown = subprocess.run([command, "--version"], capture_output=True, text=True)
    except OSError:
        return (0,)
    return tuple(int(part) for part in shown.stdout.strip().lstrip("v").split(".") if part)


def node_modules() -> None:
    """Install the front end's packages as the lock file has them."""
    _node_modules(WEB, "the front end's packages")


def peers() -> None:
    """Install the JavaScript engines that the benchmark compares with."""
    _node_modules(PEERS, "the benchmark's JavaScript peers")


def _node_modules(folder: Path, what: str) -> None:
    stamp, wanted = folder / "node_modules" / ".lock.sha256", _hash([folder / "package-lock.json"])
    if stamp.exists() and stamp.read_text() == wanted:
        return
    print(f"Installing {what} …", flush=True)
    command = ["npm", "ci", "--no-audit", "--no-fund", "--loglevel=error"]
    _run(command, f"install {what}", cwd=folder, env=node())
    stamp.write_text(wanted)


def browser() -> str:
    """A Chromium: the one on the PATH, Playwright's own, or Debian's package."""
    for name in ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable"):
        path = shutil.which(name)
        if path:
            return path
    playwright = [package_python(), "-m", "playwright"]
    if subprocess.run([*playwright, "install", "chromium"], capture_output=True).returncode == 0:
        code = (
            "from playwright.sync_api import sync_playwright as s\n"
            "with s() as p: print(p.chromium.executable_path)"
        )
        shown = subprocess.run([package_python(), "-c", code], capture_output=True, text=True)
        return shown.stdout.strip()
    if shutil.which("apt-get") and os.geteuid() == 0:
        subprocess.run(["apt-get", "update", "-qq"])
        subprocess.run(["apt-get", "install", "-y", "-qq", "chromium"], stdout=subprocess.DEVNULL)
        path = shutil.which("chromium")
        if path:
            return path
    raise MissingTool(
        "The browser tests need Chromium; install it (Debian: apt-get install chromium; macOS: "
        "brew install --cask chromium)."
    )


def _hash(files: list[Path]) -> str:
    return hashlib.sha256(b"\0".join(file.read_bytes() for file in files)).hexdigest()


def _run(
    command: list, purpose: str, cwd: Path | None = None, env: dict[str, str] | None = None
) -> None:
    try:
        done = subprocess.run([str(part) for part in command], cwd=cwd, env=env)
    except OSError as error:
        raise MissingTool(f"Could not {purpose}: {error}") from error
    if done.returncode != 0:
        shown = " ".join(str(part) for part in command)
        raise MissingTool(f"Could not {purpose}; this command failed: {shown}")
