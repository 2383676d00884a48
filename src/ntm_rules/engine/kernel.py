"""The vectorised comparison and roll-up: prepared columns in, status arrays out.

Every step runs over all communes at once, one byte a status, into arrays allocated once.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from ntm_rules.engine.plan import BySex, Choice, Every, Leaf, Part, Plan, Some, Tree
from ntm_rules.engine.statuses import (
    NOT_APPLICABLE,
    REASON,
    UNKNOWN,
    Codes,
    Flags,
    Floats,
    Index,
    all_of,
    any_of,
    when,
)
from ntm_rules.tables.table import bounds_of


@dataclass(slots=True)
class Statuses:
    """What was judged: `parts` by part number, `indicators` and `criteria` with one row each, all per commune."""

    parts: list[Codes]
    indicators: Codes
    criteria: Codes


class _Scratch:
    """Work arrays, allocated once for all columns."""

    def __init__(self, count: int) -> None:
        self.level = np.empty(count)
        self.good = np.empty(count, dtype=np.bool_)
        self.bad = np.empty(count, dtype=np.bool_)


def judge(
    plan: Plan, columns: Mapping[str, Floats], case: Index, verdicts: Mapping[str, Codes] | None = None
) -> Statuses:
    """Judge the parts and indicators of all rows; criteria are unknown until `roll_up`.

    `columns` are float64 with NaN for missing; an absent column is missing throughout.
    A figure of which only bounds are known is decided where both say the same; a figure stands before its bounds.

    `verdicts` holds, by column, verdicts on a part of an indicator (-1 where none): they decide the part
    where nothing was measured.
    """
    count = len(case)
    indicators = np.empty((len(plan.indicators), count), dtype=np.int8)
    shared = {found.single.number: n for n, found in enumerate(plan.indicators) if found.single}
    scratch = _Scratch(count)
    parts: list[Codes] = []
    for part in plan.parts:
        out = indicators[shared[part.number]] if part.number in shared else np.empty(count, dtype=np.int8)
        values = columns.get(part.column)
        if values is None:
            out.fill(UNKNOWN)
        else:
            compare(part, values, case, out, scratch)
            _within_bounds(part, columns, case, out, scratch)
        if verdicts and part.column in verdicts:
            _state(part, verdicts[part.column], values, case, out)
        parts.append(out)
    for number, found in enumerate(plan.indicators):
        if found.single:
            continue
        row = indicators[number]
        row[:] = np.where(found.reasons, UNKNOWN, NOT_APPLICABLE).astype(np.int8)[case]
        for composition in found.compositions:
            status = combine(composition.tree, parts, columns, count)
            np.copyto(row, status, where=True if composition.cases.all() else composition.cases[case])
    criteria = np.full((len(plan.criteria), count), UNKNOWN, dtype=np.int8)
    return Statuses(parts, indicators, criteria)


def _within_bounds(
    part: Part, columns: Mapping[str, Floats], case: Index, out: Codes, scratch: _Scratch
) -> None:
    least, most = map(columns.get, bounds_of(part.column))
    if least is None or most is None:
        return
    low, high = np.empty_like(out), np.empty_like(out)
    compare(part, least, case, low, scratch)
    compare(part, most, case, high, scratch)
    # A comparison with a level holds over a whole span or at neither end of it, else it turns within.
    np.copyto(out, low, where=(low == high) & ~np.isnan(least) & np.isnan(columns[part.column]))


def _state(part: Part, verdict: Codes, values: Floats | None, case: Index, out: Codes) -> None:
    open_ = (out == UNKNOWN) & (verdict >= 0)
    if values is not None:
        # A figure whose level strict evidence rules out is not decided by a word in its place.
        open_ &= np.isnan(values) | (part.reasons != REASON["unverified_threshold"])[case]
    np.copyto(out, verdict, where=open_)


def roll_up(plan: Plan, statuses: Statuses) -> None:
    """A criterion is the least of its indicators."""
    for number, members in enumerate(plan.criteria):
        out = statuses.criteria[number]
        out[:] = statuses.indicators[members[0]]
        for member in members[1:]:
            np.minimum(out, statuses.indicators[member], out=out)


def compare(part: Part, values: Floats, case: Index, out: Codes, scratch: _Scratch) -> None:
    """Compare a column with the level of each row's case: 3 where good, 0 where bad, 1 where either is missing."""
    first = part.levels[0]
    if (part.levels == first).all():
        level: Floats | float = float(first)
    else:
        level = np.take(part.levels, case, out=scratch.level, mode="clip")
    good, bad = scratch.good, scratch.bad
    match part.op:
        case ">=" | "is_true":
            np.greater_equal(values, level, out=good)
            np.less(values, level, out=bad)
        case "<=":
            np.less_equal(values, level, out=good)
            np.greater(values, level, out=bad)
        case ">":
            np.greater(values, level, out=good)
            np.less_equal(values, level, out=bad)
        case "<":
            np.less(values, level, out=good)
            np.greater_equal(values, level, out=bad)
    # good − bad is 1, −1 or 0 where missing; + 1 and a bit more for the good gives 3, 0, 1.
    np.subtract(good.view(np.int8), bad.view(np.int8), out=out)
    np.add(out, 1, out=out)
    np.bitwise_or(out, good.view(np.int8), out=out)


def combine(tree: Tree, parts: Sequence[Codes], columns: Mapping[str, Floats], count: int) -> Codes:
    """The status of a composition from those of its parts."""
    match tree:
        case Leaf(part):
            return parts[part.number]
        case Every(members):
            return all_of([combine(member, parts, columns, count) for member in members])
        case Some(members):
            return any_of([combine(member, parts, columns, count) for member in members])
        case Choice(condition, then, otherwise):
            chosen = combine(then, parts, columns, count)
            nothing = np.full(count, NOT_APPLICABLE, dtype=np.int8)
            other = combine(otherwise, parts, columns, count) if otherwise else nothing
            return when(parts[condition.number], chosen, other)
        case BySex():
            return all_of(by_sex(tree, parts, columns, count))


def by_sex(tree: BySex, parts: Sequence[Codes], columns: Mapping[str, Floats], count: int) -> list[Codes]:
    """The statuses of the whole and of each sex, not applicable where they are not asked."""
    whole_asked, sexes_asked = asked_by_sex(tree, parts, columns, count)
    whole = np.where(whole_asked, parts[tree.whole.number], NOT_APPLICABLE).astype(np.int8)
    return [
        whole,
        *(np.where(sexes_asked, parts[part.number], NOT_APPLICABLE).astype(np.int8) for part in tree.sexes),
    ]


def asked_by_sex(
    tree: BySex, parts: Sequence[Codes], columns: Mapping[str, Floats], count: int
) -> tuple[Flags, Flags]:
    """Where the whole is asked, and where both sexes are: where either is given, as a figure or a verdict."""
    sexes = np.zeros(count, dtype=np.bool_)
    for part in tree.sexes:
        sexes |= _given(part, parts, columns, count)
    return _given(tree.whole, parts, columns, count) | ~sexes, sexes


def _given(part: Part, parts: Sequence[Codes], columns: Mapping[str, Floats], count: int) -> Flags:
    values = columns.get(part.column)
    figure = np.zeros(count, dtype=np.bool_) if values is None else ~np.isnan(values)
    least = columns.get(bounds_of(part.column)[0])
    if least is not None:
        figure |= ~np.isnan(least)
    found: Flags = figure | (parts[part.number] != UNKNOWN)
    return found
