"""The microscope reads the training program: exact numbers, sums that add up, no side effects."""

import re

import numpy as np
import pytest
from chainrule import Experiment, InputError, Tensor, nn
from chainrule.diagnostics.microscope.latex import bracketed, exact, number
from chainrule.diagnostics.microscope.spoken import said, spoken_formula
from chainrule.diagnostics.microscope.walk import Walk
from chainrule.losses import LOSSES
from hypothesis import given, settings
from hypothesis import strategies as st

ACTIVATIONS = ["tanh", "relu", "sigmoid", "elu", "gelu", "silu", "mish", "softplus", "sin"]


def runs() -> st.SearchStrategy:
    layer = st.tuples(st.integers(1, 5), st.sampled_from(ACTIVATIONS))
    return st.builds(
        lambda layers, loss, optimizer, dtype, steps: _trained(
            layers, loss, optimizer, dtype, steps
        ),
        st.lists(layer, max_size=3).map(tuple),
        st.sampled_from(["binary_cross_entropy", "cross_entropy", "hinge", "mse", "l1", "huber"]),
        st.sampled_from(["sgd", "adam", "rmsprop", "lion"]),
        st.sampled_from(["float32", "float64"]),
        st.integers(0, 40),
    )


def _trained(layers, loss, optimizer, dtype, steps):
    run = Experiment(layers=layers, loss=loss, optimizer=optimizer, dtype=dtype).trainer()
    run.advance(steps)
    return run


def state(run):
    arrays = [run.theta, run.grad, *run.optimizer.state.values(), run.optimizer.rate]
    return [array.copy() for array in arrays]


def traced(run):
    """The next step, whose trace does not change the run."""
    before = state(run)
    walk = Walk(run)
    for array, kept in zip(state(run), before, strict=True):
        np.testing.assert_array_equal(array, kept)
    return walk


@given(runs())
@settings(max_examples=30, deadline=None)
def test_every_result_equals_that_of_an_eager_run_and_of_the_next_step(run):
    walk = traced(run)
    x, y = run.batches.views[run.batch]
    tensor = Tensor(x.copy())
    outputs = []
    for _, layer in run.net.layers():
        tensor = layer(tensor)
        outputs.append(tensor.data)
    forward = [op.results["y"] for op in walk.ops if op.section == "forward"]
    for seen, eager in zip(forward, outputs, strict=True):
        np.testing.assert_allclose(seen, eager, rtol=1e-5, atol=1e-6)
    loss = LOSSES[_name(run)]()(tensor, Tensor(y.copy())).item()
    (seen_loss,) = [op.results["y"] for op in walk.ops if op.section == "loss"]
    np.testing.assert_allclose(float(seen_loss), loss, rtol=1e-5, atol=1e-7)
    run.advance()
    assert float(seen_loss) == run.batch_loss, "bit for bit the training step"
    np.testing.assert_array_equal(walk.ops[-1].results["theta"], run.theta)
    np.testing.assert_array_equal(walk.ops[-1].operands["grad"], run.grad)


def _name(run) -> str:
    return next(name for name, kind in LOSSES.items() if type(run.loss) is kind)


@given(runs(), st.data())
@settings(max_examples=30, deadline=None)
def test_the_terms_of_a_linear_layer_add_up_to_the_entry(run, data):
    walk = Walk(run)
    chosen = [i for i, op in enumerate(walk.ops) if op.name == "Linear"]
    index = data.draw(st.sampled_from(chosen))
    name = data.draw(st.sampled_from(sorted(walk.ops[index].results)))
    matrix = walk.matrix(index, name)
    row, column = (data.draw(st.integers(0, size - 1)) for size in matrix.shape)
    (latex,) = walk.explain(index, name, row, column).lines
    terms, value = latex.split(" = ", 1)[1].rsplit(" = ", 1)
    assert value == exact(float(matrix[row, column]))
    total = 0.0
    # No minus sign may stand before a bracket, and no two products may stand side by side.
    for term in re.split(r" \+ (?![^{]*\})", terms):
        total += float(np.prod([_value(factor) for factor in term.split(r" \cdot ")]))
    scale = max(1.0, *(abs(_value(f)) for t in terms.split(" + ") for f in t.split(r" \cdot ")))
    assert total == pytest.approx(float(matrix[row, column]), abs=0.01 * scale**2)


@pytest.mark.parametrize(
    ("example", "name", "formula", "left"),
    [
        (0, "y", "W x", "weight"),
        (0, "dx", "Wᵀ δ", "weight"),
        (0, "dweight", "δ xᵀ", "dy"),
        (None, "y", "X Wᵀ", "x"),
        (None, "dx", "δ W", "dy"),
        (None, "dweight", "δᵀ X", "dy"),
    ],
)
def test_the_factors_of_a_term_are_in_the_order_of_the_formula(example, name, formula, left):
    walk = Walk(Experiment(layers=((2, "tanh"),)).trainer(), example=example)
    index = next(i for i, op in enumerate(walk.ops) if op.name == "Linear" and name in op.results)
    op = walk.ops[index]
    (latex,) = walk.explain(index, name, 0, 0).lines
    first_term = latex.split(" = ")[1].split(" + ")[0]
    factor = float(op.operands[left].flat[0])
    assert first_term.split(r" \cdot ")[0] in (number(factor), bracketed(factor)), formula


def _value(text: str) -> float:
    text = text.strip("() ")
    if "underbrace" in text:
        text = re.search(r"\{\(?([^}()]*)\)?\}", text)[1]  # pyright: ignore[reportOptionalSubscript]
    power = re.fullmatch(r"(.*)10\^\{(.*)\}", text)
    return float(text) if not power else 10.0 ** int(power[2])


def test_an_elementwise_entry_shows_its_formula_with_numbers():
    walk = Walk(Experiment(layers=((2, "tanh"),)).trainer())
    forward = next(i for i, op in enumerate(walk.ops) if op.name == "Tanh")
    x, y = walk.ops[forward].operands["x"][3, 1], walk.ops[forward].results["y"][3, 1]
    found = walk.explain(forward, "y", 3, 1)
    assert found.lines == (rf"a^{{1}}_{{4,2}} = \tanh({number(x)}) = {exact(y)}",)
    assert found.uses == {"x": [7]}
    back = next(i for i, op in enumerate(walk.ops) if op.name == "Tanh" and op.backward)
    slope, latex = walk.explain(back, "dx", 3, 1).lines
    head = r"\frac{\partial a^{1}}{\partial z^{1}}"
    assert slope.startswith(f"{head} = 1 - {bracketed(y)}^2 = ")
    assert f"(1 - {bracketed(y)}^2)" in latex


def test_each_entry_has_one_sentence_for_screen_readers():
    walk = Walk(Experiment(layers=((2, "tanh"),)).trainer())
    back = next(i for i, op in enumerate(walk.ops) if op.name == "Tanh" and op.backward)
    op = walk.ops[back]
    dy, y, dx = (said(a[3, 1]) for a in (op.operands["dy"], op.operands["y"], op.results["dx"]))
    assert walk.explain(back, "dx", 3, 1).sentence == (
        "backward, layer 1, Tanh, error of layer 1: incoming gradient "
        f"{dy} times (1 − {y}²) is {dx}"
    )
    for index, op in enumerate(walk.ops):
        for name in op.results:
            sentence = walk.explain(index, name, 0, 0).sentence
            assert "\\" not in sentence, sentence
            assert "{" not in sentence, sentence


def test_every_op_has_a_title_and_a_sentence_and_names_its_layer_if_it_has_one():
    walk = Walk(Experiment(layers=((2, "tanh"), (3, "relu", 0.2, True))).trainer())
    titles = [walk.title(i) for i in range(len(walk))]
    assert titles[:2] == ["layer 1: Linear", "layer 1: Tanh"]
    assert "output: Linear" in titles
    assert titles[-1] == "update"
    assert walk.layer(0) == 0
    assert walk.layer(len(walk) - 1) is None
    assert all(walk.sentence(i).endswith(".") for i in range(len(walk)))


@pytest.mark.parametrize(
    "entry", [(0, "y", 10, 0), (0, "y", 0, 9), (0, "z", 0, 0), (99, "y", 0, 0)]
)
def test_an_entry_that_does_not_exist_is_rejected(entry):
    with pytest.raises(InputError):
        Walk(Experiment().trainer()).explain(*entry)


@given(runs())
@settings(max_examples=20, deadline=None)
def test_the_effect_of_an_update_is_the_change_in_the_loss_of_its_batch(run):
    walk = traced(run)
    x, y = (part.copy() for part in run.batches.views[run.batch])
    run.advance()
    assert walk.effect.before == run.batch_loss
    assert walk.effect.after == pytest.approx(float(run.evaluate(x, y).loss), rel=1e-4, abs=1e-6)


def test_a_small_step_changes_the_loss_as_the_gradient_predicts():
    run = Experiment(optimizer="sgd", learning_rate=1e-4, dtype="float64").trainer()
    effect = Walk(run).effect
    assert effect.after - effect.before == pytest.approx(effect.predicted, rel=1e-2)
    assert effect.predicted < 0


def test_an_update_shows_every_array_of_the_optimizers_state():
    run = Experiment(optimizer="adam", layers=()).trainer()
    walk = Walk(run)
    lines = walk.explain(len(walk) - 1, "theta", 0, 2).lines
    assert lines[0] == r"\theta_{3}\text{: output, bias 1}"
    assert [line.split(" = ")[0] for line in lines[1:-1]] == [
        "m'", "v'", r"\hat{m}", r"\hat{v}", r"\theta'",
    ]  # fmt: skip
    assert lines[-1].startswith(r"\theta_{3}: ")


def test_a_single_example_can_be_traced():
    run = Experiment(batch_size=5).trainer()
    before = state(run)
    walk = Walk(run, example=3)
    for array, kept in zip(state(run), before, strict=True):
        np.testing.assert_array_equal(array, kept)
    assert (walk.example, len(walk.batch)) == (3, 5)
    x, _ = run.batches.views[0]
    np.testing.assert_array_equal(walk.ops[0].operands["x"], x[3:4])
    parts = np.mean([Walk(run, example=k).ops[-1].operands["grad"] for k in range(5)], axis=0)
    whole = Walk(run).ops[-1].operands["grad"]
    np.testing.assert_allclose(parts, whole, rtol=1e-4, atol=1e-6)
    with pytest.raises(InputError, match="example: 5 .* from 0 to 4"):
        Walk(run, example=5)


def test_the_first_entry_that_is_infinite_or_nan_is_found():
    run = Experiment(dtype="float32").trainer()
    assert Walk(run).first_nonfinite() is None
    run.theta[4] = 3e38  # a weight of unit 2, whose product with x overflows float32
    walk = Walk(run)
    place = walk.first_nonfinite()
    assert place is not None
    assert (walk.title(place.op), place.name, place.column) == ("layer 1: Linear", "y", 1)
    assert "\\infty" in walk.explain(*place).lines[-1]


def test_frozen_parameters_are_unchanged_in_the_trace():
    run = Experiment(frozen=("1",), optimizer="adamw", weight_decay=0.1).trainer()
    walk = Walk(run)
    update = walk.ops[-1]
    np.testing.assert_array_equal(update.results["theta"][:24], update.operands["theta"][:24])
    found = walk.explain(len(walk) - 1, "theta", 0, 3)
    assert len(found.lines) == 2
    assert "frozen" in found.sentence


def test_penalty_and_clipping_are_shown():
    run = Experiment(l2=0.1, clip_norm=0.01, optimizer="sgd").trainer()
    walk = Walk(run)
    titles = [walk.title(i) for i in range(len(walk))]
    assert titles[-3:] == ["penalty", "clip", "update"]
    lines = walk.explain(len(walk) - 2, "grad", 0, 0).lines
    norm = np.linalg.norm(walk.ops[-2].operands["grad"].astype(float))
    assert lines[1].startswith(r"\lVert g \rVert = ")
    assert lines[1].endswith(f" = {exact(norm)}")


@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_forward_pass_and_gradients_equal_those_of_pytorch(dtype):
    torch = pytest.importorskip("torch")
    run = Experiment(layers=((5, "tanh"), (4, "gelu")), dtype=dtype).trainer()
    run.advance(10)
    walk = Walk(run)
    x, y = (torch.tensor(part.copy()) for part in run.batches.views[run.batch])
    parameters, outputs, seen = [], [], x
    for _, layer in run.net.layers():
        if isinstance(layer, nn.Linear):
            own = [
                torch.tensor(p.data.copy(), requires_grad=True) for _, p in layer.own_parameters()
            ]
            parameters.append(own)
            seen = torch.nn.functional.linear(seen, *own)
        else:
            seen = getattr(torch.nn, type(layer).__name__)()(seen)
        seen.retain_grad()
        outputs.append(seen)
    torch.nn.functional.binary_cross_entropy_with_logits(seen, y).backward()
    forward = [op for op in walk.ops if op.section == "forward"]
    back = [op for op in walk.ops if op.backward]
    tolerance = {"rtol": 1e-4, "atol": 1e-6} if dtype == "float32" else {"rtol": 1e-9}
    for op, tensor in zip(forward, outputs, strict=True):
        np.testing.assert_allclose(op.results["y"], tensor.detach().numpy(), **tolerance)
    np.testing.assert_allclose(back[0].results["dscores"], seen.grad.numpy(), **tolerance)
    linear = [op for op in reversed(back) if op.name == "Linear"]
    for op, (weight, bias) in zip(linear, parameters, strict=True):
        np.testing.assert_allclose(op.results["dweight"], weight.grad.numpy(), **tolerance)
        np.testing.assert_allclose(op.results["dbias"], bias.grad.numpy(), **tolerance)
    errors = [op.results["dx"] for op in reversed(back) if "dx" in op.results]
    for error, tensor in zip(errors, outputs, strict=False):
        np.testing.assert_allclose(error, tensor.grad.numpy(), **tolerance)


@pytest.mark.parametrize(
    ("formula", "words"),
    [
        (r"1 - (-0.4266)^2", "1 − the square of −0.4266"),
        (r"0.04\,(1 - (−0.427)^{2})", "0.04 (1 − the square of −0.427)"),
        (r"(-5)^2 \cdot (0.3)^2", "the square of −5 times 0.3²"),
    ],
)
def test_the_square_of_a_negative_number_is_spoken_correctly(formula, words):
    """A screen reader omits brackets: −0.4² is not (−0.4)²."""
    assert spoken_formula(formula) == words


@pytest.mark.parametrize("steps", [0, 3, 4, 11])
def test_rows_are_the_indices_of_the_batchs_examples_in_the_training_set(steps):
    run = Experiment(
        samples=60, batch_size=7
    ).trainer()  # The training set has 30 examples, so the fifth batch has 2.
    run.advance(steps)
    walk = Walk(run)
    assert len(walk.rows) == len(walk.batch) == (2 if steps % 5 == 4 else 7)
    assert np.array_equal(walk.ops[0].operands["x"], run.batches.x[walk.rows])
    assert Walk(run, 1).rows == walk.rows[1:2]


def test_rows_of_examples_are_told_apart_from_equally_many_rows_of_weights():
    run = Experiment(layers=((10, "tanh"),), batch_size=10).trainer()
    walk = Walk(run)
    found = {
        (walk.title(index), walk.ops[index].backward, shown.label): walk.has_rows(index, shown)
        for index in range(len(walk))
        for shown in walk.matrices(index)
    }
    first = {key[2]: rows for key, rows in found.items() if key[:2] == ("layer 1: Linear", False)}
    labels = ("x", "W of layer 1", "b of layer 1", "z of layer 1")
    assert first == dict(zip(labels, (True, False, False, True), strict=True))
    back = {key[2]: rows for key, rows in found.items() if key[:2] == ("layer 1: Linear", True)}
    assert back["x"]
    assert not back["W of layer 1"]
    assert not back["gradient of W of layer 1"]
    assert not any(rows for key, rows in found.items() if key[0] == "update")
    alone = Walk(run, 0)
    assert not any(alone.has_rows(0, shown) for shown in alone.matrices(0))
