"""Edits of a table: figures, facts and verdicts of some rows become others; the table they are made to stays as it is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import reduce
from typing import Any, Literal

import numpy as np

from ntm_rules.definitions.models import CriteriaSet
from ntm_rules.engine.verdicts import STAGES
from ntm_rules.scenarios.figures import moved
from ntm_rules.tables.coded import Coded
from ntm_rules.tables.table import Flags, Floats, Table
from ntm_rules.tables.vocabulary import NO_VERDICT

Op = Literal["set", "add", "scale"]


@dataclass(frozen=True, slots=True)
class Said:
    """Where an edit was asked for, as notices name it: a file and line, or an option."""

    file: str | None = None
    line: int | None = None


@dataclass(frozen=True, slots=True, eq=False)
class ValueEdit:
    """Set, add to or scale a column of figures: a variable, or one of its columns by sex.

    `amount` is one number, or one for each row of the table, NaN where nothing is changed; in the unit of the
    variable, a flag as 1 or 0. `rows` are those it is for; None for all.
    """

    column: str
    op: Op
    amount: float | Floats
    rows: Flags | None = None
    said: Said = Said()
    # The counts that a rate follows from, in all rows; without them a rate that is changed stands alone.
    counts: tuple[Floats, Floats] | None = None


@dataclass(frozen=True, slots=True, eq=False)
class FactEdit:
    """Make a fact of the identity, such as `area`, another value in some rows; None makes it blank."""

    fact: str
    value: Any
    rows: Flags | None = None
    said: Said = Said()


@dataclass(frozen=True, slots=True, eq=False)
class VerdictEdit:
    """Put one verdict (a status code) in place of those of all stages on a number; None takes them away."""

    code: str
    status: int | None
    rows: Flags | None = None
    said: Said = Said()


Edit = ValueEdit | FactEdit | VerdictEdit


def edited(table: Table, edits: Sequence[Edit], loaded: CriteriaSet) -> Table:
    """The table after some edits, one upon the other. Columns that no edit touches are shared, not copied.

    What an edit did beyond its word (cut at the range, could not change what is missing, moved or dropped figures
    that hang on the changed one) is told in the warnings of the table. Raises InputError where a figure that is
    set lies outside what it can be.
    """
    return reduce(lambda so_far, edit: _after(so_far, edit, loaded), edits, table)


def _after(table: Table, edit: Edit, loaded: CriteriaSet) -> Table:
    rows = np.ones(len(table), dtype=np.bool_) if edit.rows is None else edit.rows
    match edit:
        case ValueEdit():
            return moved(table, edit, rows, loaded)
        case FactEdit(fact=name, value=value):
            before = table.identity.get(name) or Coded.constant(None, len(table))
            return replace(table, identity={**table.identity, name: _with(before, value, rows)})
        case VerdictEdit(code=code, status=status):
            return replace(table, verdicts=_judged(table, code, status, rows))


def _with(column: Coded, value: Any, rows: Flags) -> Coded:
    """A column with a value in some rows; the same object where it stands there already."""
    known = column.values.tolist()
    # True is 1 to a list; here a flag is no number.
    place = next((n for n, one in enumerate(known) if one is value or (type(one) is type(value) and one == value)), None)  # fmt: skip
    if place is not None and (column.codes[rows] == place).all():
        return column
    values = column.values
    if place is None:
        place = len(known)
        values = np.empty(place + 1, dtype=object)
        values[:] = [*known, value]
    return Coded(np.where(rows, place, column.codes), values)


def _judged(table: Table, code: str, status: int | None, rows: Flags) -> dict[tuple[str, str], Any]:
    found = dict(table.verdicts)
    for stage in STAGES:
        given = found.get((code, stage))
        if given is not None and (given[rows] != NO_VERDICT).any():
            found[code, stage] = np.where(rows, np.int8(NO_VERDICT), given)
    if status is not None:
        blank = np.full(len(table), NO_VERDICT, dtype=np.int8)
        given = found.get((code, "unstaged"), blank)
        found[code, "unstaged"] = np.where(rows, np.int8(status), given)
    return found
