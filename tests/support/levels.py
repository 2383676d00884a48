"""Workbooks of levels filled as an officer would, cell by cell."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from typing import Any

import openpyxl

CONFIRMED = "đã đối chiếu quyết định đã ký"
# A decision that does not exist; its levels are invented and no province's.
DECISION = "01/QĐ-UBND (minh họa)"


class Filled:
    """A workbook of levels open for filling; rows are found by their code, or are the next blank ones."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._book = openpyxl.load_workbook(path)
        self._levels, self._own = self._book.worksheets[1:3]
        self._next = {id(self._own): 5}

    def level(self, key: str, *, since: date | None = None, **cells: Any) -> int:
        """Fill the row of a level, that of the span from `since` where there are several. Returns its number."""
        columns = _columns(self._levels)
        for row in range(5, self._levels.max_row + 1):
            start = self._levels.cell(row, columns["span_from"]).value
            begun = start.date() if isinstance(start, datetime) else start
            if self._levels.cell(row, columns["key"]).value == key and since in (None, begun):
                return _put(self._levels, row, cells)
        raise KeyError(key)

    def spare(self, **cells: Any) -> int:
        """Fill the next of the spare rows below the levels."""
        row = self._next.setdefault(id(self._levels), self._levels.max_row - 39)
        self._next[id(self._levels)] += 1
        return _put(self._levels, row, cells)

    def own(self, **cells: Any) -> int:
        """Fill the next row of the sheet of own indicators that is blank."""
        code = _columns(self._own)["code"]
        while self._own.cell(self._next[id(self._own)], code).value:
            self._next[id(self._own)] += 1
        return _put(self._own, self._next[id(self._own)], cells)

    def own_row(self, code: str, **cells: Any) -> int:
        """Change the row of an own indicator."""
        column = _columns(self._own)["code"]
        for row in range(5, self._own.max_row + 1):
            if self._own.cell(row, column).value == code:
                return _put(self._own, row, cells)
        raise KeyError(code)

    def cell(self, key: str, row: int, own: bool = False) -> str:
        """The name of a cell."""
        sheet = self._own if own else self._levels
        return str(sheet.cell(row, _columns(sheet)[key]).coordinate)

    def remove_sheet(self, number: int) -> None:
        """Take a sheet out."""
        self._book.remove(self._book.worksheets[number])

    def save(self, name: str | None = None) -> Path:
        """Save it, under another name if one is given."""
        path = self.path.with_name(name) if name else self.path
        self._book.save(path)
        return path


def _columns(sheet: Any) -> dict[str, int]:
    return {sheet.cell(1, at).value: at for at in range(1, sheet.max_column + 1)}


def _put(sheet: Any, row: int, cells: dict[str, Any]) -> int:
    columns = _columns(sheet)
    for key, value in cells.items():
        sheet.cell(row, columns[{"start": "from", "end": "to"}.get(key, key)]).value = value
    return row
