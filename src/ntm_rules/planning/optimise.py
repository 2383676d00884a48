"""One objective after another: what comes first is kept while ties are broken by the next."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from ntm_rules.planning.model import Model
from ntm_rules.planning.solver import PROVEN, Programme, Solution, State
from ntm_rules.tables.table import Floats

Goal = Literal["communes", "criteria", "cost"]
# What breaks the ties of each objective, in this order.
ORDER: Mapping[Goal, tuple[Goal, ...]] = {
    "communes": ("communes", "criteria", "cost"),
    "criteria": ("criteria", "communes", "cost"),
    "cost": ("cost", "criteria"),
}
# Of the time that is left, so much goes to each objective.
_SHARES = (0.6, 0.6, 1.0)
# Of two starts that cost the same, the earlier one: a weight that no cost of a unit falls below.
_SOONER = 1e-6
_SLACK = 1e-6


@dataclass(frozen=True, slots=True)
class Aim:
    """What the plan is for. With `cost`, so many communes must qualify (`least`), or those of some rows (`named`)."""

    goal: Goal = "communes"
    least: int = 0
    named: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Limits:
    """How long the solver may take in all, in seconds, and the relative gap at which it stops."""

    seconds: float = 60.0
    gap: float = PROVEN


@dataclass(frozen=True, slots=True)
class Stage:
    """An objective with what was reached: of criteria, their weights added up; of cost, million VND."""

    goal: Goal
    value: float
    state: State
    gap: float


@dataclass(frozen=True, slots=True)
class Outcome:
    """The stages and the last solution; no values where nothing was found."""

    stages: tuple[Stage, ...]
    state: State
    values: Floats | None = None

    @property
    def gap(self) -> float:
        """The greatest gap of the stages."""
        return max((stage.gap for stage in self.stages), default=0.0)


class Optimiser:
    """Solves a model for an aim; weights are those of the criteria by their number."""

    def __init__(self, model: Model, weights: Sequence[int], limits: Limits) -> None:
        self._model, self._weights, self._limits = model, weights, limits

    def solve(
        self,
        aim: Aim,
        programme: Programme | None = None,
        *,
        start: Floats | None = None,
        goals: Sequence[Goal] | None = None,
    ) -> Outcome:
        """The best plan, objective by objective. `programme` is the model's own or one with other bounds."""
        programme = (programme or self._model.programme).copy()
        self.bind(programme, aim)
        until = time.monotonic() + self._limits.seconds
        stages: list[Stage] = []
        # With nothing to reach, doing nothing is a plan to begin with.
        values = np.zeros(len(programme.upper)) if start is None and aim.goal != "cost" else start
        found = False
        for goal, share in zip(goals or ORDER[aim.goal], _SHARES, strict=False):
            seconds = max(0.5, (until - time.monotonic()) * share)
            solution = self._stage(programme, goal, seconds, values)
            if solution.values is None:
                if not found:
                    return Outcome((Stage(goal, 0.0, solution.state, 0.0),), solution.state)
                # Time was up for a tie; what was found before stands.
                stages.append(Stage(goal, self.value(goal, values), "feasible", 1.0))
                continue
            values, found = solution.values, True
            reached = self.value(goal, values)
            stages.append(Stage(goal, round(reached, 6), solution.state, round(solution.gap, 6)))
            self._keep(programme, goal, reached)
        optimal = all(stage.state == "optimal" for stage in stages)
        return Outcome(tuple(stages), "optimal" if optimal else "feasible", values)

    def _stage(self, programme: Programme, goal: Goal, seconds: float, start: Floats | None) -> Solution:
        terms = self._terms(goal)
        if goal == "cost":
            first = self._model.work.years[0]
            for begun, number in self._model.units.items():
                terms[number] = terms.get(number, 0.0) + _SOONER * (begun.year - first)
        return programme.solve(
            terms, maximise=goal != "cost", seconds=seconds, gap=self._limits.gap, start=start
        )

    def bind(self, programme: Programme, aim: Aim) -> None:
        """Ask for the communes that a target names, or for so many."""
        model = self._model
        for row in aim.named:
            if row in model.qualifies:
                programme.row({model.qualifies[row]: 1.0}, least=1)
            elif row not in model.held_wholly:
                programme.row({}, least=1)
        if aim.least > len(model.held_wholly):
            wanted = aim.least - len(model.held_wholly)
            programme.row(dict.fromkeys(model.qualifies.values(), 1.0), least=wanted)

    def _terms(self, goal: Goal) -> dict[int, float]:
        model = self._model
        match goal:
            case "communes":
                return dict.fromkeys(model.qualifies.values(), 1.0)
            case "criteria":
                return {number: float(self._weights[key[1]]) for key, number in model.met.items()}
            case "cost":
                return dict(model.costs)

    def value(self, goal: Goal, values: Floats | None) -> float:
        """What a solution reaches, with all that holds without action."""
        model = self._model
        found = sum(c * values[n] for n, c in self._terms(goal).items()) if values is not None else 0.0
        if goal == "communes":
            return float(round(found)) + len(model.held_wholly)
        if goal == "criteria":
            return float(round(found)) + sum(self._weights[criterion] for _, criterion in model.held)
        return float(found)

    def _keep(self, programme: Programme, goal: Goal, reached: float) -> None:
        """Whatever comes after, this objective stays as good as it is."""
        terms = self._terms(goal)
        if goal == "cost":
            programme.row(terms, most=reached + _SLACK)
        elif terms:
            programme.row(terms, least=reached - self.value(goal, None) - _SLACK)
