"""What every reader of workbooks gives: tabs, and rows of plain cells."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Protocol

# A date stays one; anything else a cell can hold is a number or a text.
Cell = str | float | date
Rows = list[tuple[int, list[Cell]]]
# Cells merged over several rows: first row, last row, column.
Merged = list[tuple[int, int, int]]


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
