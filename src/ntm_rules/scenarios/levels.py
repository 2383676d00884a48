"""Levels supposed: a criteria set in which some levels are others, each marked as of its scenario."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from datetime import date
from typing import Any

from ntm_rules.definitions.conditions import (
    ALL_REGIONS,
    NATIONAL,
    Compare,
    Flag,
    Level,
    LevelBlock,
    comparisons,
    copied,
    with_comparisons,
)
from ntm_rules.definitions.models import RANGES, CriteriaSet, Indicator
from ntm_rules.definitions.scenarios import LevelChange
from ntm_rules.errors import DefinitionError, Problem
from ntm_rules.i18n import figure, tr
from ntm_rules.scenarios.meant import region_ids
from ntm_rules.scenarios.words import wrong

ORIGIN = "scenario:"


def with_level(loaded: CriteriaSet, change: LevelChange, scenario: str) -> CriteriaSet:
    """The set with one level changed. Raises DefinitionError where the change fits nothing of the set."""
    code, _, key = loaded.plain_code(change.level).partition("/")
    problems: list[Problem] = []
    regions = region_ids(change.regions, change, problems)
    indicator = _indicator(loaded, code, change, problems)
    part = None if indicator is None else _part(indicator, key, change, problems)
    if part is not None:
        _check(loaded, part, change, problems)
    if problems or indicator is None or part is None:
        raise DefinitionError(problems)
    supposed = _Supposed(loaded, change, f"{ORIGIN}{scenario}", regions)
    rules = tuple(
        copied(rule, require=with_comparisons(rule.require, lambda one: supposed.level(one, part.key)))
        for rule in indicator.rules
    )
    if not supposed.made:
        year = change.of_year
        message = tr("{code} has no level of its own in {year}.", code=code, year=year) if year else tr("{code} has no level that could be changed.", code=code)  # fmt: skip
        remedy = tr("set it, or lay the province's set over the table with --province-set")
        raise DefinitionError(wrong(change, message, remedy=remedy))
    anew = copied(indicator, rules=rules)
    criteria = tuple(
        copied(one, indicators=tuple(anew if own is indicator else own for own in one.indicators))
        for one in loaded.criteria
    )
    digest = hashlib.sha256(f"{loaded.digest}{scenario}{change.model_dump_json()}".encode()).hexdigest()
    return copied(loaded, criteria=criteria, digest=digest)


def _indicator(
    loaded: CriteriaSet, code: str, change: LevelChange, problems: list[Problem]
) -> Indicator | None:
    found = loaded.indicators.get(code)
    if found is None:
        message = tr("there is no indicator {code} in {set}.", code=code, set=loaded.id)
        problems.append(
            wrong(change, message, kind="unknown_code", expected=tr("a number such as 10 or 17.1"))
        )
    return found


def _part(indicator: Indicator, key: str, change: LevelChange, problems: list[Problem]) -> Compare | None:
    """The one comparison that is meant: the only one, or that of a name behind a stroke."""
    found = {
        part.key: part
        for rule in indicator.rules
        for part in comparisons(rule.require)
        if isinstance(part, Compare)
    }
    if key in found or (not key and len(found) == 1):
        return found[key or next(iter(found))]
    if not found:
        message = tr("indicator {code} is met or unmet; it has no level to change.", code=indicator.code)
        problems.append(wrong(change, message, kind="unknown_override"))
        return None
    message = tr("indicator {code} has several levels; say which.", code=indicator.code) if not key else tr("nothing is called “{key}” in the set.", key=change.level)  # fmt: skip
    names = ", ".join(f"{indicator.code}/{name}" for name in found)
    problems.append(wrong(change, message, kind="unknown_override", expected=tr("one of {ids}", ids=names)))
    return None


def _check(loaded: CriteriaSet, part: Compare, change: LevelChange, problems: list[Problem]) -> None:
    least, most = RANGES[loaded.variables[part.variable].kind]
    if change.set is not None and not least <= change.set <= most:
        message = tr("the level is outside what the figure can be.")
        expected = tr("from {least} to {most}", least=figure(least), most=figure(most))
        problems.append(
            wrong(change, message, kind="out_of_range", value=f"{change.set:g}", expected=expected)
        )
    head = loaded.head
    outside = any(day is not None and not loaded.covers(day) for day in (change.valid_from, change.valid_to))
    if change.of_year is not None and not head.valid_from.year <= change.of_year <= head.valid_to.year:
        outside = True
    if outside:
        message = tr("the set {set} judges from {first} to {last}.", set=loaded.id, first=head.valid_from, last=head.valid_to)  # fmt: skip
        problems.append(wrong(change, message, kind="outside_validity"))


class _Supposed:
    """The levels of one change, laid over those that stand: they decide, and show what they took the place of."""

    def __init__(self, loaded: CriteriaSet, change: LevelChange, origin: str, regions: list[str]) -> None:
        self._loaded, self._change, self._origin, self._regions = loaded, change, origin, regions
        self._span = (change.valid_from or loaded.head.valid_from, change.valid_to or loaded.head.valid_to)
        self.made = 0

    def level(self, part: Compare | Flag, key: str) -> Compare | Flag:
        """A comparison with its levels changed, where it is the one meant."""
        if part.key != key or isinstance(part, Flag):
            return part
        above = 1 + max((level.layer for level in part.levels), default=0)
        made = tuple(self._levels(part, above))
        self.made += len(made)
        # Of equal rank the first stands: what is supposed last comes first.
        return copied(part, province_levels=(*made, *part.province_levels))

    def _levels(self, part: Compare, above: int) -> Iterator[Level]:
        change = self._change
        if change.set is not None:
            for region in self._regions or [ALL_REGIONS]:
                yield self._new(region, float(change.set), self._span, layer=above)
            return
        for level in part.levels:
            span = self._meets(level)
            if span is None:
                continue
            for region in self._of(level.region):
                yield self._new(
                    region,
                    self._moved(part, level.value),
                    span,
                    layer=above + level.layer,
                    in_place_of=level.whose,
                    applies_to=level.applies_to,
                    evidence="delegated" if level.block.evidence == "delegated" else "unverified",
                )

    def _meets(self, level: Level) -> tuple[date, date] | None:
        """The days for which a standing level is changed; None where it is not."""
        year, last = self._change.of_year, self._loaded.head.valid_to
        if year is not None:
            return self._span if level.block.stands_on(date(year, 12, 31)) else None
        first = max(level.block.valid_from, self._span[0])
        end = min(level.block.valid_to or last, self._span[1])
        return (first, end) if first <= end and level.value is not None else None

    def _of(self, region: str) -> list[str]:
        if not self._regions:
            return [region]
        return self._regions if region == ALL_REGIONS else [region] if region in self._regions else []

    def _moved(self, part: Compare, value: float | None) -> float | None:
        change = self._change
        if value is None or change.of_year is not None:
            return value
        least, most = RANGES[self._loaded.variables[part.variable].kind]
        found = value + change.add if change.add is not None else value * (change.scale or 0.0)
        return min(max(round(found, 9), least), most)

    def _new(
        self,
        region: str,
        value: float | None,
        span: tuple[date, date],
        *,
        layer: int,
        in_place_of: str = NATIONAL,
        evidence: str = "unverified",
        **more: Any,
    ) -> Level:
        block = LevelBlock.model_construct(
            valid_from=span[0],
            valid_to=span[1],
            evidence=evidence,
            source=None,
            note=self._origin,
            values={region: value},
            line=self._change.line,
            file=self._change.file,
        )
        return Level.model_construct(
            region=region,
            value=value,
            block=block,
            origin=self._origin,
            layer=layer,
            in_place_of=in_place_of,
            **more,
        )
