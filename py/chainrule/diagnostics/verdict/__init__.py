"""The verdict on a run: findings from its losses, gradients and data, as sentences with numbers.

Each rule is a row of `rules.RULES`; `evidence.gather` collects their inputs.
"""

from __future__ import annotations

from chainrule.diagnostics.verdict.evidence import USUAL_UPDATE, Evidence, gather
from chainrule.diagnostics.verdict.finding import Finding, Found, Kind, Trial
from chainrule.diagnostics.verdict.gradients import flow
from chainrule.diagnostics.verdict.learning import curve_words, reservations
from chainrule.diagnostics.verdict.rules import RULES, Rule

__all__ = ["RULES", "USUAL_UPDATE", "Evidence", "Finding", "Rule", "Trial", "gather", "verdict"]

NO_NEWS: frozenset[Kind] = frozenset({"slow", "plateau", "flat"})
"""Remarks that rule out the finding "no problem found"."""


def verdict(evidence: Evidence) -> list[Finding]:
    """The findings on a run, problems first; never empty for a run that was observed.

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
        f"{rule.name}: {found.sentence}",
        found.numbers,
        found.trial,
    )


def _nothing_found(evidence: Evidence) -> Found:
    words, numbers = flow(evidence)
    curves = curve_words(evidence)
    clauses = [*([curves] if curves else []), *([f"gradients flow: {words}"] if words else [])]
    if curves and evidence.is_learnt:
        clauses.insert(1, "the training examples are learnt")
    text = ". ".join(c if not i else f"{c[0].upper()}{c[1:]}" for i, c in enumerate(clauses))
    return Found(f"{text}.{reservations(evidence)}", numbers, is_problem=False)


NOTHING_FOUND = Rule(
    "sound", "No problem found", "none of the other rules applies", lambda e: [_nothing_found(e)]
)
