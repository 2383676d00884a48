"""Figures that are of another year than their row."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from ntm_rules.engine.evaluate import Judgement
from ntm_rules.engine.statuses import Flags
from ntm_rules.errors import Problem
from ntm_rules.i18n import tr, words


def figures_of_other_years(judged: Judgement) -> Iterator[Problem]:
    """A warning for each variable with figures whose year does not choose their level, or has none in the set."""
    table, loaded = judged.table, judged.loaded
    for variable, kind in table.beside:
        values = table.values.get(variable)
        if kind != "year" or values is None:
            continue
        years = np.array([year or 0 for year in table.beside[variable, kind].tolist()], dtype=np.int64)
        other = (years != 0) & (years != table.years) & ~np.isnan(values) & ~judged.cases.outside
        label = words(loaded.variables[variable].label)
        if variable not in loaded.variables_of_figure_years:
            message = tr(
                "{label}: {n} figure(s) of {years} stand in rows of another year; they are judged by the level of"
                " the row’s year.",
                label=label,
                n=int(other.sum()),
                years=_listed(years[other]),
            )
            yield from _problem(judged, variable, other, message)
            continue
        first, last = loaded.head.valid_from.year, loaded.head.valid_to.year
        outside = other & ((years < first) | (years > last))
        message = tr(
            "{label}: {n} figure(s) are of {years}; the set has levels of {first} to {last} only, so that they"
            " decide nothing.",
            label=label,
            n=int(outside.sum()),
            years=_listed(years[outside]),
            first=first,
            last=last,
        )
        yield from _problem(judged, variable, outside, message)


def _problem(judged: Judgement, variable: str, rows: Flags, message: str) -> Iterator[Problem]:
    if rows.any():
        table, first = judged.table, int(np.flatnonzero(rows)[0])
        facts = {"variable": variable, **table.listed(rows)}
        yield Problem("figure_of_another_year", message, **table.cell(first, variable), facts=facts)


def _listed(years: NDArray[np.int64]) -> str:
    return ", ".join(str(year) for year in sorted(set(years.tolist())))
