"""Replays of recorded programs equal eager computation, and tracing has no side effects."""

import numpy as np
import pytest
from chainrule import Tensor, losses, nn, optim
from chainrule.engine.recorder import current_face, recording, section
from chainrule.training.replay import ForwardProgram, StepProgram
from hypothesis import given, settings
from hypothesis import strategies as st

ACTIVATIONS = ["tanh", "relu", "sigmoid", "identity"]
LOSSES = list(losses.LOSSES.values())
OPTIMIZERS = [
    lambda: optim.SGD(0.1),
    lambda: optim.SGD(0.05, momentum=0.9, nesterov=True, weight_decay=0.01),
    lambda: optim.Adam(0.01, weight_decay=0.01),
]


def network(widths: list[int], activation: str, dtype: str, replicas: int | None) -> nn.Sequential:
    modules: list[nn.Module] = []
    for inputs, outputs in zip(widths, widths[1:], strict=False):
        modules += [nn.Linear(inputs, outputs), nn.ACTIVATIONS[activation]()]
    return nn.Sequential(*modules[:-1], seed=3, dtype=dtype, replicas=replicas)


@given(
    hidden=st.lists(st.integers(1, 5), max_size=3),
    activation=st.sampled_from(ACTIVATIONS),
    loss=st.sampled_from(LOSSES),
    optimizer=st.sampled_from(OPTIMIZERS),
    batch=st.integers(1, 7),
    replicas=st.sampled_from([None, 1, 3]),
    outputs=st.integers(1, 3),
)
@settings(max_examples=60)
def test_a_replayed_step_equals_an_eager_step(
    hidden, activation, loss, optimizer, batch, replicas, outputs
):
    """Planning (folding of biases, orientation, omitted factors) changes no number."""
    rng = np.random.default_rng(batch)
    widths = [2, *hidden, outputs]
    x = rng.normal(size=(4, batch, 2))
    t = rng.uniform(0, 1, size=(4, batch, outputs))
    eager, replayed = (network(widths, activation, "float64", replicas) for _ in range(2))
    rule, criterion = optimizer(), loss()
    rule.bind(eager.theta, eager.grad)
    recorded_rule = optimizer()
    recorded_rule.bind(replayed.theta, replayed.grad)
    step = StepProgram.record(replayed, criterion, recorded_rule, (batch, 2), (batch, outputs))
    for xb, tb in zip(x, t, strict=True):
        eager.zero_grad()
        value = criterion(eager(Tensor(xb)), Tensor(tb))
        value.backward()
        rule.step()
        step.load(xb, tb)
        step.program.replay()
        np.testing.assert_allclose(step.loss, value.data, rtol=1e-11)
        np.testing.assert_allclose(replayed.grad, eager.grad, rtol=1e-9, atol=1e-12)
        np.testing.assert_allclose(replayed.theta, eager.theta, rtol=1e-9, atol=1e-12)


def small_step(activation: str = "tanh") -> tuple[nn.Sequential, optim.Adam, StepProgram]:
    net = network([2, 3, 1], activation, "float64", None)
    rule = optim.Adam(0.1)
    rule.bind(net.theta, net.grad)
    step = StepProgram.record(net, losses.MSE(), rule, (4, 2), (4, 1))
    rng = np.random.default_rng(0)
    step.load(rng.normal(size=(4, 2)), rng.normal(size=(4, 1)))
    return net, rule, step


def test_recording_does_not_run_the_calls():
    net, rule, _ = small_step()
    untouched = network([2, 3, 1], "tanh", "float64", None)
    np.testing.assert_array_equal(net.theta, untouched.theta)
    np.testing.assert_array_equal(rule.state["beta_powers"], [1, 1])


def test_the_bias_is_folded_into_its_product():
    _, _, step = small_step()
    forward = [step.program.calls[i].function for i in step.program.sections["forward"]]
    assert len(forward) == 3  # a product, tanh, a product
    assert np.add not in forward
    backward = [step.program.calls[i].function for i in step.program.sections["backward"]]
    assert np.add.reduce not in backward


def test_the_sections_cover_the_list_of_calls_in_order():
    _, _, step = small_step()
    sections = step.program.sections
    assert list(sections) == ["forward", "loss", "backward", "update"]
    assert [i for r in sections.values() for i in r] == list(range(len(step.program)))


def test_replaying_some_sections_does_not_run_the_others():
    net, rule, step = small_step()
    before = net.theta.copy()
    step.differentiate()
    np.testing.assert_array_equal(net.theta, before)
    assert np.abs(net.grad).max() > 0
    np.testing.assert_array_equal(rule.state["beta_powers"], [1, 1])


def test_a_trace_shows_each_op_with_the_numbers_of_the_step():
    net, _, step = small_step()
    x, theta = step.x.copy(), net.theta.copy()
    weight, bias = theta[:9].reshape(3, 3)[:, :2], theta[:9].reshape(3, 3)[:, 2]
    traced = list(step.program.trace())
    names = [(op.section, op.name, op.layer) for op in traced]
    assert names[:3] == [
        ("forward", "Linear", "0"),
        ("forward", "Tanh", "1"),
        ("forward", "Linear", "2"),
    ]
    assert names[3][:2] == ("loss", "MeanSquaredError")
    assert [n for s, n, _ in names if s == "backward"] == [
        "MeanSquaredError",
        "Linear",
        "Tanh",
        "Linear",
    ]
    assert names[-1][:2] == ("update", "update")
    z = x @ weight.T + bias
    np.testing.assert_allclose(traced[0].results["y"], z, rtol=1e-13)
    np.testing.assert_allclose(traced[1].results["y"], np.tanh(z), rtol=1e-13)
    np.testing.assert_allclose(traced[0].operands["weight"], weight)
    tanh_back = traced[-3]
    assert tanh_back.backward
    expected = tanh_back.operands["dy"] * (1 - np.tanh(z) ** 2)
    np.testing.assert_allclose(tanh_back.results["dx"], expected, rtol=1e-12)


def test_nested_layers_have_their_full_names():
    net = nn.Sequential(nn.Sequential(nn.Linear(2, 3), nn.Tanh()), nn.Linear(3, 1))
    rule = optim.SGD(0.1)
    rule.bind(net.theta, net.grad)
    step = StepProgram.record(net, losses.MSE(), rule, (4, 2), (4, 1))
    names = [(op.name, op.layer) for op in step.program.trace() if op.section == "forward"]
    assert names == [("Linear", "0.0"), ("Tanh", "0.1"), ("Linear", "1")]
    backward = [(op.name, op.layer) for op in step.program.trace() if op.section == "backward"]
    assert backward[1:] == [("Linear", "1"), ("Tanh", "0.1"), ("Linear", "0.0")]


def written(net: nn.Sequential, rule: optim.Optimizer, step: StepProgram) -> list[np.ndarray]:
    """Everything a step writes: the weights, the state and every buffer of its calls."""
    outs = [call.out for call in step.program.calls]
    return [net.theta, net.grad, step.loss, *rule.state.values(), *outs]


@pytest.mark.parametrize("stop_after", [0, 3, 6, None])
def test_a_partial_trace_restores_all_state(stop_after):
    net, rule, step = small_step()
    step.program.replay()
    watched = written(net, rule, step)
    before = [a.tobytes() for a in watched]
    for index, _ in enumerate(step.program.trace()):
        assert [a.tobytes() for a in watched] == before, "seen from between two ops"
        if index == stop_after:
            break
    assert [a.tobytes() for a in watched] == before


def test_a_partial_trace_does_not_undo_later_training():
    net, _, step = small_step()
    walk = step.program.trace()
    next(walk)
    step.program.replay()
    trained = net.theta.copy()
    del walk
    np.testing.assert_array_equal(net.theta, trained)


def test_if_a_call_fails_in_a_trace_all_state_is_restored(monkeypatch):
    def fail(*arguments):
        raise FloatingPointError

    net, rule, step = small_step()
    step.program.replay()
    watched = written(net, rule, step)
    before = [a.tobytes() for a in watched]
    prepared = step.program.prepared
    parts = prepared.parts
    monkeypatch.setattr(prepared, "parts", lambda ranges: [*parts(ranges)[:-1], [(fail, ())]])
    with pytest.raises(FloatingPointError):
        list(step.program.trace())
    assert [a.tobytes() for a in watched] == before


def test_a_trace_shows_what_the_update_read_and_what_it_wrote():
    net, rule, step = small_step()
    update = list(step.program.trace())[-1]
    before = {"theta": net.theta.copy(), **{n: a.copy() for n, a in rule.state.items()}}
    step.program.replay()
    for name, array in before.items():
        np.testing.assert_array_equal(update.operands[name], array)
    np.testing.assert_array_equal(update.operands["grad"], net.grad)
    np.testing.assert_array_equal(update.results["theta"], net.theta)
    np.testing.assert_array_equal(update.results["beta_powers"], rule.state["beta_powers"])


def test_only_what_can_be_replayed_can_be_recorded():
    with recording(), pytest.raises(AttributeError, match="a program cannot record numpy.einsum"):
        current_face().einsum("ij->ji", np.ones((2, 2)))


def test_recordings_and_sections_end_with_their_blocks_even_after_an_exception():
    with pytest.raises(KeyError), recording() as recorder:
        with pytest.raises(ZeroDivisionError), section("loss"):
            raise ZeroDivisionError
        assert recorder.section == "forward"
        raise KeyError
    assert current_face() is np
    np.testing.assert_array_equal((Tensor([1.0]) + 1).data, [2])


def test_a_forward_program_returns_the_output_of_every_layer():
    net = network([2, 3, 1], "relu", "float32", None)
    x = np.random.default_rng(0).normal(size=(5, 2))
    program = ForwardProgram.record(net, x)
    program.program.replay()
    hidden = np.maximum(x.astype(np.float32) @ net.theta[:9].reshape(3, 3)[:, :2].T, 0)
    np.testing.assert_allclose(program.outputs[1], hidden, rtol=1e-5, atol=1e-6)
    assert [o.shape for o in program.outputs] == [(5, 3), (5, 3), (5, 1)]


def test_a_program_reads_the_learning_rate_at_every_replay():
    net = network([2, 1], "tanh", "float64", None)
    rule = optim.SGD(0.5)
    rule.bind(net.theta, net.grad)
    step = StepProgram.record(net, losses.MSE(), rule, (1, 2), (1, 1))
    step.load(np.ones((1, 2)), np.ones((1, 1)))
    for rate in (0.5, 0.125):
        rule.lr = rate
        before = net.theta.copy()
        step.program.replay()
        np.testing.assert_allclose(net.theta, before - rate * net.grad, rtol=1e-15)


def test_costs_count_calls_operations_and_bytes():
    _, _, step = small_step()
    costs = step.program.costs()
    assert list(costs) == list(step.program.sections)
    assert sum(cost.calls for cost in costs.values()) == len(step.program)
    # [x 1] [W b]ᵀ: 4 x 3 by 3 x 3; tanh of 4 x 3; 4 x 4 by 4 x 1
    assert costs["forward"].flops == 2 * 4 * 3 * 3 + 4 * 3 + 2 * 4 * 4 * 1
    assert costs["forward"].nbytes == 8 * ((12 + 9 + 12) + (12 + 12) + (16 + 4 + 4))


def test_state_updates_are_replayed_last():
    counter, x = np.zeros(1), Tensor(np.ones((2, 2)))

    def step():
        np_face = current_face()
        with section("forward"):
            with section("update"):
                np_face.add(counter, 1, out=counter)
            return x.tanh()

    from chainrule import Program

    program, _ = Program.record(step)
    assert list(program.sections) == ["forward", "update"]
    program.replay_sections("forward")
    assert counter == 0
    program.replay()
    assert counter == 1


def test_a_trace_also_names_views():
    net = nn.Sequential(nn.LSTM(2, 3), nn.LastStep(), nn.Linear(3, 1), dtype="float64")
    rule = optim.SGD(0.1)
    rule.bind(net.theta, net.grad)
    step = StepProgram.record(net, losses.MSE(), rule, (4, 5, 2), (4, 1))
    step.load(np.ones((4, 5, 2)), np.ones((4, 1)))
    traced = list(step.program.trace())
    last = next(op for op in traced if op.layer == "1" and not op.backward)
    assert last.name == "Slice"
    np.testing.assert_array_equal(last.results["y"], last.operands["x"][:, -1])
    after = traced[traced.index(last) + 1]
    assert (after.layer, after.name) == ("2", "Linear")
