"""A scenario beside its baseline: only what came out otherwise, from indicators up to groups of communes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Literal, TypeVar

import numpy as np
from numpy.typing import NDArray

from ntm_rules.engine.evaluate import Judgement
from ntm_rules.engine.groups import Group, groups_of
from ntm_rules.engine.statuses import MET, NOT_APPLICABLE, STATUSES, Codes, Flags, Index
from ntm_rules.recommend.advise import Advice
from ntm_rules.recommend.money_lines import Line
from ntm_rules.risks.assessment import Assessment
from ntm_rules.risks.findings import Block, Risks
from ntm_rules.risks.revocation import VERDICTS
from ntm_rules.scenarios.pairing import Pairing
from ntm_rules.scenarios.standing import Standing, standing_of

Kind = Literal["indicator", "criterion", "commune", "risk", "recommendation"]
KINDS: tuple[Kind, ...] = ("indicator", "criterion", "commune", "risk", "recommendation")
QUALIFIES = {0: False, 1: True, -1: None}
K = TypeVar("K")
D = TypeVar("D", bound=np.generic)


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that came out otherwise in a pair of rows.

    `code` is the number of an indicator or criterion; of a commune `qualifies`, `counted` (criteria) or `revocation`;
    None of a recommendation that answers no criterion. `before` and `after` are statuses, or for a risk its kind and for
    a recommendation its rule where it exists and None where it does not.
    """

    pair: int
    kind: Kind
    code: str | None
    before: Any
    after: Any


@dataclass(frozen=True, slots=True)
class GroupChange:
    """A group of communes before and after, how many of its communes qualify, and what it is advised otherwise.

    `advised` holds rule, number of a criterion (or None) and whether it appears; `money` the lines of each programme
    whose figures are others.
    """

    before: Group
    after: Group
    qualify: tuple[int, int]
    advised: tuple[tuple[str, str | None, bool], ...] = ()
    money: tuple[tuple[Line, Line], ...] = ()

    def as_dict(self) -> dict[str, Any]:
        """As it stands in the document: what is no other is left out of lists."""
        before, after = self.before, self.after
        return {
            "level": before.level,
            "name": before.name,
            "year": before.year,
            "communes": _moved(before.communes, after.communes),
            "mean_criteria": _moved(before.mean_criteria, after.mean_criteria),
            "qualify": _moved(*self.qualify),
            "bands": {
                band: _moved(count, after.bands[band])
                for band, count in before.bands.items()
                if count != after.bands[band]
            },
            "recommendations": [
                {"code": code, "from": None if comes else rule, "to": rule if comes else None}
                for rule, code, comes in self.advised
            ],
            "programmes": [
                {
                    "programme": was.programme,
                    "budget_year": was.budget_year,
                    "planned": _moved(was.planned, now.planned),
                    "disbursed": _moved(was.disbursed, now.disbursed),
                }
                for was, now in self.money
            ],
        }


@dataclass(frozen=True, slots=True)
class RiskKey:
    """Which risk it is, whatever its figures: two of one key in one commune are one risk that moved."""

    criterion: int
    kind: str
    indicator: int | None
    column: str | None


class Differences:
    """What a scenario changes, by pairs of rows; each part is worked out when it is first asked for.

    Without a `pairing` both sides judge the same rows. Recommendations are compared where `advice` of both sides is given.
    """

    def __init__(
        self,
        baseline: Assessment,
        scenario: Assessment,
        pairing: Pairing | None = None,
        advice: tuple[Advice, Advice] | None = None,
    ) -> None:
        self.baseline, self.scenario, self.advice = baseline, scenario, advice
        self._before, self._after = baseline.judged, scenario.judged
        self.pairing = pairing or Pairing.of_same(len(self._before.table))

    def __bool__(self) -> bool:
        return any(True for _ in self.changes())

    @cached_property
    def indicators(self) -> tuple[Index, Index]:
        """Indicators by number, and pairs, whose status is another."""
        return self._unlike(self._before.statuses.indicators, self._after.statuses.indicators)

    @cached_property
    def criteria(self) -> tuple[Index, Index]:
        """Criteria by number, and pairs, whose status is another."""
        return self._unlike(self._before.statuses.criteria, self._after.statuses.criteria)

    @cached_property
    def counted(self) -> tuple[Index, Index]:
        """By pair, how many criteria are met or not considered, before and after."""
        return self._paired(_counted(self._before), _counted(self._after))

    @cached_property
    def qualifies(self) -> tuple[Codes, Codes]:
        """By pair, whether all criteria count, before and after: 1, 0, or -1 where that is not known."""
        return self._paired(self._before.qualifies, self._after.qualifies)

    @cached_property
    def standing(self) -> tuple[Standing, Standing]:
        """How many communes qualify, before and after."""
        return standing_of(self._before), standing_of(self._after)

    @cached_property
    def risks(self) -> list[tuple[RiskKey, Index, Index]]:
        """Each risk with the pairs in which it vanished and those in which it appeared."""
        return self._come_and_gone(*(_rows_by_risk(side.risks) for side in (self.baseline, self.scenario)))

    @cached_property
    def recommendations(self) -> list[tuple[tuple[str, int | None], Index, Index]]:
        """Each recommendation, by rule and criterion, with the pairs in which it vanished and in which it appeared."""
        if self.advice is None:
            return []
        return self._come_and_gone(*(side.of_communes for side in self.advice))

    def changes(self) -> Iterator[Change]:
        """Every change by pair, and within it from indicators to the commune, its risks and recommendations."""
        yield from self._sorted

    @cached_property
    def _sorted(self) -> list[Change]:
        found = [
            *self._indicators(), *self._criteria(), *self._communes(), *self._risks(), *self._recommendations(),
        ]  # fmt: skip
        # Sorting is stable: within a kind the order of the set stays.
        return sorted(found, key=lambda change: (change.pair, KINDS.index(change.kind)))

    def _indicators(self) -> Iterator[Change]:
        codes = [compiled.indicator.code for compiled in self._before.plan.indicators]
        statuses = self._before.statuses.indicators, self._after.statuses.indicators
        yield from self._of_statuses("indicator", codes, self.indicators, statuses)

    def _criteria(self) -> Iterator[Change]:
        codes = [criterion.code for criterion in self._before.loaded.criteria]
        statuses = self._before.statuses.criteria, self._after.statuses.criteria
        yield from self._of_statuses("criterion", codes, self.criteria, statuses)

    def _communes(self) -> Iterator[Change]:
        was, now = self.qualifies
        for pair in np.flatnonzero(was != now).tolist():
            yield Change(pair, "commune", "qualifies", QUALIFIES[int(was[pair])], QUALIFIES[int(now[pair])])
        few, many = self.counted
        for pair in np.flatnonzero(few != many).tolist():
            yield Change(pair, "commune", "counted", int(few[pair]), int(many[pair]))
        before, after = self.baseline.revoked, self.scenario.revoked
        if before is not None and after is not None:
            was, now = self._paired(before.codes, after.codes)
            for pair in np.flatnonzero(was != now).tolist():
                yield Change(pair, "commune", "revocation", VERDICTS[was[pair]], VERDICTS[now[pair]])

    def _risks(self) -> Iterator[Change]:
        for key, gone, come in self.risks:
            yield from _appeared(
                "risk", self._before.loaded.criteria[key.criterion].code, key.kind, gone, come
            )

    def _recommendations(self) -> Iterator[Change]:
        for (rule, criterion), gone, come in self.recommendations:
            yield from _appeared("recommendation", self._code(criterion), rule, gone, come)

    @cached_property
    def groups(self) -> list[GroupChange]:
        """The groups that are there before and after, of which anything told is another."""
        before = {_group_key(group): number for number, group in enumerate(self._groups[0])}
        was, now = (judged.qualifies == 1 for judged in (self._before, self._after))
        found = []
        for place, after in enumerate(self._groups[1]):
            number = before.get(_group_key(after))
            if number is None:
                continue
            group = self._groups[0][number]
            qualify = int(was[group.rows].sum()), int(now[after.rows].sum())
            one = GroupChange(group, after, qualify, *self._advised(number, place))
            told = [(side.communes, side.mean_criteria, side.bands) for side in (group, after)]
            if told[0] != told[1] or qualify[0] != qualify[1] or one.advised or one.money:
                found.append(one)
        return found

    @cached_property
    def _groups(self) -> tuple[list[Group], list[Group]]:
        before, after = (groups_of(judged) for judged in (self._before, self._after))
        return before, after

    def _advised(
        self, number: int, place: int
    ) -> tuple[tuple[tuple[str, str | None, bool], ...], tuple[tuple[Line, Line], ...]]:
        """What a group is advised before and not after, and the other way round; its money before and after."""
        if self.advice is None:
            return (), ()
        before, after = self.advice
        was, now = (
            {
                (one.rule.id, criterion): None
                for one in side.of_group(at)
                for criterion in one.criteria or (None,)
            }
            for side, at in ((before, number), (after, place))
        )
        advised = [
            *((rule, self._code(at), False) for rule, at in was if (rule, at) not in now),
            *((rule, self._code(at), True) for rule, at in now if (rule, at) not in was),
        ]
        lines = {line.programme: line for line in after.lines_of_group(place)}
        money = [
            (line, other)
            for line in before.lines_of_group(number)
            if (other := lines.get(line.programme)) is not None
            and (line.planned, line.disbursed) != (other.planned, other.disbursed)
        ]
        return tuple(advised), tuple(money)

    def _code(self, criterion: int | None) -> str | None:
        return None if criterion is None else self._before.loaded.criteria[criterion].code

    def _paired(self, before: NDArray[D], after: NDArray[D]) -> tuple[NDArray[D], NDArray[D]]:
        """Columns of both sides by pair."""
        if self.pairing.same:
            return before, after
        return before[self.pairing.before], after[self.pairing.after]

    def _unlike(self, before: Codes, after: Codes) -> tuple[Index, Index]:
        if before is after:
            none = np.empty(0, dtype=np.intp)
            return none, none
        if not self.pairing.same:
            before, after = before[:, self.pairing.before], after[:, self.pairing.after]
        # Found in one row and split after, which is much faster than in two dimensions.
        numbers, pairs = np.divmod(np.flatnonzero(before != after), before.shape[1])
        return numbers, pairs

    def _of_statuses(
        self, kind: Kind, codes: list[str], where: tuple[Index, Index], statuses: tuple[Codes, Codes]
    ) -> Iterator[Change]:
        numbers, pairs = where
        before = statuses[0][numbers, self.pairing.before[pairs]].tolist()
        after = statuses[1][numbers, self.pairing.after[pairs]].tolist()
        for number, pair, was, now in zip(numbers.tolist(), pairs.tolist(), before, after, strict=True):
            yield Change(pair, kind, codes[number], STATUSES[was], STATUSES[now])

    def _come_and_gone(
        self, before: Mapping[K, Index], after: Mapping[K, Index]
    ) -> list[tuple[K, Index, Index]]:
        """Of what stands in some rows on either side, the pairs in which it vanished and those in which it appeared."""
        found = []
        for key in {**before, **after}:
            was = _flags(before.get(key), len(self._before.table))[self.pairing.before]
            now = _flags(after.get(key), len(self._after.table))[self.pairing.after]
            gone, come = np.flatnonzero(was & ~now), np.flatnonzero(now & ~was)
            if len(gone) or len(come):
                found.append((key, gone, come))
        return found


def _moved(before: Any, after: Any) -> dict[str, Any]:
    return {"from": before, "to": after}


def _flags(rows: Index | None, count: int) -> Flags:
    found = np.zeros(count, dtype=np.bool_)
    found[() if rows is None else rows] = rows is not None
    return found


def _appeared(kind: Kind, code: str | None, what: str, gone: Index, come: Index) -> Iterator[Change]:
    yield from (Change(pair, kind, code, what, None) for pair in gone.tolist())
    yield from (Change(pair, kind, code, None, what) for pair in come.tolist())


def _counted(judged: Judgement) -> Index:
    statuses = judged.statuses.criteria
    counted: Flags = (statuses == MET) | (statuses == NOT_APPLICABLE)
    found: Index = counted.sum(axis=0)
    return found


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
