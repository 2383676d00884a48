"""The workbook of levels read back: rows by the keys of their columns, each cell with its place."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from ntm_rules.errors import InputError, Problem, UnreadableFileError, UsageError
from ntm_rules.i18n import tr
from ntm_rules.plain_text import name_of
from ntm_rules.reports.levels import columns
from ntm_rules.reports.levels.columns import HIDDEN, SheetKind
from ntm_rules.tables.cells import formula_failed
from ntm_rules.tables.grid import Sheet, text_of
from ntm_rules.tables.identity import read_date
from ntm_rules.tables.workbooks import read_workbook


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a sheet: cells by the key of their column."""

    file: str
    sheet: str
    number: int
    cells: dict[str, Any]
    letters: dict[str, str]

    def text(self, key: str) -> str:
        """A cell as text without blanks around it."""
        return text_of(self.cells.get(key, "")).strip()

    def day(self, key: str) -> date | None:
        """A cell as a date; None where it is none."""
        cell = self.cells.get(key)
        return cell if isinstance(cell, date) else read_date(self.text(key))

    def filled(self, *keys: str) -> list[str]:
        """Those of some columns that are not blank."""
        return [key for key in keys if self.text(key)]

    def cell(self, key: str) -> str:
        """The name of a cell, such as H12."""
        return f"{self.letters[key]}{self.number}"

    def problem(
        self, kind: str, key: str, message: str, *, expected: str | None = None, remedy: str | None = None
    ) -> Problem:
        """A problem at a cell of this row."""
        cell = self.cells.get(key)
        value = f"{cell:%d/%m/%Y}" if isinstance(cell, date) else self.text(key)
        return Problem(
            kind,
            message,
            file=self.file,
            sheet=self.sheet,
            cell=self.cell(key),
            value=value,
            expected=expected,
            remedy=remedy,
        )


@dataclass(frozen=True, slots=True)
class Book:
    """A workbook of levels: the set it is of, the file it was exported from, and its rows."""

    name: str
    set_id: str
    base: str | None
    levels: tuple[Row, ...]
    own: tuple[Row, ...]

    def row_of(self, key: str, days: tuple[date, date]) -> str | None:
        """The row of the sheet of levels in which a level of these days is entered, as words."""
        for row in self.levels:
            start, end = row.day("span_from"), row.day("span_to")
            if row.text("key") == key and start and start <= days[1] and (end is None or days[0] <= end):
                return tr("row {row}", row=row.number)
        return None


def read_book(path: str | Path) -> Book:
    """Read a workbook that `criteria export` wrote.

    Raises InputError where it is none or cannot be read; UnreadableFileError where it cannot be opened.
    """
    name = name_of(path)
    try:
        data = Path(path).read_bytes()
    except OSError as error:
        message = tr("cannot be opened: {reason}.", reason=error.strerror)
        raise UnreadableFileError(Problem("no_such_file", message, file=name)) from error
    facts = [(text_of(row[0]), str(row[1])) for _, row in _sheet(data, name, [HIDDEN]).rows if len(row) > 1]
    heads = dict(facts)
    if heads.get("format") != columns.FORMAT or "set" not in heads:
        raise InputError(
            _not_exported(name, tr("the hidden sheet “{sheet}” is not as it was.", sheet=HIDDEN))
        )
    lines = [value[1:-1] for key, value in facts if key == "base" and value.startswith("|")]
    base = "\n".join(lines) or None
    return Book(name, heads["set"], base, _rows(data, name, "levels"), _rows(data, name, "own"))


def _sheet(data: bytes, name: str, titles: list[str]) -> Sheet:
    for title in titles:
        try:
            (found,), _ = read_workbook(data, name, title)
        except UsageError as error:
            # Of a sheet that is not there; that the reader is not installed is said as it is.
            if any(problem.remedy for problem in error.problems):
                raise
        else:
            return found
    message = tr("it has no sheet “{sheet}”.", sheet=titles[0])
    raise InputError(_not_exported(name, message))


def _rows(data: bytes, name: str, kind: SheetKind) -> tuple[Row, ...]:
    sheet = _sheet(data, name, columns.sheet_names(kind))
    keys = next((row for _, row in sheet.rows if "level" in row and "evidence" in row), None)
    if keys is None:
        message = tr(
            "the first row of sheet “{sheet}”, which is hidden, is not as it was.", sheet=sheet.sheet
        )
        raise InputError(_not_exported(name, message))
    places = {key: at for at, key in enumerate(map(text_of, keys)) if key}
    letters = {key: _letters(at) for key, at in places.items()}
    header = next(n for n, row in sheet.rows if row is keys) + _ROWS_ABOVE
    found, problems = [], []
    for number, cells in sheet.rows:
        if number <= header:
            continue
        row = Row(name, sheet.sheet or "", number, {key: cells[at] for key, at in places.items() if at < len(cells)}, letters)  # fmt: skip
        for key, cell in row.cells.items():
            if formula_failed(cell):
                message = tr("the formula gives an error, or its result was not saved.")
                remedy = tr("write the value itself")
                problems.append(row.problem("formula_error", key, message, remedy=remedy))
        found.append(row)
    if problems:
        raise InputError(problems)
    return tuple(found)


# Below the row of keys: a title, a line about the sheet, the header.
_ROWS_ABOVE = 3


def _letters(at: int) -> str:
    """The letters of a column counted from 0: 25 is Z, 26 is AA."""
    rest, last = divmod(at, 26)
    return (_letters(rest - 1) if rest else "") + chr(ord("A") + last)


def _not_exported(name: str, message: str) -> Problem:
    remedy = tr("write the workbook with ntm-rules criteria export, and fill that one")
    return Problem("not_a_levels_workbook", message, file=name, remedy=remedy)
