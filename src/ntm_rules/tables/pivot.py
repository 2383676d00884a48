"""Cells of a sheet in which indicators stand in rows, gathered into a grid with a column for each."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np

from ntm_rules.errors import Findings, Problem
from ntm_rules.i18n import tr
from ntm_rules.tables.grid import Grid, Refs, Sheet, even_column, text_of
from ntm_rules.tables.vocabulary import word_key, words

_FIGURE = re.compile(r"\d[\d.,\s]*")


@dataclass(frozen=True, slots=True)
class Spot:
    """A cell and where it stands, row and column counted from 1; 0 where it is not one of the sheet's."""

    value: Any
    row: int = 0
    column: int = 0


def in_unit(spot: Spot, unit: str | None) -> Spot:
    """A bare figure with the unit that its row names written beside it; any other cell as it is."""
    text = text_of(spot.value).strip()
    return replace(spot, value=f"{text} {unit}") if unit and _FIGURE.fullmatch(text) else spot


@dataclass(slots=True)
class Pivot:
    """One grid row for each set of identity facts, one column for each header; doubled figures are noted."""

    sheet: Sheet
    heads: Mapping[int, str]
    header_row: int | None = None
    problems: Findings = field(default_factory=Findings)
    _rows: dict[tuple[tuple[str, str], ...], dict[str, Spot]] = field(default_factory=dict)

    def row(self, identity: Mapping[str, Spot]) -> dict[str, Spot]:
        """The grid row of a commune and period, made where it is not there yet."""
        key = tuple((name, text_of(spot.value)) for name, spot in identity.items())
        return self._rows.setdefault(key, dict(identity))

    def put(self, row: dict[str, Spot], header: str, spot: Spot) -> None:
        """Place a figure or verdict; a blank one takes no place, and a second one is a problem."""
        if not text_of(spot.value).strip():
            row.setdefault(header, spot)
            return
        first = row.get(header)
        if first is None or not text_of(first.value).strip():
            row[header] = spot
        elif _is_verdict(spot) != _is_verdict(first) and (beside := f"{header}_verdict") not in row:
            # A figure and the verdict on it may each have a row of the same number.
            row[header], row[beside] = (first, spot) if _is_verdict(spot) else (spot, first)
        else:
            self.problems.append(self._twice(first, spot))

    def _twice(self, first: Spot, spot: Spot) -> Problem:
        message = tr("this figure stands already in row {row}.", row=first.row)
        remedy = tr("keep one of the two rows")
        if first.row == spot.row:
            head = self.heads.get(first.column, "")
            message = tr("this figure stands already in column “{column}” of the row.", column=head)
            remedy = tr("keep one of the two columns, or say in their headers what tells them apart")
        return Problem(
            "duplicate_row",
            message,
            file=self.sheet.name,
            sheet=self.sheet.sheet,
            row=spot.row,
            column=self.heads.get(spot.column),
            value=text_of(spot.value),
            expected=tr("one figure for each commune, period and indicator"),
            remedy=remedy,
        )

    def grid(self) -> Grid:
        """The grid, its rows in the order they were first seen."""
        rows = list(self._rows.values())
        headers = list(dict.fromkeys(header for row in rows for header in row))
        blank = Spot("")
        spots = [[row.get(header, blank) for row in rows] for header in headers]
        shape = (len(headers), len(rows))
        refs = Refs(
            np.array([[spot.row for spot in column] for column in spots], np.int32).reshape(shape).T,
            np.array([[spot.column for spot in column] for column in spots], np.int32).reshape(shape).T,
            self.heads,
        )
        return Grid(
            name=self.sheet.name,
            sha256=self.sheet.sha256,
            headers=tuple(headers),
            columns=tuple(even_column([spot.value for spot in column]) for column in spots),
            rows=tuple(min((spot.row for spot in row.values() if spot.row), default=1) for row in rows),
            sheet=self.sheet.sheet,
            refs=refs,
            lettered=self.sheet.lettered,
            header_row=self.header_row,
        )


def _is_verdict(spot: Spot) -> bool:
    return word_key(text_of(spot.value)) in words().verdicts
