"""Forms in which indicators stand in rows, and communes or periods in columns, as reports are filled in."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from ntm_rules.errors import Problem
from ntm_rules.i18n import fold, tr
from ntm_rules.tables.asides import second_table, sums_up
from ntm_rules.tables.cells import says_a_result
from ntm_rules.tables.grid import Grid, Sheet, text_of
from ntm_rules.tables.header_rows import FEWEST, SEARCHED, TALLEST, header_text, is_count_of_columns
from ntm_rules.tables.headers import HeaderMatcher, Target, planned
from ntm_rules.tables.long import named, under, unknown_row
from ntm_rules.tables.periods import Period, period_of
from ntm_rules.tables.pivot import Pivot, Spot, in_unit
from ntm_rules.tables.roles import parts, role_of
from ntm_rules.tables.targets import STAGES, UNSTAGED
from ntm_rules.tables.titles import Told
from ntm_rules.tables.vocabulary import forms, word_key, words

Rows = Sequence[tuple[int, list[Any]]]
# Labels stand in the first columns.
LABEL_COLUMNS = 6
_CODE = re.compile(r"\d{1,2}([.,]\d{1,2})?")


@dataclass(frozen=True, slots=True)
class Result:
    """A column of results: of which commune (None: the form's own), which period, what it holds and in which words."""

    at: int
    commune: str | None
    period: Period | None
    role: str
    words: str = ""


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
    plans: list[int] = field(default_factory=list)
    totals: list[int] = field(default_factory=list)
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
        form.last = max(
            at for at in range(last, len(self._texts)) if at == last or self._is_unknown(at, form)
        )
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
        return self._matcher.other_unit(name, *texts)

    def _is_body(self, row: int, labels: tuple[int, ...]) -> bool:
        """Whether a row names an indicator, or a figure that is taken for one by mistake and refused."""
        return any(
            self._known(text) or (text and isinstance(self._matcher.match(text), Problem))
            for text in (self.label(row, labels), self._cell(row, labels[-1]))
        )

    def _is_unknown(self, row: int, form: Form) -> bool:
        """Whether a row under the last that is known holds a figure all the same, and is no signature."""
        figures = any(says_a_result(self._cell(row, result.at)) for result in form.results)
        return figures and bool(self.label(row, form.labels))

    def header_again(self, row: int, form: Form) -> bool | None:
        """Whether the header stands again in a row under it, as on every printed page; None where another one does."""
        heads = forms().indicator | forms().number
        first = range(min(LABEL_COLUMNS, max(form.labels) + 2))
        if not any(
            fold(self._cell(row, at)) in heads and self._cell(row, at) == self._cell(form.header, at)
            for at in first
        ):
            return False
        return True if self._texts[row] == self._texts[form.header] else None

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
            result, unknown = _result(at, texts, base)
            if any(map(sums_up, texts)):
                form.totals.append(at)
            elif unknown or result is None:
                left.append((at, result, unknown))
            elif result.role == "plan" and result.period is None:
                form.plans.append(at)
            else:
                form.results.append(result)
        if not form.results and all(names and self._holds_results(at, form) for at, _, names in left):
            # Names that nobody knows, all over columns of results, can only be those of communes.
            form.results = [
                replace(result, commune=" ".join(names))
                if result
                else Result(at, " ".join(names), None, "value")
                for at, result, names in left
            ]
            form.bare = True
        else:
            form.unknown = [at for at, *_ in left]

    def _holds_results(self, at: int, form: Form) -> bool:
        cells = [cell for row in range(form.first, form.last + 1) if (cell := self._cell(row, at))]
        return all(says_a_result(cell) or word_key(cell) in words().missing for cell in cells)


def _is_no_result(head: str) -> bool:
    """Whether a column holds what is asked, units or remarks."""
    return head in forms().unit or any(f"{head} ".startswith(f"{word} ") for word in forms().left_out)


def _is_wordy(cells: Sequence[str]) -> bool:
    """Whether a column holds titles: most cells of several words that are no verdict."""
    titles = [text for text in cells if len(text.split()) > 1 and not says_a_result(text)]
    return len(cells) >= FEWEST and len(titles) > len(cells) / 2


def _result(at: int, texts: Sequence[str], base: int | None) -> tuple[Result | None, list[str]]:
    """A column of results by the texts over it, None where none says anything of it; the texts that nobody knows."""
    commune, period, unknown = None, None, []
    roles: dict[str, str] = {}
    for text in texts:
        if fold(text) in forms().communes:
            continue
        if role := role_of(text):
            roles[role] = text
        elif any(re.match(rf"{unit}(?!\w)", text.casefold()) for unit in forms().places["commune"]):
            commune = text
        elif span := period_of(text, base):
            period = span
            roles.update({part.role: text for part in parts(text) if part.role in (UNSTAGED, *STAGES)})
        else:
            unknown.append(text)
    if unknown and commune is None and any(fold(text) in forms().communes for text in texts):
        commune, unknown = unknown[0], unknown[1:]
    if not (commune or period or roles):
        return None, unknown
    # Of the roles over a column the lowest says most; a verdict's stage may stand over its ticks.
    said = " ".join(text for role, text in roles.items() if role not in ("value", UNSTAGED))
    return Result(at, commune, period, next(reversed(roles), "value"), said), unknown


def transposed_grid(
    sheet: Sheet, finder: FormFinder, form: Form, matcher: HeaderMatcher, told: dict[str, Told]
) -> tuple[Grid, list[Problem], list[Problem]]:
    """The grid of such a form, one row for each commune and period; problems; rows and columns left out."""
    pivot = Pivot(sheet, {at + 1: text for at, text in form.heads.items()})
    rows = {result.at: pivot.row(_identity(result, told)) for result in form.results}
    problems: list[Problem] = []
    notes = [_unknown_head(sheet, form, at) for at in form.unknown]
    notes.extend(replace(planned(form.heads[at]), file=sheet.name, sheet=sheet.sheet) for at in form.plans)
    notes.extend(_total(sheet, form, at) for at in form.totals)
    notes.extend([_bare(sheet, form)] if form.bare else [])
    for number, (row, cells) in enumerate(sheet.rows[form.first : form.last + 1], start=form.first):
        if (again := finder.header_again(number, form)) is None:
            problems.append(second_table(sheet, number))
            break
        if again:
            continue
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
            head = under(name, result.role, result.words)
            if head is not None and result.at in spots:
                spot = in_unit(spots[result.at], unit) if result.role == "value" else spots[result.at]
                pivot.put(rows[result.at], head, spot)
    return pivot.grid(), [*problems, *pivot.problems], notes


def _named(finder: FormFinder, number: int, form: Form, matcher: HeaderMatcher) -> str | Problem | None:
    """What a row is about: number and title together, or the title alone where the number only counts."""
    name = named(finder.label(number, form.labels), matcher)
    if name is None and len(form.labels) > 1:
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


def _total(sheet: Sheet, form: Form, at: int) -> Problem:
    message = tr("the column sums up others and is left out.")
    return Problem("unknown_column", message, file=sheet.name, sheet=sheet.sheet, column=form.heads.get(at))


def _bare(sheet: Sheet, form: Form) -> Problem:
    names = list(dict.fromkeys(result.commune for result in form.results))
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
