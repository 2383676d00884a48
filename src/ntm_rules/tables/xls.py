"""XLS of Excel 97 to 2003, by xlrd: it tells error cells and the formats of numbers."""

from __future__ import annotations

import io
from datetime import date
from typing import Any

from ntm_rules.tables.bounds import Refused
from ntm_rules.tables.tabs import Cell, Hidden, Merged, Rows, Tab
from ntm_rules.tables.xlsx import as_shown, shows_percent


class XlsBook:
    """An XLS workbook; its sheets are read when asked for."""

    def __init__(self, data: bytes) -> None:
        import xlrd

        self._xlrd = xlrd
        try:
            self._book = xlrd.open_workbook(
                file_contents=data,
                logfile=io.StringIO(),
                formatting_info=True,
                on_demand=True,
                ragged_rows=True,
            )
        except xlrd.XLRDError as error:
            said = str(error)
            if "encrypted" in said:
                raise Refused("locked") from None
            raise Refused("no_workbook" if "Can't find workbook" in said else "damaged") from None
        self._percent: dict[int, bool] = {}
        self.tabs = [
            Tab(title, hidden=bool(shown))
            for title, shown in zip(self._book.sheet_names(), self._book._sheet_visibility, strict=True)
        ]

    def rows(self, title: str) -> tuple[Rows, Merged]:
        """The rows of a sheet, each with its number, and its tall merged cells."""
        sheet = self._book.sheet_by_name(title)
        rows: Rows = [
            (row + 1, [self._cell(sheet, row, column) for column in range(sheet.row_len(row))])
            for row in range(sheet.nrows)
        ]
        return rows, [(top + 1, end, left + 1) for top, end, left, _ in sheet.merged_cells if end > top + 1]

    def hidden(self, title: str) -> Hidden:
        """The rows and columns of a sheet that are not shown."""
        sheet = self._book.sheet_by_name(title)
        rows = [row + 1 for row, info in sheet.rowinfo_map.items() if info.hidden or info.height == 0]
        columns = [
            (at + 1, at + 1) for at, info in sheet.colinfo_map.items() if info.hidden or info.width == 0
        ]
        return sorted(rows), sorted(columns)

    def _cell(self, sheet: Any, row: int, column: int) -> Cell:
        xlrd, kind, value = self._xlrd, sheet.cell_type(row, column), sheet.cell_value(row, column)
        if kind == xlrd.XL_CELL_NUMBER:
            share = self._shows_percent(sheet.cell_xf_index(row, column))
            return as_shown(value) if share else float(value)
        if kind == xlrd.XL_CELL_DATE:
            return self._date(value)
        if kind == xlrd.XL_CELL_BOOLEAN:
            return str(bool(value)).upper()
        if kind == xlrd.XL_CELL_ERROR:
            return str(xlrd.error_text_from_code.get(value, "#VALUE!"))
        return str(value)

    def _shows_percent(self, style: int) -> bool:
        if style not in self._percent:
            form = self._book.format_map.get(self._book.xf_list[style].format_key)
            self._percent[style] = form is not None and shows_percent(form.format_str)
        return self._percent[style]

    def _date(self, serial: float) -> date | str | float:
        try:
            found = self._xlrd.xldate_as_datetime(serial, self._book.datemode)
        except (self._xlrd.xldate.XLDateError, OverflowError, ValueError):
            return float(serial)
        if serial < 1:
            return str(found.time().isoformat())
        return found  # type: ignore[no-any-return]
