"""Figures that are parts of one asked, as the rates of poor and of near-poor households are of the poverty rate."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Protocol

import numpy as np

from ntm_rules.errors import Problem
from ntm_rules.i18n import tr
from ntm_rules.tables.table import Floats
from ntm_rules.tables.targets import Target

Settled = tuple[dict[int, Target], list[Problem], list[Problem]]


class Figures(Protocol):
    """What a set knows of its figures: the parts and the counts of each, and what stands behind a column."""

    def parts_of(self, variable: str) -> Collection[str]: ...  # noqa: D102

    def counts_of(self, variable: str) -> Collection[str]: ...  # noqa: D102

    def figures_of(self, target: Target) -> Sequence[str]: ...  # noqa: D102


def settled_parts(targets: Mapping[int, Target], refused: Mapping[int, Problem], figures: Figures) -> Settled:
    """Targets with the parts that add up to a figure, what stays refused, and what is told of parts left out.

    Beside the whole figure, or the counts that give it, its parts are left out. Where all of them stand once and
    nothing else gives the figure, they are summed. Anything else is refused as before.
    """
    found = dict(targets)
    errors: list[Problem] = []
    told: list[Problem] = []
    groups: dict[str, dict[int, str]] = {}
    for at, problem in refused.items():
        if "part" in problem.facts:
            groups.setdefault(problem.facts["variable"], {})[at] = problem.facts["part"]
        else:
            errors.append(problem)
    for variable, parts in groups.items():
        if _is_whole(variable, targets.values(), figures):
            message = tr("this is part of another figure that the table gives; it is left out.")
            told.extend(replace(refused[at], message=message, remedy=None) for at in parts)
        elif sorted(parts.values()) == sorted(figures.parts_of(variable)):
            found.update({at: Target("part", variable, part) for at, part in parts.items()})
        else:
            errors.extend(refused[at] for at in parts)
    return found, errors, told


def _is_whole(variable: str, targets: Collection[Target], figures: Figures) -> bool:
    """Whether a table gives a figure itself, or all counts of it."""
    given = [target for target in targets if target.role in ("value", "number", "num")]
    if any(list(figures.figures_of(target)) == [variable] for target in given):
        return True
    counts = set(figures.counts_of(variable))
    return bool(counts) and counts <= {target.name for target in given if target.role == "value"}


def added_up(parts: Sequence[Floats]) -> Floats:
    """The sum of figures row by row, exact on the decimals as they are written; missing where one of them is."""
    total = np.full(len(parts[0]), np.nan)
    for row in np.flatnonzero(~np.isnan(np.sum(parts, axis=0))).tolist():
        total[row] = float(sum((Decimal(repr(float(part[row]))) for part in parts), Decimal(0)))
    return total
