"""Which commune, period and place each row is."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date

import numpy as np
from numpy.typing import NDArray

from ntm_rules.definitions.models import CriteriaSet
from ntm_rules.errors import Findings
from ntm_rules.i18n import tr
from ntm_rules.tables.coded import Coded, combine
from ntm_rules.tables.grid import Grid
from ntm_rules.tables.headers import Target
from ntm_rules.tables.identity import IdentityReader


class RowReader:
    """Which commune, period and place each row is; what is wrong gathers in `problems`."""

    def __init__(
        self,
        grid: Grid,
        targets: Mapping[int, Target],
        loaded: CriteriaSet,
        *,
        year: int | None,
        as_of: date | None,
    ) -> None:
        self._set_years = (loaded.head.valid_from.year, loaded.head.valid_to.year)
        self._grid = grid
        self._given_year, self._as_of = year, as_of
        self._places = {t.name: at for at, t in targets.items() if t.role == "identity"}
        reader = IdentityReader(grid, self._places)
        self.identity = reader.columns()
        self.problems = Findings()
        if (commune := self.identity.get("commune")) is not None:
            remedy = tr("name the commune, or delete the row")
            for row in np.flatnonzero(commune.where([None])):
                reader.problem(
                    "blank_commune", int(row), "commune", tr("the row names no commune."), remedy=remedy
                )
        misread = {problem.row for problem in reader.problems if problem.kind in ("no_year", "not_a_period")}
        self.years = self._years(self.identity.pop("year", None), misread)
        self.judged_on = self._judged_on()
        self.regions, self.old_provinces, self.identity["province"] = reader.place(
            self.identity, self.judged_on
        )
        self.problems.extend(reader.problems)
        self.notices = reader.notices

    def _years(self, given: Coded | None, misread: Collection[int | None]) -> NDArray[np.int64]:
        """The year of each row: its own, that of its period, or the one given for all; 0 where none."""
        blank = Coded.constant(None, len(self._grid.rows))
        index, different, _ = combine(given or blank, self.identity.get("period", blank))
        for number, (own, period) in enumerate(different):
            if own and period and _year_of(period) != own:
                for row in np.flatnonzero(index == number).tolist():
                    self._other_year(row, own)
        years = np.array([year or _year_of(period) or self._given_year or 0 for year, period in different])
        periods = np.empty(len(different), dtype=object)
        periods[:] = [period or str(year) for (_, period), year in zip(different, years, strict=True)]
        self.identity["period"] = Coded(index, periods)
        without = [
            row for row in np.flatnonzero(years[index] == 0).tolist() if self._grid.rows[row] not in misread
        ]
        for at in (None,) if len(without) == len(index) else without:
            self.problems.append(
                self._grid.problem(
                    "no_year",
                    tr("nothing says of which year the figures are."),
                    row=at,
                    expected=tr("a year such as 2023"),
                    remedy=tr("fill in the year, or give --year"),
                )
            )
        return years[index]

    def _other_year(self, row: int, year: int) -> None:
        message = tr("the period is not of the year {year} beside it.", year=year)
        remedy = tr("correct the cell, or leave it blank")
        self.problems.append(
            self._grid.problem("not_a_period", message, row=row, at=self._places["period"], remedy=remedy)
        )

    def _judged_on(self) -> Coded:
        """The day asked for on rows of the years the set judges, else 31 December of the year."""
        years = Coded.of(self.years.tolist())
        first, last = self._set_years
        days = np.empty(len(years.values), dtype=object)
        days[:] = [
            self._as_of if self._as_of and first <= year <= last else date(max(year, 1), 12, 31)
            for year in years.values
        ]
        return Coded(years.codes, days)


def _year_of(period: str | None) -> int | None:
    return int(period[:4]) if period else None
