"""How a what-if draws uncertain figures: of the table as it is and under each scenario."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, TypedDict

import numpy as np

from ntm_rules.errors import Problem, UsageError
from ntm_rules.i18n import tr
from ntm_rules.tables.communes import rows_named

if TYPE_CHECKING:
    from ntm_rules.definitions.models import CriteriaSet
    from ntm_rules.engine.evaluate import Judgement
    from ntm_rules.scenarios.differences import Differences
    from ntm_rules.scenarios.monte_carlo import Chances, Drawing, StatedError

Progress = Callable[[int, int], None]


class DrawnKeywords(TypedDict, total=False):
    """How often to draw, from which seed, with which standard errors beside those of the table."""

    monte_carlo: int | None
    seed: int
    errors: Iterable[str | StatedError]
    progress: Progress | None


@dataclass(frozen=True, slots=True)
class Drawn:
    """Draws the uncertain figures of a judgement."""

    how: Drawing
    progress: Progress | None = None

    def of(self, judged: Judgement) -> Chances:
        """The chances of a judgement. Raises UsageError where no figure is uncertain."""
        from ntm_rules.scenarios.monte_carlo import draw

        return draw(judged, self.how, self.progress)

    def under(self, differences: Differences) -> Chances:
        """The chances under a scenario; an error stated for a commune that is merged is not one of the whole."""
        pairing, table = differences.pairing, differences.baseline.judged.table
        merged = pairing.before[pairing.merged]
        gone = [
            stated
            for stated in self.how.errors
            if stated.commune is not None and np.isin(rows_named(table, stated.commune), merged).any()
        ]
        left = tuple(stated for stated in self.how.errors if stated not in gone)
        notes = tuple(_not_drawn(stated) for stated in gone)
        drawn = Drawn(replace(self.how, errors=left), self.progress).of(differences.scenario.judged)
        return replace(drawn, warnings=(*drawn.warnings, *notes))


def _not_drawn(stated: StatedError) -> Problem:
    message = tr(
        "{commune} is merged: the standard error stated for it is not one of the merged commune, and is left out there.",
        commune=stated.commune,
    )
    return Problem("not_drawn", message, column=stated.variable)


def drawing_of(
    loaded: CriteriaSet,
    *,
    monte_carlo: int | None = None,
    seed: int | None = None,
    errors: Iterable[str | StatedError] = (),
    progress: Progress | None = None,
) -> Drawn | None:
    """What the keywords ask to be drawn; None where it is nothing. The seed is 0 where none is given.

    Raises UsageError for numbers and errors that cannot be, and for those without draws.
    """
    given = list(errors)
    if monte_carlo is None:
        if seed is not None or given:
            message = tr("a seed and standard errors go with a number of draws.")
            expected = tr("monte_carlo=10000, or --monte-carlo 10000")
            raise UsageError(Problem("wrong_draws", message, expected=expected))
        return None
    from ntm_rules.scenarios.monte_carlo import Drawing, stated_error

    stated = tuple(stated_error(one, loaded) if isinstance(one, str) else one for one in given)
    return Drawn(Drawing(monte_carlo, seed or 0, stated), progress)
