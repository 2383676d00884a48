"""A plan as a mixed-integer programme.

Whole units of each measure, by commune and the year they are begun; money that flows from purses to them; and for each
criterion of each commune whether it is met at the end of the last year. A criterion that no measures can bring is left
out and told apart, so it can never count as met.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Literal, NamedTuple

import numpy as np

from ntm_rules.definitions.budgets import Budgets
from ntm_rules.planning.demands import HOLDS, Atom, Both, Either, Formula, Never, Stop
from ntm_rules.planning.places import Places
from ntm_rules.planning.reach import MOST_UNITS, STRICTLY, Reach
from ntm_rules.planning.solver import Programme
from ntm_rules.tables.table import Floats

Family = Literal["money", "workdays", "land"]
FAMILIES: tuple[Family, ...] = ("money", "workdays", "land")


class Begun(NamedTuple):
    """Units of a measure begun in a commune in a year."""

    row: int
    measure: int
    year: int


class Till(NamedTuple):
    """Those who may pay a share of the costs of a year: the sources allowed, and the numbers of their purses."""

    year: int
    sources: tuple[str, ...]
    purses: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Spare:
    """What a limit lacks, allowed only where it is asked how much that is: of a source and year, or of a commune."""

    family: Family
    variable: int
    label: tuple[str | int, ...]


@dataclass(frozen=True)
class Work:
    """What is to be planned: the formulas of the last year by row and criterion, what moves figures, and the limits."""

    formulas: Mapping[tuple[int, int], Formula]
    reach: Reach
    budgets: Budgets
    places: Places

    @property
    def years(self) -> tuple[int, ...]:
        """The years of the plan."""
        return self.reach.years

    @cached_property
    def rows(self) -> tuple[int, ...]:
        """The communes that are planned for."""
        return tuple(dict.fromkeys(row for row, _ in self.formulas))

    def stops(self, row: int, criterion: int) -> tuple[Stop, ...]:
        """What keeps a criterion from being met whatever money there is."""
        found = self.formulas[row, criterion]
        return found.stops if isinstance(found, Never) else ()


class Model:
    """The programme of some work, with the numbers of its variables."""

    def __init__(self, work: Work) -> None:
        self.work = work
        self.programme = Programme()
        self.units: dict[Begun, int] = {}
        # By row and criterion; those that hold without action are in `held`.
        self.met: dict[tuple[int, int], int] = {}
        self.held: set[tuple[int, int]] = set()
        self.qualifies: dict[int, int] = {}
        self.held_wholly: set[int] = set()
        self.flows: dict[tuple[Till, int], int] = {}
        self.spares: list[Spare] = []
        self.purse_rows: dict[int, int] = {}
        self._needed = self._most_needed()
        for row in work.rows:
            self._begin(row)
        for row in work.rows:
            self._criteria(row)
            self._community(row)
        self._money()

    @cached_property
    def costs(self) -> dict[int, float]:
        """What a unit of each variable costs over the years of the plan."""
        found = {}
        for begun, number in self.units.items():
            amounts = self.payments(begun)
            if cost := sum(amounts.values()):
                found[number] = cost
        return found

    def payments(self, begun: Begun) -> dict[int, float]:
        """What one unit asks in which year of the plan: its cost, then its upkeep."""
        measure = self.work.reach.costs.measures[begun.measure]
        found = {begun.year: measure.cost} if measure.cost else {}
        done = begun.year + max(measure.takes_years, 1)
        if measure.maintenance:
            found |= {year: measure.maintenance for year in self.work.years if year >= done}
        return found

    def till(self, begun: Begun, year: int) -> Till:
        """Who may pay for a measure in a commune in a year."""
        sources = self.work.reach.costs.measures[begun.measure].paid_by
        lines = self.work.budgets.money
        purses = [
            number
            for number in self._purses[begun.row]
            if lines[number].year == year and lines[number].source in sources
        ]
        return Till(year, sources, tuple(purses))

    @cached_property
    def _purses(self) -> dict[int, list[int]]:
        return {row: self.work.places.purses(self.work.budgets, row) for row in self.work.rows}

    def _most_needed(self) -> dict[tuple[int, int], int]:
        """By row and measure so many units as would meet the greatest of the needs it serves alone."""
        found: dict[tuple[int, int], int] = {}
        for (row, _), formula in self.work.formulas.items():
            for atom in _atoms(formula):
                for push in self.work.reach.pushes(row, atom.column):
                    units = math.ceil(round(atom.need / push.amount, 9))
                    key = (row, push.measure)
                    found[key] = max(found.get(key, 0), units)
        return found

    def _begin(self, row: int) -> None:
        last = self.work.years[-1]
        for number, measure in enumerate(self.work.reach.costs.measures):
            needed = self._needed.get((row, number), 0)
            most = min(needed, measure.most_per_commune or MOST_UNITS)
            begun = [
                Begun(row, number, year) for year in self.work.years if year + measure.takes_years <= last
            ]
            if not most or not begun:
                continue
            bound = min(most, measure.most_per_year or MOST_UNITS)
            for entry in begun:
                self.units[entry] = self.programme.variable(bound, whole=True)
            if len(begun) > 1:
                self.programme.row({self.units[entry]: 1.0 for entry in begun}, most=most)

    def _criteria(self, row: int) -> None:
        wanted, stopped = [], False
        for (at, criterion), formula in self._of_row(row):
            if formula == HOLDS:
                self.held.add((at, criterion))
            elif isinstance(formula, Never):
                stopped = True
            else:
                number = self.programme.variable(1, whole=True)
                self.met[row, criterion] = number
                wanted.append(number)
                self._require(formula, row, number)
        if stopped:
            return
        if not wanted:
            self.held_wholly.add(row)
            return
        self.qualifies[row] = number = self.programme.variable(1, whole=True)
        for criterion in wanted:
            self.programme.row({criterion: 1.0, number: -1.0}, least=0)

    def _of_row(self, row: int) -> Iterator[tuple[tuple[int, int], Formula]]:
        return ((key, formula) for key, formula in self.work.formulas.items() if key[0] == row)

    def _require(self, formula: Formula, row: int, met: int) -> None:
        """Where `met` is 1, the formula must hold."""
        match formula:
            case Both(parts):
                for part in parts:
                    self._require(part, row, met)
            case Either(parts):
                chosen = [self.programme.variable(1, whole=True) for _ in parts]
                self.programme.row({**dict.fromkeys(chosen, 1.0), met: -1.0}, least=0)
                for part, number in zip(parts, chosen, strict=True):
                    self._require(part, row, number)
            case Atom(column, need):
                self._lift(row, column, need, met)

    def _lift(self, row: int, column: str, need: float, met: int) -> None:
        """The gain of a figure, with every ceiling on the way, must be as great as the need."""
        pushes = self.work.reach.pushes(row, column)
        rooms = [0.0, *dict.fromkeys(push.room for push in pushes if push.room < need - STRICTLY / 2)]
        for room in rooms:
            beyond = [push for push in pushes if push.room > room]
            left = round(need - room, 6)
            if len(beyond) == 1:
                # In whole units, which binds more tightly than the amounts do.
                units = math.ceil(round(left / beyond[0].amount, 9))
                terms = dict.fromkeys(self._begun(row, beyond[0].measure), 1.0)
                self.programme.row({**terms, met: -float(units)}, least=0)
                continue
            terms = {n: min(p.amount, left) for p in beyond for n in self._begun(row, p.measure)}
            self.programme.row({**terms, met: -left + STRICTLY / 2}, least=0)

    def _begun(self, row: int, measure: int) -> list[int]:
        entries = (Begun(row, measure, year) for year in self.work.years)
        return [self.units[entry] for entry in entries if entry in self.units]

    def _community(self, row: int) -> None:
        """Workdays of each year and land over all years, as the residents of a commune can give them."""
        given = self.work.places.contribution(self.work.budgets, row)
        land: dict[int, float] = {}
        for year in self.work.years:
            days: dict[int, float] = {}
            for number, measure in enumerate(self.work.reach.costs.measures):
                variable = self.units.get(Begun(row, number, year))
                if variable is not None and measure.workdays:
                    days[variable] = measure.workdays
                if variable is not None and measure.land_m2:
                    land[variable] = measure.land_m2
            if days:
                spare = self._spare("workdays", row, year)
                self.programme.row({**days, spare: -1.0}, most=given.workdays_per_year)
        if land:
            self.programme.row({**land, self._spare("land", row): -1.0}, most=given.land_m2)

    def _spare(self, family: Family, *label: str | int) -> int:
        number = self.programme.variable(0)
        self.spares.append(Spare(family, number, label))
        return number

    def _money(self) -> None:
        """What is spent under each till flows from its purses, and no purse gives more than it holds."""
        spent: dict[Till, dict[int, float]] = {}
        for begun, number in self.units.items():
            for year, amount in self.payments(begun).items():
                spent.setdefault(self.till(begun, year), {})[number] = amount
        drawn: dict[int, list[int]] = {}
        lacking: dict[tuple[str, int], list[int]] = {}
        for till, terms in spent.items():
            flows = []
            for purse in till.purses:
                self.flows[till, purse] = flow = self.programme.variable()
                drawn.setdefault(purse, []).append(flow)
                flows.append(flow)
            for source in till.sources:
                flow = self.programme.variable()
                lacking.setdefault((source, till.year), []).append(flow)
                flows.append(flow)
            self.programme.row({**terms, **dict.fromkeys(flows, -1.0)}, least=0, most=0)
        for purse, flows in drawn.items():
            most = self.work.budgets.money[purse].amount
            self.purse_rows[purse] = self.programme.row(dict.fromkeys(flows, 1.0), most=most)
        for label, flows in lacking.items():
            self.programme.row({**dict.fromkeys(flows, 1.0), self._spare("money", *label): -1.0}, most=0)

    def chosen(self, values: Floats) -> dict[Begun, int]:
        """The units of a solution, by commune, measure and year."""
        found = {begun: round(float(values[number])) for begun, number in self.units.items()}
        return {begun: count for begun, count in sorted(found.items()) if count}

    def relaxed(self, families: tuple[Family, ...]) -> Programme:
        """The programme with more of some limits than there is, as much as is wanted."""
        programme = self.programme.copy()
        for spare in self.spares:
            if spare.family in families:
                programme.upper[spare.variable] = np.inf
        return programme


def _atoms(formula: Formula) -> Iterator[Atom]:
    match formula:
        case Atom():
            yield formula
        case Both(parts) | Either(parts):
            for part in parts:
                yield from _atoms(part)
