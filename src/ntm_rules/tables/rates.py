"""Rates worked out from counts: numerators and denominators, fractions in cells, households."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from ntm_rules.definitions.models import CriteriaSet
from ntm_rules.errors import Problem
from ntm_rules.i18n import tr
from ntm_rules.tables.cells import ROUNDING
from ntm_rules.tables.digits import rate_of, shown_digits
from ntm_rules.tables.figures import FigureReader, overlay
from ntm_rules.tables.table import Floats


def derive_rates(figures: FigureReader, loaded: CriteriaSet) -> list[Problem]:
    """Fill rates from their counts, which decide where both are given; impossible counts join what is unreadable.

    Returns warnings where a rate stated beside its counts is another.
    """
    _paired_columns(figures)
    for name, variable in loaded.variables.items():
        counted = variable.counts
        if counted and {*counted.numerator, counted.denominator} <= figures.values.keys():
            part = shown_digits(np.sum([figures.values[one] for one in counted.numerator], axis=0))
            pair = (part, figures.values[counted.denominator])
            figures.counts[name] = overlay(figures.counts.get(name), pair)
            figures.headers.setdefault(name, " + ".join(figures.headers[one] for one in counted.numerator))
            _spread_invalid(figures, name, (*counted.numerator, counted.denominator))
            _refuse_impossible(figures, name)
    warnings = []
    for name, (part, whole) in figures.counts.items():
        rate = rate_of(part, whole)
        blank = np.full(len(rate), np.nan)
        stated = figures.values.get(name, blank)
        warnings.extend(_apart(figures, name, rate, stated))
        figures.values[name] = np.where(np.isnan(rate), stated, rate)
        figures.invalid.setdefault(name, np.zeros(len(rate), dtype=np.bool_))
        figures.headers.setdefault(name, figures.headers.get(f"{name}_num", name))
    return warnings


def _paired_columns(figures: FigureReader) -> None:
    """Columns `<variable>_num` and `<variable>_den`; fractions in the variable's own cells stand before them."""
    stems = {name.rpartition("_")[0] for name in figures.values if name.endswith(("_num", "_den"))}
    blank = np.full(len(figures.grid.rows), np.nan)
    for stem in sorted(stems):
        pair = (figures.values.pop(f"{stem}_num", blank), figures.values.pop(f"{stem}_den", blank))
        figures.counts[stem] = overlay(figures.counts.get(stem), pair)
        figures.headers.setdefault(stem, figures.headers.get(f"{stem}_num") or figures.headers[f"{stem}_den"])
        _spread_invalid(figures, stem, (f"{stem}_num", f"{stem}_den"))
        _refuse_impossible(figures, stem)


def _spread_invalid(figures: FigureReader, name: str, parts: tuple[str, ...]) -> None:
    """A rate of which a count could not be read could not be read itself."""
    bad = [figures.invalid[part] for part in parts if part in figures.invalid]
    own = figures.invalid.get(name, np.zeros(len(figures.grid.rows), dtype=np.bool_))
    figures.invalid[name] = np.logical_or.reduce([own, *bad])


def _refuse_impossible(figures: FigureReader, name: str) -> None:
    """Counts of which the part is above the whole, or the whole nothing.

    Where 0 of 0 is nothing to judge, as the variable says, it is not applicable.
    """
    part, whole = figures.counts[name]
    if figures.may_be_none(name) and (none := (part == 0) & (whole == 0)).any():
        figures.set_aside(name, none)
        part = np.where(none, np.nan, part)
        figures.counts[name] = (part, np.where(none, np.nan, whole))
    with np.errstate(invalid="ignore"):
        wrong = (part > whole) | ((whole <= 0) & ~np.isnan(part))
    for row in np.flatnonzero(wrong).tolist():
        value = f"{part[row]:g}/{whole[row]:g}"
        figures.unread.setdefault(name, {})[row] = value
        problem = figures.grid.problem(
            "out_of_range",
            tr("the figure is outside what it can be."),
            row=row,
            value=value,
            expected=tr("counts such as 7/9, the first not above the second"),
            remedy=tr("correct the cell, or leave it blank"),
        )
        figures.unreadable.append(replace(problem, column=figures.headers[name]))
    figures.invalid[name] |= wrong
    blank = np.where(wrong, np.nan, part)
    figures.counts[name] = (blank, whole)


def _apart(figures: FigureReader, name: str, rate: Floats, stated: Floats) -> list[Problem]:
    with np.errstate(invalid="ignore"):
        rows = np.flatnonzero(np.abs(rate - stated) > ROUNDING)
    if not len(rows):
        return []
    message = tr(
        "{name}: in {n} row(s) the counts give another rate than the one beside them; the counts decide.",
        name=name,
        n=len(rows),
    )
    grid = figures.grid
    facts = {"rows": [grid.rows[row] for row in rows]}
    problem = grid.problem("counts_disagree", message, row=int(rows[0]))
    return [replace(problem, column=figures.headers[name], facts=facts)]
