"""Which rows of a table become one by which merger: communes found, periods brought together, misfits refused."""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from ntm_rules.errors import InputError, Problem
from ntm_rules.i18n import tr
from ntm_rules.tables.coded import Coded
from ntm_rules.tables.communes import Communes, Said, said
from ntm_rules.tables.merger_parts import names_a_part
from ntm_rules.tables.mergers import Merger, Mergers, Old, part_refused, split_refused
from ntm_rules.tables.table import Table

Index = NDArray[np.intp]


@dataclass(frozen=True, slots=True)
class Union:
    """Rows of one period that become one: `at` is their place in the result, `absent` the parts without a row."""

    at: int
    rows: Index
    merger: Merger
    absent: tuple[str, ...] = ()

    @property
    def alone(self) -> bool:
        """Whether a single commune is given another name, and nothing merged."""
        return len(self.rows) == 1 and not self.absent


@dataclass(frozen=True, slots=True)
class Merging:
    """What becomes of the rows of a table: those kept, the first of each union among them, and the unions."""

    kept: Index
    unions: tuple[Union, ...]


def find_unions(table: Table, mergers: Mergers) -> Merging:
    """Find the rows of each merger. Raises InputError listing what does not fit the table, each with its place.

    Rows of one period and value_kind are merged; a commune that no merger names stays as it is.
    """
    communes = Communes(table)
    problems: list[Problem] = []
    owner: dict[int, tuple[Merger, Old]] = {}
    parts: list[dict[int, Old]] = []
    each = [_by_name(merger, communes) for merger in mergers.each]
    for merger in each:
        mine: dict[int, Old] = {}
        for old in merger.olds:
            numbers = _found(old, communes, problems)
            if old.part is not None and not all(names_a_part(communes.names[n]) for n in numbers):
                problems.append(part_refused(old))
                continue
            taken = next((owner[n][0] for n in numbers if n in owner and owner[n][0] is not merger), None)
            if taken is not None:
                problems.append(split_refused(old, (taken.commune, merger.commune)))
                continue
            if not mine.keys().isdisjoint(numbers):
                message = tr("“{name}” stands twice among the communes of one merger.", name=old.name)
                remedy = tr("name each commune once; if another one is meant, write its name or code")
                problems.append(old.problem("wrong_merger", message, remedy))
            owner |= dict.fromkeys(numbers, (merger, old))
            # A commune of which some rows leave something blank has several numbers, and is one part.
            mine |= dict.fromkeys(numbers, old)
        parts.append(mine)
    if not problems:
        problems.extend(_taken_names(table, each, communes, parts))
    if problems:
        raise InputError(problems)
    return _by_period(table, each, communes, parts)


def _by_name(merger: Merger, communes: Communes) -> Merger:
    """A merger that names its commune by the code of one in the table, with the name that it has there."""
    if merger.commune != merger.commune_code:
        return merger
    found = communes.find(said(merger.commune_code, None, None, None))
    return replace(merger, commune=communes.names[found[0]]) if found else merger


def _found(old: Old, communes: Communes, problems: list[Problem]) -> list[int]:
    remedy: str | None
    try:
        numbers = communes.find(old.said)
    except LookupError:
        message = tr("the table has two communes of the name “{name}”.", name=old.name)
        remedy = tr("tell them apart by commune_code, district or province")
        problems.append(old.problem("ambiguous_commune", message, remedy))
        return []
    if not numbers and names_a_part(old.name):
        problems.append(part_refused(old))
    elif not numbers:
        near = difflib.get_close_matches(old.name, communes.names, n=1, cutoff=0.6)
        remedy = tr("write “{name}” if that is meant", name=near[0]) if near else None
        message = tr("the table has no commune “{name}”, so it cannot be merged.", name=old.name)
        problems.append(old.problem("unknown_commune", message, remedy))
    return numbers


def _taken_names(
    table: Table, mergers: Sequence[Merger], communes: Communes, parts: Sequence[dict[int, Old]]
) -> Iterator[Problem]:
    """Mergers whose commune would bear the name of another one of the same place."""
    ends: dict[str | None, list[Said]] = {}
    for merger, mine in zip(mergers, parts, strict=True):
        wanted = _end(table, merger, np.flatnonzero(np.isin(communes.group, list(mine))))
        if any(wanted.may_be(other) for other in ends.setdefault(wanted.name, [])):
            message = tr("two mergers end in one commune, “{name}”.", name=merger.commune)
            remedy = tr(
                "name all its parts in one merger, or tell the two apart by code, district or province"
            )
            yield merger.olds[0].problem("wrong_merger", message, remedy)
        ends[wanted.name].append(wanted)
        try:
            taken = not set(communes.find(wanted)) <= mine.keys()
        except LookupError:
            taken = True
        if taken and not _merged_elsewhere(communes, wanted, parts):
            message = tr("“{name}” is in the table and no part of this merger.", name=merger.commune)
            remedy = tr("name it among the parts, or give the merged commune another name")
            yield merger.olds[0].problem("wrong_merger", message, remedy)


def _merged_elsewhere(communes: Communes, wanted: Said, parts: Sequence[dict[int, Old]]) -> bool:
    """Whether all communes of a name are parts of some merger, so that the name is free."""
    try:
        return set(communes.find(wanted)) <= {number for mine in parts for number in mine}
    except LookupError:
        return False


def _end(table: Table, merger: Merger, rows: Index) -> Said:
    """What is said of a merged commune: what its map says, else the province and district of all its parts."""
    of_parts = {
        name: {column[row] for row in rows.tolist()}
        for name in ("province", "district")
        if (column := table.identity.get(name)) is not None
    }
    agreed = {name: next(iter(found)) for name, found in of_parts.items() if len(found) == 1}
    return said(
        merger.commune_code,
        merger.province or agreed.get("province"),
        merger.district or agreed.get("district"),
        merger.commune,
    )


def _by_period(
    table: Table, mergers: Sequence[Merger], communes: Communes, parts: Sequence[dict[int, Old]]
) -> Merging:
    kinds = table.identity.get("value_kind") or Coded.constant(None, len(table))
    periods = table.identity.get("period") or Coded.of(table.years.tolist())
    kept = np.ones(len(table), dtype=np.bool_)
    found: list[tuple[Index, Merger, tuple[str, ...]]] = []
    problems: list[Problem] = []
    for merger, mine in zip(mergers, parts, strict=True):
        rows = np.flatnonzero(np.isin(communes.group, list(mine)))
        names = list(dict.fromkeys(old.name for old in mine.values()))
        groups: dict[tuple[str, str], list[int]] = {}
        for row in rows.tolist():
            groups.setdefault((str(periods[row]), kinds[row] or "actual"), []).append(row)
        whole = False
        for members in groups.values():
            met = {mine[communes.group[row]].name for row in members}
            absent = tuple(name for name in names if name not in met)
            whole = whole or not absent
            found.append((np.array(members, dtype=np.intp), merger, absent))
            kept[members[1:]] = False
        if not whole:
            problems.append(_no_common_period(merger, mine, communes, periods))
    if problems:
        raise InputError(problems)
    place = np.cumsum(kept) - 1
    unions = (Union(int(place[rows[0]]), rows, merger, absent) for rows, merger, absent in found)
    return Merging(np.flatnonzero(kept), tuple(sorted(unions, key=lambda union: union.at)))


def _no_common_period(merger: Merger, mine: dict[int, Old], communes: Communes, periods: Coded) -> Problem:
    by_part: dict[str, list[str]] = {}
    for number, old in mine.items():
        rows = np.flatnonzero(communes.group == number).tolist()
        by_part.setdefault(old.name, []).extend(str(periods[row]) for row in rows)
    said_of = "; ".join(f"{name}: {', '.join(sorted(set(found)))}" for name, found in by_part.items())
    message = tr(
        "the parts of “{name}” have no period in common ({periods}).", name=merger.commune, periods=said_of
    )
    remedy = tr("give a row of the same period for each part")
    return next(iter(mine.values())).problem("wrong_merger", message, remedy)
