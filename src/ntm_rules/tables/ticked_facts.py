"""Columns in which a mark stands for one value of a fact, such as Xã khu vực III, as one column of that fact."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from ntm_rules.errors import Problem
from ntm_rules.i18n import tr
from ntm_rules.tables.choices import choice_words, choices_in_words, is_not_listed, read_choice
from ntm_rules.tables.grid import Grid, text_of
from ntm_rules.tables.identity import read_date
from ntm_rules.tables.periods import read_year
from ntm_rules.tables.roles import ticks
from ntm_rules.tables.targets import Target
from ntm_rules.tables.vocabulary import identity_columns, word_key, words

Targets = Mapping[int, Target]
RECOGNISED, RECOGNISED_ON = "recognised", "recognised_on"


def with_ticked_facts(grid: Grid, targets: Targets) -> tuple[Grid, dict[int, Target], list[Problem]]:
    """The grid with one column for each fact that is ticked, the targets of its columns, and what is wrong.

    Of a commune with two titles the higher one holds. The year of a title in the place of a mark is when it was given.
    """
    ticked: dict[str, dict[int, str]] = {}
    plain = dict(targets)
    for at, target in targets.items():
        if target.role == "identity" and target.ticked:
            ticked.setdefault(target.name, {})[at] = target.ticked
            del plain[at]
    if not ticked:
        return grid, plain, []
    problems: list[Problem] = []
    for name, columns in ticked.items():
        if any(target.name == name for target in plain.values()):
            problems.extend(_left_out(grid, at, name) for at in columns)
            continue
        reader = _Marks(grid, name, columns)
        grid, at = _with_column(grid, grid.headers[next(iter(columns))], reader.values)
        plain[at] = Target("identity", name)
        dated = any(target.name == RECOGNISED_ON for target in plain.values())
        if name == RECOGNISED and any(reader.dates) and not dated:
            grid, at = _with_column(grid, grid.headers[next(iter(columns))], reader.dates)
            plain[at] = Target("identity", RECOGNISED_ON)
        problems.extend(reader.problems)
    return grid, plain, problems


class _Marks:
    """The values of one fact, row by row, and the dates that stand in the place of marks."""

    def __init__(self, grid: Grid, name: str, columns: Mapping[int, str]) -> None:
        self._grid, self._name, self._columns = grid, name, columns
        self.values: list[str] = []
        self.dates: list[str] = []
        self.problems: list[Problem] = []
        for row in range(len(grid.rows)):
            self._read_row(row)

    def _read_row(self, row: int) -> None:
        found: dict[str, int] = {}
        date = ""
        for at, value in self._columns.items():
            text = text_of(self._grid.columns[at][row]).strip()
            marked = self._marked(text, value)
            if marked is None:
                self._refuse(row, at)
            elif marked:
                found[marked] = at
                date = text if _is_date(text) else date
        order = list(identity_columns()[self._name].choices)
        held = sorted(found, key=order.index)
        if self._name != RECOGNISED and len(held) > 1:
            self._refuse(row, found[held[-1]], tr("more than one value is ticked."))
        self.values.append(held[-1] if held else "")
        self.dates.append(date)

    def _marked(self, text: str, value: str) -> str | None:
        """The value that a cell gives, blank where it gives none; None where it cannot be read."""
        key = word_key(text)
        if key in words().missing or is_not_listed(text, self._name):
            return ""
        if key in words().fact_true | ticks() or (self._name == RECOGNISED and _is_date(text)):
            return value
        if found := read_choice(text, self._name):
            return found
        if key in words().fact_false:
            # No mark for one title is none for the others.
            return ""
        return None

    def _refuse(self, row: int, at: int, message: str | None = None) -> None:
        value = choice_words(self._name, self._columns[at])
        expected = tr(
            "an x where it is “{value}”, or one of {ids}", value=value, ids=choices_in_words(self._name)
        )
        message = message or tr("this is no tick.")
        remedy = tr("write an x, or leave the cell blank")
        self.problems.append(
            self._grid.problem("not_a_choice", message, row=row, at=at, expected=expected, remedy=remedy)
        )


def _is_date(text: str) -> bool:
    return read_year(text) is not None or read_date(text) is not None


def _left_out(grid: Grid, at: int, name: str) -> Problem:
    message = tr("another column of the table says this of each commune already.")
    remedy = tr("keep one of them")
    return grid.problem("two_columns", message, at=at, remedy=remedy)


def _with_column(grid: Grid, header: str, cells: list[Any]) -> tuple[Grid, int]:
    """The grid with one more column, and where it stands."""
    wider = replace(
        grid,
        headers=(*grid.headers, header),
        width=grid.width or len(grid.headers),
        columns=(*grid.columns, cells),
        refs=grid.refs and grid.refs.widened(1),
    )
    return wider, len(grid.headers)
