"""Set steps on the rows of a table, as if they had been taken."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

import numpy as np

from ntm_rules.planning.steps import Step
from ntm_rules.tables.table import Table
from ntm_rules.tables.vocabulary import NO_VERDICT

# The latest stage of assessment: its verdict stands before all others.
_STAGE = "appraised"


def applied(table: Table, steps: Iterable[Step]) -> Table:
    """A copy of the table with the figures, counts and verdicts that steps lead to; the table itself is not touched."""
    values, counts, verdicts = dict(table.values), dict(table.counts), dict(table.verdicts)
    copied: set[tuple[bool, str]] = set()
    for step in steps:
        name, stage = step.column, (step.column, _STAGE)
        fresh = step.key not in copied
        copied.add(step.key)
        if step.kind == "verdict":
            if fresh:
                given = verdicts.get(stage)
                none = np.full(len(table), NO_VERDICT, dtype=np.int8)
                verdicts[stage] = none if given is None else given.copy()
            verdicts[stage][step.row] = step.to
            continue
        if fresh:
            values[name] = values[name].copy()
            if name in counts:
                part, whole = counts[name]
                counts[name] = part.copy(), whole
        values[name][step.row] = step.rates[1]
        if step.kind == "count":
            counts[name][0][step.row] = step.to
    return replace(table, values=values, counts=counts, verdicts=verdicts)
