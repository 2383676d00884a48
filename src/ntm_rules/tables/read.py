"""From files to a clean table: headers matched, rows placed, cells read, sheets joined, errors collected."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np

from ntm_rules.definitions.models import CriteriaSet
from ntm_rules.errors import Findings, InputError, Problem
from ntm_rules.i18n import tr
from ntm_rules.plain_text import name_of
from ntm_rules.tables import marks
from ntm_rules.tables.asides import without_asides
from ntm_rules.tables.cell_texts import grid_in_plain_text
from ntm_rules.tables.cells import Convention
from ntm_rules.tables.figures import FigureReader
from ntm_rules.tables.files import files_of
from ntm_rules.tables.grid import Grid, from_frame
from ntm_rules.tables.header_rows import COMMUNE
from ntm_rules.tables.headers import HeaderMatcher, Target, match_headers
from ntm_rules.tables.joined import in_order, joined
from ntm_rules.tables.layout import grids_of
from ntm_rules.tables.legends import with_legends
from ntm_rules.tables.mapping import Given, column_mapping
from ntm_rules.tables.past_rows import rows_without_past
from ntm_rules.tables.rates import derive_rates
from ntm_rules.tables.repeats import repeats
from ntm_rules.tables.reported import read_reported
from ntm_rules.tables.reported_words import MET
from ntm_rules.tables.rows import RowReader
from ntm_rules.tables.shares import doubtful_shares
from ntm_rules.tables.side_sheets import naming_sheet
from ntm_rules.tables.sources import read_file, refuse_sheet
from ntm_rules.tables.table import Floats, Origin, Table
from ntm_rules.tables.ticked_facts import with_ticked_facts

Targets = Mapping[int, Target]


@dataclass(frozen=True, slots=True)
class Reading:
    """How tables are read: the year of rows that name none, the day all are judged on, what is let pass.

    `mapping` says what columns are, or names the file that says so; `marks` what marks such as x mean.
    """

    year: int | None = None
    as_of: date | None = None
    lenient: bool = False
    sheet: str | int | None = None
    mapping: Given = None
    marks: marks.Given = None


def read_table(source: Any, loaded: CriteriaSet, how: Reading) -> Table:
    """Read a file, several, a folder of them or a pandas DataFrame into one clean table.

    Each value remembers the file, sheet and cell it was read from. Raises InputError listing everything wrong
    in all files, each with its place; UnreadableFileError where a file cannot be opened; UsageError for what
    is no file, no folder and no DataFrame.
    """
    matcher = HeaderMatcher(loaded, column_mapping(how.mapping))
    grids, notes, problems = _grids(source, matcher, how)
    if grids:
        matcher.refuse_unused(header for grid in grids for header in grid.headers)
    readers = [_GridReader(grid, matcher, loaded, how) for grid in grids]
    conventions: dict[str, set[Convention]] = {}
    for reader in readers:
        # What an ambiguous cell means, the other cells of its file say, on whichever sheet they stand.
        reader.figures.learn(conventions.setdefault(reader.grid.name, set()))
    tables = []
    for reader in readers:
        tables.append(reader.table(conventions[reader.grid.name]))
        problems.extend(reader.errors)
    whole = joined(tables) if tables else None
    if whole is not None:
        problems.extend(repeats(whole))
    if problems or whole is None:
        raise InputError(naming_sheet(list(in_order(problems)), _sheets_read(grids)))
    return replace(whole, warnings=(*notes, *whole.warnings, *rows_without_past(whole)))


def _sheets_read(grids: Sequence[Grid]) -> dict[str, list[str]]:
    """By file, the sheets that were read of it."""
    sheets: dict[str, list[str]] = {}
    for grid in grids:
        if grid.sheet is not None:
            sheets.setdefault(grid.name, []).append(grid.sheet)
    return sheets


def _grids(
    source: Any, matcher: HeaderMatcher, how: Reading
) -> tuple[list[Grid], list[Problem], list[Problem]]:
    """The grids of everything that was given, what was left out of it, and what cannot be read."""
    if hasattr(source, "iloc") and hasattr(source, "columns"):
        if how.sheet is not None:
            refuse_sheet("DataFrame")
        grid, notes = grid_in_plain_text(from_frame(source))
        return [grid], notes, []
    paths, notes = files_of(source)
    grids: list[Grid] = []
    problems = Findings()
    for path in paths:
        try:
            found, left_out, wrong = _grids_of_file(path, matcher, how)
        except InputError as error:
            problems.extend(error.problems)
        else:
            grids.extend(found)
            notes.extend(left_out)
            problems.extend(wrong)
    return grids, notes, problems


def _grids_of_file(
    path: Path, matcher: HeaderMatcher, how: Reading
) -> tuple[list[Grid], list[Problem], list[Problem]]:
    found, notes = read_file(path, how.sheet)
    if isinstance(found, Grid):
        return [found], notes, []
    grids, left_out, wrong = grids_of(found, name_of(path), matcher, how.year, chosen=how.sheet is not None)
    of_sheets = {grid.sheet for grid in grids}
    # Of a sheet that is left out nothing was read, hidden or not.
    notes = [note for note in notes if note.kind != "hidden_cells" or note.sheet in of_sheets]
    return with_legends(grids, found), [*notes, *left_out], wrong


class _GridReader:
    """One grid as a table; where `errors` holds anything, the table is not to be judged."""

    def __init__(self, grid: Grid, matcher: HeaderMatcher, loaded: CriteriaSet, how: Reading) -> None:
        self._loaded, self._lenient, self._matcher = loaded, how.lenient, matcher
        self._reported: dict[str, Floats] = {}
        self._targets, self.errors, self._warnings = match_headers(
            grid.headers, matcher, file=grid.name, sheet=grid.sheet, row=grid.header_row
        )
        self.errors = [replace(wrong, cell=grid.header_cell(wrong.column)) for wrong in self.errors]
        grid, self._targets, wrong = with_ticked_facts(grid, self._targets)
        self.errors.extend(wrong)
        at = next((at for at, target in self._targets.items() if target == COMMUNE), None)
        grid = replace(grid, commune_at=at)
        missing = _columns_missing(grid, self._targets, refused=bool(self.errors))
        # The column that is missing may be one that nobody knows, or one of plans.
        kinds = ("unknown_column", "plan_column")
        unknown = (w for w in self._warnings if missing and w.kind in kinds)
        self.errors.extend([*missing, *unknown])
        self.grid, self._targets, skipped = without_asides(grid, self._targets)
        self._warnings.extend(skipped)
        self._rows = RowReader(self.grid, self._targets, loaded, year=how.year, as_of=how.as_of)
        self.errors.extend(self._rows.problems)
        self._warnings.extend(self._rows.notices)
        explained = marks.read_marks(how.marks)
        self.figures = FigureReader(self.grid, loaded, self._targets, self._rows.judged_on, explained)

    def table(self, conventions: set[Convention]) -> Table:
        """The grid read by the conventions of decimals that the cells of its file follow."""
        figures = self.figures
        figures.read(conventions)
        self.errors.extend(figures.errors)
        self._warnings.extend(figures.notices)
        self._take_reported()
        self._warnings.extend(doubtful_shares(figures, self._loaded))
        self._warnings.extend(derive_rates(figures, self._loaded))
        if not self._lenient:
            # What --lenient lets pass is told with them.
            self.errors.extend(replace(p, facts={**p.facts, "lenient": True}) for p in figures.unreadable)
        elif figures.unreadable:
            self._warnings.append(_left_out(self.grid, figures.unreadable))
        return self._assembled()

    def _take_reported(self) -> None:
        """Counts of criteria met, and verdicts from lists of unmet ones."""
        found = read_reported(self.grid, self._targets, self._matcher, self._loaded)
        if found is None:
            return
        self._reported = {MET: found.counts}
        self._warnings.extend(found.notices)
        self.figures.unreadable.extend(found.problems)
        for code, verdict in found.verdicts.items():
            self.figures.add_verdict(code, verdict, found.header)

    def _assembled(self) -> Table:
        grid, rows, figures, count = self.grid, self._rows, self.figures, len(self.grid.rows)
        headers = {
            **{t.name: grid.headers[at] for at, t in self._targets.items() if t.role == "identity"},
            **figures.headers,
        }
        return Table(
            name=grid.name,
            sha256=grid.sha256,
            origins=(_origin(grid, headers),),
            origin=np.zeros(count, dtype=np.intp),
            rows=np.array(grid.rows),
            within=np.arange(count),
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
            reported=self._reported,
            warnings=tuple(self._warnings),
        )


def _columns_missing(grid: Grid, targets: Targets, *, refused: bool) -> list[Problem]:
    found = []
    if COMMUNE not in targets.values():
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


def _left_out(grid: Grid, unreadable: Findings) -> Problem:
    return Problem(
        "invalid_values",
        tr("{n} cell(s) could not be read and count as unknown.", n=unreadable.total),
        file=grid.name,
        sheet=grid.sheet,
        row=unreadable[0].row,
        column=unreadable[0].column,
        value=unreadable[0].value,
        facts={"count": unreadable.total, "cells": [str(problem) for problem in unreadable]},
    )


def _origin(grid: Grid, headers: Mapping[str, str]) -> Origin:
    return Origin(
        name=grid.name,
        sha256=grid.sha256,
        sheet=grid.sheet,
        headers=headers,
        positions={name: _positions(header, grid.headers) for name, header in headers.items()},
        refs=grid.refs,
        lettered=grid.lettered,
    )


def _positions(header: str, headers: Sequence[str]) -> tuple[int, ...]:
    """The columns that a figure came from: the one of that header, or those of the counts it was worked out of."""
    parts = [header] if header in headers else header.split(" + ")
    return tuple(headers.index(part) for part in parts if part in headers)
