"""Rows of a table that are no communes: totals, headings of groups, lines of text, and the header of another table."""

from __future__ import annotations

import re
from collections.abc import Mapping

from ntm_rules.errors import Problem
from ntm_rules.i18n import fold, tr
from ntm_rules.tables.cells import says_a_result
from ntm_rules.tables.grid import Grid, Sheet, text_of
from ntm_rules.tables.header_rows import COMMUNE
from ntm_rules.tables.headers import Target
from ntm_rules.tables.legends import legend_of
from ntm_rules.tables.vocabulary import forms, word_key, words

_ROMAN = re.compile(r"[IVX]+[.)]?")
_DATED = re.compile(r"\b(?:19|20)\d\d\b")
# So many of them are named in the notice of rows left out.
_NAMED = 3
# A name of a commune has no more words.
_MOST_WORDS = 6


def without_asides(grid: Grid, targets: Mapping[int, Target]) -> tuple[Grid, list[Problem]]:
    """The grid without rows that are no communes, and what is told of them.

    A row with figures is left out only where its name is that of a total; one that names a commune never is.
    """
    at = next((at for at, target in targets.items() if target == COMMUNE), None)
    if at is None:
        return grid, []
    rows = _Rows(grid, targets, at)
    totals, lines = [], []
    for row, cell in enumerate(grid.columns[at]):
        name = text_of(cell).strip()
        if rows.is_total(row, name):
            totals.append(row)
        elif rows.is_line(row, name):
            lines.append(row)
    message = tr("the row sums up others and is left out.")
    found = [grid.problem("skipped_row", message, row=row, at=at, value=rows.named(row)) for row in totals]
    if lines:
        found.append(_lines(grid, [(grid.rows[row], rows.named(row)) for row in lines]))
    dropped = {*totals, *lines}
    return (grid.without(dropped) if dropped else grid), found


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


def sums_up(name: str) -> bool:
    """Whether a name in the place of a commune's is that of a total or a mean."""
    key, starts = word_key(name), words().totals_begin
    return key in words().totals or any(key == begin or key.startswith(f"{begin} ") for begin in starts)


class _Rows:
    """What the rows of a grid are, by the cells beside the one at `at`, which names the commune."""

    def __init__(self, grid: Grid, targets: Mapping[int, Target], at: int) -> None:
        self._columns, self._at = grid.columns, at
        self._numbers = next((n for n, head in enumerate(grid.headers[:at]) if fold(head) in forms().number), None)  # fmt: skip
        self._figures = [n for n, target in targets.items() if target.role != "identity"]
        # Columns that are not read: a text merged over the first of them stands there, not under the commune.
        self._left = [n for n in range(at) if n not in targets]

    def named(self, row: int) -> str:
        """What the row is called: the name, or the text that stands left of it."""
        cells = (self._cell(row, n) for n in (self._at, *self._left))
        return next((text for text in cells if text), "")

    def is_total(self, row: int, name: str) -> bool:
        """Whether a row sums up others."""
        return sums_up(name or self.named(row))

    def is_line(self, row: int, name: str) -> bool:
        """Whether a row holds a heading or some other line of text, and nothing of a commune."""
        if name and not self._is_heading(row, name):
            return False
        return bool(self.named(row)) and not any(says_a_result(self._columns[n][row]) for n in self._figures)

    def _is_heading(self, row: int, name: str) -> bool:
        if any(name.casefold().startswith(f"{unit} ") for unit in forms().places["commune"]):
            return False
        number = self._cell(row, self._numbers) if self._numbers is not None else ""
        if (":" in name or "=" in name) and legend_of(name):
            return True
        if _ROMAN.fullmatch(number) or _DATED.search(name) or len(name.split()) > _MOST_WORDS:
            return True
        key = fold(name)
        return any(key == begin or key.startswith(f"{begin} ") for begin in words().groups)

    def _cell(self, row: int, at: int) -> str:
        return text_of(self._columns[at][row]).strip()


def _lines(grid: Grid, lines: list[tuple[int, str]]) -> Problem:
    listed = ", ".join(tr("{row} (“{text}”)", row=row, text=text) for row, text in lines[:_NAMED])
    more = f", … (+{len(lines) - _NAMED})" if len(lines) > _NAMED else ""
    message = tr("rows without a figure that are no communes are left out: {rows}.", rows=listed + more)
    facts = {"rows": [row for row, _ in lines]}
    return Problem("skipped_row", message, file=grid.name, sheet=grid.sheet, facts=facts)
