"""How near a commune's figures lie to the levels: which change of one unit or one percent turns a criterion.

For each comparison of a figure its distance to the level is taken as a share of the level, the nearest first: how far it
may worsen before it is lost, how much is wanting to gain it. Where the level is 0 what lies beyond counts whole. Facts that
no plan moves are left out.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from ntm_rules.definitions.models import RANGES
from ntm_rules.definitions.step_sizes import StepSizes, load_step_sizes
from ntm_rules.engine.evaluate import Judgement, judge_table
from ntm_rules.engine.listing import entries, part_status
from ntm_rules.engine.plan import Part
from ntm_rules.engine.statuses import MET, NOT_APPLICABLE
from ntm_rules.planning.steps import WHOLE, StepMaker, first_good
from ntm_rules.scenarios.edits import Op, ValueEdit, edited
from ntm_rules.scenarios.figures import variable_of
from ntm_rules.scenarios.turning import reached

Direction = Literal["gain", "lose"]
# What makes the comparison fail that makes another hold.
_OPPOSITE = {">=": "<", "<=": ">", ">": "<=", "<": ">="}


@dataclass(frozen=True, slots=True)
class Turned:
    """An indicator (its number) or criterion that a change turns; of the commune, `number` is None and codes are 1, 0, -1."""

    kind: Literal["indicator", "criterion", "commune"]
    number: int | None
    before: int
    after: int

    @property
    def direction(self) -> Direction:
        """Whether it is gained or lost."""
        return "gain" if self.after > self.before else "lose"


@dataclass(frozen=True, slots=True)
class Effect:
    """A change of one figure (`op` and `amount` as an edit takes them) and what it turns."""

    op: Op
    amount: float
    turned: tuple[Turned, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Lever:
    """A figure of a commune against one level of an indicator.

    `column` is the figure that moves: that of `part`, or a count behind its rate. `value`, `turning` (where the level is
    reached) and `to` (the first figure beyond) are in its unit; `share` is the distance to the level over the level, of a
    count that of its rate.
    `direction` is what is at stake, and `crossing` what turns on the way to `to`; `effects` are one unit and one percent
    more and less.
    """

    criterion: int
    indicator: int
    part: Part
    column: str
    value: float
    level: float
    turning: float
    to: float
    share: float
    direction: Direction
    crossing: Effect
    effects: tuple[Effect, ...]

    @property
    def turns_criterion(self) -> bool:
        """Whether one unit or one percent turns a criterion."""
        return any(one.kind == "criterion" for effect in self.effects for one in effect.turned)


@dataclass(frozen=True, slots=True)
class LeftOut:
    """An asked figure that has no place in the order: a `fact`, without a figure, a level, or a figure that turns it."""

    indicator: int
    column: str
    reason: Literal["fact", "missing_value", "no_level", "no_such_figure"]


@dataclass(frozen=True, slots=True, eq=False)
class Sensitivity:
    """The figures of one row, the nearest to its level first, and those that are left out."""

    judged: Judgement
    row: int
    levers: tuple[Lever, ...]
    left_out: tuple[LeftOut, ...]


@dataclass(frozen=True, slots=True, eq=False)
class _Found:
    """A figure that can turn, before anything is tried."""

    indicator: int
    part: Part
    column: str
    value: float
    level: float
    turning: float
    to: float
    good: bool


def sensitivity(judged: Judgement, row: int, *, sizes: StepSizes | None = None) -> Sensitivity:
    """What one unit and one percent of each figure of a row turn, the figures nearest to their levels first."""
    sizes = sizes or load_step_sizes()
    left: list[LeftOut] = []
    found = list(_figures(judged, row, sizes, left))
    tried = [_trials(judged, one, sizes) for one in found]
    turned = iter(_tried(judged, row, [(one.column, *t) for one, ts in zip(found, tried, strict=True) for t in ts]))  # fmt: skip
    levers = [
        _lever(judged, row, one, [next(turned) for _ in ts]) for one, ts in zip(found, tried, strict=True)
    ]
    # Sorting is stable: at the same distance the order of the set stays.
    return Sensitivity(judged, row, tuple(sorted(levers, key=lambda one: round(one.share, 9))), tuple(left))


def _figures(judged: Judgement, row: int, sizes: StepSizes, left: list[LeftOut]) -> Iterator[_Found]:
    """Each figure against each level asked of the row; those that cannot move join what is left out."""
    barred = StepMaker(judged).barred
    for entry in entries(judged):
        part = entry.part
        if part is None or not entry.rows[row] or part.op == "is_true":
            continue
        if part_status(judged, part)[row] == NOT_APPLICABLE:
            continue
        moving = [part.column, *_counts_behind(judged, part, row)]
        for column in moving:
            reason = "fact" if barred.get(column) == "fact" else None
            one = (
                None if reason else _against(judged, row, (entry.indicator, part), column=column, sizes=sizes)
            )
            if isinstance(one, _Found):
                yield one
            elif column == part.column:
                left.append(LeftOut(entry.indicator, column, reason or one))  # type: ignore[arg-type]


def _counts_behind(judged: Judgement, part: Part, row: int) -> Iterator[str]:
    """The counts over the line of a rate that the row gives them for; what is under it is a fact."""
    counts = judged.loaded.variables[part.comparison.variable].counts
    whole = None if counts is None else judged.table.values.get(counts.denominator)
    if counts is not None and whole is not None and whole[row] > 0:
        given = [name for name in counts.numerator if name in judged.table.values]
        if len(given) == len(counts.numerator) and not any(np.isnan(judged.table.values[n][row]) for n in given):  # fmt: skip
            yield from given


def _against(
    judged: Judgement, row: int, asked: tuple[int, Part], *, column: str, sizes: StepSizes
) -> _Found | str:
    """A figure against the level of what is asked (an indicator by its number, and a part), or why it has no place."""
    indicator, part = asked
    values = judged.table.values.get(column)
    value = math.nan if values is None else float(values[row])
    level = float(part.levels[judged.cases.index[row]])
    if math.isnan(value) or math.isnan(level):
        return "missing_value" if math.isnan(value) else "no_level"
    variable = judged.loaded.variables[variable_of(column, judged.loaded)]
    turning = next(
        float(one.amounts[row]) for one in reached(judged, column, "set") if one.part is part
    )  # fmt: skip
    good = bool(judged.statuses.parts[part.number][row] == MET)
    op = _OPPOSITE[part.op] if good else part.op
    to = first_good(op, turning, sizes.of(variable))
    low, high = RANGES[variable.kind]
    if not low <= to <= high:
        return "no_such_figure"
    return _Found(indicator, part, column, value, level, turning, to, good)


def _trials(judged: Judgement, found: _Found, sizes: StepSizes) -> list[tuple[Op, float]]:
    unit = sizes.unit_of(judged.loaded.variables[variable_of(found.column, judged.loaded)])
    percent = sizes.percent / 100
    return [
        ("add", round(found.to - found.value, 9)),
        ("add", unit), ("add", -unit), ("scale", 1 + percent), ("scale", 1 - percent),
    ]  # fmt: skip


def _tried(judged: Judgement, row: int, trials: Sequence[tuple[str, Op, float]]) -> list[Effect]:
    """What each change of the row turns: one table with a row for each, judged at once."""
    if not trials:
        return []
    table = judged.table.select(np.full(len(trials) + 1, row))
    numbers: dict[tuple[str, Op], list[int]] = {}
    for number, (column, op, _) in enumerate(trials):
        numbers.setdefault((column, op), []).append(number)
    edits = []
    for (column, op), mine in numbers.items():
        amounts = np.full(len(table), np.nan)
        amounts[mine] = [trials[number][2] for number in mine]
        edits.append(ValueEdit(column, op, amounts))
    found = judge_table(edited(table, edits, judged.loaded), judged.loaded, judged.options)
    return [
        Effect(op, amount, tuple(_turned(found, number, len(trials))))
        for number, (_, op, amount) in enumerate(trials)
    ]


def _turned(found: Judgement, number: int, unchanged: int) -> Iterator[Turned]:
    kinds: tuple[tuple[Literal["indicator", "criterion"], np.ndarray], ...] = (
        ("indicator", found.statuses.indicators), ("criterion", found.statuses.criteria),
    )  # fmt: skip
    for kind, statuses in kinds:
        for line in np.flatnonzero(statuses[:, number] != statuses[:, unchanged]).tolist():
            yield Turned(kind, line, int(statuses[line, unchanged]), int(statuses[line, number]))
    before, after = found.qualifies[unchanged], found.qualifies[number]
    if before != after:
        yield Turned("commune", None, int(before), int(after))


def _lever(judged: Judgement, row: int, found: _Found, effects: Sequence[Effect]) -> Lever:
    distance = abs(float(judged.table.values[found.part.column][row]) - found.level)
    share = distance / abs(found.level) if found.level else WHOLE if distance else 0.0
    return Lever(
        criterion=judged.plan.indicators[found.indicator].criterion,
        indicator=found.indicator,
        part=found.part,
        column=found.column,
        value=found.value,
        level=found.level,
        turning=found.turning,
        to=found.to,
        share=share,
        direction="lose" if found.good else "gain",
        crossing=effects[0],
        effects=tuple(effects[1:]),
    )
