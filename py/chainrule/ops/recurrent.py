"""One step of the gated recurrent networks, in PyTorch's form."""

from __future__ import annotations

from chainrule.engine.broadcasting import Shape, broadcast_shapes
from chainrule.engine.op import Array, Face, Op
from chainrule.ops.activation import sigmoid


class GRUCell(Op):
    """h' = (1 − z) n + z h, with the gates r, z = σ(a + b) and the candidate n = tanh(a_n + r ·
    b_n).

    a (…, n, 3H) holds the input's contributions to r, z and n, b (…, n, 3H) holds the state's
    contributions, and h (…, n, H) is the state. Cho et al., "Learning phrase representations using
    RNN encoder–decoder", 2014; in PyTorch's form.
    """

    analytic = True
    operands = ("a", "b", "h")
    latex = r"(1 - z) \odot n + z \odot h"
    derivatives = (
        r"[\bar{r}, \bar{z}, \bar{n}],\ \bar{n} = \bar{y} (1 - z)(1 - n^2)",
        r"[\bar{r}, \bar{z}, \bar{n} \odot r]",
        r"\bar{y} \odot z",
    )
    signs = (("gates", "[r, z]"), ("candidate", "n"))
    kept_latex = (r"\sigma(a_{rz} + b_{rz})", r"\tanh(a_n + r \odot b_n)")
    keeps = ("gates", "candidate")
    saves = ("b", "h", "gates", "candidate")
    saturates = True

    @classmethod
    def shape(cls, *shapes: Shape) -> Shape:
        a, b, h = shapes
        return (*broadcast_shapes("gru", a[:-1], b[:-1], h[:-1]), h[-1])

    @classmethod
    def kept_shapes(cls, *shapes: Shape) -> tuple[Shape, ...]:
        y = cls.shape(*shapes)
        return (*y[:-1], 2 * y[-1]), y

    @classmethod
    def gradient_shapes(cls, y: Shape, *shapes: Shape) -> tuple[Shape, ...]:
        return tuple((*y[:-1], shape[-1]) for shape in shapes)

    @staticmethod
    def forward(
        np: Face, a: Array, b: Array, h: Array, *, y: Array, gates: Array, candidate: Array
    ) -> None:
        size = h.shape[-1]
        np.add(a[..., : 2 * size], b[..., : 2 * size], out=gates)
        sigmoid(np, gates, out=gates)
        np.multiply(gates[..., :size], b[..., 2 * size :], out=candidate)
        np.add(candidate, a[..., 2 * size :], out=candidate)
        np.tanh(candidate, out=candidate)
        np.subtract(h, candidate, out=y)
        np.multiply(y, gates[..., size:], out=y)
        np.add(y, candidate, out=y)

    @staticmethod
    def backward(
        np: Face,
        dy: Array,
        b: Array,
        h: Array,
        gates: Array,
        candidate: Array,
        *,
        da: Array | None,
        db: Array | None,
        dh: Array | None,
    ) -> None:
        size = h.shape[-1]
        r, z = gates[..., :size], gates[..., size:]
        if dh is not None:
            np.multiply(dy, z, out=dh)
        total = db if da is None else da
        if total is None:
            return
        slopes, work = np.empty_like(gates), np.empty_like(candidate)
        dr, dz, dn = total[..., :size], total[..., size : 2 * size], total[..., 2 * size :]
        np.subtract(1, gates, out=slopes)
        np.multiply(slopes, gates, out=slopes)
        np.subtract(h, candidate, out=work)
        np.multiply(work, dy, out=work)
        np.multiply(work, slopes[..., size:], out=dz)
        np.multiply(candidate, candidate, out=work)
        np.subtract(1, work, out=work)
        np.multiply(work, dy, out=dn)
        np.subtract(1, z, out=work)
        np.multiply(dn, work, out=dn)
        np.multiply(dn, b[..., 2 * size :], out=work)
        np.multiply(work, slopes[..., :size], out=dr)
        if db is not None:
            if db is not total:
                np.copyto(db[..., : 2 * size], total[..., : 2 * size])
            np.multiply(dn, r, out=db[..., 2 * size :])


class LSTMCell(Op):
    """c' = f c + i g and h' = o tanh c', with the gates i, f, o = σ(a + b) and the candidate g =
    tanh(a_g + b_g).

    a and b (…, n, 4H) hold the input's and the state's contributions to i, f, g and o; c (…, n, H)
    is the cell; y = [h', c'] has the shape (…, n, 2H). Hochreiter & Schmidhuber 1997, with the
    forget gate of Gers et al.; in PyTorch's form.
    """

    analytic = True
    operands = ("a", "b", "c")
    latex = r"[o \odot t,\ f \odot c + i \odot g]"
    signs = (("y", "[h', c']"), ("dy", r"[\bar{h}', \bar{c}']"), ("gates", "[i, f, g, o]"))
    kept_latex = (r"[\sigma, \sigma, \tanh, \sigma](a + b)", r"\tanh c'")
    derivatives = (
        r"[e\,g\,i(1-i),\ e\,c\,f(1-f),\ e\,i(1-g^2),\ \bar{h}'\,t\,o(1-o)]"
        r",\ e = \bar{c}' + \bar{h}' \odot o \odot (1 - t^2)",
        r"\bar{a}",
        r"(\bar{c}' + \bar{h}' \odot o \odot (1 - t^2)) \odot f",
    )
    keeps = ("gates", "t")
    saves = ("c", "gates", "t")
    saturates = True

    @classmethod
    def shape(cls, *shapes: Shape) -> Shape:
        a, b, c = shapes
        return (*broadcast_shapes("lstm", a[:-1], b[:-1], c[:-1]), 2 * c[-1])

    @classmethod
    def kept_shapes(cls, *shapes: Shape) -> tuple[Shape, ...]:
        y = cls.shape(*shapes)
        return (*y[:-1], 2 * y[-1]), (*y[:-1], y[-1] // 2)

    @classmethod
    def gradient_shapes(cls, y: Shape, *shapes: Shape) -> tuple[Shape, ...]:
        return tuple((*y[:-1], shape[-1]) for shape in shapes)

    @staticmethod
    def forward(
        np: Face, a: Array, b: Array, c: Array, *, y: Array, gates: Array, t: Array
    ) -> None:
        size = c.shape[-1]
        i, f, g, o = _quarters(gates)
        h_next, c_next = y[..., :size], y[..., size:]
        np.add(a, b, out=gates)
        np.tanh(g, out=t)
        sigmoid(np, gates, out=gates)
        np.copyto(g, t)
        np.multiply(f, c, out=c_next)
        np.multiply(i, g, out=t)
        np.add(c_next, t, out=c_next)
        np.tanh(c_next, out=t)
        np.multiply(o, t, out=h_next)

    @staticmethod
    def backward(
        np: Face,
        dy: Array,
        c: Array,
        gates: Array,
        t: Array,
        *,
        da: Array | None,
        db: Array | None,
        dc: Array | None,
    ) -> None:
        size = c.shape[-1]
        i, f, g, o = _quarters(gates)
        dh, dc_next = dy[..., :size], dy[..., size:]
        cell = np.empty_like(t)
        np.multiply(t, t, out=cell)
        np.subtract(1, cell, out=cell)
        np.multiply(cell, o, out=cell)
        np.multiply(cell, dh, out=cell)
        np.add(cell, dc_next, out=cell)
        if dc is not None:
            np.multiply(cell, f, out=dc)
        total = db if da is None else da
        if total is None:
            return
        slopes = np.empty_like(gates)
        np.subtract(1, gates, out=slopes)
        np.multiply(slopes, gates, out=slopes)
        # The candidate is a tanh, not a sigmoid, so its slope is 1 − g².
        slope_of_g = _quarters(slopes)[2]
        np.multiply(g, g, out=slope_of_g)
        np.subtract(1, slope_of_g, out=slope_of_g)
        factors = (g, cell), (c, cell), (i, cell), (t, dh)
        for part, (factor, error) in zip(_quarters(total), factors, strict=True):
            np.multiply(factor, error, out=part)
        np.multiply(total, slopes, out=total)
        if db is not None and db is not total:
            np.copyto(db, total)


def _quarters(gates: Array) -> tuple[Array, Array, Array, Array]:
    size = gates.shape[-1] // 4
    i, f, g, o = (gates[..., k * size : (k + 1) * size] for k in range(4))
    return i, f, g, o
