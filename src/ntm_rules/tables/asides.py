"""Rows of a table that are no communes: sums, comparisons, plans, headings of districts, lines of text."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from typing import Any

from ntm_rules.errors import Problem
from ntm_rules.i18n import fold, tr
from ntm_rules.tables.cells import says_a_result
from ntm_rules.tables.filled_down import filled_down
from ntm_rules.tables.grid import Grid, Sheet, text_of
from ntm_rules.tables.group_rows import numbered_groups, with_places
from ntm_rules.tables.header_rows import COMMUNE
from ntm_rules.tables.headers import Target
from ntm_rules.tables.legends import legend_of
from ntm_rules.tables.row_kinds import (
    RowKind,
    bare_district,
    district_of,
    has_capitals,
    is_commune,
    kind_of,
    may_be_commune,
    name_of,
    plain_name,
    sums_up,
)
from ntm_rules.tables.vocabulary import forms

__all__ = ["second_table", "sums_up", "without_asides"]

_DATED = re.compile(r"\b(?:19|20)\d\d\b")
# So many of them are named in the notice of rows left out, and so many numbered.
_NAMED, _NUMBERED = 3, 100
# A name of a commune has no more words.
_MOST_WORDS = 6
# Without figures these are headings over what stands below.
_READ_ON = ("zone", "period")
_DISTRICT = Target("identity", "district")


def without_asides(
    grid: Grid, targets: Mapping[int, Target]
) -> tuple[Grid, dict[int, Target], list[Problem]]:
    """The grid without rows that are no communes, its columns with those that headings give, what is told of both.

    What begins with the word for a commune is never left out.
    """
    known = dict(targets)
    at = next((at for at, target in targets.items() if target == COMMUNE), None)
    if at is None:
        return grid, known, []
    rows = _Rows(grid, targets, at)
    looked_at = {row: rows.kind(row) for row in rows.to_look_at()}
    dropped = {row: kind for row, kind in looked_at.items() if kind is not None}
    grid, filled = filled_down(grid, known, dropped)
    if not dropped:
        return grid, known, filled
    notes = [*filled, *_left_out(grid, at, rows, dropped)]
    groups = {row: rows.named(row) for row, kind in dropped.items() if kind in ("zone", "line")}
    placed, places = with_places(grid, known, groups, dropped, bare=rows.bare_districts(dropped))
    return placed.without(dropped), known, [*notes, *places]


def second_table(sheet: Sheet, at: int) -> Problem:
    """A table that begins below another one cannot be read with it."""
    return Problem(
        "second_table",
        tr("another table begins in this row."),
        file=sheet.name,
        sheet=sheet.sheet,
        row=sheet.rows[at][0],
        expected=tr("one table in a sheet"),
        remedy=tr("put its columns beside those of the table above, or move it to a sheet of its own"),
    )


def table_of_others(sheet: Sheet, at: int) -> Problem:
    """A table of other things than communes, below the one that is read, is left out."""
    message = tr("another table begins in this row; it has no column of communes and is left out.")
    facts = {"rows": [number for number, _ in sheet.rows[at:]]}
    return Problem(
        "skipped_row", message, file=sheet.name, sheet=sheet.sheet, row=sheet.rows[at][0], facts=facts
    )


class _Rows:
    """What the rows of a grid are, by the cells beside the one at `at`, which names the commune."""

    def __init__(self, grid: Grid, targets: Mapping[int, Target], at: int) -> None:
        self._columns, self._at = grid.columns, at
        self._figures = [n for n, target in targets.items() if target.role != "identity"]
        self._numbered = [n for n, target in targets.items() if target.role == "number"]
        # Columns that are not read: a text merged over the first of them stands there, not under the commune.
        self._left = [n for n in range(at) if n not in targets]
        self._district = next((n for n, target in targets.items() if target == _DISTRICT), None)
        numbers = next((n for n, head in enumerate(grid.headers[:at]) if fold(head) in forms().number), None)
        self._numbers = numbers
        self._last = len(grid.rows) - 1
        self._groups = numbered_groups(grid.columns[numbers]) if numbers is not None else frozenset()

    def to_look_at(self) -> Sequence[int]:
        """The rows that are not plainly communes, each different name looked at once."""
        names = self._columns[self._at]
        plain: dict[Any, bool] = {}
        found = []
        for row, name in enumerate(names):
            is_plain = plain.get(name)
            if is_plain is None:
                plain[name] = is_plain = _is_plain(text_of(name).strip())
            if not is_plain or row in self._groups:
                found.append(row)
        return found

    def named(self, row: int) -> str:
        """What the row is called: the name, or the text that stands left of it."""
        cells = (self._cell(row, n) for n in (self._at, *self._left))
        return next((text for text in cells if text), "")

    def text(self, row: int) -> str:
        """What the row is called, or the first text in it where nothing calls it."""
        return self.named(row) or next(
            (text for n in range(len(self._columns)) if (text := self._cell(row, n))), ""
        )

    def kind(self, row: int) -> RowKind | None:
        """What a row is that is no commune's; None for one that is or may be."""
        name = self._cell(row, self._at)
        if is_commune(plain_name(name)):
            return None
        figures = any(says_a_result(self._columns[n][row]) for n in self._figures)
        kind = kind_of(name or self.named(row))
        if not name and kind is None and self._district is not None:
            kind = kind_of(self._cell(row, self._district))
        if kind is None and (row in self._groups or (not name and self._is_of_district(row))):
            kind = "zone"
        if kind is not None and figures and may_be_commune(name) and self._counts_on(row, name):
            return None
        if kind in _READ_ON and not figures:
            return "line"
        if kind == "zone" and name.isascii() and self._is_counted(row):
            # Huyen may be the district's word or Huyền, with which names begin.
            return None
        if kind not in (None, "line"):
            return kind
        if figures or (name and kind is None and not _is_line(name)):
            return None
        if self._is_lower_header(row):
            # It is refused as a row without a commune: what it says of the columns is not to be lost.
            return None
        return "line" if self._has_text(row) else None

    def _is_lower_header(self, row: int) -> bool:
        """Whether a row above all communes says what the columns of criteria are of: titles of indicators under them."""
        if self.named(row) or any(self._cell(above, self._at) for above in range(row)):
            return False
        texts = (self._cell(row, n) for n in self._numbered)
        return any(len(text.split()) > 1 and "/" not in text for text in texts)

    def _is_of_district(self, row: int) -> bool:
        """Whether a row names a district alone and the communes below it name none."""
        if self._district is None or not self._cell(row, self._district):
            return False
        below = row + 1
        if below >= len(self._columns[self._at]) or not self._cell(below, self._at):
            return False
        return self._cell(below, self._district) in ("", self._cell(row, self._district))

    def _is_counted(self, row: int) -> bool:
        """Whether a row bears a number as communes do."""
        return (
            self._numbers is not None
            and row not in self._groups
            and self._cell(row, self._numbers).isdecimal()
        )

    def bare_districts(self, dropped: Collection[int]) -> dict[int, str]:
        """By row, the districts that numbered headings name without the word: where all those over communes do.

        None where the table says of which districts it is: then the headings are parts of one.
        """
        over = [row for row in self._groups if row in dropped and row + 1 not in dropped]
        names = {row: self.named(row) for row in over}
        districts = {row: district_of(name) or bare_district(name) for row, name in names.items()}
        if self._district is not None or None in districts.values():
            return {}
        return {row: name for row, name in districts.items() if name}

    def _counts_on(self, row: int, name: str) -> bool:
        """Whether a row is counted among its neighbours: a number after the one above, and one before the one below.

        The last row of all is so by the number above alone where it is spelt as a name is.
        """
        if not self._is_counted(row):
            return False
        number, above, below = (self._number(row + step) for step in (0, -1, 1))
        if number != (above or 0) + 1:
            return False
        return has_capitals(name) or below == number + 1

    def _number(self, row: int) -> int | None:
        """The running number of a row, None where it has none."""
        if self._numbers is None or not 0 <= row <= self._last:
            return None
        text = self._cell(row, self._numbers).rstrip(".)")
        return int(text) if text.isdecimal() else None

    def _has_text(self, row: int) -> bool:
        return bool(self.text(row))

    def _cell(self, row: int, at: int) -> str:
        return text_of(self._columns[at][row]).strip()


def _is_plain(name: str) -> bool:
    """Whether a name is a commune's as far as it says."""
    return bool(name) and kind_of(name) is None and not _is_line(name)


def _is_line(name: str) -> bool:
    """Whether a name is rather a line of text: without figures beside it, it is none of a commune."""
    if is_commune(name):
        return False
    if (":" in name or "=" in name) and legend_of(name):
        return True
    return bool(_DATED.search(name)) or len(name.split()) > _MOST_WORDS


def _left_out(grid: Grid, at: int, rows: _Rows, dropped: Mapping[int, RowKind]) -> list[Problem]:
    """What is told of rows left out, those of one kind together."""
    return [
        _of_kind(grid, at, rows, kind, [row for row in dropped if dropped[row] == kind])
        for kind in dict.fromkeys(dropped.values())
    ]


def _of_kind(grid: Grid, at: int, rows: _Rows, kind: RowKind, alike: Sequence[int]) -> Problem:
    facts = {"rows": [grid.rows[row] for row in alike]}
    listed = _listed([(grid.rows[row], rows.text(row)) for row in alike])
    if kind == "line":
        message = tr("rows without a figure that are no communes are left out: {rows}.", rows=listed)
    elif len(alike) == 1:
        message = tr("the row is no commune but {what}, and is left out.", what=name_of(kind))
        single = grid.problem("skipped_row", message, row=alike[0], at=at, value=rows.text(alike[0]))
        return replace(single, facts=facts)
    else:
        message = tr(
            "{n} rows are no communes but {what}, and are left out: {rows}.",
            n=len(alike),
            what=name_of(kind),
            rows=listed,
        )
    return Problem("skipped_row", message, file=grid.name, sheet=grid.sheet, facts=facts)


def _listed(lines: Sequence[tuple[int, str]]) -> str:
    """Rows by number, the first of them with their texts."""
    shown = [
        tr("{row} (“{text}”)", row=row, text=text) if n < _NAMED and text else str(row)
        for n, (row, text) in enumerate(lines[:_NUMBERED])
    ]
    more = len(lines) - _NUMBERED
    return ", ".join(shown) + (f", … (+{more})" if more > 0 else "")
