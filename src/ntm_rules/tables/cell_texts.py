"""What every sheet passes before it is searched for a table: bounds of its size, and texts that can be shown."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from typing import Any

from ntm_rules.errors import InputError, Problem
from ntm_rules.i18n import tr
from ntm_rules.limits import LAST_COLUMN, LAST_ROW, MOST_CELL_TEXT, MOST_CELLS
from ntm_rules.plain_text import REPLACEMENT, holds_no_text, plain
from ntm_rules.tables.grid import Grid, Sheet, letters_of


def different_texts(sheet: Sheet) -> set[str]:
    """The texts of a sheet, each once: a national table has half a million cells and some thousand of them."""
    different = set(sheet.above).union(*(cells for _, cells in sheet.rows))
    return {cell for cell in different if isinstance(cell, str)}


def check_size(sheet: Sheet) -> None:
    """Raise InputError for a sheet of more rows, columns or cells than are read."""
    width = max((len(cells) for _, cells in sheet.rows), default=0)
    refuse_area(len(sheet.rows), width, sheet.name, sheet.sheet)


def refuse_area(height: int, width: int, name: str, sheet: str | None = None) -> None:
    """Raise InputError for a table of more rows, columns or cells than are read."""
    if width > LAST_COLUMN:
        message = tr("the table has {n} columns; more than {most} are not read.", n=f"{width:,}", most=f"{LAST_COLUMN:,}")  # fmt: skip
    elif height > LAST_ROW:
        message = tr("the table has {n} rows; more than {most} are not read.", n=f"{height:,}", most=f"{LAST_ROW:,}")  # fmt: skip
    elif height * width > MOST_CELLS:
        message = tr("the table has {n} million cells; more than {most} million are not read.", n=height * width // 1_000_000, most=MOST_CELLS // 1_000_000)  # fmt: skip
    else:
        return
    remedy = tr("give the columns and rows that are needed")
    raise InputError(Problem("too_large", message, file=name, sheet=sheet, remedy=remedy))


def check_lengths(sheet: Sheet, texts: Iterable[str]) -> None:
    """Raise InputError naming each cell that is longer than a cell can be."""
    long = {text for text in texts if len(text) > MOST_CELL_TEXT}
    if not long:
        return
    problems = [
        Problem(
            "too_large",
            cell_too_long(len(text)),
            file=sheet.name,
            sheet=sheet.sheet,
            row=row,
            cell=f"{letters_of(at)}{row}" if sheet.lettered else None,
            value=text,
            remedy=shorten_the_cell(),
        )
        for row, at, text in _cells(sheet, long)
    ]
    raise InputError(problems)


def cell_too_long(length: int) -> str:
    """That a cell holds more characters than are read."""
    return tr("the cell holds {n} characters; more than {most} are not read.", n=f"{length:,}", most=f"{MOST_CELL_TEXT:,}")  # fmt: skip


def shorten_the_cell() -> str:
    """What to do about a cell that is too long."""
    return tr("shorten the cell, or leave it blank")


def in_plain_text(sheet: Sheet, texts: Iterable[str]) -> tuple[Sheet, list[Problem]]:
    """A sheet whose texts can all be shown and written, and a warning where something of one was no text."""
    odd = _odd(texts)
    if not odd:
        return sheet, []
    notes = _note(sheet.name, sheet.sheet, list(_cells(sheet, {t for t in odd if holds_no_text(t)})))
    rows = tuple((number, [_changed(cell, odd) for cell in cells]) for number, cells in sheet.rows)
    above = tuple(odd.get(text, text) for text in sheet.above)
    return replace(sheet, rows=rows, above=above), notes


def grid_in_plain_text(grid: Grid) -> tuple[Grid, list[Problem]]:
    """The same of a table that comes with columns: a DataFrame or a Parquet file."""
    columns: list[Sequence[Any]] = []
    notes: list[tuple[int, int, str]] = []
    for at, column in enumerate(grid.columns, start=1):
        texts = {cell for cell in column if isinstance(cell, str)} if isinstance(column, list) else set()
        odd = _odd(texts)
        lost = {text for text in odd if holds_no_text(text)}
        if lost:
            notes.extend((grid.rows[n], at, cell) for n, cell in enumerate(column) if cell in lost)
        columns.append([_changed(cell, odd) for cell in column] if odd else column)
    headers = tuple(map(plain, grid.headers))
    return replace(grid, headers=headers, columns=tuple(columns)), _note(grid.name, grid.sheet, notes)


def _odd(texts: Iterable[str]) -> dict[str, str]:
    """By a text that cannot be shown as it is, how it is shown."""
    return {text: plain(text) for text in texts if not text.isprintable() and plain(text) != text}


def _changed(cell: Any, odd: dict[str, str]) -> Any:
    return odd.get(cell, cell) if isinstance(cell, str) else cell


def _cells(sheet: Sheet, texts: Collection[str]) -> Iterable[tuple[int, int, str]]:
    """Row, column from 1 and text of each cell that holds one of some texts."""
    for row, cells in sheet.rows if texts else ():
        for at, cell in enumerate(cells, start=1):
            if isinstance(cell, str) and cell in texts:
                yield row, at, cell


def _note(name: str, sheet: str | None, cells: Sequence[tuple[int, int, str]]) -> list[Problem]:
    if not cells:
        return []
    row, at, text = cells[0]
    message = tr(
        "{n} cell(s) hold characters that are no text, such as control characters; “{sign}” stands in their place.",
        n=len(cells),
        sign=REPLACEMENT,
    )
    remedy = tr("write the cell anew, if the sign is not meant")
    return [
        Problem(
            "no_text",
            message,
            file=name,
            sheet=sheet,
            row=row,
            cell=f"{letters_of(at)}{row}",
            value=plain(text),
            remedy=remedy,
            facts={"count": len(cells)},
        )
    ]
