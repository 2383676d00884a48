"""The unit of each column, and the notice that its figures are converted."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from ntm_rules.definitions.models import Unit
from ntm_rules.errors import Problem
from ntm_rules.i18n import current_language, tr, words
from ntm_rules.tables.cells import Cell
from ntm_rules.tables.grid import Grid, text_of
from ntm_rules.tables.table import Floats
from ntm_rules.tables.units import Measure, in_unit, measures, named_in, unit_key


@dataclass(slots=True)
class Converted:
    """Cells of one column that are in one other unit: where it is named, how many they are, and one of them."""

    measure: Measure
    in_cell: bool
    before: str
    after: float
    count: int


def declared(grid: Grid, position: int, unit: Unit) -> tuple[Measure | None, Problem | None]:
    """The unit that the header or the row of units under it names; a Problem where they name two."""
    named = named_in(grid.headers[position], unit)
    under = grid.units[position] if position < len(grid.units) else ""
    if (measure := measures(unit).get(unit_key(under))) and measure not in named:
        named.append(measure)
    if len(named) < 2:
        return (named[0] if named else None), None
    units = ", ".join(words(measure.name) for measure in named)
    message = tr("the header names more than one unit: {units}.", units=units)
    remedy = tr("leave the one that the figures are in")
    return None, grid.problem("ambiguous_header", message, at=position, remedy=remedy)


def converted(
    cells: Sequence[Any], found: Sequence[Cell], rows: Sequence[int], measure: Measure | None
) -> list[Converted]:
    """The cells in another unit than the one asked, or than the one their column names, by unit.

    `cells` and `found` hold each different cell as it stands and as it is read, `rows` in how many rows it is;
    `measure` is the unit of the column.
    """
    kinds: dict[tuple[Measure, bool], Converted] = {}
    for cell, read, count in zip(cells, found, rows, strict=True):
        used = read.measure or measure
        if used is None or not count or np.isnan(read.value):
            continue
        in_cell = read.measure not in (None, measure)
        if used.factor == 1 and not (in_cell and measure and measure.factor != 1):
            continue
        one = kinds.get((used, in_cell))
        if one is None:
            kinds[used, in_cell] = Converted(used, in_cell, text_of(cell), in_unit(read.value, used), count)
        else:
            one.count += count
    # The example that is told is of a figure that changes.
    return sorted(kinds.values(), key=lambda one: one.measure.factor == 1)


def notice(
    grid: Grid, position: int, unit: Unit, kinds: Sequence[Converted], measure: Measure | None
) -> Problem:
    """What is told of a column of which figures were converted: from which unit, where it stands, an example."""
    first = kinds[0]
    message = tr(
        "figures in {found} are converted to {unit}; for example “{before}” is read as {after}.",
        found="; ".join(_described(grid, position, kinds, measure)),
        unit=words(unit),
        before=first.before,
        after=spoken(first.after),
    )
    facts = {
        "unit": unit.en,
        "converted": [
            {
                "unit": one.measure.name.en,
                "factor": float(one.measure.factor),
                "cells": one.count,
                "named_in": "cell" if one.in_cell else "header",
            }
            for one in kinds
        ],
    }
    return Problem(
        "unit_converted",
        message,
        file=grid.name,
        sheet=grid.sheet,
        column=grid.headers[position],
        facts=facts,
    )


def spoken(figure: float) -> str:
    """A figure as the language in force writes it."""
    text = f"{figure:.15g}"
    return text.replace(".", ",") if current_language() == "vi" else text


def _described(
    grid: Grid, position: int, kinds: Sequence[Converted], measure: Measure | None
) -> Iterator[str]:
    for one in kinds:
        factor = one.measure.factor
        by = f"÷ {1 / factor:f}" if factor < 1 else f"× {factor.normalize():f}"
        if not one.in_cell:
            under = position < len(grid.units) and grid.units[position].strip()
            where = tr("named in the header")
            if under:
                where = tr("named above the table") if grid.units_above else tr("named under the header")
        elif measure is None:
            where = tr("named in {n} cell(s)", n=one.count)
        else:
            where = tr("named in {n} cell(s), which goes before the unit of the column", n=one.count)
        yield f"{words(one.measure.name)} ({where}, {by})"


def convert(values: Floats, measure: Measure | None) -> Floats:
    """Figures in the unit asked, each exact on its decimal."""
    if measure is None or measure.factor == 1:
        return values
    different, codes = np.unique(values, return_inverse=True)
    return np.array([in_unit(float(value), measure) for value in different])[codes]
