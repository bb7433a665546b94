"""Names, formulas and symbols in a trace: weighted losses, SELU, and the lines of an optimizer."""

import re

import pytest
from chainrule import DivergedError, Experiment, losses, nn, optim
from chainrule.diagnostics.microscope.latex import exact, number
from chainrule.diagnostics.microscope.walk import Walk
from chainrule.training.trainer import Trainer


@pytest.mark.parametrize("loss", ["binary_cross_entropy", "hinge"])
@pytest.mark.parametrize("weights", [(1.0, 3.0), (0.5, 7.0)])
def test_the_share_of_an_example_is_shown_with_the_sum_of_the_batchs_class_weights(loss, weights):
    walk = Walk(Experiment(layers=(), loss=loss, class_weights=weights).trainer())
    place = next(i for i, op in enumerate(walk.ops) if "share" in op.results and not op.backward)
    op = walk.ops[place]
    ones = int((op.operands["target"] > 0).sum())
    total = (op.operands["target"].size - ones) * weights[0] + ones * weights[1]
    for row in range(len(op.operands["target"])):
        sums, share = walk.explain(place, "share", row, 0).lines
        weight = weights[int(op.operands["target"][row, 0] > 0)]
        assert sums.startswith(r"\sum w = ")
        assert sums.endswith(f" = {exact(total)}")
        assert rf"\frac{{{number(weight)}}}{{{number(total)}}} = " in share
        assert op.results["share"][row, 0] == pytest.approx(weight / total)


def test_an_unnormalised_class_weight_is_divided_by_the_number_of_scores():
    loss = losses.BinaryCrossEntropy(pos_weight=3.0)
    run = Trainer(nn.Sequential(nn.Linear(1, 1), seed=0), loss, optim.SGD(0.1), batch_size=2)
    run.load([[1.0], [2.0]], [0, 1])
    walk = Walk(run)
    place = next(i for i, op in enumerate(walk.ops) if "share" in op.results and not op.backward)
    assert r"r = \frac{w_k}{N}" in walk.formulas(place)
    found = {walk.explain(place, "share", row, 0).lines for row in (0, 1)}
    assert found == {(f"r_{{{row},1}} = {share}",) for row, share in _shares(walk.ops[place])}


def _shares(op):
    for row, target in enumerate(op.operands["target"].ravel(), 1):
        weight = 3 if target else 1
        yield row, rf"\frac{{{weight}}}{{2}} = {number(weight / 2)}"


def test_the_derivation_of_a_weighted_loss_ends_in_the_form_that_is_shown():
    for loss in ("binary_cross_entropy", "cross_entropy"):
        data = {"data": "rings", "classes": 3} if loss == "cross_entropy" else {}
        weights = (1.0, 3.0, 2.0)[: 3 if data else 2]
        chosen = Experiment(layers=(), loss=loss, class_weights=weights, **data)
        walk = Walk(chosen.trainer())
        (place,) = [i for i, op in enumerate(walk.ops) if "dscores" in op.results]
        slope, derivation = walk.formulas(place)
        assert slope.endswith(r"r\,(p - \tau)")
        assert derivation.endswith((r"= p - \tau", r"= p_i - \tau_i"))
        assert not re.search(r"(?<![a-zA-Z\\])t(?![a-zA-Z])", derivation)


def test_selu_has_its_own_name_in_formulas():
    run = Experiment(layers=((2, "selu"), (2, "elu"))).trainer()
    assert [Walk(run).title(place) for place in (1, 3)] == ["layer 1: SELU", "layer 2: ELU"]
    net = nn.Sequential(nn.Linear(1, 1), nn.SELU(), nn.Linear(1, 1), seed=0, dtype="float32")
    net.theta[...] = [0, 3.3e38, 0, 0]  # SELU multiplies that by 1.05
    overflows = Trainer(net, losses.MSE(), optim.SGD(0.1))
    with pytest.raises(DivergedError, match="the output of SELU in layer 1 was the first"):
        overflows.step([[1.0]], [1.0])


@pytest.mark.parametrize("name", sorted(optim.RULES))
def test_only_lines_on_which_an_entry_depends_are_shown(name):
    """Adam's v does not depend on m, so the line for m is omitted."""
    walk = Walk(Experiment(layers=(), optimizer=name).trainer())
    last = len(walk) - 1
    for shown in walk.matrices(last):
        if shown.kind == "operand" or shown.array.shape != walk.matrix(last, "theta").shape[1:]:
            continue
        lines = [x for x in walk.explain(last, shown.name, 0, 0).lines if " = " in x]
        heads = [line.split(" = ")[0] for line in lines]
        for place, head in enumerate(heads):
            if r"\to" in lines[place] or head == shown.sign:
                continue
            later = [line.split(" = ", 1)[1] for line in lines[place + 1 :]]
            assert any(head in line for line in later), (shown.name, head)


def test_the_minus_sign_of_a_negative_factor_is_spoken():
    walk = Walk(Experiment(layers=(), loss="hinge", class_weights=(1.0, 2.0)).trainer())
    for index in range(len(walk)):
        for shown in walk.matrices(index):
            if shown.kind == "result" and shown.array.size:
                sentence = walk.explain(index, shown.name, 0, 0).sentence
                assert not re.search(r"(?<![a-zA-Z])-", sentence), sentence
