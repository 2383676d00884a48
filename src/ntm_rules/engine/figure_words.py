"""A figure beside its level in words: what is measured, the value, the sign, the level."""

from __future__ import annotations

from ntm_rules.definitions.models import CriteriaSet
from ntm_rules.engine.plan import Part
from ntm_rules.i18n import figure, tr, words


def label_of(loaded: CriteriaSet, part: Part) -> str:
    """What a part measures, with the sex where it is of one."""
    sex = {"female": tr("women"), "male": tr("men")}.get(part.column.rpartition("_")[2])
    label = words(loaded.variables[part.comparison.variable].label)
    return label + (f", {sex}" if sex else "")


def value_of(loaded: CriteriaSet, part: Part, value: float, places: int = 2) -> str:
    """A value of a part in its unit; yes or no for a flag."""
    if part.op == "is_true":
        return tr("yes") if value else tr("no")
    unit = loaded.variables[part.comparison.variable].unit
    return f"{figure(value, places)} {words(loaded.units[unit]) if unit else ''}".rstrip()


def distance_of(loaded: CriteriaSet, part: Part, amount: float) -> str:
    """A distance between two values of a part, without its sign; between two rates in percentage points."""
    if loaded.variables[part.comparison.variable].unit == "%":
        return f"{figure(abs(amount), 2)} {tr('percentage points')}"
    return value_of(loaded, part, abs(amount))


def against_level(loaded: CriteriaSet, part: Part, value: float, level: float) -> str:
    """A value against its level, as in 88 % against ≥ 95 %; yes or no for a flag."""
    if part.op == "is_true":
        return value_of(loaded, part, value)
    # So few decimals never that a figure just beside its level looks equal to it.
    places = 2 if abs(value - level) >= 0.01 else 6
    sign = {">=": "≥", "<=": "≤"}.get(part.op, part.op)
    return tr(
        "{value} against {level}",
        value=value_of(loaded, part, value, places),
        level=f"{sign} {value_of(loaded, part, level, 10)}",
    )
