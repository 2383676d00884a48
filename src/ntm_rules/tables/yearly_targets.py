"""The table of targets: which criteria a commune is to meet in which year, and the tier of recognition it aims at."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

import numpy as np

from ntm_rules.definitions.conditions import Node
from ntm_rules.definitions.models import CriteriaSet
from ntm_rules.errors import Problem
from ntm_rules.i18n import fold, tr
from ntm_rules.tables.choices import choices_in_words, read_choice
from ntm_rules.tables.coded import Coded
from ntm_rules.tables.grid import Grid
from ntm_rules.tables.periods import read_year
from ntm_rules.tables.side_table import SideMatcher, SideReader, SideTable, Wrong, read_side_table
from ntm_rules.tables.vocabulary import read_vocabulary

_BETWEEN = re.compile(r"[;,+\n]|\s+và\s+|\s+and\s+|\s&\s", re.IGNORECASE)
_SPAN = re.compile(r"(\d+)\s*(?:-|–|—|đến|tới|to)\s*(\d+)", re.IGNORECASE)
_SHARE = re.compile(r"(\d+)\s*/\s*(\d+)")


class TargetWords(Node):
    """`targets.yaml`: the columns of targets, and the words in cells of criteria."""

    columns: dict[str, tuple[str, ...]]
    before: tuple[str, ...]
    all: tuple[str, ...]
    after: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Targets(SideTable):
    """Targets, one commune and year a row. Every column has one entry per row; None where blank.

    `years` holds the year a target is for; `criteria` the numbers of the criteria to be met as a tuple; `tiers`
    the tier aimed at (new_rural, advanced, model; none).
    """

    years: Coded
    criteria: Coded
    tiers: Coded


@cache
def target_words() -> TargetWords:
    """The words of targets, read once."""
    return read_vocabulary(TargetWords, "targets.yaml")


def read_targets(source: Any, loaded: CriteriaSet) -> Targets:
    """Read a file (CSV, workbook, Parquet, JSON records) or a pandas DataFrame of targets; all sheets that hold any.

    `commune`, `year`, and `criteria` or `tier` must be there. Raises InputError listing everything wrong, each
    with its place; UnreadableFileError where a file cannot be opened.
    """
    matcher = SideMatcher(target_words().columns)
    several = tr("head the columns of one sheet “Xã”, “Năm” and “Tiêu chí”, or save it as CSV")
    return read_side_table(source, matcher, lambda grid, at: _Reader(grid, at, loaded), several)


class _Reader(SideReader[Targets]):
    """Reads the columns of targets."""

    def __init__(self, grid: Grid, positions: Mapping[str, int], loaded: CriteriaSet) -> None:
        super().__init__(grid, positions)
        self._set = loaded
        self._codes = [criterion.code for criterion in loaded.criteria]

    def columns_missing(self, *, refused: bool) -> Iterable[Problem]:
        """What cannot be done without."""
        yield from super().columns_missing(refused=refused)
        if not refused and "year" not in self.at:
            message = tr("no column says which year a target is for.")
            yield self.grid.problem("no_year", message, remedy=tr("name the column with the years “year” or “Năm”"))  # fmt: skip
        if not refused and not {"criteria", "tier"} & self.at.keys():
            message = tr("no column says which criteria are to be met.")
            remedy = tr(
                "name the column with the numbers “criteria” or “Tiêu chí”, or that of the tier “tier” or “Mục tiêu”"
            )
            yield self.grid.problem("no_targets_column", message, remedy=remedy)

    def table(self, warnings: Iterable[Problem]) -> Targets:
        """All columns read."""
        common = self.common(warnings)
        years = self.column("year", _year)
        misread = {problem.row for problem in self.problems}
        self.refuse_blank(years, "year", "no_year", tr("the row names no year."), besides=misread)
        criteria, tiers = self.column("criteria", self._criteria), self.column("tier", _tier)
        self._refuse_empty(criteria, tiers)
        return Targets(**common, years=years, criteria=criteria, tiers=tiers)

    def _refuse_empty(self, criteria: Coded, tiers: Coded) -> None:
        misread = {problem.row for problem in self.problems}
        message = tr("the row says neither which criteria are to be met nor which tier is aimed at.")
        at = self.at.get("criteria", self.at.get("tier", 0))
        for row in np.flatnonzero(criteria.where([None]) & tiers.where([None])).tolist():
            if self.grid.rows[row] not in misread:
                self.note(Wrong("criteria_not_named", message, *_asked()), row, at)

    def _criteria(self, text: str, cell: Any) -> tuple[str, ...] | Wrong:
        """The criteria that a cell names: 5, 10-12; đạt 19/19; all."""
        if isinstance(cell, date):
            remedy = tr("a workbook has turned numbers into a date: write them as text, such as “5; 10-12”")
            return Wrong("criteria_not_named", tr("this is a date."), _asked()[0], remedy)
        text = unicodedata.normalize("NFC", text)
        if fold(text) in {fold(word) for word in target_words().all}:
            return tuple(self._codes)
        plain = _without(text, target_words().before, at_start=True)
        if plain.replace(",", ".") in self._set.indicators and not plain.isdecimal():
            message = tr("as a number this is indicator {code}; targets name criteria.", code=plain)
            remedy = tr("write two criteria as “{example}”, and an indicator as its criterion", example=plain.replace(",", "; ").replace(".", "; "))  # fmt: skip
            return Wrong("criteria_not_named", message, _asked()[0], remedy)
        if (counted := self._counted(plain)) is not None:
            return counted
        found: dict[str, None] = {}
        for part in filter(None, map(str.strip, _BETWEEN.split(plain))):
            named = self._span(_without(part, target_words().before, at_start=True))
            if isinstance(named, Wrong):
                return named
            found |= dict.fromkeys(named)
        if not found:
            return Wrong("criteria_not_named", tr("the cell names no criterion."), *_asked())
        return tuple(sorted(found, key=self._codes.index))

    def _counted(self, text: str) -> tuple[str, ...] | Wrong | None:
        """A number of criteria in place of their numbers: that of the set is all of them, none else says which."""
        bare = _without(text, target_words().after, at_start=False)
        share = _SHARE.fullmatch(bare)
        counted = share.groups() if share else (bare,) if bare != text and bare.isdecimal() else ()
        if not counted:
            return None
        if all(int(number) == len(self._codes) for number in counted):
            return tuple(self._codes)
        message = tr("it says how many criteria are to be met, not which.")
        return Wrong("criteria_not_named", message, *_asked())

    def _span(self, part: str) -> list[str] | Wrong:
        between = _SPAN.fullmatch(part)
        ends = [between[1], between[2]] if between else [part, part]
        unknown = [end for end in ends if end not in self._codes]
        first, last = (self._codes.index(end) if not unknown else 0 for end in ends)
        if unknown:
            message = tr("there is no criterion {code} in {set}.", code=unknown[0], set=self._set.id)
            return Wrong("unknown_code", message, *_asked())
        if last < first:
            message = tr("the span {span} ends before it begins.", span=part)
            return Wrong("criteria_not_named", message, *_asked())
        return self._codes[first : last + 1]


def _asked() -> tuple[str, str]:
    return tr("numbers of criteria such as 5, 10-12, or all"), tr("write the numbers of the criteria")


def _without(text: str, words: Iterable[str], *, at_start: bool) -> str:
    """A text without the words it begins or ends with."""
    known = "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))
    around = rf"(?:(?:{known})(?![^\W\d])[\s:.]*)+" if at_start else rf"\s*(?:{known})[\s.]*$"
    return re.sub(f"^{around}" if at_start else around, "", text, count=1, flags=re.IGNORECASE).strip()


def _year(text: str, _cell: Any) -> int | Wrong:
    return read_year(text) or Wrong("no_year", tr("this is not a year."), tr("a year such as 2023"))


def _tier(text: str, _cell: Any) -> str | Wrong:
    if tier := read_choice(text, "recognised"):
        return tier
    expected = tr("one of {ids}", ids=choices_in_words("recognised"))
    return Wrong("not_a_choice", tr("this is not one of the choices."), expected)
