"""The rows of a form gathered into a grid: one row for each commune and period, a column for each indicator."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from ntm_rules.errors import Problem
from ntm_rules.i18n import tr
from ntm_rules.tables.asides import second_table
from ntm_rules.tables.grid import Grid, Sheet, text_of
from ntm_rules.tables.headers import HeaderMatcher, planned
from ntm_rules.tables.long import under, unknown_row
from ntm_rules.tables.pivot import Pivot, Spot, in_unit
from ntm_rules.tables.row_names import CODE, Name, RowLabel, RowNames
from ntm_rules.tables.targets import STAGES, UNSTAGED
from ntm_rules.tables.titles import Told
from ntm_rules.tables.transposed import Form, FormFinder, Result
from ntm_rules.tables.vocabulary import identity_columns

_COUNTED = ("_num", "_den")


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
    body, second = _body(finder, form)
    problems.extend([second_table(sheet, second)] if second is not None else [])
    names = FormNames(finder, form, matcher).names(body)
    merged = _MergedVerdicts(sheet, matcher, {sheet.rows[at][0]: name for at, name in names.items()})
    for at, name in names.items():
        row, cells = sheet.rows[at]
        spots = {r.at: Spot(cells[r.at], row, r.at + 1) for r in form.results if r.at < len(cells)}
        if not any(text_of(spot.value).strip() for spot in spots.values()):
            if not isinstance(name, str):
                continue
        elif not isinstance(name, str):
            said = unknown_row(sheet, row, finder.label(at, form.labels).text, name)
            (notes if name is None else problems).append(said)
            continue
        # Kilometres or households counted behind a rate are in units of their own.
        unit = None if name.endswith(_COUNTED) else finder.unit(at, form, name)
        for result in form.results:
            if result.at not in spots:
                continue
            judged = merged.criterion(row, result) or name
            head = under(judged, result.role, result.words)
            if head is not None:
                spot = in_unit(spots[result.at], unit) if result.role == "value" else spots[result.at]
                pivot.put(rows[result.at], head, spot)
    return pivot.grid(), [*problems, *pivot.problems], notes


def _body(finder: FormFinder, form: Form) -> tuple[list[int], int | None]:
    """The places of the rows of a form without headers that stand again; where another table begins, if one does."""
    body: list[int] = []
    for at in range(form.first, form.last + 1):
        again = finder.header_again(at, form)
        if again is None:
            return body, at
        if not again:
            body.append(at)
    return body, None


class FormNames:
    """Names the rows of a form one after the other: a row may be a part of the one above it."""

    def __init__(self, finder: FormFinder, form: Form, matcher: HeaderMatcher) -> None:
        self._finder, self._form, self._matcher = finder, form, matcher

    def names(self, body: Sequence[int]) -> dict[int, Name]:
        """What each row is about."""
        labels = self._labels(body)
        row_names = RowNames(self._matcher, labels.values())
        found: dict[int, Name] = {}
        above: int | None = None
        parts: dict[int, list[str]] = {}
        for at, label in labels.items():
            name = row_names.name(label)
            over = found[above] if above is not None else None
            if isinstance(over, str) and above is not None and self._may_be_part(name, label, row_names):
                part = row_names.inner(label, over)
                if part is not None:
                    parts.setdefault(above, []).append(part)
                elif isinstance(name, str):
                    above = at
                found[at] = part or (name if isinstance(name, str) else None)
                continue
            found[at] = name
            if label.text:
                above = at if isinstance(name, str) and self._matcher.criterion_of(name) else None
        for at, of_row in parts.items():
            found[at] = self._remaining(found[at], of_row)
        return found

    def _labels(self, body: Sequence[int]) -> dict[int, RowLabel]:
        """The labels of rows; numbers and titles of criteria that are merged down stand in each row."""
        labels: dict[int, RowLabel] = {}
        over = RowLabel()
        for at in body:
            label = self._finder.label(at, self._form.labels)
            if label.criterion:
                over = label
            elif label.title and over.criterion and not CODE.fullmatch(label.number):
                number = over.number if over.number.isdigit() else ""
                label = replace(label, number=number, criterion=over.criterion, merged=True)
            labels[at] = label
        return labels

    def _may_be_part(self, name: Name, label: RowLabel, row_names: RowNames) -> bool:
        """Whether a row without a number of its own, and no indicator by itself, may be a part of the row above it."""
        if CODE.fullmatch(label.number) and not label.merged:
            return False
        if isinstance(name, str):
            return name in identity_columns() and row_names.is_inner(label)
        return name is None or name.kind == "indicator_not_named" or row_names.is_inner(label)

    def _remaining(self, name: Name, parts: Sequence[str]) -> Name:
        """A row whose parts name all figures behind its number but one holds that one."""
        if not isinstance(name, str):
            return name
        left = [variable for variable in self._matcher.figure_words(name) if variable not in parts]
        return left[0] if len(left) == 1 and len(self._matcher.figure_words(name)) > 1 else name


class _MergedVerdicts:
    """Verdicts merged over the rows of several indicators of one criterion: they are the criterion’s."""

    def __init__(self, sheet: Sheet, matcher: HeaderMatcher, names: Mapping[int, Name]) -> None:
        self._names, self._matcher = names, matcher
        self._last = {(first, column): last for first, last, column in sheet.merged}

    def criterion(self, row: int, result: Result) -> str | None:
        """The criterion whose verdict stands in a cell; None where the cell is of its own row alone."""
        last = self._last.get((row, result.at + 1))
        if last is None or result.role not in (UNSTAGED, *STAGES):
            return None
        names = {name for number in range(row, last + 1) if isinstance(name := self._names.get(number), str)}
        criteria = {self._matcher.criterion_of(name) for name in names}
        return min(criteria, key=str) if len(names) > 1 and len(criteria) == 1 else None


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
