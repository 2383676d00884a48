"""What the sheets say: one row per comparison and span of the national level, with the province's own."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date

from ntm_rules.definitions.conditions import (
    ALL_REGIONS,
    AllOf,
    AnyOf,
    Compare,
    Condition,
    Flag,
    FlagBlock,
    Level,
    LevelBlock,
    When,
)
from ntm_rules.definitions.models import (
    AddedIndicator,
    CriteriaSet,
    Criterion,
    Indicator,
    Override,
    ProvinceSet,
)
from ntm_rules.definitions.places import places
from ntm_rules.i18n import figure, tr, words

Comparison = Compare | Flag


@dataclass(slots=True)
class LevelRow:
    """One comparison over one span of days: the nation's level by region, and the province's override.

    `end` is None to the end of the set; `start` is None in a row for an override that fits no span.
    """

    criterion: Criterion
    indicator: Indicator
    part: Comparison
    condition: str = ""
    start: date | None = None
    end: date | None = None
    national: dict[str, Level] = field(default_factory=dict)
    override: Override | None = None

    @property
    def key(self) -> str:
        """What an override names: the indicator's number and the comparison."""
        return f"{self.indicator.code}/{self.part.key}"

    @property
    def delegated(self) -> bool:
        """Whether the nation leaves the level to the province."""
        return any(level.block.evidence == "delegated" for level in self.national.values())


def regions_shown(loaded: CriteriaSet, province: str | None) -> list[str]:
    """The regions whose levels can apply in a province; all of them where none is named."""
    place = places().find_old(province) if province else None
    if place is None or place.region is None:
        return list(places().regions)
    return list(dict.fromkeys([place.region, *(rule.column for rule in loaded.head.threshold_column)]))


def level_rows(
    loaded: CriteriaSet, regions: Sequence[str], overrides: Sequence[Override] = ()
) -> list[LevelRow]:
    """The rows of a national set in its order, each override in the row of its span or in one of its own.

    A level that is asked in none of the regions has a row only where a province overrides it.
    """
    found: dict[tuple[str, date | None, date | None], LevelRow] = {}
    for criterion in loaded.criteria:
        for indicator in criterion.indicators:
            for row in _spans(criterion, indicator):
                same = found.setdefault((row.key, row.start, row.end), row)
                same.national.update(row.national)
    named = {override.overrides for override in overrides}
    rows = [row for row in found.values() if row.key in named or row.national.keys() & {*regions}]
    for override in overrides:
        _place(override, rows)
    order = {indicator.code: number for number, indicator in enumerate(loaded.indicators.values())}
    return sorted(rows, key=lambda row: order[row.indicator.code])


def _spans(criterion: Criterion, indicator: Indicator) -> Iterator[LevelRow]:
    for rule in indicator.rules:
        for part, condition in _parts(rule.require):
            for block in part.blocks:
                for region in rule.regions or places().regions:
                    key = region if region in block.values else ALL_REGIONS
                    if key not in block.values:
                        continue
                    level = Level.model_construct(region=key, value=block.values[key], block=block)
                    ends = [end for end in (rule.valid_to, block.valid_to) if end]
                    yield LevelRow(
                        criterion,
                        indicator,
                        part,
                        condition,
                        max(rule.valid_from, block.valid_from),
                        min(ends, default=None),
                        {region: level},
                    )


def _place(override: Override, rows: list[LevelRow]) -> None:
    same = [row for row in rows if row.key == override.overrides]
    for row in same:
        begun = row.start is not None and row.start <= override.valid_from
        if begun and row.override is None and (row.end is None or override.valid_from <= row.end):
            row.override = override
            return
    if same:
        last = same[-1]
        fresh = LevelRow(last.criterion, last.indicator, last.part, last.condition, override=override)
        rows.insert(rows.index(last) + 1, fresh)


def _parts(node: Condition, condition: str = "") -> Iterator[tuple[Comparison, str]]:
    match node:
        case Compare() | Flag():
            yield node, condition
        case AllOf(all_of=parts) | AnyOf(any_of=parts):
            for part in parts:
                yield from _parts(part, condition)
        case When(when=fact, then=then, otherwise=otherwise):
            yield from _parts(then, _asked(fact, holds=True))
            if otherwise is not None:
                yield from _parts(otherwise, _asked(fact, holds=False))


def _asked(fact: Comparison, *, holds: bool) -> str:
    """A condition with its variable in braces, to be named by whoever shows it."""
    value = next(iter(fact.blocks[0].values.values()), None)
    opposite = {">": "≤", "<": "≥", ">=": "<", "<=": ">"}
    if isinstance(fact, Flag) or value is None:
        return "{" + fact.variable + "}" + ("" if holds else f": {tr('no')}")
    sign = {">=": "≥", "<=": "≤"}.get(fact.op, fact.op) if holds else opposite[fact.op]
    return "{" + fact.variable + f"}} {sign} {figure(value)}"


def label_of(row: LevelRow, loaded: CriteriaSet) -> str:
    """The figure a row compares, and the condition under which it is asked."""
    text = words(loaded.variables[row.part.variable].label)
    if not row.condition:
        return text
    labels = {name: words(variable.label) for name, variable in loaded.variables.items()}
    return f"{text} ({tr('asked when')}: {row.condition.format_map(labels)})"


@dataclass(frozen=True, slots=True)
class OwnRow:
    """An indicator of the province's own that fits into one row: one title, one comparison, one level."""

    added: AddedIndicator
    part: Comparison
    block: FlagBlock | LevelBlock

    @property
    def value(self) -> float:
        """Its level; 1 for what must be so."""
        return float(self.block.values[ALL_REGIONS] or 0)


def own_row(added: AddedIndicator) -> OwnRow | None:
    """An own indicator as one row, or None where it says more than a row can."""
    title, rule = added.titles[0], added.rules[0]
    part = rule.require
    if len(added.titles) > 1 or len(added.rules) > 1 or rule.regions or not isinstance(part, Compare | Flag):
        return None
    block = part.blocks[0]
    spans = {(entry.valid_from, entry.valid_to) for entry in (title, rule, block)}
    if (
        len(part.blocks) > 1
        or len(spans) > 1
        or block.values.get(ALL_REGIONS) is None
        or len(block.values) > 1
    ):
        return None
    if (title.evidence, title.source) != (block.evidence, block.source):
        return None
    return OwnRow(added, part, block)


def own_variable(row: OwnRow, loaded: CriteriaSet, overlay: ProvinceSet) -> tuple[str, str | None]:
    """The kind and the unit of what an own indicator measures."""
    name = row.part.variable
    variable = overlay.variables.get(name) or loaded.variables[name]
    return variable.kind, variable.unit
