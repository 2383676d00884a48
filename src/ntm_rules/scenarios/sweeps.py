"""A sweep: one or two figures moved over a range, each point judged, and exactly where verdicts turn."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import product
from typing import Literal

import numpy as np

from ntm_rules.definitions.scenarios import ValueChange
from ntm_rules.engine.evaluate import Judgement
from ntm_rules.engine.groups import Group, groups_of
from ntm_rules.engine.plan import Part
from ntm_rules.engine.rejudge import rejudge
from ntm_rules.engine.statuses import MET, NOT_APPLICABLE, Codes, Flags, Floats, Index
from ntm_rules.errors import DefinitionError, Problem
from ntm_rules.i18n import tr
from ntm_rules.scenarios.axes import Axis, few_enough
from ntm_rules.scenarios.edits import Said, ValueEdit, edited
from ntm_rules.scenarios.meant import Meant
from ntm_rules.scenarios.turning import followers
from ntm_rules.scenarios.words import columns_of, wrong
from ntm_rules.tables.table import Table

Kind = Literal["indicator", "criterion", "commune"]


@dataclass(frozen=True, slots=True, eq=False)
class Laid:
    """An axis laid on a table: the columns it moves, each with its rows, and the parts that hang on them."""

    axis: Axis
    columns: tuple[tuple[str, Flags], ...]

    @property
    def rows(self) -> Flags:
        """The rows it is for."""
        found: Flags = np.logical_or.reduce([rows for _, rows in self.columns])
        return found

    def moved(self, judged: Judgement, amounts: float | Floats) -> Table:
        """The table with its figures set, added to or scaled by amounts; NaN leaves a row as it is."""
        said = Said(f"--sweep {self.axis.said or self.axis.name}")
        edits = [ValueEdit(name, self.axis.op, amounts, rows, said) for name, rows in self.columns]
        return edited(judged.table, edits, judged.loaded)


@dataclass(frozen=True, slots=True, eq=False)
class Step:
    """How many communes of a group meet each indicator and criterion, and qualify, at each point."""

    group: Group
    indicators: Index
    criteria: Index
    qualify: Index


@dataclass(frozen=True, eq=False)
class Sweep:
    """What came out at each point: the axes' values in all combinations, the first axis slowest.

    `rows` are those swept; `members` and `criteria` number the indicators and criteria that hang on the figures. The
    arrays `statuses` (indicators, points, rows), `of_criteria` (criteria, points, rows) and `qualifies` (points, rows; 1,
    0, or -1 where not known) hold codes.
    """

    base: Judgement
    laid: tuple[Laid, ...]
    rows: Index
    members: tuple[int, ...]
    criteria: tuple[int, ...]
    statuses: Codes
    of_criteria: Codes
    qualifies: Codes
    groups: tuple[Step, ...]
    notices: tuple[Problem, ...]

    @property
    def axes(self) -> tuple[Axis, ...]:
        """What was swept."""
        return tuple(laid.axis for laid in self.laid)

    @property
    def points(self) -> list[tuple[float, ...]]:
        """The amounts at each point, one for each axis."""
        return grid(self.axes)

    @cached_property
    def parts(self) -> tuple[tuple[Part, ...], ...]:
        """For each axis the parts that hang on it, in the order of the set."""
        return tuple(_parts(self.base, laid) for laid in self.laid)


def grid(axes: Sequence[Axis]) -> list[tuple[float, ...]]:
    """The values of axes in all combinations, the first slowest."""
    return list(product(*(axis.values for axis in axes)))


def sweep(judged: Judgement, axes: Sequence[Axis]) -> Sweep:
    """Judge the last period of each commune at each point of one or two axes; only what a figure touches is judged anew.

    Raises UsageError for axes that are too many or have too many points, DefinitionError for names that do not fit
    or figures on which no criterion hangs, InputError where a figure that is set lies outside what it can be.
    """
    few_enough(axes, len(judged.table))
    laid = _all_laid(judged, axes)
    base = _with_columns(judged, laid)
    members = _members(base, laid)
    numbers = tuple(dict.fromkeys(base.plan.indicators[member].criterion for member in members))
    rows = np.flatnonzero(np.logical_or.reduce([one.rows for one in laid]))
    groups = [group for group in groups_of(base) if np.isin(group.rows, rows).any()]
    walk = _Walk(base, members, numbers, rows=rows, groups=groups)
    for amounts in grid(axes):
        walk.take(_at(base, laid, amounts))
    steps = [Step(group, *counted) for group, counted in zip(groups, walk.counted(), strict=True)]
    return Sweep(
        base, laid, rows, members, numbers, *walk.statuses(), tuple(steps), tuple(walk.notices.values())
    )


def _at(base: Judgement, laid: Sequence[Laid], amounts: Sequence[float]) -> Judgement:
    moved = base
    for one, amount in zip(laid, amounts, strict=True):
        moved = replace(moved, table=one.moved(moved, amount))
    return rejudge(base, moved.table)


def _all_laid(judged: Judgement, axes: Sequence[Axis]) -> tuple[Laid, ...]:
    meant, problems, found = Meant(judged), list[Problem](), list[Laid]()
    for axis in axes:
        change = ValueChange(value=axis.name, set=0.0, communes=axis.communes, file=f"--sweep {axis.said or axis.name}")  # fmt: skip
        try:
            rows = meant.rows(change, judged.table)
        except DefinitionError as error:
            problems += error.problems
            continue
        table, loaded = judged.table, judged.loaded
        columns = tuple(columns_of(axis.name, change, table, loaded, rows=rows, problems=problems))
        found.append(Laid(axis, columns))
        problems += _unfit(found, judged, change)
    if problems:
        raise DefinitionError(problems)
    return tuple(found)


def _unfit(found: Sequence[Laid], judged: Judgement, change: ValueChange) -> list[Problem]:
    """What is wrong with the axis that was laid last."""
    variables, name = judged.loaded.variables, change.value
    last = {column for column, _ in found[-1].columns}
    if any(column in variables and variables[column].kind == "flag" for column in last):
        message = tr("“{name}” is met or unmet and has no range to be swept over.", name=name)
        return [wrong(change, message, remedy=tr("put it with --set-value"))]
    if any(last & {column for column, _ in other.columns} for other in found[:-1]):
        return [
            wrong(
                change, tr("both sweeps move the same figure."), remedy=tr("sweep another figure beside it")
            )
        ]
    return []


def _with_columns(judged: Judgement, laid: Sequence[Laid]) -> Judgement:
    """The judgement of the same figures in a table that has every column a sweep can write, so that its plan stays."""
    table = judged.table
    wanted = {
        name
        for one in laid
        for column, _ in one.columns
        for name in followers(column, one.axis.op, table, judged.loaded)
    } - table.values.keys()
    if not wanted:
        return judged
    blank = {name: np.full(len(table), np.nan) for name in sorted(wanted)}
    return rejudge(judged, replace(table, values={**table.values, **blank}))


def _parts(base: Judgement, laid: Laid) -> tuple[Part, ...]:
    found = {
        name: rows
        for column, rows in laid.columns
        for name in followers(column, laid.axis.op, base.table, base.loaded)
    }
    return tuple(
        part
        for part in base.plan.parts
        if part.column in found and (part.in_force[base.cases.index] & found[part.column]).any()
    )


def _members(base: Judgement, laid: Sequence[Laid]) -> tuple[int, ...]:
    """The indicators that hang on what is swept. Raises DefinitionError for a figure on which none does."""
    found: set[int] = set()
    for one in laid:
        numbers = {part.number for part in _parts(base, one)}
        mine = {
            member
            for member, compiled in enumerate(base.plan.indicators)
            if any(part.number in numbers for part in base.plan.parts_of(compiled.indicator.code))
        }
        if not mine:
            change = ValueChange(value=one.axis.name, set=0.0, file=f"--sweep {one.axis.said or one.axis.name}")  # fmt: skip
            message = tr("no criterion hangs on “{name}” in these rows; there is nothing to sweep.", name=one.axis.name)  # fmt: skip
            raise DefinitionError(wrong(change, message, expected=tr("a variable such as income_per_capita, or a number such as 10")))  # fmt: skip
        found |= mine
    return tuple(sorted(found))


class _Walk:
    """Gathers what comes out point after point."""

    def __init__(
        self,
        base: Judgement,
        members: Sequence[int],
        criteria: Sequence[int],
        *,
        rows: Index,
        groups: Sequence[Group],
    ) -> None:
        self._base, self._rows, self._groups = base, rows, groups
        self._members, self._criteria = list(members), list(criteria)
        self._kept: list[tuple[Codes, Codes, Codes]] = []
        self._counts: list[list[tuple[Index, Index, int]]] = []
        self.notices: dict[tuple[str, str | None], Problem] = {}

    def take(self, found: Judgement) -> None:
        """Gather what came out at one point."""
        indicators = found.statuses.indicators[self._members]
        criteria, qualifies = found.statuses.criteria[self._criteria], found.qualifies
        self._kept.append((indicators[:, self._rows], criteria[:, self._rows], qualifies[self._rows]))
        met, counted = _counts(indicators), _counts(criteria)
        self._counts.append(
            [
                (met[:, g.rows].sum(axis=1), counted[:, g.rows].sum(axis=1), int((qualifies[g.rows] == 1).sum()))
                for g in self._groups
            ]
        )  # fmt: skip
        for note in found.table.warnings[len(self._base.table.warnings) :]:
            # Of the same notice at many points, the one that tells of most rows.
            key = note.kind, note.column
            if key not in self.notices or _told(note) > _told(self.notices[key]):
                self.notices[key] = note

    def statuses(self) -> tuple[Codes, Codes, Codes]:
        """The statuses at all points, points before rows."""
        indicators, criteria, qualifies = zip(*self._kept, strict=True)
        return np.stack(indicators, axis=1), np.stack(criteria, axis=1), np.stack(qualifies)

    def counted(self) -> list[tuple[Index, Index, Index]]:
        """For each group what was counted at all points: indicators, criteria (each by point), communes that qualify."""
        return [
            (np.stack([p[n][0] for p in self._counts], axis=1), np.stack([p[n][1] for p in self._counts], axis=1),
             np.array([p[n][2] for p in self._counts]))
            for n in range(len(self._groups))
        ]  # fmt: skip


def _counts(statuses: Codes) -> Flags:
    found: Flags = (statuses == MET) | (statuses == NOT_APPLICABLE)
    return found


def _told(note: Problem) -> int:
    return len(note.facts.get("rows", ()))
