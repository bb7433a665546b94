"""Create `py/chainrule/data/files/clothing.bin` from Debian's package `dataset-fashion-mnist`.

Run by hand: apt-get install dataset-fashion-mnist, then python build/data/clothing.py. It needs
NumPy.

The file contains the first 200 training pictures of each of the ten classes, reduced from 28×28 to
14×14 pixels, each the mean of four, in 16 shades of grey. The pictures are sorted by class. Each
takes 98 bytes: two pixels per byte, row by row, with the left pixel in the four high bits.
"""

from __future__ import annotations

import gzip
from pathlib import Path

import numpy

SOURCE = Path("/usr/share/datasets/fashion-mnist")
TARGET = Path(__file__).parents[2] / "py" / "chainrule" / "data" / "files" / "clothing.bin"
CLASSES, EACH = 10, 200


def idx(name: str, header: int) -> numpy.ndarray:
    """The bytes of an IDX file after its header."""
    return numpy.frombuffer(gzip.decompress((SOURCE / name).read_bytes()), numpy.uint8)[header:]


def clothing() -> bytes:
    """The content of `clothing.bin`."""
    labels = idx("train-labels-idx1-ubyte.gz", 8)
    pictures = idx("train-images-idx3-ubyte.gz", 16).reshape(-1, 14, 2, 14, 2)
    chosen = numpy.concatenate([(labels == k).nonzero()[0][:EACH] for k in range(CLASSES)])
    means = pictures[chosen].mean(axis=(2, 4))
    shades = numpy.round(means * 15 / 255).astype(numpy.uint8).reshape(-1, 2)
    return (shades[:, 0] << 4 | shades[:, 1]).tobytes()


if __name__ == "__main__":
    TARGET.write_bytes(clothing())
