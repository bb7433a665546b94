"""A quantity has one name and one value in formulas, numbers, matrices, labels, sentences and
tables.

Every op, loss and optimizer is traced. Each formula is computed again from the matrices that its
symbols name, and must give the matrix on its left-hand side.
"""

from __future__ import annotations

import csv
import io
import re
from dataclasses import replace

import numpy as np
import pytest
from chainrule import losses, nn, optim
from chainrule.diagnostics.microscope.entries.elementwise import SETTING_SIGNS, is_entrywise
from chainrule.diagnostics.microscope.entries.entry import explain_entry
from chainrule.diagnostics.microscope.signs import sign
from chainrule.diagnostics.microscope.spoken import said
from chainrule.diagnostics.microscope.walk import Walk, _of_network
from chainrule.engine.op import OPS
from chainrule.optim.optimizer import Optimizer
from chainrule.training.trainer import Trainer
from diagnostics.microscope.formula_values import computed
from diagnostics.microscope.microscope_cases import RULES, sides, traced
from ops.op_cases import CASES, draw

CONSTANTS = {
    "MeanSquaredError": "N", "MeanAbsoluteError": "N", "Huber": "N", "Hinge": "N",
    "BinaryCrossEntropy": "N", "CrossEntropy": "n", "KLDivergence": "n", "MultiMargin": "n C c k",
    "Mean": "n", "Var": "n c", "AvgPool1d": "K", "AvgPool2d": "K", "Slice": "k", "Gather": "k",
    "ScaledDotProductAttention": "d", "WeightedCrossEntropy": "w k",
    "WeightedBinaryCrossEntropy": "w k", "WeightedHinge": "w k", "WeightedMultiMargin": "w k C c",
}  # fmt: skip
"""Counts, indices and class weights, which are not arrays of the op."""
DEFINED = {
    "ScaledDotProductAttention": r"\bar{s} \bar{a}",
    "GRUCell": r"\bar{r} \bar{z} \bar{n} r z",
    "LSTMCell": r"e i f g o c' \bar{c}' \bar{h}' \bar{a}",
}
"""Symbols that a formula defines, and parts of a result with several parts."""
FUNCTIONS = re.compile(
    r"\\(?:text|mathrm|operatorname)\{[^{}]*\}|\\varphi\(x\)|\\sigma(?!\^)|\\(?:[tf]?frac|tanh|ln|max|min|"
    r"sum|sqrt|sin|cos|odot|cdot|star|langle|rangle|top|dots|le|ne|left|right|textstyle|lVert|rVert)"
    r"(?![a-z])|\\[,;!#{} ]"
)


def unnamed(formula: str, known: set[str]) -> str:
    """The remainder of a formula after removing all named symbols."""
    by_length = sorted(known, key=len, reverse=True)
    for each in [e for e in by_length if len(e) > 1]:
        formula = formula.replace(each, " ")
    formula = FUNCTIONS.sub(" ", formula)
    formula = re.sub(r"_\{[^{}]*\}|_[a-z0-9]", " ", formula)
    formula = re.sub(r"\be\^", "^", formula)
    for each in [e for e in by_length if len(e) == 1]:
        formula = re.sub(rf"(?<!\\){re.escape(each)}", " ", formula)
    return re.sub(r"[^A-Za-z\\]", "", formula)


def every_op():
    for name in sorted(CASES):
        case = CASES[name]
        for op in traced(case, draw(case, case.shapes[0], 3)):
            if op.name in OPS:
                yield op
    ops = network_walk(optim.SGD(0.1), dropout=0.5).ops
    # These tests use the op's own symbols; symbols that hold throughout a step are tested in
    # test_symbols.py.
    yield from (replace(op, symbols={}) for op in ops if op.name == "Dropout")


def network_walk(rule: Optimizer, steps: int = 5, dropout: float = 0.0, **shaping) -> Walk:
    layers = [nn.Linear(2, 3), nn.Tanh(), *([nn.Dropout(dropout)] * bool(dropout))]
    net = nn.Sequential(*layers, nn.Linear(3, 1), dtype="float64", seed=2)
    run = Trainer(net, losses.MSE(), rule, batch_size=4, **shaping)
    rng = np.random.default_rng(1)
    run.load(rng.normal(size=(8, 2)), rng.normal(size=8))
    run.advance(steps)
    return Walk(run)


def formulas_of(op) -> list[str]:
    rule = OPS[op.name]
    if not op.backward:
        kept = zip(rule.keeps, rule.kept_latex, strict=False)
        return [f"{sign(op, n)} = {latex}" for n, latex in (*kept, ("y", rule.latex))]
    wanted = [name for name in op.results if name.startswith("d")]
    names = rule.names(max(len(rule.operands), len(wanted)))
    known = dict(zip((f"d{n}" for n in names), rule.derivatives * len(names), strict=False))
    return [f"{sign(op, name)} = {known[name]}" for name in wanted if name in known]


def test_every_symbol_in_the_formulas_of_an_op_is_a_matrix_that_is_shown():
    seen = set()
    for op in every_op():
        seen.add((op.name, op.backward))
        shown = {m.sign for m in _of_network(op)}
        known = {*shown, *(SETTING_SIGNS[s] for s in op.settings if s in SETTING_SIGNS)}
        known |= set(f"{CONSTANTS.get(op.name, '')} {DEFINED.get(op.name, '')}".split())
        if op.name == "Concat":
            known |= {"x_1", "x_2"}
        for formula in formulas_of(op):
            left = unnamed(formula, known)
            assert not left, f"{op.name}{' back' * op.backward}: {left} in {formula}"
    assert {name for name, _ in seen} == OPS.keys()


def test_no_two_matrices_of_an_op_share_a_name():
    for op in every_op():
        for names in zip(*((m.sign, m.label) for m in _of_network(op)), strict=True):
            assert len(set(names)) == len(names), f"{op.name}: {names}"


# --- a formula, computed from the matrices ------------------------------------------------------


COMPUTED = {
    "MeanSquaredError", "MeanAbsoluteError", "Huber", "Hinge", "BinaryCrossEntropy",
    "CrossEntropy", "KLDivergence", "MultiMargin", "RMSNormalise",
    "WeightedBinaryCrossEntropy", "WeightedHinge",
}  # fmt: skip


def test_every_formula_reproduces_the_matrices_that_are_shown():
    seen = set()
    for op in every_op():
        if not (is_entrywise(op) or op.name in COMPUTED):
            continue
        values: dict[str, np.ndarray | float] = {
            SETTING_SIGNS[s]: v
            for s, v in op.settings.items()
            if s in SETTING_SIGNS and isinstance(v, int | float)
        }
        arrays = {**op.operands, **op.results}
        values |= {sign(op, name): array for name, array in arrays.items()}
        like = max(arrays.values(), key=np.ndim)
        if op.name in CONSTANTS and like.ndim > 1:
            values |= {"N": like[..., :, :].shape[-1] * like.shape[-2], "n": like.shape[-2]}
            values["C"] = like.shape[-1]
        for formula in formulas_of(op):
            left, right = re.sub(r"_(\{[a-z]+\}|[a-z])", "", formula).split(" = ", 1)
            if any(part in right for part in (r"\text", r"\mathrm", r"\sum [", "w")):
                continue
            expected = values[left]
            if "theta" in right or np.shape(expected) != np.shape(computed(right, values)):
                continue  # gradients of broadcast operands are summed
            seen.add((op.name, op.backward))
            np.testing.assert_allclose(
                computed(right, values),
                expected,
                rtol=1e-9,
                atol=1e-12,
                err_msg=f"{op.name}: {formula}",
            )
    wanted = {name for name, rule in OPS.items() if name in COMPUTED}
    assert {name for name, _ in seen} >= wanted
    assert len(seen) > 60


SHAPINGS = [
    {}, {"clip_norm": 1e3}, {"l1": 0.01}, {"l1": 0.01, "l2": 0.1, "clip_norm": 0.01},
    {"clip_value": 1e-3}, {"clip_norm": 0.01, "clip_value": 1e-3},
]  # fmt: skip


@pytest.mark.parametrize("name", RULES)
@pytest.mark.parametrize("shaping", range(len(SHAPINGS)))
def test_every_line_of_a_step_reproduces_the_matrices_that_are_shown(name, shaping):
    """For penalties, limits and optimizers, each assignment is recomputed from the matrices named
    by its symbols."""
    walk = network_walk(RULES[name](), **SHAPINGS[shaping])
    steps = [i for i, op in enumerate(walk.ops) if op.name not in OPS]
    assert len(steps) == 1 + ("l1" in SHAPINGS[shaping]) + any(
        "clip" in each for each in SHAPINGS[shaping]
    )
    for index in steps:
        shown = {m.sign: m.array for m in walk.matrices(index)}
        labels = [m.label for m in walk.matrices(index)]
        assert len(shown) == len(labels) == len(set(labels))
        rule = walk._rule(walk.ops[index])
        constants = {s: v for s, v in rule.values.items() if s not in shown}
        check_constants(walk, rule, constants, shown)
        for line in rule.lines:
            assert line.sign in shown, line.latex
            if "sum" in line.formula:
                assert shown[line.sign] == pytest.approx(np.linalg.norm(shown["g"]), rel=1e-12)
                continue
            value = computed(re.sub("[<>]", "", line.formula), {**constants, **shown})
            np.testing.assert_allclose(
                np.broadcast_to(value, shown[line.sign].shape), shown[line.sign], rtol=1e-7,
                atol=1e-12, err_msg=line.latex,
            )  # fmt: skip
            assert not unnamed(line.latex, {*shown, *constants}), line.latex


def check_constants(walk, rule, constants, shown):
    """A symbol that is not a matrix is a setting of the optimizer, or an entry of a matrix."""
    optimizer = walk._optimizer
    settings = {
        r"\eta": optimizer.lr, r"\lambda": optimizer.weight_decay,
        r"\beta_1": getattr(optimizer, "betas", (0, 0))[0],
        r"\beta_2": getattr(optimizer, "betas", (0, 0))[1],
        r"\varepsilon": getattr(optimizer, "eps", None), r"\rho": getattr(optimizer, "rho", None),
        r"\alpha": getattr(optimizer, "alpha", None), r"\mu": getattr(optimizer, "momentum", None),
        r"\tau": getattr(optimizer, "dampening", None),
        r"\psi": getattr(optimizer, "momentum_decay", None),
        "d": getattr(optimizer, "lr_decay", None),
    }  # fmt: skip
    if r"\beta^t" in shown:
        settings[r"\beta_1^t"], settings[r"\beta_2^t"] = shown[r"\beta^t"]
    for each, value in constants.items():
        if each in settings:
            assert value == pytest.approx(settings[each]), each
        else:
            assert each in {r"\lambda_1", r"\lambda_2", "c", "h"}, each


@pytest.mark.parametrize("name", RULES)
def test_the_moments_are_those_of_textbooks_from_the_first_step_on(name):
    """m = (1 − β₁) g and m̂ = g at the first step, computed by hand, regardless of the buffers'
    content."""
    walk = network_walk(RULES[name](), steps=0)
    shown = {m.sign: m.array for m in walk.matrices(len(walk) - 1)}
    g = shown.get(r"\tilde{g}", shown["g"])
    if isinstance(walk._optimizer, optim.Adam):
        beta1, beta2 = walk._optimizer.betas
        np.testing.assert_allclose(shown["m'"], (1 - beta1) * g, rtol=1e-12)
        np.testing.assert_allclose(shown["v'"], (1 - beta2) * g**2, rtol=1e-12)
        np.testing.assert_allclose(shown[r"\hat{v}"], g**2, rtol=1e-12)
        if not isinstance(walk._optimizer, optim.NAdam):
            np.testing.assert_allclose(shown[r"\hat{m}"], g, rtol=1e-12)
    assert not any("text" in name for name in shown)


@pytest.mark.parametrize("name", RULES)
def test_numbers_sentences_and_table_agree_with_the_matrices(name):
    """Each number in the lines of an entry is in a matrix at that position, or is a setting. The
    sentence ends with the value in the matrix, and the table contains every matrix under its
    label."""
    walk = network_walk(RULES[name](), l2=0.1)
    rows = list(csv.DictReader(io.StringIO(walk.csv())))
    for index in range(len(walk)):
        mine = [row for row in rows if row["op"] == str(index + 1)]
        count = 0
        for shown in walk.matrices(index):
            values = [
                float(row["value"])
                for row in mine
                if (row["kind"], row["matrix"]) == (shown.kind, shown.label)
            ]
            np.testing.assert_array_equal(values, shown.array.ravel())
            count += shown.array.size
            if shown.kind in ("result", "between"):
                entry = walk.explain(index, shown.name, 0, 0)
                assert f", {shown.label}" in entry.sentence or f": {shown.label} " in entry.sentence
                assert said(float(shown.array.flat[0])) in entry.sentence
        assert count == len(mine)


@pytest.mark.parametrize("name", sorted(CASES))
def test_every_number_in_a_line_about_an_entry_is_in_a_matrix(name):
    """A number may also be in the formula, or be a setting."""
    case = CASES[name]
    for op in traced(case, draw(case, case.shapes[0], 3)):
        if op.name not in OPS or not is_entrywise(op):
            continue
        for result, array in op.results.items():
            line = explain_entry(op, result, 0, "h", "t").lines[-1]
            numbers = re.findall(r"(?<![\d.^{])\d+\.\d+", " ".join(sides(line)[1:-1]))
            arrays = [*op.operands.values(), *op.results.values()]
            entries = np.concatenate([np.ravel(a) for a in arrays]).astype(float)
            entries = np.concatenate(
                [entries, [float(v) for v in op.settings.values() if np.isscalar(v)]]
            )
            for each in numbers:
                near = np.abs(np.abs(entries) - float(each)) <= 6e-4 * float(each) + 1e-12
                assert near.any(), f"{op.name}: {each} in {line} is not in any matrix"
            assert array.size


LOSS_OPS = [name for name in sorted(CASES) if "scores" in OPS[name].operands]


def functions_of(formula: str) -> set[str]:
    """The functions that a formula contains."""
    return set(
        re.findall(r"\\(?:ln|max|min|tanh|sigma|sqrt)(?![a-z])|e\^|\^2|\||sign| - ", formula)
    )


@pytest.mark.parametrize("name", LOSS_OPS)
def test_the_formula_of_a_loss_agrees_with_its_numbers(name):
    """The same functions, applied to the numbers in the matrices."""
    case = CASES[name]
    forward, back = (
        next(op for op in traced(case, draw(case, case.shapes[0], 3)) if is_loss(op, backward))
        for backward in (False, True)
    )
    for op, result in [(forward, n) for n in forward.results] + [(back, "dscores")]:
        formula = next(f for f in formulas_of(op) if f.startswith(f"{sign(op, result)} = "))
        index = int(np.argmax(op.results[result]))
        line = explain_entry(op, result, index, sign(op, result), "t").lines[-1]
        numbers = line.rsplit(" = ", 1)[0]
        is_of_rows = r"\mathrm" in formula or r"\sum_c [" in formula
        if is_of_rows or result in ("share", "aim"):  # these depend on the class weights
            continue
        assert functions_of(numbers) == functions_of(formula), (formula, line)
        arrays = {**op.operands, **op.results}.values()
        entries = np.abs(np.concatenate([np.ravel(a) for a in arrays]))
        decimals = [float(each) for each in re.findall(r"(?<![\d.])\d+\.\d+", numbers)]
        delta = op.settings.get("delta", 1.0)
        for each in decimals:
            near = np.abs(np.append(entries, delta) - each) <= 6e-4 * each
            assert near.any(), f"{each} of {line} is not in any matrix"
        assert decimals


def is_loss(op, backward: bool) -> bool:
    return op.name in LOSS_OPS and op.backward == backward


@pytest.mark.parametrize(
    ("score", "target"), [(40.0, 0.0), (-40.0, 1.0), (800.0, 0.0), (-800.0, 1.0)]
)
@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_a_probability_that_rounds_to_0_or_1_does_not_contradict_its_loss(score, target, dtype):
    net = nn.Sequential(nn.Linear(1, 1), dtype=dtype)
    net.theta[...] = (score, 0)
    run = Trainer(net, losses.BinaryCrossEntropy(), optim.SGD(1.0))
    run.load([[1.0]], [target])
    walk = Walk(run)
    index = next(i for i, op in enumerate(walk.ops) if op.section == "loss")
    (line,) = walk.explain(index, "y", 0, 0).lines
    _, formula, value = sides(line)
    formula = re.sub(r"\\ln\(e\^\{([^{}]*)\}\)", r"(\1)", formula)  # e⁻⁸⁰⁰ would be 0 here
    assert float(computed(formula, {})) == pytest.approx(abs(score), rel=1e-3)
    assert float(value) == pytest.approx(abs(score), rel=1e-6)


def test_a_share_that_rounds_to_0_does_not_contradict_its_loss():
    for loss in (losses.CrossEntropy(), losses.KLDivergence()):
        net = nn.Sequential(nn.Linear(1, 2), dtype="float32")
        net.theta[...] = (0, 0, 120, 0)
        run = Trainer(net, loss, optim.SGD(1.0))
        run.load([[1.0]], [0])
        walk = Walk(run)
        index = next(i for i, op in enumerate(walk.ops) if op.section == "loss")
        (line,) = walk.explain(index, "y", 0, 0).lines
        _, formula, value = sides(line)
        assert float(computed(formula, {})) == pytest.approx(120, rel=1e-3), line
        assert float(value) == pytest.approx(120, rel=1e-6)
