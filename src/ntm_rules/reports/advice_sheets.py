"""Sheets of a workbook on what is recommended, and on the money of the programmes."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from ntm_rules.i18n import tr, words
from ntm_rules.recommend.advise import Advice
from ntm_rules.recommend.recommendation import Recommendation
from ntm_rules.recommend.wording import actor, message
from ntm_rules.reports import advice_words as say
from ntm_rules.reports.book import Book, Field, Value
from ntm_rules.reports.group_words import group_name


def add_advice(book: Book, advice: Advice, lead: list[str]) -> None:
    """A sheet of every recommendation: what groups are asked, then what is a commune's own; none where there is none."""
    told: list[Recommendation] = []
    rows = list(_rows(advice, told))
    if not rows:
        return
    fields = [
        Field(tr("For"), 20), Field(tr("Priority"), 8, "center"), Field(tr("What to do"), 62), Field(tr("Who acts"), 30),
        Field(tr("In which communes"), 30), Field(tr("Directive"), 12, "center"), Field(tr("It asks"), 44),
        Field(tr("Points"), 30),
    ]  # fmt: skip
    notes = [say.ground(advice), *say.notice_words(say.asked_directives(told))]
    book.listing(tr("Recommendations"), fields, rows, lead=[*lead, *notes], frozen=1)


def _rows(advice: Advice, told: list[Recommendation]) -> Iterator[list[Value]]:
    """The rows of the sheet; `told` gathers what they are of."""
    for number in say.groups_advised(advice):
        group = advice.assessment.groups[number].group
        found, lines = advice.of_group(number), advice.lines_of_group(number)
        told += found
        for one in found:
            said = message(advice.evidence, one, lines)
            yield _row(
                advice, one, f"{group_name(group)}, {group.year}", said, say.communes_words(advice, one.rows)
            )
    for row in np.flatnonzero(advice.assessment.risks.subject.last).tolist():
        own, shared = say.own_advice(advice, row)
        told += own
        name = advice.assessment.judged.table.text(row, "commune") or ""
        if shared:
            yield [name, None, tr("{n} shared recommendation(s) above", n=shared), *[None] * 5]
        for one in own:
            yield _row(advice, one, name, message(advice.evidence, one), None)


def _row(advice: Advice, one: Recommendation, name: str, said: str, communes: Value) -> list[Value]:
    return [
        name, one.score, said, actor(advice.evidence, one), communes, say.directive_words(one.asked),
        words(one.asked.directive.text), say.priority_words(one.points),
    ]  # fmt: skip


def add_money(book: Book, advice: Advice, lead: list[str]) -> None:
    """A sheet of the money of each group that advice is shown of; none where none is told."""
    fields = [
        Field(tr("For"), 24), Field(tr("Programme"), 52), Field(tr("Budget year"), 9, "center"),
        Field(tr("Planned"), 14), Field(tr("Disbursed"), 14), Field(tr("Undisbursed"), 14),
        Field(tr("Ratio, %"), 9), Field(tr("figures of").capitalize(), 24), Field(tr("Remark"), 22),
        Field(tr("payable until").capitalize(), 24),
    ]  # fmt: skip
    rows = list(_money(advice))
    if rows:
        book.listing(
            tr("Money"), fields, rows, lead=[*lead, tr("Money of the programmes, million VND")], frozen=1
        )


def _money(advice: Advice) -> Iterator[list[Value]]:
    for number in say.groups_advised(advice):
        group = advice.assessment.groups[number].group
        for line in advice.lines_of_group(number):
            yield [
                f"{group_name(group)}, {group.year}", say.programme_of(line), line.budget_year, line.planned,
                line.disbursed, line.undisbursed, None if line.ratio is None else round(100 * line.ratio, 1),
                say.told_on(line), ", ".join(say.remarks(line)) or None, say.payable_until(line),
            ]  # fmt: skip
