"""Which figures are drawn: those with a standard error, where the set compares them with a level."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ntm_rules.definitions.models import RANGES
from ntm_rules.engine.evaluate import Judgement
from ntm_rules.engine.explain import Explainer
from ntm_rules.engine.plan import CompiledIndicator, Part, parts_of
from ntm_rules.engine.statuses import Flags, Floats
from ntm_rules.errors import Problem
from ntm_rules.i18n import tr, words
from ntm_rules.scenarios.monte_carlo.drawing import Drawing, StatedError
from ntm_rules.tables.figures import SEXES

# A level and whether at least it is asked for; `<` and `>` split the figures at the same places.
Cut = tuple[bool, float]


@dataclass(frozen=True, slots=True)
class Spread:
    """An uncertain column: by row its values, standard errors and whether it is drawn there.

    `cuts` holds by case the levels that it is compared with. Draws are kept in `least` to `most`; those of a
    count are `whole`.
    """

    column: str
    variable: str
    values: Floats
    errors: Floats
    rows: Flags
    cuts: tuple[tuple[Cut, ...], ...]
    least: float
    most: float
    whole: bool

    def shape(self, row: int, normal: Floats) -> None:
        """Turn standard normal numbers into figures of a row, in place."""
        np.multiply(normal, self.errors[row], out=normal)
        np.add(normal, self.values[row], out=normal)
        if self.whole:
            np.rint(normal, out=normal)
        np.clip(normal, self.least, self.most, out=normal)


def find_spreads(judged: Judgement, how: Drawing) -> list[Spread]:
    """The columns that are drawn in some row, in the order of the set."""
    parts: dict[str, list[Part]] = {}
    for part in judged.plan.parts:
        if part.op != "is_true":
            parts.setdefault(part.column, []).append(part)
    named = [stated.commune for stated in how.errors if stated.commune]
    explainer = Explainer(judged) if named else None
    of_commune = {name: explainer.rows_of(name) for name in named if explainer}
    found = []
    for column, mine in parts.items():
        values = judged.table.values.get(column)
        if values is None:
            continue
        errors = _errors(judged, column, how.errors, of_commune)
        cuts = tuple(_cuts(mine, case) for case in range(len(judged.cases.different)))
        compared = np.array([bool(levels) for levels in cuts])[judged.cases.index]
        rows = ~np.isnan(values) & ~np.isnan(errors) & compared
        if rows.any():
            variable = mine[0].comparison.variable
            kind = judged.loaded.variables[variable].kind
            found.append(Spread(column, variable, values, errors, rows, cuts, *RANGES[kind], kind == "count"))
    return found


def touched(found: CompiledIndicator, case: int, spreads: list[Spread]) -> list[int]:
    """The places of the spreads that an indicator looks at in a case."""
    columns = {
        part.column
        for composition in found.compositions
        if composition.cases[case]
        for part in parts_of(composition.tree)
    }
    return [at for at, spread in enumerate(spreads) if spread.column in columns and spread.cuts[case]]


def not_drawn(judged: Judgement, how: Drawing, spreads: list[Spread]) -> list[Problem]:
    """Warnings of standard errors for which nothing is drawn, in the table and among those stated."""
    drawn = {spread.column for spread in spreads}
    given = {f"{name}{sex}_se": f"{name}{sex}" for name in judged.loaded.variables for sex in _SUFFIXES}
    beside = [
        given[column]
        for column, errors in judged.table.values.items()
        if column in given and not np.isnan(errors).all()
    ]
    names = dict.fromkeys([*beside, *(stated.variable for stated in how.errors)])
    return [_left_out(judged, name) for name in names if name not in drawn]


_SUFFIXES = ("", *(f"_{sex}" for sex in SEXES))


def _left_out(judged: Judgement, column: str) -> Problem:
    stem = next((column.removesuffix(sex) for sex in _SUFFIXES[1:] if column.endswith(sex)), column)
    variable = judged.loaded.variables.get(column) or judged.loaded.variables[stem]
    message = tr(
        "{variable}: a standard error is given and nothing is drawn: in no row is there a figure that is compared with a level.",
        variable=words(variable.label),
    )
    return Problem("not_drawn", message, file=judged.table.name, column=column)


def _errors(
    judged: Judgement, column: str, stated: tuple[StatedError, ...], of_commune: dict[str, list[int]]
) -> Floats:
    """The standard error of each row, NaN where none."""
    values = judged.table.values
    errors = values.get(f"{column}_se", np.full(len(judged.table), np.nan)).copy()
    mine = [error for error in stated if error.variable == column]
    for error in sorted(mine, key=lambda error: error.commune is not None):
        rows = slice(None) if error.commune is None else of_commune[error.commune]
        errors[rows] = error.amount * (values[column][rows] if error.relative else 1)
    return errors


def _cuts(parts: list[Part], case: int) -> tuple[Cut, ...]:
    """The levels that some parts have in a case, also those that strict evidence sets aside: verdicts look at them."""
    asked = [part for part in parts if part.in_force[case] and part.resolved[case].value is not None]
    return tuple(
        dict.fromkeys((part.op in (">=", "<"), float(part.resolved[case].value or 0)) for part in asked)
    )
