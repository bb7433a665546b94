"""A sample of the cases of each parametrised test.

All cases run natively, where they take less time. In Pyodide, each test runs with a few of its
cases.
"""

from __future__ import annotations

from itertools import groupby
from pathlib import Path

import pytest

MOST = 4
"""The largest number of cases of one test."""
WHOLE = ("engine", "ops")
"""The folders of tests/unit whose tests run with all cases. Their subjects, the compiler and
NumPy's functions, are the ones that differ between the platforms."""


def sampled(items: list[pytest.Item], root: Path) -> list[pytest.Item]:
    """The items that are to run: for each test, at most `MOST` cases at equal distances, which
    include the first and the last.

    Parameters
    ----------
    items : the tests of one or several files, in order.
    root : the folder tests/unit.
    """
    chosen: list[pytest.Item] = []
    for (path, _), cases in groupby(items, key=_test):
        found = list(cases)
        is_whole = path.relative_to(root).parts[0] in WHOLE
        chosen += found if is_whole or len(found) <= MOST else _spread(found)
    return chosen


def _test(item: pytest.Item) -> tuple[Path, str]:
    """The file and the name of a test, without its parameters."""
    return item.path, item.nodeid.split("[")[0]


def _spread(cases: list[pytest.Item]) -> list[pytest.Item]:
    last = len(cases) - 1
    return [cases[round(k * last / (MOST - 1))] for k in range(MOST)]
