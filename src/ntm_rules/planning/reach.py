"""How far measures can carry the figures of each commune: amounts of one unit, ceilings, the years they take."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from ntm_rules.definitions.measures import Costs, Measure, Move, directions
from ntm_rules.definitions.models import RANGES, CriteriaSet
from ntm_rules.tables.figures import SEXES
from ntm_rules.tables.table import Table

# Less than any step of a figure; what a strict comparison asks beyond its level.
STRICTLY = 1e-6
# So many units at most, where neither the measure nor a need bounds them.
MOST_UNITS = 10_000


@dataclass(frozen=True, slots=True)
class Push:
    """A measure on one figure of one commune: how much better a unit makes it, and how far it can go at most."""

    measure: int
    amount: float
    room: float


class Reach:
    """The pushes on every figure of the communes of a table, over the years of a plan.

    Amounts and rooms are in the figure's unit and positive: towards better.
    """

    def __init__(self, table: Table, loaded: CriteriaSet, costs: Costs, years: Sequence[int]) -> None:
        self._table, self._loaded, self.costs, self.years = table, loaded, costs, tuple(years)
        self._directions = directions(loaded)
        self._pushes: dict[tuple[int, str], tuple[Push, ...]] = {}

    @cached_property
    def columns(self) -> Mapping[str, str]:
        """Each column of the table that a measure moves, with its variable: those of both sexes move with the whole."""
        found = {}
        for name in dict.fromkeys(name for measure in self.costs.measures for name in measure.moves):
            for column in (name, *(f"{name}_{sex}" for sex in SEXES)):
                if column in self._table.values:
                    found[column] = name
        return found

    def columns_of(self, measure: Measure) -> list[str]:
        """The columns that a measure moves, in the order it names them."""
        return [column for name in measure.moves for column, of in self.columns.items() if of == name]

    def pushes(self, row: int, column: str) -> tuple[Push, ...]:
        """What moves a figure of a row; nothing where the figure is not known."""
        key = (row, column)
        if key not in self._pushes:
            self._pushes[key] = tuple(self._found(row, column))
        return self._pushes[key]

    def _found(self, row: int, column: str) -> list[Push]:
        variable = self.columns.get(column)
        if variable is None or math.isnan(self._table.values[column][row]):
            return []
        found = []
        for number, measure in enumerate(self.costs.measures):
            move = measure.moves.get(variable)
            amount = 0.0 if move is None else self._amount(row, column, move)
            room = 0.0 if move is None else self._room(row, column, variable, move)
            if amount > 0 and room > STRICTLY / 2:
                found.append(Push(number, amount, room))
        return found

    def tried(self, row: int, column: str) -> bool:
        """Whether any measure is for a figure of a row, though it may end where the figure is already."""
        variable = self.columns.get(column)
        moves = (measure.moves.get(variable or "") for measure in self.costs.measures)
        return any(move is not None and self._amount(row, column, move) > 0 for move in moves)

    def without_denominator(self, row: int, column: str) -> str | None:
        """The count that a measure needs to be worked out for a row and that is not given; None where none is."""
        variable = self.columns.get(column)
        for measure in self.costs.measures if variable else ():
            move = measure.moves.get(variable or "")
            if move and move.of and not self._denominator(row, column, move.of) > 0:
                return f"{column}_den" if move.of == "counted" else move.of
        return None

    def _amount(self, row: int, column: str, move: Move) -> float:
        if move.sets:
            return 1.0
        by = abs(move.by or 0.0)
        if move.of is None:
            return by
        whole = self._denominator(row, column, move.of)
        return by * 100 / whole if whole > 0 else 0.0

    def _denominator(self, row: int, column: str, of: str) -> float:
        if of == "counted":
            counts = self._table.counts.get(column)
            return math.nan if counts is None else float(counts[1][row])
        given = self._table.values.get(of)
        return math.nan if given is None else float(given[row])

    def _room(self, row: int, column: str, variable: str, move: Move) -> float:
        """How far a figure is from the end of its range, or from where the measure ends."""
        low, high = RANGES[self._loaded.variables[variable].kind]
        value, sign = float(self._table.values[column][row]), self._directions[variable]
        end = high if sign > 0 else low
        if move.up_to is not None:
            end = min(end, move.up_to) if sign > 0 else max(end, move.up_to)
        return max(0.0, round((end - value) * sign, 6))

    def counted(
        self, row: int, column: str, before: float, after: float
    ) -> tuple[float, float, float] | None:
        """The counts behind a rate before and after it moves, and of how many; None where they are not known or not whole."""
        counts = self._table.counts.get(column)
        whole = math.nan if counts is None else float(counts[1][row])
        if not whole > 0:
            return None
        found = [round(rate * whole / 100, 6) for rate in (before, after)]
        measured = self._loaded.variables[self.columns[column]].measured
        if not measured and any(abs(count - round(count)) > 1e-4 for count in found):
            return None
        ends = found if measured else [float(round(count)) for count in found]
        return ends[0], ends[1], whole

    def most(self, measure: Measure, year: int | None) -> int:
        """The most units of a measure in one commune that have their effect by the end of a year (None: ever)."""
        starts = [y for y in self.years if year is None or y + measure.takes_years <= year]
        most = measure.most_per_commune or MOST_UNITS
        return (
            min(most, len(starts) * measure.most_per_year) if measure.most_per_year else most * bool(starts)
        )

    def furthest(self, row: int, column: str, year: int | None) -> float:
        """How much better a figure of a row can be made by the end of a year, whatever it costs (None: ever)."""
        pushes = self.pushes(row, column)
        units = {push.measure: self.most(self.costs.measures[push.measure], year) for push in pushes}
        return self.gain(row, column, units)

    def gain(self, row: int, column: str, units: Mapping[int, float]) -> float:
        """How much better so many units of each measure make a figure of a row.

        What ends sooner lifts first; so the gain is the least, over every place where some end, of the room up to there
        and all that the others bring.
        """
        pushes = self.pushes(row, column)
        rooms = [0.0, *dict.fromkeys(push.room for push in pushes)]
        return min(
            room + sum(p.amount * units.get(p.measure, 0) for p in pushes if p.room > room) for room in rooms
        )

    def value(self, row: int, column: str, gain: float) -> float:
        """What a figure of a row is after a gain."""
        start = float(self._table.values[column][row])
        return round(start + gain * self._directions[self.columns[column]], 6) if gain else start
