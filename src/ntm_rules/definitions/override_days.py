"""The days on which a province's level would decide nothing, as the set has no such part in force then."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

from ntm_rules.definitions.conditions import Compare, Flag, comparisons
from ntm_rules.definitions.models import CriteriaSet, Indicator, Override, Rule
from ntm_rules.definitions.places import places
from ntm_rules.errors import Problem
from ntm_rules.i18n import tr, words

_DAY = timedelta(days=1)
Span = tuple[date, date]
RowOf = Callable[[str, Span], str | None]


def spans_without_part(loaded: CriteriaSet, override: Override, province: str) -> list[Span]:
    """The days of an override's validity, within the set's, on which it meets no part in force.

    One day outside the set counts as such where the whole validity lies outside.
    """
    first = max(override.valid_from, loaded.head.valid_from)
    last = min(override.valid_to or loaded.head.valid_to, loaded.head.valid_to)
    if first > last:
        return [(override.valid_from, override.valid_to or override.valid_from)]
    rules = _rules_with(loaded, override.overrides, province)
    return _uncovered((first, last), [_span(rule, loaded) for rule in rules])


def spans_of_part(loaded: CriteriaSet, key: str, province: str) -> list[Span]:
    """When the part of this name is in force in a province; spans that follow each other are one."""
    spans: list[Span] = []
    for first, last in sorted(_span(rule, loaded) for rule in _rules_with(loaded, key, province)):
        if spans and first <= spans[-1][1] + _DAY:
            spans[-1] = (spans[-1][0], max(last, spans[-1][1]))
        else:
            spans.append((first, last))
    return spans


def parts_instead(loaded: CriteriaSet, key: str, span: Span, province: str) -> list[Compare | Flag]:
    """The other parts of the same indicator that are in force on some of the days."""
    code, _, name = key.partition("/")
    found: dict[str, Compare | Flag] = {}
    for rule in _rules_of(loaded, loaded.indicators[code], province):
        first, last = _span(rule, loaded)
        if first <= span[1] and span[0] <= last:
            found.update({part.key: part for part in comparisons(rule.require) if part.key != name})
    return list(found.values())


def decides_nothing(
    loaded: CriteriaSet, override: Override, province: str, row_of: RowOf | None = None
) -> Problem | None:
    """What is wrong with an override that meets no part on some days; None where it always does.

    `row_of` says where the row of a part on some days is found, for whoever fills a workbook.
    """
    spans = spans_without_part(loaded, override, province)
    if not spans:
        return None
    key = override.overrides
    standing = spans_of_part(loaded, key, province)
    message = tr(
        "{key}: the set has no such threshold in force on {days}; the entry would decide nothing then.",
        key=key,
        days=_days(spans),
    )
    expected = tr("days on which it is in force: {days}", days=_days(standing)) if standing else None
    ways = [tr("change the days of the entry")] if any(_meet(override, days) for days in standing) else []
    rows = [
        row for span in spans for row in _rows_instead(loaded, key, span, province=province, row_of=row_of)
    ]
    if rows:
        named = "; ".join(dict.fromkeys(rows))
        ways.append(tr("if the decision sets one of these instead, enter it in that row: {rows}", rows=named))
    own = tr("sheet “Own indicators” of the workbook, or “indicators” of the file")
    ways.append(
        tr("if it still asks for this figure, enter it as the province's own indicator ({where})", where=own)
    )
    return Problem(
        "decides_nothing",
        message,
        file=override.file,
        line=override.line or None,
        expected=expected,
        remedy="; ".join(ways),
    )


def _rows_instead(
    loaded: CriteriaSet, key: str, span: Span, *, province: str, row_of: RowOf | None
) -> list[str]:
    """The rows of the other parts of the indicator that are in force on some days, with what they measure."""
    found = []
    for part in parts_instead(loaded, key, span, province):
        name = f"{key.partition('/')[0]}/{part.key}"
        place = row_of(name, span) if row_of else None
        label = words(loaded.variables[part.variable].label)
        found.append(f"{name} ({label}, {place})" if place else f"{name} ({label})")
    return found


def _meet(override: Override, span: Span) -> bool:
    return override.valid_from <= span[1] and (override.valid_to is None or span[0] <= override.valid_to)


def _rules_with(loaded: CriteriaSet, key: str, province: str) -> list[Rule]:
    code, _, name = key.partition("/")
    indicator = loaded.indicators.get(code)
    if indicator is None:
        return []
    return [
        rule
        for rule in _rules_of(loaded, indicator, province)
        if any(part.key == name for part in comparisons(rule.require))
    ]


def _rules_of(loaded: CriteriaSet, indicator: Indicator, province: str) -> list[Rule]:
    """The compositions of an indicator that can apply to a commune of a province."""
    place = places().find_old(province)
    columns = {place.region if place else None, *(rule.column for rule in loaded.head.threshold_column)}
    return [rule for rule in indicator.rules if not rule.regions or columns & {*rule.regions}]


def _span(rule: Rule, loaded: CriteriaSet) -> Span:
    return rule.valid_from, rule.valid_to or loaded.head.valid_to


def _uncovered(whole: Span, spans: list[Span]) -> list[Span]:
    """What is left of some days when others are taken away."""
    left: list[Span] = []
    start = whole[0]
    for first, last in sorted(spans):
        if first > whole[1]:
            break
        if first > start:
            left.append((start, first - _DAY))
        start = max(start, last + _DAY)
    if start <= whole[1]:
        left.append((start, whole[1]))
    return left


def _days(spans: list[Span]) -> str:
    return ", ".join(
        f"{first:%d/%m/%Y}" if first == last else f"{first:%d/%m/%Y} – {last:%d/%m/%Y}"
        for first, last in spans
    )
