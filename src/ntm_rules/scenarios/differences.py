"""A scenario beside its baseline: only what came out otherwise, from indicators up to groups of communes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Literal

import numpy as np

from ntm_rules.engine.evaluate import Judgement
from ntm_rules.engine.groups import Group, groups_of
from ntm_rules.engine.statuses import MET, NOT_APPLICABLE, STATUSES, Codes, Flags, Index
from ntm_rules.risks.assessment import Assessment
from ntm_rules.risks.findings import Block, Risks
from ntm_rules.risks.revocation import VERDICTS

Kind = Literal["indicator", "criterion", "commune", "risk", "recommendation"]
KINDS: tuple[Kind, ...] = ("indicator", "criterion", "commune", "risk", "recommendation")
_QUALIFIES = {0: False, 1: True, -1: None}


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that came out otherwise in a row of the table.

    `code` is the number of an indicator or criterion; of a commune `qualifies`, `counted` (criteria) or `revocation`.
    `before` and `after` are statuses, or for a risk its kind where it exists and None where it does not.
    """

    row: int
    kind: Kind
    code: str
    before: Any
    after: Any


@dataclass(frozen=True, slots=True)
class GroupChange:
    """A group of communes before and after, and how many of its communes qualify."""

    before: Group
    after: Group
    qualify: tuple[int, int]

    def as_dict(self) -> dict[str, Any]:
        """As it stands in the document: what is no other is left out."""
        bands = {
            band: {"from": count, "to": self.after.bands[band]}
            for band, count in self.before.bands.items()
            if count != self.after.bands[band]
        }
        mean = {"from": self.before.mean_criteria, "to": self.after.mean_criteria}
        return {
            "level": self.before.level,
            "name": self.before.name,
            "year": self.before.year,
            "communes": self.after.communes,
            "mean_criteria": mean,
            "qualify": {"from": self.qualify[0], "to": self.qualify[1]},
            "bands": bands,
        }


@dataclass(frozen=True, slots=True)
class RiskKey:
    """Which risk it is, whatever its figures: two of one key in one commune are one risk that moved."""

    criterion: int
    kind: str
    indicator: int | None
    column: str | None


class Differences:
    """What a scenario changes. Both sides judge the same rows; each part is worked out when it is first asked for."""

    def __init__(self, baseline: Assessment, scenario: Assessment) -> None:
        self.baseline, self.scenario = baseline, scenario
        self._before, self._after = baseline.judged, scenario.judged

    def __bool__(self) -> bool:
        return any(True for _ in self.changes())

    @cached_property
    def indicators(self) -> tuple[Index, Index]:
        """Indicators by number, and rows, whose status is another."""
        return _unlike(self._before.statuses.indicators, self._after.statuses.indicators)

    @cached_property
    def criteria(self) -> tuple[Index, Index]:
        """Criteria by number, and rows, whose status is another."""
        return _unlike(self._before.statuses.criteria, self._after.statuses.criteria)

    @cached_property
    def counted(self) -> tuple[Index, Index]:
        """By row, how many criteria are met or not considered, before and after."""
        return _counted(self._before), _counted(self._after)

    @cached_property
    def qualifies(self) -> tuple[Codes, Codes]:
        """By row, whether all criteria count, before and after: 1, 0, or -1 where that is not known."""
        return self._before.qualifies, self._after.qualifies

    @cached_property
    def risks(self) -> list[tuple[RiskKey, Index, Index]]:
        """Each risk with the rows in which it vanished and those in which it appeared."""
        before, after = (_rows_by_risk(side.risks) for side in (self.baseline, self.scenario))
        none = np.empty(0, dtype=np.intp)
        found = []
        for key in {**before, **after}:
            was, now = before.get(key, none), after.get(key, none)
            gone, come = np.setdiff1d(was, now), np.setdiff1d(now, was)
            if len(gone) or len(come):
                found.append((key, gone, come))
        return found

    def rows(self) -> Index:
        """The rows of which anything is another."""
        return np.array(sorted({change.row for change in self.changes()}), dtype=np.intp)

    def changes(self) -> Iterator[Change]:
        """Every change by row, and within it from indicators to the commune and its risks."""
        yield from self._sorted

    @cached_property
    def _sorted(self) -> list[Change]:
        found = [*self._indicators(), *self._criteria(), *self._communes(), *self._risks()]
        # Sorting is stable: within a kind the order of the set stays.
        return sorted(found, key=lambda change: (change.row, KINDS.index(change.kind)))

    def _indicators(self) -> Iterator[Change]:
        codes = [compiled.indicator.code for compiled in self._before.plan.indicators]
        statuses = self._before.statuses.indicators, self._after.statuses.indicators
        yield from _of_statuses("indicator", codes, self.indicators, statuses)

    def _criteria(self) -> Iterator[Change]:
        codes = [criterion.code for criterion in self._before.loaded.criteria]
        statuses = self._before.statuses.criteria, self._after.statuses.criteria
        yield from _of_statuses("criterion", codes, self.criteria, statuses)

    def _communes(self) -> Iterator[Change]:
        was, now = self.qualifies
        for row in np.flatnonzero(was != now).tolist():
            yield Change(row, "commune", "qualifies", _QUALIFIES[int(was[row])], _QUALIFIES[int(now[row])])
        few, many = self.counted
        for row in np.flatnonzero(few != many).tolist():
            yield Change(row, "commune", "counted", int(few[row]), int(many[row]))
        before, after = self.baseline.revoked, self.scenario.revoked
        if before is not None and after is not None:
            for row in np.flatnonzero(before.codes != after.codes).tolist():
                yield Change(
                    row, "commune", "revocation", VERDICTS[before.codes[row]], VERDICTS[after.codes[row]]
                )

    def _risks(self) -> Iterator[Change]:
        criteria = self._before.loaded.criteria
        for key, gone, come in self.risks:
            code = criteria[key.criterion].code
            yield from (Change(row, "risk", code, key.kind, None) for row in gone.tolist())
            yield from (Change(row, "risk", code, None, key.kind) for row in come.tolist())

    @cached_property
    def groups(self) -> list[GroupChange]:
        """The groups of which the mean, a band or the number of communes that qualify is another."""
        before = {_group_key(group): group for group in groups_of(self._before)}
        was, now = (codes == 1 for codes in self.qualifies)
        found = []
        for after in groups_of(self._after):
            group = before.get(_group_key(after))
            if group is not None:
                qualify = int(was[group.rows].sum()), int(now[after.rows].sum())
                if (group.mean_criteria, group.bands) != (after.mean_criteria, after.bands) or qualify[0] != qualify[1]:  # fmt: skip
                    found.append(GroupChange(group, after, qualify))
        return found


def _unlike(before: Codes, after: Codes) -> tuple[Index, Index]:
    if before is after:
        none = np.empty(0, dtype=np.intp)
        return none, none
    # Found in one row and split after, which is much faster than in two dimensions.
    numbers, rows = np.divmod(np.flatnonzero(before != after), before.shape[1])
    return numbers, rows


def _counted(judged: Judgement) -> Index:
    statuses = judged.statuses.criteria
    counted: Flags = (statuses == MET) | (statuses == NOT_APPLICABLE)
    found: Index = counted.sum(axis=0)
    return found


def _of_statuses(
    kind: Kind, codes: list[str], where: tuple[Index, Index], statuses: tuple[Codes, Codes]
) -> Iterator[Change]:
    before, after = (found[where].tolist() for found in statuses)
    for number, row, was, now in zip(*(one.tolist() for one in where), before, after, strict=True):
        yield Change(row, kind, codes[number], STATUSES[was], STATUSES[now])


def _rows_by_risk(risks: Risks) -> dict[RiskKey, Index]:
    found: dict[RiskKey, Index] = {}
    for block in sorted(risks.blocks, key=lambda block: block.criterion):
        key = _risk_key(block)
        found[key] = np.union1d(found[key], block.rows) if key in found else np.unique(block.rows)
    return found


def _risk_key(block: Block) -> RiskKey:
    column = block.part.column if block.part else None
    return RiskKey(block.criterion, block.kind, block.indicator, column)


def _group_key(group: Group) -> tuple[Any, ...]:
    return group.level, group.province, group.name, group.year
