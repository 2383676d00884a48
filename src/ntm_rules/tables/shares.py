"""Shares such as 0.95 where 95 per cent may be meant: a cell that lost its per cent format keeps them so."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from ntm_rules.definitions.conditions import Compare
from ntm_rules.definitions.models import CriteriaSet
from ntm_rules.errors import Problem
from ntm_rules.i18n import tr
from ntm_rules.tables.conversion import spoken
from ntm_rules.tables.figures import SEXES, FigureReader
from ntm_rules.tables.grid import text_of
from ntm_rules.tables.table import Floats

# A share of which less is asked may well be below 1 in every commune.
_ASKED = 10
# So many shares side by side, nothing among them that is above 1: one alone may be a commune's bad result.
_ALIKE = 2
_NAMED_COLUMNS = 3


def doubtful_shares(figures: FigureReader, loaded: CriteriaSet) -> Iterator[Problem]:
    """A warning where all shares of a column, or of a row, lie between 0 and 1, or one alone; they stay what they say.

    Only shares that must reach a level far above 1 are looked at: stunting or poverty below 1 % is good news.
    What is 0 says nothing, and the sign % behind a figure settles it.
    """
    grid = figures.grid
    names = sorted(figures.places.keys() & _at_least(loaded), key=figures.places.__getitem__)
    if not names:
        return
    given = np.array([figures.values[name] for name in names])
    with np.errstate(invalid="ignore"):
        fractions = (given > 0) & (given < 1)
        for number, row in np.argwhere(fractions).tolist():
            if "%" in text_of(grid.columns[figures.places[names[number]]][row]):
                given[number, row], fractions[number, row] = np.nan, False
        small, above = (given > 0) & (given <= 1), given > 1
    columns = ~above.any(axis=1) & (small.sum(axis=1) >= _ALIKE)
    rows = ~above.any(axis=0) & (small.sum(axis=0) >= _ALIKE)
    doubtful = fractions & (columns[:, None] | rows)
    yield from _lone(figures, names, given, fractions & ~doubtful)
    found = np.argwhere(doubtful)
    if len(found):
        headers = list(dict.fromkeys(figures.headers[names[number]] for number in found[:, 0].tolist()))
        first, row = found[0].tolist()
        yield _warning(figures, headers, (row, figures.places[names[first]]), float(given[first, row]))


def _lone(
    figures: FigureReader, names: Sequence[str], given: Floats, fractions: NDArray[np.bool_]
) -> Iterator[Problem]:
    """A warning where one fraction stands in a column of percentages, all of which are far above 1."""
    for number in np.flatnonzero(fractions.any(axis=1)).tolist():
        column, single = given[number], fractions[number]
        others = column[~np.isnan(column) & ~single & (column != 0)]
        row = int(np.flatnonzero(single)[0])
        if single.sum() > 1 or len(others) < _ALIKE or others.min() < _ASKED:
            continue
        value, at = float(column[row]), figures.places[names[number]]
        message = tr(
            "{value} stands alone among percentages such as {other}; it is read as {value}%.",
            value=spoken(value),
            other=spoken(float(others[0])),
        )
        problem = figures.grid.problem("shares_below_one", message, row=row, at=at, remedy=_remedy(value))
        problem.facts["columns"] = [figures.headers[names[number]]]
        yield problem


def _at_least(loaded: CriteriaSet) -> set[str]:
    """Rates of which a level far above 1 is asked wherever one is known, those by sex too."""
    least: dict[str, float] = {}
    for *_, asked, level in loaded.levels():
        if isinstance(asked, Compare) and loaded.variables[asked.variable].kind == "rate":
            known = level.value if level.value is not None else np.inf
            floor = known if asked.op in (">=", ">") else 0
            least[asked.variable] = min(least.get(asked.variable, np.inf), floor)
    stems = {name for name, level in least.items() if _ASKED <= level < np.inf}
    return stems | {f"{stem}_{sex}" for stem in stems for sex in SEXES}


def _remedy(value: float) -> str:
    return tr(
        "if {hundred}% is meant, write {hundred} or {hundred}%; if not, write {value}%",
        hundred=spoken(value * 100),
        value=spoken(value),
    )


def _warning(figures: FigureReader, headers: list[str], cell: tuple[int, int], value: float) -> Problem:
    row, at = cell
    named = ", ".join(f"“{header}”" for header in headers[:_NAMED_COLUMNS])
    more = len(headers) - _NAMED_COLUMNS
    message = tr(
        "shares in {columns} lie between 0 and 1 with none above 1 beside them; they are read as per cent: {value} is {value} %.",
        columns=named + (f", … (+{more})" if more > 0 else ""),
        value=spoken(value),
    )
    remedy = tr(
        "if {hundred} % is meant, write {hundred} or {hundred}% and so the others; if not, write {value}%",
        hundred=spoken(value * 100),
        value=spoken(value),
    )
    problem = figures.grid.problem("shares_below_one", message, row=row, at=at, remedy=remedy)
    problem.facts["columns"] = headers
    return problem
