"""A district or province written once, in the first of its rows or in a merged cell: it is that of the rows below."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from itertools import pairwise
from typing import Any

from ntm_rules.errors import Problem
from ntm_rules.i18n import tr
from ntm_rules.tables.grid import Grid, Sheet, text_of
from ntm_rules.tables.headers import Target
from ntm_rules.tables.vocabulary import identity_columns

_TIMES = (Target("identity", "year"), Target("identity", "period"))
PLACES = ("district", "province", "old_district", "old_province")
# A row that names its place so has its own province, whatever stands above it.
_OWN_PLACE = ("region", "province_code", "commune_code", "old_province")


def filled_down(
    grid: Grid, targets: Mapping[int, Target], left_out: Collection[int]
) -> tuple[Grid, list[Problem]]:
    """The grid with such columns filled, and what is told of it; `left_out` are rows that are no communes."""
    notes = []
    times = [grid.columns[at] for at, target in targets.items() if target in _TIMES]
    for at, target in targets.items():
        if target.role != "identity" or target.name not in PLACES:
            continue
        cells = grid.columns[at]
        if not any(isinstance(cell, str) and not cell.strip() for cell in cells):
            continue
        texts = [text_of(cell).strip() for cell in cells]
        if not _is_written_once(texts, left_out):
            continue
        keep = {*left_out, *_rows_with_own_place(grid, targets, target.name)}
        filled, rows = _down(texts, keep, times)
        if not rows:
            continue
        grid = replace(grid, columns=(*grid.columns[:at], filled, *grid.columns[at + 1 :]))
        notes.append(
            notice(grid.name, grid.sheet, grid.headers[at], target.name, [grid.rows[n] for n in rows])
        )
    return grid, notes


def _rows_with_own_place(grid: Grid, targets: Mapping[int, Target], column: str) -> set[int]:
    """The rows whose province another column tells, where it is a province that would be filled in."""
    rows: set[int] = set()
    if column not in ("province", "old_province"):
        return rows
    for at, target in targets.items():
        if target.role == "identity" and target.name in _OWN_PLACE and target.name != column:
            rows.update(row for row, cell in enumerate(grid.columns[at]) if text_of(cell).strip())
    return rows


def merged_down(
    sheet: Sheet, headers: Sequence[str], targets: Sequence[Target | None], rows: Collection[int]
) -> list[Problem]:
    """What is told of districts and provinces merged over several of some rows of a sheet."""
    notes = []
    for at, target in enumerate(targets):
        if target is None or target.role != "identity" or target.name not in PLACES:
            continue
        below = [
            number
            for first, last, column in sheet.merged
            if column == at + 1
            for number in range(first + 1, last + 1)
            if number in rows
        ]
        if below:
            notes.append(notice(sheet.name, sheet.sheet, headers[at], target.name, sorted(below)))
    return notes


def notice(name: str, sheet: str | None, header: str, column: str, rows: Iterable[int]) -> Problem:
    """That blank cells of a column have been given what stands above them."""
    numbers = list(rows)
    message = tr(
        "the {what} is written once for several rows; rows {rows} have that of the row above them.",
        what=_label(column),
        rows=_spans(numbers),
    )
    remedy = tr("write it in each row if that is not meant")
    facts = {"rows": numbers}
    return Problem("filled_down", message, file=name, sheet=sheet, column=header, remedy=remedy, facts=facts)


def _label(column: str) -> str:
    aliases = identity_columns()[column].aliases
    return aliases[0] if aliases else column


def _is_written_once(texts: Sequence[str], left_out: Collection[int]) -> bool:
    """Whether each text stands in the first of its rows alone: a column filled in row by row has a gap, not a span."""
    given = [text for text in texts if text]
    blanks = sum(not text for row, text in enumerate(texts) if row not in left_out)
    again = any(one == other for one, other in pairwise(given))
    first = next((row for row, text in enumerate(texts) if text or row not in left_out), None)
    return first is not None and bool(texts[first]) and not again and blanks >= len(given)


def _down(
    texts: Sequence[str], left_out: Collection[int], times: Sequence[Sequence[Any]]
) -> tuple[list[str], list[int]]:
    """The texts filled, and the rows that were; districts ended in 2025, so that a row of another year has none of it."""
    filled: list[str] = []
    rows = []
    source = 0
    for row, text in enumerate(texts):
        if text:
            source = row
        alike = all(text_of(column[row]) == text_of(column[source]) for column in times)
        if not text and alike and row not in left_out:
            rows.append(row)
            filled.append(texts[source])
        else:
            filled.append(text)
    return filled, rows


def _spans(numbers: Sequence[int]) -> str:
    """Numbers with those that follow one another as spans: 3–5, 8."""
    spans: list[list[int]] = []
    for number in numbers:
        if spans and number == spans[-1][-1] + 1:
            spans[-1] = [spans[-1][0], number]
        else:
            spans.append([number])
    return ", ".join("–".join(map(str, span)) for span in spans)
