"""A path into sheets of cells, by its ending and its content."""

from __future__ import annotations

import sys
from pathlib import Path

from ntm_rules.errors import Problem, UnreadableFileError, UsageError
from ntm_rules.i18n import tr
from ntm_rules.tables.grid import Sheet, csv_sheet
from ntm_rules.tables.workbooks import SUFFIXES, is_workbook, read_workbook


def read_sheets(path: str | Path, wanted: str | int | None = None) -> tuple[list[Sheet], list[Problem]]:
    """Read a CSV file or a workbook; `-` is standard input. `wanted` names a sheet, or numbers it from 1.

    Returns the sheets that hold cells, and warnings of what was left out. Raises InputError where the
    content cannot be read; UnreadableFileError, an OSError too, where the file cannot be opened.
    """
    name = Path(path).as_posix()
    data = _bytes(name)
    if Path(name).suffix.lower() in SUFFIXES or (name == "-" and is_workbook(data)):
        return read_workbook(data, name, wanted)
    if wanted is not None:
        refuse_sheet(name)
    return [csv_sheet(data, name)], []


def refuse_sheet(name: str) -> None:
    """Say that a sheet was asked for where there are none. Raises UsageError."""
    raise UsageError(Problem("wrong_call", tr("only a workbook has sheets to choose from."), file=name))


def _bytes(name: str) -> bytes:
    try:
        return sys.stdin.buffer.read() if name == "-" else Path(name).read_bytes()
    except OSError as error:
        message = tr("cannot be opened: {reason}.", reason=error.strerror)
        raise UnreadableFileError(Problem("no_such_file", message, file=name)) from error
