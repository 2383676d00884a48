"""A path into sheets of cells, by its ending and its content."""

from __future__ import annotations

import hashlib
import io
import sys
from dataclasses import replace
from pathlib import Path

from ntm_rules.errors import InputError, Problem, UnreadableFileError, UsageError
from ntm_rules.i18n import tr
from ntm_rules.tables.foreign import refuse_foreign
from ntm_rules.tables.grid import Grid, Sheet, csv_sheet, from_frame
from ntm_rules.tables.records import json_sheet
from ntm_rules.tables.word import is_document, read_document
from ntm_rules.tables.workbooks import SUFFIXES, is_workbook, read_workbook


def read_sheets(path: str | Path, wanted: str | int | None = None) -> tuple[list[Sheet], list[Problem]]:
    """Read a CSV file, a workbook, the tables of a document or JSON records; `-` is standard input. `wanted` names a sheet, or numbers it from 1.

    Returns the sheets that hold cells, and warnings of what was left out. Raises InputError where the
    content cannot be read; UnreadableFileError, an OSError too, where the file cannot be opened.
    """
    name = Path(path).as_posix()
    data = _bytes(name)
    refuse_foreign(data, name)
    if is_document(data, name):
        return read_document(data, name, wanted)
    if Path(name).suffix.lower() in SUFFIXES or (name == "-" and is_workbook(data)):
        return read_workbook(data, name, wanted)
    if wanted is not None:
        refuse_sheet(name)
    if Path(name).suffix.lower() == ".json" or (name == "-" and data.lstrip()[:1] == b"["):
        return [json_sheet(data, name)], []
    return [csv_sheet(data, name)], []


def read_parquet(path: str | Path) -> Grid:
    """Read a Parquet file; its columns are typed, so that nothing in it is searched or left out."""
    name = Path(path).as_posix()
    data = _bytes(name)
    try:
        import pandas as pd
        import pyarrow  # noqa: F401 - pandas would say otherwise that it is missing
    except ModuleNotFoundError:
        message = tr("reading Parquet needs the extra “{extra}”.", extra="parquet")
        remedy = tr('run pip install "ntm-rules[{extra}]", or save the table as CSV', extra="parquet")
        raise UsageError(Problem("wrong_call", message, file=name, remedy=remedy)) from None
    try:
        frame = pd.read_parquet(io.BytesIO(data), engine="pyarrow")
    except Exception:
        # Beside Arrow's own errors, whatever pandas stumbles over in the notes it keeps in such a file.
        message = tr("it is not a Parquet file that can be read.")
        remedy = tr("write the file again, or save the table as CSV")
        raise InputError(Problem("unreadable_file", message, file=name, remedy=remedy)) from None
    if frame.empty:
        remedy = tr("give a header row and one row for each commune")
        raise InputError(Problem("empty_file", tr("the file has no rows."), file=name, remedy=remedy))
    return replace(from_frame(frame, name), sha256=hashlib.sha256(data).hexdigest())


def refuse_sheet(name: str) -> None:
    """Say that a sheet was asked for where there are none. Raises UsageError."""
    raise UsageError(Problem("wrong_call", tr("only a workbook has sheets to choose from."), file=name))


def _bytes(name: str) -> bytes:
    try:
        return sys.stdin.buffer.read() if name == "-" else Path(name).read_bytes()
    except OSError as error:
        message = tr("cannot be opened: {reason}.", reason=error.strerror)
        raise UnreadableFileError(Problem("no_such_file", message, file=name)) from error
