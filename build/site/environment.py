"""Finds or creates the environments that a build needs: two Pythons, Node and a browser.

This runs under Python 3.8 or newer, with nothing installed.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
import sys
import threading
from pathlib import Path

from paths import BENCH_VENV, PACKAGE_VENV, PEERS, ROOT, SITE_VENV, WEB

PACKAGE_PYTHON = (3, 11)
SITE_PYTHON = (3, 12)
NODE = (20, 19)
WITH_VENV = "venv, ensurepip"
"""Modules that an interpreter must be able to import, because Debian packages them separately."""
REQUIREMENTS = Path(__file__).parent / "requirements"
_INSTALLING = threading.RLock()
"""This lock is held while apt-get or uv runs, because set-up has two threads and two installers
would collide."""


class MissingTool(Exception):
    """Raised if a tool is missing and the builder cannot install it; the message says what to
    do."""


def package_python() -> Path:
    """The interpreter of the environment for tests and type checks of the package."""
    files = [REQUIREMENTS / "package.txt", ROOT / "pyproject.toml"]
    arguments = ["-r", str(REQUIREMENTS / "package.txt"), "-e", f"{ROOT}[plot]"]
    return _venv(PACKAGE_VENV, PACKAGE_PYTHON, files, arguments, ["-e", f"{ROOT}[torch]"])


def site_python() -> Path:
    """The interpreter of the environment that builds the site."""
    requirements = REQUIREMENTS / "site.txt"
    return _venv(SITE_VENV, SITE_PYTHON, [requirements], ["-r", str(requirements)])


def bench_python() -> Path:
    """The interpreter of the environment that contains the other libraries in the benchmark."""
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
    if not python.exists() or not _version(python, WITH_VENV) >= at_least:
        shutil.rmtree(folder, ignore_errors=True)
        _run([find_python(at_least), "-m", "venv", folder], "create a virtual environment")
    # Python compiles modules when they are imported; most modules of the packages never are.
    pip = [python, "-m", "pip", "--disable-pip-version-check", "install", "-qq", "--no-compile"]
    _run([*pip, *arguments], f"install the Python packages of {folder.name}")
    if dispensable and subprocess.run([str(part) for part in [*pip, *dispensable]]).returncode:
        print(f"Continuing without {dispensable[-1]}: the tests that need it are skipped.")
    stamp.write_text(wanted)
    return python


def find_python(at_least: tuple[int, int]) -> str:
    """The oldest CPython found that is at least this version, because more wheels exist for it."""
    with _INSTALLING:
        found = _newer_than(at_least, WITH_VENV)
        if not found and _apt("python3-venv", "python3-pip"):
            found = _newer_than(at_least, WITH_VENV)
        return str(found[min(found)]) if found else _python_from_uv(at_least)


def _newer_than(at_least: tuple[int, int], imports: str) -> dict[tuple[int, int], Path]:
    """The interpreters, by version, that are at least this version and can import these modules."""
    found: dict[tuple[int, int], Path] = {}
    for candidate in _candidates():
        version = _version(candidate, imports)
        if version >= at_least:
            found.setdefault(version, candidate)
    return found


def _candidates() -> list[Path]:
    names = ["python3", *(f"python3.{minor}" for minor in range(11, 16))]
    on_path = [Path(path) for name in names if (path := shutil.which(name))]
    pyenv = Path(os.environ.get("PYENV_ROOT", Path.home() / ".pyenv")) / "versions"
    return [Path(sys.executable), *on_path, *sorted(pyenv.glob("3.*/bin/python3"))]


def _version(python: Path, imports: str) -> tuple[int, int]:
    # Candidates must be run, because pyenv's shims also exist for versions that are not installed.
    code = f"import sys, {imports}; print(*sys.version_info[:2])"
    try:
        shown = subprocess.run([python, "-c", code], capture_output=True, text=True, timeout=30)
    except (OSError, subprocess.TimeoutExpired):
        return (0, 0)
    numbers = shown.stdout.split()
    return (int(numbers[0]), int(numbers[1])) if shown.returncode == 0 else (0, 0)


def _python_from_uv(at_least: tuple[int, int]) -> str:
    wanted = ".".join(map(str, at_least))
    bare = _newer_than(at_least, "sys")
    if bare:
        raise MissingTool(without_venv(min(bare)))
    uv = shutil.which("uv")
    if uv is None:
        tools = ROOT / ".cache" / "uv"
        pip = [sys.executable, "-m", "pip", "install", "--quiet", "--target", str(tools), "uv"]
        if subprocess.run(pip, capture_output=True).returncode != 0:
            raise MissingTool(too_old(at_least))
        uv = str(tools / "bin" / "uv")
    install = subprocess.run([uv, "python", "install", wanted], capture_output=True, text=True)
    found = subprocess.run([uv, "python", "find", wanted], capture_output=True, text=True)
    if found.returncode != 0:
        raise MissingTool(f"{too_old(at_least)} uv said: {install.stderr.strip()[-300:]}")
    return found.stdout.strip()


def without_venv(version: tuple[int, int]) -> str:
    """The instructions if Python is new enough but Debian's package that provides `venv` is
    missing."""
    name = f"python{version[0]}.{version[1]}"
    return (
        f"{name} is installed without its venv module. Install it, then run this again "
        f"(Debian: apt-get install {name}-venv)."
    )


def too_old(at_least: tuple[int, int]) -> str:
    """The instructions if no Python is new enough and none could be installed."""
    wanted = ".".join(map(str, at_least))
    return (
        f"Python {wanted} or newer is needed, was not found on the PATH or with pyenv, and could "
        f"not be obtained. Install it, or install pip, with which uv obtains it, then run this "
        f"again (Debian 13: apt-get install python3-venv; Debian 12, whose Python is 3.11: apt-get "
        f"install python3-venv python3-pip; macOS: brew install python)."
    )


def _apt(*packages: str) -> bool:
    """Install Debian packages if the user is allowed to; return whether they were installed."""
    if not shutil.which("apt-get") or os.geteuid() != 0:
        return False
    with _INSTALLING:
        subprocess.run(["apt-get", "update", "-qq"], stdout=subprocess.DEVNULL)
        install = ["apt-get", "install", "-y", "-qq", *packages]
        return subprocess.run(install, stdout=subprocess.DEVNULL).returncode == 0


def node() -> dict[str, str]:
    """Environment variables under which recent enough versions of `node` and `npm` are found."""
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
    """Install the front end's packages from the lock file."""
    _node_modules(WEB, "the front end's packages")


def peers() -> None:
    """Install the JavaScript libraries that the benchmark measures."""
    _node_modules(PEERS, "the benchmark's JavaScript peers")


def _node_modules(folder: Path, what: str) -> None:
    if _is_installed(folder):
        return
    print(f"Installing {what} …", flush=True)
    command = ["npm", "ci", "--no-audit", "--no-fund", "--loglevel=error"]
    _run(command, f"install {what}", cwd=folder, env=node())


def _is_installed(folder: Path) -> bool:
    """Whether npm has installed every package in the lock file; additional packages are ignored.

    Optional packages are ignored, because they are platform-specific.
    """
    installed = folder / "node_modules" / ".package-lock.json"
    if not installed.exists():
        return False
    wanted, found = (
        json.loads(file.read_text(encoding="utf-8"))["packages"]
        for file in (folder / "package-lock.json", installed)
    )
    return all(
        found.get(name, {}).get("integrity") == package.get("integrity")
        for name, package in wanted.items()
        if name and not package.get("optional")
    )


def headless_browser() -> str:
    """The browser for the tests: Chromium's headless shell, which needs a fifth less CPU time, if
    it is on the PATH or, in CI, if Debian provides it; otherwise, any Chromium."""
    shell = "chromium-headless-shell"
    return (
        shutil.which(shell)
        or (os.environ.get("CI") and _apt(shell) and shutil.which(shell))
        or browser()
    )


def browser() -> str:
    """A Chromium from the PATH, from Debian if the user may install packages, or from
    Playwright."""
    found = _browser_on_path() or (_apt("chromium") and _browser_on_path())
    if found:
        return found
    playwright = [package_python(), "-m", "playwright"]
    if subprocess.run([*playwright, "install", "chromium"], capture_output=True).returncode == 0:
        code = (
            "from playwright.sync_api import sync_playwright as s\n"
            "with s() as p: print(p.chromium.executable_path)"
        )
        shown = subprocess.run([package_python(), "-c", code], capture_output=True, text=True)
        return shown.stdout.strip()
    raise MissingTool(
        "The browser tests need Chromium; install it (Debian: apt-get install chromium; macOS: "
        "brew install --cask chromium)."
    )


def _browser_on_path() -> str | None:
    names = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
    return next(filter(None, map(shutil.which, names)), None)


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
