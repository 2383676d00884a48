"""The levels of a figure in words, for the region and year of a template."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

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
from ntm_rules.definitions.models import CriteriaSet, Indicator
from ntm_rules.definitions.places import places
from ntm_rules.definitions.resolve import Case, resolve
from ntm_rules.engine.statuses import grade_words
from ntm_rules.i18n import figure, tr, words
from ntm_rules.reports.template.setting import Setting

_SIGNS = {">=": "≥", "<=": "≤"}
_OPPOSITE = {">": "≤", "<": "≥", ">=": "<", "<=": ">"}


@dataclass(frozen=True, slots=True)
class LevelLine:
    """One level as people read it; `regions` are those it is the same in, `condition` when it is asked."""

    text: str
    condition: str
    grade: str
    source: str
    origin: str
    common: bool
    regions: tuple[str, ...] = ()

    @property
    def column(self) -> str:
        """Whose column the level is of."""
        if self.common or len(self.regions) == len(places().regions):
            return tr("all regions")
        return ", ".join(words(places().regions[region]) for region in self.regions)

    @property
    def evidence(self) -> str:
        """How far the level is evidenced."""
        return grade_words(self.grade) if self.grade else ""

    @property
    def said(self) -> str:
        """The level with the condition it hangs on."""
        return f"{self.condition}: {self.text}" if self.condition else self.text


def level_lines(setting: Setting, indicator: Indicator, variable: str) -> list[LevelLine]:
    """The levels of a variable under an indicator, those alike in several regions as one.

    Empty where it is a fact that only decides which level is asked, or where the region asks nothing of it.
    """
    found: dict[LevelLine, tuple[str, ...]] = {}
    for region in setting.regions:
        rule = indicator.rule_on(region, setting.day)
        for part, condition in _asked(setting, rule.require, setting.case(region)) if rule else ():
            if part.variable == variable:
                for line in _lines(setting, part, condition, region):
                    found[line] = (*found.get(line, ()), region)
    return [replace(line, regions=regions) for line, regions in found.items()]


def _asked(
    setting: Setting, condition: Condition, case: Case, hangs_on: str = ""
) -> Iterator[tuple[Compare | Flag, str]]:
    """Each comparison with what it hangs on, in words."""
    match condition:
        case Compare() | Flag():
            yield condition, hangs_on
        case AllOf(all_of=parts):
            for part in parts:
                yield from _asked(setting, part, case, hangs_on)
        case AnyOf(any_of=parts):
            names = [words(setting.loaded.variables[c.variable].label) for c in comparisons(condition)]
            either = tr("one of these is enough: {names}", names="; ".join(names))
            for part in parts:
                yield from _asked(setting, part, case, _joined(hangs_on, either))
        case When(when=fact, then=then, otherwise=otherwise):
            yield from _asked(setting, then, case, _joined(hangs_on, _clause(setting, fact, case)))
            if otherwise is not None:
                negated = _clause(setting, fact, case, negated=True)
                yield from _asked(setting, otherwise, case, _joined(hangs_on, negated))


def _joined(*parts: str) -> str:
    return ", ".join(part for part in parts if part)


def _clause(setting: Setting, fact: Compare | Flag, case: Case, *, negated: bool = False) -> str:
    label = words(setting.loaded.variables[fact.variable].label)
    if isinstance(fact, Flag):
        return tr("{what}: no", what=label) if negated else tr("{what}: yes", what=label)
    sign = _OPPOSITE[fact.op] if negated else _SIGNS.get(fact.op, fact.op)
    value = resolve(fact, case).value
    return f"{label} {sign} {'?' if value is None else figure(value)}"


def _lines(setting: Setting, part: Compare | Flag, condition: str, region: str) -> Iterator[LevelLine]:
    """The level for any commune of the region, then those of a province for some of its communes."""
    loaded = setting.loaded
    case = setting.case(region)
    yield _line(loaded, part, resolve(part, case).level, condition)
    for overlay in loaded.provinces:
        level = resolve(part, replace(case, province_sets=frozenset({overlay.id}))).level
        if overlay.applies_to and level and level.origin == overlay.id:
            yield _line(loaded, part, level, _joined(condition, words(overlay.title)))


def _line(loaded: CriteriaSet, part: Compare | Flag, level: Level | None, condition: str) -> LevelLine:
    block = level.block if level else None
    return LevelLine(
        text=_words(loaded, part, level),
        condition=condition,
        grade=block.evidence if block else "",
        source=(block.source or "") if block else "",
        origin=level.origin if level else "national",
        common=level is not None and level.region == ALL_REGIONS,
    )


def _words(loaded: CriteriaSet, part: Compare | Flag, level: Level | None) -> str:
    if level is None or (level.value is None and level.block.evidence != "delegated"):
        return tr("the level is not known; the result will be undecided")
    if level.value is None:
        return tr("left to the province to set")
    if isinstance(part, Flag):
        return tr("must be so")
    unit = loaded.variables[part.variable].unit
    text = f"{_SIGNS.get(part.op, part.op)} {figure(level.value)} {words(loaded.units[unit]) if unit else ''}"
    return f"{text.rstrip()}, {tr('for women and for men')}" if part.by_sex else text.rstrip()
