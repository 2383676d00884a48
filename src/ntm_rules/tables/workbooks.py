"""Workbooks (XLSX, XLS, ODS) as sheets of cells, within a stated size."""

from __future__ import annotations

import hashlib
import io
import zipfile
from collections.abc import Iterable
from datetime import date, datetime, time
from typing import TYPE_CHECKING, Any

from ntm_rules.errors import InputError, Problem, UsageError
from ntm_rules.i18n import tr
from ntm_rules.tables.grid import Sheet
from ntm_rules.tables.xlsx import XlsxParts

if TYPE_CHECKING:
    from python_calamine import CalamineWorkbook

SUFFIXES = (".xlsx", ".xlsm", ".xls", ".ods")
MEGABYTE = 1_000_000
# A national table is some 30 MB unpacked; what is far above is a mistake or an attack.
MOST_UNPACKED = 200 * MEGABYTE
MOST_CELLS = 20_000_000
_OLE = bytes.fromhex("d0cf11e0a1b11ae1")
_ZIP = b"PK\x03\x04"


def is_workbook(data: bytes) -> bool:
    """Whether content begins as a workbook does."""
    return data.startswith((_OLE, _ZIP))


def read_workbook(
    data: bytes, name: str, wanted: str | int | None = None
) -> tuple[list[Sheet], list[Problem]]:
    """The sheets that hold cells, or the one asked for by name or number; warnings of those left out.

    Raises InputError where the workbook cannot be read or is too large; UsageError where the reader of
    workbooks is not installed, or no sheet is as asked.
    """
    parts = _parts(data, name)
    book = _opened(data, name)
    visible, notes = _visible(book, name)
    chosen = visible if wanted is None else [asked(book.sheet_names, wanted, name)]
    digest = hashlib.sha256(data).hexdigest()
    found = []
    for title in chosen:
        rows = _rows(book, title, name)
        if parts is not None:
            parts.restore(title, rows)
        filled = tuple((n, [_cell(c) for c in row]) for n, row in enumerate(rows, start=1) if _any(row))
        if filled or wanted is not None:
            found.append(Sheet(name, digest, filled, title))
    return found, notes if wanted is None else []


def _parts(data: bytes, name: str) -> XlsxParts | None:
    """What is refused before anything is unpacked; the parts of an XLSX."""
    if data.startswith(_OLE) and "EncryptedPackage".encode("utf-16-le") in data:
        raise InputError(_locked(name))
    if not data.startswith((_OLE, _ZIP)):
        remedy = tr(
            "open it and save it as an Excel workbook (.xlsx), or give it its own ending, such as .csv"
        )
        message = tr("its ending is that of a workbook and its content is not.")
        raise InputError(_unreadable(name, message, remedy))
    if len(data) > MOST_UNPACKED:
        raise InputError(_too_large(name, len(data)))
    if data.startswith(_OLE):
        return None
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
    except (zipfile.BadZipFile, ValueError):
        raise InputError(_damaged(name)) from None
    unpacked = sum(entry.file_size for entry in archive.infolist())
    if unpacked > MOST_UNPACKED:
        raise InputError(_too_large(name, unpacked))
    names = set(archive.namelist())
    if "xl/workbook.xml" in names:
        try:
            parts = XlsxParts(archive)
        except (zipfile.BadZipFile, KeyError, ValueError, OSError, SyntaxError, RuntimeError):
            raise InputError(_damaged(name)) from None
        if parts.area > MOST_CELLS:
            message = tr(
                "a cell far out makes the sheet {n} million cells large; more than {most} million are not read.",
                n=parts.area // 1_000_000,
                most=MOST_CELLS // 1_000_000,
            )
            remedy = tr("delete the rows below and the columns right of the table")
            raise InputError(_unreadable(name, message, remedy))
        return parts
    if "content.xml" not in names:
        message = tr("it is a zip archive and no workbook.")
        raise InputError(_unreadable(name, message, tr("give an XLSX, XLS or ODS workbook, or a CSV file")))
    return None


def _opened(data: bytes, name: str) -> CalamineWorkbook:
    try:
        from python_calamine import CalamineError, CalamineWorkbook, PasswordError
    except ModuleNotFoundError:
        message = tr("reading workbooks needs the extra “{extra}”.", extra="workbooks")
        remedy = tr("run pip install \"ntm-rules[{extra}]\", or save the sheet as CSV", extra="workbooks")  # fmt: skip
        raise UsageError(Problem("wrong_call", message, file=name, remedy=remedy)) from None
    try:
        return CalamineWorkbook.from_filelike(io.BytesIO(data))
    except PasswordError:
        raise InputError(_locked(name)) from None
    except CalamineError as error:
        problem = _locked(name) if "assword" in str(error) else _damaged(name)
        raise InputError(problem) from None
    except BaseException as error:
        raise _panicked(error, name) from None


def _rows(book: CalamineWorkbook, title: str, name: str) -> list[list[Any]]:
    from python_calamine import CalamineError

    try:
        return book.get_sheet_by_name(title).to_python(skip_empty_area=False)
    except CalamineError:
        raise InputError(_damaged(name)) from None
    except BaseException as error:
        raise _panicked(error, name) from None


def _panicked(error: BaseException, name: str) -> BaseException:
    """A panic of the reader, which is no Exception, is a damaged file; anything else as it is."""
    return InputError(_damaged(name)) if type(error).__name__ == "PanicException" else error


def _visible(book: CalamineWorkbook, name: str) -> tuple[list[str], list[Problem]]:
    from python_calamine import SheetTypeEnum, SheetVisibleEnum

    tables = [sheet for sheet in book.sheets_metadata if sheet.typ == SheetTypeEnum.WorkSheet]
    shown = [sheet.name for sheet in tables if sheet.visible == SheetVisibleEnum.Visible]
    message = tr("the sheet is hidden and is left out.")
    remedy = tr("show the sheet, or name it with --sheet, if it is meant")
    notes = [
        Problem("skipped_sheet", message, file=name, sheet=sheet.name, remedy=remedy)
        for sheet in tables
        if sheet.name not in shown
    ]
    return shown, notes


def asked(titles: list[str], wanted: str | int, name: str) -> str:
    """A sheet by its name, else by its number counted from 1."""
    if isinstance(wanted, str) and wanted in titles:
        return wanted
    if str(wanted).isdecimal() and 1 <= int(wanted) <= len(titles):
        return titles[int(wanted) - 1]
    message = tr("there is no sheet “{sheet}”; there are {sheets}.", sheet=wanted, sheets=listed(titles))
    raise UsageError(Problem("wrong_call", message, file=name))


def listed(titles: Iterable[str]) -> str:
    """Sheets as a reader is told of them."""
    return ", ".join(f"“{title}”" for title in titles)


def _any(row: list[Any]) -> bool:
    return any(not isinstance(cell, str) or cell.strip() for cell in row)


def _cell(cell: Any) -> Any:
    """Texts, numbers and dates as they are; a truth value in its word."""
    if isinstance(cell, bool):
        return str(cell).upper()
    if isinstance(cell, datetime):
        return cell.date() if cell.time() == time() else cell.isoformat(sep=" ")
    if isinstance(cell, int | float):
        return float(cell)
    return cell if isinstance(cell, str | date) else str(cell)


def _unreadable(name: str, message: str, remedy: str) -> Problem:
    return Problem("unreadable_file", message, file=name, remedy=remedy)


def _locked(name: str) -> Problem:
    message = tr("the workbook is protected by a password.")
    return _unreadable(name, message, tr("save a copy without the password"))


def _damaged(name: str) -> Problem:
    message = tr("the workbook is damaged, or of a kind that is not read.")
    return _unreadable(name, message, tr("open it and save it as an Excel workbook (.xlsx)"))


def _too_large(name: str, size: int) -> Problem:
    message = tr(
        "the workbook is {size} MB unpacked; more than {most} MB are not read.",
        size=size // MEGABYTE,
        most=MOST_UNPACKED // MEGABYTE,
    )
    return _unreadable(name, message, tr("save the table alone in a workbook of its own, or as CSV"))
