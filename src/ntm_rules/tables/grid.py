"""A file as it stands: headers and cells as text or plain numbers, each with its place."""

from __future__ import annotations

import csv
import hashlib
import io
import sys
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np

from ntm_rules.errors import InputError, Problem, UnreadableFileError
from ntm_rules.i18n import tr

DELIMITERS = (",", ";", "\t")


@dataclass(frozen=True, slots=True)
class Grid:
    """Headers, and under each a column of cells; `rows` numbers the records as a spreadsheet does."""

    name: str
    sha256: str
    headers: tuple[str, ...]
    columns: tuple[Sequence[Any], ...]
    rows: tuple[int, ...]
    sheet: str | None = None

    def without(self, dropped: Collection[int]) -> Grid:
        """The grid without some of its rows."""
        kept = [n for n in range(len(self.rows)) if n not in set(dropped)]
        columns = [
            column[kept] if isinstance(column, np.ndarray) else [column[n] for n in kept]
            for column in self.columns
        ]
        return replace(self, columns=tuple(columns), rows=tuple(self.rows[n] for n in kept))


def read_csv(path: str | Path) -> Grid:
    """Read a UTF-8 CSV with comma, semicolon or tab, with or without a byte order mark; `-` is standard input.

    Raises InputError where it is not text, is empty, or a row has more cells than there are headers;
    UnreadableFileError, an OSError too, where it cannot be opened.
    """
    name = Path(path).as_posix()
    try:
        data = sys.stdin.buffer.read() if name == "-" else Path(path).read_bytes()
    except OSError as error:
        message = tr("cannot be opened: {reason}.", reason=error.strerror)
        raise UnreadableFileError(Problem("no_such_file", message, file=name)) from error
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise InputError(
            Problem(
                "unreadable_file",
                tr("it is not UTF-8 text."),
                file=name,
                row=data[: error.start].count(b"\n") + 1,
                remedy=tr("save it as “CSV UTF-8”"),
            )
        ) from error
    records = list(_records(text, name))
    if not records:
        raise InputError(
            Problem(
                "empty_file",
                tr("the file has no rows."),
                file=name,
                remedy=tr("give a header row and one row for each commune"),
            )
        )
    (_, header), *body = records
    headers = tuple(cell.strip() for cell in header)
    problems = [
        Problem(
            "too_many_cells",
            tr("the row has {found} cells under {headers} headers.", found=len(cells), headers=len(headers)),
            file=name,
            row=number,
            value=next(cell for cell in cells[len(headers) :] if cell.strip()),
            remedy=tr("put cells that hold the delimiter in double quotes"),
        )
        for number, cells in body
        if any(cell.strip() for cell in cells[len(headers) :])
    ]
    if problems:
        raise InputError(problems)
    if not body:
        raise InputError(
            Problem(
                "empty_file",
                tr("there is a header and no row under it."),
                file=name,
                remedy=tr("give one row for each commune"),
            )
        )
    width = len(headers)
    even = ([*cells[:width], *[""] * (width - len(cells))] for _, cells in body)
    return Grid(
        name=name,
        sha256=hashlib.sha256(data).hexdigest(),
        headers=headers,
        columns=tuple(zip(*even, strict=True)),
        rows=tuple(number for number, _ in body),
    )


def _records(text: str, name: str) -> Iterator[tuple[int, list[str]]]:
    """Records that are not blank, numbered from 1."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text), strict=True)
    number = 0
    try:
        for number, cells in enumerate(reader, start=1):
            # A first line “sep=;” tells a spreadsheet the delimiter and is no header.
            if any(cell.strip() for cell in cells) and not (number == 1 and text.startswith("sep=")):
                yield number, cells
    except csv.Error as error:
        raise InputError(
            Problem(
                "unreadable_file",
                tr("a quotation mark is opened and not closed, or closed inside a cell."),
                file=name,
                row=number + 1,
                remedy=tr("double quotation marks inside a cell, and close the one at its end"),
            )
        ) from error


def _delimiter(text: str) -> str:
    """The delimiter that parts the header into most cells."""

    if text.startswith("sep=") and text[4:5] in DELIMITERS:
        return text[4]

    def cells(delimiter: str) -> int:
        reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
        try:
            return next((len(record) for record in reader if any(cell.strip() for cell in record)), 0)
        except csv.Error:
            return 0

    return max(DELIMITERS, key=cells)


def from_frame(frame: Any, name: str = "DataFrame") -> Grid:
    """A pandas DataFrame as a grid; row 2 is its first, as under a header. The frame is not changed."""
    digest = hashlib.sha256()
    headers, columns = [], []
    for position, header in enumerate(frame.columns):
        column = frame.iloc[:, position]
        headers.append(str(header))
        digest.update(str(header).encode() + b"\0")
        if column.dtype.kind in "fiub":
            values = column.to_numpy(dtype=np.float64, na_value=np.nan)
            digest.update(values.tobytes())
            columns.append(values)
        else:
            cells = ["" if missing else cell for cell, missing in zip(column, column.isna(), strict=True)]
            digest.update("\0".join(map(str, cells)).encode())
            columns.append(cells)
    return Grid(name, digest.hexdigest(), tuple(headers), tuple(columns), tuple(range(2, len(frame) + 2)))
