"""Headers that name a period beside what they hold, such as “Thu nhập năm 2022” or 4.2 under “Năm 2022”."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

from ntm_rules.errors import Problem
from ntm_rules.i18n import fold
from ntm_rules.limits import LONGEST_HEADER
from ntm_rules.tables.headers import HeaderMatcher, Target
from ntm_rules.tables.periods import Period, period_of
from ntm_rules.tables.roles import role_of
from ntm_rules.tables.vocabulary import forms

# “Ước thực hiện năm 2023”, “6 tháng đầu năm 2023”, “2023” at the end of a header; “2021-2025” is no year of a figure.
_PERIOD = r"(?:ước(?:\s+\w+){0,2}?\s+)?(?:(?:6|sáu)\s+tháng\s+(?:đầu|cuối)\s+)?(?:năm\s+)?(?:19|20)\d\d"
_ENDS = re.compile(
    rf"(?P<rest>.*?)(?:^|(?<!\d\d\d\d)(?<!\d\d\d\d[-–])(?<!\d\d\d\d [-–])[\s,;:(–-]+)(?P<period>{_PERIOD})\s*\)?",
    re.IGNORECASE,
)
_YEAR = re.compile(r"(?:19|20)\d\d")
Match = Callable[[str], Target | Problem | None]


@dataclass(frozen=True, slots=True)
class Dated:
    """A header that ends with a period: what stands before it, and the period."""

    rest: str
    period: Period


def _split(text: str) -> Dated | None:
    if len(text) > LONGEST_HEADER:
        return None
    found = _ENDS.fullmatch(" ".join(unicodedata.normalize("NFC", text).split()))
    if found is None:
        return None
    period = period_of(found["period"], None)
    return Dated(found["rest"].strip(), period) if period else None


def names_period(text: str) -> bool:
    """Whether a header over others says of which period these are, and whether planned: Năm 2022, Kế hoạch 2024."""
    found = _split(text)
    if found is None:
        return False
    rest = fold(found.rest)
    return not rest or role_of(found.rest) is not None or rest in forms().plan | forms().estimate


def is_year(text: str) -> bool:
    """Whether a text is a year and no more."""
    return _YEAR.fullmatch(text) is not None


def dated(text: str, matcher: HeaderMatcher) -> Dated | None:
    """The period that a header of a figure ends with; None where it names none, or is a title that ends so."""
    found = _split(text) if text and not matcher.is_mapped(text) else None
    if found is None or not found.rest:
        return None
    whole, rest = matcher.match(text), matcher.match(found.rest)
    if not isinstance(rest, Target) or rest.role in ("identity", "plan"):
        return None
    # A column of plans is told and left out; one whose whole header is a title keeps it.
    if isinstance(whole, Target) and (whole.role == "plan" or whole != rest):
        return None
    return found


def with_periods(matcher: HeaderMatcher) -> Match:
    """What a header means, of another period another thing."""

    @cache
    def match(text: str) -> Target | Problem | None:
        if text and (found := dated(text, matcher)) and isinstance(one := matcher.match(found.rest), Target):
            return Target(one.role, f"{one.name} {found.period.text}", one.stage, one.ticked)
        return matcher.match(text) if text else None

    return match
