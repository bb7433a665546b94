"""Textbook symbols: each denotes one quantity throughout the step, and the equations hold."""

from __future__ import annotations

import numpy as np
import pytest
from chainrule import Experiment
from chainrule.diagnostics.microscope.equations import equations
from chainrule.diagnostics.microscope.exhibits import EXHIBITS
from chainrule.diagnostics.microscope.signs import sign
from chainrule.diagnostics.microscope.symbols import symbols_of
from chainrule.diagnostics.microscope.walk import Walk
from chainrule.engine.op import OPS

NETWORKS = {
    "dense": ((3, "tanh"), (2, "relu")),
    "norm and dropout": ((3, "tanh", 0.4, True), (2, "relu", 0, True)),
    "none": (),
}


def walked(layers, example=None) -> Walk:
    return Walk(Experiment(layers=layers, dtype="float64").trainer(), example)


@pytest.mark.parametrize("example", [None, 0])
@pytest.mark.parametrize("name", NETWORKS)
def test_a_symbol_denotes_the_same_quantity_in_every_op(name, example):
    known: dict[str, np.ndarray] = {}
    for op in walked(NETWORKS[name], example).ops:
        for other, array in {**op.operands, **op.results}.items():
            if other in symbols_of(op):
                first = known.setdefault(sign(op, other), array)
                np.testing.assert_array_equal(first, array, err_msg=f"{op.name} {other}")
    assert {"x", "z^{1}", "W^{1}", "b^{1}", r"\delta^{1}", r"\bar{W}^{1}"} <= known.keys()


def test_a_dense_network_has_the_symbols_of_textbooks():
    walk = walked(NETWORKS["dense"])
    read = [[matrix.sign for matrix in walk.matrices(index)] for index in (0, 1, 8, 9)]
    assert read == [
        ["x", "W^{1}", "b^{1}", "z^{1}"],
        ["z^{1}", "a^{1}"],
        [r"\bar{a}^{2}", "a^{2}", r"\frac{\partial a^{2}}{\partial z^{2}}", r"\delta^{2}"],
        [r"\delta^{2}", "a^{1}", "W^{2}", r"\bar{a}^{1}", r"\bar{W}^{2}", r"\bar{b}^{2}"],
    ]
    assert walk.formulas(8) == [r"\delta^{2} = \bar{a}^{2} \odot [a^{2} > 0]"]
    assert walk.explain(11, "dweight", 1, 0).lines[0].startswith(r"\bar{w}^{1}_{21} = ")


def test_every_symbol_in_a_formula_denotes_a_matrix_of_its_op():
    for layers in NETWORKS.values():
        walk = walked(layers)
        for index, op in enumerate(walk.ops):
            own = set(symbols_of(op).values())
            others = {of for other in walk.ops for of in symbols_of(other).values()} - own - {"x"}
            for formula in walk.formulas(index) if own and op.name in OPS else []:
                rest = formula
                for of in sorted(own, key=len, reverse=True):
                    rest = rest.replace(of, "")
                assert not [of for of in others if of in rest], (formula, own)


def test_a_network_that_is_not_a_chain_keeps_the_symbols_of_its_ops():
    walk = Walk(EXHIBITS["lstm"]())
    assert not any(symbols_of(op) for op in walk.ops)
    assert "z^" not in walk.latex()


@pytest.mark.parametrize("example", [None, 0])
def test_the_equations_of_dense_layers_hold(example):
    walk = walked(NETWORKS["dense"], example)
    checked = 0
    for index, op in enumerate(walk.ops):
        if op.name != "Linear":
            continue
        for parts in equations(op, [(m.kind, m.name) for m in walk.matrices(index)]):
            left, right = evaluated(op, parts)
            np.testing.assert_allclose(left, right, rtol=1e-9, atol=1e-12)
            checked += 1
    assert checked == 3 + 3 + 3 + 2


def evaluated(op, parts) -> tuple[np.ndarray, np.ndarray]:
    """Both sides of an equation, computed from its signs and its matrices as shown."""
    arrays = {**op.operands, **op.results}
    sides: list[list] = [[]]
    for part in parts:
        if part.sign == "=":
            sides.append([])
            continue
        matrix = np.atleast_2d(arrays[part.name]) if part.name else None
        sides[-1].append(part.sign if matrix is None else matrix.T if part.turned else matrix)
    (left, (right,)) = sides
    if isinstance(left[0], str):  # a sum over the examples
        return left[1].sum(axis=0, keepdims=True), right
    value, *rest = left
    for of, other in zip(rest[::2], rest[1::2], strict=True):
        value = value @ other if of == r"\cdot" else value + other
    return value, right


def test_every_matrix_of_an_op_is_in_its_equations_or_needed_only_for_its_slope():
    for make in EXHIBITS.values():
        walk = Walk(make())
        for index, op in enumerate(walk.ops):
            names = [(shown.kind, shown.name) for shown in walk.matrices(index)]
            placed = {(p.kind, p.name) for parts in equations(op, names) for p in parts if p.name}
            results = {pair for pair in names if pair[0] == "result"}
            assert results <= placed <= set(names), op.name


def test_a_batch_of_one_example_is_shown_as_a_column():
    first = walked(NETWORKS["dense"], 0).ops[0]
    (parts,) = equations(first, [])
    turned = {part.name: part.turned for part in parts if part.name}
    assert turned == {"weight": False, "x": True, "bias": True, "y": True}
