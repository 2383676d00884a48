"""Where a figure that is moved reaches the levels that hang on it: worked out from the levels, never searched for."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from ntm_rules.definitions.models import CriteriaSet
from ntm_rules.engine.evaluate import Judgement
from ntm_rules.engine.plan import Part
from ntm_rules.scenarios.edits import Op
from ntm_rules.scenarios.figures import variable_of
from ntm_rules.tables.figures import SEXES
from ntm_rules.tables.table import Floats, Table

# Positions nearer than this are one: decimals are written to 9 places.
NEAR = 1e-9


@dataclass(frozen=True, slots=True, eq=False)
class Reached:
    """A part that hangs on a moved figure, and by row the amount that brings it exactly to its level; NaN where none."""

    part: Part
    amounts: Floats


def followers(column: str, op: Op, table: Table, loaded: CriteriaSet) -> tuple[str, ...]:
    """The columns of figures that change when one is moved, itself first."""
    name = variable_of(column, loaded)
    sexes = [f"{name}_{sex}" for sex in SEXES] if column == name and op != "set" else []
    return (
        column,
        *(one for one in sexes if one in table.values),
        *loaded.rates_of.get(name, ()),
    )


def reached(judged: Judgement, column: str, op: Op) -> Iterator[Reached]:
    """Each part of the plan that hangs on a column, with the amounts (of `op`) that bring it to its level."""
    table, loaded = judged.table, judged.loaded
    moved = followers(column, op, table, loaded)
    rates = loaded.rates_of.get(variable_of(column, loaded), ())
    for part in judged.plan.parts:
        if part.column not in moved or not part.in_force.any():
            continue
        levels = np.where(part.in_force, part.levels, np.nan)[judged.cases.index]
        if part.op == "is_true":
            continue
        if part.column in rates:
            figures, base = _of_counts(table, loaded, column, rate=part.column, levels=levels), column
        else:
            figures, base = levels, part.column
        yield Reached(part, amounts_to(figures, figures_of(table, base), op))


def amounts_to(figures: Floats, before: Floats, op: Op) -> Floats:
    """What must be set, added or multiplied to come from figures to others."""
    if op == "set":
        return figures
    if op == "add":
        shifts: Floats = np.round(figures - before, 9)
        return shifts
    factors: Floats = np.divide(figures, before, out=np.full(len(before), np.nan), where=before != 0)
    return factors


def figures_after(amounts: Floats, before: Floats, op: Op) -> Floats:
    """What figures become when amounts are set, added or multiplied."""
    moved = {"set": amounts, "add": before + amounts, "scale": before * amounts}
    found: Floats = np.round(moved[op], 9)
    return found


def figures_of(table: Table, column: str) -> Floats:
    """A column of figures; NaN throughout where the table does not have it."""
    given = table.values.get(column)
    return np.full(len(table), np.nan) if given is None else given


def _of_counts(table: Table, loaded: CriteriaSet, column: str, *, rate: str, levels: Floats) -> Floats:
    """The count by which a rate of counts stands at its level, the other counts as they are."""
    counts = loaded.variables[rate].counts
    assert counts is not None
    whole = figures_of(table, counts.denominator)
    others = [figures_of(table, name) for name in counts.numerator if name != column]
    part: Floats = np.sum([np.zeros(len(levels)), *others], axis=0)
    if column != counts.denominator:
        found: Floats = levels * whole / 100 - part
    else:
        found = np.divide(part * 100, levels, out=np.full(len(levels), np.nan), where=levels != 0)
    rounded: Floats = np.round(found, 9)
    return rounded
