"""What every reader of workbooks gives: tabs, and rows of plain cells."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Protocol

# A date stays one; anything else a cell can hold is a number or a text.
Cell = str | float | date
Rows = list[tuple[int, list[Cell]]]
# Cells merged over several rows: first row, last row, column.
Merged = list[tuple[int, int, int]]
# Rows that are not shown, and spans of columns, first and last; all counted from 1.
Hidden = tuple[list[int], list[tuple[int, int]]]


@dataclass(frozen=True, slots=True)
class Tab:
    """A sheet as its workbook lists it; one of a chart holds no cells."""

    title: str
    hidden: bool = False
    holds_cells: bool = True


class Book(Protocol):
    """An opened workbook."""

    tabs: list[Tab]

    def rows(self, title: str) -> tuple[Rows, Merged]:
        """The rows of a sheet, each with its number, and its tall merged cells."""

    def hidden(self, title: str) -> Hidden:
        """The rows and columns of a sheet that are not shown, known once its rows are read."""


def chosen(titles: Sequence[str], wanted: str | int) -> int | None:
    """The place from 0 of the sheet wanted: by its name, by its number from 1, or by its name spelt otherwise."""
    if wanted in titles:
        return titles.index(str(wanted))
    if str(wanted).isdecimal() and 1 <= int(wanted) <= len(titles):
        return int(wanted) - 1
    alike = [at for at, title in enumerate(titles) if _loose(title) == _loose(str(wanted))]
    return alike[0] if len(alike) == 1 else None


def _loose(title: str) -> str:
    """A name without its case, its form of accents and the spaces around it, which a window does not show."""
    return " ".join(unicodedata.normalize("NFC", title).split()).casefold()
