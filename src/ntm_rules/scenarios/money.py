"""Money supposed: lines of the table of programmes set, added to or scaled, and those of communes that are merged."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any, Literal, NamedTuple

import numpy as np

from ntm_rules.definitions.models import Unit
from ntm_rules.definitions.programmes import ALL, load_programmes
from ntm_rules.definitions.scenarios import MoneyChange
from ntm_rules.engine.statuses import Flags, Floats
from ntm_rules.errors import DefinitionError, Problem
from ntm_rules.i18n import figure, fold, tr, words
from ntm_rules.limits import MOST_NUMBER
from ntm_rules.scenarios.pairing import Pairing
from ntm_rules.scenarios.words import wrong
from ntm_rules.tables.cells import read_figure
from ntm_rules.tables.coded import Coded
from ntm_rules.tables.communes import Communes, code_key, province_key
from ntm_rules.tables.programmes import ProgrammeTable, programme_id, programme_words
from ntm_rules.tables.side_table import PLACES, communes_of
from ntm_rules.tables.table import Table
from ntm_rules.tables.unit_names import name_key
from ntm_rules.tables.units import in_unit

_SHARE = re.compile(r"(\d+(?:[.,]\d+)?)\s*%")


def with_money(
    programmes: ProgrammeTable | None, changes: Sequence[MoneyChange], units: Mapping[str, Unit]
) -> ProgrammeTable | None:
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
        step = _step_of(change, units, problems)
        if step is None:
            continue
        _refuse_several(programmes, change, step, rows, problems)
        programmes = _changed(programmes, change, step, rows)
    if problems:
        raise DefinitionError(problems)
    return programmes


def _meant(table: ProgrammeTable, change: MoneyChange, problems: list[Problem]) -> Flags:
    """The rows that a change is for: of each line that it names, the one of the latest day."""
    known = (*load_programmes().programmes, ALL)
    ids = [programme_id(name) for name in change.programmes]
    if unknown := [name for name, found in zip(change.programmes, ids, strict=True) if found is None]:
        message = tr("there is no programme “{name}”.", name=", ".join(unknown))
        problems.append(wrong(change, message, expected=tr("one of {ids}", ids=", ".join(known))))
    found = _latest(table)
    for names, column, key in (
        ([name for name in ids if name is not None], table.programmes, str),
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
    if change.places:
        found &= _in_places(table, change.places)
    commune = table.places.get("commune")
    named = change.communes or (
        change.places and commune is not None and _of(change.places, commune, name_key).any()
    )
    if change.scale is None and not named and commune is not None:
        # A figure that is set or added is that of the wider place, where it has one, not of each commune in it.
        wider = found & commune.where([None])
        found = wider if wider.any() else found
    if not found.any() and not unknown:
        message = tr("no line of money is what the change is for.")
        expected = tr("a programme, place and budget year of {file}", file=table.name)
        problems.append(wrong(change, message, expected=expected))
    return found


def _in_places(table: ProgrammeTable, names: Sequence[str]) -> Flags:
    """The rows of some places: communes by name or code, districts, provinces."""
    keys: tuple[tuple[str, Callable[[str], str]], ...] = (
        ("commune", name_key), ("commune_code", code_key), ("district", name_key), ("province", province_key),
    )  # fmt: skip
    parts = [_of(names, column, key) for name, key in keys if (column := table.places.get(name)) is not None]
    found: Flags = np.logical_or.reduce([np.zeros(len(table), dtype=np.bool_), *parts])
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


class _Step(NamedTuple):
    """How money is changed: `set`, `add`, `scale`, or `share` of what is planned; amounts in million VND."""

    op: Literal["set", "add", "scale", "share"]
    amount: float


def _step_of(change: MoneyChange, units: Mapping[str, Unit], problems: list[Problem]) -> _Step | None:
    """The step of a change; an amount that cannot be read joins the problems."""
    if change.scale is not None:
        return _Step("scale", change.scale)
    op: Literal["set", "add"] = "set" if change.set is not None else "add"
    given = change.set if op == "set" else change.add
    if not isinstance(given, str):
        return _Step(op, float(given or 0.0))
    text = " ".join(given.split())
    share = _SHARE.fullmatch(text)
    if share and op == "set" and change.money == "disbursed":
        return _Step("share", float(share[1].replace(",", ".")) / 100)
    sign = -1.0 if text.startswith("-") else 1.0
    money = programme_words().money
    cell = read_figure(text.lstrip("+-").strip(), money, units.get(money.unit or ""))
    known = not (cell.problem or cell.ambiguous) and abs(cell.value) <= MOST_NUMBER
    if known and not (op == "set" and sign < 0):
        return _Step(op, sign * in_unit(cell.value, cell.measure))
    message = tr("“{text}” is no amount of money.", text=text)
    expected = tr(
        "million VND such as 500, or 1,2 tỷ; of what is disbursed also a share of the plan such as 95%"
    )
    problems.append(wrong(change, message, kind="not_a_number", value=text, expected=expected))
    return None


def _refuse_several(
    table: ProgrammeTable, change: MoneyChange, step: _Step, rows: Flags, problems: list[Problem]
) -> None:
    """What is set or added is one figure: of one place, programme and year only one line may be meant."""
    if step.op in ("scale", "share"):
        return
    places, entries = _places(table), table.entries()
    keys = [(places[row], entries[row].programme, entries[row].budget_year) for row in np.flatnonzero(rows)]
    if len(set(keys)) < len(keys):
        message = tr("{n} lines of one programme and year may be meant; a figure that is set or added is of one.", n=len(keys) - len(set(keys)) + 1)  # fmt: skip
        remedy = tr("change all lines by a factor such as *1.1, or what is disbursed to a share of the plan such as 95%; or name the component, nature, source or whether it is carried over")  # fmt: skip
        problems.append(wrong(change, message, remedy=remedy))


def _changed(table: ProgrammeTable, change: MoneyChange, step: _Step, rows: Flags) -> ProgrammeTable:
    before = table.planned if change.money == "planned" else table.disbursed
    match step.op:
        case "set":
            found = np.full(len(table), step.amount)
        case "add":
            found = before + step.amount
        case "scale":
            found = before * step.amount
        case "share":
            found = table.planned * step.amount
    notices = [*_notices(change, before, found, rows)]
    after = np.where(rows, np.round(np.maximum(found, 0), 6), before)
    changed = replace(table, planned=after) if change.money == "planned" else replace(table, disbursed=after)
    notices += [*_above_plan(change, table, changed)]
    return replace(changed, warnings=(*table.warnings, *notices))


def _above_plan(change: MoneyChange, before: ProgrammeTable, after: ProgrammeTable) -> Iterator[Problem]:
    """More disbursed than planned, where it was not so before: no such money can be paid."""
    with np.errstate(invalid="ignore"):
        above = (after.disbursed > after.planned) & ~(before.disbursed > before.planned)
    rows = np.flatnonzero(above).tolist()
    if not rows:
        return
    shown = "; ".join(_line_words(after, row) for row in rows[:3]) + (" …" if len(rows) > 3 else "")
    message = tr("money: in {n} line(s) more is disbursed than planned: {lines}.", n=len(rows), lines=shown)
    remedy = tr("suppose more planned money too, or no more disbursed than planned")
    yield Problem(
        "money_above_plan",
        message,
        file=change.file or None,
        line=change.line or None,
        remedy=remedy,
        facts={"rows": after.rows[rows].tolist()},
    )


def _line_words(table: ProgrammeTable, row: int) -> str:
    place = next((name for name in _places(table)[row] if name), None)
    entry = table.entries()[row]
    named = ", ".join(filter(None, (place, words(load_programmes().title(entry.programme, entry.budget_year)), str(entry.budget_year))))  # fmt: skip
    return tr("{line}: {disbursed} of {planned} million VND", line=named, disbursed=figure(float(table.disbursed[row]), 2), planned=figure(float(table.planned[row]), 2))  # fmt: skip


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
