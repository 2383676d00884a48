"""A mixed-integer programme and its solution by HiGHS: one thread and a fixed seed, so that a solve can be repeated."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

import numpy as np

from ntm_rules.errors import Problem, UsageError
from ntm_rules.i18n import tr
from ntm_rules.tables.table import Floats

Terms = Mapping[int, float]
# Within such a share of the best a solution is called the best.
PROVEN = 1e-4
State = Literal["optimal", "feasible", "infeasible", "unknown"]


@dataclass(frozen=True, slots=True)
class Solution:
    """What was found: the values of all variables (None where nothing was), the objective, and the gap.

    `gap` is the distance to the best that is not ruled out, as a share of the objective; `unknown`: the time was up
    before anything was found or ruled out.
    """

    state: State
    values: Floats | None = None
    objective: float = 0.0
    gap: float = 0.0

    @property
    def found(self) -> bool:
        """Whether there is a solution to use."""
        return self.values is not None


@dataclass(slots=True)
class Programme:
    """Variables with bounds, and rows that bind them; solved for one objective after another."""

    lower: list[float] = field(default_factory=list)
    upper: list[float] = field(default_factory=list)
    whole: list[bool] = field(default_factory=list)
    rows: list[tuple[float, float, dict[int, float]]] = field(default_factory=list)

    def variable(self, upper: float = np.inf, *, whole: bool = False) -> int:
        """Add a variable from 0 to `upper`; its number."""
        self.lower.append(0.0)
        self.upper.append(upper)
        self.whole.append(whole)
        return len(self.upper) - 1

    def row(self, terms: Terms, *, least: float = -np.inf, most: float = np.inf) -> int:
        """Bind a sum of variables; the number of the row."""
        self.rows.append((least, most, {n: c for n, c in terms.items() if c}))
        return len(self.rows) - 1

    def rebound(self, row: int, *, least: float = -np.inf, most: float = np.inf) -> None:
        """Give a row other bounds."""
        self.rows[row] = (least, most, self.rows[row][2])

    def copy(self) -> Programme:
        """The same programme, to be changed without changing this one."""
        return Programme([*self.lower], [*self.upper], [*self.whole], [*self.rows])

    def solve(
        self, objective: Terms, *, maximise: bool, seconds: float, gap: float, start: Floats | None = None
    ) -> Solution:
        """The best solution within a time and a relative gap; `start` is one that is known already."""
        if not self.upper:
            return (
                Solution("infeasible")
                if any(row[0] > 0 for row in self.rows)
                else Solution("optimal", np.empty(0))
            )
        highspy = _highspy()
        solver = _quiet(highspy)
        for name, value in (
            ("threads", 1), ("random_seed", 0), ("mip_rel_gap", gap),
            ("time_limit", max(seconds, 0.1)), ("mip_feasibility_tolerance", 1e-7), ("primal_feasibility_tolerance", 1e-8),
        ):  # fmt: skip
            solver.setOptionValue(name, value)
        solver.passModel(self._model(highspy, objective, maximise=maximise))
        if start is not None:
            known = highspy.HighsSolution()
            known.col_value = start.tolist()
            known.value_valid = True
            solver.setSolution(known)
        solver.run()
        return self._solution(highspy, solver)

    def _model(self, highspy: Any, objective: Terms, *, maximise: bool) -> Any:
        model = highspy.HighsLp()
        model.num_col_, model.num_row_ = len(self.upper), len(self.rows)
        costs = np.zeros(len(self.upper))
        for number, coefficient in objective.items():
            costs[number] = coefficient
        model.col_cost_, model.col_lower_, model.col_upper_ = (
            costs,
            np.array(self.lower),
            np.array(self.upper),
        )
        model.sense_ = highspy.ObjSense.kMaximize if maximise else highspy.ObjSense.kMinimize
        kinds = (highspy.HighsVarType.kContinuous, highspy.HighsVarType.kInteger)
        model.integrality_ = [kinds[whole] for whole in self.whole]
        model.row_lower_ = np.array([least for least, _, _ in self.rows])
        model.row_upper_ = np.array([most for _, most, _ in self.rows])
        starts = np.cumsum([0, *(len(terms) for _, _, terms in self.rows)])
        model.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
        model.a_matrix_.start_ = starts.astype(np.int32)
        model.a_matrix_.index_ = np.array([n for _, _, terms in self.rows for n in terms], dtype=np.int32)
        model.a_matrix_.value_ = np.array(
            [c for _, _, terms in self.rows for c in terms.values()], dtype=float
        )
        return model

    def _solution(self, highspy: Any, solver: Any) -> Solution:
        status, info = solver.getModelStatus(), solver.getInfo()
        states = highspy.HighsModelStatus
        if status in (states.kInfeasible, states.kUnboundedOrInfeasible):
            return Solution("infeasible")
        if info.primal_solution_status != highspy.SolutionStatus.kSolutionStatusFeasible:
            return Solution("unknown")
        values = np.array(solver.getSolution().col_value)
        whole = np.array(self.whole, dtype=np.bool_)
        values[whole] = np.round(values[whole])
        done = status == states.kOptimal
        left = float(info.mip_gap) if whole.any() else 0.0
        if not np.isfinite(left):
            # An objective of nothing has no share to measure by.
            left = 0.0 if done else 1.0
        state: State = "optimal" if done and left <= PROVEN else "feasible"
        return Solution(state, values, float(info.objective_function_value), max(0.0, left))


def solver_name() -> str:
    """The solver with its version. Raises UsageError where the extra `planning` is not installed."""
    return f"HiGHS {_quiet(_highspy()).version()}"


def _quiet(highspy: Any) -> Any:
    """A solver that prints nothing: the usual constructor prints a banner to standard output before it can be told not to."""
    solver = highspy.Highs.__new__(highspy.Highs)
    super(highspy.Highs, solver).__init__()
    solver.setOptionValue("output_flag", False)
    return solver


def _highspy() -> Any:
    try:
        import highspy
    except ModuleNotFoundError:
        message = tr("a plan under a budget needs the extra “{extra}”.", extra="planning")
        remedy = tr('run pip install "ntm-rules[{extra}]"', extra="planning")
        raise UsageError(Problem("wrong_call", message, remedy=remedy)) from None
    return highspy
