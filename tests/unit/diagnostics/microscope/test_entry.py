"""The microscope's explanation of every op's entries: numbers that reproduce the entry."""

import math
import re

import numpy as np
import pytest
from chainrule import Tensor, losses, nn, optim
from chainrule.diagnostics.microscope.entries.entry import explain_entry
from chainrule.diagnostics.microscope.entries.local_derivatives import (
    slopes,
    terms_of_gradient,
    terms_of_result,
)
from chainrule.diagnostics.microscope.formula_texts import in_phrases
from chainrule.diagnostics.microscope.update.optimizer import update_rule
from chainrule.diagnostics.microscope.walk import Walk
from chainrule.engine.op import OPS
from chainrule.engine.program import Program
from chainrule.phrases import Phrase
from chainrule.training.trainer import Trainer
from diagnostics.microscope.microscope_cases import RULES, sides, traced
from ops.op_cases import CASES, draw

LATEX = (
    (r"\\left|\\right|\\[,!;]|\\textstyle|\\underbrace|_\{\d+\\text\{ smaller\}\}", ""),
    (r"\\(?:odot|cdot)", "*"),
    (r"\\tfrac12", "0.5"),
    (r"10\^\{(-?\d+)\}", r"10**(\1)"),
    (r"\\operatorname\{erf\}", "erf"),
    (r"\\operatorname\{sign\} *(\(?-?[\d.e]+\)?)", r"sign(\1)"),
    (r"e\^\{", "exp{"),
    (r"\^\{", "**{"),
    (r"\^", "**"),
    (r"\\frac\{((?:[^{}]|\{(?:[^{}]|\{[^{}]*\})*\})*)\}\{", r"(\1)/{"),
    (r"\\(sqrt|max|min|tanh|sin|cos)\b", r"\1"),
    (r"\b(sin|cos) *(-?[\d.]+|\(-[\d.]+\))", r"\1(\2)"),
    (r"\\ln *([\d.]+)", r"log(\1)"),
    (r"\\ln", "log"),
    (r"\\(sigma|Phi|varphi)", r"\1"),
    (r"\\infty", "inf"),
    (r"\\le\b", "<="),
    (r"\\ne\b", "!="),
    (r"\[([^\[\]]*) = ([^\[\]]*)\]", r"float(\1 == \2)"),
    (r"\[([^\[\]]*)\]", r"float(\1)"),
    (r"([^?]*)\?([^:]*):(.*)", r"(\2) if (\1) else (\3)"),
    (r"\{", "("),
    (r"\}", ")"),
    (r"\)\s*\(", ")*("),
    (r"(\d)\s*\(", r"\1*("),
    (r"\|([^|]*)\|", r"abs(\1)"),
)
NAMES = {
    "exp": math.exp, "log": math.log, "sqrt": math.sqrt, "tanh": math.tanh, "sin": math.sin,
    "cos": math.cos, "inf": math.inf, "sigma": lambda x: 1 / (1 + math.exp(-x)),
    "Phi": lambda x: (1 + math.erf(x / math.sqrt(2))) / 2,
    "erf": math.erf,
    "varphi": lambda x: math.exp(-x * x / 2) / math.sqrt(2 * math.pi),
    "sign": np.sign, "max": max, "min": min, "abs": abs, "float": float,
}  # fmt: skip


def value_of(latex: str) -> float:
    """The value of a formula that contains only numbers."""
    for pattern, plain in LATEX:
        latex = re.sub(pattern, plain, latex)
    return float(eval(latex, {"__builtins__": {}}, NAMES))


def is_shortened(side: str) -> bool:
    return r"\dots" in side


COPIES = re.compile(r"(?:x|W)_\{[\d,]+\}|k = \d+ .*")
"""Symbols of entries that are shown without their numbers."""


def shown_lines(op, result, index):
    """The formulas of each line with numbers, and the value that the line gives."""
    found = explain_entry(op, result, index, "h", "title")
    assert found.lines[-1].startswith("h = ")
    assert found.sentence.startswith("title: ")
    for used, places in found.uses.items():
        assert all(0 <= at < op.operands[used].size for at in places)
    value = float(op.results[result].flat[index])
    assert value_of(sides(found.lines[-1])[-1]) == pytest.approx(value, rel=1e-7, nan_ok=True)
    for line in found.lines:
        if r"\text{ picks" in line:
            continue
        _, *formulas, last = sides(line)
        yield from (
            (formula, value_of(last)) for formula in formulas if not COPIES.fullmatch(formula)
        )


@pytest.mark.parametrize("name", sorted(CASES))
def test_the_numbers_shown_for_an_entry_of_any_op_give_its_value(name):
    """Each formula is recomputed from the digits that are shown."""
    case = CASES[name]
    seen = set()
    for shapes in case.shapes[:3]:
        for op in traced(case, draw(case, shapes, 3)):
            for result, array in op.results.items():
                for index in {0, array.size // 2, array.size - 1} if array.size else ():
                    seen.add((op.name, op.backward))
                    for formula, value in shown_lines(op, result, index):
                        if not is_shortened(formula):
                            shown = value_of(formula)
                            assert shown == pytest.approx(value, rel=5e-3, abs=5e-3), formula
    assert {backward for _, backward in seen} == {False, True}


@pytest.mark.parametrize("name", sorted(CASES))
def test_every_entry_is_explained_with_numbers(name):
    case = CASES[name]
    for op in traced(case, draw(case, case.shapes[0], 3)):
        for result, array in op.results.items():
            for index in {0, array.size // 2, array.size - 1} if array.size else ():
                found = explain_entry(op, result, index, "h", "title")
                bare = len(sides(found.lines[-1])) < 3
                assert not bare or found.sentence.endswith("no gradient reaches this entry, 0")
                assert "\\" not in found.sentence
                assert "{" not in found.sentence
                assert plain_words(found.sentence) <= {"title", "erf", "NaN"}


def plain_words(text) -> set[str]:
    """The words of a text that are not part of a phrase, so that no language can translate them."""
    if isinstance(text, Phrase):
        return set().union(*map(plain_words, text.values.values()))
    if isinstance(text, list | tuple):
        return set().union(*map(plain_words, text))
    return set(re.findall(r"[^\W\d_]{3,}", text)) if isinstance(text, str) else set()


def test_every_word_in_the_formula_of_an_op_is_in_the_catalogue():
    for name, op in OPS.items():
        for formula in [op.latex, *op.derivatives, *op.kept_latex, *dict(op.signs).values()]:
            values = getattr(in_phrases(formula), "values", {"parts": ()})
            known = [part for part in values["parts"] if isinstance(part, Phrase)]
            assert len(known) == formula.count(r"\text{"), (name, formula)


SUMS = {
    "Linear", "Conv1d", "Conv2d", "MatMul", "Embedding", "ScaledDotProductAttention", "Sum", "Mean",
    "MaxPool1d", "MaxPool2d", "AvgPool1d", "AvgPool2d",
}  # fmt: skip


@pytest.mark.parametrize("name", sorted(CASES))
def test_the_terms_of_a_sum_add_up_to_the_entry(name):
    case = CASES[name]
    for shapes in case.shapes[:3]:
        for op in traced(case, draw(case, shapes, 5)):
            for result, array in op.results.items():
                for index in {0, array.size // 2, array.size - 1} if array.size else ():
                    if op.backward:
                        terms = terms_of_gradient(op, result, index)
                        assert terms is not None
                    elif result == "y":
                        terms = terms_of_result(op, slopes(op, index))
                        assert terms is not None or op.name not in SUMS
                    else:
                        continue
                    if terms is None:
                        continue
                    total = sum(term.product for term in terms)
                    if op.name != "Pad" or op.backward:
                        assert total == pytest.approx(float(array.flat[index]), abs=1e-9)
                    for term in terms:
                        assert op.operands[term.operand].flat[term.index] == term.value


def test_every_op_has_a_test_case():
    names = {
        op.name for case in CASES.values() for op in traced(case, draw(case, case.shapes[0], 1))
    }
    assert names >= OPS.keys() - {"Dropout"}


def test_the_entry_of_a_convolution_shows_its_window():
    rng = np.random.default_rng(0)
    x = Tensor(rng.normal(size=(1, 1, 5, 5)))
    conv = nn.Conv2d(1, 2, 3)
    program, _ = Program.record(lambda: conv(x))
    op = next(op for op in program.trace() if op.name == "Conv2d")
    for index, corner in ((0, 0), (1, 1), (3, 5), (8, 12)):
        found = explain_entry(op, "y", index, "h", "title")
        window = [corner + 5 * row + column for row in range(3) for column in range(3)]
        assert found.uses["x"] == window
        assert found.uses["weight"] == list(range(9))


def test_entries_of_embedding_and_attention_show_their_rows_and_weights():
    table = Tensor(np.arange(12.0).reshape(4, 3) + 1)
    ids = Tensor(np.array([[2.0, 0.0]]))
    from chainrule.ops import Embedding
    from chainrule.tensor.tensor import apply

    program, _ = Program.record(lambda: apply(Embedding, ids, table, axes=2))
    (op,) = program.trace()
    assert explain_entry(op, "y", 1, "h", "t").uses["weight"] == [7], "row 2, column 1"
    case = CASES["ScaledDotProductAttention"]
    op = traced(case, draw(case, case.shapes[0], 3))[0]
    line = explain_entry(op, "attention", 0, "h", "t").lines[0]
    _, formula, value = line.split(" = ")
    assert value_of(formula) == pytest.approx(value_of(value), rel=1e-2)


@pytest.mark.parametrize("name", RULES)
def test_the_numbers_of_an_update_lead_from_the_gradient_to_the_new_weight(name):
    rule = RULES[name]()
    net = nn.Sequential(nn.Linear(2, 3), nn.Tanh(), nn.Linear(3, 1), dtype="float64", seed=2)
    run = Trainer(net, losses.MSE(), rule, batch_size=4)
    rng = np.random.default_rng(1)
    run.load(rng.normal(size=(8, 2)), rng.normal(size=8))
    run.advance(5)
    update = Walk(run).ops[-1]
    for index in range(net.theta.size):
        lines = update_rule(rule, float(rule.rate), update).explained(r"\theta'", index)
        for line in lines:
            _, _, *numbers, value = line.latex.split(" = ")
            assert value_of(numbers[-1]) == pytest.approx(value_of(value), rel=0.02, abs=2e-3), line
            assert value_of(value) == pytest.approx(line.value, rel=1e-7)
        assert lines[-1].value == update.results["theta"][index]


WEIGHTED = {
    "binary_cross_entropy, weighted": losses.BinaryCrossEntropy(weight=(0.5, 3)),
    "binary_cross_entropy, pos_weight": losses.BinaryCrossEntropy(pos_weight=3),
    "cross_entropy, weighted": losses.CrossEntropy(weight=(0.5, 3, 1)),
    "cross_entropy, weighted and smoothed": losses.CrossEntropy(0.2, weight=(0.5, 3, 1)),
    "hinge, weighted": losses.Hinge(weight=(0.5, 3, 1)),
}
WAYS = {**{name: kind() for name, kind in losses.LOSSES.items()}, **WEIGHTED}


@pytest.mark.parametrize("name", sorted(WAYS))
def test_a_loss_is_shown_as_the_mean_of_its_terms_with_its_derivative(name):
    rng = np.random.default_rng(4)
    loss, name = WAYS[name], name.partition(",")[0]
    outputs = 1 if name in ("binary_cross_entropy",) else 3
    net = nn.Sequential(nn.Linear(2, outputs), dtype="float64", seed=1)
    run = Trainer(net, loss, optim.SGD(0.1), batch_size=4)
    classes = name in ("cross_entropy", "hinge", "kl_divergence")
    y = rng.integers(0, 3, 8) if classes else rng.integers(0, 2, (8, outputs)) * 1.0
    if name == "kl_divergence":
        y = rng.dirichlet(np.ones(3), 8)
    run.load(rng.normal(size=(8, 2)), y)
    walk, count = Walk(run), 0
    for index, op in enumerate(walk.ops):
        for result in op.results if "scores" in op.operands or "dscores" in op.results else ():
            rows, columns = walk.matrix(index, result).shape
            for row, column in {(0, 0), (rows - 1, columns - 1)}:
                line = walk.explain(index, result, row, column).lines[-1]
                _, *formulas, value = sides(line)
                count += len(formulas)
                for formula in formulas:
                    shown = value_of(formula)
                    assert shown == pytest.approx(value_of(value), rel=0.02, abs=2e-3), line
    assert count >= 3, "the loss itself, what it keeps, and its slope"
