"""An evaluation for eyes: the group first, then each commune, then what the signs mean."""

from __future__ import annotations

import io
import sys
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

import numpy as np
from rich.console import Console
from rich.markup import escape
from rich.table import Table as RichTable
from rich.text import Text

from ntm_rules.definitions.models import title_on
from ntm_rules.engine.evaluate import Judgement
from ntm_rules.engine.groups import Group, groups_of
from ntm_rules.engine.statuses import BASICALLY_MET, NO_LEVEL, STATUSES, UNKNOWN, UNMET, status_words
from ntm_rules.engine.summary import count_criteria
from ntm_rules.errors import Problem
from ntm_rules.i18n import figure, tr, words

if TYPE_CHECKING:
    from ntm_rules.engine.papers import Papers

WIDTH = 100
# What the table itself must say, not only standard error.
STANDING = ("province_set_not_entered", "unverified_levels")
_SHOWN = (UNMET, BASICALLY_MET, UNKNOWN)
_SIGNS = {"unmet": "✗", "basically_met": "≈", "unknown": "?"}
_STYLES = {"unmet": "bold red", "unknown": "yellow", "basically_met": "cyan", "met": "green"}


def evaluation_table(
    judged: Judgement, warnings: Sequence[Problem], *, joined: Papers | None = None, plain: bool = False
) -> str:
    """The table of an evaluation, and what papers are wanting, as text of at most 100 columns.

    Coloured on a terminal unless NO_COLOR is set.
    """
    console = _console(plain)
    if judged.table.illustrative or (joined and joined.documents.illustrative):
        console.print(Text(f"*** {tr('ILLUSTRATIVE DATA')} ***", style="bold magenta"))
    console.print(Text(f"{words(judged.loaded.head.title)} ({judged.loaded.head.decision})", style="bold"))
    for group in worth_showing(groups_of(judged)):
        console.print(group_line(group, len(judged.loaded.criteria)), highlight=False, soft_wrap=False)
    console.print(_communes(judged))
    for line in _legend(judged):
        console.print(line, highlight=False)
    if joined:
        from ntm_rules.reports.paper_section import section

        for entry in section(joined):
            console.print(entry, highlight=False)
    for warning in warnings:
        if warning.kind in STANDING:
            console.print(Text(f"! {warning.message}", style="magenta"))
    return console.file.getvalue()  # type: ignore[attr-defined,no-any-return]


def ranges(codes: Iterable[str]) -> str:
    """Criterion numbers as people write them: 1–4, 6, 10."""
    spans: list[list[int]] = []
    for code in sorted(map(int, codes)):
        if spans and spans[-1][1] == code - 1:
            spans[-1][1] = code
        else:
            spans.append([code, code])
    parts = []
    for low, high in spans:
        parts += [f"{low}–{high}"] if high - low > 1 else [str(n) for n in range(low, high + 1)]
    return ", ".join(parts)


def _console(plain: bool) -> Console:
    colour = sys.stdout.isatty() and not plain
    width = min(WIDTH, Console().width) if colour else WIDTH
    return Console(
        file=io.StringIO(), width=max(width, 60), force_terminal=colour, no_color=None if colour else True
    )


def worth_showing(groups: list[Group]) -> list[Group]:
    """The one district by its name; several after all communes together."""
    districts = [group for group in groups if group.level == "district"]
    whole = [group for group in groups if group.level == "all"]
    if len(districts) == 1 and districts[0].communes == whole[0].communes:
        return districts
    # A line on a single commune says no more than its row.
    return whole + [group for group in districts if group.communes > 1 and len(districts) > 1]


def group_line(group: Group, total: int) -> Text:
    """What leaders ask first of a group: its communes, their mean, and under it the bands."""
    name = ", ".join(filter(None, (group.name, group.province))) or tr("All communes")
    bands = " · ".join(f"{band}: {count}" for band, count in group.bands.items())
    line = Text()
    line.append(f"{name}, {group.year}", style="bold")
    line.append(
        ": "
        + tr(
            "{n} commune(s), mean {mean}/{total} criteria",
            n=group.communes,
            mean=figure(round(group.mean_criteria, 1)),
            total=total,
        )
    )
    undecided = sum(entry["unknown"] for entry in group.criteria) / group.communes
    if undecided:
        line.append("; " + tr("undecided {n} more on average", n=figure(round(undecided, 1))))
    line.append(f"\n  {tr('by criteria met')}: {bands}")
    return line


def _communes(judged: Judgement) -> RichTable:
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
        table.add_column(heading, style=_STYLES[name], overflow="fold")
    codes = np.array([criterion.code for criterion in judged.loaded.criteria])
    for row in range(len(judged.table)):
        lists = [_listed(judged, codes, row, status) for status in shown]
        if judged.cases.outside[row]:
            lists[-1] = tr("the set does not judge this year")
        waived = int(counted["not_applicable"][row])
        table.add_row(
            escape(judged.table.text(row, "commune") or ""),
            judged.table.text(row, "period"),
            f"{counted['counted'][row]}/{counted['total'][row]}" + (f" ({waived}○)" if waived else ""),
            *lists,
        )
    return table


def _listed(judged: Judgement, codes: np.ndarray, row: int, status: int) -> str:
    """The criteria of a status; an asterisk where the level is what is missing, not the figure."""
    mine = judged.statuses.criteria[:, row] == status
    no_level = mine & np.isin(judged.criterion_reasons[:, row], NO_LEVEL)
    parts = [ranges(codes[mine & ~no_level]), ", ".join(f"{code}*" for code in codes[no_level])]
    return ", ".join(part for part in parts if part) or "–"


def _legend(judged: Judgement) -> list[Text]:
    shown = (judged.statuses.criteria == UNMET).any(axis=1) | (judged.statuses.criteria == BASICALLY_MET).any(
        axis=1
    )
    shown |= (judged.statuses.criteria == UNKNOWN).any(axis=1)
    day = judged.table.judged_on.values.max()
    names = [
        f"{criterion.code} {words(title_on(criterion.titles, day))}"
        for criterion, there in zip(judged.loaded.criteria, shown, strict=True)
        if there
    ]
    signs = tr(
        "Met: criteria met or not considered (○). ✗ measured or judged below the level."
        " ? cannot be decided: a figure is missing, or with * the level (the province sets it, or it was not seen)."
    )
    lines = [Text(signs, style="dim")]
    if names:
        lines.append(Text(f"{tr('Criteria')}: " + " · ".join(names), style="dim"))
    lines.append(Text(tr("Why: ntm-rules explain FILE --commune NAME [CODE]"), style="dim"))
    return lines
