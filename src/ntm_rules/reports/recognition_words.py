"""What recognition asks beside the criteria, where it is not known to hold: arrears, satisfaction, security."""

from __future__ import annotations

from typing import Any

from ntm_rules.definitions.recognition import Reached
from ntm_rules.i18n import tr, words
from ntm_rules.reports.risk_words import condition_words
from ntm_rules.risks.assessment import Assessment
from ntm_rules.risks.recognition import CONDITIONS

_ANSWERS = {1: True, 0: False, -1: None}


def recognition_lines(assessment: Assessment | None, row: int) -> list[tuple[str, str]]:
    """The sign and the sentence of each condition that does not hold in a row, or of which that is not known.

    A rate that no rule lays down is left out: it is told once, of all.
    """
    if assessment is None or not assessment.conditions:
        return []
    found = []
    for name, (title, sign, how) in zip(CONDITIONS, condition_words(assessment, row), strict=True):
        if sign != "✓" and not _not_laid_down(assessment, name):
            found.append((sign, f"{title}: {how}"))
    return found


def not_judged(assessment: Assessment | None) -> list[str]:
    """The conditions of which no rule says what is asked, so that they are not judged for any commune."""
    if assessment is None or not assessment.conditions:
        return []
    rules = assessment.rules.recognition
    titles = [words(getattr(rules, name).title) for name in CONDITIONS if _not_laid_down(assessment, name)]
    return [f"{title}: {tr('the required rate is not entered')}" for title in titles]


def recognition_answers(assessment: Assessment | None, row: int) -> dict[str, Any]:
    """Whether each condition holds, as it stands in documents: null where that is not known; empty without rules."""
    if assessment is None:
        return {}
    found = {name: _ANSWERS[int(codes[row])] for name, codes in assessment.conditions.items()}
    return {"recognition": found} if found else {}


def _not_laid_down(assessment: Assessment, name: str) -> bool:
    rule = getattr(assessment.rules.recognition, name)
    return isinstance(rule, Reached) and rule.at_least is None
