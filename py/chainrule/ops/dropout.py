"""Dropout, with masks that depend only on a key and a step."""

from __future__ import annotations

from typing import Any

from chainrule.engine.broadcasting import Shape, broadcast_shapes
from chainrule.engine.op import Array, Elementwise, Face
from chainrule.ops.selecting import mark_negative, take_marked


class Dropout(Elementwise):
    """y = x · m, where m = 0 with probability p and 1 / (1 − p) otherwise;  dx = dy · m.

    The mask is derived from a hash of (key, step, place), so it is the same on every platform, can
    be reproduced from any step, and differs between replicas. Srivastava et al., "Dropout", JMLR
    2014. The hash is Wellons' 32-bit finaliser `lowbias32` ("Prospecting for hash functions",
    2018).

    The settings are the probability p; the integers (uint32) `key` and `step`, which broadcast to
    x; and `places`, an integer for each entry of one replica.
    """

    latex = r"x \odot m"
    derivatives = (r"\bar{y} \odot m",)
    keeps = ("mask",)
    signs = (("mask", "m"),)
    saves = ("mask",)

    @classmethod
    def shape(  # pyright: ignore[reportIncompatibleMethodOverride]
        cls, *shapes: Shape, p: float, key: Array, step: Array, places: Array
    ) -> Shape:
        return broadcast_shapes("dropout", shapes[0], key.shape)

    @classmethod
    def kept_shapes(cls, *shapes: Shape, **settings: Any) -> tuple[Shape, ...]:
        return (cls.shape(*shapes, **settings),)

    @staticmethod
    def forward(
        np: Face,
        x: Array,
        *,
        y: Array,
        mask: Array,
        p: float,
        key: Array,
        step: Array,
        places: Array,
    ) -> None:
        bits, shifted = np.empty_like(mask, dtype="uint32"), np.empty_like(mask, dtype="uint32")
        stream = np.empty_like(key)
        np.multiply(step, 0x9E3779B9, out=stream)  # 2³² / golden ratio: spreads the steps
        np.add(stream, key, out=stream)
        np.bitwise_xor(places, stream, out=bits)
        for shift, factor in ((16, 0x7FEB352D), (15, 0x846CA68B), (16, None)):
            np.right_shift(bits, shift, out=shifted)
            np.bitwise_xor(bits, shifted, out=bits)
            if factor is not None:
                np.multiply(bits, factor, out=bits)
        np.greater_equal(bits, int(p * 2**32), out=mask)
        np.multiply(mask, 1 / (1 - p), out=mask)
        _keep(np, x, mask, out=y)

    @staticmethod
    def backward(
        np: Face,
        dy: Array,
        mask: Array,
        *,
        dx: Array,
        p: float,
        key: Array,
        step: Array,
        places: Array,
    ) -> None:
        _keep(np, dy, mask, out=dx)


def _keep(np: Face, values: Array, mask: Array, *, out: Array) -> None:
    """out = values · mask, which is 0 where the mask is 0, even if the value is infinite."""
    kept = np.empty_like(out)
    np.subtract(0, mask, out=kept)
    mark_negative(np, kept)
    take_marked(np, values, kept, out=out)
    np.multiply(out, mask, out=out)
