"""The step that would make one comparison good: from the figure to the first one that meets the level.

Distances are measured as gap ÷ level. A flag and a verdict count 1. Where the level is 0 there is no such
share; all that is there must go, and that counts 1 as well.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from functools import cached_property
from typing import Final, Literal

import numpy as np

from ntm_rules.definitions.models import RANGES, Variable
from ntm_rules.definitions.step_sizes import StepSizes, load_step_sizes
from ntm_rules.engine.evaluate import Judgement
from ntm_rules.engine.plan import Part
from ntm_rules.engine.statuses import BASICALLY_MET, MET, UNMET, Flags, Floats, Index

Kind = Literal["value", "count", "flag", "verdict"]
UP: Final = (">=", ">", "is_true")
# A flag, a verdict, and a figure that must come down to 0.
WHOLE: Final = 1.0


@dataclass(frozen=True, slots=True)
class Step:
    """One change of one row, as a planner can take it.

    `column` is that of a figure, or the number of the indicator or criterion (or the column of the figure) whose
    verdict must become met; `before` and `to` are figures, for `count` the numerator of `whole`, for `verdict` codes of
    statuses. `level` and `gap` are in `unit`, that of the variable; `cost` is gap ÷ level.
    """

    row: int
    criterion: int
    indicator: int | None
    kind: Kind
    column: str
    op: str
    before: float
    to: float
    cost: float
    unit: str | None = None
    level: float | None = None
    gap: float | None = None
    whole: float | None = None

    @property
    def key(self) -> tuple[bool, str]:
        """What it changes: steps of one row with the same key are one change."""
        return self.kind == "verdict", self.column

    @property
    def distance(self) -> float:
        """How far it leads, in natural units: those of the figure, things counted for `count`, 1 for a verdict."""
        return 1.0 if self.kind == "verdict" else round(abs(self.to - self.before), 6)

    @property
    def rates(self) -> tuple[float, float]:
        """From where to where in the unit of the level: of a count, its share of the whole."""
        if self.whole is None:
            return self.before, self.to
        return self.before * 100 / self.whole, self.to * 100 / self.whole

    def reaches(self, other: Step) -> bool:
        """Whether it makes another step of the same key needless."""
        return self.to >= other.to if self.op in UP else self.to <= other.to


def verdict_step(place: tuple[int, int, int | None], code: str, before: int) -> Step:
    """The step of a verdict becoming met; `place` is row, criterion and indicator."""
    row, criterion, indicator = place
    return Step(row, criterion, indicator, "verdict", code, "is_true", float(before), float(MET), WHOLE)


class StepMaker:
    """Makes the steps of the parts of one judgement."""

    def __init__(self, judged: Judgement, sizes: StepSizes | None = None) -> None:
        self._judged = judged
        self._sizes = sizes or load_step_sizes()

    @cached_property
    def barred(self) -> dict[str, str]:
        """The columns that no step changes, and why: a `fact`, or asked both to rise and to fall (`two_ways`)."""
        plan, found = self._judged.plan, dict[str, str]()
        conditions = {part.condition.number: part.condition for part in plan.parts if part.condition}
        asked = [part for part in plan.parts if part.number not in conditions]
        falling = [part for part in asked if part.op not in UP]
        for part in asked:
            if self._variable(part).facts_only or part.column in {c.column for c in conditions.values()}:
                found[part.column] = "fact"
            elif part.op in UP and any(
                other.column == part.column and (other.in_force & part.in_force).any() for other in falling
            ):
                found[part.column] = "two_ways"
        return found

    def steps(self, part: Part, place: tuple[int, int], rows: Flags) -> dict[int, Step]:
        """The step of a part by row, of those rows in which it is not good and one can be taken.

        `place` is the number of its criterion and indicator. A barred column has none but for a verdict.
        """
        status = self._judged.statuses.parts[part.number]
        wanted = (
            rows & ((status == UNMET) | (status == BASICALLY_MET)) & part.in_force[self._judged.cases.index]
        )
        stated = self._judged.verdicts.figures.get(part.number, np.zeros(len(rows), dtype=np.bool_))
        found = {
            row: verdict_step((row, *place), part.column, int(status[row]))
            for row in np.flatnonzero(wanted & stated).tolist()
        }
        if part.column not in self.barred and part.column in self._judged.table.values:
            found |= {step.row: step for step in self._figures(part, place, np.flatnonzero(wanted & ~stated))}
        return found

    def _figures(self, part: Part, place: tuple[int, int], rows: Index) -> Iterator[Step]:
        judged, variable = self._judged, self._variable(part)
        values, levels = judged.table.values[part.column][rows], part.levels[judged.cases.index[rows]]
        gaps = np.abs(levels - values)
        costs = np.full(len(rows), WHOLE)
        if part.op != "is_true":
            np.divide(gaps, levels, out=costs, where=levels != 0)
        before, to = values, self._targets(part, variable)[judged.cases.index[rows]]
        whole = self._wholes(part, rows)
        counted = ~np.isnan(whole)
        if counted.any():
            part_counts = judged.table.counts[part.column][0][rows]
            before = np.where(counted, part_counts, before)
            size = self._sizes.of_counts(variable)
            to[counted] = _counts(part.op, levels[counted], whole[counted], size)
        kind: Kind = "flag" if part.op == "is_true" else "value"
        columns = (rows, before, to, costs, levels, np.round(gaps, 6), whole)
        for row, start, end, cost, level, gap, of in zip(*(c.tolist() for c in columns), strict=True):
            if not math.isnan(end):
                yield Step(
                    row, *place, kind if math.isnan(of) else "count", part.column, part.op, start, end, cost,
                    variable.unit, level, gap, None if math.isnan(of) else of,
                )  # fmt: skip

    def _variable(self, part: Part) -> Variable:
        return self._judged.loaded.variables[part.comparison.variable]

    def _targets(self, part: Part, variable: Variable) -> Floats:
        """By case the first figure that meets the level; NaN where no figure can."""
        size, (low, high) = self._sizes.of(variable), RANGES[variable.kind]
        found = np.array([first_good(part.op, level, size) for level in part.levels.tolist()])
        found[~((found >= low) & (found <= high))] = np.nan
        return found

    def _wholes(self, part: Part, rows: Index) -> Floats:
        """The denominators of the rows whose rate follows from counts; NaN elsewhere."""
        counts = self._judged.table.counts.get(part.column)
        if counts is None:
            return np.full(len(rows), np.nan)
        over, under = counts[0][rows], counts[1][rows]
        return np.where(~np.isnan(over) & (under > 0), under, np.nan)


def first_good(op: str, level: float, size: float) -> float:
    """The first multiple of a step size that meets a level; NaN where there is no level."""
    if math.isnan(level):
        return level
    exact, step = Decimal(repr(level)), Decimal(repr(size))
    up = op in UP
    multiple = (exact / step).to_integral_value(ROUND_CEILING if up else ROUND_FLOOR)
    if op in (">", "<") and multiple * step == exact:
        multiple += 1 if up else -1
    return float(multiple * step)


def _counts(op: str, levels: Floats, wholes: Floats, size: float) -> Floats:
    """The first counts whose share of the whole meets the level; NaN where none up to the whole does."""
    up = op in UP
    steps = levels * wholes / 100 / size
    # One step short of the level on the safe side, then forward by whole steps until the comparison holds.
    steps = np.floor(steps) - 1 if up else np.ceil(steps) + 1
    for _ in range(3):
        rates = np.round(steps * size, 9) * 100 / wholes
        good = {">=": rates >= levels, ">": rates > levels, "<=": rates <= levels, "<": rates < levels}[op]
        steps = np.where(good, steps, steps + (1 if up else -1))
    found = np.round(steps * size, 9)
    return np.where((found >= 0) & (found <= wholes), found, np.nan)
