"""The declaration of a report's arrays.

The arrays of the report `Frame` are the entries of `FrameArrays`, which is defined next to it. Each
entry gives the type of its numbers and its shape in words, such as "records layers". A word stands
for the same length in all arrays of one report. If the report's header contains a number with that
name, the length is this number; if it contains a list with that name, the length is that of the
list. `*` stands for any length. If an array can have several shapes, all of them are listed. In the
name of an array, `{i}` stands for a number and `{name}` for a name.
"""

from __future__ import annotations

from typing import Annotated

from numpy import ndarray

Arrays = dict[str, ndarray]
F32 = Annotated[ndarray, "float32"]
F64 = Annotated[ndarray, "float64"]
