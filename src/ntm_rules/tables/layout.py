"""From a sheet as it lies to a grid: which rows are the header, which hold communes, which are left out."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from ntm_rules.errors import InputError, Problem
from ntm_rules.i18n import fold, tr
from ntm_rules.tables.cells import formula_failed
from ntm_rules.tables.grid import Grid, Sheet, text_of
from ntm_rules.tables.header_rows import (
    COMMUNE,
    Header,
    Rows,
    find_header,
    header_text,
    is_count_of_columns,
    is_unit_row,
)
from ntm_rules.tables.headers import Matcher, Target
from ntm_rules.tables.vocabulary import word_key, words


def grid_of(sheets: Sequence[Sheet], name: str, matcher: Matcher) -> tuple[Grid, list[Problem]]:
    """The grid of the one sheet that holds a table; warnings of what was left out."""
    if not sheets:
        raise InputError(_empty(name, tr("the file has no rows.")))
    found = {at: header for at, s in enumerate(sheets) if (header := find_header(s.rows, matcher))}
    if len(found) > 1 or (len(sheets) > 1 and not found):
        raise InputError(_several([sheets[at] for at in found] or sheets, tables=bool(found)))
    at = next(iter(found), 0)
    sheet = sheets[at]
    if not sheet.rows:
        raise InputError(_empty(name, tr("the file has no rows."), sheet.sheet))
    # Where no header is found, the first row is taken for one, and what it lacks is said.
    header = found.get(at) or Header(tuple(map(header_text, sheet.rows[0][1])), 0, 0)
    message = tr("the sheet holds no table of communes and is left out.")
    notes = [
        Problem("skipped_sheet", message, file=name, sheet=other.sheet)
        for other in sheets
        if other is not sheet
    ]
    targets = [_target(matcher, text) for text in header.cells]
    start = header.last + 1
    while start < len(sheet.rows) and _is_under_header(sheet.rows[start][1], targets, matcher):
        start += 1
    end = _footer(sheet.rows, start, targets)
    skipped = [
        n for n, _ in (*sheet.rows[: header.first], *sheet.rows[header.last + 1 : start], *sheet.rows[end:])
    ]
    if skipped:
        notes.append(_skipped(sheet, skipped))
    return _grid(sheet, header.cells, sheet.rows[start:end]), notes


def _target(matcher: Matcher, text: str) -> Target | None:
    found = matcher.match(text) if text else None
    return found if isinstance(found, Target) else None


def _is_under_header(cells: list[Any], targets: list[Target | None], matcher: Matcher) -> bool:
    return is_count_of_columns([header_text(cell) for cell in cells]) or is_unit_row(cells, targets, matcher)


def _footer(rows: Rows, start: int, targets: list[Target | None]) -> int:
    """Where the signatures begin: at the first row that begins as one, with neither figure nor year from there on."""
    end = first = len(rows)
    while first > start and not _holds_data(rows[first - 1][1], targets):
        first -= 1
        if _is_signature(rows[first][1], targets):
            end = first
    return end


def _holds_data(cells: list[Any], targets: list[Target | None]) -> bool:
    return any(
        target is not None
        and (target.role != "identity" or target.name in ("year", "period"))
        and _says_a_result(cell)
        for cell, target in zip(cells, targets, strict=False)
    )


def _says_a_result(cell: Any) -> bool:
    text = text_of(cell).strip()
    return text[:1].isdigit() or formula_failed(text) or word_key(text.split("(")[0]) in words().verdicts


def _is_signature(cells: list[Any], targets: list[Target | None]) -> bool:
    """Whether a row begins as a signature does, or has one beside a blank name of a commune."""
    texts = [fold(text_of(cell)) for cell in cells]
    at = targets.index(COMMUNE) if COMMUNE in targets else 0
    named = texts[at] if at < len(texts) else ""
    said = [text for text in texts if text] if not named else [named]
    return any(f"{text} ".startswith(f"{word} ") for text in said for word in words().footers)


def _skipped(sheet: Sheet, rows: list[int]) -> Problem:
    message = tr(
        "rows {rows} hold titles, units or signatures and are left out.", rows=", ".join(map(str, rows))
    )
    facts = {"rows": rows}
    return Problem("skipped_row", message, file=sheet.name, sheet=sheet.sheet, row=rows[0], facts=facts)


def _grid(sheet: Sheet, header: Sequence[str], body: Rows) -> Grid:
    if not body:
        raise InputError(_empty(sheet.name, tr("there is a header and no row under it."), sheet.sheet))
    if sheet.sheet is None:
        _refuse_overlong(body, len(header), sheet.name)
    width = len(header)
    even = (
        cells[:width] if len(cells) >= width else [*cells, *[""] * (width - len(cells))] for _, cells in body
    )
    return Grid(
        name=sheet.name,
        sha256=sheet.sha256,
        headers=tuple(cell.strip() for cell in header),
        columns=tuple(map(_column, zip(*even, strict=True))),
        rows=tuple(number for number, _ in body),
        sheet=sheet.sheet,
    )


def _column(cells: Sequence[Any]) -> Sequence[Any]:
    """A column of numbers alone as an array, blank ones NaN; any other as it is."""
    kinds = set(map(type, cells))
    if float not in kinds or not kinds <= {float, str}:
        return cells
    if any(isinstance(cell, str) and cell.strip() for cell in cells):
        return cells
    numbers: Any = np.array([cell if isinstance(cell, float) else np.nan for cell in cells])
    return numbers  # type: ignore[no-any-return]


def _empty(name: str, message: str, sheet: str | None = None) -> Problem:
    remedy = tr("give a header row and one row for each commune")
    return Problem("empty_file", message, file=name, sheet=sheet, remedy=remedy)


def _several(sheets: Sequence[Sheet], *, tables: bool) -> Problem:
    names = ", ".join(f"“{sheet.sheet}”" for sheet in sheets)
    message = tr("several sheets hold tables: {sheets}.", sheets=names)
    if not tables:
        message = tr(
            "none of the sheets has a header with communes and an indicator: {sheets}.", sheets=names
        )
    remedy = tr("name the one to be read with --sheet")
    return Problem("several_sheets", message, file=sheets[0].name, remedy=remedy)


def _refuse_overlong(body: Rows, width: int, name: str) -> None:
    problems = [
        Problem(
            "too_many_cells",
            tr("the row has {found} cells under {headers} headers.", found=len(cells), headers=width),
            file=name,
            row=number,
            value=next(cell for cell in cells[width:] if cell.strip()),
            remedy=tr("put cells that hold the delimiter in double quotes"),
        )
        for number, cells in body
        if any(cell.strip() for cell in cells[width:])
    ]
    if problems:
        raise InputError(problems)
