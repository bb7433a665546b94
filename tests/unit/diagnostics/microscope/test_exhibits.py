"""The microscope's exhibits: each of them learns, and each entry is explained."""

import re
from typing import get_args

import numpy as np
import pytest
from chainrule import Experiment, InputError
from chainrule.browser.microscope.messages import Exhibit
from chainrule.diagnostics.checks.nudge import check_all
from chainrule.diagnostics.microscope.exhibits import EXHIBITS
from chainrule.diagnostics.microscope.sentences import describe
from chainrule.diagnostics.microscope.walk import Walk
from chainrule.diagnostics.naming import parameter_name
from chainrule.engine.op import OPS, Elementwise
from chainrule.phrases.english import ENGLISH


def walked(name, steps=2):
    run = EXHIBITS[name]()
    run.advance(steps)
    return run, Walk(run)


def test_the_page_can_request_each_exhibit():
    assert get_args(Exhibit) == tuple(EXHIBITS)


@pytest.mark.parametrize("name", EXHIBITS)
def test_every_entry_of_an_exhibit_is_explained(name):
    _, walk = walked(name)
    for index, op in enumerate(walk.ops):
        assert walk.describe(index)[0].isupper()
        for result, array in op.results.items():
            rows, columns = walk.matrix(index, result).shape
            for row, column in {(0, 0), (rows - 1, columns - 1)}:
                found = walk.explain(index, result, row, column)
                value = float(array.flat[row * columns + column])
                words = re.findall(r"\\text\{([^}]*)\}", " ".join(found.lines))
                assert not any(re.search(r"(?<!\\)_", each) for each in words), "no LaTeX"
                assert f"{value:.3g}".replace("-", "−") in found.sentence or value == 0


@pytest.mark.parametrize("name", EXHIBITS)
def test_training_an_exhibit_is_deterministic_and_lowers_its_loss(name):
    run, _ = walked(name, 5)
    np.testing.assert_array_equal(walked(name, 5)[0].theta, run.theta)
    first = np.mean([walked(name, k)[1].effect.before for k in range(4)])
    run.advance(295)
    last = []
    for _ in range(4):
        run.advance(1)
        last.append(run.batch_loss)
    assert np.mean(last) < 0.8 * first


@pytest.mark.parametrize("name", EXHIBITS)
def test_an_exhibits_gradients_are_correct(name):
    run, _ = walked(name)
    assert run.theta.dtype == np.float64
    found = check_all(run)
    assert (found.answer, found.counts["kink"]) == ("yes", 0)
    assert found.counts["yes"] > found.parameters / 2


def test_exhibits_contain_the_ops_that_they_demonstrate():
    ops = {name: {op.name for op in walked(name)[1].ops} for name in EXHIBITS}
    assert ops["convolution"] >= {"Conv2d", "MaxPool2d", "Reshape"}
    assert ops["attention"] >= {"Embedding", "ScaledDotProductAttention", "Standardise", "GELU"}
    assert "LSTMCell" in ops["lstm"]
    assert "GRUCell" in ops["gru"]
    assert ops["norms"] >= {"Standardise", "RMSNormalise", "Dropout"}


def test_every_op_has_a_sentence_or_is_elementwise():
    for name, op in OPS.items():
        assert f"op.{name}" in ENGLISH or issubclass(op, Elementwise), name
    _, walk = walked("norms")
    remembered = [describe(op) for op in walk.ops if "batch" in op.operands]
    assert remembered == ["The running statistics move towards those of this batch."] * 2


def test_only_the_gradient_of_several_examples_is_summed_over_the_batch():
    run = Experiment(layers=((2, "tanh"),)).trainer()
    for example, is_summed in ((None, True), (0, False)):
        walk = Walk(run, example)
        back = [describe(op) for op in walk.ops if op.name == "Linear" and op.backward]
        assert len(back) == 2
        assert all(("summed over the batch" in words) == is_summed for words in back)


def test_a_title_names_the_position_inside_a_layer():
    _, walk = walked("attention")
    titles = [walk.title(index) for index in range(len(walk))]
    assert "layer 2, self_attn: ScaledDotProductAttention" in titles
    assert "layer 2, self_attn, out_proj: Linear" in titles


def test_every_parameter_has_a_name():
    run, _ = walked("attention")
    names = [parameter_name(run.net, index) for index in range(run.theta.size)]
    assert names[0] == "layer 1, weight 1, 1"
    assert "layer 2, self_attn.in_proj_weight 12, 4" in names
    assert names[-1] == "output, bias 2"
    assert len(set(names)) == len(names)
    with pytest.raises(InputError, match="parameter: 184 .* from 0 to 183"):
        parameter_name(run.net, run.theta.size)
