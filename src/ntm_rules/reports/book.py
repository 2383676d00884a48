"""A workbook to print and hand on: styles, lists with filters, page set-up. Adding a sheet is one call of `listing`."""

from __future__ import annotations

import io
import textwrap
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, NamedTuple

from ntm_rules.errors import Problem, UsageError
from ntm_rules.i18n import tr
from ntm_rules.reports.tabular import neutral

if TYPE_CHECKING:
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

A3, A4 = 8, 9
# Rows of a sheet, one of them taken by the header at least.
MOST_ROWS = 1_048_576
FONT = {"font_name": "Times New Roman", "font_size": 11, "valign": "vcenter"}
# Points of a line of text, and of the cells of a list.
LINE, SMALL = 14.0, 10
HEADING = {"bold": True, "text_wrap": True, "align": "center", "border": 1, "bg_color": "#D9D9D9"}
GREY = "#A6A6A6"
CELL = {"border": 1, "border_color": GREY, "text_wrap": True}
# Blue against orange is told apart by every eye; in grey, what is unmet is dark and bold, what is unknown patterned.
LOOKS: dict[str, dict[str, Any]] = {
    "met": {"bg_color": "#DEEBF7", "font_color": "#1F3864"},
    "basically_met": {"bg_color": "#FFF2CC", "font_color": "#5F4B00", "italic": True},
    "unmet": {"bg_color": "#F4B183", "font_color": "#5A1E00", "bold": True},
    "unknown": {"pattern": 17, "fg_color": "#7F7F7F", "bg_color": "#FFFFFF", "font_color": "#404040"},
    "not_applicable": {"font_color": "#7F7F7F"},
}


class Mark(NamedTuple):
    """A text in the look of a status."""

    text: str
    status: str


Value = str | float | Mark | None


@dataclass(frozen=True, slots=True)
class Field:
    """A column of a list: its heading, its width in characters, and how its cells stand."""

    heading: str
    width: float
    align: str = "left"


class Book:
    """A workbook under construction; the same calls give the same bytes.

    `large` writes row by row, from the top of each sheet down, in constant memory.
    Raises UsageError where the extra `workbooks` is not installed.
    """

    def __init__(self, title: str, *, footer: str, large: bool = False) -> None:
        try:
            import xlsxwriter
        except ModuleNotFoundError:
            message = tr("writing workbooks needs the extra “{extra}”.", extra="workbooks")
            remedy = tr('run pip install "ntm-rules[{extra}]", or write CSV', extra="workbooks")
            raise UsageError(Problem("wrong_call", message, remedy=remedy)) from None
        self._file = io.BytesIO()
        # Row by row, memory stays small however many rows there are; else each text is held and written once.
        how = {"constant_memory": True} if large else {"in_memory": True}
        self._book = xlsxwriter.Workbook(self._file, how)
        self._book.set_properties({"title": title, "created": datetime(2000, 1, 1)})
        self._footer = footer
        self._looks: dict[str, Format] = {}
        self._formats: dict[tuple[tuple[str, Any], ...], Format] = {}

    def format(self, **properties: Any) -> Format:
        """A cell format; asked for twice, it is the same one."""
        key = tuple(sorted(properties.items()))
        if key not in self._formats:
            self._formats[key] = self._book.add_format({**FONT, **properties})
        return self._formats[key]

    def sheet(self, title: str, *, paper: int, header: tuple[int, int], frozen: int = 0) -> Worksheet:
        """An empty sheet: landscape, one page wide, the header's rows frozen and on every page."""
        found = self._book.add_worksheet(title)
        found.set_paper(paper)
        found.set_landscape()
        found.fit_to_pages(1, 0)
        found.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.6)
        found.repeat_rows(*header)
        found.freeze_panes(header[1] + 1, frozen)
        pages = tr("page {page} of {pages}", page="&P", pages="&N")
        found.set_footer(f"&L&8{self._footer.replace('&', '&&')[:200]}&R&8{pages}")
        found.hide_gridlines(2)
        return found

    def listing(
        self,
        title: str,
        fields: Sequence[Field],
        rows: Iterable[Sequence[Value]],
        *,
        lead: Sequence[str] = (),
        paper: int = A4,
        frozen: int = 0,
    ) -> None:
        """A sheet of one table under some lines of text, with filters; the header is printed on every page."""
        at = len(lead)
        sheet = self.sheet(title, paper=paper, header=(at, at), frozen=frozen)
        for column, field in enumerate(fields):
            sheet.set_column(column, column, field.width)
        for row, text in enumerate(lead):
            sheet.set_row(row, LINE + 4)
            sheet.write_string(row, 0, neutral(text), self.format(bold=True))
        sheet.set_row(at, 45)
        for column, field in enumerate(fields):
            sheet.write_string(at, column, field.heading, self.format(**HEADING))
        last = at
        heights: list[dict[str, int]] = [{} for _ in fields]
        for row, cells in enumerate(rows, start=at + 1):
            if row >= MOST_ROWS:
                self.check_length(title, row + 1)
            sheet.set_row(row, LINE * max(map(_lines, cells, fields, heights)) + 4)
            self._write_row(sheet, row, cells, fields)
            last = row
        if last > at:
            # Blank cells get their border here, not one by one: a quarter of the cells are.
            blank = {"type": "blanks", "format": self._book.add_format({"border": 1, "border_color": GREY})}
            sheet.conditional_format(at + 1, 0, last, len(fields) - 1, blank)
        sheet.autofilter(at, 0, last, len(fields) - 1)

    def _write_row(self, sheet: Worksheet, row: int, cells: Sequence[Value], fields: Sequence[Field]) -> None:
        """One row of cells as the fields say; blank ones are left out."""
        for column, cell in enumerate(cells):
            if isinstance(cell, str):
                sheet.write_string(row, column, neutral(cell), self._look(fields[column].align))
            elif isinstance(cell, Mark):
                sheet.write_string(row, column, cell.text, self._look(cell.status))
            elif cell is not None:
                sheet.write_number(row, column, cell, self._look(number_format(cell)))

    def _look(self, kind: str) -> Format:
        """The format of a list's cell: of a status, an alignment or a form of numbers."""
        if kind not in self._looks:
            if kind in LOOKS:
                found = self.marked(kind, font_size=SMALL)
            elif kind in ("left", "center"):
                found = self.format(**CELL, align=kind, font_size=SMALL)
            else:
                found = self.format(**CELL, num_format=kind, font_size=SMALL, align="right", indent=1)
            self._looks[kind] = found
        return self._looks[kind]

    def marked(self, status: str, **properties: Any) -> Format:
        """The look of a status: a colour, and what tells it in black and white."""
        return self.format(**CELL, **LOOKS[status], align="center", **properties)

    def check_length(self, title: str, rows: int) -> None:
        """Raises UsageError where a sheet cannot hold so many rows."""
        if rows > MOST_ROWS:
            most = f"{MOST_ROWS:,}"
            message = tr("the sheet “{title}” would need more than {most} rows.", title=title, most=most)
            remedy = tr("write csv or parquet, or fewer communes")
            raise UsageError(Problem("wrong_call", message, remedy=remedy))

    def finish(self) -> bytes:
        """The bytes of the whole workbook."""
        self._book.close()
        return self._file.getvalue()


def _lines(cell: Value, field: Field, known: dict[str, int]) -> int:
    """How many lines a cell takes; not every program that opens the file works it out."""
    text = cell.text if isinstance(cell, Mark) else cell
    if not isinstance(text, str):
        return 1
    if text not in known:
        # Widths are in digits of a larger font; some room is left where a program has another one.
        known[text] = max(len(textwrap.wrap(text, max(int(field.width * 1.1), 1))), 1)
    return known[text]


def number_format(value: float) -> str:
    """Two decimals, or none where there are none; six where two would hide a small number."""
    if value == round(value):
        return "#,##0"
    return "#,##0.0#" if abs(value) >= 0.01 else "0.00####"
