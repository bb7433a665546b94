"""The condition of each rule describes what its code does, at each bound and for each exception."""

import dataclasses

import numpy as np
import pytest
from chainrule import Experiment
from chainrule.diagnostics.gradients.observe import Observation
from chainrule.diagnostics.gradients.units import LayerUnits, UnitState
from chainrule.diagnostics.verdict import RULES, Evidence, data, verdict
from chainrule.diagnostics.verdict.evidence import FAST, LEARNED, SLOW
from chainrule.diagnostics.verdict.task import Task
from chainrule.training.records.history import Record

CONDITIONS = {rule.kind: rule.condition for rule in RULES}
TASK = Task(usual=0.8, chance=1.0, counts={"0": 50, "1": 50}, spreads={}, largest={}, tests=100)
LAYERS = ("layer 1", "layer 2", "output")
UNLESS_LEARNED = "unless the training loss is at most 10% of chance level"


def seen(
    epoch=1, step=None, gradients=(1, 1, 1), updates=(1e-3,) * 3, states=(), learns=(True,) * 3
):
    units = [LayerUnits("dead", np.zeros(len(s)), np.array(s)) for s in states]
    return Observation(
        epoch,
        epoch if step is None else step,
        gradients=np.array(gradients, float),
        weights=np.ones(3),
        activations=np.ones(3),
        updates=np.array(updates, float),
        units=units,
        learns=np.array(learns),
    )


def evidence(*observations, losses=(0.9, 0.5), accuracy=np.nan, task=TASK, layers=((2, "tanh"),)):
    records = [
        Record(e, 10 * e, np.array(loss), np.array(np.nan), np.ones(3), np.array(accuracy))
        for e, loss in enumerate(losses)
    ]
    experiment = Experiment(layers=layers) if layers is not None else None
    return Evidence(observations or (seen(),), LAYERS, experiment, task, records)


def outcome(kind, of):
    """The result of a rule for some evidence: "problem", "remark" or "nothing"."""
    found = [finding for finding in verdict(of) if finding.kind == kind]
    if not found:
        return "nothing"
    return "problem" if any(finding.is_problem for finding in found) else "remark"


def learned(of, share=LEARNED):
    """Evidence with a training loss that is this fraction of the chance level."""
    records = [s._replace(training_loss=np.array(share)) for s in of.records]
    return dataclasses.replace(of, records=records)


def weighted(of):
    return dataclasses.replace(of, experiment=Experiment(class_weights="balanced"))


def of_units(state, share):
    """A layer with this share of its units in a state."""
    count = round(20 * share)
    states = [state] * count + [UnitState.ALIVE] * (20 - count)
    return evidence(seen(states=(states, [UnitState.ALIVE])))


def of_classes(ratio, accuracy):
    counts = {"a": round(100 * ratio), "b": 100}
    return evidence(accuracy=accuracy, task=dataclasses.replace(TASK, counts=counts))


def faded(ratio):
    """Gradients that end at this ratio to their initial values."""
    sizes = [1.0] * 10 + [ratio] * 10
    return evidence(*(seen(epoch, gradients=(size,) * 3) for epoch, size in enumerate(sizes)))


CALM = evidence(losses=[0.5] * 40)
CUT = evidence(seen(gradients=(0, 1, 1)))
SMALL = evidence(seen(updates=(SLOW / 2, 1e-3, 1e-3)))
LARGE = evidence(seen(updates=(2 * FAST, 1e-3, 1e-3)))
SKEWED = of_classes(data.IMBALANCE, 0.8)
CASES = [
    # Each case: the rule, a part of its condition, evidence, and the rule's result.
    ("dead", "from 40% of a layer on", of_units(UnitState.DEAD, 0.4), "problem"),
    ("dead", "units that are 0", of_units(UnitState.DEAD, 0.35), "remark"),
    ("dead", UNLESS_LEARNED, learned(of_units(UnitState.DEAD, 0.4)), "remark"),
    ("dead", UNLESS_LEARNED, learned(of_units(UnitState.DEAD, 0.4), 0.11), "problem"),
    ("saturated", "from 40% of a layer on", of_units(UnitState.SATURATED, 0.4), "problem"),
    ("saturated", "units that are flat", of_units(UnitState.SATURATED, 0.35), "remark"),
    ("saturated", UNLESS_LEARNED, learned(of_units(UnitState.SATURATED, 0.4)), "remark"),
    ("vanishing", "less than 0.01", evidence(seen(gradients=(0.009, 1, 1))), "problem"),
    ("vanishing", "less than 0.01", evidence(seen(gradients=(0.011, 1, 1))), "nothing"),
    ("vanishing", UNLESS_LEARNED, learned(evidence(seen(gradients=(0.009, 1, 1)))), "nothing"),
    ("vanishing", "no gradient for a layer that is not frozen", CUT, "problem"),
    ("vanishing", "or no gradient", learned(CUT), "problem"),
    (
        "vanishing",
        "not frozen",
        evidence(seen(gradients=(0, 1, 1), learns=(False, True, True))),
        "nothing",
    ),
    ("vanishing", "while another has one", evidence(seen(gradients=(0, 0, 0))), "nothing"),
    ("exploding", "more than 100 times the last", evidence(seen(gradients=(101, 1, 1))), "problem"),
    ("exploding", "more than 100 times the last", evidence(seen(gradients=(99, 1, 1))), "nothing"),
    ("exploding", UNLESS_LEARNED, learned(evidence(seen(gradients=(101, 1, 1)))), "nothing"),
    ("exploding", "more than 100 times what it was at the start", faded(101), "problem"),
    ("exploding", "; or the whole gradient", learned(faded(101)), "problem"),
    ("imbalance", "a problem if", SKEWED, "problem"),
    ("imbalance", "4 or more examples", of_classes(3.9, 0.7), "nothing"),
    ("imbalance", "without class weights", weighted(SKEWED), "remark"),
    ("imbalance", "by at most 2% of the other examples", of_classes(4, 0.803), "problem"),
    ("imbalance", "by at most 2% of the other examples", of_classes(4, 0.805), "remark"),
    ("fast", "an update of more than 0.03", LARGE, "problem"),
    ("fast", "more than 0.03", evidence(seen(updates=(0.029, 1e-3, 1e-3))), "nothing"),
    ("fast", "after the first step", evidence(seen(step=0, updates=(1, 1, 1))), "nothing"),
    (
        "fast",
        "as a remark for a network without hidden layers",
        dataclasses.replace(LARGE, experiment=Experiment(layers=())),
        "remark",
    ),
    ("slow", "as a remark", SMALL, "remark"),
    ("slow", "less than 0.0001", evidence(seen(updates=(1.1e-4, 1e-3, 1e-3))), "nothing"),
    ("slow", "but not of 0", evidence(seen(updates=(0, 1e-3, 1e-3))), "nothing"),
    ("slow", UNLESS_LEARNED, learned(SMALL), "nothing"),
    ("flat", "as a remark, the gradient less than 0.001", faded(0.9e-3), "remark"),
    ("flat", "less than 0.001", faded(1.1e-3), "nothing"),
    ("flat", UNLESS_LEARNED, learned(faded(0.9e-3)), "nothing"),
    ("stalled", "all gradients 0", evidence(seen(gradients=(0, 0, 0))), "problem"),
    ("stalled", UNLESS_LEARNED, learned(evidence(seen(gradients=(0, 0, 0)))), "nothing"),
    ("stalled", "at its initial level", CALM, "problem"),
    ("stalled", "from 12 epochs on", evidence(losses=[0.5] * 11), "nothing"),
    ("stalled", UNLESS_LEARNED, evidence(losses=[0.1] * 40), "nothing"),
    ("stalled", "the best constant prediction", evidence(losses=[3.0] + [0.99] * 40), "problem"),
    ("plateau", "as a remark", evidence(losses=[0.9] + [0.5] * 40), "remark"),
    ("plateau", "above 10% of chance level", evidence(losses=[0.9] + [0.1] * 40), "nothing"),
    ("plateau", "unless it is stalled", CALM, "nothing"),
    ("oscillation", "up as often as down", evidence(losses=[0.5, 0.9] * 20), "problem"),
    ("oscillation", "more than 10% of itself", evidence(losses=[0.5, 0.54] * 20), "nothing"),
    ("oscillation", "2% of chance level", evidence(losses=[0.05, 0.069] * 20), "nothing"),
    ("oscillation", "from 12 epochs on", evidence(losses=[0.5, 0.9] * 5), "nothing"),
]


@pytest.mark.parametrize(("kind", "words", "of", "expected"), CASES)
def test_each_part_of_a_condition_agrees_with_the_result_of_the_rule(kind, words, of, expected):
    assert words in CONDITIONS[kind]
    assert outcome(kind, of) == expected


@pytest.mark.parametrize("kind", sorted({kind for kind, *_ in CASES}))
def test_every_exception_of_a_condition_has_a_case(kind):
    """Otherwise, a clause without a test case could be wrong."""
    quoted = [words for of, words, *_ in CASES if of == kind]
    condition = CONDITIONS[kind]
    for clause in ("unless", "as a remark", "a problem if", "a problem from", "after the first"):
        if clause in condition:
            place = condition.index(clause)
            touched = [condition.index(w) for w in quoted]
            assert any(abs(at - place) < 40 for at in touched), (kind, clause)
