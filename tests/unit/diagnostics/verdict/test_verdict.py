"""The verdict on constructed cases, with the numbers that it reports."""

import chainrule as cr
import numpy as np
import pytest
from chainrule.diagnostics.gradients.observe import Observation, Observer
from chainrule.diagnostics.gradients.units import LayerUnits, UnitState
from chainrule.diagnostics.verdict import Evidence, verdict

LAYERS = ["layer 1", "layer 2", "output"]


def seen(epoch=1, gradients=(1, 1, 1), updates=(1e-3,) * 3, states=([0, 0], [0, 0], [0])):
    units = [
        LayerUnits("dead" if UnitState.DEAD in s else "saturated", np.zeros(len(s)), np.array(s))
        for s in states
    ]
    return Observation(
        epoch,
        epoch,
        gradients=np.array(gradients, float),
        weights=np.ones(3),
        activations=np.ones(3),
        updates=np.array(updates, float),
        units=units,
    )


def judged(*observations):
    return [(f.kind, f.is_problem, f.sentence) for f in verdict(Evidence(observations, LAYERS))]


def test_a_run_without_problems_is_described_with_numbers():
    found = judged(seen(gradients=(0.5, 2, 2), updates=(2e-3, 1e-3, 5e-3)))
    words = (
        "No problem found: gradients flow: that of layer 1 is 0.25 times that of the output; "
        "updates are 0.001 to 0.005 of the weights."
    )
    assert found == [("sound", False, words)]


def test_vanishing_and_exploding_gradients_are_found_by_comparing_the_first_and_last_layers():
    (vanishing,) = judged(seen(gradients=(0.001, 0.1, 0.5)))
    assert vanishing[:2] == ("vanishing", True)
    assert "layer 1 (0.001) is 0.002 times that of the output (0.5)" in vanishing[2]
    (exploding,) = judged(seen(gradients=(500, 5, 0.5)))
    assert exploding[:2] == ("exploding", True)
    assert "is 1000 times that of the output (0.5)" in exploding[2]
    assert judged(seen(gradients=(0.02, 1, 1)))[0][0] == "sound"
    assert judged(seen(gradients=(99, 1, 1)))[0][0] == "sound"


def test_one_outlier_in_eight_batches_is_not_a_finding():
    calm = [seen(epoch) for epoch in range(7)]
    assert [kind for kind, *_ in judged(*calm, seen(8, gradients=(1e5, 1e5, 1)))] == ["sound"]


def test_the_gradient_of_a_frozen_layer_does_not_count_as_vanished():
    assert judged(seen(gradients=(0, 1, 1), updates=(0, 1e-3, 1e-3)))[0][2].startswith(
        "No problem found: gradients flow: that of layer 2 is 1 times that of the output"
    )


def test_growth_and_decay_over_time_are_reported():
    grown = judged(*(seen(e, gradients=(1.02**e,) * 3) for e in range(400)))
    assert grown[0][:2] == ("exploding", True)
    assert "the gradient grew from" in grown[0][2]
    fallen = judged(*(seen(e, gradients=(0.97**e,) * 3) for e in range(400)))
    assert [f[:2] for f in fallen] == [("flat", False)]


def test_unusual_update_ratios_are_reported_per_layer():
    assert judged(seen(updates=(0.024, 1e-3, 1e-3)))[0][0] == "sound"
    found = judged(seen(updates=(0.04, 1e-3, 2e-5)))
    assert [f[:2] for f in found] == [("fast", True), ("slow", False)]
    assert found[0][2].startswith("Large steps: an update moves layer 1 by 0.04 of its weights")
    assert "the output by 2\xa0×\xa010⁻⁵ of" in found[1][2]


def test_the_first_step_of_a_run_is_not_judged():
    assert [kind for kind, *_ in judged(seen(0, updates=(0.5, 0.5, 0.5)))] == ["sound"]
    assert [kind for kind, *_ in judged(seen(1, updates=(0.5, 0.5, 0.5)))] == ["fast"]


def test_dead_and_saturated_units_are_counted_and_reported_as_a_problem_if_there_are_many():
    dead, alive = UnitState.DEAD, UnitState.ALIVE
    few = judged(seen(states=([dead, alive, alive], [alive], [alive])))
    assert [f[:2] for f in few] == [("sound", False), ("dead", False)]
    assert few[1][2].startswith("Dead units: 1 of 3 in layer 1 are 0 for every training example")
    many = judged(seen(states=([dead, dead], [UnitState.SATURATED] * 2, [alive])))
    assert [f[:2] for f in many] == [("dead", True), ("saturated", True)]
    assert "2 of 2 in layer 2" in many[1][2]


@pytest.mark.parametrize("name", ["gradients", "updates"])
def test_any_nan_or_infinity_counts_as_divergence(name):
    (found,) = verdict(Evidence([seen(3), seen(4, **{name: (np.nan, 1, 1)})], LAYERS))
    assert (found.kind, found.is_problem) == ("diverging", True)
    assert found.sentence.startswith("Diverging: from epoch 4 on, the next step produces")
    assert found.numbers == {"epoch": 4}


def test_a_later_divergence_is_reported_first():
    found = verdict(Evidence([seen(3, gradients=(1e-5, 1, 1))], LAYERS, has_diverged=True))
    assert [finding.kind for finding in found] == ["diverging", "vanishing"]
    assert "from epoch 3 on, within the next epochs training produced" in found[0].sentence


def test_without_observations_there_are_no_findings():
    assert verdict(Evidence([], LAYERS)) == []


def test_zero_gradients_are_reported():
    assert judged(seen(gradients=(0, 0, 0), updates=(0, 0, 0))) == [
        ("stalled", True, "Stalled: all gradients are 0: no weight moves.")
    ]


def test_earlier_observations_of_a_network_of_another_depth_are_ignored():
    shallow = Observation(
        0, 0, np.ones(2), np.ones(2), np.ones(2), None, np.full(2, 1e-3), [], None, None
    )
    assert [kind for kind, *_ in judged(shallow, seen(1))] == ["sound"]


def test_gradients_vanish_in_a_deep_network_of_sigmoids_but_not_of_tanh():
    kinds = {}
    for name in ("sigmoid", "tanh"):
        experiment = cr.Experiment(layers=((8, name),) * 8)
        run, observer = experiment.trainer(), Observer(experiment)
        run.advance(50)
        observed = [observer.observe(run.snapshot(), ["norms", "updates", "units"])]
        kinds[name] = [finding.kind for finding in verdict(Evidence(observed, observer.layers))]
    assert "vanishing" in kinds["sigmoid"]
    assert not {"vanishing", "exploding"} & {*kinds["tanh"]}


def told_after(steps, **settings):
    experiment = cr.Experiment(layers=((4, "tanh"), (4, "tanh")), **settings)
    run, observer = experiment.trainer(), Observer(experiment)
    run.advance(steps)
    observed = [observer.observe(run.snapshot(), ["norms", "updates", "units"])]
    return verdict(Evidence(observed, observer.layers))


def test_a_layer_without_a_gradient_is_reported_unless_it_is_frozen():
    first = told_after(5, init="zeros")[0]
    assert (first.kind, first.is_problem) == ("vanishing", True)
    assert first.sentence.startswith(
        "Vanishing: the gradient of layer 1, layer 2 is 0, that of the output "
    )
    assert told_after(5, frozen=("1", "2"))[0].kind != "vanishing"
    assert told_after(5)[0].kind != "vanishing"
