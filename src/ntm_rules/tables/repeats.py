"""A commune and period that stands in two rows of a table, in one file or in several."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from ntm_rules.errors import Problem
from ntm_rules.i18n import tr
from ntm_rules.tables.coded import Coded, combine
from ntm_rules.tables.communes import Said, keys_of
from ntm_rules.tables.table import Table


def repeats(table: Table) -> list[Problem]:
    """Rows of a commune and period that stands further up already, or of which nothing says that it is another."""
    if "commune" not in table.identity:
        return []
    blank = Coded.constant(None, len(table))
    numbers, communes, _ = keys_of(table)
    period, kind = (table.identity.get(name, blank) for name in ("period", "value_kind"))
    of_commune = Coded(numbers, np.array([*range(len(communes))], dtype=object))
    numbers, different, _ = combine(of_commune, period, kind)
    keys = [(communes[number], period, kind or "actual") for number, period, kind in different]
    seen: dict[tuple[str | None, str], _Seen] = {}
    found = []
    for row, number in enumerate(numbers.tolist()):
        key, period, kind = keys[number]
        # Rows of no year have been told of; whether they are of one period is not known.
        if key.name is not None and table.years[row]:
            first = seen.setdefault((period, kind), _Seen()).first(key, row)
            if first is not None:
                found.append(_Repeat(row, first[1], sure=_is_sure(key, first[0])))
    return [_repeated(table, together) for together in _by_sheets(table, found)]


@dataclass(frozen=True, slots=True)
class _Repeat:
    """A row and the one further up that is of the same commune and period; not `sure` where it merely may be."""

    row: int
    first: int
    sure: bool


def _by_sheets(table: Table, repeats: Iterable[_Repeat]) -> Iterator[list[_Repeat]]:
    """Repeats that two sheets or files have together as one, such as a summary beside its sheets; others alone."""
    together: dict[tuple[int, int, bool], list[_Repeat]] = {}
    for one in repeats:
        sheet, other = int(table.origin[one.row]), int(table.origin[one.first])
        if sheet == other:
            yield [one]
        else:
            together.setdefault((sheet, other, one.sure), []).append(one)
    yield from together.values()


@dataclass(slots=True)
class _Seen:
    """The communes met in one period, each with its row."""

    by_code: dict[str, tuple[Said, int]] = field(default_factory=dict)
    # Of one name, those with a code and those without, which may be any of them.
    coded: dict[str | None, dict[Said, int]] = field(default_factory=dict)
    bare: dict[str | None, dict[Said, int]] = field(default_factory=dict)

    def first(self, key: Said, row: int) -> tuple[Said, int] | None:
        """What was met and may be the same commune; where nothing was, this one is noted."""
        if key.code in self.by_code:
            return self.by_code[key.code]
        same = next((met for met in self._like(key) if met[0].may_be(key)), None)
        if same is None:
            (self.coded if key.code else self.bare).setdefault(key.name, {})[key] = row
            if key.code:
                self.by_code[key.code] = key, row
        return same

    def _like(self, key: Said) -> Iterator[tuple[Said, int]]:
        bare = self.bare.get(key.name, {})
        if key in bare:
            yield key, bare[key]
        yield from bare.items()
        if not key.code:
            yield from self.coded.get(key.name, {}).items()


def _is_sure(key: Said, other: Said) -> bool:
    """Whether both rows name the same place, and not merely none that differs."""
    return (key.code is not None and key.code == other.code) or key[1:] == other[1:]


def _repeated(table: Table, repeats: Sequence[_Repeat]) -> Problem:
    """What is told of one repeat, or of all that two sheets or files have together."""
    row, sure = repeats[0].row, repeats[0].sure
    cell, other = table.cell(row, "commune"), table.place(repeats[0].first)
    place, remedy = _elsewhere(cell, other, sure=sure)
    named = {"commune": table.text(row, "commune"), "period": table.text(row, "period"), "place": place}
    if len(repeats) > 1:
        named["n"] = len(repeats)
        message = tr(
            "{n} rows stand twice: {commune}, {period} stands already in {place}, and so on.", **named
        )
        if not sure:
            message = tr("{n} rows may stand twice: nothing tells {commune}, {period} from the commune in {place}, and so on.", **named)  # fmt: skip
    elif sure:
        message = tr("{commune}, {period} stands already in {place}.", **named)
    else:
        message = tr(
            "{commune}, {period} may be the commune in {place}: nothing tells the two apart.", **named
        )
    return Problem(
        "duplicate_row",
        message,
        file=cell["file"],
        sheet=cell.get("sheet"),
        row=cell["row"],
        column=cell.get("column"),
        value=named["commune"],
        expected=tr("one row for each commune and period"),
        remedy=remedy,
        facts=table.listed(np.array([one.row for one in repeats])),
    )


def _elsewhere(cell: Mapping[str, Any], other: Mapping[str, Any], *, sure: bool) -> tuple[str, str]:
    """Where the same commune stands, seen from a cell, and what to do."""
    row, sheet = other["row"], other.get("sheet")
    place = tr("row {row}", row=row)
    remedy = tr("keep one row, or tell the two apart by commune_code, district or period")
    if other["file"] != cell["file"]:
        place = tr("{file}, row {row}", file=other["file"], row=row)
    elif sheet != cell.get("sheet"):
        place = tr("sheet “{sheet}”, row {row}", sheet=sheet, row=row)
        return place, tr(
            "name the sheet to be read, {one} or {other}, or keep one of the two",
            one=f'--sheet "{sheet}"',
            other=f'--sheet "{cell["sheet"]}"',
        )
    if not sure:
        remedy = tr("give commune_code, province and district in both rows, or keep one of them")
    return place, remedy
