"""The best use of a budget over communes and years: from a judgement, costs and budgets to a plan."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from ntm_rules.definitions.budgets import Budgets
from ntm_rules.definitions.measures import Costs
from ntm_rules.engine.evaluate import Judgement
from ntm_rules.engine.statuses import MET
from ntm_rules.errors import Problem, UsageError
from ntm_rules.i18n import tr
from ntm_rules.planning.applied import applied, judged_in
from ntm_rules.planning.demands import Demands, Never
from ntm_rules.planning.model import Begun, Model, Work
from ntm_rules.planning.optimise import Aim, Limits, Optimiser, Outcome
from ntm_rules.planning.payments import Payments, share_out
from ntm_rules.planning.places import Places
from ntm_rules.planning.reach import Reach
from ntm_rules.planning.result import Action, BudgetPlan, GivenUse, Moved, PurseUse, Unreached, Upkeep
from ntm_rules.planning.shadow import refusal, shadows
from ntm_rules.planning.solver import solver_name
from ntm_rules.risks.subject import Subject
from ntm_rules.tables.table import Table

# Another budget is looked at for such a part of the time of the plan; with five sources that is half as long again.
_SHADOW = 24


@dataclass(frozen=True, slots=True)
class Task:
    """What a plan is to be made of. `weights` are those of the criteria by their number; `shadow` asks what more or less money would bring."""

    costs: Costs
    budgets: Budgets
    years: tuple[int, ...]
    weights: Sequence[int]
    aim: Aim = field(default_factory=Aim)
    limits: Limits = field(default_factory=Limits)
    shadow: bool = True


def planned_rows(judged: Judgement) -> Table:
    """The last rows of the communes of a judgement; townships and wards are not planned for."""
    rows = Subject(judged).last & judged.table.is_unit(judged.loaded.head.counts)
    return judged.table.select(np.flatnonzero(rows))


def plan_budget(judged: Judgement, task: Task) -> BudgetPlan:
    """Plan for the last rows of each commune.

    Figures stay as they are where nothing is done. Raises UsageError for years that do not follow the figures or that
    the set does not judge, and where HiGHS is not installed; InputError for budgets of places that are not in the table.
    """
    solver, table = solver_name(), planned_rows(judged)
    _check_years(judged, table, task.years)
    places = Places.of(table)
    places.check(task.budgets)
    reach = Reach(table, judged.loaded, task.costs, task.years)
    without = {year: judged_in(judged, table, year) for year in task.years}
    formulas = {year: Demands(without[year], reach, year).all() for year in task.years}
    last, asked = task.years[-1], set(judged.asked)
    # No money is spent on a criterion that is ignored.
    wanted = {key: formula for key, formula in formulas[last].items() if key[1] in asked}
    work = Work(wanted, reach, task.budgets, places)
    model = Model(work)
    optimiser = Optimiser(model, task.weights, task.limits)
    outcome = optimiser.solve(task.aim)
    if outcome.state == "unknown":
        message, remedy = tr("the time was up before a plan was found."), tr("give the solver more time")
        raise UsageError(Problem("wrong_call", message, remedy=remedy))
    stopped = {
        year: frozenset(key for key, formula in found.items() if isinstance(formula, Never))
        for year, found in formulas.items()
    }
    made = _Maker(judged, task, work, model).made(solver, without[last], outcome)
    return replace(made, stopped=stopped)


def _check_years(judged: Judgement, table: Table, years: Sequence[int]) -> None:
    head = judged.loaded.head
    if not len(table):
        message = tr("the table holds no commune to plan for.")
        raise UsageError(Problem("wrong_call", message, file=table.name))
    latest = int(table.years.max())
    first, end = max(latest + 1, head.valid_from.year), head.valid_to.year
    running = years and list(years) == list(range(years[0], years[-1] + 1))
    if not running or years[0] < first or years[-1] > end:
        message = tr("the years of a plan follow one another, after those of the figures and within the set.")
        given = ", ".join(map(str, years))
        expected = tr("years from {first} to {last}", first=first, last=end)
        raise UsageError(Problem("wrong_call", message, value=given, expected=expected))


@dataclass(frozen=True, slots=True)
class _Maker:
    """Makes a plan of a solution."""

    judged: Judgement
    task: Task
    work: Work
    model: Model

    def made(self, solver: str, before: Judgement, outcome: Outcome) -> BudgetPlan:
        """The plan, with its actions as they are judged by the set."""
        task, table = self.task, before.table
        units = {} if outcome.values is None else self.model.chosen(outcome.values)
        payments = (
            Payments({}, {}) if outcome.values is None else share_out(self.model, outcome.values, task.limits)
        )
        years = {
            year: judged_in(self.judged, applied(table, self.work.reach, units, year), year)
            for year in task.years
        }
        limits = replace(task.limits, seconds=task.limits.seconds / _SHADOW)
        return BudgetPlan(
            aim=task.aim,
            costs=task.costs,
            budgets=task.budgets,
            solver=solver,
            outcome=outcome,
            years=years,
            before=before,
            actions=tuple(self._actions(units, payments)),
            purses=tuple(
                PurseUse(line, payments.drawn.get(number, 0.0))
                for number, line in enumerate(task.budgets.money)
                if line.year in task.years
            ),
            given=tuple(self._given(units)),
            unreached=tuple(self._unreached(years[task.years[-1]])),
            shadows=tuple(shadows(self.model, Optimiser(self.model, task.weights, limits), task.aim, outcome))
            if task.shadow and outcome.values is not None
            else (),
            refusal=refusal(self.model, task.aim, task.limits) if outcome.state == "infeasible" else None,
        )

    def _actions(self, units: Mapping[Begun, int], payments: Payments) -> list[Action]:
        measures, reach = self.task.costs.measures, self.work.reach
        done: dict[int, dict[int, int]] = {}
        order = sorted(
            units, key=lambda b: (b.row, b.year + measures[b.measure].takes_years, b.year, b.measure)
        )
        found = []
        for begun in order:
            measure, mine = measures[begun.measure], done.setdefault(begun.row, {})
            effect = begun.year + measure.takes_years
            after = {**mine, begun.measure: mine.get(begun.measure, 0) + units[begun]}
            moved = []
            for column in reach.columns_of(measure):
                if reach.pushes(begun.row, column):
                    was, now = (
                        reach.value(begun.row, column, reach.gain(begun.row, column, units_by))
                        for units_by in (mine, after)
                    )
                    moved.append(Moved(column, was, now, reach.counted(begun.row, column, was, now)))
            done[begun.row] = after
            first, *later = ((y, round(c * units[begun], 6)) for y, c in self._costs(begun).items())
            upkeep = tuple(Upkeep(y, c, self._by_source(payments, begun, y)) for y, c in later)
            paid = self._by_source(payments, begun, begun.year)
            found.append(
                Action(
                    begun.row, measure, begun.year, effect, units[begun], tuple(moved), first[1], paid, upkeep
                )
            )
        return sorted(found, key=lambda a: (a.row, a.year))

    def _costs(self, begun: Begun) -> dict[int, float]:
        return {begun.year: 0.0, **self.model.payments(begun)}

    def _by_source(self, payments: Payments, begun: Begun, year: int) -> dict[str, float]:
        found: dict[str, float] = {}
        for purse, amount in payments.paid.get((begun, year), {}).items():
            source = self.task.budgets.money[purse].source
            found[source] = round(found.get(source, 0.0) + amount, 6)
        return found

    def _given(self, units: Mapping[Begun, int]) -> list[GivenUse]:
        found, measures = [], self.task.costs.measures
        for row in self.work.rows:
            can = self.work.places.contribution(self.task.budgets, row)
            mine = {begun: count for begun, count in units.items() if begun.row == row}
            for year in self.task.years:
                days = sum(c * measures[b.measure].workdays for b, c in mine.items() if b.year == year)
                found.append(GivenUse(row, "workdays", year, can.workdays_per_year, round(days, 6)))
            land = sum(c * measures[b.measure].land_m2 for b, c in mine.items())
            found.append(GivenUse(row, "land", None, can.land_m2, round(land, 6)))
        return [use for use in found if use.available or use.used]

    def _unreached(self, last: Judgement) -> list[Unreached]:
        good = last.statuses.criteria >= (2 if last.options.basically_met == "counts" else MET)
        return [
            Unreached(row, number, self.work.stops(row, number))
            for row in self.work.rows
            for number in last.asked
            if not good[number, row]
        ]
