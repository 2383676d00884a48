"""The cases that every level, flag, date and column rule of a set needs, worked out from its definitions.

“Just” better or worse than a level means within one step of it: 1 for a count, 0.1 for everything else
(points of a rate or score, million VND, m² a head). A case speaks for one comparison of several when those
beside it leave the outcome to it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal, InvalidOperation
from functools import cached_property

from ntm_rules.definitions.conditions import (
    ALL_REGIONS,
    AllOf,
    AnyOf,
    Compare,
    Condition,
    Flag,
    Level,
    When,
    comparisons,
)
from ntm_rules.definitions.models import ColumnRule, CriteriaSet, Indicator, Rule
from ntm_rules.definitions.places import places
from tests.support.cases import Case

Comparison = Compare | Flag
SEXES = ("female", "male")
FLAGS = {"Đạt": Decimal(1), "Có": Decimal(1), "Chưa đạt": Decimal(0), "Không": Decimal(0)}
YES, NO = {"Có", "II", "III"}, {"Không", "I"}
DAY = timedelta(days=1)


@dataclass(frozen=True)
class Demand:
    """One thing the cases must hold: how a reader names its absence, and whether some cases hold it."""

    text: str
    held_by: Callable[[Sequence[Case]], bool]


def absent(loaded: CriteriaSet, cases: Sequence[Case]) -> list[str]:
    """What the cases of a set lack, each named."""
    return [demand.text for demand in demands(loaded, cases) if not demand.held_by(cases)]


def demands(loaded: CriteriaSet, cases: Sequence[Case]) -> Iterator[Demand]:
    """Every demand of a set; cases are sorted by indicator once, so that each demand looks at few."""
    facts = frozenset().union(*(rule.applies_to.names() for rule in loaded.head.threshold_column))
    plain = [case for case in cases if not case.strict_evidence and not case.refused]
    for indicator in loaded.indicators.values():
        mine = [c for c in plain if indicator.code in c.expect and not facts & c.given.keys()]
        for rule in indicator.rules:
            for part in comparisons(rule.require, conditions_too=True):
                yield from _Comparison(loaded, indicator, rule, part, mine).demands()
        yield from _change_demands(loaded, indicator, mine)
    for column_rule in loaded.head.threshold_column:
        yield from _column_demands(loaded, column_rule, plain)


@dataclass(frozen=True)
class _Comparison:
    """One comparison of one composition, with the cases that expect something of its indicator."""

    loaded: CriteriaSet
    indicator: Indicator
    rule: Rule
    part: Comparison
    cases: Sequence[Case]

    @cached_property
    def name(self) -> str:
        """The number of the indicator, with what is compared where there are several."""
        parts = list(comparisons(self.rule.require, conditions_too=True))
        return self.indicator.code if len(parts) == 1 else f"{self.indicator.code} ({self.part.key})"

    @cached_property
    def is_condition(self) -> bool:
        """Whether it only decides which branch is asked."""
        return all(self.part is not other for other in comparisons(self.rule.require))

    @cached_property
    def step(self) -> Decimal:
        """How far a value just beside a level may be from it."""
        counted = self.loaded.variables[self.part.variable].kind == "count"
        return Decimal(1) if counted else Decimal("0.1")

    def demands(self) -> Iterator[Demand]:
        """What is asked of its levels, of the value's absence, and of both sexes."""
        for level in self.part.levels:
            if level.value is None:
                yield self._null_level(level)
            else:
                yield from self._sides(level)
        yield self._missing()
        if self.part.by_sex:
            yield from self._sexes()

    def _where(self, level: Level) -> str:
        place = "every region" if level.region == ALL_REGIONS else level.region
        return f"{self.name} in {place} from {level.block.valid_from}"

    def _sides(self, level: Level) -> Iterator[Demand]:
        at = _decimal(level.value)
        holds_at = self.part.op not in (">", "<")
        yield self._demand(level, _shown(self.part, at), lambda v: v == at, holds_at)
        for better in (True, False):
            if self._beyond_range(at, better):
                continue
            sign = 1 if (self.part.op in (">=", ">", "is_true")) == better else -1
            if isinstance(self.part, Flag):
                yield self._demand(level, "not so", lambda v: v == 0, False)
            else:
                words = f"just {'better' if better else 'worse'} than {at}"
                yield self._demand(
                    level, words, lambda v, sign=sign: 0 < (v - at) * sign <= self.step, better
                )

    def _beyond_range(self, at: Decimal, better: bool) -> bool:
        """Whether no value can be on that side: nothing is better than so, than 100 % or than none."""
        kind = self.loaded.variables[self.part.variable].kind
        best = {"flag": 1, "rate": 100, "score": 100}.get(kind) if self.part.op in (">=", "is_true") else 0
        return better and best is not None and at == best

    def _demand(self, level: Level, words: str, fits: Callable[[Decimal], bool], holds: bool) -> Demand:
        def held(case: Case) -> bool:
            value = value_of(self.part, case)
            outcome = self.is_condition or case.expect[self.indicator.code].status == (
                "met" if holds else "unmet"
            )
            return value is not None and fits(value) and outcome and self._speaks(case, level)

        return Demand(f"{self._where(level)}: no case {words}", lambda _: any(map(held, self.cases)))

    def _null_level(self, level: Level) -> Demand:
        reason = "threshold_delegated" if level.block.evidence == "delegated" else "threshold_unknown"

        def held(case: Case) -> bool:
            given = value_of(self.part, case) is not None and self._speaks(case, level)
            return given and case.expect[self.indicator.code].reason == reason

        return Demand(f"{self._where(level)}: no case of {reason}", lambda _: any(map(held, self.cases)))

    def _missing(self) -> Demand:
        reason = "condition_unknown" if self.is_condition else "missing_value"

        def held(case: Case) -> bool:
            blank = not case.given.get(self.part.variable) and not self._by_sex(case)
            return blank and self._speaks(case) and case.expect[self.indicator.code].reason == reason

        text = f"{self.name} from {self.rule.valid_from}: no case without {self.part.variable}"
        return Demand(text, lambda _: any(map(held, self.cases)))

    def _sexes(self) -> Iterator[Demand]:
        for sex, other in (SEXES, SEXES[::-1]):
            yield self._sex_demand(f"just worse of {sex} alone", "unmet", {sex: False, other: True})
            yield self._sex_demand(f"of {sex} alone", "unknown", {sex: True, other: None})
        yield self._sex_demand("of both sexes holding", "met", dict.fromkeys(SEXES, True))

    def _sex_demand(self, words: str, status: str, wanted: dict[str, bool | None]) -> Demand:
        def held(case: Case) -> bool:
            if case.expect[self.indicator.code].status != status or not self._in_force(case):
                return False
            found = {sex: _holds(self.part, case, f"{self.part.variable}_{sex}") for sex in SEXES}
            return found == wanted and _holds(self.part, case) is not False

        text = f"{self.name} from {self.rule.valid_from}: no case {words}"
        return Demand(text, lambda _: any(map(held, self.cases)))

    def _by_sex(self, case: Case) -> bool:
        return any(f"{self.part.variable}_{sex}" in case.given for sex in SEXES)

    def _in_force(self, case: Case, level: Level | None = None) -> bool:
        region = region_of(case)
        if self.indicator.rule_on(region, case.day) is not self.rule:
            return False
        return level is None or (level.region in (ALL_REGIONS, region) and level.block.stands_on(case.day))

    def _speaks(self, case: Case, level: Level | None = None) -> bool:
        """Whether a case turns on this comparison, at this level."""
        if self._by_sex(case) or not self._in_force(case, level):
            return False
        return _turns_on(self.rule.require, self.part, case)


def _change_demands(loaded: CriteriaSet, indicator: Indicator, cases: Sequence[Case]) -> Iterator[Demand]:
    """Both sides of each day on which what an indicator asks changes: the same figures, judged differently."""
    dated = [
        *indicator.rules,
        *(b for r in indicator.rules for p in comparisons(r.require) for b in p.blocks),
    ]
    starts = {span.valid_from for span in dated} | {span.valid_to + DAY for span in dated if span.valid_to}
    for day in sorted(starts - {loaded.head.valid_from, loaded.head.valid_to + DAY}):
        text = f"{indicator.code}: no figures judged differently on {day - DAY} and on {day}"
        yield Demand(text, lambda _, day=day: _differ(cases, day))


def _column_demands(loaded: CriteriaSet, rule: ColumnRule, cases: Sequence[Case]) -> Iterator[Demand]:
    """A rule of the column where it holds, where each of its facts is denied or blank, and the day it begins."""

    def own(case: Case) -> bool:
        return bool(case.column) and case.column["region"] == region_of(case) != rule.column

    facts = sorted(rule.applies_to.names())
    by_rule = [
        c for c in cases if c.column and c.column["because"] == rule.id and region_of(c) != rule.column
    ]
    yield Demand(f"column rule {rule.id}: no case where it holds", lambda _: bool(by_rule))
    for fact in facts:
        others = [name for name in facts if name != fact]
        for words, fits in (("denied", lambda cell: cell in NO), ("blank", lambda cell: not cell)):
            found = [
                c for c in cases
                if own(c) and rule.stands_on(c.day) and c.given.get(fact) is not None
                and fits(c.given[fact]) and all(c.given.get(name) in YES for name in others)
            ]  # fmt: skip
            text = f"column rule {rule.id}: no case where {fact} is {words}"
            yield Demand(text, lambda _, found=found: bool(found))
    if rule.valid_from > loaded.head.valid_from:
        day = rule.valid_from
        listed = [c for c in cases if any(c.given.get(fact) in YES for fact in facts)]
        text = f"column rule {rule.id}: no figures judged differently on {day - DAY} and on {day}"
        yield Demand(text, lambda _: _differ(listed, day))


def _differ(cases: Sequence[Case], day: date) -> bool:
    """Whether some cases give the same on the eve and on the day, and expect something else."""
    eve = [case for case in cases if case.as_of == day - DAY]
    return any(
        dict(case.given) == dict(other.given) and case.expect.keys() & other.expect.keys()
        and any(case.expect[code] != other.expect[code] for code in case.expect.keys() & other.expect.keys())
        for other in cases if other.as_of == day for case in eve
    )  # fmt: skip


def _turns_on(node: Condition, part: Comparison, case: Case) -> bool:
    """Whether what stands beside a comparison leaves the outcome to it."""
    match node:
        case AllOf(all_of=members):
            return all(
                _turns_on(m, part, case) if _has(m, part) else _truth(m, case) is True for m in members
            )
        case AnyOf(any_of=members):
            return all(
                _turns_on(m, part, case) if _has(m, part) else _truth(m, case) is False for m in members
            )
        case When(when=fact, then=then, otherwise=otherwise):
            if fact is part:
                return _truth(then, case) is not (True if otherwise is None else _truth(otherwise, case))
            branch, wanted = (then, True) if _has(then, part) else (otherwise, False)
            return branch is not None and _holds(fact, case) is wanted and _turns_on(branch, part, case)
        case _:
            return node is part


def _has(node: Condition, part: Comparison) -> bool:
    return any(part is other for other in comparisons(node, conditions_too=True))


def _truth(node: Condition, case: Case) -> bool | None:
    """Whether a composition is so for a case's figures; None where that is open."""
    match node:
        case AllOf(all_of=members):
            found = {_truth(member, case) for member in members}
            return False if False in found else None if None in found else True
        case AnyOf(any_of=members):
            found = {_truth(member, case) for member in members}
            return True if True in found else None if None in found else False
        case When(when=fact, then=then, otherwise=otherwise):
            branches = {True: then, False: otherwise}
            picked = [
                branches[so]
                for so in ((True, False) if _holds(fact, case) is None else (_holds(fact, case),))
            ]
            found = {True if branch is None else _truth(branch, case) for branch in picked}
            return found.pop() if len(found) == 1 else None
        case _:
            return _holds(node, case)


def _holds(part: Comparison, case: Case, column: str | None = None) -> bool | None:
    """Whether one figure of a case is good enough; None where it or its level is missing."""
    value = value_of(part, case, column)
    levels = part.levels_on(region_of(case), case.day)
    if value is None or not levels or levels[0].value is None:
        return None
    at = _decimal(levels[0].value)
    return {"<=": value <= at, ">": value > at, "<": value < at}.get(part.op, value >= at)


def value_of(part: Comparison, case: Case, column: str | None = None) -> Decimal | None:
    """The figure a case gives for a comparison, as written; words count for flags only."""
    text = case.given.get(column or part.variable, "")
    if isinstance(part, Flag):
        return FLAGS.get(text)
    try:
        return Decimal(text)
    except InvalidOperation:
        return None


def region_of(case: Case) -> str | None:
    """The region of a case's commune: as given, else its province's on the day it is judged."""
    if "region" in case.given:
        return case.given["region"]
    name = case.given.get("old_province") or case.given.get("province")
    found = places().find(name, case.day) if name else None
    return found.region if found else None


def _decimal(value: float | None) -> Decimal:
    return Decimal(f"{value:g}")


def _shown(part: Comparison, at: Decimal) -> str:
    return "where it is so" if isinstance(part, Flag) else f"at {at}"
