"""Where the header of a sheet lies: below titles, over one to three rows, with units under it."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from itertools import pairwise
from typing import Any

from ntm_rules.errors import Problem
from ntm_rules.i18n import fold
from ntm_rules.tables.dated import Match, is_year, names_period, with_periods
from ntm_rules.tables.grid import text_of
from ntm_rules.tables.headers import HeaderMatcher, Target
from ntm_rules.tables.roles import role_of
from ntm_rules.tables.targets import Matcher
from ntm_rules.tables.vocabulary import forms

Rows = Sequence[tuple[int, list[Any]]]
COMMUNE = Target("identity", "commune")
# Titles above a table, and the rows one header spreads over, are no more than this in practice.
SEARCHED, TALLEST = 30, 3
# So many must name an indicator where nothing else tells a header.
FEWEST = 3
MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_COUNTED = re.compile(r"\(?(\d{1,3})\)?(\s*=.*)?")
_FIGURE = re.compile(r"-?\d[\d.,]*")


@dataclass(frozen=True, slots=True)
class Header:
    """The texts of a header, and its first and last place among the rows."""

    cells: tuple[str, ...]
    first: int
    last: int


def header_text(cell: Any) -> str:
    """A header as text: 17.1 typed as a number, or 17.11 that a workbook made a date of."""
    if isinstance(cell, date):
        return f"{cell.day}-{MONTHS[cell.month - 1]}"
    return text_of(cell).strip()


def find_header(rows: Rows, matcher: Matcher, anchor: Target = COMMUNE) -> Header | None:
    """The first row with a column of communes and one more that is known, joined with the rows it spreads over.

    `anchor` is the column that stands in every such table, where it is another than that of communes.
    """

    match = with_periods(matcher) if isinstance(matcher, HeaderMatcher) else _cached(matcher)
    texts = [[header_text(cell) for cell in cells] for _, cells in rows[: SEARCHED + TALLEST]]
    units: set[int] = set()
    for at, row in enumerate(texts[:SEARCHED]):
        commune = next((n for n, text in enumerate(row) if n not in units and match(text) == anchor), None)
        units |= _columns_of_units(row)
        if commune is None:
            continue
        best = _best(texts, at, commune, match)
        if _score(best.cells, match) > 1:
            return best
    return None


def _columns_of_units(row: Sequence[str]) -> set[int]:
    """The columns that a form's header has for units: “xã” under them is what is counted, not the head of communes."""
    folded = [fold(text) for text in row]
    if not any(text in forms().indicator for text in folded):
        return set()
    return {at for at, text in enumerate(folded) if text in forms().unit}


def _cached(matcher: Matcher) -> Match:
    @cache
    def match(text: str) -> Target | Problem | None:
        return matcher.match(text) if text else None

    return match


def find_figures(rows: Rows, matcher: HeaderMatcher) -> Header | None:
    """The first row that names several indicators, though no column of communes."""
    for at, (_, cells) in enumerate(rows[:SEARCHED]):
        texts = tuple(map(header_text, cells))
        matched = {text: matcher.match(text) for text in texts if text}
        found = {target for target in matched.values() if isinstance(target, Target)}
        if sum(target.role != "identity" for target in found) >= FEWEST and not _holds_small_figures(matched):
            return Header(texts, at, at)
    return None


def _holds_small_figures(matched: Mapping[str, Target | Problem | None]) -> bool:
    """Whether a row is of figures that only look like numbers of criteria: a text that nobody knows stands by them."""
    known = [
        text for text, target in matched.items() if isinstance(target, Target) and target.role != "identity"
    ]
    return len(known) < len(matched) and all(text.isdecimal() for text in known) and None in matched.values()


def _best(texts: list[list[str]], at: int, commune: int, match: Match) -> Header:
    """Of the rows around the one that names the communes, those that together name most columns; few before many."""
    lowest = at
    while lowest - at < TALLEST - 1 and lowest + 1 < len(texts):
        if not _continues(texts[lowest + 1], texts[at], commune, match):
            break
        lowest += 1
    windows = [
        Header(_joined(texts[first : last + 1], match), first, last)
        for last in range(at, lowest + 1)
        for first in range(at, max(-1, last - TALLEST, at - TALLEST), -1)
    ]
    return min(windows, key=lambda h: (-_score(h.cells, match), h.last - h.first))


def _continues(row: list[str], above: list[str], commune: int, match: Match) -> bool:
    """Whether a row goes on with the header: it names no commune, counts no columns and holds no figures."""
    named = row[commune] if commune < len(row) else ""
    figures = [text for text in row if _FIGURE.fullmatch(text)]
    return (
        named in ("", above[commune])
        and (not is_count_of_columns(row) or _numbers_criteria(row, above, match))
        and all(match(text) is not None or is_year(text) for text in figures)
    )


def _numbers_criteria(row: Sequence[str], above: Sequence[str], match: Match) -> bool:
    """Whether the numbers in a row are those of the criteria whose titles stand above them, not those of columns."""
    pairs = [(match(upper), match(text)) for upper, text in zip(above, row, strict=False) if upper and text]
    return sum(upper is not None and upper == number for upper, number in pairs) >= FEWEST


def is_count_of_columns(row: Sequence[str]) -> bool:
    """Whether a row numbers the columns, as (1), (2), (3) or A, B, 1, 2."""
    filled = [text for text in row if text and not (len(text) == 1 and text.isalpha())]
    counted = [_COUNTED.fullmatch(text) for text in filled]
    numbers = [int(found[1]) for found in counted if found]
    return len(numbers) == len(filled) > 1 and all(b == a + 1 for a, b in pairwise(numbers))


def _score(cells: Sequence[str], match: Match) -> int:
    return len({str(match(text)) for text in cells if match(text) is not None})


def _joined(texts: list[list[str]], match: Match) -> tuple[str, ...]:
    width = max(map(len, texts))
    even = [[*row, *[""] * (width - len(row))] for row in texts]
    header = even[0]
    for lower in even[1:]:
        group, above = "", header
        header = []
        for upper, text in zip(above, lower, strict=True):
            # A merged cell stands over the columns to its right, as far as these have headers of their own.
            group = upper or (group if text else "")
            header.append(_join(group, text, match) if text else upper)
    return tuple(header)


def _join(upper: str, lower: str, match: Match) -> str:
    both = f"{upper} {lower}"
    if not upper or upper == lower or fold(lower) in forms().aside:
        return lower
    if names_period(upper):
        # Năm 2022 or Kế hoạch 2024 over several numbers says of each when it is.
        return f"{lower} {upper}"
    # A stage over several numbers belongs to each of them; any other upper header is left where the lower says all.
    return (
        lower
        if match(lower) is not None and not (role_of(upper) is not None and match(both) is not None)
        else both
    )


def is_unit_row(cells: Sequence[Any], targets: Sequence[Target | None], matcher: Matcher) -> bool:
    """Whether a row under a header says in which units the columns are, each fitting what its column holds."""
    filled = [(header_text(c), t) for c, t in zip(cells, targets, strict=False) if header_text(c)]
    words = [(text, target) for text, target in filled if target is None or target.role != "identity"]
    named = [text for text, target in filled if target is not None and target.role == "identity"]
    return (
        bool(words)
        and all(fold(text) in forms().unit | forms().communes for text in named)
        and all(target is None or _unit(text) in matcher.units_of(target) for text, target in words)
        and any(target is not None for _, target in words)
    )


def _unit(text: str) -> str:
    inner = text.strip("() ").removeprefix("ĐVT:").strip()
    return fold(inner) or inner
