"""What a criterion still asks of a commune by the levels of a year, as a formula over figures that can be moved.

Without action a figure stays as it is. What is unknown is never taken as met, except where the verdict of a council on
the whole already stands in for it, as it does when a table is judged.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np

from ntm_rules.engine.evaluate import Judgement
from ntm_rules.engine.kernel import asked_by_sex
from ntm_rules.engine.plan import BySex, Choice, Every, Leaf, Part, Some, Tree
from ntm_rules.engine.statuses import BASICALLY_MET, MET, NOT_APPLICABLE, REASONS, UNKNOWN, UNMET, Codes
from ntm_rules.engine.verdicts import latest
from ntm_rules.planning.reach import STRICTLY, Reach

# Why something cannot be reached: what is known of it is missing, only a verdict stands, nothing moves it, what moves it
# ends too low, or would end too late.
Why = Literal["needs_data", "verdict", "no_measure", "ceiling", "too_late"]


@dataclass(frozen=True, slots=True)
class Stop:
    """What keeps an indicator from being met, whatever money there is.

    `column` is the figure or flag, `best` the furthest the measures can carry it, `level` what is asked, `reason` that
    of the indicator where it is unknown.
    """

    indicator: str
    why: Why
    column: str | None = None
    best: float | None = None
    level: float | None = None
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class Atom:
    """A figure that is short of a level by `need`, and can be moved by measures that reach so far."""

    column: str
    need: float


@dataclass(frozen=True, slots=True)
class Both:
    """All of these must hold; none: it holds."""

    parts: tuple[Formula, ...] = ()


@dataclass(frozen=True, slots=True)
class Either:
    """One of these is enough."""

    parts: tuple[Formula, ...]


@dataclass(frozen=True, slots=True)
class Never:
    """It cannot be reached, for these causes."""

    stops: tuple[Stop, ...]


Formula = Atom | Both | Either | Never
HOLDS = Both()


def both(parts: list[Formula]) -> Formula:
    """The parts that must all hold, those that do left out."""
    stops = tuple(stop for part in parts if isinstance(part, Never) for stop in part.stops)
    if stops:
        return Never(tuple(dict.fromkeys(stops)))
    left = tuple(dict.fromkeys(part for part in parts if part != HOLDS))
    return left[0] if len(left) == 1 else Both(left)


def either(parts: list[Formula]) -> Formula:
    """The parts of which one must hold, those that cannot left out."""
    if HOLDS in parts or not parts:
        return HOLDS
    left = tuple(dict.fromkeys(part for part in parts if not isinstance(part, Never)))
    if not left:
        return Never(tuple(dict.fromkeys(s for part in parts if isinstance(part, Never) for s in part.stops)))
    return left[0] if len(left) == 1 else Either(left)


class Demands:
    """The demands of one judgement, on the rows that it holds; `reach` says how far figures can be moved by its year."""

    def __init__(self, judged: Judgement, reach: Reach, year: int) -> None:
        self._judged, self._reach, self._year = judged, reach, year
        good = {MET, NOT_APPLICABLE} | (
            {BASICALLY_MET} if judged.options.basically_met == "counts" else set()
        )
        self._good = frozenset(good)
        self._verdicts: dict[str, Codes | None] = {}

    def all(self) -> dict[tuple[int, int], Formula]:
        """What each criterion asks of each row, by row and criterion."""
        rows, criteria = range(len(self._judged.table)), range(len(self._judged.plan.criteria))
        return {(row, number): self.of(number, row) for row in rows for number in criteria}

    def of(self, criterion: int, row: int) -> Formula:
        """What a criterion asks of a row."""
        statuses = self._judged.statuses
        if int(statuses.criteria[criterion, row]) in self._good:
            return HOLDS
        code = self._judged.loaded.criteria[criterion].code
        members = self._judged.plan.criteria[criterion]
        stands_in = self._stated(code, row) is True
        return both([self._indicator(number, row, stands_in=stands_in) for number in members])

    def _stated(self, code: str, row: int) -> bool | None:
        """Whether the verdict on an indicator or criterion lets it count; None where there is none."""
        if code not in self._verdicts:
            self._verdicts[code] = latest(self._judged.table.verdicts, code)
        verdict = self._verdicts[code]
        return None if verdict is None or verdict[row] < 0 else int(verdict[row]) in self._good

    def _indicator(self, number: int, row: int, *, stands_in: bool) -> Formula:
        """`stands_in`: the verdict on the criterion stands for what is unknown, unless one on the indicator does."""
        judged = self._judged
        compiled, status = judged.plan.indicators[number], int(judged.statuses.indicators[number, row])
        code = compiled.indicator.code
        own = self._stated(code, row)
        stands_in = stands_in if own is None else own
        if status in self._good or (status == UNKNOWN and stands_in):
            return HOLDS
        case = judged.cases.index[row]
        for composition in compiled.compositions:
            if composition.cases[case]:
                found = self._tree(composition.tree, row, code, stands_in=stands_in)
                break
        else:
            found = Never((Stop(code, "needs_data"),))
        if found == HOLDS:
            # Its figures are good or unknown, and what keeps it from being met is the verdict of a council.
            found = Never((Stop(code, "verdict"),))
        return self._with_reason(found, number, row)

    def _with_reason(self, found: Formula, number: int, row: int) -> Formula:
        if not isinstance(found, Never):
            return found
        reason = REASONS[int(self._judged.indicator_reasons[number, row])] or None
        stops = (
            Stop(s.indicator, s.why, s.column, s.best, s.level, s.reason or (reason if s.why == "needs_data" else None))
            for s in found.stops
        )  # fmt: skip
        return Never(tuple(stops))

    def _tree(self, tree: Tree, row: int, code: str, *, stands_in: bool) -> Formula:
        parts = self._judged.statuses.parts
        match tree:
            case Leaf(part):
                return self._part(part, row, code, stands_in=stands_in)
            case Every(members):
                return both([self._tree(m, row, code, stands_in=stands_in) for m in members])
            case Some(members):
                # A part that is not considered is none of those of which one must hold.
                asked = [m for m in members if not self._waived(m, row)]
                return either([self._tree(m, row, code, stands_in=stands_in) for m in asked])
            case Choice(condition, then, otherwise):
                status = int(parts[condition.number][row])
                branches = [] if status == UNMET else [then]
                branches += [otherwise] if otherwise and status != MET else []
                return both([self._tree(b, row, code, stands_in=stands_in) for b in branches])
            case BySex(whole, sexes):
                table = self._judged.table
                asked_whole, asked_sexes = asked_by_sex(tree, parts, table.values, len(table))
                chosen = [whole] * bool(asked_whole[row]) + list(sexes) * bool(asked_sexes[row])
                return both([self._part(part, row, code, stands_in=stands_in) for part in chosen])

    def _waived(self, tree: Tree, row: int) -> bool:
        return (
            isinstance(tree, Leaf)
            and int(self._judged.statuses.parts[tree.part.number][row]) == NOT_APPLICABLE
        )

    def _part(self, part: Part, row: int, code: str, *, stands_in: bool) -> Formula:
        status = int(self._judged.statuses.parts[part.number][row])
        if status in self._good or (status == UNKNOWN and stands_in):
            return HOLDS
        values = self._judged.table.values.get(part.column)
        value = np.nan if values is None else float(values[row])
        case = self._judged.cases.index[row]
        level = float(part.levels[case])
        if np.isnan(value) or np.isnan(level):
            why: Why = "verdict" if status in (UNMET, BASICALLY_MET) else "needs_data"
            reason = part.resolved[case].reason or ("missing_value" if np.isnan(value) else None)
            return Never((Stop(code, why, part.column, reason=reason),))
        need = abs(level - value) + (STRICTLY if part.op in (">", "<") else 0)
        return self._movable(part.column, row, need, Stop(code, "no_measure", part.column, value, level))

    def _movable(self, column: str, row: int, need: float, stop: Stop) -> Formula:
        reach = self._reach
        need = max(round(need, 6), STRICTLY)
        if reach.furthest(row, column, self._year) >= need - STRICTLY / 2:
            return Atom(column, need)
        if not reach.tried(row, column):
            if missing := reach.without_denominator(row, column):
                return Never((Stop(stop.indicator, "needs_data", missing, level=stop.level, reason="missing_value"),))  # fmt: skip
            return Never((stop,))
        why: Why = "too_late" if reach.furthest(row, column, None) >= need - STRICTLY / 2 else "ceiling"
        best = reach.value(row, column, reach.furthest(row, column, self._year))
        return Never((Stop(stop.indicator, why, column, best, stop.level),))
