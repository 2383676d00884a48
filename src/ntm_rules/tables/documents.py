"""The table of papers: which commune's paper proves which indicator, of which period, until when it holds."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any, Literal

import numpy as np
from pydantic import RootModel

from ntm_rules.definitions.conditions import Node
from ntm_rules.definitions.models import CriteriaSet
from ntm_rules.errors import Problem
from ntm_rules.i18n import tr
from ntm_rules.tables.coded import Coded, factorize
from ntm_rules.tables.grid import Grid
from ntm_rules.tables.headers import HeaderMatcher
from ntm_rules.tables.identity import read_date
from ntm_rules.tables.periods import Period, read_period, read_year
from ntm_rules.tables.side_table import SideMatcher, SideReader, SideTable, Wrong, read_side_table
from ntm_rules.tables.targets import Target
from ntm_rules.tables.vocabulary import read_vocabulary

TEXTS = ("kind", "number", "issuer", "file")
_PERIOD = re.compile(r"((?:19|20)\d\d)(?:-(?:H([12])|Q([1-4])))?")
_NUMBER = re.compile(r"(?:[^\W\d]+\s+)*[1-9]\d?(?:[.,][1-9]\d?)?")
_BETWEEN = re.compile(r"\s*[;\n]\s*|,\s+|\s+và\s+")


class DocumentColumn(Node):
    """A column of the table of papers, as `criteria/vocabulary/documents.yaml` lists it."""

    kind: Literal["indicator", "period", "date", "end", "text", "flag"]
    aliases: tuple[str, ...] = ()


class _Columns(RootModel[dict[str, DocumentColumn]]):
    pass


@dataclass(frozen=True, slots=True)
class Documents(SideTable):
    """Papers, one a row. Every array and column has one entry per row; None where blank.

    `covers` holds the numbers of indicators and criteria as a tuple; `periods` a Period; `issued` and `valid_to`
    days; `texts` the rest.
    """

    covers: Coded
    periods: Coded
    issued: Coded
    valid_to: Coded
    texts: Mapping[str, Coded]


@cache
def document_columns() -> dict[str, DocumentColumn]:
    """The columns by name, read once."""
    return read_vocabulary(_Columns, "documents.yaml").root


def read_documents(source: Any, loaded: CriteriaSet) -> Documents:
    """Read a file (CSV, workbook, Parquet, JSON records) or a pandas DataFrame of papers; all sheets that hold any.

    Only `commune` and `indicator` (or `criterion`) must be there. Raises InputError listing everything wrong, each
    with its place; UnreadableFileError where a file cannot be opened.
    """
    matcher = SideMatcher({name: column.aliases for name, column in document_columns().items()})
    several = tr("head the columns of one sheet “Xã” and “Chỉ tiêu”, or save it as CSV")
    return read_side_table(source, matcher, lambda grid, at: _Reader(grid, at, loaded), several)


class _Reader(SideReader[Documents]):
    """Reads the columns of papers."""

    def __init__(self, grid: Grid, positions: Mapping[str, int], loaded: CriteriaSet) -> None:
        super().__init__(grid, positions)
        self._set = loaded
        self._matcher = HeaderMatcher(loaded)

    def columns_missing(self, *, refused: bool) -> Iterable[Problem]:
        """What cannot be done without."""
        yield from super().columns_missing(refused=refused)
        if not refused and not {"indicator", "criterion"} & self.at.keys():
            message = tr("no column says which indicator a paper is for.")
            remedy = tr("name the column with the numbers “indicator” or “Chỉ tiêu”")
            yield self.grid.problem("no_indicator_column", message, remedy=remedy)

    def table(self, warnings: Iterable[Problem]) -> Documents:
        """All columns read."""
        common = self.common(warnings)
        covers = self._covers()
        issued, valid_to = self.column("date", _day), self.column("valid_to", _last_day)
        self._refuse_reversed(issued, valid_to)
        return Documents(
            **common,
            covers=covers,
            periods=self.column("period", _period),
            issued=issued,
            valid_to=valid_to,
            texts={name: self.column(name, lambda text, _: text) for name in TEXTS},
        )

    def _covers(self) -> Coded:
        """The numbers each paper is for: those of indicators, else that of the criterion beside them."""
        numbers = {name: self.column(name, self._numbers) for name in ("indicator", "criterion")}
        codes, different = factorize(list(zip(*(column.cells for column in numbers.values()), strict=True)))
        values = np.empty(len(different), dtype=object)
        values[:] = [indicator or criterion for indicator, criterion in different]
        found = Coded(codes, values)
        named = next(name for name in numbers if name in self.at)
        misread = {problem.row for problem in self.problems if problem.kind != "blank_commune"}
        message = tr("the row names no indicator.")
        self.refuse_blank(found, named, "unknown_code", message, besides=misread)
        return found

    def _numbers(self, text: str, cell: Any) -> tuple[str, ...] | Wrong:
        """The numbers a cell names, by the grammar of headers."""
        if isinstance(cell, float) and f"{text}0" in self._matcher.codes:
            message = tr("as a number this is {code} as well as {code}0, whose last zero a workbook drops.", code=text)  # fmt: skip
            as_text = tr("write it as text, such as “Chỉ tiêu {code}”", code=text)
            return Wrong("ambiguous_number", message, None, as_text)
        parts = [part for part in _BETWEEN.split(text) if part]
        # Titles hold commas too: only what are numbers throughout is a list of them.
        if len(parts) == 1 or not all(_NUMBER.fullmatch(part) for part in parts):
            parts = [text]
        codes = [code for part in parts if (code := self._code(part))]
        if len(codes) == len(parts):
            return tuple(codes)
        message = tr("there is no criterion or indicator {code} in {set}.", code=text, set=self._set.id)
        if isinstance(cell, date):
            as_text = tr("a workbook has turned a number into a date: write it as text, such as 17.11")
            return Wrong("unknown_code", message, None, as_text)
        near = [code for code in self._set.indicators if code.split(".")[0] == re.split("[.,]", text)[0]]
        expected = tr("one of {ids}", ids=", ".join(near)) if near else tr("a number such as 10 or 17.1")
        return Wrong("unknown_code", message, expected)

    def _code(self, text: str) -> str | None:
        target = self._matcher.match(text)
        if not isinstance(target, Target) or target.role == "identity":
            return None
        if target.name in self._matcher.codes:
            return target.name
        behind = [
            code
            for code, indicator in self._set.indicators.items()
            if any(target.name in indicator.variables_on(rule.valid_from) for rule in indicator.rules)
        ]
        return behind[0] if len(behind) == 1 else None

    def _refuse_reversed(self, issued: Coded, valid_to: Coded) -> None:
        for row, (start, end) in enumerate(zip(issued.cells, valid_to.cells, strict=True)):
            if start and end and end < start:
                message = tr("the paper ends before it was issued, on {day}.", day=_shown(start))
                remedy = tr("correct the date of issue or the end")
                self.note(Wrong("ends_before_issue", message, None, remedy), row, self.at["valid_to"])


def _day(text: str, _cell: Any) -> date | Wrong:
    expected = tr("a date such as 31/12/2023 or 2023-12-31")
    return read_date(text) or Wrong("not_a_date", tr("this is not a date."), expected)


def _last_day(text: str, cell: Any) -> date | Wrong:
    """A day, or the last one of a year."""
    year = read_year(text)
    return date(year, 12, 31) if year else _day(text, cell)


def _period(text: str, _cell: Any) -> Period | Wrong:
    expected = tr("a period such as 2024, 6 tháng đầu năm 2024 (2024-H1) or quý III/2024 (2024-Q3)")
    return read_period(text) or Wrong("not_a_period", tr("this is not a period."), expected)


def _shown(day: date) -> str:
    return f"{day.day}/{day.month}/{day.year}"
