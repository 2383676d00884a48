"""From a sheet as it lies to a grid: which rows are the header, which hold communes, which are left out."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

import numpy as np

from ntm_rules.errors import InputError, Problem
from ntm_rules.i18n import tr
from ntm_rules.tables.grid import Grid, Sheet, text_of

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
Rows = Sequence[tuple[int, list[Any]]]


def grid_of(sheets: Sequence[Sheet], name: str) -> tuple[Grid, list[Problem]]:
    """The grid of the one sheet that holds a table; warnings of what was left out."""
    if not sheets:
        raise InputError(_empty(name, tr("the file has no rows.")))
    if len(sheets) > 1:
        raise InputError(_several(sheets))
    (sheet,) = sheets
    if not sheet.rows:
        raise InputError(_empty(name, tr("the file has no rows."), sheet.sheet))
    (_, header), *body = sheet.rows
    return _grid(sheet, [_header_text(cell) for cell in header], body), []


def _grid(sheet: Sheet, header: list[str], body: Rows) -> Grid:
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


def _header_text(cell: Any) -> str:
    """A header as text: 17.1 typed as a number, or 17.11 that a workbook made a date of."""
    if isinstance(cell, date):
        return f"{cell.day}-{_MONTHS[cell.month - 1]}"
    return text_of(cell)


def _empty(name: str, message: str, sheet: str | None = None) -> Problem:
    remedy = tr("give a header row and one row for each commune")
    return Problem("empty_file", message, file=name, sheet=sheet, remedy=remedy)


def _several(sheets: Sequence[Sheet]) -> Problem:
    names = ", ".join(f"“{sheet.sheet}”" for sheet in sheets)
    message = tr("several sheets hold tables: {sheets}.", sheets=names)
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
