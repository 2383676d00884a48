"""What is recommended, on a Markdown page: each group first, then what is a commune's own."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from ntm_rules.i18n import tr, words
from ntm_rules.recommend.advise import Advice
from ntm_rules.recommend.recommendation import Recommendation
from ntm_rules.recommend.wording import actor, message
from ntm_rules.reports import advice_words as say
from ntm_rules.reports import money_words
from ntm_rules.reports.markup import cell, plain, section, table
from ntm_rules.reports.overview import telling_columns


def advice_lines(advice: Advice) -> Iterator[str]:
    """The sections; one that would be empty is left out."""
    told = say.all_shown(advice)
    if not told:
        return
    yield f"## {tr('Recommendations')}"
    yield ""
    yield plain(say.ground(advice))
    yield ""
    yield from _groups(advice)
    yield from _communes(advice)
    yield from _ends(advice, told)


def _groups(advice: Advice) -> Iterator[str]:
    """The money and the recommendations of each group."""
    for number in say.groups_advised(advice):
        yield f"### {plain(say.group_heading(advice.assessment.groups[number].group))}"
        yield ""
        if lines := advice.lines_of_group(number):
            title, columns, amounts = money_words.money_columns(lines)
            yield plain(title)
            yield ""
            yield from table(columns, (list(map(cell, row)) for row in amounts))
            yield ""
        headings = [*_headings(), tr("In which communes")]
        found = advice.of_group(number)
        rows = ([*_cells(advice, one), cell(say.communes_words(advice, one.rows))] for one in found)
        yield from table(headings, rows)
        yield ""


def _communes(advice: Advice) -> Iterator[str]:
    keys = telling_columns(advice.assessment.judged)
    headings = [*(name for _, name, _ in keys), *_headings()]
    yield from section(tr("Of the communes themselves"), headings, _own(advice), level=3)


def _own(advice: Advice) -> Iterator[list[str]]:
    """What is a commune's own, under how many pieces of advice its group says for several."""
    keys, text = telling_columns(advice.assessment.judged), advice.assessment.judged.table.text
    blank = [""] * (len(_headings()) - 1)
    for row in np.flatnonzero(advice.assessment.risks.subject.last).tolist():
        own, shared = say.own_advice(advice, row)
        name = [cell(text(row, key)) for key, _, _ in keys]
        if shared:
            yield [*name, tr("{n} shared recommendation(s) above", n=shared), *blank]
        yield from ([*name, *_cells(advice, one)] for one in own)


def _headings() -> list[str]:
    return [tr("What to do"), tr("Who acts"), tr("Directive"), tr("Priority")]


def _cells(advice: Advice, one: Recommendation) -> list[str]:
    said = message(advice.evidence, one, brief=one.row is None)
    return [
        cell(said),
        cell(actor(advice.evidence, one)),
        cell(say.directive_words(one.asked)),
        cell(say.priority_words(one.points)),
    ]


def _ends(advice: Advice, told: Sequence[Recommendation]) -> Iterator[str]:
    """Examples of what communes did, and what the directives say."""
    if examples := list(say.example_words(advice, told)):
        yield f"### {tr('Examples by criterion, no promise (→ what they are meant to move)')}"
        yield ""
        yield from (f"- {plain(example)}" for example in examples)
        yield ""
    asked = say.asked_directives(told)
    yield f"### {tr('What the directives ask')}"
    yield ""
    for one in asked:
        yield f"- **{plain(say.directive_words(one))}** {plain(words(one.directive.text))}"
    yield ""
    for line in say.notice_words(asked):
        yield plain(line)
        yield ""
