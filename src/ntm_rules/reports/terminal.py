"""An evaluation for eyes: the group first, then each commune, then what the signs mean."""

from __future__ import annotations

import io
import sys
import textwrap
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

import numpy as np
from rich.console import Console, RenderableType
from rich.markup import escape
from rich.table import Table as RichTable
from rich.text import Text

from ntm_rules.definitions.models import CriteriaSet, title_on
from ntm_rules.engine.evaluate import Judgement
from ntm_rules.engine.groups import Group, groups_of
from ntm_rules.engine.reported import met_words
from ntm_rules.engine.statuses import BASICALLY_MET, NO_LEVEL, STATUSES, UNKNOWN, UNMET, Flags, status_words
from ntm_rules.engine.summary import count_criteria
from ntm_rules.errors import Problem
from ntm_rules.i18n import figure, tr, words
from ntm_rules.limits import FIRST_LISTED, MOST_LISTED
from ntm_rules.recommend.advise import Advice
from ntm_rules.reports.advice_words import illustrative
from ntm_rules.reports.explanation import ranges
from ntm_rules.reports.group_words import group_name, worth_showing
from ntm_rules.reports.risk_words import AT_RISK

if TYPE_CHECKING:
    from ntm_rules.engine.papers import Papers
    from ntm_rules.risks.assessment import Assessment

WIDTH = 100
# What the table itself must say, not only standard error.
STANDING = ("criteria_ignored", "other_kind_judged", "province_set_not_entered", "unverified_levels")
_SHOWN = (UNMET, BASICALLY_MET, UNKNOWN)
_SIGNS = {"unmet": "✗", "basically_met": "≈", "unknown": "?"}
_HEADING = 12
STYLES = {"unmet": "bold red", "unknown": "yellow", "basically_met": "cyan", "met": "green"}


def evaluation_table(
    advice: Advice, warnings: Sequence[Problem], *, joined: Papers | None = None, plain: bool = False
) -> str:
    """The table of an evaluation, what to do first, and what papers are wanting, as text of at most 100 columns.

    Coloured on a terminal unless NO_COLOR is set.
    """
    body = _evaluation(advice, joined)
    return printed(advice.assessment, body, warnings, plain=plain, illustrative=illustrative(advice))


def _evaluation(advice: Advice, joined: Papers | None) -> Iterator[RenderableType]:
    from ntm_rules.reports.advice_table import first_lines

    judged, at_risk = advice.assessment.judged, advice.assessment.risks.at_risk
    groups = list(worth_showing(groups_of(judged)))
    for group in groups[: listed_of(len(groups))]:
        yield group_line(group, len(judged.loaded.criteria))
    yield _communes(judged, at_risk)
    yield from cut_short(len(judged.table))
    yield from _legend(judged, at_risk)
    yield from first_lines(advice)
    if joined:
        from ntm_rules.reports.paper_section import section

        yield from section(joined)


def listed_of(rows: int) -> int:
    """How many of so many rows a table for a screen lists: all, or the first where there are very many."""
    return rows if rows <= MOST_LISTED else FIRST_LISTED


def cut_short(rows: int) -> Iterator[Text]:
    """That a table lists only its first rows, and how to have all."""
    if listed_of(rows) < rows:
        said = tr(
            "The first {n} of {rows} rows are listed. All of them: -o result.csv, or --format csv.",
            n=FIRST_LISTED, rows=figure(rows),
        )  # fmt: skip
        yield Text(said, style="bold")


def printed(
    assessment: Assessment,
    body: Iterable[RenderableType],
    warnings: Sequence[Problem],
    *,
    plain: bool,
    illustrative: bool | None = None,
) -> str:
    """What was judged, a body, and what must stand beside it, as text.

    `illustrative` says it of figures beside the assessment's own too.
    """
    standing = [
        Text(f"! {warning.message}", style="magenta") for warning in warnings if warning.kind in STANDING
    ]
    marked = assessment.illustrative if illustrative is None else illustrative
    return plain_text([*body, *standing], assessment.judged.loaded, illustrative=marked, plain=plain)


def plain_text(
    body: Iterable[RenderableType], loaded: CriteriaSet, *, illustrative: bool, plain: bool
) -> str:
    """A body under the title of the set, and that data are illustrative, as text."""
    console, head = _console(plain), loaded.head
    if illustrative:
        console.print(Text(f"*** {tr('ILLUSTRATIVE DATA')} ***", style="bold magenta"))
    console.print(Text(f"{words(head.title)} ({head.decision})", style="bold"))
    for entry in body:
        console.print(entry, highlight=False)
    return console.file.getvalue()  # type: ignore[attr-defined,no-any-return]


def _console(plain: bool) -> Console:
    colour = sys.stdout.isatty() and not plain
    width = min(WIDTH, Console().width) if colour else WIDTH
    return Console(
        file=io.StringIO(), width=max(width, 60), force_terminal=colour, no_color=None if colour else True
    )


def group_line(group: Group, total: int) -> Text:
    """What leaders ask first of a group: its communes, their mean, and under it the bands."""
    bands = " · ".join(f"{band}: {count}" for band, count in group.bands.items())
    line = Text()
    line.append(f"{group_name(group)}, {group.year}", style="bold")
    rows = len(group.rows)
    named = {"n": group.communes, "mean": figure(round(group.mean_criteria, 1)), "total": total}
    if rows == group.communes:
        said = tr("{n} commune(s), mean {mean}/{total} criteria", **named)
    else:
        said = tr("{n} commune(s), {rows} results of several periods, mean {mean}/{total} criteria", rows=rows, **named)  # fmt: skip
    line.append(f": {said}")
    reported = group.reported or 0
    unknown = sum(entry["unknown"] for entry in group.criteria) - reported * total
    undecided = unknown / (rows - reported) if rows > reported else 0
    if reported:
        line.append("; " + tr("{n} of them as reported, no criterion judged", n=reported))
    if undecided:
        line.append("; " + tr("undecided {n} more on average", n=figure(round(undecided, 1))))
    line.append(f"\n  {tr('by criteria met')}: {bands}")
    return line


def _communes(judged: Judgement, at_risk: Flags) -> RichTable:
    counted = count_criteria(judged)
    shown = [
        status for status in _SHOWN if status != BASICALLY_MET or (judged.statuses.criteria == status).any()
    ]
    table = RichTable(show_lines=False, pad_edge=False, header_style="bold", expand=False)
    table.add_column(tr("Commune"), max_width=26, overflow="fold")
    table.add_column(tr("Period"), no_wrap=True)
    table.add_column(tr("Met"), justify="right", no_wrap=True)
    for status in shown:
        name = STATUSES[status]
        heading = f"{_SIGNS[name]} {status_words(name).capitalize()}"
        # Two lines of a heading leave the room to the numbers.
        table.add_column(textwrap.fill(heading, _HEADING), style=STYLES[name], overflow="fold")
    table.add_column(f"{AT_RISK} {tr('At risk')}", style="magenta", overflow="fold")
    codes = np.array([criterion.code for criterion in judged.loaded.criteria])
    for row in range(listed_of(len(judged.table))):
        lists = [_listed(judged, codes, row, status) for status in shown]
        if judged.cases.outside[row]:
            lists = ["–"] * len(shown)
            lists[-1] = _not_judged(judged, row)
        table.add_row(
            escape(judged.table.text(row, "commune") or ""),
            judged.table.text(row, "period"),
            met_words(
                judged,
                row,
                counted=int(counted["counted"][row]),
                total=int(counted["total"][row]),
                waived=int(counted["not_applicable"][row]),
            ),
            *lists,
            ranges(codes[at_risk[:, row]]) or "–",
        )
    return table


def _not_judged(judged: Judgement, row: int) -> str:
    """Why the set does not judge a row: its year is before the set, or a later set applies."""
    successor = judged.loaded.head.succeeded_by
    if successor is not None and judged.table.judged_on[row] > judged.loaded.head.valid_to:
        return tr("another set applies to this year: {decision}", decision=successor.decision.number)
    return tr("the set does not judge this year")


def _listed(judged: Judgement, codes: np.ndarray, row: int, status: int) -> str:
    """The criteria of a status; an asterisk where the level is what is missing, not the figure."""
    mine = judged.statuses.criteria[:, row] == status
    no_level = mine & np.isin(judged.criterion_reasons[:, row], NO_LEVEL)
    parts = [ranges(codes[mine & ~no_level]), ", ".join(f"{code}*" for code in codes[no_level])]
    return ", ".join(part for part in parts if part) or "–"


def _legend(judged: Judgement, at_risk: Flags) -> list[Text]:
    shown = (judged.statuses.criteria == UNMET).any(axis=1) | (judged.statuses.criteria == BASICALLY_MET).any(
        axis=1
    )
    shown |= (judged.statuses.criteria == UNKNOWN).any(axis=1) | at_risk.any(axis=1)
    day = judged.table.judged_on.values.max()
    names = [
        f"{criterion.code} {words(title_on(criterion.titles, day))}"
        for criterion, there in zip(judged.loaded.criteria, shown, strict=True)
        if there
    ]
    signs = tr(
        "Met: criteria met or not considered (○). ✗ measured or judged below the level."
        " ? cannot be decided: a figure is missing, or with * the level (the province sets it, or it was not seen)."
        " ▼ met for the time being, at risk of being lost."
    )
    lines = [Text(signs, style="dim")]
    if names:
        lines.append(Text(f"{tr('Criteria')}: " + " · ".join(names), style="dim"))
    lines.append(Text(tr("Why: ntm-rules explain FILE --commune NAME [CODE]"), style="dim"))
    if at_risk.any():
        lines.append(Text(tr("What is at risk, and recognition: ntm-rules risks FILE"), style="dim"))
    return lines
