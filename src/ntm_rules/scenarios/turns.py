"""The turns of a sweep: between two points a verdict turns at a level and nowhere else, so it is judged there and beside.

Between two neighbouring levels of a figure nothing can change. Each row is judged at each of its levels and in the middle
of each gap between them; what differs is a turn, named by the level itself.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np

from ntm_rules.engine.evaluate import Judgement
from ntm_rules.engine.plan import Part
from ntm_rules.engine.rejudge import rejudge
from ntm_rules.engine.statuses import Codes, Floats
from ntm_rules.scenarios.figures import variable_of
from ntm_rules.scenarios.sweeps import Kind, Laid, Sweep
from ntm_rules.scenarios.turning import NEAR, amounts_to, figures_after, figures_of, reached


@dataclass(frozen=True, slots=True, eq=False)
class Turn:
    """A verdict of a row that turns along one axis, the others as they stand in the table.

    `code` is the number of an indicator or criterion, or `qualifies` (codes 1, 0, -1) of the commune. `at` is the amount
    on the axis, `figure` what the moved figure is there (NaN for a whole that is given by sex alone); `before`, `on` and
    `after` are codes below it, exactly there and above. `parts` are the comparisons whose level lies there.
    """

    row: int
    axis: int
    kind: Kind
    code: str
    at: float
    figure: float
    before: int
    on: int
    after: int
    parts: tuple[Part, ...]


def turns_of(swept: Sweep) -> list[Turn]:
    """Every turn within the range of each axis, by row, axis and amount."""
    found = [
        turn
        for axis, laid in enumerate(swept.laid)
        for column, rows in laid.columns
        for turn in _Path(swept, axis, replace(laid, columns=((column, rows),)))
    ]
    order = {"indicator": 0, "criterion": 1, "commune": 2}
    return sorted(found, key=lambda turn: (turn.row, turn.axis, turn.at, order[turn.kind]))


class _Path:
    """One column moved along one axis, the others as they stand."""

    def __init__(self, swept: Sweep, axis: int, laid: Laid) -> None:
        self._swept, self._axis, self._laid = swept, axis, laid
        base, ((column, self._rows),) = swept.base, laid.columns
        self._op, self._before = laid.axis.op, figures_of(base.table, column)
        self._low, self._high = laid.axis.values[0], laid.axis.values[-1]
        self._found = list(reached(base, column, self._op))
        self._whole = base.loaded.variables[variable_of(column, base.loaded)].kind == "count"

    def __iter__(self) -> Iterator[Turn]:
        levels = self._levels()
        for number, at in enumerate(levels):
            left = levels[number - 1] if number else np.full(len(at), self._low)
            right = levels[number + 1] if number + 1 < len(levels) else np.full(len(at), np.nan)
            beside = (left + at) / 2, (at + np.where(np.isnan(right), self._high, right)) / 2
            places = self._whole_places(at) if self._whole else (beside[0], at, beside[1])
            yield from self._turned(at, [rejudge(self._swept.base, self._laid.moved(self._swept.base, place)) for place in places])  # fmt: skip

    def _levels(self) -> list[Floats]:
        """By row the different amounts in range at which a level is reached, from the least; NaN where there are no more."""
        if not self._found:
            return []
        amounts = np.stack([one.amounts for one in self._found])
        inside = self._rows & (amounts >= self._low) & (amounts <= self._high)
        amounts = np.sort(np.where(inside, amounts, np.nan), axis=0)
        amounts[1:][np.diff(amounts, axis=0) <= NEAR] = np.nan
        return [line for line in np.sort(amounts, axis=0) if not np.isnan(line).all()]

    def _whole_places(self, at: Floats) -> list[Floats]:
        """Of counts, the amounts of the whole numbers below, at and above a level; below again where none is at it."""
        figures = figures_after(at, self._before, self._op)
        below, above = np.ceil(figures) - 1, np.floor(figures) + 1
        exact = np.where(figures == np.rint(figures), figures, below)
        places = (amounts_to(one, self._before, self._op) for one in (below, exact, above))
        return [np.clip(place, self._low, self._high) for place in places]

    def _turned(self, at: Floats, judged: list[Judgement]) -> Iterator[Turn]:
        """The verdicts that are not the same below, at and above."""
        amounts = np.stack([one.amounts for one in self._found])
        figures = figures_after(at, self._before, self._op)
        for kind, code, (below, on, above) in _verdicts(self._swept, judged):
            turned = ~np.isnan(at) & ((below != on) | (on != above))
            for row in np.flatnonzero(turned).tolist():
                near = np.flatnonzero(np.abs(amounts[:, row] - at[row]) <= NEAR).tolist()
                yield Turn(
                    row, self._axis, kind, code, float(at[row]), float(figures[row]),
                    int(below[row]), int(on[row]), int(above[row]), tuple(self._found[n].part for n in near),
                )  # fmt: skip


def _verdicts(swept: Sweep, judged: list[Judgement]) -> Iterator[tuple[Kind, str, list[Codes]]]:
    for member in swept.members:
        code = swept.base.plan.indicators[member].indicator.code
        yield "indicator", code, [one.statuses.indicators[member] for one in judged]
    for number in swept.criteria:
        yield "criterion", swept.base.loaded.criteria[number].code, [one.statuses.criteria[number] for one in judged]  # fmt: skip
    yield "commune", "qualifies", [one.qualifies for one in judged]
