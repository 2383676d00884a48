"""Which rows of a table a change is for: named places, years, and conditions on facts and figures."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import cached_property
from typing import Any

import numpy as np

from ntm_rules.definitions.places import places
from ntm_rules.definitions.scenarios import RowChange, Where
from ntm_rules.engine.evaluate import Judgement
from ntm_rules.errors import DefinitionError, Problem
from ntm_rules.i18n import tr
from ntm_rules.risks.subject import Subject
from ntm_rules.scenarios.words import columns_of, wrong
from ntm_rules.tables.communes import province_key, rows_named, unaccented_key
from ntm_rules.tables.table import Flags, Floats, Table
from ntm_rules.tables.unit_names import name_key
from ntm_rules.tables.vocabulary import identity_columns

_COMPARED: dict[str, Callable[[Floats, float], Flags]] = {
    ">=": np.greater_equal, "<=": np.less_equal, ">": np.greater, "<": np.less,
}  # fmt: skip


class Meant:
    """The rows of one judged table as changes name them."""

    def __init__(self, judged: Judgement) -> None:
        self._judged = judged
        self._loaded = judged.loaded
        self._subject = Subject(judged)
        self._named: dict[str, Flags] = {}

    def rows(self, change: RowChange, table: Table) -> Flags:
        """The rows a change is for; conditions are looked up in `table`, as it stands when the change comes.

        Without `years`, the last period of each commune; its history stays what it was. Raises DefinitionError for
        a place that the table does not have, or a commune's name that two communes bear.
        """
        problems: list[Problem] = []
        found = np.isin(table.years, change.years) if change.years else self._last.copy()
        if change.communes:
            found &= _any_of(self._commune(name, change, problems) for name in change.communes)
        for column, names, key in (
            ("district", change.districts, name_key),
            ("province", change.provinces, province_key),
        ):
            if names:
                found &= _any_of(self._place(column, name, key, change, problems) for name in names)
        if change.regions:
            regions = region_ids(change.regions, change, problems)
            found &= table.regions.where(regions)
        if change.where is not None:
            found &= self._where(change.where, table, problems)
        if problems:
            raise DefinitionError(problems)
        return found

    @cached_property
    def _last(self) -> Flags:
        table = self._judged.table
        periods = table.identity.get("period")
        if len(np.unique(table.years)) == 1 and (periods is None or len(np.unique(periods.codes)) == 1):
            # No two rows are of one commune and period.
            return ~self._judged.cases.outside
        return self._subject.last

    def _commune(self, name: str, change: RowChange, problems: list[Problem]) -> Flags:
        if name not in self._named:
            self._named[name] = self._find(name, change, problems)
        return self._named[name]

    def _find(self, text: str, change: RowChange, problems: list[Problem]) -> Flags:
        """A commune by code or name; where two bear it, by its district behind a comma."""
        table = self._judged.table
        name, comma, district = text.rpartition(",")
        rows = rows_named(table, text)
        if not len(rows) and comma:
            rows = rows_named(table, name.strip())
            given = table.identity.get("district")
            wanted = name_key(district.strip())
            keep = [] if given is None else [one for one in given.values if one and name_key(one) == wanted]
            rows = rows[given.where(keep)[rows]] if given is not None else rows[:0]
        if not len(rows) and (of := _in_district(table, text)).any():
            return of
        if not len(rows):
            message = tr("no commune is called “{name}”.", name=text)
            problems.append(wrong(change, message, kind="unknown_commune", expected=_some(table, "commune")))
        elif len(set(self._subject.commune[rows].tolist())) > 1:
            message = tr("more than one commune is called “{name}”.", name=text)
            remedy = tr("write its district behind it, as in “{example}”, or its code", example=_example(table, rows))  # fmt: skip
            problems.append(wrong(change, message, kind="ambiguous_commune", remedy=remedy))
        found = np.zeros(len(table), dtype=np.bool_)
        found[rows] = True
        return found

    def _place(
        self, column: str, name: str, key: Callable[[str], str], change: RowChange, problems: list[Problem]
    ) -> Flags:
        table = self._judged.table
        columns = [table.identity.get(column), table.old_provinces if column == "province" else None]
        found = np.zeros(len(table), dtype=np.bool_)
        for given in columns:
            if given is not None:
                values = [one for one in given.values if one]
                same = [one for one in values if key(one) == key(name)]
                found |= given.where(
                    same or [one for one in values if unaccented_key(one) == unaccented_key(name)]
                )
        if not found.any():
            message = tr("no row is of “{name}”.", name=name)
            problems.append(wrong(change, message, expected=_some(table, column)))
        return found

    def _where(self, where: Where, table: Table, problems: list[Problem]) -> Flags:
        """Where a condition holds; what is blank or missing does not hold."""
        if where.any_of:
            return _any_of([self._where(part, table, problems) for part in where.any_of])
        if where.all_of:
            every: Flags = np.logical_and.reduce(
                [self._where(part, table, problems) for part in where.all_of]
            )
            return every
        if where.fact is not None:
            return _fact(where, table, problems)
        found = np.zeros(len(table), dtype=np.bool_)
        everywhere = np.ones(len(table), dtype=np.bool_)
        for column, rows in columns_of(
            str(where.value), where, table, self._loaded, rows=everywhere, problems=problems
        ):
            values = table.values.get(column, np.full(len(table), np.nan))
            bounds = [(sign, bound) for sign, bound in where.bounds.items() if bound is not None]
            found |= rows & np.logical_and.reduce([_COMPARED[sign](values, bound) for sign, bound in bounds])
        return found


def region_ids(names: Sequence[str], change: Any, problems: list[Problem]) -> list[str]:
    """Regions by id or full name; those that do not exist join the problems."""
    found = []
    for name in names:
        region = places().find_region(name)
        if region is None:
            message = tr("there is no region “{name}”.", name=name)
            problems.append(wrong(change, message, kind="unknown_region", expected=", ".join(places().regions)))  # fmt: skip
        else:
            found.append(region.id)
    return found


def _fact(where: Where, table: Table, problems: list[Problem]) -> Flags:
    kind = identity_columns().get(str(where.fact))
    if kind is None or (where.one_of and kind.kind == "choice" and set(where.one_of) - kind.choices.keys()):
        message = tr("there is no fact “{name}”, or it has no such value.", name=where.fact)
        expected = ", ".join(kind.choices) if kind else ", ".join(facts())
        problems.append(wrong(where, message, expected=tr("one of {ids}", ids=expected)))
    given = table.identity.get(str(where.fact))
    if given is None:
        return np.zeros(len(table), dtype=np.bool_)
    return given.where(where.one_of or [one for one in given.values if one])


def facts() -> list[str]:
    """The facts of the identity that a change may make others."""
    fixed = ("value_kind", "illustrative", "unit_type")
    return [
        name for name, kind in identity_columns().items() if kind.kind in ("flag", "choice") and name not in fixed
    ]  # fmt: skip


def _in_district(table: Table, name: str) -> Flags:
    """The rows of a district of a name that no commune bears."""
    given = table.identity.get("district")
    if given is None:
        return np.zeros(len(table), dtype=np.bool_)
    return given.where([one for one in given.values if one and name_key(one) == name_key(name)])


def _any_of(parts: Sequence[Flags] | Iterator[Flags]) -> Flags:
    found: Flags = np.logical_or.reduce(list(parts))
    return found


def _some(table: Table, column: str) -> str | None:
    given = table.identity.get(column)
    names = sorted({name for name in given.values if name}) if given is not None else []
    shown = ", ".join(names[:20]) + (" …" if len(names) > 20 else "")
    return tr("one of {ids}", ids=shown) if names else None


def _example(table: Table, rows: Any) -> str:
    row = int(rows[0])
    return ", ".join(filter(None, (table.text(row, "commune"), table.text(row, "district"))))
