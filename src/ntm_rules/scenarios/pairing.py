"""Which row of a scenario's table stands beside which of the baseline's: the same, or the commune that parts became."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ntm_rules.engine.statuses import Flags, Index


@dataclass(frozen=True, slots=True, eq=False)
class Pairing:
    """Rows of two tables side by side, a pair for each row of the baseline, those of one row of the scenario together.

    `merged` are the pairs whose commune of the baseline is a part of the one of the scenario, or bears another name.
    """

    before: Index
    after: Index
    merged: Flags
    same: bool = False

    @classmethod
    def of_same(cls, count: int) -> Pairing:
        """Each row beside itself."""
        rows = np.arange(count, dtype=np.intp)
        return cls(rows, rows, np.zeros(count, dtype=np.bool_), same=True)

    @classmethod
    def of_places(cls, place: Index, made: Flags) -> Pairing:
        """By row of the baseline its `place` in the scenario, and which rows there are `made` of others."""
        before = np.argsort(place, kind="stable").astype(np.intp)
        after = place[before]
        return cls(before, after, made[after])

    def then(self, place: Index, made: Flags) -> Pairing:
        """This pairing with the rows of the scenario merged once more, by their `place` and what is `made` there."""
        by_row = np.empty(len(self.before), dtype=np.intp)
        by_row[self.before] = place[self.after]
        every = made.copy()
        every[place[self.after[self.merged]]] = True
        return Pairing.of_places(by_row, every)

    @property
    def pairs(self) -> range:
        """The pairs by number."""
        return range(len(self.before))
