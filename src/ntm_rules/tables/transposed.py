"""Forms in which indicators stand in rows, and communes or periods in columns, as reports are filled in."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from ntm_rules.errors import Problem
from ntm_rules.i18n import fold
from ntm_rules.tables.asides import sums_up
from ntm_rules.tables.cells import says_a_result
from ntm_rules.tables.grid import Sheet
from ntm_rules.tables.header_rows import FEWEST, SEARCHED, TALLEST, header_text, is_count_of_columns
from ntm_rules.tables.headers import HeaderMatcher, Target
from ntm_rules.tables.periods import Period, period_of
from ntm_rules.tables.roles import parts, role_of
from ntm_rules.tables.row_names import CODE, RowLabel
from ntm_rules.tables.targets import STAGES, UNSTAGED
from ntm_rules.tables.vocabulary import forms, word_key, words

Rows = Sequence[tuple[int, list[Any]]]
# Labels stand in the first columns.
LABEL_COLUMNS = 6
# Of a form that says what it is by its header, so many rows are enough.
FEWEST_TITLES = 2


@dataclass(frozen=True, slots=True)
class Labels:
    """The columns that name the rows, counted from 0: numbers, titles of criteria beside those of indicators, titles."""

    number: int | None
    criterion: int | None
    title: int | None

    @property
    def columns(self) -> tuple[int, ...]:
        """All of them, from left to right."""
        return tuple(at for at in (self.number, self.criterion, self.title) if at is not None)


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

    labels: Labels
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
        if not labels.columns:
            return None
        body = [at for at in range(len(self._texts)) if self._is_body(at, labels)]
        if len(body) < FEWEST and not self._is_short(labels):
            return None
        top = self._header(body[0], labels)
        # Facts of the commune, and rows whose title nobody knows, may stand before its first known indicator.
        first = next(
            at
            for at in range(min(top + 1, body[0]), body[0] + 1)
            if at == body[0] or self._is_fact(at, labels) or self._is_data(at, labels)
        )
        last = body[-1]
        heads, parts = self._heads(top, first, labels)
        form = Form(labels, top, first, last, heads)
        self._sort_columns(form, parts, base)
        form.last = max(
            at for at in range(last, len(self._texts)) if at == last or self._is_unknown(at, form)
        )
        heads_of_labels = {fold(self._cell(top, at)) for at in labels.columns}
        if heads_of_labels.isdisjoint(forms().indicator | forms().number) and all(
            result.role.startswith("tick") for result in form.results
        ):
            # A list of words such as “Đạt” beside some text is no column to tick.
            return None
        return form if form.results else None

    def _is_short(self, labels: Labels) -> bool:
        """Whether a form of few rows says what it is: words over its titles and over its results, and titles known."""
        at = labels.title
        if at is None or (top := self._titles_headed(at)) is None:
            return False
        results = any(role_of(text) for text in self._texts[top][at + 1 :])
        known = sum(self._known(self._cell(row, at)) for row in range(top + 1, len(self._texts)))
        return results and known >= FEWEST_TITLES

    def _labels(self) -> Labels:
        """The columns of numbers and of titles; numbers that merely count the rows are none."""
        width = min(LABEL_COLUMNS, max(map(len, self._texts), default=0))
        columns = [[row[at] for row in self._texts if at < len(row) and row[at]] for at in range(width)]
        titled = [
            sum(self._known(text) for text in set(cells) if not CODE.fullmatch(text)) for cells in columns
        ]
        coded = [sum(self._known(text) for text in set(cells) if CODE.fullmatch(text)) for cells in columns]
        code = next((at for at in range(width) if coded[at] >= FEWEST and not titled[at]), None)
        most = max(titled, default=0)
        best = titled.index(most) if most else None
        title = (
            best if best is not None and (most >= FEWEST or self._titles_headed(best) is not None) else None
        )
        if title is None and code is not None:
            title = next((at for at in range(code + 1, width) if _is_wordy(columns[at])), None)
        if title is None:
            return Labels(code, None, None)
        criterion, title = self._two_titles(title, titled, columns)
        between = next(
            (at for at in range((criterion or 0) + 1, title) if criterion is not None and coded[at]), None
        )
        if between is not None:
            # The numbers of indicators stand beside their titles, those of criteria before theirs.
            return Labels(between, criterion, title)
        first = title if criterion is None else criterion
        if code is not None and (code > first or self._merely_counts(code, first)):
            code = None
        return Labels(code, criterion, title)

    def _titles_headed(self, at: int) -> int | None:
        """The first row in which a column is headed by a word such as “Nội dung” or “Tiêu chí”, among other heads."""
        for row, cells in enumerate(self._texts[:SEARCHED]):
            if fold(self._cell(row, at)) in forms().indicator and sum(map(bool, cells)) > 1:
                return row
        return None

    def _two_titles(
        self, title: int, titled: Sequence[int], columns: Sequence[Sequence[str]]
    ) -> tuple[int | None, int]:
        """The columns of criteria and of their indicators, where there are two; else none and the one of titles."""
        for at in range(len(columns)):
            headed = self._titles_headed(at) is not None and _is_wordy(columns[at], fewest=1)
            if at == title or not (headed or titled[at] > 1):
                continue
            first, last = min(at, title), max(at, title)
            if all(CODE.fullmatch(text) for cells in columns[first + 1 : last] for text in cells[1:]):
                return first, last
        return None, title

    def _merely_counts(self, code: int, title: int) -> bool:
        """Whether the numbers are other ones than those of the titles beside them."""
        agree = disagree = 0
        for at in range(len(self._texts)):
            number, text = self._cell(at, code), self._cell(at, title)
            if (
                (found := self._target(text)) is None
                or found.role == "identity"
                or not CODE.fullmatch(number)
            ):
                continue
            same = self._known(f"{number} {text}") or self._matcher.criterion_of(found.name) == number
            agree, disagree = agree + same, disagree + (not same)
        return disagree > agree

    def label(self, row: int, labels: Labels) -> RowLabel:
        """The texts that name a row."""
        columns = (labels.number, labels.criterion, labels.title)
        number, criterion, title = ("" if at is None else self._cell(row, at) for at in columns)
        return RowLabel(number, criterion, title)

    def text(self, row: int, columns: Sequence[int]) -> str:
        """The texts of some columns of a row, joined."""
        return " ".join(filter(None, (self._cell(row, at) for at in columns)))

    def unit(self, row: int, form: Form, name: str) -> str | None:
        """The unit that a row names beside its label or in it, where its figures have to be converted."""
        at = next((at for at, head in form.heads.items() if fold(head) in forms().unit), None)
        beside = self._cell(row, at) if at is not None else ""
        texts = [text for text in (beside, self.label(row, form.labels).text) if text]
        return self._matcher.other_unit(name, *texts)

    def _is_body(self, row: int, labels: Labels) -> bool:
        """Whether a row names an indicator, or a figure that is taken for one by mistake and refused."""
        label = self.label(row, labels)
        pairs = (f"{label.number} {text}".strip() for text in (label.criterion, label.title))
        return any(
            self._known(text) or (text and isinstance(self._matcher.match(text), Problem))
            for text in (*pairs, label.title, label.criterion)
        )

    def _is_unknown(self, row: int, form: Form) -> bool:
        """Whether a row under the last that is known holds a figure all the same, and is no signature."""
        figures = any(says_a_result(self._cell(row, result.at)) for result in form.results)
        return figures and bool(self.label(row, form.labels).text)

    def header_again(self, row: int, form: Form) -> bool | None:
        """Whether the header stands again in a row under it, as on every printed page; None where another one does."""
        heads = forms().indicator | forms().number
        first = range(min(LABEL_COLUMNS, max(form.labels.columns) + 2))
        if not any(
            fold(self._cell(row, at)) in heads and self._cell(row, at) == self._cell(form.header, at)
            for at in first
        ):
            return False
        return True if self._texts[row] == self._texts[form.header] else None

    def _is_fact(self, row: int, labels: Labels) -> bool:
        return self._target(self._cell(row, labels.columns[-1])) is not None and self._beyond(row, labels)

    def _is_data(self, row: int, labels: Labels) -> bool:
        """Whether a row has a title and a result beside it, and so is none of the header."""
        if not self._cell(row, labels.columns[-1]) or is_count_of_columns(self._texts[row]):
            return False
        beyond = self._texts[row][max(labels.columns) + 1 :]
        return any(says_a_result(text) for text in beyond)

    def _known(self, text: str) -> bool:
        """Whether a text names an indicator or a figure; a bare number does so only in the set's own grammar."""
        found = self._target(text)
        return found is not None and found.role != "identity"

    def _target(self, text: str) -> Target | None:
        if text not in self._matched:
            found = self._matcher.match(text) if text else None
            self._matched[text] = found if isinstance(found, Target) else None
        return self._matched[text]

    def _header(self, first: int, labels: Labels) -> int:
        """Where the header begins: at the row that names the column of indicators, else the last with several cells."""
        above = range(max(0, first - SEARCHED), first)
        words = forms().indicator | forms().number
        named_at = [
            at for at in above if any(fold(self._cell(at, label)) in words for label in labels.columns)
        ]
        if named_at:
            return named_at[-1]
        filled = [
            at for at in above[-TALLEST:] if sum(map(bool, self._texts[at])) > 1 and self._beyond(at, labels)
        ]
        return filled[-1] if filled else first

    def _beyond(self, row: int, labels: Labels) -> bool:
        return any(text for at, text in enumerate(self._texts[row]) if at not in labels.columns)

    def _cell(self, row: int, at: int) -> str:
        return self._texts[row][at] if at < len(self._texts[row]) else ""

    def _heads(self, top: int, first: int, labels: Labels) -> tuple[dict[int, str], dict[int, list[str]]]:
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
                group = text or (group if below and at not in labels.columns else "")
                if group:
                    parts[at].append(group)
        return {at: " ".join(dict.fromkeys(texts)) for at, texts in parts.items() if texts}, parts

    def _sort_columns(self, form: Form, parts: dict[int, list[str]], base: int | None) -> None:
        """Which columns hold results, of what; those that say so of themselves first."""
        left = []
        for at in range(max(form.labels.columns) + 1, max(map(len, self._texts))):
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


def _is_wordy(cells: Sequence[str], fewest: int = FEWEST) -> bool:
    """Whether a column holds titles: most cells of several words that are no verdict."""
    titles = [text for text in cells if len(text.split()) > 1 and not says_a_result(text)]
    return len(cells) >= fewest and len(titles) > len(cells) / 2


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


def _text(cell: Any) -> str:
    """A cell as text; a date in full, for headers name the days that results are of."""
    if isinstance(cell, date):
        return f"{cell.day}/{cell.month}/{cell.year}" if cell.year > 2000 else header_text(cell)
    return header_text(cell)
