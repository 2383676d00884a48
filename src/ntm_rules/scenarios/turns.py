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
from ntm_rules.scenarios.edits import Op
from ntm_rules.scenarios.figures import variable_of
from ntm_rules.scenarios.sweeps import Kind, Laid, Sweep
from ntm_rules.scenarios.turning import NEAR, Reached, amounts_to, figures_after, figures_of, reached


@dataclass(frozen=True, slots=True, eq=False)
class Turn:
    """A verdict of a row that turns along one axis, the others as they stand in the table.

    `code` is the number of an indicator or criterion, or `qualifies` (codes 1, 0, -1) of the commune. `at` is the amount
    on the axis, `figure` what the moved figure is there (NaN for a whole that is given by sex alone); `before`, `on` and `after` are codes below it, exactly there and
    above. `parts` are the comparisons whose level lies there.
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
    found = [turn for number, laid in enumerate(swept.laid) for turn in _along(swept, number, laid)]
    order = {"indicator": 0, "criterion": 1, "commune": 2}
    return sorted(found, key=lambda turn: (turn.row, turn.axis, turn.at, order[turn.kind]))


def _along(swept: Sweep, axis: int, laid: Laid) -> Iterator[Turn]:
    for column, rows in laid.columns:
        mine = _of_column(laid, column)
        found = list(reached(swept.base, column, laid.axis.op))
        before = figures_of(swept.base.table, column)
        low, high = laid.axis.values[0], laid.axis.values[-1]
        levels = _levels(found, rows, low, high)
        whole = swept.base.loaded.variables[variable_of(column, swept.base.loaded)].kind == "count"
        for number, at in enumerate(levels):
            left = levels[number - 1] if number else np.full(len(at), low)
            right = levels[number + 1] if number + 1 < len(levels) else np.full(len(at), np.nan)
            right = np.where(np.isnan(right), high, right)
            if whole:
                beside = _whole_neighbours(at, before, laid.axis.op)
                places = np.clip(beside, low, high)
            else:
                places = np.stack([(left + at) / 2, at, (at + right) / 2])
            judged = [rejudge(swept.base, mine.moved(swept.base, place)) for place in places]
            yield from _turned(swept, axis, at, figures_after(at, before, laid.axis.op), judged, found)


def _of_column(laid: Laid, column: str) -> Laid:
    """An axis that moves one of its columns alone."""
    return replace(laid, columns=tuple(pair for pair in laid.columns if pair[0] == column))


def _levels(found: list[Reached], rows: np.ndarray, low: float, high: float) -> list[Floats]:
    """By row the different amounts in range at which a level is reached, from the least; NaN where there are no more."""
    if not found:
        return []
    stacked = np.stack([one.amounts for one in found])
    stacked = np.sort(np.where(rows & (stacked >= low) & (stacked <= high), stacked, np.nan), axis=0)
    for line in range(1, len(stacked)):
        # Sorted anew after each, for a level taken out leaves a gap.
        stacked[line, np.abs(stacked[line] - stacked[line - 1]) <= NEAR] = np.nan
        stacked = np.sort(stacked, axis=0)
    return [line for line in stacked if not np.isnan(line).all()]


def _whole_neighbours(at: Floats, before: Floats, op: Op) -> Floats:
    """Of counts, the amounts of the whole numbers below, at and above a level; below again where none is at it."""
    figures = figures_after(at, before, op)
    below, above = np.ceil(figures) - 1, np.floor(figures) + 1
    exact = np.where(figures == np.rint(figures), figures, below)
    return np.stack([amounts_to(one, before, op) for one in (below, exact, above)])


def _turned(
    swept: Sweep, axis: int, at: Floats, figures: Floats, judged: list[Judgement], found: list[Reached]
) -> Iterator[Turn]:
    reach = np.stack([one.amounts for one in found])
    for kind, code, statuses in _verdicts(swept, judged):
        below, on, above = statuses
        turned = ~np.isnan(at) & ((below != on) | (on != above))
        for row in np.flatnonzero(turned).tolist():
            near = np.flatnonzero(np.abs(reach[:, row] - at[row]) <= NEAR).tolist()
            yield Turn(
                row, axis, kind, code, float(at[row]), float(figures[row]),
                int(below[row]), int(on[row]), int(above[row]), tuple(found[n].part for n in near),
            )  # fmt: skip


def _verdicts(swept: Sweep, judged: list[Judgement]) -> Iterator[tuple[Kind, str, list[Codes]]]:
    for member in swept.members:
        code = swept.base.plan.indicators[member].indicator.code
        yield "indicator", code, [one.statuses.indicators[member] for one in judged]
    for number in swept.criteria:
        yield "criterion", swept.base.loaded.criteria[number].code, [one.statuses.criteria[number] for one in judged]  # fmt: skip
    yield "commune", "qualifies", [one.qualifies for one in judged]
