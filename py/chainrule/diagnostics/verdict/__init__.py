"""The verdict on a run: findings from its losses, gradients and data, as sentences with numbers.

Each rule is a row of `rules.RULES`, and `evidence.gather` collects the input of the rules.
"""

from __future__ import annotations

from chainrule.diagnostics.verdict.evidence import USUAL_UPDATE, Evidence, gather
from chainrule.diagnostics.verdict.finding import Finding, Found, Kind, Trial
from chainrule.diagnostics.verdict.gradients import flow
from chainrule.diagnostics.verdict.learning import curve_words, reservations
from chainrule.diagnostics.verdict.rules import RULES, Rule
from chainrule.phrases import phrase, sentences

__all__ = ["RULES", "USUAL_UPDATE", "Evidence", "Finding", "Rule", "Trial", "gather", "verdict"]

NO_NEWS: frozenset[Kind] = frozenset({"slow", "plateau", "flat"})
"""Remarks that are not combined with the finding that no problem was found."""


def verdict(evidence: Evidence) -> list[Finding]:
    """The findings on a run, with problems first; never empty if the run has been observed.

    Examples
    --------
    >>> from chainrule import Experiment
    >>> from chainrule.diagnostics.gradients.observe import Observer
    >>> run, observer = Experiment().trainer(), Observer(Experiment())
    >>> seen = [observer.observe(run.snapshot(), ["norms", "updates", "units"])]
    >>> [finding.kind for finding in verdict(Evidence(seen, observer.layers))]
    ['sound']
    """
    if not evidence.observations:
        return []
    rules = RULES if evidence.is_finite else RULES[:1]
    found = [_finding(rule, each) for rule in rules for each in rule.find(evidence)]
    if not any(f.is_problem or f.kind in NO_NEWS for f in found):
        found.insert(0, _finding(NOTHING_FOUND, _nothing_found(evidence)))
    return sorted(found, key=lambda finding: not finding.is_problem)


def _finding(rule: Rule, found: Found) -> Finding:
    return Finding(
        rule.kind,
        rule.name,
        rule.condition,
        found.is_problem,
        phrase("verdict.sentence", name=rule.name, found=found.sentence),
        found.numbers,
        found.trial,
    )


def _nothing_found(evidence: Evidence) -> Found:
    clauses, numbers = flow(evidence)
    curves, reservation = curve_words(evidence), reservations(evidence)
    if curves and evidence.is_learned:
        curves = phrase("curves.learned", curves=curves)
    if curves and clauses:
        text = phrase("found.sound", curves=curves, flow=clauses)
    elif curves:
        text = phrase("found.sound.curves", curves=curves)
    else:
        text = phrase("found.sound.flow", flow=clauses)
    return Found(sentences([text, reservation]) if reservation else text, numbers, False)


NOTHING_FOUND = Rule("sound", lambda evidence: [_nothing_found(evidence)])
