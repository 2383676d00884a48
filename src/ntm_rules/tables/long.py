"""Long tables: one row for each commune, period and indicator."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from ntm_rules.errors import Problem
from ntm_rules.i18n import fold, tr
from ntm_rules.tables.grid import Grid, Sheet, text_of
from ntm_rules.tables.header_rows import COMMUNE, Header, header_text
from ntm_rules.tables.headers import HeaderMatcher, Target, settled_by_map
from ntm_rules.tables.pivot import Pivot, Spot, in_unit
from ntm_rules.tables.reported_words import REPORTED
from ntm_rules.tables.roles import OF_A_RATE, role_of
from ntm_rules.tables.row_names import CODE, RowLabel, RowNames
from ntm_rules.tables.targets import STAGES, UNSTAGED
from ntm_rules.tables.vocabulary import forms, identity_columns

Rows = Sequence[tuple[int, list[Any]]]
_RESULTS = ("value", UNSTAGED, *STAGES)
# Rows of verdicts, and of the parts of a rate, on which there is none.
_NOT_JUDGED = tuple(f"_{end}" for end in ("verdict", *STAGES, *OF_A_RATE))


@dataclass(frozen=True, slots=True)
class LongHeader:
    """Where the columns of a long table stand, counted from 0: identity, indicator, unit, and results by role.

    `over` is a first column of criteria or numbers beside the one of indicators.
    """

    identity: dict[str, int]
    indicator: int
    results: dict[str, int]
    unit: int | None = None
    over: int | None = None


def long_header(header: Header, matcher: HeaderMatcher) -> LongHeader | None:
    """The columns of a long table, or None where the header is not that of one."""
    identity: dict[str, int] = {}
    results: dict[str, int] = {}
    labels: list[int] = []
    for at, text in enumerate(header.cells):
        key = fold(text)
        target = matcher.match(text) if text else None
        if key in forms().indicator:
            labels.append(at)
        elif (role := role_of(text)) in _RESULTS:
            results.setdefault(str(role), at)
        elif isinstance(target, Target) and target.role == "identity":
            identity.setdefault(target.name, at)
    if not labels or not results or COMMUNE.name not in identity:
        return None
    labels = [at for at in labels if fold(header.cells[at]) == "indicator"][:1] or labels[:2]
    taken = {*labels, *identity.values(), *results.values()}
    units = (at for at, text in enumerate(header.cells) if fold(text) in forms().unit and at not in taken)
    over = labels[0] if len(labels) > 1 else None
    return LongHeader(identity, labels[-1], results, next(units, None), over)


def long_grid(
    sheet: Sheet, header: Header, columns: LongHeader, body: Rows, matcher: HeaderMatcher
) -> tuple[Grid, list[Problem], list[Problem]]:
    """The grid of a long table, what is wrong with it, and rows that nobody knows."""
    pivot = Pivot(sheet, {at + 1: text for at, text in enumerate(header.cells)})
    labels: dict[RowLabel, str | Problem | None] = {}
    names = RowNames(matcher, {_label(cells, columns) for _, cells in body})
    unknown: list[Problem] = []
    asked: list[Problem] = []
    above: dict[str, Spot] = {}
    for number, cells in body:

        def spot(at: int, number: int = number, cells: list[Any] = cells) -> Spot:
            return Spot(cells[at] if at < len(cells) else "", number, at + 1)

        identity = {name: spot(at) for name, at in columns.identity.items()}
        if above and not text_of(identity[COMMUNE.name].value).strip():
            # Cells that are merged down hold their text in the first row alone.
            identity = {n: s if text_of(s.value).strip() else above[n] for n, s in identity.items()}
        above = identity
        label = _label(cells, columns)
        if label not in labels:
            labels[label] = names.name(label)
        name = labels[label]
        if isinstance(name, Problem) and name.kind == "indicator_not_named":
            asked.append(unknown_row(sheet, number, label.text, name))
            continue
        if not isinstance(name, str):
            unknown.append(unknown_row(sheet, number, label.text, name))
            continue
        row = pivot.row(identity)
        texts = [label.text] if columns.unit is None else [text_of(spot(columns.unit).value), label.text]
        unit = matcher.other_unit(name, *filter(None, texts))
        for role, at in columns.results.items():
            if head := under(name, role):
                pivot.put(row, head, in_unit(spot(at), unit if role == "value" else None))
    return pivot.grid(), [*asked, *pivot.problems], unknown


def _label(cells: Sequence[Any], columns: LongHeader) -> RowLabel:
    """What a row says it is about; the first of two columns holds numbers or titles of criteria."""
    texts = [
        header_text(cells[at]) if at < len(cells) else ""
        for at in (columns.over, columns.indicator)
        if at is not None
    ]
    if len(texts) == 1:
        return RowLabel(title=texts[0])
    over, title = texts
    return (
        RowLabel(number=over, title=title) if CODE.fullmatch(over) else RowLabel(criterion=over, title=title)
    )


def under(name: str, role: str, text: str = "") -> str | None:
    """The header of what a row of some name holds in a role, `text` the words for it; None where there is no such.

    There is no verdict on a fact of the commune, nor on a verdict or a part of a rate.
    """
    if role == "value":
        return name
    if name in identity_columns() or name in REPORTED or name.endswith(_NOT_JUDGED):
        return None
    if role in (UNSTAGED, *STAGES):
        return f"{name}_verdict" if role == UNSTAGED else f"{name}_{role}"
    return f"{name} {text}"


def unknown_row(sheet: Sheet, row: int, label: str, refused: Problem | None) -> Problem:
    """A row whose indicator nobody knows is left out and said; a refused one is an error."""
    said = (
        settled_by_map(refused, label)
        if refused
        else Problem("unknown_column", tr("nobody knows what this row holds; it is left out."))
    )
    return replace(said, file=sheet.name, sheet=sheet.sheet, row=row, column=None, value=label)
