"""The table of papers: which commune's paper proves which indicator, of which period, until when it holds."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any, Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray
from pydantic import RootModel

from ntm_rules.definitions.conditions import Node
from ntm_rules.definitions.models import CriteriaSet
from ntm_rules.errors import InputError, Problem
from ntm_rules.i18n import fold, tr
from ntm_rules.tables.cells import formula_failed
from ntm_rules.tables.coded import Coded, factorize
from ntm_rules.tables.doubled import doubled
from ntm_rules.tables.grid import Grid, from_frame, text_of
from ntm_rules.tables.headers import HeaderMatcher
from ntm_rules.tables.identity import read_date
from ntm_rules.tables.joined import in_order
from ntm_rules.tables.layout import plain_grids
from ntm_rules.tables.periods import Period, read_period, read_year
from ntm_rules.tables.sources import read_file
from ntm_rules.tables.targets import Target
from ntm_rules.tables.vocabulary import identity_columns, read_vocabulary, word_key, words

PLACES = ("commune", "commune_code", "district", "province")
TEXTS = ("kind", "number", "issuer", "file")
_NUMBER = re.compile(r"(?:[^\W\d]+\s+)*[1-9]\d?(?:[.,][1-9]\d?)?")
_BETWEEN = re.compile(r"\s*[;\n]\s*|,\s+|\s+và\s+")


class DocumentColumn(Node):
    """A column of the table of papers, as `criteria/vocabulary/documents.yaml` lists it."""

    kind: Literal["indicator", "period", "date", "end", "text", "flag"]
    aliases: tuple[str, ...] = ()


class _Columns(RootModel[dict[str, DocumentColumn]]):
    pass


@dataclass(frozen=True, slots=True)
class Documents:
    """Papers, one a row. Every array and column has one entry per row; None where blank.

    `places` says which commune (commune, commune_code, district, province). `covers` holds the numbers of
    indicators and criteria as a tuple; `periods` a Period; `issued` and `valid_to` days; `texts` the rest.
    """

    name: str
    sha256: str
    rows: NDArray[np.int64]
    sheets: Coded
    places: Mapping[str, Coded]
    covers: Coded
    periods: Coded
    issued: Coded
    valid_to: Coded
    texts: Mapping[str, Coded]
    headers: Mapping[str, str]
    illustrative: bool
    warnings: tuple[Problem, ...]

    def __len__(self) -> int:
        return len(self.rows)

    def problem(self, kind: str, message: str, row: int, **more: Any) -> Problem:
        """A problem with the commune of a row, counted from 0."""
        header = self.headers.get("commune")
        value = self.places["commune"][row]
        return Problem(kind, message, **self.place(row), column=header, value=value, **more)

    def place(self, row: int) -> dict[str, Any]:
        """Where a row was read: file, sheet, row."""
        return {"file": self.name, "sheet": self.sheets[row], "row": int(self.rows[row])}


@cache
def document_columns() -> dict[str, DocumentColumn]:
    """The columns by name, read once."""
    return read_vocabulary(_Columns, "documents.yaml").root


def read_documents(source: Any, loaded: CriteriaSet) -> Documents:
    """Read a file (CSV, workbook, Parquet, JSON records) or a pandas DataFrame of papers; all sheets that hold any.

    Only `commune` and `indicator` (or `criterion`) must be there. Raises InputError listing everything wrong, each
    with its place; UnreadableFileError where a file cannot be opened.
    """
    matcher = _DocumentMatcher()
    try:
        grids, warnings = _grids(source, matcher)
    except InputError as error:
        raise InputError(map(_of_one_sheet, error.problems)) from error
    found: list[Documents] = []
    errors: list[Problem] = []
    for grid in grids:
        targets, refused, unknown = _matched(grid, matcher)
        reader = _Reader(grid, {target.name: at for at, target in targets.items()}, loaded)
        refused += reader.columns_missing(refused=bool(refused))
        if not refused:
            found.append(reader.documents(unknown))
        errors += [*refused, *reader.problems]
    if errors:
        raise InputError(in_order(errors))
    return _together(found, warnings)


def _grids(source: Any, matcher: _DocumentMatcher) -> tuple[list[Grid], list[Problem]]:
    if hasattr(source, "iloc") and hasattr(source, "columns"):
        return [from_frame(source)], []
    found, notes = read_file(source)
    if isinstance(found, Grid):
        return [found], notes
    grids, left_out = plain_grids(found, Path(source).as_posix(), matcher)
    return grids, [*notes, *left_out]


def _matched(grid: Grid, matcher: _DocumentMatcher) -> tuple[dict[int, Target], list[Problem], list[Problem]]:
    """Which column is which by its place, what is wrong with headers, and the columns nobody knows."""
    targets: dict[int, Target] = {}
    unknown = []
    for at, header in enumerate(grid.headers):
        if (target := matcher.match(header)) is not None:
            targets[at] = target
        elif header.strip():
            message = tr("nobody knows this column; it is left out.")
            near = matcher.nearest(header)
            remedy = tr("name it “{name}” if that is meant", name=near) if near else None
            unknown.append(grid.problem("unknown_column", message, at=at, remedy=remedy))
    twice = doubled(grid.headers, targets, beside=(), codes=())
    for at in twice:
        del targets[at]
    return targets, [replace(p, file=grid.name, sheet=grid.sheet, row=1) for p in twice.values()], unknown


def _together(parts: Sequence[Documents], warnings: Sequence[Problem]) -> Documents:
    """The papers of several sheets, one below the other."""
    whole = parts[0]
    if len(parts) > 1:

        def places(name: str) -> Coded:
            return Coded.joined([p.places.get(name) or Coded.constant(None, len(p)) for p in parts])

        whole = replace(
            whole,
            rows=np.concatenate([part.rows for part in parts]),
            sheets=Coded.joined([part.sheets for part in parts]),
            places={name: places(name) for name in PLACES},
            covers=Coded.joined([part.covers for part in parts]),
            periods=Coded.joined([part.periods for part in parts]),
            issued=Coded.joined([part.issued for part in parts]),
            valid_to=Coded.joined([part.valid_to for part in parts]),
            texts={name: Coded.joined([part.texts[name] for part in parts]) for name in TEXTS},
            illustrative=any(part.illustrative for part in parts),
        )
    return replace(whole, warnings=(*warnings, *(warning for part in parts for warning in part.warnings)))


def _of_one_sheet(problem: Problem) -> Problem:
    """Of a workbook of papers no sheet can be asked for."""
    remedy = tr("head the columns of one sheet “Xã” and “Chỉ tiêu”, or save it as CSV")
    return replace(problem, remedy=remedy) if problem.kind == "several_sheets" else problem


class _DocumentMatcher:
    """Matches headers to the columns of papers. A commune is known by the same words as in the table of communes."""

    def __init__(self) -> None:
        self._names: dict[str, Target] = {}
        for name, column in identity_columns().items():
            if name in PLACES:
                self._names |= {fold(text): Target("identity", name) for text in (name, *column.aliases)}
        for name, known in document_columns().items():
            self._names |= {fold(text): Target("value", name) for text in (name, *known.aliases)}

    def match(self, header: str) -> Target | None:
        """The column of a header; None where nobody knows it."""
        return self._names.get(fold(header))

    def nearest(self, header: str) -> str | None:
        """The known column most like an unknown header."""
        near = _nearest(fold(header), self._names)
        return self._names[near].name if near else None

    def units_of(self, _target: Target) -> frozenset[str]:
        """Papers are counted in no unit."""
        return frozenset()


class _Reader:
    """Reads the columns of one grid; what is wrong gathers in `problems`."""

    def __init__(self, grid: Grid, positions: Mapping[str, int], loaded: CriteriaSet) -> None:
        self._grid, self._at, self._set = grid, positions, loaded
        self._matcher = HeaderMatcher(loaded)
        self.problems: list[Problem] = []

    def columns_missing(self, *, refused: bool) -> Iterable[Problem]:
        """What cannot be done without; a column refused for its header may well be the one that is missing."""
        if "commune" not in self._at:
            message = tr("no column says which commune a row is.")
            remedy = tr("name the column with the communes’ names “commune” or “Xã”")
            yield self._grid.problem("no_commune_column", message, remedy=remedy)
        if not refused and not {"indicator", "criterion"} & self._at.keys():
            message = tr("no column says which indicator a paper is for.")
            remedy = tr("name the column with the numbers “indicator” or “Chỉ tiêu”")
            yield self._grid.problem("no_indicator_column", message, remedy=remedy)

    def documents(self, warnings: Iterable[Problem]) -> Documents:
        """All columns read."""
        grid = self._grid
        places = {name: self._column(name, lambda text, _: text) for name in PLACES if name in self._at}
        self._refuse_blank(places["commune"], "commune", "blank_commune", tr("the row names no commune."))
        covers = self._covers()
        issued, valid_to = self._column("date", _day), self._column("valid_to", _last_day)
        self._refuse_reversed(issued, valid_to)
        marks = self._column("illustrative", lambda text, _: word_key(text) not in words().flag_false)
        return Documents(
            name=grid.name,
            sha256=grid.sha256,
            rows=np.array(grid.rows),
            sheets=Coded.constant(grid.sheet, len(grid.rows)),
            places=places,
            covers=covers,
            periods=self._column("period", _period),
            issued=issued,
            valid_to=valid_to,
            texts={name: self._column(name, lambda text, _: text) for name in TEXTS},
            headers={name: grid.headers[at] for name, at in self._at.items()},
            illustrative=bool(marks.where([True]).any()),
            warnings=tuple(warnings),
        )

    def _covers(self) -> Coded:
        """The numbers each paper is for: those of indicators, else that of the criterion beside them."""
        numbers = {name: self._column(name, self._numbers) for name in ("indicator", "criterion")}
        codes, different = factorize(list(zip(*(column.cells for column in numbers.values()), strict=True)))
        values = np.empty(len(different), dtype=object)
        values[:] = [indicator or criterion for indicator, criterion in different]
        found = Coded(codes, values)
        named = next(name for name in numbers if name in self._at)
        misread = {problem.row for problem in self.problems if problem.kind != "blank_commune"}
        message = tr("the row names no indicator.")
        self._refuse_blank(found, named, "unknown_code", message, besides=misread)
        return found

    def _column(self, name: str, read: Callable[[str, Any], Any]) -> Coded:
        """A column, each different cell read once; a _Wrong is noted for every row it stands in."""
        at = self._at.get(name)
        if at is None:
            return Coded.constant(None, len(self._grid.rows))
        codes, cells = factorize(self._grid.columns[at])
        values = np.empty(len(cells), dtype=object)
        for number, cell in enumerate(cells):
            text = " ".join(text_of(cell).split())
            if word_key(text) in words().missing:
                continue
            found = _formula() if formula_failed(text) else read(text, cell)
            if isinstance(found, _Wrong):
                for row in np.flatnonzero(codes == number).tolist():
                    self._note(found, row, at)
            else:
                values[number] = found
        return Coded(codes, values)

    def _note(self, wrong: _Wrong, row: int, at: int) -> None:
        remedy = wrong.remedy or tr("correct the cell, or leave it blank")
        self.problems.append(
            self._grid.problem(wrong.kind, wrong.message, row=row, at=at, expected=wrong.expected, remedy=remedy)
        )  # fmt: skip

    def _numbers(self, text: str, cell: Any) -> tuple[str, ...] | _Wrong:
        """The numbers a cell names, by the grammar of headers."""
        if isinstance(cell, float) and f"{text}0" in self._matcher.codes:
            message = tr("as a number this is {code} as well as {code}0, whose last zero a workbook drops.", code=text)  # fmt: skip
            as_text = tr("write it as text, such as “Chỉ tiêu {code}”", code=text)
            return _Wrong("ambiguous_number", message, None, as_text)
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
            return _Wrong("unknown_code", message, None, as_text)
        near = [code for code in self._set.indicators if code.split(".")[0] == re.split("[.,]", text)[0]]
        expected = tr("one of {ids}", ids=", ".join(near)) if near else tr("a number such as 10 or 17.1")
        return _Wrong("unknown_code", message, expected)

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

    def _refuse_blank(
        self, column: Coded, name: str, kind: str, message: str, besides: Iterable[int | None] = ()
    ) -> None:
        known = set(besides)
        for row in np.flatnonzero(column.where([None])).tolist():
            if self._grid.rows[row] not in known:
                remedy = tr("fill in the cell, or delete the row")
                self._note(_Wrong(kind, message, None, remedy), row, self._at[name])

    def _refuse_reversed(self, issued: Coded, valid_to: Coded) -> None:
        for row, (start, end) in enumerate(zip(issued.cells, valid_to.cells, strict=True)):
            if start and end and end < start:
                message = tr("the paper ends before it was issued, on {day}.", day=_shown(start))
                remedy = tr("correct the date of issue or the end")
                self._note(_Wrong("ends_before_issue", message, None, remedy), row, self._at["valid_to"])


class _Wrong(NamedTuple):
    kind: str
    message: str
    expected: str | None = None
    remedy: str | None = None


def _formula() -> _Wrong:
    message = tr("the formula gives an error, or its result was not saved.")
    return _Wrong("formula_error", message, tr("a result"), tr("correct the cell"))


def _day(text: str, _cell: Any) -> date | _Wrong:
    expected = tr("a date such as 31/12/2023 or 2023-12-31")
    return read_date(text) or _Wrong("not_a_date", tr("this is not a date."), expected)


def _last_day(text: str, cell: Any) -> date | _Wrong:
    """A day, or the last one of a year."""
    year = read_year(text)
    return date(year, 12, 31) if year else _day(text, cell)


def _period(text: str, _cell: Any) -> Period | _Wrong:
    expected = tr("a period such as 2024, 2024-H1 or 2024-Q3")
    return read_period(text) or _Wrong("not_a_period", tr("this is not a period."), expected)


def _shown(day: date) -> str:
    return f"{day.day}/{day.month}/{day.year}"


def _nearest(text: str, known: Iterable[str]) -> str | None:
    import difflib

    return next(iter(difflib.get_close_matches(text, list(known), n=1, cutoff=0.6)), None)
