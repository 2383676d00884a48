"""The chances that came out: how often each verdict was met, with the error of having drawn only so often."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from ntm_rules.engine.evaluate import Judgement
from ntm_rules.engine.statuses import Flags, Floats, Index
from ntm_rules.errors import Problem
from ntm_rules.i18n import figure, tr
from ntm_rules.scenarios.monte_carlo.drawing import Drawing
from ntm_rules.scenarios.monte_carlo.spreads import Spread

if TYPE_CHECKING:
    import pandas as pd

# 95 of 100 lie within so many standard errors; of what never came up, the chance is below RARE / draws.
WITHIN, RARE = 1.96, 3.0
Counts = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Tally:
    """How often each of some verdicts was met, and how often it hung on something unknown, by row of the table.

    `numbers` are the places of the indicators or criteria in the judgement; `touched` says where one looks at
    a figure that is drawn.
    """

    numbers: Index
    touched: Flags
    met: Counts
    undecided: Counts

    @classmethod
    def empty(cls, numbers: Index, touched: Flags) -> Tally:
        """Nothing counted."""
        return cls(numbers, touched, *(np.zeros(touched.shape, dtype=np.int64) for _ in range(2)))

    def add(self, rows: Index, starts: Index, met: Counts, undecided: Counts) -> None:
        """Count weighed outcomes; those of a row of the table stand together, from its place in `starts`."""
        for counted, outcomes in ((self.met, met), (self.undecided, undecided)):
            np.add.at(counted.T, rows, np.add.reduceat(outcomes, starts, axis=1).T)


@dataclass(frozen=True, slots=True)
class Estimate:
    """Probabilities with their Monte-Carlo standard errors and bounds of 95 %; NaN where undecided.

    `undecided` is the share of draws whose verdict hangs on something unknown.
    """

    probability: Floats
    standard_error: Floats
    low: Floats
    high: Floats
    undecided: Floats


@dataclass(frozen=True)
class Chances:
    """How likely the verdicts of a judgement are, given how uncertain its figures are.

    What no drawn figure touches stands with the judgement's own status and is not listed.
    """

    judged: Judgement
    how: Drawing
    spreads: tuple[Spread, ...]
    indicators: Tally
    criteria: Tally
    communes: Tally
    warnings: tuple[Problem, ...] = ()

    @property
    def rows(self) -> Index:
        """The rows of the table in which something is drawn."""
        return np.flatnonzero(self.communes.touched[0])

    @cached_property
    def uncertain(self) -> Flags:
        """The rows in which a figure that is drawn can be another than the one given."""
        found: Flags = np.any([spread.rows & (spread.errors > 0) for spread in self.spreads], axis=0)
        return found

    def estimate(self, tally: Tally) -> Estimate:
        """How likely each verdict of a tally is."""
        return self._estimate(tally.met, tally.undecided)

    @cached_property
    def known(self) -> Estimate:
        """How likely it is that all criteria count that are known."""
        counted = self.communes
        return self._estimate(counted.met + counted.undecided, np.zeros_like(counted.met))

    @property
    def notes(self) -> list[str]:
        """What must be said beside the figures, in the language in force."""
        return [
            tr(
                "{n} draws from seed {seed}; the ± is the error of drawing only so often (95 %), not that of the survey.",
                n=figure(self.how.draws),
                seed=self.how.seed,
            ),
            tr(
                "Figures are drawn independently of one another. Where their errors go together, as with figures of one survey, the probability of the whole is another."
            ),
        ]

    @property
    def frame(self) -> pd.DataFrame:
        """One row per commune, period and verdict that a drawn figure touches, as a tidy pandas frame."""
        from ntm_rules.engine.frames import frame
        from ntm_rules.scenarios.monte_carlo.columns import chance_columns

        return frame(chance_columns(self))

    def as_dict(self) -> dict[str, Any]:
        """As it stands in a result document."""
        from ntm_rules.scenarios.monte_carlo.columns import chances_document

        return chances_document(self)

    def _estimate(self, met: Counts, undecided: Counts) -> Estimate:
        draws = self.how.draws
        share = np.where(undecided > 0, np.nan, met / draws)
        error = np.sqrt(share * (1 - share) / draws)
        # Nothing is left open where no figure can be another.
        rare = np.where(self.uncertain, min(RARE / draws, 1), 0.0)
        spare = np.where((met == 0) | (met == draws), rare, WITHIN * error)
        low, high = np.maximum(share - spare, 0), np.minimum(share + spare, 1)
        return Estimate(share, error, low, high, undecided / draws)
