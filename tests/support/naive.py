"""The oracle: one commune at a time, one comparison after another, nothing shared with the engine but the definitions."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from ntm_rules.definitions.conditions import AllOf, AnyOf, Compare, Fact, Flag, When
from ntm_rules.definitions.models import CriteriaSet

UNMET, UNKNOWN, MET, NOT_APPLICABLE = 0, 1, 3, 4
REGIONS = ("TDMNPB", "DBSH", "BTB", "DHNTB", "TN", "DNB", "DBSCL")


def judge(loaded: CriteriaSet, row: Mapping[str, Any], region: str | None, day: date) -> dict[str, int]:
    """The status of every indicator and criterion (`C10`) of one commune."""
    column = column_of(loaded, row, region, day)
    found: dict[str, int] = {}
    for criterion in loaded.criteria:
        for indicator in criterion.indicators:
            rules = [r for r in indicator.rules if on(r, day) and (not r.regions or column in r.regions)]
            found[indicator.code] = status(rules[0].require, row, column, day) if rules else UNKNOWN
        found["C" + criterion.code] = min(found[indicator.code] for indicator in criterion.indicators)
    return found


def status(node: Any, row: Mapping[str, Any], column: str | None, day: date) -> int:
    match node:
        case Compare(by_sex=True) if any(
            row.get(f"{node.variable}_{s}") is not None for s in ("female", "male")
        ):
            whole = row.get(node.variable)
            values = [row.get(f"{node.variable}_female"), row.get(f"{node.variable}_male")]
            return min(compare(node, v, column, day) for v in values + ([] if whole is None else [whole]))
        case Compare() | Flag():
            return compare(node, row.get(node.variable), column, day)
        case AllOf():
            return min(status(part, row, column, day) for part in node.all_of)
        case AnyOf():
            parts = [s for part in node.any_of if (s := status(part, row, column, day)) != NOT_APPLICABLE]
            return max(parts, default=NOT_APPLICABLE)
        case When():
            then = status(node.then, row, column, day)
            other = status(node.otherwise, row, column, day) if node.otherwise else NOT_APPLICABLE
            match status(node.when, row, column, day):
                case 3:
                    return then
                case 0:
                    return other
            return then if then == other else MET if min(then, other) >= MET else UNKNOWN
    raise TypeError(node)


def compare(node: Compare | Flag, value: Any, column: str | None, day: date) -> int:
    level = level_of(node, column, day)
    if value is None or level is None:
        return UNKNOWN
    good = {
        ">=": value >= level,
        "<=": value <= level,
        ">": value > level,
        "<": value < level,
        "is_true": bool(value),
    }
    return MET if good[node.op] else UNMET


def level_of(node: Compare | Flag, column: str | None, day: date) -> float | None:
    if column is None:
        levels = {level_of(node, region, day) for region in REGIONS}
        return levels.pop() if len(levels) == 1 else None
    return next(
        (
            b.values.get(column, b.values.get("all"))
            for b in node.blocks
            if on(b, day) and {column, "all"} & {*b.values}
        ),
        None,
    )


def column_of(loaded: CriteriaSet, row: Mapping[str, Any], region: str | None, day: date) -> str | None:
    rules = [rule for rule in loaded.head.threshold_column if on(rule, day) and so(rule.applies_to, row)]
    return rules[0].column if rules else region


def so(fact: Fact, row: Mapping[str, Any]) -> bool:
    if fact.any_of:
        return any(so(part, row) for part in fact.any_of)
    if fact.all_of:
        return all(so(part, row) for part in fact.all_of)
    value = row.get(fact.fact or "")
    return value in fact.one_of if fact.one_of else value is True


def on(dated: Any, day: date) -> bool:
    return dated.valid_from <= day and (dated.valid_to is None or day <= dated.valid_to)
