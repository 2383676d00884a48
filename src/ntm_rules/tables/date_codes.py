"""Numbers of indicators that a workbook made dates of: 4.2 shown as 4-Feb, 15.1 as 15/01/2024.

They are read back where titles, the other dates or the numbers around them leave one way, and this is told.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from itertools import pairwise
from typing import Any

from ntm_rules.errors import Problem
from ntm_rules.i18n import fold, tr
from ntm_rules.tables.cells import says_a_result
from ntm_rules.tables.grid import Sheet, text_of
from ntm_rules.tables.header_rows import MONTHS, header_text
from ntm_rules.tables.headers import HeaderMatcher, Target
from ntm_rules.tables.vocabulary import forms

_NUMERIC = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](?:19|20)\d\d(?: 00:00(?::00)?)?")
_ISO = re.compile(r"(?:19|20)\d\d-(\d\d)-(\d\d)(?:[ T]00:00(?::00)?)?")
_NAMED = re.compile(
    rf"(\d{{1,2}})[-/ ](?:({'|'.join(MONTHS)})|thg ?(\d{{1,2}}))[a-z]*(?:-\d+)?", re.IGNORECASE
)
_CODE = re.compile(r"(\d{1,2})(?:[.,](\d{1,2}))?")
# The two ways in which a number becomes a date: 4.2 as 4 February, or as April 2.
DAY_FIRST, MONTH_FIRST = "day", "month"


@dataclass(slots=True)
class _Cell:
    """A date in a column of numbers, and the numbers of the set that it may have been, by the way it became one."""

    place: int
    text: str
    ways: dict[str, str]
    code: str | None = None
    titled: bool = False


@dataclass(frozen=True, slots=True)
class ReadBack:
    """A sheet with numbers in place of dates, what is told of them, and the dates that remain open."""

    sheet: Sheet
    notes: list[Problem] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)


def day_and_month(cell: Any) -> tuple[int, int] | None:
    """The day and month of a cell that holds a date, or a text that a date was written out as."""
    if isinstance(cell, date):
        return cell.day, cell.month
    if not isinstance(cell, str) or len(cell) < 4:
        return None
    text = cell.strip()
    if found := _NUMERIC.fullmatch(text):
        return int(found[1]), int(found[2])
    if found := _ISO.fullmatch(text):
        return int(found[2]), int(found[1])
    if found := _NAMED.fullmatch(text):
        month = MONTHS.index(found[2].lower()) + 1 if found[2] else int(found[3])
        return int(found[1]), month
    return None


def codes_from_dates(sheet: Sheet, matcher: HeaderMatcher, columns: Collection[int]) -> ReadBack:
    """The sheet with dates in columns of numbers read back; `columns` are those that may hold such numbers."""
    rows = [list(cells) for _, cells in sheet.rows]
    changed: list[tuple[int, _Cell]] = []
    open_: list[tuple[int, _Cell]] = []
    for column in columns:
        if not _numbers_stand_in(rows, column, matcher):
            continue
        found = _Column(rows, column, matcher).settled()
        for one in found:
            if one.code is not None:
                rows[one.place][column] = one.code
                changed.append((sheet.rows[one.place][0], one))
            elif not one.titled and any(says_a_result(cell) for cell in rows[one.place][column + 1 :]):
                open_.append((sheet.rows[one.place][0], one))
    if not changed and not open_:
        return ReadBack(sheet)
    numbers = [number for number, _ in sheet.rows]
    read = replace(sheet, rows=tuple(zip(numbers, rows, strict=True)))
    return ReadBack(
        read, [_told(sheet, changed)] if changed else [], [_refused(sheet, open_)] if open_ else []
    )


def _numbers_stand_in(rows: Sequence[Sequence[Any]], column: int, matcher: HeaderMatcher) -> bool:
    """Whether a column holds dates under a head such as TT, or among numbers of the set."""
    cells = [row[column] for row in rows if column < len(row)]
    if not any(day_and_month(cell) for cell in cells):
        return False
    headed = any(fold(header_text(cell)) in forms().number | forms().indicator for cell in cells)
    return headed or sum(header_text(cell).replace(",", ".") in matcher.codes for cell in cells) > 1


class _Column:
    """A column of numbers some of which are dates."""

    def __init__(self, rows: Sequence[Sequence[Any]], column: int, matcher: HeaderMatcher) -> None:
        self._rows, self._at, self._matcher = rows, column, matcher

    def settled(self) -> list[_Cell]:
        """Its dates, each with the number it was where that is beyond doubt."""
        plain: dict[int, tuple[int, int]] = {}
        dates: list[_Cell] = []
        for place, row in enumerate(self._rows):
            cell = row[self._at] if self._at < len(row) else ""
            if (found := day_and_month(cell)) is not None:
                dates.append(self._date(place, cell, *found))
            elif (number := _CODE.fullmatch(header_text(cell))) is not None:
                plain[place] = (int(number[1]), int(number[2] or 0))
        ways = {way for one in dates for way, code in one.ways.items() if one.code == code}
        shared = ways if len(ways) == 1 else set()
        ascending = all(a <= b for (_, a), (_, b) in pairwise(sorted(plain.items())))
        for one in dates:
            if one.code is None and len(one.ways) > 1 and shared:
                one.code = one.ways.get(min(shared))
        for one in dates:
            if one.code is None and ascending:
                one.code = _between(one, {**plain, **_codes(dates)})
        return dates

    def _date(self, place: int, cell: Any, day: int, month: int) -> _Cell:
        """A date with what its title and the set leave of it."""
        codes = self._matcher.codes
        both = {DAY_FIRST: f"{day}.{month}", MONTH_FIRST: f"{month}.{day}"}
        ways = {way: code for way, code in both.items() if code in codes}
        one = _Cell(place, _shown(cell), ways)
        titled = self._codes_of_title(place)
        one.titled = bool(titled)
        fits = {code for code in ways.values() if not titled or code in titled}
        if len(fits) == 1:
            one.code = min(fits)
        # The same number either way says nothing of the way.
        one.ways = {} if day == month else ways
        return one

    def _codes_of_title(self, place: int) -> set[str]:
        """The numbers of the indicators that the texts beside a date name."""
        named: set[str] = set()
        for cell in self._rows[place][self._at + 1 :]:
            target = self._matcher.match(cell) if isinstance(cell, str) and cell.strip() else None
            if isinstance(target, Target) and target.role != "identity":
                named |= self._matcher.indicators_of(target.name)
        return named


def _codes(dates: Sequence[_Cell]) -> Mapping[int, tuple[int, int]]:
    settled = ((one.place, one.code.split(".")) for one in dates if one.code)
    return {place: (int(first), int(second)) for place, (first, second) in settled}


def _between(one: _Cell, known: Mapping[int, tuple[int, int]]) -> str | None:
    """The one number that fits between those before and behind it."""
    before = [code for place, code in known.items() if place < one.place]
    behind = [code for place, code in known.items() if place > one.place]
    fits = []
    for code in set(one.ways.values()):
        first, second = (int(part) for part in code.split("."))
        if all(other <= (first, second) for other in before) and all((first, second) <= o for o in behind):
            fits.append(code)
    return fits[0] if len(fits) == 1 and (before or behind) else None


def _shown(cell: Any) -> str:
    return f"{cell.day:02}/{cell.month:02}/{cell.year}" if isinstance(cell, date) else text_of(cell).strip()


def _told(sheet: Sheet, changed: Sequence[tuple[int, _Cell]]) -> Problem:
    listed = ", ".join(
        tr("row {row}: {date} is {code}", row=row, date=one.text, code=one.code) for row, one in changed
    )
    return Problem(
        "dates_read_back",
        tr(
            "a workbook has turned numbers of indicators into dates; they are read back: {listed}.",
            listed=listed,
        ),
        file=sheet.name,
        sheet=sheet.sheet,
        row=changed[0][0],
        remedy=tr("format the column of numbers as text and write the numbers again"),
        facts={"rows": {str(row): one.code for row, one in changed}},
    )


def _refused(sheet: Sheet, dates: Sequence[tuple[int, _Cell]]) -> Problem:
    listed = ", ".join(tr("row {row}: {date}", row=row, date=one.text) for row, one in dates)
    return Problem(
        "ambiguous_number_header",
        tr(
            "a workbook has turned numbers of indicators into dates, and which they were is not sure: {listed}.",
            listed=listed,
        ),
        file=sheet.name,
        sheet=sheet.sheet,
        row=dates[0][0],
        remedy=tr("format the column of numbers as text and write the numbers again, such as 17.11"),
    )
