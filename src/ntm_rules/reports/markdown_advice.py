"""What is recommended, on a Markdown page: each group first, then what is a commune's own."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from ntm_rules.i18n import tr, words
from ntm_rules.recommend.advise import Advice
from ntm_rules.recommend.recommendation import Recommendation
from ntm_rules.recommend.wording import actor, message
from ntm_rules.reports import advice_words as say
from ntm_rules.reports.markup import cell, plain, section, table
from ntm_rules.reports.overview import telling_columns


def advice_lines(advice: Advice) -> Iterator[str]:
    """The sections; one that would be empty is left out."""
    told: list[Recommendation] = []
    groups = list(_groups(advice, told))
    communes = list(_communes(advice, told))
    if not told:
        return
    yield f"## {tr('Recommendations')}"
    yield ""
    yield plain(say.ground(advice))
    yield ""
    yield from groups
    yield from communes
    yield from _ends(advice, told)


def _groups(advice: Advice, told: list[Recommendation]) -> Iterator[str]:
    """The money and the recommendations of each group; `told` gathers what was."""
    for number in say.groups_advised(advice):
        found = advice.of_group(number)
        told += found
        yield f"### {plain(say.group_heading(advice.assessment.groups[number].group))}"
        yield ""
        if lines := advice.lines_of_group(number):
            title, headings, rows = say.money_columns(lines)
            yield plain(title)
            yield ""
            yield from table(headings, (list(map(cell, row)) for row in rows))
            yield ""
        headings = [*_headings(), tr("In which communes")]
        yield from table(headings, ([*_cells(advice, one), _for(advice, one)] for one in found))
        yield ""


def _communes(advice: Advice, told: list[Recommendation]) -> Iterator[str]:
    keys = telling_columns(advice.assessment.judged)
    headings = [*(name for _, name, _ in keys), *_headings()]
    text = advice.assessment.judged.table.text

    def rows() -> Iterator[list[str]]:
        for row in np.flatnonzero(advice.assessment.risks.subject.last).tolist():
            own, shared = say.own_advice(advice, row)
            told.extend(own)
            name = [cell(text(row, key)) for key, _, _ in keys]
            if shared:
                yield [
                    *name,
                    tr("{n} shared recommendation(s) above", n=shared),
                    *[""] * (len(_headings()) - 1),
                ]
            yield from ([*name, *_cells(advice, one)] for one in own)

    yield from (
        line.replace("## ", "### ", 1) for line in section(tr("Of the communes themselves"), headings, rows())
    )


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


def _for(advice: Advice, one: Recommendation) -> str:
    return cell(say.communes_words(advice, one.rows))


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
