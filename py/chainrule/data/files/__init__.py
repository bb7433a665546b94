"""Data files that are loaded on request; README.md in this folder lists sources and licences.

An installed package contains these files. The site's archive of the package omits them; the page's
worker provides a function that fetches them.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from pathlib import Path

from chainrule.errors import InputError
from chainrule.phrases import phrase

FILES = ("names.txt", "clothing.bin")
_FOLDER = Path(__file__).parent
_fetchers: list[Callable[[str], bytes | None]] = []


def fetch_with(fetch: Callable[[str], bytes | None]) -> None:
    """Obtain files that the package does not contain from `fetch`, which takes a file's name and
    returns its content, or None if the file is unavailable."""
    _fetchers[:] = [fetch]


@cache
def read_file(name: str) -> bytes:
    """The contents of one of `FILES`.

    Raises
    ------
    InputError
        If the file can't be obtained. A later call tries again.
    """
    path = _FOLDER / name
    if path.exists():
        return path.read_bytes()
    for fetch in _fetchers:
        content = fetch(name)
        if content is not None:
            return content
    raise InputError("data", name, phrase("allowed.loaded_file"))
