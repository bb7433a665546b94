"""Tables included in the package. All but `disease`, `steering` and `camera` contain real data;
README.md in this folder lists their sources and licences."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import numpy

from chainrule.data.driving.views import VIEWS
from chainrule.data.reading.csv_file import read_csv
from chainrule.data.tables.disease import disease
from chainrule.data.tables.steering import steering
from chainrule.data.tabular import Column, Table
from chainrule.data.tabular.pixels import pixel_names
from chainrule.errors import InputError, one_of

TABLES = ("iris", "wine", "breast_cancer", "penguins", "digits", "disease", "steering", "camera")
PICTURES = {"digits": 16.0, "camera": 1.0}
"""The tables of pictures, and for each the value that represents full ink."""
DRIVES = {view.data: view for view in VIEWS}
"""The tables that record a drive, and the view that each contains."""
SIDE = 8
"""The number of pixels along a side of a digit's picture."""
_SHADES = "0123456789abcdefg"


@cache
def load_table(name: str) -> Table:
    """Load one of `TABLES`; its last column is the target.

    Raises
    ------
    InputError
        If there is no such table.

    Examples
    --------
    >>> iris = load_table("iris")
    >>> len(iris), iris.target
    (150, 'species')
    """
    if name not in TABLES:
        raise InputError("table", name, one_of(TABLES))
    if name == "digits":
        return _digits(_text("digits.txt"))
    if name == "disease":
        return disease()
    if name in DRIVES:
        return steering(DRIVES[name])
    return read_csv(_text(f"{name}.csv"), delimiter=",", header=True)


def _text(file: str) -> str:
    return (Path(__file__).parent / file).read_text(encoding="utf-8")


def _digits(text: str) -> Table:
    """Read one line per picture: 64 shades from 0 to g (16), row by row, and the digit."""
    lines = text.split()
    shades = [[_SHADES.index(shade) for shade in line] for line in lines]
    cells = numpy.array(shades, numpy.float64)
    names = pixel_names(SIDE, SIDE)
    columns = [Column(name, cells[:, i]) for i, name in enumerate(names)]
    return Table((*columns, Column("digit", cells[:, -1])), "digit")
