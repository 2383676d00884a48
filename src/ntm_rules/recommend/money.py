"""Money laid beside the communes of a table: what is planned and disbursed for a commune or a group of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

import numpy as np

from ntm_rules.definitions.money import MoneyPolicy
from ntm_rules.definitions.programmes import ALL, Programmes, load_programmes
from ntm_rules.engine.groups import Group
from ntm_rules.errors import Problem
from ntm_rules.i18n import figure, tr
from ntm_rules.recommend.money_lines import CarriedOver, Line, by_source, ends, mean_elapsed, total
from ntm_rules.recommend.money_places import EVERYWHERE, Place, PlaceTree
from ntm_rules.tables.communes import Communes
from ntm_rules.tables.programmes import Entry, ProgrammeTable, refuse_twice
from ntm_rules.tables.side_table import unknown_communes
from ntm_rules.tables.table import Table

Rows = list[int]
Told = Mapping[str, Rows]


class Money:
    """What a table of money tells of the places of a table of communes.

    Rows of the same line of a budget on several days are cumulative: the latest counts. What the rows of a place tell
    of a programme and year is its figure; only where it has none is the figure the sum over the places within it, so
    that a district's rows never add to those of its communes. So too a row for all programmes together stands for
    their sum beside rows of single ones. `carried_over` says whether money from the year before counts (`with`,
    `without`). Raises InputError where the place of a row may be either of two, and where two rows are of the same
    line, place and day.
    """

    def __init__(
        self,
        programmes: ProgrammeTable,
        table: Table,
        communes: Communes,
        policy: MoneyPolicy,
        *,
        carried_over: CarriedOver = "with",
        given: Programmes | None = None,
    ) -> None:
        self.programmes, self.table, self._policy = programmes, table, policy
        self._communes = communes
        self.carried_over: CarriedOver = carried_over
        self._given = given or load_programmes()
        self._tree = PlaceTree(table, communes)
        self._entries = programmes.entries()
        places = self._tree.of_rows(programmes)
        refuse_twice(programmes, [place or row for row, place in enumerate(places)])
        self._nowhere = [row for row, place in enumerate(places) if not place]
        # By place and budget year, the rows of each programme that count.
        self._own: dict[Place, dict[int, dict[str, Rows]]] = {}
        for row in _latest(self._entries, places):
            entry = self._entries[row]
            if carried_over == "with" or not entry.carried_over:
                for place in places[row]:
                    told = self._own.setdefault(place, {}).setdefault(entry.budget_year, {})
                    told.setdefault(entry.programme, []).append(row)
        self._found: dict[tuple[Place, int], Told] = {}

    def of(self, programmes: ProgrammeTable, table: Table) -> Money:
        """Another table of money beside another table of communes, read as this one is."""
        places = ("commune", "commune_code", "district", "province")
        if (
            len(table) == len(self.table)
            and table.old_provinces is self.table.old_provinces
            and all(table.identity.get(name) is self.table.identity.get(name) for name in places)
        ):
            if programmes is self.programmes:
                return self
            communes = self._communes
        else:
            communes = Communes(table)
        return Money(
            programmes, table, communes, self._policy, carried_over=self.carried_over, given=self._given
        )

    def of_row(self, row: int) -> list[Line]:
        """The lines of the commune of a row of the table that its own rows of money tell, by programme, `all` last."""
        number = int(self._tree.communes.group[row])
        name = self._tree.communes.names[number]
        return self._lines(Place("commune", commune=number), name, int(self.table.years[row]))

    def of_group(self, group: Group) -> list[Line]:
        """The lines of a group, by programme, `all` last: none where no row tells of it or of a place within it."""
        return self._lines(self._tree.of_group(group), group.name, group.year)

    def budget_year(self, place: Place, year: int) -> int | None:
        """The budget year that counts beside figures of a year, for one place.

        The year itself; where nothing is told of it the one after, which runs while the figures are read; never an
        earlier one, whose money says nothing of today's. None where neither is told of.
        """
        return next((budget for budget in (year, year + 1) if self._rows(place, budget)), None)

    @property
    def warnings(self) -> Iterator[Problem]:
        """What must be told of the money, that of the reading first."""
        yield from self.programmes.notices
        yield from self._not_joined()
        yield from self._disagreeing()

    def _lines(self, place: Place, name: str | None, year: int) -> list[Line]:
        budget = self.budget_year(place, year)
        if budget is None:
            return []
        found, own = self._rows(place, budget), self._told(place, budget)
        return [
            self._line(place, name, key, found[key], own=key in own)
            for key in self._given.ids
            if key in found
        ]

    def _line(self, place: Place, name: str | None, programme: str, rows: Rows, *, own: bool) -> Line:
        entries = [self._entries[row] for row in rows]
        days = [entry.as_of for entry in entries]
        inside = {entry.programme for entry in entries}
        return Line(
            level=place.level,
            name=name,
            programme=programme,
            budget_year=entries[0].budget_year,
            planned=total(entry.planned for entry in entries),
            disbursed=total(entry.disbursed for entry in entries),
            as_of=max(days),
            as_of_first=min(days),
            elapsed=mean_elapsed(entries),
            payable=tuple(ends(entries, self._given)),
            sources=tuple(by_source(entries)),
            own=own,
            parts=tuple(key for key in self._given.ids if key in inside),
            carried_over=self.carried_over,
            rows=tuple(sorted(rows)),
            references=tuple(sorted({entry.reference for entry in entries if entry.reference})),
            policy=self._policy,
        )

    def _told(self, place: Place, budget: int) -> Told:
        """What rows of the place itself tell; of the only place within another, what is told of that one too."""
        own = self._own.get(place, {}).get(budget, {})
        if place != EVERYWHERE and place.level != "commune" and self._tree.sole(place):
            return {**self._own.get(EVERYWHERE, {}).get(budget, {}), **own}
        return own

    def _rows(self, place: Place, budget: int) -> Told:
        """The rows that each programme's figure at a place is the sum of."""
        known = self._found.get((place, budget))
        if known is None:
            known = self._found[place, budget] = self._resolved(place, budget)
        return known

    def _resolved(self, place: Place, budget: int) -> Told:
        own, within = self._told(place, budget), self._within(place, budget)
        found = {key: own.get(key) or within.get(key, []) for key in self._given.programmes}
        together = own.get(ALL)
        if together is None and any(key in own for key in found):
            together = [row for rows in found.values() for row in rows]
        elif together is None:
            together = within.get(ALL, [])
        return {key: rows for key, rows in {**found, ALL: together}.items() if rows}

    def _within(self, place: Place, budget: int) -> Told:
        """The rows of the places directly within one, each row once."""
        found: dict[str, dict[int, None]] = {}
        for inner in self._tree.within.get(place, ()):
            for key, rows in self._rows(inner, budget).items():
                found.setdefault(key, {}).update(dict.fromkeys(rows))
        return {key: list(rows) for key, rows in found.items()}

    def _not_joined(self) -> Iterator[Problem]:
        """Rows of communes, and rows of wider places, that the table of communes does not have."""
        money, communes = self.programmes, self.programmes.places.get("commune")
        of_communes = [row for row in self._nowhere if communes is not None and communes[row] is not None]
        wider = [row for row in self._nowhere if row not in set(of_communes)]
        if of_communes:
            names, remedy, facts = unknown_communes(money, np.array(of_communes), self._tree.communes)
            yield self._unjoined(of_communes, names, remedy, facts)
        if wider:
            places = list(dict.fromkeys(self._named(row) for row in wider))
            remedy = tr("correct the name, or leave it blank where the row is for the whole table")
            facts = {"rows": money.rows[wider].tolist(), "places": places}
            yield self._unjoined(wider, ", ".join(places), remedy, facts)

    def _unjoined(self, rows: Rows, names: str, remedy: str | None, facts: dict[str, Any]) -> Problem:
        message = tr("{n} row(s) of money are of places that are not in the table: {names}.", n=len(rows), names=names)  # fmt: skip
        return Problem(
            "money_to_check", message, **self.programmes.place(rows[0]), remedy=remedy, facts=facts
        )

    def _named(self, row: int) -> str:
        places = self.programmes.places
        names = [places[name][row] for name in ("commune_code", "district", "province") if name in places]
        return next((name for name in names if name), "")

    def _disagreeing(self) -> Iterator[Problem]:
        """Money told in two ways that cannot both be so."""
        for place, years in self._own.items():
            for budget, own in years.items():
                within = self._within(place, budget)
                for key, rows in own.items():
                    yield from self._apart(rows, within.get(key, []), tr("the places within"), whole=False)
                singles = [row for key, rows in own.items() if key != ALL for row in rows]
                running = {key for key, one in self._given.programmes.items() if one.runs_in(budget)}
                if ALL in own and singles:
                    yield from self._apart(
                        own[ALL], singles, tr("single programmes"), whole=running <= own.keys()
                    )

    def _apart(self, rows: Rows, others: Rows, called: str, *, whole: bool) -> Iterator[Problem]:
        """Where others sum up to more than some rows they are a part of, or to less though they are the `whole`."""
        money = self.programmes
        for column, values in (("planned", money.planned), ("disbursed", money.disbursed)):
            told, summed = total(values[rows].tolist()), total(values[others].tolist())
            if told is None or summed is None or not others:
                continue
            more, allowed = summed - told, self._policy.disagreement.share / 100 * told
            if more > allowed or (whole and -more > allowed):
                message = tr(
                    "the sum over {parts}, {sum} million VND, does not agree with the {told} told here; the latter counts.",
                    parts=called, sum=figure(summed), told=figure(told),
                )  # fmt: skip
                where = {**money.place(min(rows)), "column": money.headers.get(column)}
                yield Problem(
                    "money_to_check", message, **where, remedy=tr("check which of the two is right")
                )


def programmes_of(lines: Iterable[Line]) -> list[dict[str, Any]]:
    """The list `programmes` of a group in the result document."""
    return [line.as_dict() for line in lines]


def _latest(entries: Sequence[Entry], places: Sequence[tuple[Place, ...]]) -> list[int]:
    """Of the rows of one line of a budget at a place, the one of the latest day; rows of no place left out."""
    latest: dict[Any, int] = {}
    for row, (entry, place) in enumerate(zip(entries, places, strict=True)):
        if place:
            key = (place, entry.line)
            other = latest.get(key)
            if other is None or entries[other].as_of < entry.as_of:
                latest[key] = row
    return list(latest.values())
