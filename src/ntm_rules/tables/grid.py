"""A file as it stands: headers and cells as text or plain numbers, each with its place."""

from __future__ import annotations

import csv
import hashlib
import io
import math
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from itertools import islice
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ntm_rules.errors import InputError, Problem
from ntm_rules.i18n import tr
from ntm_rules.limits import MOST_CELL_TEXT
from ntm_rules.tables.encodings import decoded

DELIMITERS = (",", ";", "\t", "|")


@dataclass(frozen=True, slots=True)
class Refs:
    """Where the cells of a grid stand in a sheet that lies otherwise.

    `rows` and `columns` hold a number counted from 1 for each row and column of the grid, 0 where the cell
    is not one of the sheet's; `heads` the text over each column of the sheet.
    """

    rows: NDArray[np.int32]
    columns: NDArray[np.int32]
    heads: Mapping[int, str]

    def select(self, kept: Any) -> Refs:
        """The places of some of the grid's rows."""
        return replace(self, rows=self.rows[kept], columns=self.columns[kept])

    def widened(self, more: int) -> Refs:
        """With further columns that are not the sheet's."""
        blank = np.zeros((len(self.rows), more), np.int32)
        return replace(self, rows=np.hstack([self.rows, blank]), columns=np.hstack([self.columns, blank]))


@dataclass(frozen=True, slots=True)
class Legend:
    """A line around a table that says what marks in it mean: its row (None outside the rows), text, and codes by mark."""

    row: int | None
    text: str
    codes: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Grid:
    """Headers, and under each a column of cells; `rows` numbers the records as a spreadsheet does.

    `refs` tells where each cell stands where the sheet does not lie as the grid does. `lettered` says whether
    the columns have letters, as those of a spreadsheet have.
    """

    name: str
    sha256: str
    headers: tuple[str, ...]
    columns: tuple[Sequence[Any], ...]
    rows: tuple[int, ...]
    sheet: str | None = None
    refs: Refs | None = None
    lettered: bool = False
    # Under each header, the unit that a row of units names; none where there is no such row.
    units: tuple[str, ...] = ()
    # Whether a line above the table names them instead.
    units_above: bool = False
    # The row of the headers, the first where they spread over several; None where they stand in rows themselves.
    header_row: int | None = 1
    # How many of the columns are the sheet's own, where further ones were added.
    width: int | None = None
    # The column of communes, by whose names the rows are called in what is told of them.
    commune_at: int | None = None
    # What the lines around the table say of marks in it.
    legends: tuple[Legend, ...] = ()

    def problem(
        self,
        kind: str,
        message: str,
        *,
        row: int | None = None,
        at: int | None = None,
        value: str | None = None,
        expected: str | None = None,
        remedy: str | None = None,
    ) -> Problem:
        """A problem at a row and a column of this grid, both counted from 0; the cell's value unless one is given."""
        if value is None and row is not None and at is not None:
            value = text_of(self.columns[at][row])
        number = None if row is None else self.rows[row]
        column = None if at is None else self.headers[at]
        if self.refs is not None and row is not None and at is not None and self.refs.rows[row, at]:
            number = int(self.refs.rows[row, at])
            column = self.refs.heads.get(int(self.refs.columns[row, at]), column)
        return Problem(
            kind,
            message,
            file=self.name,
            sheet=self.sheet,
            row=number,
            subject=self._subject(row, at, column),
            cell=self._cell(row, at),
            column=column,
            value=value,
            expected=expected,
            remedy=remedy,
        )

    def _cell(self, row: int | None, at: int | None) -> str | None:
        """The address of a cell as a workbook shows it; None in other files, and for what is no cell of the sheet."""
        if self.sheet is None or not self.lettered or row is None or at is None:
            return None
        if self.refs is not None:
            number, column = int(self.refs.rows[row, at]), int(self.refs.columns[row, at])
            return f"{letters_of(column)}{number}" if number and column else None
        if at >= (self.width or len(self.headers)):
            return None
        return f"{letters_of(at + 1)}{self.rows[row]}"

    def header_cell(self, header: str | None) -> str | None:
        """The address of a header as a workbook shows it; None where several read alike, and in other files."""
        if self.sheet is None or not self.lettered or self.refs is not None or self.header_row is None:
            return None
        if header is None or self.headers.count(header) != 1:
            return None
        return f"{letters_of(self.headers.index(header) + 1)}{self.header_row}"

    def _subject(self, row: int | None, at: int | None, column: str | None) -> str | None:
        """The commune that a row is of, where neither the cell nor the head of its column says it."""
        if row is None or self.commune_at is None or at == self.commune_at:
            return None
        commune = " ".join(text_of(self.columns[self.commune_at][row]).split())
        return commune if commune and commune != column else None

    def without(self, dropped: Collection[int]) -> Grid:
        """The grid without some of its rows."""
        kept = [n for n in range(len(self.rows)) if n not in set(dropped)]
        columns = [
            column[kept] if isinstance(column, np.ndarray) else [column[n] for n in kept]
            for column in self.columns
        ]
        refs = self.refs.select(kept) if self.refs is not None else None
        return replace(self, columns=tuple(columns), rows=tuple(self.rows[n] for n in kept), refs=refs)

    def having(self, facts: Mapping[str, str]) -> Grid:
        """The grid with further columns, each the same text in all rows."""
        return replace(
            self,
            headers=(*self.headers, *facts),
            width=self.width or len(self.headers),
            columns=(*self.columns, *([text] * len(self.rows) for text in facts.values())),
            refs=self.refs and self.refs.widened(len(facts)),
        )


@dataclass(frozen=True, slots=True)
class Sheet:
    """Rows of cells that are not blank, each with its number in the file; `sheet` is its name in a workbook.

    `above` and `below` are the lines of text that stand above and below a table of a document, in their order.
    `merged` lists cells merged over several rows: first row, last row and column, from 1.
    """

    name: str
    sha256: str
    rows: tuple[tuple[int, list[Any]], ...]
    sheet: str | None = None
    lettered: bool = True
    above: tuple[str, ...] = ()
    below: tuple[str, ...] = ()
    merged: tuple[tuple[int, int, int], ...] = ()

    def spread(self, start: int, end: int, columns: Collection[int]) -> list[tuple[int, list[Any]]]:
        """Rows from one place to another, what is merged over several of them standing in each.

        Only in the given columns, from 0: a district merged over its communes is that of each, while a figure
        merged over them may be their sum.
        """
        rows = {number: list(cells) for number, cells in self.rows[start:end]}
        for first, last, column in self.merged:
            at = column - 1
            if at not in columns or first not in rows or at >= len(rows[first]):
                continue
            for number in range(first + 1, last + 1):
                if number in rows:
                    line = rows[number]
                    line.extend([""] * (column - len(line)))
                    line[at] = rows[first][at]
        return list(rows.items())


def text_of(cell: Any) -> str:
    """A cell as text; an empty number is blank, a whole one has no point."""
    if isinstance(cell, float):
        return "" if math.isnan(cell) else f"{cell:.15g}"
    return str(cell)


def letters_of(column: int) -> str:
    """The letters of a column counted from 1, as a spreadsheet shows them."""
    letters = ""
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def csv_sheet(data: bytes, name: str) -> Sheet:
    """Read a CSV parted by comma, semicolon, tab or bar, in any encoding that can be told.

    Raises InputError where it is not text or a quotation mark is left open.
    """
    return Sheet(name, hashlib.sha256(data).hexdigest(), tuple(_records(decoded(data, name), name)))


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
        if "field limit" in str(error):
            message = tr("the cell holds more than {most} characters.", most=f"{MOST_CELL_TEXT:,}")
            remedy = tr("shorten the cell, or leave it blank")
            raise InputError(
                Problem("too_large", message, file=name, row=number + 1, remedy=remedy)
            ) from None
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
    """The delimiter that parts the most records alike, and into the most cells."""
    if text.startswith("sep=") and text[4:5] in DELIMITERS:
        return text[4]

    def alike(delimiter: str) -> float:
        reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
        try:
            widths = Counter(len(record) for record in islice(reader, 50) if any(c.strip() for c in record))
        except csv.Error:
            return 0.0
        # A title may hold more commas than its record has semicolons, but not every record under it does.
        shared = max((count * width for width, count in widths.items() if width > 1), default=0)
        return shared / max(widths.total(), 1)

    return max(DELIMITERS, key=alike)


def from_frame(frame: Any, name: str = "DataFrame") -> Grid:
    """A pandas DataFrame as a grid; row 2 is its first, as under a header. The frame is not changed.

    Raises InputError where it has no rows.
    """
    if frame.empty:
        remedy = tr("give a header row and one row for each commune")
        raise InputError(Problem("empty_file", tr("the file has no rows."), file=name, remedy=remedy))
    digest = hashlib.sha256()
    headers, columns = [], []
    for position, header in enumerate(frame.columns):
        column = frame.iloc[:, position]
        headers.append(str(header))
        digest.update(str(header).encode("utf-8", "surrogatepass") + b"\0")
        if column.dtype.kind in "fiub":
            values = column.to_numpy(dtype=np.float64, na_value=np.nan)
            digest.update(values.tobytes())
            columns.append(values)
        else:
            cells = _cells(column)
            digest.update("\0".join(map(str, cells)).encode("utf-8", "surrogatepass"))
            columns.append(cells)
    return Grid(name, digest.hexdigest(), tuple(headers), tuple(columns), tuple(range(2, len(frame) + 2)))


def _cells(column: Any) -> list[Any]:
    """The cells of a column that is no array of numbers; of categories each is made once."""
    if column.dtype == "category":
        different = ["" if cell is None else _plain(cell) for cell in column.cat.categories.tolist()]
        # Where there is none, the code is -1, which is the last.
        different.append("")
        return [different[code] for code in column.cat.codes.tolist()]
    return ["" if missing else _plain(cell) for cell, missing in zip(column, column.isna(), strict=True)]


def _plain(cell: Any) -> Any:
    """A cell as it is, or as its text where it is more than one thing."""
    return cell if isinstance(cell, str | int | float | bool | date | Decimal) else str(cell)


def even_column(cells: Sequence[Any]) -> Sequence[Any]:
    """A column of numbers alone as an array, blank ones NaN; any other as it is."""
    kinds = set(map(type, cells))
    if float not in kinds or not kinds <= {float, str}:
        return cells
    if any(isinstance(cell, str) and cell.strip() for cell in cells):
        return cells
    numbers: Any = np.array([cell if isinstance(cell, float) else np.nan for cell in cells])
    return numbers  # type: ignore[no-any-return]
