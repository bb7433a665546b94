"""The verdict on real, labelled runs: required findings, and false alarms."""

from collections import Counter
from functools import cache

import pytest
from chainrule import Experiment
from chainrule.diagnostics import DivergedError
from chainrule.diagnostics.gradients.observe import Observer
from chainrule.diagnostics.verdict import RULES, Evidence, Finding, gather, verdict
from chainrule.training.records.timeline import Timeline
from diagnostics.verdict.labelled_runs import RUNS

pytestmark = pytest.mark.natively
REMARKS = {"kept", "plateau", "flat", "slow", "sound", "imbalance"}
"""Kinds that are findings even if nothing needs to be done. A few dead or saturated units are a
fact, not a problem."""


def trained(experiment: Experiment, epochs: int) -> Evidence:
    """A run of the experiment, with evidence that is collected as in the terminal."""
    run, has_diverged = experiment.trainer(), False
    run.timeline = Timeline(experiment)
    run.timeline.add(run.last_good)
    stop, ending = experiment.stopping(), ""
    try:
        while run.epoch < epochs and not ending:
            run.advance(len(run.batches) * (1 if stop else epochs))
            ending = stop.halt(run)
    except DivergedError:
        has_diverged = True
    return gather(Observer(experiment), run, has_diverged)


@cache
def judged() -> dict[str, tuple[Experiment, Evidence, list[Finding]]]:
    """All labelled runs, trained and judged once."""
    found = {}
    for row in RUNS:
        experiment = Experiment().changed(**row.settings)
        evidence = trained(experiment, row.epochs)
        found[row.name] = experiment, evidence, verdict(evidence)
    return found


def fired(name: str) -> set[str]:
    return {f.kind for f in judged()[name][2] if f.is_problem or f.kind in REMARKS}


def test_the_set_of_runs_covers_every_rule():
    assert len({row.name for row in RUNS}) == len(RUNS) >= 60
    assert {kind for row in RUNS for kind in row.must} == {rule.kind for rule in RULES} | {"sound"}


def test_precision_and_recall_are_at_least_90_percent(capsys):
    right, wrong, missed = Counter(), Counter(), Counter()
    for row in RUNS:
        kinds = fired(row.name)
        right.update(row.must & kinds)
        wrong.update(kinds - row.must - row.may)
        missed.update(row.must - kinds)
    lines = [f"{'rule':14} precision  recall  runs"]
    for kind in sorted(right | wrong | missed):
        precision = right[kind] / max(right[kind] + wrong[kind], 1)
        recall = right[kind] / max(right[kind] + missed[kind], 1)
        lines.append(f"{kind:14} {precision:9.2f} {recall:7.2f} {right[kind] + missed[kind]:5}")
    precision = right.total() / (right + wrong).total()
    recall = right.total() / (right + missed).total()
    lines.append(f"{'all':14} {precision:9.2f} {recall:7.2f} {(right + missed).total():5}")
    with capsys.disabled():
        print("", *lines, sep="\n")
    assert precision >= 0.9, wrong
    assert recall >= 0.9, missed


def test_every_run_has_findings_and_their_numbers_are_finite():
    for _, _, findings in judged().values():
        assert findings
        for finding in findings:
            assert finding.sentence.startswith(f"{finding.name}: ")
            assert finding.sentence.endswith(".")
            assert finding.condition
            assert all(number == number for number in finding.numbers.values())


def test_a_run_with_a_problem_is_never_called_sound():
    for _, _, findings in judged().values():
        assert any(f.kind == "sound" for f in findings) <= (not any(f.is_problem for f in findings))


def test_each_trial_is_one_allowed_change_that_names_both_values():
    trials = [(e, f.trial) for e, _, found in judged().values() for f in found if f.trial]
    assert len(trials) > 60
    for experiment, trial in trials:
        assert len(trial.changes) == 1
        assert experiment.changed(**trial.changes) != experiment
        assert "(now " in trial.words


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("Adam at 1", "oscillation"),
        ("momentum of 0.99", "oscillation"),
        ("weights of 0", "stalled"),
        ("a tiny rate", "stalled"),
        ("all units dead", "dead"),
        ("scale 30", "initial_loss"),
        ("wine as it is", "unscaled"),
        ("deep sigmoids", "vanishing"),
        ("xor by one unit", "plateau"),
        ("small steps of SGD", "plateau"),
        ("a penalty of 1", "stalled"),
        ("a penalty of 1 on sizes", "stalled"),
        ("a circle by a line", "stalled"),
        ("xor by a line", "stalled"),
        ("Adam at 1", "vanishing"),
    ],
)
def test_suggested_changes_lower_the_training_loss(name, kind):
    experiment, evidence, findings = judged()[name]
    trial = next(f.trial for f in findings if f.kind == kind and f.trial)
    epochs = next(row.epochs for row in RUNS if row.name == name)
    after = trained(experiment.changed(**trial.changes), epochs)
    assert after.training[-3:].mean() < evidence.training[-3:].mean()


@pytest.mark.parametrize("name", ["MSE at 99", "a plane at 10", "a curve at 50"])
def test_suggested_changes_end_divergence_within_three_attempts(name):
    experiment, evidence, _ = judged()[name]
    for _ in range(3):
        trial = next(f.trial for f in verdict(evidence) if f.kind == "diverging")
        assert trial
        experiment = experiment.changed(**trial.changes)
        evidence = trained(experiment, 5)
        if not evidence.has_diverged:
            break
    assert not evidence.has_diverged


@pytest.mark.parametrize("name", ["noisy spiral", "noisy circle", "lottery of many inputs"])
def test_suggestions_against_overfitting_lower_the_test_loss(name):
    experiment, evidence, findings = judged()[name]
    trial = next(f.trial for f in findings if f.kind == "overfitting")
    assert trial
    epochs = next(row.epochs for row in RUNS if row.name == name)
    after = trained(experiment.changed(**trial.changes), epochs)
    assert after.test[-3:].mean() < evidence.test[-3:].mean()


def finding(name, kind):
    return next(f for f in judged()[name][2] if f.kind == kind)


def test_a_run_with_restored_weights_is_judged_by_those_weights():
    experiment, evidence, findings = judged()["best at the start"]
    run = experiment.trainer()
    assert [f.kind for f in findings] == ["kept"]
    assert findings[0].is_problem
    assert findings[0].numbers["test loss"] == float(run.losses_now().test)
    assert "are the initial ones: 0.71, where a constant prediction" in findings[0].sentence
    assert (
        "Nothing was learned that generalises to the test set. At epoch 49 the"
        in findings[0].sentence
    )
    assert evidence.restored
    assert evidence.restored.way[-1].epoch == 49
    assert "overfitting" not in fired("best at the start")
    # Without patience, the same run overfits, which is reported.
    assert "overfitting" in {
        f.kind for f in verdict(trained(experiment.changed(stop_patience=0), 51))
    }


def test_restoring_an_untrained_network_is_a_problem():
    for name in ("best at the start, weighted", "a lottery is given up"):
        assert "sound" not in fired(name)
        assert finding(name, "kept").is_problem


@pytest.mark.parametrize("name", ["best after two epochs", "best at a third"])
def test_restored_weights_are_reported_with_the_later_losses(name):
    experiment, evidence, _ = judged()[name]
    assert evidence.restored
    result, way = finding(name, "kept"), evidence.restored.way
    assert not result.is_problem
    run = experiment.trainer()
    run.advance(evidence.restored.epoch * len(run.batches))
    losses = run.losses_now()
    assert result.numbers["test loss"] == pytest.approx(float(losses.test), rel=1e-6)
    assert result.numbers["training loss"] == pytest.approx(float(losses.training), rel=1e-6)
    assert way[-1].test_loss > losses.test
    assert f"At epoch {way[-1].epoch} the training loss was " in result.sentence
    # The rest of the verdict must be about the same weights.
    assert f"the test loss is {losses.test:.2g}" in finding(name, "sound").sentence
    assert evidence.observations[-1].epoch == evidence.restored.epoch


def test_a_solved_run_is_reported_as_learned_despite_dead_units():
    for name in ("solved", "solved again"):
        assert not any(f.is_problem for f in judged()[name][2])
        assert "The training examples are learned." in finding(name, "sound").sentence
    assert "Saturated units: " in finding("solved", "saturated").sentence


def test_if_a_penalty_or_large_steps_do_harm_a_smaller_value_is_suggested():
    for name in ("a penalty of 1", "a strong penalty"):
        assert {f.trial.words for f in judged()[name][2] if f.trial and f.is_problem} == {
            f"L2 penalty 0.003 (now {judged()[name][0].l2:g})"
        }
    rates = {f.trial.words for f in judged()["Adam at 1"][2] if f.trial}
    assert rates == {"Learning rate 0.3 (now 1)"}


def test_small_steps_and_a_plateau_suggest_the_same_change():
    trials = {f.trial.words for f in judged()["small steps of SGD"][2] if f.trial}
    assert trials == {"Learning rate 0.003 (now 0.001)"}


def test_lower_accuracy_with_class_weights_is_not_a_problem():
    plain, weighted = (finding(name, "imbalance") for name in ("one in twenty, mixed", "weighted"))
    assert plain.is_problem
    assert plain.trial
    assert plain.trial.words == "Class weights balanced (now none)"
    assert weighted.numbers["accuracy"] < weighted.numbers["share"]
    assert not weighted.is_problem
    assert weighted.trial is None
    assert "Class weights trade some of these answers for correct ones on" in weighted.sentence
