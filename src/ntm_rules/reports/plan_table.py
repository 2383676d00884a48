"""A plan for eyes: what it brings, then commune by commune what to do, then money, and what stays out of reach."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

from rich.console import RenderableType
from rich.padding import Padding
from rich.table import Table as RichTable
from rich.text import Text

from ntm_rules.engine.statuses import MET
from ntm_rules.i18n import tr
from ntm_rules.planning.result import BudgetPlan
from ntm_rules.reports import plan_words
from ntm_rules.reports.plan_rows import (
    action_cells,
    action_heads,
    purse_rows,
    shadow_rows,
    summary_lines,
)
from ntm_rules.reports.recognition_words import recognition_lines
from ntm_rules.reports.terminal import plain_text

_Side = Literal["left", "right"]
# Widths of year, what to do, what it moves, cost and whose money: 100 columns with what stands between them.
_COLUMNS: tuple[tuple[int, _Side], ...] = (
    (4, "left"),
    (25, "left"),
    (31, "left"),
    (9, "right"),
    (13, "left"),
)


def plan_table(plan: BudgetPlan, *, plain: bool = False) -> str:
    """The plan as text of at most 100 columns; coloured on a terminal unless NO_COLOR is set."""
    return plain_text(_body(plan), plan.before.loaded, illustrative=plan.illustrative, plain=plain)


def _body(plan: BudgetPlan) -> Iterator[RenderableType]:
    for line in summary_lines(plan):
        yield Text(line)
    if plan.refusal is not None:
        for line in plan_words.refusal_words(plan.before, plan.refusal):
            yield _indented(Text(f"✗ {line}", style="bold red"))
    for row in range(len(plan.before.table)):
        yield Text()
        yield from _commune(plan, row)
    if plan.outcome.values is not None:
        yield from _money(plan)
    yield Text()
    for line in plan_words.assumptions(plan):
        yield Text(line, style="dim")


def _commune(plan: BudgetPlan, row: int) -> Iterator[RenderableType]:
    total = len(plan.before.loaded.criteria)
    counts = [
        f"{year}: {int((judged.statuses.criteria[:, row] >= MET).sum())}/{total}"
        + (" ✓" if judged.qualifies[row] == 1 else "")
        for year, judged in plan.years.items()
    ]
    heading = Text(plan_words.commune_words(plan.before, row), style="bold")
    said = tr("criteria met at the end of {counts}", counts=" · ".join(counts))
    yield heading.append(f" · {said}", style="not bold")
    actions = [action for action in plan.actions if action.row == row]
    if actions:
        listed = RichTable(pad_edge=False, header_style="bold", expand=False)
        for (width, side), head in zip(_COLUMNS, action_heads(), strict=True):
            listed.add_column(head, overflow="fold", justify=side, width=width)
        for action in actions:
            listed.add_row(*map(Text, action_cells(plan, action)))
        yield _indented(listed)
    for names, why in plan_words.unreached_lines(plan, row):
        yield _indented(Text(f"✗ {names}: ", style="bold red").append(why, style="not bold default"))
    for sign, line in recognition_lines(plan.standing, row):
        yield _indented(Text(f"{sign} {tr('recognition')}: {line}", style="magenta"))


def _money(plan: BudgetPlan) -> Iterator[RenderableType]:
    yield Text()
    yield Text(tr("Money, million VND"), style="bold")
    listed = RichTable(pad_edge=False, header_style="bold", expand=False)
    for head in (tr("Whose money"), tr("Year"), tr("For")):
        listed.add_column(head, overflow="fold")
    for head in (tr("There is"), tr("Used"), tr("Left")):
        listed.add_column(head, justify="right", no_wrap=True)
    for source, year, place, there, used in purse_rows(plan):
        listed.add_row(Text(source), year, Text(place), *map(plan_words.money, (there, used, there - used)))
    yield _indented(listed)
    rows = shadow_rows(plan)
    if rows:
        yield Text()
        yield Text(tr("What other budgets would bring, beside this plan"), style="bold")
        listed = RichTable(pad_edge=False, header_style="bold", expand=False)
        for head in (tr("Whose money"), tr("10 % less"), tr("10 % more")):
            listed.add_column(head, overflow="fold")
        for cells in rows:
            listed.add_row(*map(Text, cells))
        yield _indented(listed)


def _indented(shown: RenderableType) -> Padding:
    return Padding(shown, (0, 0, 0, 2), expand=False)
