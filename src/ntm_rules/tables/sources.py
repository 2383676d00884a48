"""A path into sheets of cells, by its ending and its content."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Literal

from ntm_rules.errors import InputError, Problem, UnreadableFileError, UsageError
from ntm_rules.i18n import tr
from ntm_rules.limits import MEGABYTE, MOST_UNPACKED
from ntm_rules.plain_text import name_of
from ntm_rules.tables.cell_texts import check_lengths, check_size, different_texts, in_plain_text
from ntm_rules.tables.foreign import PARQUET, refuse_foreign, start_of_text
from ntm_rules.tables.grid import Grid, Sheet, csv_sheet
from ntm_rules.tables.legacy_cells import converted
from ntm_rules.tables.parquet import parquet_grid
from ntm_rules.tables.records import json_sheet
from ntm_rules.tables.word import is_document, read_document
from ntm_rules.tables.workbooks import SUFFIXES, is_workbook, read_workbook


def read_file(path: str | Path, wanted: str | int | None = None) -> tuple[Grid | list[Sheet], list[Problem]]:
    """Read a CSV file, a workbook, the tables of a document, JSON records or Parquet; `-` is standard input.

    `wanted` names a sheet, or numbers it from 1. Returns the sheets that hold cells, old encodings made Unicode,
    or the grid of a Parquet file, in which nothing is searched or left out as its columns are typed; and warnings
    of what was left out or converted. Raises InputError where the content cannot be read; UnreadableFileError,
    an OSError too, where the file cannot be opened; UsageError where it has no such sheet, or a reader is missing.
    """
    name = name_of(path)
    data = _bytes(Path(path), name)
    refuse_foreign(data, name)
    if wanted is not None and _kind(name, data) in ("parquet", "json", "csv"):
        refuse_sheet(name)
    match _kind(name, data):
        case "parquet":
            return parquet_grid(data, name)
        case "document":
            sheets, notes = read_document(data, name, wanted)
        case "workbook":
            sheets, notes = read_workbook(data, name, wanted)
        case "json":
            sheets, notes = [json_sheet(data, name)], []
        case "csv":
            sheets, notes = [csv_sheet(data, name)], []
    sheets, more = _readable(sheets)
    return sheets, [*notes, *more]


def _readable(sheets: list[Sheet]) -> tuple[list[Sheet], list[Problem]]:
    """Sheets within bounds, old encodings made Unicode, what is no text taken out; and warnings of what was done."""
    for sheet in sheets:
        check_size(sheet)
    texts = [different_texts(sheet) for sheet in sheets]
    for sheet, mine in zip(sheets, texts, strict=True):
        check_lengths(sheet, mine)
    rewritten, notes = converted(sheets, texts)
    found = []
    for before, sheet, mine in zip(sheets, rewritten, texts, strict=True):
        shown, more = in_plain_text(sheet, mine if sheet is before else different_texts(sheet))
        found.append(shown)
        notes.extend(more)
    return found, notes


Kind = Literal["parquet", "document", "workbook", "json", "csv"]


def _kind(name: str, data: bytes) -> Kind:
    """What a file is by its ending or, from standard input, by its content."""
    suffix, piped = Path(name).suffix.lower(), name == "-"
    if suffix == ".parquet" or (piped and data.startswith(PARQUET)):
        return "parquet"
    if is_document(data, name):
        return "document"
    if suffix in SUFFIXES or (piped and is_workbook(data)):
        return "workbook"
    if suffix == ".json" or (piped and start_of_text(data).startswith(b"[")):
        return "json"
    return "csv"


def refuse_sheet(name: str) -> None:
    """Say that a sheet was asked for where there are none. Raises UsageError."""
    raise UsageError(Problem("wrong_call", tr("only a workbook has sheets to choose from."), file=name))


def _bytes(path: Path, name: str) -> bytes:
    """The content of a file, or of standard input, within a stated size."""
    try:
        if name == "-":
            data = sys.stdin.buffer.read(MOST_UNPACKED + 1)
        else:
            with path.open("rb") as file:
                data = file.read(MOST_UNPACKED + 1)
    except (OSError, ValueError) as error:
        # A name with a NUL is a ValueError.
        message = tr("cannot be opened: {reason}.", reason=getattr(error, "strerror", None) or error)
        raise UnreadableFileError(Problem("no_such_file", message, file=name)) from error
    if len(data) > MOST_UNPACKED:
        message = tr(
            "the file is larger than {most} MB, the most that is read.", most=MOST_UNPACKED // MEGABYTE
        )
        remedy = tr("save the table alone in a file of its own")
        raise InputError(Problem("unreadable_file", message, file=name, remedy=remedy))
    return data
