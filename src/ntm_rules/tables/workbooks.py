"""Workbooks (XLSX, XLS, ODS) as sheets of cells, within a stated size, and the words where one is refused."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable
from datetime import date
from importlib.util import find_spec
from typing import Any

from ntm_rules.errors import InputError, Problem, UsageError
from ntm_rules.i18n import tr
from ntm_rules.limits import MEGABYTE, MOST_CELLS, MOST_UNPACKED
from ntm_rules.tables.apart import read_apart
from ntm_rules.tables.books import OLE, READ
from ntm_rules.tables.grid import Sheet, letters_of

SUFFIXES = (".xlsx", ".xlsm", ".xls", ".ods", ".xlsb")
# So many hidden rows are named in a message.
_NUMBERED = 100
_ZIP = b"PK\x03\x04"
# Modules that read workbooks, of the extra of that name.
_READERS = ("python_calamine", "xlrd")


def is_workbook(data: bytes) -> bool:
    """Whether content begins as a workbook does."""
    return data.startswith((OLE, _ZIP))


def read_workbook(
    data: bytes, name: str, wanted: str | int | None = None
) -> tuple[list[Sheet], list[Problem]]:
    """The sheets that hold cells, or the one asked for by name or number; warnings of those left out.

    Raises InputError where the workbook cannot be read or is too large; UsageError where the reader of
    workbooks is not installed, or no sheet is as asked.
    """
    _refuse_at_sight(data, name)
    kind, found = read_apart(data, wanted)
    if kind == "no_sheet":
        raise no_sheet(found, wanted or "", name)
    if kind == "nothing_shown":
        raise InputError(_nothing_shown(found, name))
    if kind != READ:
        raise InputError(_refused(kind, found, name))
    digest = hashlib.sha256(data).hexdigest()
    sheets = []
    notes = []
    for title, merged, rows, dates, (unseen, columns) in found["sheets"]:
        sheet = Sheet(name, digest, _with_dates(rows, dates), title, merged=tuple(merged))
        sheets.append(sheet)
        if unseen or columns:
            notes.append(_unseen(sheet, unseen, [first for first, _ in columns]))
    if wanted is not None:
        return sheets, notes
    notes.extend(_hidden(title, name) for title in found["hidden"])
    return [sheet for sheet in sheets if sheet.rows], notes


def no_sheet(titles: Iterable[str], wanted: str | int, name: str) -> UsageError:
    """That no sheet, or table of a document, is as asked."""
    message = tr("there is no sheet “{sheet}”; there are {sheets}.", sheet=wanted, sheets=listed(titles))
    return UsageError(Problem("wrong_call", message, file=name))


def listed(titles: Iterable[str]) -> str:
    """Sheets as a reader is told of them."""
    return ", ".join(f"“{title}”" for title in titles)


def _with_dates(
    rows: list[tuple[int, list[Any]]], dates: Iterable[tuple[int, int]]
) -> tuple[tuple[int, list[Any]], ...]:
    for row, column in dates:
        rows[row][1][column] = date.fromisoformat(rows[row][1][column])
    return tuple(rows)


def _refuse_at_sight(data: bytes, name: str) -> None:
    """What needs no reader to be refused."""
    if not is_workbook(data):
        raise InputError(_other_kind(name))
    if data.startswith(OLE) and "EncryptedPackage".encode("utf-16-le") in data:
        raise InputError(_refused("locked", None, name))
    if len(data) > MOST_UNPACKED:
        raise InputError(_refused("too_large", None, name))
    if not all(map(find_spec, _READERS)):
        message = tr("reading workbooks needs the extra “{extra}”.", extra="workbooks")
        remedy = tr("run pip install \"ntm-rules[{extra}]\", or save the sheet as CSV", extra="workbooks")  # fmt: skip
        raise UsageError(Problem("wrong_call", message, file=name, remedy=remedy))


def _other_kind(name: str) -> Problem:
    message = tr("its ending is that of a workbook and its content is not.")
    remedy = tr("open it and save it as an Excel workbook (.xlsx), or give it its own ending, such as .csv")
    return _unreadable(name, message, remedy)


def _nothing_shown(hidden: list[str], name: str) -> Problem:
    if hidden:
        message = tr("all its sheets are hidden: {sheets}.", sheets=listed(hidden))
        remedy = tr("show the sheet, or name it with --sheet, if it is meant")
    else:
        message = tr("it has no sheet of cells, only charts or macros.")
        remedy = tr("give a header row and one row for each commune")
    return Problem("empty_file", message, file=name, remedy=remedy)


def _hidden(title: str, name: str) -> Problem:
    message = tr("the sheet is hidden and is left out.")
    remedy = tr("show the sheet, or name it with --sheet, if it is meant")
    return Problem("skipped_sheet", message, file=name, sheet=title, remedy=remedy)


def _unseen(sheet: Sheet, rows: list[int], columns: list[int]) -> Problem:
    """That what a reader of the sheet does not see was read all the same."""
    letters = [letters_of(column) for column in columns]
    numbers = ", ".join(map(str, rows[:_NUMBERED])) + (", …" if len(rows) > _NUMBERED else "")
    if rows and columns:
        message = tr(
            "rows {rows} and columns {columns} are hidden; they are read like any other.",
            rows=numbers,
            columns=", ".join(letters),
        )
    elif rows:
        message = tr("rows {rows} are hidden; they are read like any other.", rows=numbers)
    else:
        message = tr(
            "columns {columns} are hidden; they are read like any other.", columns=", ".join(letters)
        )
    remedy = tr("show them to check them, or delete them if they are not meant")
    facts = {"rows": rows, "columns": letters}
    return Problem("hidden_cells", message, file=sheet.name, sheet=sheet.sheet, remedy=remedy, facts=facts)


def _refused(kind: str, fact: Any, name: str) -> Problem:
    message, remedy = _SAID.get(kind, _SAID["damaged"])(fact)
    return _unreadable(name, message, remedy)


def _unreadable(name: str, message: str, remedy: str) -> Problem:
    return Problem("unreadable_file", message, file=name, remedy=remedy)


def _far_out(cells: int) -> tuple[str, str]:
    message = tr(
        "a cell far out makes the sheet {n} million cells large; more than {most} million are not read.",
        n=cells // 1_000_000,
        most=MOST_CELLS // 1_000_000,
    )
    return message, tr("delete the rows below and the columns right of the table")


_SAID: dict[str, Callable[[Any], tuple[str, str]]] = {
    "damaged": lambda _: (
        tr("the workbook is damaged, or of a kind that is not read."),
        tr("open it and save it as an Excel workbook (.xlsx)"),
    ),
    "locked": lambda _: (
        tr("the workbook is protected by a password."),
        tr("save a copy without the password"),
    ),
    "binary": lambda _: (
        tr("it is a binary workbook (.xlsb), which is not read."),
        tr("open it and save it as an Excel workbook (.xlsx)"),
    ),
    "no_workbook": lambda _: (
        tr("it is an archive or document and no workbook."),
        tr("give an XLSX, XLS or ODS workbook, or a CSV file"),
    ),
    "too_large": lambda _: (
        tr("the workbook is more than {most} MB unpacked, the most that is read.", most=MOST_UNPACKED // MEGABYTE),
        tr("save the table alone in a workbook of its own, or as CSV"),
    ),
    "too_slow": lambda seconds: (
        tr("the workbook took more than {n} seconds to read.", n=seconds),
        tr("save the table alone in a workbook of its own, or as CSV"),
    ),
    "far_out": _far_out,
}  # fmt: skip
