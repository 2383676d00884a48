"""Units that a line above a table names for its columns: “ĐVT: triệu đồng”, “thu nhập bình quân một tháng”."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from ntm_rules.tables.dated import dated
from ntm_rules.tables.grid import Grid
from ntm_rules.tables.headers import HeaderMatcher
from ntm_rules.tables.targets import Matcher, Target
from ntm_rules.tables.units import named_in, span_in, unit_key
from ntm_rules.tables.vocabulary import title_key

_UNIT_LINE = re.compile(r"(?:đvt|đơn vị tính|đơn vị)\s*:\s*([^()]+)", re.IGNORECASE)
_PARTS = re.compile(r"\s*[;,]\s*")
# A title of one word, such as “Thu nhập”, is too common in lines of text to say what they are about.
_FEWEST_WORDS = 3


def with_unit_above(grid: Grid, lines: Sequence[str], header: Sequence[str], matcher: Matcher) -> Grid:
    """The grid with the unit that a line above the table names for the columns it can be of.

    A row of units under the header, or a unit in a column's own header, says more than a line above.
    """
    if grid.units or not lines:
        return grid
    units = [unit for line in lines for unit in _units_of(line)]
    named = tuple(_for_column(text, units, lines, matcher) for text in header)
    return replace(grid, units=named, units_above=True) if any(named) else grid


def _units_of(line: str) -> Iterator[str]:
    """The units that a line names, each part of “ĐVT: %, triệu đồng”."""
    found = _UNIT_LINE.search(line)
    if found:
        yield found[1].strip()
        yield from _PARTS.split(found[1].strip())


def _for_column(text: str, units: Sequence[str], lines: Sequence[str], matcher: Matcher) -> str:
    target = _target(text, matcher)
    if target is None or target.role == "identity":
        return ""
    known = matcher.units_of(target)
    unit = next((one for one in units if unit_key(one) in known), "")
    if isinstance(matcher, HeaderMatcher):
        if any(named_in(asked, text) for asked in matcher.units_by_name(target).values()):
            return ""
        return unit or _span_above(target, lines, matcher)
    return unit


def _target(text: str, matcher: Matcher) -> Target | None:
    if isinstance(matcher, HeaderMatcher) and (one := dated(text, matcher)):
        text = one.rest
    found = matcher.match(text) if text else None
    return found if isinstance(found, Target) else None


def _span_above(target: Target, lines: Sequence[str], matcher: HeaderMatcher) -> str:
    """The span of time that a title gives a figure it names: “Thu nhập bình quân đầu người một tháng năm 2023”."""
    for name, unit in matcher.units_by_name(target).items():
        if not unit.spans:
            continue
        titles = [title for title in matcher.names_of(name) if len(title.split()) >= _FEWEST_WORDS]
        for line in lines:
            span = span_in(line, unit)
            if span and any(title in title_key(line) for title in titles):
                return span.vi
    return ""
