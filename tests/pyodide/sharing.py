"""A pytest plugin: several processes share a list of files; each takes the next when free."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import zip_longest
from pathlib import Path

import pytest
from sampling import sampled


class Shared:
    """Runs those of `files` that no other process has claimed.

    Parameters
    ----------
    files : the same list in every process.
    claims : a folder that the processes share. A claim is a folder in it, because creating a
        folder is atomic even through Pyodide's file system, whereas creating a file is not.
    """

    def __init__(self, files: list[str], claims: Path) -> None:
        self.files = files
        self.claims = claims

    @pytest.hookimpl(tryfirst=True)
    def pytest_collection(self) -> bool:
        """Collect nothing yet: importing all test modules would take each process half a minute."""
        return True

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        for file in self._claimed():
            items = sampled(
                list(session.perform_collect([file])), session.config.rootpath / "tests/unit"
            )
            for item, following in zip_longest(items, items[1:]):
                item.config.hook.pytest_runtest_protocol(item=item, nextitem=following)
        return True

    def _claimed(self) -> Iterator[str]:
        for number, file in enumerate(self.files):
            try:
                (self.claims / str(number)).mkdir()
            except FileExistsError:
                continue
            yield file
