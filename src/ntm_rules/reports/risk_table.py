"""What is at risk, for eyes: commune by commune what is lost or may be, then the groups."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
from rich.console import RenderableType
from rich.padding import Padding
from rich.table import Table as RichTable
from rich.text import Text

from ntm_rules.engine.reported import row_note
from ntm_rules.engine.statuses import STATUSES
from ntm_rules.engine.summary import Counted, count_criteria
from ntm_rules.errors import Problem
from ntm_rules.i18n import tr, words
from ntm_rules.reports.explanation import severity_words
from ntm_rules.reports.group_words import group_name, groups_at_risk
from ntm_rules.reports.risk_words import (
    AT_RISK,
    change_words,
    condition_words,
    criterion_words,
    not_stated_words,
    revocation_sentence,
    share_words,
)
from ntm_rules.reports.terminal import STYLES, cut_short, listed_of, printed
from ntm_rules.risks.assessment import Assessment
from ntm_rules.risks.groups import GroupRisks
from ntm_rules.risks.wording import message

_SIGNS = {"unmet": "✗", "unknown": "?"}


def risks_table(assessment: Assessment, warnings: Sequence[Problem], *, plain: bool = False) -> str:
    """What is at risk as text of at most 100 columns; coloured on a terminal unless NO_COLOR is set."""
    return printed(assessment, _body(assessment), warnings, plain=plain)


def _body(assessment: Assessment) -> Iterator[RenderableType]:
    counted = count_criteria(assessment.judged)
    if not_stated := not_stated_words(assessment):
        yield Text(not_stated)
    rows = np.flatnonzero(assessment.risks.subject.last).tolist()
    for row in rows[: listed_of(len(rows))]:
        yield Text()
        yield _heading(assessment, row, counted)
        for line in _standing(assessment, row):
            yield _indented(Text(line))
        yield _indented(_risks(assessment, row))
    yield from cut_short(len(rows))
    groups = list(groups_at_risk(assessment))
    for found in groups[: listed_of(len(groups))]:
        yield Text()
        yield from _group(assessment, found)
    yield Text()
    yield Text(
        tr("▼ met for the time being, at risk of being lost. ✗ unmet. ? cannot be decided."), style="dim"
    )


def _heading(assessment: Assessment, row: int, counted: Counted) -> Text:
    table = assessment.judged.table
    names = (table.text(row, name) for name in ("commune", "district", "province"))
    met = tr("{n}/{total} criteria met", n=int(counted["counted"][row]), total=int(counted["total"][row]))
    met = row_note(assessment.judged, row) or met
    line = Text(", ".join(filter(None, names)), style="bold")
    return line.append(f" · {table.text(row, 'period')} · {met}", style="not bold")


def _risks(assessment: Assessment, row: int) -> RenderableType:
    judged = assessment.judged
    listed = RichTable.grid(padding=(0, 2, 0, 0))
    listed.add_column(max_width=26, overflow="fold")
    listed.add_column(no_wrap=True)
    listed.add_column(overflow="fold")
    told = None
    for block, at in assessment.risks.of_row(row):
        status = STATUSES[judged.statuses.criteria[block.criterion, row]]
        sign, style = _SIGNS.get(status, AT_RISK), STYLES.get(status if status in _SIGNS else "", "magenta")
        name = Text(f"{sign} {criterion_words(judged, block.criterion, row)}", style=style)
        listed.add_row(
            # Several risks of one criterion stand under its name.
            name if block.criterion != told else "",
            severity_words(block.policy.severity),
            Text(f"{words(block.policy.title)}: ", style="bold").append(
                message(assessment.risks, block, at), style="not bold"
            ),
        )
        told = block.criterion
    return listed if listed.row_count else Text(tr("nothing found at risk"))


def _standing(assessment: Assessment, row: int) -> Iterator[str]:
    if assessment.revoked is not None:
        if not assessment.revoked.not_stated[row]:
            yield f"{tr('Revocation')}: {revocation_sentence(assessment, row)}"
        stands = (
            f"{sign} {title}" + (f" ({said})" if sign != "✓" else "")
            for title, sign, said in condition_words(assessment, row)
        )
        yield f"{tr('Recognition')}: {' · '.join(stands)}"


def _group(assessment: Assessment, found: GroupRisks) -> Iterator[RenderableType]:
    judged = assessment.judged
    yield Text(f"{group_name(found.group)}, {found.group.year}: {tr('unmet or at risk')}", style="bold")
    if found.change:
        yield _indented(Text(change_words(judged, found.change)))
    listed = RichTable.grid(padding=(0, 2, 0, 0))
    listed.add_column(max_width=40, overflow="fold")
    listed.add_column(overflow="fold")
    for share in found.shares:
        listed.add_row(Text(criterion_words(judged, share.criterion)), share_words(share))
    yield _indented(listed)


def _indented(shown: RenderableType) -> Padding:
    return Padding(shown, (0, 0, 0, 2), expand=False)
