"""The identity columns: which commune, which period, which place, and what is known of it."""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ntm_rules.definitions.places import Place, places
from ntm_rules.errors import Findings, Problem
from ntm_rules.i18n import fold, tr
from ntm_rules.i18n import words as words_of
from ntm_rules.limits import MOST_HINTS
from ntm_rules.tables.cells import formula_failed
from ntm_rules.tables.choices import cells_in_words, is_not_listed, read_choice
from ntm_rules.tables.coded import Coded, combine, factorize
from ntm_rules.tables.districts import old_province_of
from ntm_rules.tables.grid import Grid
from ntm_rules.tables.periods import read_period, read_year
from ntm_rules.tables.roles import ticks
from ntm_rules.tables.row_kinds import plain_name
from ntm_rules.tables.vocabulary import IdentityColumn, identity_columns, word_key, words

# Days as a workbook counts them, from 1954 to 2064.
_SERIALS = (20_000, 60_000)
_SIGNED = re.compile(r"\bngày\s+(\d{1,2}[/.-]\d{1,2}[/.-]\d{4})$", re.IGNORECASE)
_VIETNAMESE_DATE = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})")


class IdentityReader:
    """Reads the identity columns of one grid; what is wrong gathers in `problems`."""

    def __init__(self, grid: Grid, positions: Mapping[str, int]) -> None:
        self._grid = grid
        self._positions = positions
        self.problems = Findings()
        self._hints = 0
        self.notices: list[Problem] = []

    def columns(self) -> dict[str, Coded]:
        """Every identity column of the grid, None where blank."""
        return {name: self._column(name, position) for name, position in self._positions.items()}

    def _column(self, name: str, position: int) -> Coded:
        codes, cells = factorize(self._grid.columns[position])
        texts = [_cell(cell) for cell in cells]
        found = np.empty(len(texts), dtype=object)
        wrong: dict[int, tuple[str, str]] = {}
        years: list[str] = []
        for number, text in enumerate(texts):
            if word_key(text) in words().missing:
                continue
            if formula_failed(text):
                wrong[number] = "formula_error", tr("a result")
                continue
            if is_not_listed(text, name):
                continue
            read = _read(text, name)
            if read is None and identity_columns()[name].year_alone and (year := read_year(text)):
                read = date(year, 12, 31)
                years.append(text)
            if read is None:
                wrong[number] = _expected(name)
            found[number] = read
        for row in np.flatnonzero(np.isin(codes, list(wrong))) if wrong else ():
            error, expected = wrong[int(codes[row])]
            remedy = serial_remedy(texts[codes[row]]) if error == "not_a_date" else None
            self.problem(error, int(row), name, _SAID[error](), expected, remedy)
        if years:
            message = tr(
                "where only the year is given, as in “{value}”, its last day stands for it.", value=years[0]
            )
            self.notices.append(self._grid.problem("year_for_date", message, at=position))
        return Coded(codes, found)

    def problem(
        self,
        kind: str,
        row: int,
        name: str,
        message: str,
        expected: str | None = None,
        remedy: str | None = None,
    ) -> None:
        """Note what is wrong with one cell."""
        at = self._positions.get(name)
        remedy = remedy or tr("correct the cell")
        self.problems.append(
            self._grid.problem(kind, message, row=row, at=at, expected=expected, remedy=remedy)
        )

    def place(self, identity: Mapping[str, Coded], judged_on: Coded) -> tuple[Coded, Coded, Coded]:
        """The region of each row's province, its province of before July 2025, and its province as given.

        A province given by its code alone gets its name; None where not known.
        """
        blank = Coded.constant(None, len(judged_on))
        names = ("old_province", "province", "province_code", "region", "district", "old_district")
        index, different, first = combine(*(identity.get(name, blank) for name in names), judged_on)
        region, old, named = (np.empty(len(different), dtype=object) for _ in range(3))
        wrong: set[tuple[Any, ...]] = set()
        by_district: dict[tuple[str, str, str], list[int]] = {}
        for number in np.argsort(first).tolist():
            *given, day = different[number]
            names_alone = (*given[:4], day)
            if names_alone in wrong:
                # What is wrong with a name is listed once, whatever districts stand beside it.
                continue
            problems = len(self.problems)
            found, region[number] = self._one_place(int(first[number]), given, day)
            if len(self.problems) > problems:
                wrong.add(names_alone)
            old[number] = found.old if found else None
            named[number] = given[1] or (found.name if found else None)
            if found and given[0] is None and day < places().new_provinces_from and given[1]:
                plain = places().find(given[1], day)
                if plain and plain.old != found.old:
                    district = next(filter(None, given[4:]))
                    by_district.setdefault((given[1], str(found.old), district), []).append(number)
        self._note_provinces_by_district(by_district, index)
        # Many districts lie in one province: what follows is worked out once for each different value.
        return Coded(index, region).distinct(), Coded(index, old).distinct(), Coded(index, named).distinct()

    def _nearest(self, text: str) -> str | None:
        """The province most like a name; of very many unknown names the first few are looked up."""
        self._hints += 1
        return _nearest(text) if self._hints <= MOST_HINTS else None

    def _note_provinces_by_district(
        self, given: Mapping[tuple[str, str, str], list[int]], index: NDArray[np.intp]
    ) -> None:
        """Tell of rows before July 2025 whose province is named by what it became."""
        for (name, old, district), numbers in given.items():
            rows = np.flatnonzero(np.isin(index, numbers))
            message = tr(
                "{n} row(s) before July 2025: {district} was a district of {old}, so {province} is taken as the"
                " new province, and the levels are those of {old}.",
                n=len(rows),
                district=district,
                old=old,
                province=name,
            )
            at = self._positions.get("province")
            note = self._grid.problem("province_by_district", message, row=int(rows[0]), at=at)
            self.notices.append(note)

    def _one_place(self, row: int, given: list[Any], day: date) -> tuple[Place | None, str | None]:
        old_name, name, code, region_name, *districts = given
        found: Place | None = None
        for column, text in (("old_province", old_name), ("province", name), ("province_code", code)):
            if text is None:
                continue
            one = places().find_old(text) if column == "old_province" else places().find(text, day)
            if one is None:
                near = self._nearest(text)
                self.problem(
                    "unknown_province", row, column, tr("there is no province of this name."),
                    tr("one of the 63 provinces or the 34 since July 2025"),
                    tr("write “{name}” if that is meant", name=near) if near else None,
                )  # fmt: skip
                return None, None
            if found and not _related(found, one):
                self.problem(
                    "region_contradicts",
                    row,
                    column,
                    tr(
                        "{first} and {second} are two different provinces.", first=found.name, second=one.name
                    ),
                )
                return None, None
            found = found or one
        if found and old_name is None and (old := _by_district(found, next(filter(None, districts), None))):
            found = old
        if region_name is None:
            return found, found.region if found else None
        region = places().find_region(region_name)
        if region is None:
            self.problem(
                "not_a_choice",
                row,
                "region",
                tr("this is not one of the choices."),
                ", ".join(words_of(one) for one in places().regions.values()),
            )
            return None, None
        if found and found.region and found.region != region.id:
            self.problem(
                "region_contradicts", row, "region",
                tr("{province} lies in another region, {region}.", province=found.name, region=words_of(places().regions[found.region])),
            )  # fmt: skip
        return found, region.id


def _by_district(found: Place, district: str | None) -> Place | None:
    """The old province that a district was in, where a name may be meant as that of the new one; None where it is no other."""
    parts = places().parts_of(found.name)
    if district is None or len(parts) < 2:
        return None
    own = old_province_of(district, parts)
    if own is None or own == found.old:
        return None
    return places().find_old(own)


def _related(one: Place, other: Place) -> bool:
    """Whether one is the other, or the province since July 2025 that the other became part of."""
    after = {place.name: places().became(place.name) for place in (one, other)}
    return one == other or any(
        whole is not None and whole.name == place.name
        for place, whole in ((other, after[one.name]), (one, after[other.name]))
    )


def _nearest(text: str) -> str | None:
    import difflib

    by_key = {fold(name): name for name in places().names}
    found = difflib.get_close_matches(fold(text), list(by_key), n=1, cutoff=0.6)
    return by_key[found[0]] if found else None


def _cell(cell: Any) -> str:
    if isinstance(cell, float) and math.isnan(cell):
        return ""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return " ".join(unicodedata.normalize("NFC", str(cell)).split())


def _read(text: str, name: str) -> Any:
    """What a cell of a column says; None where it cannot be read."""
    kind = identity_columns()[name]
    match kind.kind:
        case "text":
            return plain_name(text) if name == "commune" else text
        case "year":
            return read_year(text)
        case "period":
            found = read_period(text)
            return found and found.text
        case "date":
            return read_date(text)
        case "flag":
            return _flag(text, kind)
        case "choice":
            return read_choice(text, name)


def read_date(text: str) -> date | None:
    """A date as 2024-03-01, 01/3/2024, or of a decision: QĐ số 12/QĐ-UBND ngày 01/3/2024."""
    try:
        if signed := _SIGNED.search(text):
            text = signed[1]
        if found := _VIETNAMESE_DATE.fullmatch(text):
            return date(int(found[3]), int(found[2]), int(found[1]))
        return date.fromisoformat(text.removesuffix(" 00:00:00"))
    except ValueError:
        return None


def serial_remedy(text: str) -> str | None:
    """What to do with a number that may be a workbook's count of days; which day is for the planner to say."""
    if not text.isdecimal() or len(text) > 5 or not _SERIALS[0] <= int(text) <= _SERIALS[1]:
        return None
    day = f"{date(1899, 12, 30) + timedelta(days=int(text)):%d/%m/%Y}"
    return tr("format the cells as dates, or write {day} if a workbook counted the days", day=day)


def _flag(text: str, kind: IdentityColumn) -> bool | None:
    key = word_key(text)
    if key in words().fact_true | ticks() or key in {fold(word) for word in kind.true_words}:
        return True
    return False if key in words().fact_false or key in {fold(word) for word in kind.false_words} else None


def _expected(name: str) -> tuple[str, str]:
    match identity_columns()[name].kind:
        case "year":
            return "no_year", tr("a year such as 2023")
        case "period":
            return "not_a_period", tr(
                "a period such as 2024, 6 tháng đầu năm 2024 (2024-H1) or quý III/2024 (2024-Q3)"
            )
        case "date":
            return "not_a_date", tr("a date such as 31/12/2023 or 2023-12-31")
        case "flag":
            return "not_a_flag", cells_in_words(name)
        case _:
            return "not_a_choice", cells_in_words(name)


_SAID = {
    "formula_error": lambda: tr("the formula gives an error, or its result was not saved."),
    "no_year": lambda: tr("this is not a year."),
    "not_a_period": lambda: tr("this is not a period."),
    "not_a_date": lambda: tr("this is not a date."),
    "not_a_flag": lambda: tr("this is neither yes nor no."),
    "not_a_choice": lambda: tr("this is not one of the choices."),
}
