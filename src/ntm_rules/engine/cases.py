"""Which levels a row is judged by: its day, the region of its column, the province sets that apply."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np

from ntm_rules.definitions.models import CriteriaSet
from ntm_rules.definitions.places import places
from ntm_rules.definitions.resolve import Case, column_rules, holds
from ntm_rules.engine.statuses import Flags, Index
from ntm_rules.tables.coded import Coded, combine
from ntm_rules.tables.table import Table


@dataclass(frozen=True, slots=True)
class Cases:
    """The different cases of a table, and for each row the number of its case.

    `column_reason` says whose column a row takes: `province`, the id of the rule that gives another,
    `assumed_not_listed` where a blank fact could, or `region_unknown`. `other` is the case of such a row
    were the blank fact so; elsewhere it is the row's own.
    """

    different: tuple[Case, ...]
    index: Index
    other: Index
    column_reason: Coded
    outside: Flags


def find_cases(table: Table, loaded: CriteriaSet) -> Cases:
    """Sort the rows of a table by the levels that judge them."""
    blank = Coded.constant(None, len(table))
    facts = [table.identity.get(name, blank) for name in loaded.facts]
    by_year = sorted(
        loaded.variables_of_figure_years & {name for name, kind in table.beside if kind == "year"}
    )
    years = [_other_years(table, name) for name in by_year]
    group, different, _ = combine(
        table.judged_on, table.regions, table.old_provinces, _possible_regions(table), *years, *facts
    )
    numbers: dict[Case, int] = {}
    own = np.empty(len(different), dtype=np.intp)
    other = np.empty(len(different), dtype=np.intp)
    outside = np.empty(len(different), dtype=np.bool_)
    reasons = np.empty(len(different), dtype=object)
    for number, (day, region, province, regions, *values) in enumerate(different):
        figure_years = tuple((name, of) for name, of in zip(by_year, values, strict=False) if of)
        known = dict(zip(loaded.facts, values[len(by_year) :], strict=True))
        column, alternative, reasons[number] = _column(loaded, region, day, known)
        sets, all_sets = _province_sets(loaded, province, known)
        possible = regions if column is None else ()
        own_case = Case(day, column, sets, figure_years, possible)
        other_case = Case(day, alternative, all_sets, figure_years, possible)
        own[number] = numbers.setdefault(own_case, len(numbers))
        other[number] = numbers.setdefault(other_case, len(numbers))
        outside[number] = not loaded.covers(day)
    return Cases(tuple(numbers), own[group], other[group], Coded(group, reasons), outside[group])


def _possible_regions(table: Table) -> Coded:
    """Where the region is not known, those that the parts of the row's province lie in; empty where nothing is known."""
    province = table.identity.get("province", Coded.constant(None, len(table)))
    index, different, _ = combine(table.regions, province)
    found = np.empty(len(different), dtype=object)
    for number, (region, name) in enumerate(different):
        parts = places().parts_of(name) if region is None and name else ()
        held = {place.region for part in parts if (place := places().find_old(part)) and place.region}
        found[number] = tuple(sorted(held))
    return Coded(index, found)


def _other_years(table: Table, variable: str) -> Coded:
    """The year that a figure is said to be of, where it is another than that of the day its row is judged on."""
    given = Coded.of(table.beside[variable, "year"].tolist())
    index, different, _ = combine(given, table.judged_on)
    return Coded(index, np.array([of if of != day.year else None for of, day in different], dtype=object))


def _column(
    loaded: CriteriaSet, region: str | None, day: date, known: dict[str, Any]
) -> tuple[str | None, str | None, str]:
    """The column that applies, the one that would if blanks were so, and why."""
    open_columns = []
    for rule in column_rules(loaded, day):
        match holds(rule.applies_to, known):
            case True:
                return rule.column, rule.column, rule.id
            case None:
                open_columns.append(rule.column)
    if region is None:
        return None, None, "region_unknown"
    if open_columns:
        return region, open_columns[0], "assumed_not_listed"
    return region, region, "province"


def _province_sets(
    loaded: CriteriaSet, province: str | None, known: dict[str, Any]
) -> tuple[frozenset[str], frozenset[str]]:
    """The province sets that apply, and those that would if blanks were so."""
    mine = [overlay for overlay in loaded.provinces if overlay.province == province]
    said = {overlay.id: overlay.applies_to is None or holds(overlay.applies_to, known) for overlay in mine}
    sure = frozenset(name for name, applies in said.items() if applies)
    return sure, sure | {name for name, applies in said.items() if applies is None}
