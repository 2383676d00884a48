"""Which level stands: resolved for one day, one column, and the province sets that apply."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

from ntm_rules.definitions.conditions import GRADES, NATIONAL, Compare, Fact, Flag, Level, comparisons
from ntm_rules.definitions.models import ColumnRule, CriteriaSet, Indicator
from ntm_rules.definitions.places import places


@dataclass(frozen=True, slots=True)
class Case:
    """What decides the levels of a row: the day, the region of its column, the province sets that apply.

    `region` is None where it is not known; it is then one of `possible`, or any where that is empty. `figure_years` holds, by variable, the year of a figure that is another
    than that of the day; a set says which indicators are judged by it.
    """

    day: date
    region: str | None
    province_sets: frozenset[str] = frozenset()
    figure_years: tuple[tuple[str, int], ...] = ()
    possible: tuple[str, ...] = ()

    @property
    def regions(self) -> tuple[str | None, ...]:
        """The region, or all that it may be."""
        return (self.region,) if self.region is not None else self.possible or tuple(places().regions)

    def for_figures_of(self, indicator: Indicator) -> Case:
        """The case that judges an indicator: on the last day of the figure's year, where the set says so."""
        if not self.figure_years or indicator.level_of == "row_year":
            return self
        names = {part.variable for rule in indicator.rules for part in comparisons(rule.require)}
        for variable, year in self.figure_years:
            if variable in names:
                return replace(self, day=date(year, 12, 31), figure_years=())
        return self


@dataclass(frozen=True, slots=True)
class Resolved:
    """The level that stands for a comparison in a case, those it stands before, or why there is none."""

    level: Level | None
    passed_over: tuple[Level, ...] = ()
    reason: str | None = None

    @property
    def value(self) -> float | None:
        """The level's value; None where it is not set."""
        return self.level.value if self.level else None


def resolve(part: Compare | Flag, case: Case) -> Resolved:
    """The level of a comparison in a case; `reason` says why no value could be found."""
    if case.region is None:
        levels = [_strongest(part, replace(case, region=region)) for region in case.regions]
        # Where every region asks the same, not knowing which it is does not matter.
        if len({found[0].value if found else None for found in levels}) > 1:
            return Resolved(None, reason="region_unknown")
        # It rests on each of their levels, so that the least evidenced speaks for all.
        standing = max(levels, key=lambda found: GRADES.index(found[0].block.evidence) if found else -1)
    else:
        standing = _strongest(part, case)
    if not standing:
        return Resolved(None, reason="threshold_unknown")
    first, *others = standing
    if first.value is None:
        reason = "threshold_delegated" if first.block.evidence == "delegated" else "threshold_unknown"
        return Resolved(first, tuple(others), reason)
    return Resolved(first, tuple(others))


def _strongest(part: Compare | Flag, case: Case) -> list[Level]:
    return [
        level
        for level in part.levels_on(case.region, case.day)
        if level.whose == NATIONAL or level.whose in case.province_sets
    ]


def holds(fact: Fact, known: Mapping[str, object]) -> bool | None:
    """Whether a fact is so; None where that hangs on something blank."""
    if fact.fact is not None:
        value = known.get(fact.fact)
        if value is None:
            return None
        return value in fact.one_of if fact.one_of else bool(value)
    if fact.any_of:
        parts = [holds(part, known) for part in fact.any_of]
        return True if True in parts else None if None in parts else False
    parts = [holds(part, known) for part in fact.all_of]
    return False if False in parts else None if None in parts else True


def column_for(loaded: CriteriaSet, region: str | None, day: date, known: Mapping[str, object]) -> str | None:
    """The region whose column applies to a commune of a region, blank facts taken as not on the list."""
    return next(
        (rule.column for rule in column_rules(loaded, day) if holds(rule.applies_to, known) is True),
        region,
    )


def column_rules(loaded: CriteriaSet, day: date) -> list[ColumnRule]:
    """The rules in force on a day that give another column."""
    return [rule for rule in loaded.head.threshold_column if rule.stands_on(day)]
