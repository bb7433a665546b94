"""The parts of the standard library, NumPy and this package that the site omits, by name.

A module is omitted only if a page that trains networks never imports it. Importing an omitted
module raises an error with its name, and `tests/pyodide` imports every module of the package inside
the reduced runtime.
"""

from __future__ import annotations

import re
import shutil
from pathlib import Path

STDLIB = """
    __hello__ __phello__ _pyrepl _markupbase antigravity bdb cProfile cmd colorsys compileall
    configparser curses dbm difflib doctest ensurepip filecmp fileinput ftplib getpass html http
    idlelib imaplib lib2to3 mailbox mimetypes modulefinder multiprocessing netrc nturl2path optparse
    pdb pickletools plistlib poplib profile pstats pty pyclbr pydoc pydoc_data rlcompleter sched
    shelve smtplib socketserver sqlite3 sre_compile sre_constants sre_parse statistics tabnanny
    this timeit tkinter tomllib trace tracemalloc tty turtle turtledemo unittest uuid venv wave
    webbrowser wsgiref xml xmlrpc zipapp zoneinfo _pyio _pydatetime symtable
    asyncio/windows_events asyncio/windows_utils asyncio/proactor_events asyncio/tools
    logging/config logging/handlers argparse calendar concurrent/futures/process
    concurrent/futures/interpreter ctypes/macholib ctypes/util ctypes/wintypes _strptime fractions
    getopt gettext importlib/resources ipaddress pprint pyodide/console pyodide/http quopri
    stringprep _sysconfigdata__emscripten_wasm32-emscripten urllib/request urllib/response
    urllib/robotparser
"""

EMAIL = "__init__.py"
"""The part of `email` that remains, because `importlib.metadata` imports `email`, which imports
the other modules only to read metadata that the page does not need."""

CODECS = (
    r"(big5|cp(?!437|1252)|euc|gb|hp_|hz|iso2022|iso8859_(?!1\.)|johab|koi8|kz1048|mac_|palmos|ptcp|"
    r"shift_|tis_|rot_13|uu_codec|quopri_codec|bz2_codec|zlib_codec|mbcs|oem)"
)

NUMPY = [
    "**/tests",
    "**/*.pyi",
    "**/*.pxd",
    "**/*.h",
    "**/*.c",
    "**/*.md",
    "**/*tests*.so",
    "**/_simd*.so",
    "**/lapack_lite*.so",
    "**/conftest.py",
    "numpy/core",
    "numpy/ctypeslib",
    "numpy/fft",
    "numpy/polynomial",
    "numpy/testing",
    "numpy/_core/include",
    "numpy/_core/lib",
    "numpy/_pyinstaller",
    "numpy/distutils",
    "numpy/random/_examples",
    "numpy/random/lib",
    "numpy/f2py",
]

RECORD = "*.dist-info/RECORD"
"""Files with hashes of a wheel's files, which would be wrong after these have been reduced."""
TERMINAL = ["__main__.py", "cli.py", "commands", "plotting.py", "reports", "sweeps"]
TERMINAL += ["engine/compile/hosts/wasmtime.py"]
DATA_FILES = "chainrule/data/files"


def slim_stdlib(folder: Path) -> None:
    """Remove from an unpacked standard library the modules that the page never imports."""
    for name in STDLIB.split():
        _remove(folder / name)
        _remove(folder / f"{name}.py")
    for codec in (folder / "encodings").iterdir():
        if re.match(CODECS, codec.name):
            _remove(codec)
    for path in (folder / "email").iterdir():
        if path.name != EMAIL:
            _remove(path)


def slim_numpy(folder: Path) -> None:
    """Remove tests, headers, typing stubs and f2py from an unpacked wheel; keep licences."""
    for pattern in (*NUMPY, RECORD):
        for path in sorted(folder.glob(pattern)):
            _remove(path)
    # NumPy names f2py among its submodules, so that `from numpy import *` imports it.
    (folder / "numpy" / "f2py").mkdir()
    (folder / "numpy" / "f2py" / "__init__.py").write_text('"""Not part of this site."""\n')


def data_files(folder: Path) -> list[Path]:
    """The files of this package's unpacked wheel that the page loads on request, with their
    licences and README."""
    return [path for path in (folder / DATA_FILES).iterdir() if path.suffix != ".py"]


def slim_chainrule(folder: Path) -> None:
    """Remove from this package's unpacked wheel what the page does not need at startup: the modules
    of the command line, and the files that are loaded on request."""
    for path in data_files(folder):
        _remove(path)
    for name in TERMINAL:
        _remove(folder / "chainrule" / name)
    for path in folder.glob(RECORD):
        _remove(path)


def _remove(path: Path) -> None:
    if path.is_dir():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)
