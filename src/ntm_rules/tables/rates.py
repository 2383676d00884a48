"""Rates worked out from counts: numerators and denominators, fractions in cells, households."""

from __future__ import annotations

import numpy as np

from ntm_rules.definitions.models import CriteriaSet
from ntm_rules.errors import Problem
from ntm_rules.i18n import tr
from ntm_rules.tables.figures import FigureReader
from ntm_rules.tables.table import Floats

# A rate stated beside counts is often rounded to one place; more apart than that, it is said.
ROUNDING = 0.1


def derive_rates(figures: FigureReader, loaded: CriteriaSet) -> tuple[list[Problem], list[Problem]]:
    """Fill rates from their counts, which decide where both are given. Returns errors and warnings."""
    errors = _paired_columns(figures)
    for name, variable in loaded.variables.items():
        if (
            variable.counts
            and {*variable.counts.numerator, variable.counts.denominator} <= figures.values.keys()
        ):
            parts = [figures.values[part] for part in variable.counts.numerator]
            figures.counts.setdefault(
                name, (np.sum(parts, axis=0), figures.values[variable.counts.denominator])
            )
            figures.headers.setdefault(
                name, " + ".join(figures.headers[n] for n in variable.counts.numerator)
            )
            errors.extend(_impossible(figures, name))
    warnings = []
    for name, (part, whole) in figures.counts.items():
        # Multiplied first: whole numbers stay exact, so 29 of 100 is 29 and not a hair less.
        with np.errstate(invalid="ignore", divide="ignore"):
            rate = np.where(whole > 0, part * 100.0 / whole, np.nan)
        blank = np.full(len(rate), np.nan)
        stated = figures.values.get(name, blank)
        warnings.extend(_apart(figures, name, rate, stated))
        figures.values[name] = np.where(np.isnan(rate), stated, rate)
        figures.invalid.setdefault(name, np.zeros(len(rate), dtype=np.bool_))
        figures.headers.setdefault(name, figures.headers.get(f"{name}_num", name))
    return errors, warnings


def _paired_columns(figures: FigureReader) -> list[Problem]:
    """Columns `<variable>_num` and `<variable>_den`; fractions in the variable's own cells stand before them."""
    errors = []
    stems = {name.rpartition("_")[0] for name in figures.values if name.endswith(("_num", "_den"))}
    blank = np.full(len(figures.grid.rows), np.nan)
    for stem in sorted(stems):
        pair = (figures.values.pop(f"{stem}_num", blank), figures.values.pop(f"{stem}_den", blank))
        if stem in figures.counts:
            own = ~np.isnan(figures.counts[stem][0])
            pair = (
                np.where(own, figures.counts[stem][0], pair[0]),
                np.where(own, figures.counts[stem][1], pair[1]),
            )
        figures.counts[stem] = pair
        figures.headers.setdefault(stem, figures.headers.get(f"{stem}_num") or figures.headers[f"{stem}_den"])
        errors.extend(_impossible(figures, stem))
    return errors


def _impossible(figures: FigureReader, name: str) -> list[Problem]:
    """Counts of which the part is above the whole, or the whole nothing."""
    part, whole = figures.counts[name]
    with np.errstate(invalid="ignore"):
        wrong = (part > whole) | ((whole <= 0) & ~np.isnan(part))
    return [
        Problem(
            "out_of_range",
            tr("the figure is outside what it can be."),
            file=figures.grid.name,
            sheet=figures.grid.sheet,
            row=figures.grid.rows[row],
            column=figures.headers[name],
            value=f"{part[row]:g}/{whole[row]:g}",
            expected=tr("counts such as 7/9, the first not above the second"),
            remedy=tr("correct the cell, or leave it blank"),
        )
        for row in np.flatnonzero(wrong)
    ]


def _apart(figures: FigureReader, name: str, rate: Floats, stated: Floats) -> list[Problem]:
    with np.errstate(invalid="ignore"):
        rows = np.flatnonzero(np.abs(rate - stated) > ROUNDING)
    if not len(rows):
        return []
    message = tr(
        "{name}: in {n} rows the counts give another rate than the one beside them; the counts decide.",
        name=name,
        n=len(rows),
    )
    numbers = [figures.grid.rows[row] for row in rows]
    facts = {"rows": numbers}
    return [
        Problem(
            "counts_disagree",
            message,
            file=figures.grid.name,
            row=numbers[0],
            column=figures.headers[name],
            facts=facts,
        )
    ]
