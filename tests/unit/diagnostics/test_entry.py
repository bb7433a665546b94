"""Every op's entry under the microscope: its numbers add up to it, and none is left out."""

import math
import re

import numpy as np
import pytest
from chainrule import Tensor, losses, nn, optim
from chainrule.diagnostics.entry import explain_entry
from chainrule.diagnostics.local import slopes, terms_of_gradient, terms_of_result
from chainrule.diagnostics.update_rule import update_lines
from chainrule.diagnostics.walk import Walk
from chainrule.engine.op import OPS
from chainrule.engine.program import Program
from chainrule.engine.recorder import section
from chainrule.training.trainer import Trainer
from op_cases import CASES, Case, draw

LATEX = (
    (r"\\left|\\right|\\[,!;]|\\textstyle", ""),
    (r"\\(?:odot|cdot)", "*"),
    (r"\\tfrac12", "0.5*"),
    (r"10\^\{(-?\d+)\}", r"10**(\1)"),
    (r"\\sqrt\{((?:[^{}]|\{[^{}]*\})*)\}", r"sqrt(\1)"),
    (r"\\frac\{((?:[^{}]|\{[^{}]*\})*)\}\{((?:[^{}]|\{[^{}]*\})*)\}", r"((\1)/(\2))"),
    (r"\\operatorname\{sign\} *(\(?-?[\d.e]+\)?)", r"sign(\1)"),
    (r"e\^\{((?:[^{}]|\{[^{}]*\})*)\}", r"exp(\1)"),
    (r"\\ln\s*(\d[\d.]*)", r"log(\1)"),
    (r"\\ln", "log"),
    (r"\\(max|min|tanh|sin|cos)\b", r"\1"),
    (r"\^\{([^{}]*)\}", r"**(\1)"),
    (r"\^", "**"),
    (r"\\sigma", "sigma"),
    (r"\\infty", "inf"),
    (r"\[([^\[\]<>]+)([<>])([^\[\]<>]+)\]", r"float((\1)\2(\3))"),
    (r"\)\s*(?=\(|[a-z])", ")*"),
    (r"(\d)\s*\(", r"\1*("),
    (r"\)\s*(\d|\()", r")*\1"),
    (r"\|([^|]*)\|", r"abs(\1)"),
)


def value_of(latex: str) -> float:
    """The number that a formula made of numbers stands for."""
    for pattern, plain in LATEX:
        latex = re.sub(pattern, plain, latex)
    names = {
        "exp": math.exp, "log": math.log, "sqrt": math.sqrt, "tanh": math.tanh, "sin": math.sin,
        "cos": math.cos, "inf": math.inf, "sigma": lambda x: 1 / (1 + math.exp(-x)),
        "sign": np.sign, "max": max, "min": min, "abs": abs, "float": float,
    }  # fmt: skip
    return float(eval(latex, {"__builtins__": {}}, names))


def traced(case: Case, arrays):
    """The ops of a case, forward and back, as a program traces them."""

    def step():
        inputs = [Tensor(array.copy(), requires_grad=True) for array in arrays]
        y = case.call(*inputs)
        with section("backward"):
            weight = Tensor(np.cos(np.arange(y.data.size)).reshape(y.shape))
            (y * weight).sum().backward()

    program, _ = Program.record(step)
    return list(program.trace())


@pytest.mark.parametrize("name", sorted(CASES))
def test_the_numbers_of_every_ops_entries_add_up(name):
    case = CASES[name]
    seen = set()
    for shapes in case.shapes[:3]:
        for op in traced(case, draw(case, shapes, 3)):
            for result, array in op.results.items():
                for index in {0, array.size // 2, array.size - 1} if array.size else ():
                    seen.add((op.name, op.backward))
                    found = explain_entry(op, result, index, "h", "title")
                    value = float(array.flat[index])
                    assert found.lines[-1].startswith("h = ")
                    assert found.sentence.startswith("title: ")
                    assert value_of(found.lines[-1].rsplit(" = ", 1)[1]) == pytest.approx(
                        value, rel=1e-7, nan_ok=True
                    )
                    for used, places in found.uses.items():
                        assert all(0 <= at < op.operands[used].size for at in places)
    assert {backward for _, backward in seen} == {False, True}


SUMS = {
    "Linear", "Conv1d", "Conv2d", "MatMul", "Embedding", "ScaledDotProductAttention", "Sum", "Mean",
    "MaxPool1d", "MaxPool2d", "AvgPool1d", "AvgPool2d",
}  # fmt: skip


@pytest.mark.parametrize("name", sorted(CASES))
def test_a_sum_of_terms_is_the_entry_itself(name):
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


def test_every_op_has_a_case():
    names = {
        op.name for case in CASES.values() for op in traced(case, draw(case, case.shapes[0], 1))
    }
    assert names >= OPS.keys() - {"Dropout"}


def test_a_window_slides():
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


def test_an_embedding_picks_its_row_and_attention_its_shares():
    table = Tensor(np.arange(12.0).reshape(4, 3) + 1)
    ids = Tensor(np.array([[2.0, 0.0]]))
    from chainrule.engine.tensor import apply
    from chainrule.ops import Embedding

    program, _ = Program.record(lambda: apply(Embedding, ids, table, axes=2))
    (op,) = program.trace()
    assert explain_entry(op, "y", 1, "h", "t").uses["weight"] == [7], "row 2, column 1"
    case = CASES["ScaledDotProductAttention"]
    op = traced(case, draw(case, case.shapes[0], 3))[0]
    line = explain_entry(op, "attention", 0, "h", "t").lines[0]
    _, formula, value = line.split(" = ")
    assert value_of(formula) == pytest.approx(value_of(value), rel=1e-2)


RULES = [
    optim.SGD(0.1), optim.SGD(0.1, 0.9), optim.SGD(0.1, 0.9, nesterov=True, weight_decay=0.1),
    optim.SGD(0.1, 0.9, dampening=0.3), optim.Adam(0.1), optim.Adam(0.1, weight_decay=0.1),
    optim.Adam(0.1, amsgrad=True), optim.AdamW(0.1, weight_decay=0.2), optim.NAdam(0.1),
    optim.Adagrad(0.1), optim.Adagrad(0.1, lr_decay=0.5), optim.Adadelta(0.5, eps=1e-3),
    optim.RMSprop(0.1), optim.RMSprop(0.1, momentum=0.5, centered=True), optim.Lion(0.1),
    optim.Lion(0.1, weight_decay=0.3),
]  # fmt: skip


@pytest.mark.parametrize("rule", RULES, ids=lambda r: type(r).__name__)
def test_an_update_in_numbers_leads_from_the_gradient_to_the_new_weight(rule):
    net = nn.Sequential(nn.Linear(2, 3), nn.Tanh(), nn.Linear(3, 1), dtype="float64", seed=2)
    run = Trainer(net, losses.MSE(), rule, batch_size=4)
    rng = np.random.default_rng(1)
    run.load(rng.normal(size=(8, 2)), rng.normal(size=8))
    run.advance(5)
    update = Walk(run).ops[-1]
    for index in range(net.theta.size):
        lines = update_lines(rule, float(rule.rate), update, index)
        for line in lines:
            _, _, *numbers, value = line.latex.split(" = ")
            assert value_of(numbers[-1]) == pytest.approx(value_of(value), rel=0.02, abs=2e-3), line
            assert value_of(value) == pytest.approx(line.value, rel=1e-7)
        assert lines[-1].value == update.results["theta"][index]


@pytest.mark.parametrize("name", sorted(losses.LOSSES))
def test_a_loss_is_the_mean_of_its_terms_and_its_slope_is_told(name):
    rng = np.random.default_rng(4)
    loss = losses.LOSSES[name]()
    outputs = 1 if name in ("binary_cross_entropy",) else 3
    net = nn.Sequential(nn.Linear(2, outputs), dtype="float64", seed=1)
    run = Trainer(net, loss, optim.SGD(0.1), batch_size=4)
    classes = name in ("cross_entropy", "hinge", "kl_divergence")
    y = rng.integers(0, 3, 8) if classes else rng.integers(0, 2, (8, outputs)) * 1.0
    if name == "kl_divergence":
        y = rng.dirichlet(np.ones(3), 8)
    run.load(rng.normal(size=(8, 2)), y)
    walk = Walk(run)
    for index, op in enumerate(walk.ops):
        for result in op.results if "scores" in op.operands or "dscores" in op.results else ():
            rows, columns = walk.matrix(index, result).shape
            for row, column in {(0, 0), (rows - 1, columns - 1)}:
                line = walk.explain(index, result, row, column).lines[-1]
                *_, formula, value = line.split(" = ")
                if "Sum" in line or line.count(" = ") < 2:
                    continue
                shown = value_of(formula.replace(r"\underbrace", ""))
                assert shown == pytest.approx(value_of(value), rel=0.02, abs=2e-3), line
