"""Sheets of a workbook on what is recommended, and on the money of the programmes."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from ntm_rules.i18n import tr, words
from ntm_rules.recommend.advise import Advice
from ntm_rules.recommend.recommendation import Recommendation
from ntm_rules.recommend.wording import actor, message
from ntm_rules.reports import advice_words as say
from ntm_rules.reports import money_words
from ntm_rules.reports.book import Book, Field, Value
from ntm_rules.reports.group_words import group_name


def add_advice(book: Book, advice: Advice, lead: list[str]) -> None:
    """A sheet of every recommendation: what groups are asked, then what is a commune's own; none where there is none."""
    rows = list(_rows(advice))
    fields = [
        Field(tr("For"), 22), Field(tr("Priority"), 8), Field(tr("What to do"), 64), Field(tr("Who acts"), 34),
        Field(tr("In which communes"), 32), Field(tr("Directive"), 14, "center"), Field(tr("Points"), 34),
    ]  # fmt: skip
    if rows:
        book.listing(tr("Recommendations"), fields, rows, lead=[*lead, say.ground(advice)], frozen=1)


def _rows(advice: Advice) -> Iterator[list[Value]]:
    for number in say.groups_advised(advice):
        for one in advice.of_group(number):
            yield _row(advice, one, _name(advice, number), say.communes_words(advice, one.rows))
    for row in np.flatnonzero(advice.assessment.risks.subject.last).tolist():
        own, shared = say.own_advice(advice, row)
        name = advice.assessment.judged.table.text(row, "commune") or ""
        if shared:
            yield [name, None, tr("{n} shared recommendation(s) above", n=shared), *[None] * 4]
        yield from (_row(advice, one, name, None) for one in own)


def _name(advice: Advice, number: int) -> str:
    group = advice.assessment.groups[number].group
    return f"{group_name(group)}, {group.year}"


def _row(advice: Advice, one: Recommendation, name: str, communes: Value) -> list[Value]:
    # The money of a group has a sheet of its own.
    said = message(advice.evidence, one, brief=one.row is None)
    return [
        name, one.score, said, actor(advice.evidence, one), communes, say.directive_words(one.asked),
        say.priority_words(one.points),
    ]  # fmt: skip


def advice_notes(advice: Advice) -> Iterator[list[Value]]:
    """Rows for the sheet of notes: what the directives ask, whose words they are, examples of what communes did."""
    told = say.all_shown(advice)
    asked = say.asked_directives(told)
    for one in asked:
        yield [tr("Directive"), one.directive.id, words(one.directive.text)]
    for line in say.notice_words(asked):
        yield [tr("Directive"), None, line]
    for example in say.example_words(advice, told):
        yield [tr("Examples by criterion, no promise (→ what they are meant to move)"), None, example]


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
        for line in advice.lines_of_group(number):
            yield [
                _name(advice, number), money_words.programme_of(line), str(line.budget_year), line.planned,
                line.disbursed, line.undisbursed, None if line.ratio is None else round(100 * line.ratio, 1),
                money_words.told_on(line), ", ".join(money_words.remarks(line)) or None, money_words.payable_until(line),
            ]  # fmt: skip
