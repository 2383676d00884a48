"""Money supposed: lines of the table of programmes set, added to or scaled, and those of communes that are merged."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from ntm_rules.definitions.programmes import ALL, load_programmes
from ntm_rules.definitions.scenarios import MoneyChange
from ntm_rules.engine.statuses import Flags, Floats
from ntm_rules.errors import DefinitionError, Problem
from ntm_rules.i18n import fold, tr
from ntm_rules.scenarios.pairing import Pairing
from ntm_rules.scenarios.words import wrong
from ntm_rules.tables.coded import Coded
from ntm_rules.tables.communes import Communes, code_key, province_key
from ntm_rules.tables.programmes import ProgrammeTable
from ntm_rules.tables.side_table import PLACES, communes_of
from ntm_rules.tables.table import Table
from ntm_rules.tables.unit_names import name_key


def with_money(programmes: ProgrammeTable | None, changes: Sequence[MoneyChange]) -> ProgrammeTable | None:
    """The table of money after some changes, one upon the other; the one that is given stays as it is.

    Of a line of a budget told on several days the latest is changed. Raises DefinitionError listing every change that
    does not fit: there is no table of money or no such programme or place, or several lines may be meant.
    """
    problems: list[Problem] = []
    for change in changes:
        if programmes is None:
            message = tr("no table of money was given that could be changed.")
            problems.append(wrong(change, message, remedy=tr("give it with --programmes")))
            continue
        rows = _meant(programmes, change, problems)
        _refuse_several(programmes, change, rows, problems)
        programmes = _changed(programmes, change, rows)
    if problems:
        raise DefinitionError(problems)
    return programmes


def _meant(table: ProgrammeTable, change: MoneyChange, problems: list[Problem]) -> Flags:
    """The rows that a change is for: of each line that it names, the one of the latest day."""
    known = (*load_programmes().programmes, ALL)
    if unknown := [name for name in change.programmes if name not in known]:
        message = tr("there is no programme “{name}”.", name=", ".join(unknown))
        problems.append(wrong(change, message, expected=tr("one of {ids}", ids=", ".join(known))))
    found = _latest(table)
    for names, column, key in (
        (change.programmes, table.programmes, str),
        (change.components, table.components, fold),
        (change.natures, table.natures, str),
        (change.sources, table.sources, str),
    ):
        found &= _of(names, column, key)
    if change.carried_over is not None:
        found &= table.carried_over.where([True]) == change.carried_over
    if change.years:
        found &= table.budget_years.where(change.years)
    found &= _of(change.districts, table.places.get("district"), name_key)
    found &= _of(change.provinces, table.places.get("province"), province_key)
    found &= _of(change.communes, table.places.get("commune"), name_key) | (
        _of(change.communes, table.places.get("commune_code"), code_key) if change.communes else False
    )
    commune = table.places.get("commune")
    if change.scale is None and not change.communes and commune is not None:
        # A figure that is set or added is that of the wider place, where it has one, not of each commune in it.
        wider = found & commune.where([None])
        found = wider if wider.any() else found
    if not found.any() and not unknown:
        message = tr("no line of money is what the change is for.")
        expected = tr("a programme, place and budget year of {file}", file=table.name)
        problems.append(wrong(change, message, expected=expected))
    return found


def _of(names: Sequence[str], column: Coded | None, key: Callable[[str], str]) -> Flags | np.bool_:
    """The rows whose cell is one of some names; all where none is asked for."""
    if not names:
        return np.True_
    if column is None:
        return np.False_
    wanted = {key(name) for name in names}
    return column.where([value for value in column.values if value and key(value) in wanted])


def _latest(table: ProgrammeTable) -> Flags:
    """The row of the latest day of each line of a budget."""
    places = _places(table)
    latest: dict[object, int] = {}
    entries = table.entries()
    for row, (entry, place) in enumerate(zip(entries, places, strict=True)):
        key = (place, entry.line)
        if key not in latest or entries[latest[key]].as_of < entry.as_of:
            latest[key] = row
    found = np.zeros(len(table), dtype=np.bool_)
    found[list(latest.values())] = True
    return found


def _places(table: ProgrammeTable) -> list[tuple[str | None, ...]]:
    blank = Coded.constant(None, len(table))
    return list(zip(*(table.places.get(name, blank).cells.tolist() for name in PLACES), strict=True))


def _refuse_several(table: ProgrammeTable, change: MoneyChange, rows: Flags, problems: list[Problem]) -> None:
    """What is set or added is one figure: of one place, programme and year only one line may be meant."""
    if change.scale is not None:
        return
    places, entries = _places(table), table.entries()
    keys = [(places[row], entries[row].programme, entries[row].budget_year) for row in np.flatnonzero(rows)]
    if len(set(keys)) < len(keys):
        message = tr("{n} lines of one programme and year may be meant; a figure that is set or added is of one.", n=len(keys) - len(set(keys)) + 1)  # fmt: skip
        remedy = tr("name components, natures, sources or carried_over, or scale all lines")
        problems.append(wrong(change, message, remedy=remedy))


def _changed(table: ProgrammeTable, change: MoneyChange, rows: Flags) -> ProgrammeTable:
    before = table.planned if change.money == "planned" else table.disbursed
    if change.set is not None:
        found = np.full(len(table), change.set)
    elif change.add is not None:
        found = before + change.add
    else:
        found = before * (change.scale or 0.0)
    notices = [*_notices(change, before, found, rows)]
    after = np.where(rows, np.round(np.maximum(found, 0), 6), before)
    warnings = (*table.warnings, *notices)
    if change.money == "planned":
        return replace(table, planned=after, warnings=warnings)
    return replace(table, disbursed=after, warnings=warnings)


def _notices(change: MoneyChange, before: Floats, found: Floats, rows: Flags) -> list[Problem]:
    notices = []
    with np.errstate(invalid="ignore"):
        below, missing = int((rows & (found < 0)).sum()), int((rows & np.isnan(found)).sum())
    where: dict[str, Any] = {"file": change.file or None, "line": change.line or None, "column": change.money}
    if below:
        message = tr("money: {n} line(s) would fall below nought and are cut there.", n=below)
        notices.append(Problem("cut_at_range", message, **where))
    if missing:
        message = tr("money: {n} line(s) have no figure, and what is added to or multiplied stays missing.", n=missing)  # fmt: skip
        notices.append(Problem("without_effect", message, **where))
    return notices


def merged_money(programmes: ProgrammeTable, before: Table, after: Table, pairing: Pairing) -> ProgrammeTable:
    """The table of money with the lines of merged communes as lines of the communes that they became.

    A line keeps its commune's name in its component, so that the lines of parts are summed and none takes the place
    of another.
    """
    communes = Communes(before)
    of_row, _ = communes_of(programmes, communes)
    became = {
        int(communes.group[row]): int(new)
        for row, new, merged in zip(
            pairing.before.tolist(), pairing.after.tolist(), pairing.merged.tolist(), strict=True
        )
        if merged
    }
    columns = {name: column.cells.tolist() for name, column in programmes.places.items()}
    components = programmes.components.cells.tolist()
    for row, numbers in enumerate(of_row):
        new = next((became[number] for number in numbers if number in became), None)
        if new is None or columns["commune"][row] is None:
            continue
        components[row] = f"{components[row] or ''} ({communes.names[numbers[0]]})".strip()
        for name, cells in columns.items():
            if cells[row] is not None:
                cells[row] = after.text(new, name)
    places = {name: Coded.of(cells) for name, cells in columns.items()}
    return replace(programmes, places=places, components=Coded.of(components))
