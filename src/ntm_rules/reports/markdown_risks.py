"""What is at risk, on a Markdown page: recognition, risks, groups."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from ntm_rules.i18n import tr, words
from ntm_rules.reports.explanation import severity_words
from ntm_rules.reports.group_words import group_name, groups_at_risk
from ntm_rules.reports.markup import cell, plain, section, table
from ntm_rules.reports.overview import telling_columns
from ntm_rules.reports.risk_words import (
    change_words,
    condition_titles,
    condition_words,
    criterion_words,
    revocation_sentence,
    share_words,
)
from ntm_rules.risks.assessment import Assessment
from ntm_rules.risks.wording import message


def risk_lines(assessment: Assessment) -> Iterator[str]:
    """The sections; one that would be empty is left out."""
    yield from _standing(assessment)
    yield from _risks(assessment)
    yield from _groups(assessment)


def _standing(assessment: Assessment) -> Iterator[str]:
    if assessment.revoked is None:
        return
    keys = telling_columns(assessment.judged)
    headings = [*(name for _, name, _ in keys), tr("Revocation"), *condition_titles(assessment)]
    yield from section(
        tr("Recognition"),
        headings,
        (
            [
                *(cell(assessment.judged.table.text(row, key)) for key, _, _ in keys),
                cell(revocation_sentence(assessment, row)),
                *(f"{sign} {said}" for _, sign, said in condition_words(assessment, row)),
            ]
            for row in np.flatnonzero(assessment.risks.subject.last).tolist()
        ),
    )


def _risks(assessment: Assessment) -> Iterator[str]:
    risks, judged = assessment.risks, assessment.judged
    keys = telling_columns(judged)
    headings = [*(name for _, name, _ in keys), tr("Criterion"), tr("Severity"), tr("Kind"), tr("Why")]
    yield from section(
        tr("At risk"),
        headings,
        (
            [
                *(cell(judged.table.text(row, key)) for key, _, _ in keys),
                cell(criterion_words(judged, block.criterion, row)),
                severity_words(block.policy.severity),
                cell(words(block.policy.title)),
                cell(message(risks, block, at)),
            ]
            for row in range(len(judged.table))
            for block, at in risks.of_row(row)
        ),
    )


def _groups(assessment: Assessment) -> Iterator[str]:
    judged = assessment.judged
    shown = groups_at_risk(assessment)
    if shown:
        yield f"## {tr('Groups: unmet or at risk')}"
        yield ""
    for found in shown:
        yield f"**{plain(group_name(found.group))}, {found.group.year}**"
        yield ""
        if found.change:
            yield plain(change_words(judged, found.change))
            yield ""
        rows = ([cell(criterion_words(judged, s.criterion)), cell(share_words(s))] for s in found.shares)
        yield from table([tr("Criterion"), tr("Unmet or at risk")], rows)
        yield ""
