"""Headings of districts and provinces among the rows of a table: the place of the communes under them."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise
from typing import Any

from ntm_rules.errors import Problem
from ntm_rules.i18n import tr
from ntm_rules.tables.grid import Grid, text_of
from ntm_rules.tables.headers import Target
from ntm_rules.tables.row_kinds import district_of, province_of

_ROMAN = re.compile(r"[IVX]+[.)]?|[A-ZĐ][.)]?")
_ARABIC = re.compile(r"(\d+)[.)]?")
_NAMED = 3


def numbered_groups(numbers: Sequence[Any]) -> frozenset[int]:
    """The rows whose numbers stand over those of others: I and A over 1, 2, 3; 1 over 1.1, 1.2."""
    texts = [text_of(number).strip() for number in numbers]
    upper = [row for row, text in enumerate(texts) if _ROMAN.fullmatch(text)]
    plain = [row for row, text in enumerate(texts) if _ARABIC.fullmatch(text)]
    found = set()
    for row, (text, below) in enumerate(pairwise(texts)):
        number = _ARABIC.fullmatch(text)
        if number and re.match(rf"{number[1]}\.\d", below):
            found.add(row)
    stands_first = bool(upper and plain) and upper[0] < plain[0]
    if upper and len(plain) + stands_first > len(upper):
        found.update(upper)
    return frozenset(found)


@dataclass(slots=True)
class _Places:
    """The places that headings give to rows, and the headings that gave them."""

    by_row: dict[int, str] = field(default_factory=dict)
    headings: list[int] = field(default_factory=list)


def with_places(
    grid: Grid,
    targets: dict[int, Target],
    groups: Mapping[int, str],
    left_out: Collection[int],
    *,
    bare: Mapping[int, str],
) -> tuple[Grid, list[Problem]]:
    """The grid with the districts and provinces that its headings name, in columns that `targets` then lists.

    `groups` are the headings by row; `left_out` all rows that are no communes; `bare` the districts of headings that
    do without the word. A column that the table has is
    filled where it is blank, or where it only repeats a title.
    """
    notes = []
    for column, named in (("province", province_of), ("district", district_of)):
        read = {row: named(text) for row, text in groups.items()}
        if column == "district":
            read.update(bare)
        places = _under(grid, read, left_out, ends_at_zones=column == "district")
        if places.by_row:
            grid = _filled(grid, targets, column, places.by_row)
            notes.append(_notice(grid, column, groups, places))
    return grid, notes


def _under(
    grid: Grid,
    groups: Mapping[int, str | None],
    left_out: Collection[int],
    *,
    ends_at_zones: bool,
) -> _Places:
    """Which row is of which place: that of the heading above it, or below it where sums stand under their rows.

    `groups` has the place that each heading names, if any.
    """
    headings = {row: place for row, place in groups.items() if place}
    if not headings:
        return _Places()
    communes = [row for row in range(len(grid.rows)) if row not in left_out]
    sums_below = bool(communes) and communes[0] < min(headings) and communes[-1] < max(headings)
    # A zone that stands before all districts stands over them, and a further one ends the last district.
    zones = {row for row in groups if row not in headings} if ends_at_zones else set()
    over = bool(zones) and min(zones) < min(headings)
    found = _Places()
    current: str | None = None
    order = range(len(grid.rows) - 1, -1, -1) if sums_below else range(len(grid.rows))
    for row in order:
        if row in headings:
            current = headings[row]
            found.headings.append(row)
        elif row in zones and over:
            current = None
        elif current is not None and row not in left_out:
            found.by_row[row] = current
    found.headings.sort()
    return found


def _filled(grid: Grid, targets: dict[int, Target], column: str, places: Mapping[int, str]) -> Grid:
    at = next((n for n, target in targets.items() if target == Target("identity", column)), None)
    if at is None:
        cells = [places.get(row, "") for row in range(len(grid.rows))]
        targets[len(grid.headers)] = Target("identity", column)
        grid = grid.having({column: ""})
        return replace(grid, columns=(*grid.columns[:-1], cells))
    given = [text_of(cell).strip() for cell in grid.columns[at]]
    # A column of one text throughout is what a title says of the whole table, less than a heading does.
    repeats = len(set(given)) == 1
    cells = [places.get(row, text) if repeats or not text else text for row, text in enumerate(given)]
    return replace(grid, columns=(*grid.columns[:at], cells, *grid.columns[at + 1 :]))


def _notice(grid: Grid, column: str, groups: Mapping[int, str], places: _Places) -> Problem:
    listed = [
        tr("{row} (“{text}”)", row=grid.rows[row], text=groups[row]) if n < _NAMED else str(grid.rows[row])
        for n, row in enumerate(places.headings)
    ]
    message = (
        tr("the district of the communes is that of the headings in rows {rows}.", rows=", ".join(listed))
        if column == "district"
        else tr(
            "the province of the communes is that of the headings in rows {rows}.", rows=", ".join(listed)
        )
    )
    facts = {"rows": [grid.rows[row] for row in places.headings], "column": column}
    return Problem("told_by_titles", message, file=grid.name, sheet=grid.sheet, facts=facts)
