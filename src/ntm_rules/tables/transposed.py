"""Forms in which indicators stand in rows, and communes or periods in columns, as reports are filled in."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from ntm_rules.errors import Problem
from ntm_rules.i18n import fold, tr
from ntm_rules.tables.cells import says_a_result
from ntm_rules.tables.grid import Grid, Sheet, text_of
from ntm_rules.tables.header_rows import FEWEST, SEARCHED, TALLEST, header_text, is_count_of_columns
from ntm_rules.tables.headers import HeaderMatcher, Target
from ntm_rules.tables.long import named, under, unknown_row
from ntm_rules.tables.periods import Period, period_of
from ntm_rules.tables.pivot import Pivot, Spot, in_unit
from ntm_rules.tables.titles import Told
from ntm_rules.tables.vocabulary import forms, word_key, words

Rows = Sequence[tuple[int, list[Any]]]
# Labels stand in the first columns.
LABEL_COLUMNS = 6
_CODE = re.compile(r"\d{1,2}([.,]\d{1,2})?")


@dataclass(frozen=True, slots=True)
class Result:
    """A column of results: of which commune (None: the form's own), which period, and what it holds."""

    at: int
    commune: str | None
    period: Period | None
    role: str


@dataclass(slots=True)
class Form:
    """How such a form lies: `labels` the columns that name indicators, `first` and `last` its rows among the sheet's.

    `header` is where its header begins; `heads` holds the joined text over each column, counted from 0.
    `bare` says that the columns are taken for communes for want of another meaning.
    """

    labels: tuple[int, ...]
    header: int
    first: int
    last: int
    heads: dict[int, str]
    results: list[Result] = field(default_factory=list)
    unknown: list[int] = field(default_factory=list)
    bare: bool = False


class FormFinder:
    """Finds such a form in a sheet."""

    def __init__(self, sheet: Sheet, matcher: HeaderMatcher) -> None:
        self._rows = sheet.rows
        self._texts = [[_text(cell) for cell in cells] for _, cells in sheet.rows]
        self._matcher = matcher
        self._matched: dict[str, Target | None] = {}

    def form(self, base: int | None) -> Form | None:
        """The form, or None; `base` is the year that periods without one count from."""
        labels = self._labels()
        if not labels:
            return None
        body = [at for at in range(len(self._texts)) if self._is_body(at, labels)]
        if len(body) < FEWEST:
            return None
        top = self._header(body[0], labels)
        # Facts of the commune may stand before its indicators.
        first = next(at for at in range(top + 1, body[0] + 1) if at == body[0] or self._is_fact(at, labels))
        last = body[-1]
        heads, parts = self._heads(top, first, labels)
        form = Form(labels, top, first, last, heads)
        self._sort_columns(form, parts, base)
        return form if form.results else None

    def _labels(self) -> tuple[int, ...]:
        """The columns of numbers and of titles; numbers that merely count the rows are none."""
        width = min(LABEL_COLUMNS, max(map(len, self._texts), default=0))
        columns = [[row[at] for row in self._texts if at < len(row) and row[at]] for at in range(width)]
        titled = [
            sum(self._known(text) for text in set(cells) if not _CODE.fullmatch(text)) for cells in columns
        ]
        coded = [sum(self._known(text) for text in set(cells) if _CODE.fullmatch(text)) for cells in columns]
        code = next((at for at in range(width) if coded[at] >= FEWEST and not titled[at]), None)
        title = titled.index(max(titled)) if max(titled, default=0) >= FEWEST else None
        if title is None and code is not None:
            title = next((at for at in range(code + 1, width) if _is_wordy(columns[at])), None)
        if title is None or code is None or code > title:
            return tuple(at for at in (title if title is not None else code,) if at is not None)
        return (title,) if self._merely_counts(code, title) else (code, title)

    def _merely_counts(self, code: int, title: int) -> bool:
        """Whether the numbers are other ones than those of the titles beside them."""
        agree = disagree = 0
        for at in range(len(self._texts)):
            if self._known(self._cell(at, title)) and _CODE.fullmatch(self._cell(at, code)):
                joined = self._known(f"{self._cell(at, code)} {self._cell(at, title)}")
                agree, disagree = agree + joined, disagree + (not joined)
        return disagree > agree

    def label(self, row: int, labels: tuple[int, ...]) -> str:
        """What a row is about: its number and title joined."""
        cells = self._texts[row]
        return " ".join(cells[at] for at in labels if at < len(cells) and cells[at])

    def unit(self, row: int, form: Form, name: str) -> str | None:
        """The unit that a row names beside its label or in it, where its figures have to be converted."""
        at = next((at for at, head in form.heads.items() if fold(head) in forms().unit), None)
        beside = self._cell(row, at) if at is not None else ""
        texts = [text for text in (beside, self.label(row, form.labels)) if text]
        return next((unit for text in texts if (unit := self._matcher.other_unit(name, text))), None)

    def _is_body(self, row: int, labels: tuple[int, ...]) -> bool:
        return self._known(self.label(row, labels)) or self._known(self._cell(row, labels[-1]))

    def _is_fact(self, row: int, labels: tuple[int, ...]) -> bool:
        return self._target(self._cell(row, labels[-1])) is not None and self._beyond(row, labels)

    def _known(self, text: str) -> bool:
        """Whether a text names an indicator or a figure; a bare number does so only in the set's own grammar."""
        found = self._target(text)
        return found is not None and found.role != "identity"

    def _target(self, text: str) -> Target | None:
        if text not in self._matched:
            found = self._matcher.match(text) if text else None
            self._matched[text] = found if isinstance(found, Target) else None
        return self._matched[text]

    def _header(self, first: int, labels: tuple[int, ...]) -> int:
        """Where the header begins: at the row that names the column of indicators, else the last with several cells."""
        above = range(max(0, first - SEARCHED), first)
        words = forms().indicator | forms().number
        named_at = [at for at in above if any(fold(self._cell(at, label)) in words for label in labels)]
        if named_at:
            return named_at[-1]
        filled = [
            at for at in above[-TALLEST:] if sum(map(bool, self._texts[at])) > 1 and self._beyond(at, labels)
        ]
        return filled[-1] if filled else first

    def _beyond(self, row: int, labels: tuple[int, ...]) -> bool:
        return any(text for at, text in enumerate(self._texts[row]) if at not in labels)

    def _cell(self, row: int, at: int) -> str:
        return self._texts[row][at] if at < len(self._texts[row]) else ""

    def _heads(
        self, top: int, first: int, labels: tuple[int, ...]
    ) -> tuple[dict[int, str], dict[int, list[str]]]:
        """The texts over each column, from the top down; a merged one stands over the columns to its right."""
        rows = [
            at
            for at in range(top, first)
            if not is_count_of_columns(self._texts[at]) and self._beyond(at, labels)
        ]
        width = max(map(len, self._texts))
        parts: dict[int, list[str]] = {at: [] for at in range(width)}
        for n, row in enumerate(rows):
            group = ""
            for at in range(width):
                text = self._cell(row, at)
                below = any(self._cell(lower, at) for lower in rows[n + 1 :])
                group = text or (group if below and at not in labels else "")
                if group:
                    parts[at].append(group)
        return {at: " ".join(dict.fromkeys(texts)) for at, texts in parts.items() if texts}, parts

    def _sort_columns(self, form: Form, parts: dict[int, list[str]], base: int | None) -> None:
        """Which columns hold results, of what; those that say so of themselves first."""
        left = []
        for at in range(max(form.labels) + 1, max(map(len, self._texts))):
            texts = parts.get(at, [])
            filled = any(self._cell(row, at) for row in range(form.first, form.last + 1))
            if not filled or any(_is_no_result(fold(text)) for text in texts):
                continue
            result = _result(at, texts, base)
            if isinstance(result, Result):
                form.results.append(result)
            else:
                left.append((at, result))
        if not form.results and all(names and self._holds_results(at, form) for at, names in left):
            # Names that nobody knows, all over columns of results, can only be those of communes.
            form.results = [Result(at, " ".join(names), None, "value") for at, names in left]
            form.bare = True
        else:
            form.unknown = [at for at, _ in left]

    def _holds_results(self, at: int, form: Form) -> bool:
        cells = [cell for row in range(form.first, form.last + 1) if (cell := self._cell(row, at))]
        return all(says_a_result(cell) or word_key(cell) in words().missing for cell in cells)


def _is_no_result(head: str) -> bool:
    """Whether a column holds what is asked, units or remarks."""
    return head in forms().unit or any(f"{head} ".startswith(f"{word} ") for word in forms().left_out)


def _is_wordy(cells: Sequence[str]) -> bool:
    """Whether a column holds titles: most cells of several words."""
    return len(cells) >= FEWEST and sum(len(text.split()) > 1 for text in cells) > len(cells) / 2


def _result(at: int, texts: Sequence[str], base: int | None) -> Result | list[str]:
    """A column of results by the texts over it; the texts that nobody knows where it cannot be told."""
    commune, period, role, unknown = None, None, None, []
    for text in texts:
        key = fold(text)
        if key in forms().communes:
            continue
        if found := forms().roles.get(key):
            role = found
        elif any(re.match(rf"{unit}(?!\w)", text.casefold()) for unit in forms().places["commune"]):
            commune = text
        elif span := period_of(text, base):
            period = span
            role = role or _role_inside(key)
        else:
            unknown.append(text)
    if unknown and commune is None and any(fold(text) in forms().communes for text in texts):
        commune, unknown = unknown[0], unknown[1:]
    if unknown or not (commune or period or role):
        return unknown
    return Result(at, commune, period, role or "value")


def _role_inside(key: str) -> str | None:
    """What a column holds whose period and role stand in one text, as “Thẩm định năm 2023”."""
    for phrase, role in forms().roles.items():
        if role != "value" and f" {phrase} " in f" {key} ":
            return role
    return None


def transposed_grid(
    sheet: Sheet, finder: FormFinder, form: Form, matcher: HeaderMatcher, told: dict[str, Told]
) -> tuple[Grid, list[Problem], list[Problem]]:
    """The grid of such a form, one row for each commune and period; problems; rows and columns left out."""
    pivot = Pivot(sheet, {at + 1: text for at, text in form.heads.items()})
    rows = {result.at: pivot.row(_identity(result, told)) for result in form.results}
    problems: list[Problem] = []
    notes = [_unknown_head(sheet, form, at) for at in form.unknown]
    notes.extend([_bare(sheet, form)] if form.bare else [])
    for number, (row, cells) in enumerate(sheet.rows[form.first : form.last + 1], start=form.first):
        name = _named(finder, number, form, matcher)
        spots = {r.at: Spot(cells[r.at], row, r.at + 1) for r in form.results if r.at < len(cells)}
        if not any(text_of(spot.value).strip() for spot in spots.values()):
            if not isinstance(name, str):
                continue
        elif not isinstance(name, str):
            said = unknown_row(sheet, row, finder.label(number, form.labels), name)
            (notes if name is None else problems).append(said)
            continue
        unit = finder.unit(number, form, name)
        for result in form.results:
            if result.at in spots:
                spot = in_unit(spots[result.at], unit) if result.role == "value" else spots[result.at]
                pivot.put(rows[result.at], under(name, result.role), spot)
    return pivot.grid(), [*problems, *pivot.problems], notes


def _named(finder: FormFinder, number: int, form: Form, matcher: HeaderMatcher) -> str | Problem | None:
    """What a row is about: number and title together, or the title alone where the number only counts."""
    name = named(finder.label(number, form.labels), matcher)
    if not isinstance(name, str) and len(form.labels) > 1:
        alone = named(finder.label(number, form.labels[-1:]), matcher)
        return alone if isinstance(alone, str) else name
    return name


def _identity(result: Result, told: dict[str, Told]) -> dict[str, Spot]:
    found = {column: Spot(fact.value) for column, fact in told.items()}
    if result.commune is not None:
        found["commune"] = Spot(result.commune)
    if result.period is not None:
        found.pop("year", None)
        found["period"] = Spot(result.period.text)
        if result.period.kind != "actual":
            found["value_kind"] = Spot(result.period.kind)
    return found


def _unknown_head(sheet: Sheet, form: Form, at: int) -> Problem:
    message = tr("nobody knows this column; it is left out.")
    return Problem("unknown_column", message, file=sheet.name, sheet=sheet.sheet, column=form.heads.get(at))


def _bare(sheet: Sheet, form: Form) -> Problem:
    names = [result.commune for result in form.results]
    listed = ", ".join(f"“{name}”" for name in names)
    message = tr("the columns {names} are taken for communes.", names=listed)
    remedy = tr("write “Xã” before the names of communes, or name each column for what it holds")
    return Problem(
        "told_by_titles",
        message,
        file=sheet.name,
        sheet=sheet.sheet,
        remedy=remedy,
        facts={"communes": names},
    )


def facts_of_columns(form: Form) -> Iterator[str]:
    """The identity facts that the columns of a form say themselves."""
    if all(result.commune for result in form.results):
        yield "commune"
    if all(result.period for result in form.results):
        yield "year"


def _text(cell: Any) -> str:
    """A cell as text; a date in full, for headers name the days that results are of."""
    if isinstance(cell, date):
        return f"{cell.day}/{cell.month}/{cell.year}" if cell.year > 2000 else header_text(cell)
    return header_text(cell)
