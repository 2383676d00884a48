"""From a grid of cells to a clean table: headers matched, rows placed, cells read, errors collected."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ntm_rules.definitions.models import CriteriaSet
from ntm_rules.errors import InputError, Problem, UsageError
from ntm_rules.i18n import tr
from ntm_rules.tables.coded import Coded, combine
from ntm_rules.tables.communes import name_key, province_key
from ntm_rules.tables.figures import FigureReader
from ntm_rules.tables.grid import Grid, from_frame
from ntm_rules.tables.headers import HeaderMatcher, Matcher, Target, match_headers
from ntm_rules.tables.identity import IdentityReader
from ntm_rules.tables.layout import grid_of
from ntm_rules.tables.rates import derive_rates
from ntm_rules.tables.sources import read_parquet, read_sheets, refuse_sheet
from ntm_rules.tables.table import Table
from ntm_rules.tables.vocabulary import word_key, words

_PERIOD = re.compile(r"(19|20)\d\d(-(H[12]|Q[1-4]))?")
_REPEATED_BY = ("commune_code", "province", "district", "commune", "period", "value_kind")


def read_table(
    source: Any,
    loaded: CriteriaSet,
    *,
    year: int | None = None,
    as_of: date | None = None,
    lenient: bool = False,
    sheet: str | int | None = None,
) -> Table:
    """Read a file (CSV, workbook, Parquet, JSON records) or a pandas DataFrame into a clean table.

    `sheet` is the name of a workbook's sheet, or its number from 1, where several hold tables.
    `year` is the year of rows that name none; `as_of` the day all rows are judged on in place of 31 December
    of their year; under `lenient`, cells that cannot be read become unknown instead of refusing the file.
    Raises InputError listing everything wrong, each with its place; UnreadableFileError where a file cannot
    be opened; UsageError for what is neither a file nor a DataFrame.
    """
    matcher = HeaderMatcher(loaded)
    grid, left_out = read_grid(source, sheet, matcher)
    targets, errors, warnings = match_headers(grid.headers, matcher, file=grid.name, sheet=grid.sheet)
    warnings = [*left_out, *warnings]
    errors.extend(_columns_missing(grid, targets, refused=bool(errors)))
    grid, skipped = _without_totals(grid, targets)
    warnings.extend(skipped)

    rows = _Rows(grid, targets, loaded, year=year, as_of=as_of)
    errors.extend(rows.problems)

    figures = FigureReader(grid, loaded)
    figures.read(targets, rows.judged_on)
    errors.extend(figures.errors)
    warnings.extend(derive_rates(figures, loaded))

    if not lenient:
        errors.extend(figures.unreadable)
    if errors:
        raise InputError(sorted(errors, key=lambda problem: (problem.row or 0, problem.column or "")))
    if figures.unreadable:
        warnings.append(_left_out(grid, figures.unreadable))
    return _assembled(grid, targets, rows, figures, warnings)


def read_grid(source: Any, sheet: str | int | None, matcher: Matcher) -> tuple[Grid, list[Problem]]:
    """The cells of a file or DataFrame under their headers, and warnings of what was left out."""
    if isinstance(source, str | Path) and Path(source).suffix.lower() == ".parquet":
        if sheet is not None:
            refuse_sheet(Path(source).as_posix())
        return read_parquet(source), []
    if isinstance(source, str | Path):
        sheets, hidden = read_sheets(source, sheet)
        grid, left_out = grid_of(sheets, Path(source).as_posix(), matcher)
        return grid, [*hidden, *left_out]
    if hasattr(source, "iloc") and hasattr(source, "columns"):
        if sheet is not None:
            refuse_sheet("DataFrame")
        return from_frame(source), []
    message = tr("a table is a file or a pandas DataFrame, not a {kind}.", kind=type(source).__name__)
    raise UsageError(Problem("wrong_call", message))


def _columns_missing(grid: Grid, targets: Mapping[int, Target], *, refused: bool) -> list[Problem]:
    found = []
    if Target("identity", "commune") not in targets.values():
        message = tr("no column says which commune a row is.")
        expected = tr("a first row of headers such as commune, province, year, 10")
        remedy = tr("name the column with the communes’ names “commune” or “Xã”")
        found.append(grid.problem("no_commune_column", message, expected=expected, remedy=remedy))
    # A column refused for its header may well be the one that is missing.
    if not refused and all(target.role == "identity" for target in targets.values()):
        message = tr("no column holds an indicator.")
        remedy = tr("head each column with a variable or with the number of its indicator, such as 4.2")
        found.append(grid.problem("no_indicator_column", message, remedy=remedy))
    return found


def _without_totals(grid: Grid, targets: Mapping[int, Target]) -> tuple[Grid, list[Problem]]:
    """Rows that sum up others are no communes: left out, and said."""
    at = next((at for at, t in targets.items() if t == Target("identity", "commune")), None)
    if at is None:
        return grid, []
    totals = [
        n
        for n, cell in enumerate(grid.columns[at])
        if isinstance(cell, str) and word_key(cell) in words().totals
    ]
    message = tr("the row sums up others and is left out.")
    found = [grid.problem("skipped_row", message, row=row, at=at) for row in totals]
    return (grid.without(totals) if totals else grid), found


def _left_out(grid: Grid, unreadable: list[Problem]) -> Problem:
    return Problem(
        "invalid_values",
        tr("{n} cells could not be read and count as unknown.", n=len(unreadable)),
        file=grid.name,
        row=unreadable[0].row,
        column=unreadable[0].column,
        value=unreadable[0].value,
        facts={"count": len(unreadable), "cells": [str(problem) for problem in unreadable]},
    )


def _assembled(
    grid: Grid, targets: Mapping[int, Target], rows: _Rows, figures: FigureReader, warnings: list[Problem]
) -> Table:
    return Table(
        name=grid.name,
        sha256=grid.sha256,
        rows=np.array(grid.rows),
        identity=rows.identity,
        years=rows.years,
        judged_on=rows.judged_on,
        regions=rows.regions,
        old_provinces=rows.old_provinces,
        values=figures.values,
        counts=figures.counts,
        verdicts=figures.verdicts,
        beside=figures.beside,
        invalid=figures.invalid,
        unread=figures.unread,
        headers={
            **{t.name: grid.headers[at] for at, t in targets.items() if t.role == "identity"},
            **figures.headers,
        },
        sheet=grid.sheet,
        warnings=tuple(warnings),
    )


class _Rows:
    """Which commune, period and place each row is; what is wrong gathers in `problems`."""

    def __init__(
        self,
        grid: Grid,
        targets: Mapping[int, Target],
        loaded: CriteriaSet,
        *,
        year: int | None,
        as_of: date | None,
    ) -> None:
        self._set_years = (loaded.head.valid_from.year, loaded.head.valid_to.year)
        self._grid = grid
        self._given_year, self._as_of = year, as_of
        self._places = {t.name: at for at, t in targets.items() if t.role == "identity"}
        reader = IdentityReader(grid, self._places)
        self.identity = reader.columns()
        self.problems: list[Problem] = []
        if (commune := self.identity.get("commune")) is not None:
            remedy = tr("name the commune, or delete the row")
            for row in np.flatnonzero(commune.where([None])):
                reader.problem(
                    "blank_commune", int(row), "commune", tr("the row names no commune."), remedy=remedy
                )
        misread = {problem.row for problem in reader.problems if problem.kind == "no_year"}
        self.years = self._years(self.identity.pop("year", None), misread)
        self.judged_on = self._judged_on()
        self.regions, self.old_provinces, self.identity["province"] = reader.place(
            self.identity, self.judged_on
        )
        self.problems.extend(reader.problems)
        if commune is not None:
            self.problems.extend(self._repeats())

    def _years(self, given: Coded | None, misread: Collection[int | None]) -> NDArray[np.int64]:
        """The year of each row: its own, that of its period, or the one given for all; 0 where none."""
        blank = Coded.constant(None, len(self._grid.rows))
        index, different, first = combine(given or blank, self.identity.get("period", blank))
        for at, (year, period) in zip(first.tolist(), different, strict=True):
            if period and not _PERIOD.fullmatch(period):
                self._bad_period(at, period, tr("this is not a period."))
            elif year and period and _year_of(period) != year:
                self._bad_period(at, period, tr("the period is not of the year {year} beside it.", year=year))
        years = np.array([year or _year_of(period) or self._given_year or 0 for year, period in different])
        periods = np.empty(len(different), dtype=object)
        periods[:] = [period or str(year) for (_, period), year in zip(different, years, strict=True)]
        self.identity["period"] = Coded(index, periods)
        without = [
            row for row in np.flatnonzero(years[index] == 0).tolist() if self._grid.rows[row] not in misread
        ]
        for row in (None,) if len(without) == len(index) else without:
            self.problems.append(
                self._grid.problem(
                    "no_year",
                    tr("nothing says of which year the figures are."),
                    row=row,
                    expected=tr("a year such as 2023"),
                    remedy=tr("fill in the year, or give --year"),
                )
            )
        return years[index]

    def _bad_period(self, row: int, period: str, message: str) -> None:
        at = self._places["period"]
        expected = tr("a period such as 2024, 2024-H1 or 2024-Q3")
        remedy = tr("correct the cell, or leave it blank")
        problem = self._grid.problem(
            "not_a_period", message, row=row, at=at, expected=expected, remedy=remedy
        )
        self.problems.append(problem)

    def _judged_on(self) -> Coded:
        """The day asked for on rows of the years the set judges, else 31 December of the year."""
        years = Coded.of(self.years.tolist())
        first, last = self._set_years
        days = np.empty(len(years.values), dtype=object)
        days[:] = [
            self._as_of if self._as_of and first <= year <= last else date(max(year, 1), 12, 31)
            for year in years.values
        ]
        return Coded(years.codes, days)

    def _repeats(self) -> list[Problem]:
        blank = Coded.constant(None, len(self.years))
        parts = [_folded(name, self.identity.get(name, blank)).cells for name in _REPEATED_BY]
        seen: dict[tuple[Any, ...], int] = {}
        problems = []
        named = self.identity["commune"]
        periods = self.identity["period"]
        for row, (code, province, district, commune, period, kind) in enumerate(zip(*parts, strict=True)):
            place = (code,) if code else (province, district, commune)
            first = seen.setdefault((*place, period, kind or "actual"), row)
            if first != row and commune:
                message = tr(
                    "{commune}, {period} stands already in row {row}.",
                    commune=named[row],
                    period=periods[row],
                    row=self._grid.rows[first],
                )
                problems.append(
                    self._grid.problem(
                        "duplicate_row",
                        message,
                        row=row,
                        at=self._places["commune"],
                        expected=tr("one row for each commune and period"),
                        remedy=tr("keep one row, or tell the two apart by commune_code, district or period"),
                    )
                )
        return problems


def _folded(name: str, column: Coded) -> Coded:
    """A column by which rows are told apart, its different spellings made one."""
    values = np.empty(len(column.values), dtype=object)
    values[:] = [
        value and (province_key(value) if name == "province" else name_key(value)) for value in column.values
    ]
    return Coded(column.codes, values)


def _year_of(period: str | None) -> int | None:
    head = (period or "")[:4]
    return int(head) if head.isdigit() and len(head) == 4 else None
