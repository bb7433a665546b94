"""Rules about the loss curves, based on the records of the history."""

from __future__ import annotations

from dataclasses import dataclass

import numpy

from chainrule.diagnostics.verdict import trials
from chainrule.diagnostics.verdict.evidence import SLOW, Evidence
from chainrule.diagnostics.verdict.finding import Found
from chainrule.diagnostics.verdict.gradients import FLAT, through_time, time_words
from chainrule.diagnostics.verdict.statistics import (
    ends,
    median_error,
    progress_share,
    running_median,
    scatter,
    turning_share,
)
from chainrule.engine.op import Array
from chainrule.phrases import Phrase, phrase
from chainrule.phrases.phrase import said

FEWEST = 12
"""The smallest number of records from which the shape of a curve is judged: each half of a window
then has three records."""
FEWEST_TESTS = 10
"""The smallest number of test examples for which the mean loss is not dominated by chance."""
RISE = 0.1
"""The test loss is reported as rising if it exceeds its best value by more than this share, and by
more than `NEGLIGIBLE`."""
CLEAR, BACK = 1.5, 1.2
"""The test loss is also reported as rising from the record on at which its running median exceeds
its lowest value `CLEAR`-fold, and by more than `CLEARLY`, until it is below `BACK` times that value
again. The distance between the two factors keeps a noisy loss from changing the finding."""
CLEARLY = 0.01
"""Rises of the running median of the test loss up to this share of chance level do not count, even
if the loss is then a multiple of its lowest value, because almost everything is learned."""
GAP = 0.25
"""A gap between test and training loss is reported if it exceeds this share of chance level and the
training loss is less than half the test loss: a quarter of what could be learned was then
memorised."""
SIGMAS = 3.0
"""The number of standard deviations of a curve's noise beyond which a change is significant."""
NEGLIGIBLE = 0.05
"""Rises of the test loss up to this share of chance level do not count."""
FELT = 0.02
"""The smallest difference between training losses that counts, as a share of chance level."""
STILL = 0.01
"""The relative decrease between the halves of the last third of the epochs below which a loss
counts as stalled. In comparison, a loss that falls like 1/epochs, the slowest convergence of SGD on
a convex loss without noise (Nesterov 2004), falls by 15 %."""
ARRIVED = 0.1
"""The share of the initial gradient below which small steps are explained by convergence."""
JITTER = 0.1
"""A loss counts as oscillating if its typical relative jump between records exceeds this."""
FALLS = 0.8
"""The ratio of the last quarter's level to the first quarter's below which the loss counts as
falling."""
LEADS_NOWHERE = 0.25
"""The largest directness (see `statistics`) of an oscillation: white noise over 12 records has a
lower directness, and a noisy falling curve a higher one."""
TURNS = 0.4
"""The smallest share of peaks and troughs in an oscillation: white noise has a share of 2/3, and a
wave with a period of five records has a share of 0.4. Slower waves are not caused by steps that
overshoot."""


@dataclass(frozen=True)
class Level:
    """The initial and the current level of the training loss.

    Attributes
    ----------
    start, last : the losses in the first and the last record, as shown on the page.
    now : the median over the records since the epoch `since`, which is the level that is judged.
    chance : the loss at chance level; see `Task`.
    """

    start: float
    last: float
    now: float
    since: int
    chance: float

    @property
    def words(self) -> Phrase:
        """`now`, described as a median if the page shows a different number."""
        if said(self.now) == said(self.last):
            return phrase("curves.level", now=self.now)
        return phrase("curves.median", now=self.now, since=self.since)


def overfitting(evidence: Evidence) -> list[Found]:
    """Overfitting: the test loss rises, or stays far above the training loss."""
    task = evidence.task
    if task is None or len(evidence.records) < FEWEST or not evidence.has_test:
        return []
    if task.tests < FEWEST_TESTS:
        return []
    return _rising(evidence, task.chance) or _apart(evidence, task.chance)


def _rising(evidence: Evidence, chance: float) -> list[Found]:
    """The test loss has risen from its best value while the training loss has fallen: by much, or
    to a multiple of that value. The decision is based on medians; the sentence uses the numbers
    shown on the page."""
    test, training = evidence.test, evidence.training
    width = _window(len(test))
    smooth = running_median(test, width)
    middle = int(smooth.argmin())
    near = slice(max(0, middle - width // 2), middle + width // 2 + 1)
    best = near.start + int(test[near].argmin())
    low = float(smooth[middle])
    bound = max(RISE * low, NEGLIGIBLE * chance, SIGMAS * scatter(test))
    has_risen = numpy.median(test[-width:]) - low > bound or _is_clear(
        smooth, running_median(training, width), chance
    )
    fell = numpy.median(training[-width:]) < numpy.median(training[near])
    if not has_risen or not fell or test[-1] <= test[best]:
        return []
    numbers = {
        "since": float(evidence.epochs[best]),
        "best test loss": float(test[best]),
        "training loss then": float(training[best]),
        "test loss": float(test[-1]),
        "training loss": float(training[-1]),
    }
    since, low, before, now, after = numbers.values()
    # If the test loss rises from the start, stopping earlier does not help.
    key = "found.overfitting.rising" if since else "found.overfitting.from_start"
    text = phrase(key, since=int(since), low=low, before=before, now=now, after=after)
    return [Found(text, numbers, trial=trials.penalty(evidence))]


def _is_clear(test: Array, training: Array, chance: float) -> bool:
    """Whether the running median of the test loss has risen `CLEAR`-fold since its lowest value,
    where that of the training loss was higher, and has not come `BACK` since."""
    is_clear, best = False, (float(test[0]), float(training[0]))
    for loss, other in zip(test.tolist(), training.tolist(), strict=True):
        low, before = best = min(best, (loss, other), key=lambda pair: pair[0])
        if is_clear:
            is_clear = loss > BACK * low and loss - low > CLEARLY * chance / 2
        else:
            is_clear = loss > CLEAR * low and loss - low > CLEARLY * chance and other < before
    return is_clear


def _apart(evidence: Evidence, chance: float) -> list[Found]:
    """The test loss stays far above the training loss. The decision is based on medians and on the
    last losses; the sentence uses the numbers shown on the page."""
    width = _window(len(evidence.test))
    smooth, seen = (running_median(y, width) for y in (evidence.test, evidence.training))
    wide = _is_apart(smooth, seen, chance)
    test, training = evidence.test[-1], evidence.training[-1]
    if not wide[-1] or not _is_apart(test, training, chance):
        return []
    since = int(evidence.epochs[len(wide) - int(numpy.argmin(wide[::-1])) if not wide.all() else 0])
    test, training = float(test), float(training)
    ratio = test / max(training, 1e-300)
    text = phrase("found.overfitting.apart", test=test, ratio=ratio, training=training, since=since)
    numbers = {"since": float(since), "test loss": test, "training loss": training}
    return [Found(text, numbers, trial=trials.penalty(evidence))]


def _is_apart(test: Array, training: Array, chance: float) -> Array:
    return (test - training > GAP * chance) & (training < numpy.minimum(test / 2, chance))


def oscillation(evidence: Evidence) -> list[Found]:
    """The loss oscillates without decreasing."""
    level = level_of(evidence)
    if level is None:
        return []
    window = evidence.training[len(evidence.training) // 2 :]
    if len(window) < FEWEST:
        window = evidence.training[-FEWEST:]
    jump = float(numpy.median(numpy.abs(numpy.diff(window))))
    share, turns = progress_share(window), turning_share(window)
    is_large = jump > max(JITTER * float(numpy.median(window)), FELT * level.chance)
    if not is_large or share > LEADS_NOWHERE or turns < TURNS or _falls(window, level.chance):
        return []
    low, high = (float(q) for q in numpy.quantile(window, (0.1, 0.9)))
    text = phrase("found.oscillation", low=low, high=high, jump=jump)
    numbers = {"jump": jump, "low": low, "high": high, "turns": turns, "progress": share}
    return [Found(text, numbers, trial=trials.rate(evidence, 1 / 3))]


def _falls(window: Array, chance: float) -> bool:
    """Whether an oscillating loss decreases overall and ends below chance level."""
    early, late = ends(window)
    noise = 2 * median_error(window, len(window) // 4)
    return early - late > max((1 - FALLS) * early, noise) and late < chance


def stalled(evidence: Evidence) -> list[Found]:
    """Nothing is learned: the loss is still the initial loss or that of a constant prediction."""
    if not (evidence.recent and numpy.any(evidence.recent[-1].gradients)):
        return _nothing_moves(evidence)
    level = level_of(evidence)
    if level is None or evidence.is_learned or not _stands_still(evidence):
        return []
    if oscillation(evidence):
        return []
    epoch = int(evidence.epochs[-1])
    numbers = {"start": level.start, "now": level.now, "chance": level.chance}
    trial = trials.push(evidence)
    if level.now > (1 - STILL) * level.start:
        why = _why_still(evidence)
        text = phrase(
            "found.stalled.start", epoch=epoch, now=level.words, start=level.start, why=why
        )
        return [Found(text, numbers, trial=trial)]
    if level.now > (1 - FELT) * level.chance:
        why = _why_still(evidence)
        text = phrase("found.stalled.chance", now=level.words, chance=level.chance, why=why)
        return [Found(text, numbers, trial=trial)]
    return []


def _nothing_moves(evidence: Evidence) -> list[Found]:
    """All gradients are 0, although not everything has been learned."""
    if evidence.is_learned:
        return []
    loss = float(evidence.training[-1]) if len(evidence.training) else None
    numbers = {} if loss is None else {"now": loss}
    text = Phrase("found.stalled.zero" if loss is None else "found.stalled.zero_at", numbers)
    return [Found(text, numbers, trial=trials.push(evidence))]


def _why_still(evidence: Evidence) -> Phrase:
    moved = evidence.updates[evidence.updates > 0]
    if not moved.size:
        return phrase("why.still")
    if trials.less_penalty(evidence):
        return phrase("why.penalty")
    if moved.max() < SLOW:
        return phrase("why.small_steps", share=float(moved.max()))
    return phrase("why.not_learned")


def plateau(evidence: Evidence) -> list[Found]:
    """The loss has stopped falling, although much is left to learn."""
    level = level_of(evidence)
    if level is None or evidence.is_learned or not _stands_still(evidence):
        return []
    if stalled(evidence) or oscillation(evidence):
        return []
    since = int(evidence.epochs[_since_still(evidence.training)])
    text = phrase("found.plateau", now=level.words, since=since)
    numbers = {"now": level.now, "since": float(since), "start": level.start}
    fell = through_time(evidence).get("ratio", 1.0)
    return [Found(text, numbers, False, trials.push(evidence, has_arrived=fell < ARRIVED))]


def flat(evidence: Evidence) -> list[Found]:
    """The gradient has fallen to a thousandth of its initial size."""
    numbers = through_time(evidence)
    if not numbers or numbers["ratio"] >= FLAT or evidence.is_learned:
        return []
    level = level_of(evidence)
    time = time_words(numbers)
    text = phrase("found.flat.unknown", time=time)
    if level is not None:
        text = phrase("found.flat", time=time, now=level.words)
    return [Found(text, numbers, False)]


def curve_words(evidence: Evidence) -> Phrase | None:
    """The losses in one clause; None if they are unknown."""
    if not len(evidence.training):
        return None
    start, now = float(evidence.training[0]), float(evidence.training[-1])
    words = phrase("curves.now", now=now)
    if len(evidence.training) > 1:
        words = phrase("curves.fell" if now < start else "curves.rose", start=start, now=now)
    if not evidence.has_test:
        return words
    return phrase("curves.with_test", curve=words, test=float(evidence.test[-1]))


def reservations(evidence: Evidence) -> Phrase | None:
    """A sentence that says what could not be judged and why; None if everything could be judged."""
    if evidence.task is None:
        return None
    known = len(evidence.records)
    if known < FEWEST and evidence.restored is None:
        key = "reservation.trained" if evidence.starts_trained else "reservation.early"
        return phrase(key, fewest=FEWEST)
    if not evidence.has_test or evidence.task.tests < FEWEST_TESTS:
        return phrase("reservation.no_test")
    return None


def _window(count: int) -> int:
    """The number of records over which a median is taken: about a tenth of the curve, at least 3,
    and odd."""
    return max(3, count // 10 | 1)


def level_of(evidence: Evidence) -> Level | None:
    """The initial and the current level of the training loss; None if it is too early to judge."""
    if evidence.task is None or len(evidence.records) < FEWEST:
        return None
    width = _window(len(evidence.training))
    start, *_, last = evidence.training.tolist()
    now = float(numpy.median(evidence.training[-width:]))
    return Level(start, last, now, int(evidence.epochs[-width]), evidence.task.chance)


def _stands_still(evidence: Evidence) -> bool:
    """Whether the loss changed by less than `STILL` or by less than its noise between the halves of
    the last third of the epochs."""
    window = evidence.training[-max(6, len(evidence.training) // 3) :]
    half = len(window) // 2
    early, late = float(numpy.median(window[:half])), float(numpy.median(window[half:]))
    return abs(early - late) <= max(STILL * late, 2 * median_error(window, half))


def _since_still(curve: Array) -> int:
    """The index of the first record since which the loss has stayed close to its current level."""
    smooth = running_median(curve, _window(len(curve)))
    near = numpy.abs(smooth - smooth[-1]) <= max(2 * STILL * smooth[-1], SIGMAS * scatter(curve))
    return 0 if near.all() else len(near) - int(numpy.argmin(near[::-1]))
