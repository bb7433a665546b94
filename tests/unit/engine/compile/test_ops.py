"""Every compiled op: all arrays that it declares equal those of NumPy's replay."""

import numpy as np
import pytest
from chainrule import OPS, Tensor
from chainrule.engine.op import ViewOp
from engine.compile.compiling import Both, needs_host
from hypothesis import given, settings
from hypothesis import strategies as st
from ops.op_cases import CASES, draw

pytestmark = needs_host
NAMES = sorted(OPS)
TOLERANCE = {"float32": 4e-6, "float64": 2e-14}


WITHOUT_REPLICAS = {"Sum", "Mean", "Reshape", "Slice", "Gather"}
"""These ops work on numbered axes, and a further axis would change the numbers."""


def recorded(name, shapes, dtype, seed, replicas=None):
    case = CASES[name]
    drawn = [draw(case, shapes, seed + k) for k in range(replicas or 1)]
    arrays = [np.stack(each) if replicas else each[0] for each in zip(*drawn, strict=True)]
    arrays = [a.astype(dtype) for a in arrays]
    wanted = len(arrays) if case.differentiable is None else case.differentiable

    def run():
        tensors = [Tensor(a, requires_grad=i < wanted) for i, a in enumerate(arrays)]
        y = case.call(*tensors)
        y.backward(np.random.default_rng(1).uniform(0.5, 1.5, y.shape).astype(dtype))
        return arrays, tensors, y

    return Both(run, replicas)


def assert_alike(found, right, dtype):
    assert found.keys() == right.keys()
    for name, value in found.items():
        if value.dtype.kind != "f":
            np.testing.assert_array_equal(value, right[name], err_msg=name)
            continue
        finite = right[name][np.isfinite(right[name])]
        scale = float(abs(finite).max()) if finite.size else 0.0
        atol = TOLERANCE[dtype] * scale
        np.testing.assert_allclose(value, right[name], rtol=0, atol=atol, err_msg=name)


@pytest.mark.parametrize("name", NAMES)
@given(data=st.data())
@settings(max_examples=4)
def test_compiled_results_equal_those_of_a_replay(name, data):
    dtype = data.draw(st.sampled_from(["float32", "float64"]))
    shapes = data.draw(st.sampled_from(list(CASES[name].shapes)))
    has_replicas = name not in WITHOUT_REPLICAS and not issubclass(OPS[name], ViewOp)
    replicas = data.draw(st.sampled_from([None, 3])) if has_replicas else None
    # In a fleet, operands that are broadcast have no common axis for the members.
    shapes = CASES[name].shapes[0] if replicas else shapes
    both = recorded(name, shapes, dtype, data.draw(st.integers(0, 10_000)), replicas)
    assert both.left == []
    named = both.named()
    before = {key: array.copy() for key, array in named.items()}
    both.run(both.replayed)
    right = {key: array.copy() for key, array in named.items()}
    for key, array in named.items():
        if array.flags.writeable:
            array[...] = before[key]
    both.run(both.compiled)
    assert_alike(named, right, dtype)
