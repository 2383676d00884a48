"""Sweeps and sensitivity: where verdicts turn as a figure moves, and how near a commune's figures lie to their levels."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any, Unpack

import numpy as np

from ntm_rules.api.evaluation import Evaluation
from ntm_rules.api.given import Given, WhatIfKeywords, evaluated
from ntm_rules.definitions.models import CriteriaSet
from ntm_rules.definitions.scenarios import ValueChange
from ntm_rules.errors import Problem, UsageError
from ntm_rules.i18n import tr
from ntm_rules.planning.sensitivity import sensitivity as _sensitivity
from ntm_rules.reports.sections import Section
from ntm_rules.scenarios.axes import Axis, axis_of
from ntm_rules.scenarios.meant import Meant
from ntm_rules.scenarios.sweeps import sweep as _sweep
from ntm_rules.scenarios.turns import turns_of

if TYPE_CHECKING:
    import pandas as pd

    from ntm_rules.engine.columns import Columns


class Sweep:
    """One or two figures moved over a range: what comes out at each point, and exactly where verdicts turn."""

    def __init__(self, baseline: Evaluation, axes: Sequence[Axis]) -> None:
        self.baseline = baseline
        self.found = _sweep(baseline.judged, axes)
        self.turning = turns_of(self.found)

    def __repr__(self) -> str:
        names = " × ".join(axis.said or axis.name for axis in self.found.axes)
        return f"<Sweep of {names}, {len(self.found.points)} points>"

    @property
    def frame(self) -> pd.DataFrame:
        """One row per commune, point and indicator, with the status of indicator and criterion and `qualifies`."""
        import pandas as pd

        from ntm_rules.engine.frames import frame

        found = frame(self._columns)
        found["qualifies"] = pd.Series(
            found["qualifies"].map({"true": True, "false": False}), dtype="boolean"
        )
        return found

    @cached_property
    def turns(self) -> pd.DataFrame:
        """One row per verdict that turns: where (`at`, and `figure`), from what to what, and the level that lies there."""
        import pandas as pd

        from ntm_rules.reports.sweep_document import TURNS, turn_rows

        return pd.DataFrame(turn_rows(self.found, self.turning), columns=list(TURNS), dtype=object)

    @cached_property
    def groups(self) -> pd.DataFrame:
        """One row per group and point: how many communes meet each indicator and criterion, and qualify."""
        import pandas as pd

        from ntm_rules.reports.sweep_document import group_rows

        return pd.DataFrame(group_rows(self.found))

    @property
    def notices(self) -> list[Problem]:
        """What moving the figures did beyond its word, and along which axis nothing turns."""
        from ntm_rules.reports.sweep_words import nothing_turns

        return [*self.found.notices, *nothing_turns(self.found, self.turning)]

    @property
    def _columns(self) -> Columns:
        from ntm_rules.reports.sweep_document import sweep_columns

        return sweep_columns(self.found)

    def to_dict(self) -> dict[str, Any]:
        """The sweep as plain data, as it stands under `sweep` in the document of what-if."""
        from ntm_rules.reports.sweep_document import sweep_document

        return sweep_document(self.found, self.turning)

    def to_csv(self) -> str:
        """The rows of `frame` as CSV, with what they must carry into a file as a last column `note`."""
        from ntm_rules.reports.sweep_document import sweep_columns
        from ntm_rules.reports.tabular import csv_text

        return csv_text(sweep_columns(self.found, notes=True))

    def sections(self) -> list[Section]:
        """The sweep for eyes."""
        from ntm_rules.reports.sweep_sections import sweep_sections

        return list(sweep_sections(self.found, self.turning))

    def picture(self, form: str = "svg") -> bytes:
        """The bytes of a static picture, `svg` or `png`. Raises UsageError where matplotlib is not installed."""
        from ntm_rules.reports.pictures.draw import sweep_picture

        return sweep_picture(self.found, self.turning, form)


class Sensitivity:
    """The figures of one commune, the nearest to its level first, with what one unit and one percent of each turn."""

    def __init__(self, baseline: Evaluation, commune: str) -> None:
        self.baseline = baseline
        self.found = _sensitivity(baseline.judged, _row_of(baseline, commune))

    def __repr__(self) -> str:
        name = self.found.judged.table.text(self.found.row, "commune")
        return f"<Sensitivity of {name}, {len(self.found.levers)} figures>"

    @property
    def frame(self) -> pd.DataFrame:
        """One row per figure and level: distance, share, direction, and what turns at the level and with each step."""
        from ntm_rules.engine.frames import frame

        return frame(self._columns)

    @property
    def _columns(self) -> Columns:
        from ntm_rules.reports.sensitivity_words import sensitivity_columns

        return sensitivity_columns(self.found)

    def to_dict(self) -> dict[str, Any]:
        """The sensitivity as plain data, as it stands under `sensitivity` in the document of what-if."""
        from ntm_rules.reports.sensitivity_words import sensitivity_document

        return sensitivity_document(self.found)

    def to_csv(self) -> str:
        """The rows of `frame` as CSV, with what they must carry into a file as a last column `note`."""
        from ntm_rules.reports.sensitivity_words import sensitivity_columns
        from ntm_rules.reports.tabular import csv_text

        return csv_text(sensitivity_columns(self.found, notes=True))

    def sections(self) -> list[Section]:
        """The sensitivity for eyes."""
        from ntm_rules.reports.sensitivity_words import sensitivity_sections

        return list(sensitivity_sections(self.found))

    def picture(self, form: str = "svg") -> bytes:
        """The bytes of a static picture, `svg` or `png`. Raises UsageError where matplotlib is not installed."""
        from ntm_rules.reports.pictures.draw import sensitivity_picture

        return sensitivity_picture(self.found, form)


def _row_of(baseline: Evaluation, commune: str) -> int:
    """The last period of a commune. Raises DefinitionError for a name that none or two bear."""
    change = ValueChange(value="*", set=0.0, communes=(commune,), file=f"--sensitivity {commune}")
    rows = np.flatnonzero(Meant(baseline.judged).rows(change, baseline.judged.table))
    if not len(rows) or baseline.judged.cases.outside[rows[-1]]:
        message = tr("the set judges no period of “{name}”.", name=commune)
        raise UsageError(Problem("wrong_call", message))
    return int(rows[-1])


def sweep(
    table: Given,
    *specs: str | Axis,
    criteria_set: CriteriaSet | None = None,
    **keywords: Unpack[WhatIfKeywords],
) -> Sweep:
    """Move one or two figures over a range and tell what comes out at each point, and exactly where verdicts turn.

    `table` is an evaluation, or whatever `evaluate` takes with its keywords; it is not changed. Each of `specs` reads
    `VARIABLE=FROM:TO:STEP` or `COMMUNE:VARIABLE=…`, as values (40:50:1), shifts (+0:+10:1) or factors (*0.9:*1.2:0.05); a
    number of an indicator may stand for its variable. Raises UsageError for a form or number of points that cannot be,
    DefinitionError for a name that does not fit, InputError for figures outside their range.
    """
    axes = [one if isinstance(one, Axis) else axis_of(one) for one in specs]
    return Sweep(evaluated(table, criteria_set, keywords), axes)


def sensitivity(
    table: Given,
    commune: str,
    *,
    criteria_set: CriteriaSet | None = None,
    **keywords: Unpack[WhatIfKeywords],
) -> Sensitivity:
    """Order the figures of a commune by their distance to the level, and tell what one unit and one percent turn.

    `table` is an evaluation, or whatever `evaluate` takes with its keywords. `commune` is a name or code; where two bear
    the name, with its district behind a comma. Facts that no plan moves, and flags, are left out.
    """
    return Sensitivity(evaluated(table, criteria_set, keywords), commune)
