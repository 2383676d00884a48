"""Risks of a survey: the sample was met, the true value may not be."""

from __future__ import annotations

import math
from collections.abc import Iterator

import numpy as np

from ntm_rules.definitions.risk_policies import Sampling
from ntm_rules.risks.findings import Block
from ntm_rules.risks.subject import Subject


def sampling(subject: Subject, policy: Sampling) -> Iterator[Block]:
    """Met by a value with a standard error; facts `value`, `level`, `se` in its unit, `chance` (0 to 1).

    The error is taken as normal, so that the chance is that of a standard normal beyond the gap in errors.
    """
    for figure in subject.figures:
        errors = subject.judged.table.values.get(f"{figure.part.column}_se")
        if errors is None or not policy.watches(*subject.code(figure)):
            continue
        rows = np.flatnonzero(subject.holds(figure) & (errors > 0))
        spare = figure.gaps[rows] / errors[rows]
        chances = np.array([math.erfc(z / math.sqrt(2)) / 2 for z in spare.tolist()])
        told = chances >= policy.chance
        if told.any():
            found = rows[told]
            facts = {"value": figure.values[found], "level": figure.levels[found], "se": errors[found], "chance": chances[told]}  # fmt: skip
            yield Block(policy, policy.kind, figure.criterion, found, figure.indicator, figure.part, facts)
