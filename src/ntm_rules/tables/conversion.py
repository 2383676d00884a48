"""The unit of each column, and the notice that its figures are converted."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from ntm_rules.definitions.models import Plausible, Unit
from ntm_rules.errors import Problem
from ntm_rules.i18n import current_language, tr, words
from ntm_rules.tables.cells import Cell
from ntm_rules.tables.grid import Grid, text_of
from ntm_rules.tables.table import Floats
from ntm_rules.tables.units import Measure, cannot_be, in_unit, named_in


@dataclass(slots=True)
class Converted:
    """Cells of one column that are in one other unit: where it is named, how many they are, and one of them."""

    measure: Measure
    in_cell: bool
    before: str
    after: float
    count: int


def declared(grid: Grid, position: int, unit: Unit) -> tuple[Measure | None, Problem | None]:
    """The unit that the header, the row of units under it or a line above names; a Problem where it cannot be read."""
    header = grid.headers[position]
    under = grid.units[position] if position < len(grid.units) else ""
    for text in (header, under):
        if text and cannot_be(text, unit):
            problem = refused_unit(unit)
            return None, grid.problem(
                problem.kind, problem.message, at=position, value=under or None, remedy=problem.remedy
            )
    named = named_in(unit, header, under)
    if len(named) < 2:
        return (named[0] if named else None), None
    problem = several_units(named)
    return None, grid.problem(problem.kind, problem.message, at=position, remedy=problem.remedy)


def refused_unit(unit: Unit) -> Problem:
    """What is wrong with a header that names a unit or a span of time which nothing converts to the one asked."""
    message = tr("the header names another unit or another span of time than {unit}.", unit=words(unit))
    remedy = tr("convert the figures to {unit} and write that unit in the header", unit=words(unit))
    return Problem("lookalike_header", message, remedy=remedy)


def several_units(named: Sequence[Measure]) -> Problem:
    """What is wrong with a header that names several units."""
    units = ", ".join(words(measure.name) for measure in named)
    message = tr("the header names more than one unit: {units}.", units=units)
    return Problem("ambiguous_header", message, remedy=tr("leave the one that the figures are in"))


def within(bounds: Plausible, unit: Unit) -> str:
    """What a figure can be in the unit asked."""
    least, most = f"{bounds.least:.15g}", f"{bounds.most:.15g}"
    return tr("a figure from {least} to {most} {unit}", least=least, most=most, unit=words(unit))


def unlikely_span(measure: Measure, value: float, unit: Unit) -> str:
    """Why the figures of a column are not of the span of time that it names; `value` is one of them, converted."""
    return tr(
        "the column says {named}, so the figure would be {value} {unit}, which is not plausible.",
        named=words(measure.name),
        value=spoken(value),
        unit=words(unit),
    )


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
        scale, times = one.measure.scale, one.measure.times
        by = f"÷ {1 / scale:f}" if scale < 1 else f"× {scale.normalize():f}"
        if times != 1:
            # Millions a month are multiplied by the months alone, thousands divided as well.
            by = f"× {times.normalize():f}" if scale == 1 else f"{by} × {times.normalize():f}"
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
