"""Draw uncertain figures many times and have the engine judge what came up.

Commune by commune the draws are sorted by the sides of the levels they fall on. One draw of each side is
judged by the engine, as a row of a table like any other, and counts for all that fell there.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np

from ntm_rules.engine.evaluate import Judgement
from ntm_rules.errors import Problem, UsageError
from ntm_rules.i18n import figure, tr
from ntm_rules.limits import MOST_DRAWN
from ntm_rules.scenarios.monte_carlo.chances import Chances
from ntm_rules.scenarios.monte_carlo.drawing import Drawing
from ntm_rules.scenarios.monte_carlo.jury import Heard, Jury
from ntm_rules.scenarios.monte_carlo.sides import tell_sides
from ntm_rules.scenarios.monte_carlo.spreads import Spread, find_spreads, not_drawn
from ntm_rules.scenarios.monte_carlo.streams import Stream, identities

Progress = Callable[[int, int], None]


def draw(judged: Judgement, how: Drawing, progress: Progress | None = None) -> Chances:
    """Draw the uncertain figures of a judged table; only the criteria that look at one are judged again.

    Every draw is independent and normal around the value. `progress` is told how many draws are done, and of
    how many, over all communes. Raises UsageError where nothing is uncertain.
    """
    spreads = find_spreads(judged, how)
    if not spreads:
        message = tr("no figure is uncertain: none that is compared with a level has a standard error.")
        remedy = tr(
            "add a column such as income_per_capita_se, or state an error such as income_per_capita=1.5"
        )
        raise UsageError(Problem("wrong_draws", message, file=judged.table.name, remedy=remedy))
    jury, urn = Jury(judged, spreads), _Urn(judged, how, spreads)
    total, done = len(urn.rows) * how.draws, 0
    if total > MOST_DRAWN:
        message = tr(
            "{draws} draws for each of {n} communes are more than are made.",
            draws=figure(how.draws), n=figure(len(urn.rows)),
        )  # fmt: skip
        expected = tr("at most {most} draws", most=figure(MOST_DRAWN // len(urn.rows)))
        raise UsageError(Problem("wrong_draws", message, expected=expected))
    for heard in urn.draws():
        jury.hear(heard)
        done += int(heard.weights.sum())
        if progress:
            progress(done, total)
    jury.judge()
    return Chances(
        judged=judged,
        how=how,
        spreads=tuple(spreads),
        indicators=jury.indicators,
        criteria=jury.criteria,
        communes=jury.communes,
        warnings=tuple(not_drawn(judged, how, spreads)),
    )


class _Urn:
    """Gives the draws of each row in which a figure is uncertain, a bounded number at a time."""

    def __init__(self, judged: Judgement, how: Drawing, spreads: list[Spread]) -> None:
        self._how, self._spreads = how, spreads
        self._cases, self._told = judged.cases.index, identities(judged.table)
        self._streams = [Stream() for _ in spreads]
        self._figures = np.empty((len(spreads), min(how.at_once, how.draws)))
        self.rows = np.flatnonzero(np.any([spread.rows for spread in spreads], axis=0)).tolist()

    def draws(self) -> Iterator[Heard]:
        """By row and bounded number of draws, one draw for each combination of sides that came up."""
        how = self._how
        for row in self.rows:
            mine = [at for at, spread in enumerate(self._spreads) if spread.rows[row]]
            for at in mine:
                self._streams[at].start(how.seed, self._told[row], self._spreads[at].column)
            for done in range(0, how.draws, how.at_once):
                yield self._some(row, mine, min(how.at_once, how.draws - done))

    def _some(self, row: int, mine: list[int], count: int) -> Heard:
        figures = self._figures[:, :count]
        for at in mine:
            self._streams[at].fill(figures[at])
            self._spreads[at].shape(row, figures[at])
        case = self._cases[row]
        sides = tell_sides([figures[at] for at in mine], [self._spreads[at].cuts[case] for at in mine])
        return Heard(row, mine, figures[np.ix_(np.array(mine), sides.draws)], sides.weights)
