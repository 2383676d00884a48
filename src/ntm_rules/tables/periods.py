"""Years and periods as cells, headers and titles name them: which part of which year, and whether of results."""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from ntm_rules.i18n import fold
from ntm_rules.tables.vocabulary import forms

_YEAR_ALONE = re.compile(r"(?:năm\s*)?((?:19|20)\d\d)(?:\.0)?", re.IGNORECASE)
_YEAR = re.compile(r"(?<!\d)((?:19|20)\d\d)(?!\d)")
_SPAN = re.compile(r"(?:19|20)\d\d\s*[-–]\s*(?:19|20)\d\d")
_DAY = re.compile(r"(?<!\d)(\d{1,2})[/.-](\d{1,2})(?:[/.-]((?:19|20)\d\d))?(?!\d)")
_QUARTER = re.compile(r"\bquy (iv|iii|ii|i|[1-4])\b")
# Nine months, or one month alone, are no period that is judged.
_MONTHS = re.compile(r"\b(?!6 |12 )\d{1,2} thang\b|(?<!ngay \d )(?<!ngay \d\d )\bthang \d")
_QUARTERS = {"i": 1, "ii": 2, "iii": 3, "iv": 4}
_CODED = re.compile(r"((?:19|20)\d\d)-?(H[12]|Q[1-4])", re.IGNORECASE)
# Months of each part of a year, the first and the last.
_MONTHS_OF = {
    "": (1, 12),
    "H1": (1, 6),
    "H2": (7, 12),
    "Q1": (1, 3),
    "Q2": (4, 6),
    "Q3": (7, 9),
    "Q4": (10, 12),
}
# A title says of which year its figures are in these words; other years in it are of decisions and programmes.
_OF_YEAR = re.compile(
    r"(?<!\w)(?<!tháng \d )(?<!tháng \d\d )năm\s+((?:19|20)\d\d)(?!\s*[-–]\s*\d)", re.IGNORECASE
)
_UNTIL = re.compile(r"(?:đến|tính đến|thời điểm)\s+(?:hết\s+)?(?:ngày\s+)?\d{1,2}/\d{1,2}/((?:19|20)\d\d)", re.IGNORECASE)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Period:
    """A period: its year, the part of it (`H1`, `Q3`, blank for the whole), and the kind of its figures."""

    year: int
    part: str = ""
    kind: str = "actual"

    @property
    def text(self) -> str:
        """As the column of periods writes it."""
        return f"{self.year}-{self.part}" if self.part else str(self.year)

    @property
    def first(self) -> date:
        """Its first day."""
        return date(self.year, _MONTHS_OF[self.part][0], 1)

    @property
    def last(self) -> date:
        """Its last day."""
        month = _MONTHS_OF[self.part][1]
        return date(self.year, month, calendar.monthrange(self.year, month)[1])


def read_year(text: str) -> int | None:
    """A year as a cell names it: 2023 or Năm 2023."""
    found = _YEAR_ALONE.fullmatch(text)
    return int(found[1]) if found else None


def read_period(text: str) -> Period | None:
    """A period as a cell names it: 2023, Năm 2023, 2023-H1, 2023-Q3, Quý III/2023, 6 tháng đầu năm 2023."""
    if year := read_year(text):
        return Period(year)
    found = period_of(text, None)
    return found if found and found.part and found.kind == "actual" else None


def period_of(text: str, base: int | None) -> Period | None:
    """The period that a header names; `base` is the year of one that names none. None where it is no period."""
    if coded := _CODED.fullmatch(text.strip()):
        return Period(int(coded[1]), coded[2].upper())
    folded = f" {fold(text)} "
    if _MONTHS.search(folded):
        return None
    day = _DAY.search(text)
    year = _YEAR.search(_SPAN.sub(" ", text))
    part = _part(folded, day)
    last = _any(folded, forms().last_year)
    if part is None and not year and not day and not last:
        return None
    found = int(year[1]) if year else None if base is None else base - last
    return None if found is None else Period(found, part or "", _kind(folded))


def years_told(texts: Iterable[str]) -> set[int]:
    """The years that titles say their figures are of."""
    return {int(year) for text in texts for pattern in (_OF_YEAR, _UNTIL) for year in pattern.findall(text)}


def _part(folded: str, day: re.Match[str] | None) -> str | None:
    if _any(folded, forms().second_half):
        return "H2"
    if _any(folded, forms().first_half):
        return "H1"
    if quarter := _QUARTER.search(folded):
        return f"Q{_QUARTERS.get(quarter[1]) or quarter[1]}"
    if day and (int(day[1]), int(day[2])) == (30, 6):
        return "H1"
    return None


def _kind(folded: str) -> str:
    if _any(folded, forms().plan):
        return "plan"
    return "estimate" if _any(folded, forms().estimate) else "actual"


def _any(folded: str, words: Iterable[str]) -> bool:
    return any(f" {word} " in folded for word in words)
