"""A table whose columns are of several periods side by side, as one with a row for each commune and period."""

from __future__ import annotations

from collections.abc import Mapping

from ntm_rules.errors import Problem
from ntm_rules.tables.conversion import refused_unit
from ntm_rules.tables.dated import dated
from ntm_rules.tables.grid import Grid, Sheet, text_of
from ntm_rules.tables.headers import HeaderMatcher, Target
from ntm_rules.tables.periods import Period
from ntm_rules.tables.pivot import Pivot, Spot, in_unit
from ntm_rules.tables.row_names import named


def by_period(
    grid: Grid, sheet: Sheet, matcher: HeaderMatcher, base: int | None
) -> tuple[Grid, list[Problem]]:
    """The grid with a row for each commune and period, and figures that stand twice; as it is where no header is dated.

    Figures whose header names no period are of the year `base`, where one is known. A table that has a column of
    years or periods is left as it is.
    """
    columns = {at: found for at, head in enumerate(grid.headers) if (found := dated(head, matcher))}
    undated = {at: matcher.match(head) for at, head in enumerate(grid.headers) if head and at not in columns}
    facts = {at: t for at, t in undated.items() if isinstance(t, Target) and t.role == "identity"}
    if not columns or any(target.name in ("year", "period") for target in facts.values()):
        return grid, []
    figures = {at for at, t in undated.items() if isinstance(t, Target) and t.role not in ("identity", "plan")}  # fmt: skip
    first = next(iter(columns.values())).period
    pivot = Pivot(sheet, {at + 1: head for at, head in enumerate(grid.headers)}, grid.header_row)
    for row, number in enumerate(grid.rows):
        spots = [Spot(column[row], number, at + 1) for at, column in enumerate(grid.columns)]
        identity = {grid.headers[at]: spots[at] for at in facts}
        for at, found in columns.items():
            target = pivot.row(_in(identity, found.period))
            pivot.put(target, _name(found.rest, matcher), _measured(spots[at], grid, at, matcher, found.rest))
        for at in undated.keys() - facts.keys():
            if text_of(spots[at].value).strip():
                # What is no figure goes with the first period, that its column may be told as one nobody knows.
                period = first if at not in figures else Period(base) if base else None
                head = grid.headers[at]
                pivot.put(pivot.row(_in(identity, period)), head, _measured(spots[at], grid, at, matcher, head))  # fmt: skip
    return pivot.grid(), pivot.problems


def incomes_of_less_than_a_year(grid: Grid, matcher: HeaderMatcher) -> list[Problem]:
    """Columns of one header, such as “Thu nhập 6 tháng đầu năm 2024”, where the figure of a whole year is asked.

    Under a header of two rows the half-year above is that of the report, and may hold the income of a year.
    """
    problems = []
    for at, head in enumerate(grid.headers):
        found = dated(head, matcher)
        target = matcher.match(found.rest) if found and found.period.part else None
        if not isinstance(target, Target):
            continue
        timed = [unit for unit in matcher.units_by_name(target).values() if unit.spans]
        if timed:
            wrong = refused_unit(timed[0])
            problems.append(grid.problem(wrong.kind, wrong.message, at=at, remedy=wrong.remedy))
    return problems


def _in(identity: Mapping[str, Spot], period: Period | None) -> Mapping[str, Spot]:
    if period is None:
        return identity
    kind = {} if period.kind == "actual" else {"value_kind": Spot(period.kind)}
    return {**identity, "period": Spot(period.text), **kind}


def _name(rest: str, matcher: HeaderMatcher) -> str:
    """One header for a figure in all periods, however each spells it."""
    target = matcher.match(rest)
    name = named(rest, matcher)
    return rest if not isinstance(name, str) or not isinstance(target, Target) or target.ticked else name


def _measured(spot: Spot, grid: Grid, at: int, matcher: HeaderMatcher, head: str) -> Spot:
    """A figure with the unit that its header or the row of units names, which a common header does not."""
    texts = [head, grid.units[at] if at < len(grid.units) else ""]
    return in_unit(spot, matcher.other_unit(head, *filter(None, texts)))
