"""The backward pass of reverse-mode differentiation."""

from __future__ import annotations

from typing import Any

import numpy

from chainrule.engine.broadcasting import unbroadcast
from chainrule.engine.op import Array, ViewOp
from chainrule.engine.recorder import Recorder, buffer, current_face, op_record
from chainrule.errors import ShapeError
from chainrule.tensor.graph import Node, Variable


def backward(root: Variable, gradient: Any = None) -> None:
    """Propagate gradients from `root` to every leaf, in reverse topological order.

    As in PyTorch, gradients accumulate over calls until `zero_grad` is called.

    Parameters
    ----------
    root : the tensor to differentiate, usually a loss. For a loss of shape (K,), with one entry per
        replica, the initial gradient is all ones, since replicas do not depend on each other.
    gradient : the initial gradient, with root's shape; all ones by default if root has at most one
        axis.

    Raises
    ------
    ValueError
        If root does not require a gradient.
    ShapeError
        If `gradient` is missing for a root with several axes, or has a different shape.
    """
    if not root.requires_grad:
        raise ValueError("backward: nothing to differentiate; no tensor here requires a gradient.")
    np = current_face()
    gradients: dict[int, Array] = {id(root): _start(np, root, gradient)}
    for tensor in reversed(_topological_order(root)):
        dy = gradients.pop(id(tensor))
        if tensor.node is None:
            _deposit(np, tensor, dy)
        else:
            _propagate(np, tensor.node, dy, gradients)


def _start(np: Any, root: Variable, gradient: Any) -> Array:
    if gradient is None:
        if root.ndim > 1:
            raise ShapeError(f"backward: a tensor of shape {root.shape} needs a gradient.")
        return np.ones(root.shape, root.dtype)
    start = numpy.array(gradient, root.dtype)
    if start.shape != root.shape:
        raise ShapeError(
            f"backward: gradient has shape {start.shape}, the tensor {root.shape}; "
            "they must be equal."
        )
    return start


def _topological_order(root: Variable) -> list[Variable]:
    """The tensors that need a gradient, sorted so that inputs precede results. The traversal is
    iterative, so the graph's depth is not limited."""
    order: list[Variable] = []
    seen: set[int] = set()
    stack = [(root, False)]
    while stack:
        tensor, expanded = stack.pop()
        if expanded:
            order.append(tensor)
            continue
        if id(tensor) in seen:
            continue
        seen.add(id(tensor))
        stack.append((tensor, True))
        if tensor.node is not None:
            stack.extend((x, False) for x in tensor.node.inputs if x.requires_grad)
    return order


def _propagate(np: Any, node: Node, dy: Array, gradients: dict[int, Array]) -> None:
    if issubclass(node.op, ViewOp):
        (x,) = node.inputs
        view = node.op.unview(dy, x.shape, **node.settings)
        if view is not None:
            named = {"dy": dy}, {"dx": view}
            with op_record(
                node.op, *named, layer=node.layer, backward=True, settings=node.settings
            ):
                pass  # gives the op a record in the trace at no cost
            # `view` is a view of dy; adding to it in place is safe, because dy is not read again.
            _accumulate(np, x, view, gradients)
            return
        if node.op.add_into is not None:
            if id(x) not in gradients:
                gradients[id(x)] = buffer(np, x.shape, x.dtype, _features(np, x))
                np.copyto(gradients[id(x)], 0)
            node.op.add_into(np, gradients[id(x)], dy, **node.settings)
            return
    shapes = node.op.gradient_shapes(dy.shape, *(x.shape for x in node.inputs))
    targets = [
        _Target(np, x, shape, gradients) if x.requires_grad else None
        for x, shape in zip(node.inputs, shapes, strict=True)
    ]
    names = [f"d{name}" for name in node.op.names(len(targets))]
    buffers = {n: t and t.buffer for n, t in zip(names, targets, strict=True)}
    operands = {"dy": dy, **dict(zip(node.op.saves, node.saved, strict=True))}
    results = {n: b for n, b in buffers.items() if b is not None}
    record = op_record(
        node.op, operands, results, layer=node.layer, backward=True, settings=node.settings
    )
    with node.op.warnings(), record:
        node.op.backward(np, dy, *node.saved, **buffers, **node.settings)
        for target in targets:
            if target is not None:
                target.finish(np, gradients)


class _Target:
    """The array to which an op writes one operand's gradient; for the first contribution to a leaf,
    this is the array of the leaf's gradient itself."""

    def __init__(self, np: Any, x: Variable, shape: tuple[int, ...], gradients: dict) -> None:
        self.tensor = x
        self.direct = False
        if x.node is None and shape == x.shape and id(x) not in gradients and not x.has_gradient:
            self.buffer, _ = x.gradient_slot(np)
            gradients[id(x)] = self.buffer
            self.direct = True
        else:
            self.buffer = buffer(np, shape, x.dtype, _features(np, x))

    def finish(self, np: Any, gradients: dict[int, Array]) -> None:
        if not self.direct:
            _accumulate(np, self.tensor, _fitted(np, self.buffer, self.tensor), gradients)


def _features(np: Any, x: Variable) -> int:
    known = np.features(x.data) if isinstance(np, Recorder) else None
    return 1 if known is None else known


def _fitted(np: Any, gradient: Array, x: Variable) -> Array:
    """`gradient` summed over the axes along which x was broadcast, in the shape of x."""
    if gradient.shape == x.shape:
        return gradient
    summed = np.empty(x.shape, x.dtype)
    unbroadcast(np, gradient, out=summed)
    return summed


def _accumulate(np: Any, x: Variable, gradient: Array, gradients: dict[int, Array]) -> None:
    if id(x) in gradients:
        np.add(gradients[id(x)], gradient, out=gradients[id(x)])
    else:
        gradients[id(x)] = gradient


def _deposit(np: Any, leaf: Variable, gradient: Array) -> None:
    if leaf.has_gradient and leaf.gradient_buffer is gradient:
        return
    slot, holds_one = leaf.gradient_slot(np)
    if holds_one:
        np.add(slot, gradient, out=slot)
    else:
        np.copyto(slot, gradient)
