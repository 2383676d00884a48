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
from ntm_rules.tables.roles import OF_A_RATE, role_of
from ntm_rules.tables.targets import STAGES, UNSTAGED
from ntm_rules.tables.vocabulary import forms, identity_columns

Rows = Sequence[tuple[int, list[Any]]]
_RESULTS = ("value", UNSTAGED, *STAGES)
# Rows of verdicts, and of the parts of a rate, on which there is none.
_NOT_JUDGED = tuple(f"_{end}" for end in ("verdict", *STAGES, *OF_A_RATE))


@dataclass(frozen=True, slots=True)
class LongHeader:
    """Where the columns of a long table stand, counted from 0: identity, indicator, unit, and results by role."""

    identity: dict[str, int]
    indicator: int
    results: dict[str, int]
    unit: int | None = None


def long_header(header: Header, matcher: HeaderMatcher) -> LongHeader | None:
    """The columns of a long table, or None where the header is not that of one."""
    identity: dict[str, int] = {}
    results: dict[str, int] = {}
    indicator = None
    for at, text in enumerate(header.cells):
        key = fold(text)
        target = matcher.match(text) if text else None
        if key in forms().indicator and (indicator is None or key == "indicator"):
            indicator = at
        elif (role := role_of(text)) in _RESULTS:
            results.setdefault(str(role), at)
        elif isinstance(target, Target) and target.role == "identity":
            identity.setdefault(target.name, at)
    if indicator is None or not results or COMMUNE.name not in identity:
        return None
    taken = {indicator, *identity.values(), *results.values()}
    units = (at for at, text in enumerate(header.cells) if fold(text) in forms().unit and at not in taken)
    return LongHeader(identity, indicator, results, next(units, None))


def long_grid(
    sheet: Sheet, header: Header, columns: LongHeader, body: Rows, matcher: HeaderMatcher
) -> tuple[Grid, list[Problem], list[Problem]]:
    """The grid of a long table, what is wrong with it, and rows that nobody knows."""
    pivot = Pivot(sheet, {at + 1: text for at, text in enumerate(header.cells)})
    labels: dict[str, str | Problem | None] = {}
    unknown: list[Problem] = []
    above: dict[str, Spot] = {}
    for number, cells in body:

        def spot(at: int, number: int = number, cells: list[Any] = cells) -> Spot:
            return Spot(cells[at] if at < len(cells) else "", number, at + 1)

        identity = {name: spot(at) for name, at in columns.identity.items()}
        if above and not text_of(identity[COMMUNE.name].value).strip():
            # Cells that are merged down hold their text in the first row alone.
            identity = {n: s if text_of(s.value).strip() else above[n] for n, s in identity.items()}
        above = identity
        label = header_text(spot(columns.indicator).value)
        if label not in labels:
            labels[label] = named(label, matcher)
        name = labels[label]
        if not isinstance(name, str):
            unknown.append(unknown_row(sheet, number, label, name))
            continue
        row = pivot.row(identity)
        texts = [label] if columns.unit is None else [text_of(spot(columns.unit).value), label]
        unit = matcher.other_unit(name, *filter(None, texts))
        for role, at in columns.results.items():
            if head := under(name, role):
                pivot.put(row, head, in_unit(spot(at), unit if role == "value" else None))
    return pivot.grid(), pivot.problems, unknown


def named(label: str, matcher: HeaderMatcher) -> str | Problem | None:
    """The header that an indicator's row stands for: one spelling for each; a Problem where it is refused."""
    target = matcher.match(label) if label else None
    if not isinstance(target, Target):
        return target
    match target.role:
        case "value" | "number" | "identity":
            return target.name
        case "verdict":
            return target.name if target.stage == "unstaged" else f"{target.name}_{target.stage}"
        case role:
            return f"{target.name}_{role}"


def under(name: str, role: str, text: str = "") -> str | None:
    """The header of what a row of some name holds in a role, `text` the words for it; None where there is no such.

    There is no verdict on a fact of the commune, nor on a verdict or a part of a rate.
    """
    if role == "value":
        return name
    if name in identity_columns() or name.endswith(_NOT_JUDGED):
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
