"""Counts behind a rate set, added to or scaled: the rate follows from them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np

from ntm_rules.definitions.models import CriteriaSet
from ntm_rules.errors import InputError, Problem
from ntm_rules.i18n import figure, tr, words
from ntm_rules.scenarios.edits import Op, Said, ValueEdit, edited
from ntm_rules.tables.table import Flags, Floats, Table


@dataclass(frozen=True, slots=True, eq=False)
class CountEdit:
    """Set, add to or scale the numerator or the denominator of a rate in some rows."""

    variable: str
    part: Literal["num", "den"]
    op: Op
    amount: float
    rows: Flags
    said: Said


def recounted(table: Table, edit: CountEdit, loaded: CriteriaSet) -> Table:
    """The table after an edit of counts; where both are known the rate is worked out anew.

    Raises InputError for counts that cannot be. A numerator that would pass its denominator, or fall below nought, is
    cut there, which is told.
    """
    blank = np.full(len(table), np.nan)
    num, den = table.counts.get(edit.variable, (blank, blank))
    before = num if edit.part == "num" else den
    after = _moved(edit, before, loaded)
    notices = [*_without_counts(edit, before, table, loaded)]
    if edit.part == "num":
        most = np.where(np.isnan(den), np.inf, den)
        cut = edit.rows & ((after > most) | (after < 0))
        if cut.any():
            if edit.op == "set":
                raise InputError(_impossible(edit, float(after[cut][0]), float(den[cut][0]), loaded))
            notices.append(_cut(edit, cut, table, loaded))
        num = np.clip(after, 0, most)
    else:
        low = edit.rows & ((after <= 0) | (after < num))
        if low.any():
            raise InputError(_impossible(edit, float(num[low][0]), float(after[low][0]), loaded))
        den = after
    with np.errstate(invalid="ignore"):
        rate = np.where(edit.rows, num * 100.0 / den, np.nan)
    step = ValueEdit(edit.variable, "set", rate, edit.rows, edit.said, counts=(num, den))
    found = edited(table, [step], loaded)
    return replace(found, warnings=(*found.warnings, *notices)) if notices else found


def _moved(edit: CountEdit, before: Floats, loaded: CriteriaSet) -> Floats:
    match edit.op:
        case "set":
            found = np.full(len(before), edit.amount)
        case "add":
            found = before + edit.amount
        case "scale":
            found = before * edit.amount
    whole = not loaded.variables[edit.variable].measured
    if whole and edit.op != "scale" and edit.amount != round(edit.amount):
        message = tr("{what}: a count is a whole number.", what=words(loaded.variables[edit.variable].label))
        raise InputError(_problem(edit, "out_of_range", message, value=f"{edit.amount:g}"))
    return np.where(edit.rows, np.round(found, 0 if whole else 9), before)


def _without_counts(edit: CountEdit, before: Floats, table: Table, loaded: CriteriaSet) -> Iterator[Problem]:
    lacking = edit.rows & np.isnan(before)
    if edit.op == "set" or not lacking.any():
        return
    message = tr(
        "{what}: {n} row(s) have no counts, so that none can be added or taken away.",
        what=words(loaded.variables[edit.variable].label), n=int(lacking.sum()),
    )  # fmt: skip
    remedy = tr("set both counts at once, as in {name}=7/9", name=edit.variable)
    yield _problem(edit, "without_effect", message, remedy=remedy, facts=table.listed(lacking))


def half_counted(before: Table, after: Table, loaded: CriteriaSet) -> Iterator[Problem]:
    """A notice for each rate of which changes leave one count alone, so that nothing follows from it."""
    for name, (num, den) in after.counts.items():
        old = before.counts.get(name)
        half = np.isnan(num) != np.isnan(den)
        if old is not None:
            half &= np.isnan(old[0]) == np.isnan(old[1])
        if half.any():
            message = tr("{what}: one count without the other changes nothing.", what=words(loaded.variables[name].label))  # fmt: skip
            remedy = tr("set both counts at once, as in {name}=7/9", name=name)
            yield Problem("without_effect", message, column=name, remedy=remedy, facts=after.listed(half))


def _cut(edit: CountEdit, cut: Flags, table: Table, loaded: CriteriaSet) -> Problem:
    label = words(loaded.variables[edit.variable].label)
    message = tr("{what}: in {n} row(s) the count would leave what there is to count, and is cut there.", what=label, n=int(cut.sum()))  # fmt: skip
    return _problem(edit, "cut_at_range", message, facts=table.listed(cut))


def _impossible(edit: CountEdit, num: float, den: float, loaded: CriteriaSet) -> Problem:
    label = words(loaded.variables[edit.variable].label)
    message = tr("{what}: {num} of {den} cannot be.", what=label, num=figure(num), den=figure(den))
    expected = tr("counts such as 7/9, the first not above the second")
    return _problem(edit, "out_of_range", message, expected=expected)


def _problem(edit: CountEdit, kind: str, message: str, **more: object) -> Problem:
    place: Mapping[str, object] = {"file": edit.said.file, "line": edit.said.line, **more}
    return Problem(kind, message, column=f"{edit.variable}_{edit.part}", **place)  # type: ignore[arg-type]
