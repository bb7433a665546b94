"""The declaration of a report's arrays.

The arrays of the report `Frame` are the entries of `FrameArrays`, which stands beside it: each with
the type of its numbers and its shape in words, such as "stations layers". A word is the same length
in all arrays of one report. If the report's header has a number by that name, it is the length; of
a list, the length of the list. `*` is any length. An array that can have one of several shapes has
all of them. In an array's name, `{i}` stands for a number and `{name}` for a name.
"""

from __future__ import annotations

from typing import Annotated

from numpy import ndarray

Arrays = dict[str, ndarray]
F32 = Annotated[ndarray, "float32"]
F64 = Annotated[ndarray, "float64"]
