"""Sheets of a workbook on what is at risk, and on recognition."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from ntm_rules.engine.statuses import STATUSES
from ntm_rules.i18n import tr, words
from ntm_rules.reports.book import Book, Field, Mark, Value
from ntm_rules.reports.explanation import severity_words
from ntm_rules.reports.overview import telling_columns
from ntm_rules.reports.risk_words import (
    condition_titles,
    condition_words,
    criterion_words,
    revocation_reason,
    revocation_words,
)
from ntm_rules.reports.rows import status_cell
from ntm_rules.risks.assessment import Assessment
from ntm_rules.risks.wording import message

# Which look of a status a sign of a condition, and a verdict on revocation, takes.
_LOOKS = {"✓": "met", "✗": "unmet", "?": "unknown"}
_REVOKED = {
    "none": "met", "risk": "basically_met", "triggered": "unmet", "undecided": "unknown",
    "not_recognised": "not_applicable",
}  # fmt: skip


def add_risks(book: Book, assessment: Assessment, lead: list[str]) -> None:
    """A sheet of every risk; none where nothing is at risk."""
    rows = list(_risk_rows(assessment))
    if rows:
        keys = [Field(name, width * 0.8) for _, name, width in telling_columns(assessment.judged)]
        fields = [
            *keys, Field(tr("Criterion"), 26), Field(tr("Result of the criterion"), 14), Field(tr("Indicator"), 8, "center"),
            Field(tr("Severity"), 12, "center"), Field(tr("Kind"), 22), Field(tr("Why"), 80),
        ]  # fmt: skip
        book.listing(tr("At risk"), fields, rows, lead=lead, frozen=1)


def _risk_rows(assessment: Assessment) -> Iterator[list[Value]]:
    judged, risks = assessment.judged, assessment.risks
    keys = [key for key, _, _ in telling_columns(judged)]
    for row in range(len(judged.table)):
        for block, at in risks.of_row(row):
            status = STATUSES[judged.statuses.criteria[block.criterion, row]]
            indicators = judged.plan.indicators
            code = None if block.indicator is None else indicators[block.indicator].indicator.code
            yield [
                *(judged.table.text(row, key) for key in keys),
                criterion_words(judged, block.criterion, row),
                Mark(status_cell(status), status),
                code,
                severity_words(block.policy.severity),
                words(block.policy.title),
                message(risks, block, at),
            ]


def add_standing(book: Book, assessment: Assessment, lead: list[str]) -> None:
    """A sheet of revocation and the conditions of recognition; none where no rules are laid down for the set."""
    if assessment.revoked is None:
        return
    keys = [Field(name, width * 0.8) for _, name, width in telling_columns(assessment.judged)]
    fields = [
        *keys, Field(tr("Revocation"), 22, "center"), Field(tr("Why"), 60),
        *(Field(title, 20, "center") for title in condition_titles(assessment)),
    ]  # fmt: skip
    book.listing(tr("Recognition"), fields, _standing_rows(assessment), lead=lead, frozen=1)


def _standing_rows(assessment: Assessment) -> Iterator[list[Value]]:
    judged, revoked = assessment.judged, assessment.revoked
    assert revoked is not None
    keys = [key for key, _, _ in telling_columns(judged)]
    for row in np.flatnonzero(assessment.risks.subject.last).tolist():
        verdict = revoked.verdict(row)
        yield [
            *(judged.table.text(row, key) for key in keys),
            Mark(revocation_words(verdict).capitalize(), _REVOKED[verdict]),
            revocation_reason(assessment, row) or None,
            *(Mark(f"{sign} {said}", _LOOKS[sign]) for _, sign, said in condition_words(assessment, row)),
        ]
