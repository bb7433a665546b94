"""Rules about a run's initial weights, and about the weights that the run keeps at the end."""

from __future__ import annotations

from chainrule.diagnostics.verdict import trials
from chainrule.diagnostics.verdict.data import unscaled
from chainrule.diagnostics.verdict.evidence import Evidence, RestoredWeights
from chainrule.diagnostics.verdict.finding import Found
from chainrule.diagnostics.verdict.learning import FELT, FEWEST_TESTS
from chainrule.phrases import Phrase, phrase, sentences

FAR = 2.0
"""The initial loss is reported if it is more than this multiple of the usual one (see `Task`). The
multiple corresponds to scores with more than three times the usual standard deviation for binary
cross-entropy, and with twice the usual one for the squared error."""
LARGE_SCALE = 2.0
"""A high initial loss is not attributed to chance if the initial scale is at least this. At the
usual scale, networks without hidden layers or with a single input often start with a high or a low
loss."""


def initial_loss(evidence: Evidence) -> list[Found]:
    """An initial loss that differs from that of an untrained network, and its cause: given weights,
    a large initial scale, or large inputs."""
    task, records, experiment = evidence.task, evidence.records, evidence.experiment
    if task is None or not records or records[0].step:
        return []
    start, is_given = float(evidence.training[0]), evidence.has_given_weights
    numbers = {"start": start, "usual": task.usual, "chance": task.chance}
    if evidence.starts_trained:
        text = phrase("found.initial_loss.trained", start=start, chance=task.chance)
        return [Found(text, numbers, False)]
    is_large = experiment is None or is_given or experiment.init_scale >= LARGE_SCALE
    if start <= FAR * task.usual or not (is_large or unscaled(evidence)):
        return []
    text = Phrase("found.initial_loss", numbers)
    trial = trials.smaller_init(evidence) or trials.standardising(evidence)
    return [Found(text, numbers, trial=trial)]


def kept(evidence: Evidence) -> list[Found]:
    """The run stopped and restored the weights with its best test loss. The finding gives the
    epoch of these weights and says how the run continued after that epoch.

    The finding is a problem if the restored weights are no better than the initial weights or a
    constant prediction.
    """
    restored, task = evidence.restored, evidence.task
    if restored is None or task is None:
        return []
    test, training = float(evidence.test[-1]), float(evidence.training[-1])
    numbers = {"since": float(restored.epoch), "test loss": test, "training loss": training}
    is_blank = test > (1 - FELT) * task.chance
    is_untrained = restored.epoch == 0 and not evidence.has_given_weights
    if task.tests < FEWEST_TESTS or not (is_blank or is_untrained):
        best = phrase("found.kept", epoch=restored.epoch, test=test, training=training)
        return [Found(_with_way(best, restored), numbers, False)]
    numbers["chance"] = task.chance
    key = "found.kept.blank" if restored.epoch else "found.kept.initial"
    best = phrase(key, epoch=restored.epoch, test=test, chance=task.chance)
    return [
        Found(_with_way(best, restored), numbers, trial=_against_forgetting(evidence, restored))
    ]


def _against_forgetting(evidence: Evidence, restored: RestoredWeights) -> trials.Trial | None:
    """Suggest a penalty if the training examples were learned before the run stopped, and otherwise
    more patience."""
    assert evidence.task is not None  # checked by the caller
    lowest = min((float(record.training_loss) for record in restored.way), default=0.0)
    has_learned = restored.way and lowest < evidence.training[-1] - FELT * evidence.task.chance
    return trials.penalty(evidence) if has_learned else trials.patience(evidence)


def _with_way(best: Phrase, restored: RestoredWeights) -> Phrase:
    """The sentence, followed by the state of the run when it stopped."""
    if not restored.way:
        return best
    last = restored.way[-1]
    training, test = float(last.training_loss), float(last.test_loss)
    return sentences([best, phrase("kept.way", epoch=last.epoch, training=training, test=test)])
