"""`Module`: the base class of layers, and how their parameters form one flat vector."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from types import MappingProxyType
from typing import Any, Self

import numpy
from numpy.typing import DTypeLike

from chainrule.changes import Setting, note_change
from chainrule.checks import as_array, in_dtype, is_whole
from chainrule.engine.broadcasting import Shape
from chainrule.engine.op import Array
from chainrule.errors import InputError, ShapeError, one_of
from chainrule.tensor.tensor import Tensor

CHANGING = ("training", "replicas", "theta", "grad", "own_buffers")
"""Attributes that `train` and `materialise` may set later."""
DTYPES = ("float32", "float64")
_APART = 1 << 20
"""Added to a layer's index, so that its buffers and its weights use different random generators."""


class _Finished(type):
    """Marks a layer as complete once its outermost constructor has returned."""

    def __call__(cls, *arguments: Any, **settings: Any) -> Any:
        layer = super().__call__(*arguments, **settings)
        vars(layer)["_is_made"] = True
        return layer


class Module(metaclass=_Finished):
    """A layer, or a group of layers.

    A layer with parameters declares their `shapes` and initial values (`initial`) and reads them as
    attributes. A layer with other state, such as running statistics, declares it in
    `initial_buffers`. A layer that contains other layers lists them in `children`. A layer without
    any of these only defines `forward`.

    Attributes
    ----------
    shapes : the PyTorch name of each parameter and its shape in one replica.
    training : whether the layer is in training mode (`train`) or evaluation mode (`eval`).
    theta, grad : all parameters and all gradients as flat vectors: (P,), or (K, P) for K replicas.
    """

    shapes: Mapping[str, Shape] = MappingProxyType({})
    training = True
    theta: Array
    grad: Array
    replicas: int | None = None

    def forward(self, x: Tensor) -> Tensor:
        """The output for a batch (…, n, features)."""
        raise NotImplementedError

    def __call__(self, x: Any) -> Tensor:
        """Apply `forward`, after converting an array or number to a tensor of the network's dtype.

        Raises
        ------
        InputError
            If x is not an array of finite real numbers.
        """
        if isinstance(x, Tensor):
            return self.forward(x)
        return self.forward(Tensor(in_dtype("x", as_array("x", x), self.theta.dtype)))

    def __repr__(self) -> str:
        return f"{type(self).__name__}()"

    # --- declared by each layer ---------------------------------------------------------------

    def initial(self, rng: numpy.random.Generator) -> dict[str, Array]:
        """The initial values of one replica's parameters; parameters that are omitted start at
        zero."""
        return {}

    def initial_buffers(self, rngs: Sequence[numpy.random.Generator]) -> dict[str, Array]:
        """Arrays that are carried from step to step without being trained; `rngs` holds one
        generator per replica.

        Their first axis is the axis of replicas, which is removed in a single network. Arrays of
        real numbers count as statistics and belong to the `state_dict`; arrays of integers do not.
        """
        return {}

    def views(self, flat: Array) -> dict[str, Array]:
        """The parameters as views of `flat`, this layer's part (…, size) of a flat vector."""
        parts, offset = {}, 0
        for name, shape in self.shapes.items():
            part = flat[..., offset : offset + math.prod(shape)]
            parts[name] = part.reshape(*flat.shape[:-1], *shape)
            offset += math.prod(shape)
        return parts

    def children(self) -> Iterator[tuple[str, Module]]:
        """The layers that this layer contains, by name."""
        yield from ()

    def check_input(self, x: Array) -> None:
        """Raise an error if this layer does not accept the values of x, an array (n, …) of any
        shape."""

    def as_batch(self, x: Array) -> Array:
        """x (n, …) with the leading axis of replicas that a fleet expects; all replicas share the
        same x."""
        return x[None] if self.replica_axes else x

    # --- derived from these ------------------------------------------------------------------

    @property
    def size(self) -> int:
        """The number of this layer's own parameters, not counting those of the layers inside it."""
        return sum(math.prod(shape) for shape in self.shapes.values())

    @property
    def replica_axes(self) -> int:
        """1 for a fleet, whose arrays have a leading axis of replicas, and 0 for a single
        network."""
        return 0 if self.replicas is None else 1

    def named_modules(self, name: str = "") -> Iterator[tuple[str, Module]]:
        """This layer and all layers inside it, with dotted names."""
        yield name, self
        for child, module in self.children():
            yield from module.named_modules(f"{name}.{child}".lstrip("."))

    def layers(self) -> Iterator[tuple[str, Module]]:
        """The layers that are applied in sequence, with dotted names."""
        yield "", self

    def own_parameters(self) -> Iterator[tuple[str, Tensor]]:
        """This layer's own parameters by their PyTorch names, without those of the layers inside
        it."""
        for name in self.shapes:
            yield name, getattr(self, name)

    def named_parameters(self) -> Iterator[tuple[str, Array, Array]]:
        """(name, view of the values, view of the gradient) of every parameter, in the order of
        `theta`."""
        for prefix, layer in self.named_modules():
            for name, tensor in layer.own_parameters():
                grad = tensor.gradient_buffer
                assert grad is not None  # set by `materialise`
                yield f"{prefix}.{name}".lstrip("."), tensor.data, grad

    def named_buffers(self) -> Iterator[tuple[str, Array]]:
        """(name, array) of every buffer."""
        for prefix, layer in self.named_modules():
            for name, array in layer.own_buffers.items():
                yield f"{prefix}.{name}".lstrip("."), array

    def blocks(self) -> list[tuple[str, Module, int]]:
        """(name, layer, offset in `theta`) of every layer that has parameters of its own."""
        found, offset = [], 0
        for name, layer in self.named_modules():
            if layer.size:
                found.append((name, layer, offset))
                offset += layer.size
        return found

    def zero_grad(self) -> None:
        """Clear all gradients; the next backward pass overwrites them."""
        for _, layer in self.named_modules():
            for _, tensor in layer.own_parameters():
                tensor.zero_grad()

    def requires_grad_(self, requires_grad: bool = True) -> Self:
        """Train the parameters or freeze them; from the next step on, frozen parameters have no
        gradient and keep their values."""
        for _, layer in self.named_modules():
            for _, tensor in layer.own_parameters():
                tensor.requires_grad = bool(requires_grad)
        return self

    def train(self, mode: bool = True) -> Self:
        """Set all layers to training mode: dropout is active and batch norm uses the batch's
        statistics.

        The mode applies from a trainer's next step on. A trainer always evaluates and predicts in
        evaluation mode.
        """
        for _, layer in self.named_modules():
            layer.training = mode
        return self

    def eval(self) -> Self:
        """Set all layers to evaluation mode. Until `train` is called, training steps then use no
        dropout and leave the running statistics unchanged, as in PyTorch."""
        return self.train(False)

    @contextmanager
    def mode(self, training: bool) -> Iterator[None]:
        """Switch to training or evaluation mode for the duration of a `with` block."""
        before = {layer: layer.training for _, layer in self.named_modules()}
        self.train(training)
        try:
            yield
        finally:
            for layer, was in before.items():
                layer.training = was

    # --- saving and loading weights ----------------------------------------------------------

    def state_dict(self) -> dict[str, Array]:
        """A copy of every parameter and statistic, keyed by its PyTorch name."""
        return {name: value.copy() for name, value in self._named_state().items()}

    def load_state_dict(self, state: Mapping[str, Any]) -> None:
        """Load parameters and statistics from a `state_dict` of this package or of PyTorch.

        Arrays are converted to the network's dtype. PyTorch's `num_batches_tracked` is ignored.

        Raises
        ------
        InputError
            If a name is missing or unknown. Nothing is loaded in this case.
        ShapeError
            If a shape does not match. Nothing is loaded in this case.
        """
        own = self._named_state()
        given = {n: as_array(n, v) for n, v in state.items() if not _is_count(n)}
        if given.keys() != own.keys():
            wrong = sorted(given.keys() ^ own.keys())
            raise InputError("state", wrong, f"exactly these names: {', '.join(own)}")
        for name, value in given.items():
            if value.shape != own[name].shape:
                raise ShapeError(
                    f"{name}: an array of shape {value.shape} does not fit; "
                    f"expected {own[name].shape}."
                )
        fitted = {name: in_dtype(name, value, own[name].dtype) for name, value in given.items()}
        for name, value in fitted.items():
            own[name][...] = value

    def _named_state(self) -> dict[str, Array]:
        parameters = {name: value for name, value, _ in self.named_parameters()}
        buffers = {name: array for name, array in self.named_buffers() if array.dtype.kind == "f"}
        return parameters | buffers

    def __setattr__(self, name: str, value: Any) -> None:
        is_setting = isinstance(getattr(type(self), name, None), Setting)
        is_free = is_setting or name in CHANGING or name[0] == "_" or not _is_ours(self)
        if name in vars(self) and not is_free:
            raise InputError(name, value, "no change, because it is fixed once the layer exists")
        if self._is_made and not is_free and not self._has(name):
            names = [key for key, kept in vars(type(self)).items() if isinstance(kept, Setting)]
            raise InputError(name, value, one_of(names) if names else "no settings to change")
        is_same_mode = name == "training" and value == self.training
        object.__setattr__(self, name, value)
        if not is_same_mode:  # evaluations often assign the same mode again
            note_change()

    def _has(self, name: str) -> bool:
        return name in vars(self) or name in self.shapes or hasattr(type(self), name)

    def __getattr__(self, name: str) -> Any:
        # A stand-alone layer allocates its memory only on first use, because most layers soon
        # become part of a network and use its memory.
        if name in ("theta", "grad") or name in self.shapes:
            self.materialise()
            return self.__dict__[name]
        raise AttributeError(f"{type(self).__name__} has no attribute {name!r}")

    # --- memory ------------------------------------------------------------------------------

    own_buffers: Mapping[str, Array] = MappingProxyType({})
    _is_made = False

    def materialise(
        self,
        seed: int | Sequence[int] = 0,
        dtype: DTypeLike = "float64",
        replicas: int | None = None,
        init_scale: float | Sequence[float] = 1.0,
    ) -> Self:
        """Place all parameters in one flat vector and set their initial values.

        Replica k of a fleet has the initial values of a single network with seed `seed + k` (or
        `seed[k]`). `init_scale` multiplies all initial values; it is a single number or one per
        replica.
        """
        dtype = _checked_dtype(dtype)
        if replicas is not None and (not is_whole(replicas) or replicas < 1):
            raise InputError("replicas", replicas, "None or a whole number from 1")
        replicas = replicas if replicas is None else int(replicas)
        seeds = _replica_seeds(seed, replicas)
        scales = _replica_scales(init_scale, replicas)
        self.allocate(dtype, replicas)
        for index, (_, layer, offset) in enumerate(self.blocks()):
            part = self.theta[..., offset : offset + layer.size]
            for replica, (one_seed, scale) in enumerate(zip(seeds, scales, strict=True)):
                rng = numpy.random.default_rng([one_seed, index])
                own = layer.views(numpy.atleast_2d(part)[replica])
                for name, value in layer.initial(rng).items():
                    own[name][...] = scale * value
        for index, (_, layer) in enumerate(self.named_modules()):
            if type(layer).initial_buffers is Module.initial_buffers:
                continue  # creating generators takes most of the time for a fleet
            rngs = [numpy.random.default_rng([one_seed, _APART + index]) for one_seed in seeds]
            layer.own_buffers = {
                name: as_stored(array if replicas else array[0], dtype)
                for name, array in layer.initial_buffers(rngs).items()
            }
        return self

    def allocate(self, dtype: str, replicas: int | None) -> None:
        """Place all parameters in one flat vector of zeros; buffers keep their values."""
        self._refuse_shared_layers()
        blocks = self.blocks()
        size = sum(layer.size for _, layer, _ in blocks)
        shape = (size,) if replicas is None else (replicas, size)
        self.theta, self.grad = numpy.zeros(shape, dtype), numpy.zeros(shape, dtype)
        for _, layer, offset in blocks:
            part = slice(offset, offset + layer.size)
            layer._bind(self.theta[..., part], self.grad[..., part])
        offset = 0
        for _, layer in self.named_modules():
            layer.replicas = replicas
            if layer is not self:
                # Arrays that a layer allocated while it was stand-alone are no longer used.
                whole = slice(offset, offset + sum(m.size for _, m in layer.named_modules()))
                layer.theta, layer.grad = self.theta[..., whole], self.grad[..., whole]
            offset += layer.size

    def _bind(self, values: Array, grad: Array) -> None:
        gradients = self.views(grad)
        for name, value in self.views(values).items():
            vars(self)[name] = Tensor.parameter(value, gradients[name])

    def _refuse_shared_layers(self) -> None:
        layers = [m for _, m in self.named_modules() if m.size or m.own_buffers]
        if len({id(layer) for layer in layers}) < len(layers):
            raise InputError("modules", layers, "each layer with parameters or buffers only once")


def _checked_dtype(dtype: DTypeLike) -> str:
    """The name of a dtype that is given by name or as a NumPy type such as numpy.float64."""
    try:
        name = "" if dtype is None else numpy.dtype(dtype).name
    except TypeError:
        name = ""
    if name not in DTYPES:
        raise InputError("dtype", dtype, " or ".join(DTYPES))
    return name


def _is_ours(layer: Module) -> bool:
    """Whether the layer's class is part of `chainrule.nn`; other classes may assign any
    attribute."""
    return type(layer).__module__.startswith(f"{__package__}.")


def _is_count(name: str) -> bool:
    return name.rpartition(".")[2] == "num_batches_tracked"


def as_stored(array: Array, dtype: str) -> Array:
    """An array of statistics in the network's precision, or an array of integers unchanged."""
    return numpy.array(array, dtype if array.dtype.kind == "f" else array.dtype)


def _replica_seeds(seed: int | Sequence[int], replicas: int | None) -> list[int]:
    count = 1 if replicas is None else replicas
    if is_whole(seed):
        seeds = [int(seed) + k for k in range(count)]  # pyright: ignore[reportArgumentType]
    else:
        seeds = list(seed) if isinstance(seed, Sequence | numpy.ndarray) else []
    if len(seeds) != count or any(not is_whole(s) or s < 0 for s in seeds):
        raise InputError("seed", seed, f"a whole number from 0, or {count} of them")
    return [int(s) for s in seeds]


def _replica_scales(scale: Any, replicas: int | None) -> list[float]:
    count = 1 if replicas is None else replicas
    scales = numpy.asarray(scale)
    fits = scales.dtype.kind in "iuf" and scales.shape in ((), (count,))
    if not fits or not (numpy.isfinite(scales) & (scales >= 0)).all():
        raise InputError("init_scale", scale, f"a number from 0, or {count} of them")
    return numpy.broadcast_to(scales, count).astype(float).tolist()
