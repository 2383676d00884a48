"""What policies look at: the figures of a judgement, which rows are a commune's last, and what stood before."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from ntm_rules.definitions.owners import Owners, load_owners
from ntm_rules.engine.evaluate import Judgement
from ntm_rules.engine.listing import entries, gap_of, level_of, part_status
from ntm_rules.engine.papers import Papers
from ntm_rules.engine.plan import Part
from ntm_rules.engine.statuses import BASICALLY_MET, MET, NOT_APPLICABLE, UNMET, Codes, Flags, Floats, Index
from ntm_rules.risks.planned import Planned
from ntm_rules.risks.trends import Trend, last_day, months_of, theil_sen
from ntm_rules.tables.coded import Coded
from ntm_rules.tables.communes import Communes
from ntm_rules.tables.yearly_targets import Targets

# For each part of a year its last month, and how many months it is long.
_PARTS = {"": (12, 12), "H1": (6, 6), "H2": (12, 6), "Q1": (3, 3), "Q2": (6, 3), "Q3": (9, 3), "Q4": (12, 3)}


@dataclass(frozen=True, slots=True, eq=False)
class Figure:
    """One comparison of a figure with its level, over all rows; NaN where either is missing.

    `rows` are those in which it is asked; `gaps` positive when better, in the unit of the level.
    """

    criterion: int
    indicator: int
    part: Part
    rows: Flags
    values: Floats
    levels: Floats
    gaps: Floats
    status: Codes

    @property
    def sign(self) -> int:
        """1 where more is better, -1 where less is."""
        return 1 if self.part.op in (">=", ">", "is_true") else -1


class Subject:
    """An evaluation with its history: rows of one commune ordered by the end of their period."""

    def __init__(
        self,
        judged: Judgement,
        papers: Papers | None = None,
        horizon: date | None = None,
        *,
        watch: Sequence[int] = (),
        targets: Targets | None = None,
        owners: Owners | None = None,
    ) -> None:
        self.judged = judged
        self.papers = papers
        # For each criterion of the set its place among the watched: 0 first, 1 second, 2 the rest.
        self.watch = watch
        # The targets that are given, with the rows of their communes.
        self.planned = None if targets is None else Planned(targets, self.communes, judged.loaded)
        # The day up to which trends, coming levels and ends of validity are looked at.
        self.horizon = horizon or judged.loaded.head.valid_to
        self._owners = owners
        self._trends: dict[str, Trend] = {}

    @property
    def judged_until(self) -> date:
        """The horizon, or the day of the set's validity that is nearest to it."""
        head = self.judged.loaded.head
        return min(max(self.horizon, head.valid_from), head.valid_to)

    @cached_property
    def ends(self) -> NDArray[np.datetime64]:
        """The last day of each row's period."""
        month = (self.judged.table.years - 1970) * 12 + self._parts[:, 0] - 1
        return last_day(month.astype("datetime64[M]"))

    @cached_property
    def _parts(self) -> NDArray[np.int64]:
        """The last month of each row's period within its year, and its length in months."""
        table = self.judged.table
        periods = table.identity.get("period") or Coded.constant(None, len(table))
        parts = [_PARTS.get((period or "").partition("-")[2], _PARTS[""]) for period in periods.values]
        return np.array(parts, dtype=np.int64)[periods.codes]

    @cached_property
    def judged_on(self) -> NDArray[np.datetime64]:
        """The day each row is judged on."""
        days = self.judged.table.judged_on
        return np.array(days.values.tolist(), dtype="datetime64[D]")[days.codes]

    @cached_property
    def communes(self) -> Communes:
        """The communes of the table."""
        return Communes(self.judged.table) if self.papers is None else self.papers.communes

    @cached_property
    def commune(self) -> Index:
        """The number of each row's commune."""
        return self.communes.group

    @cached_property
    def order(self) -> Index:
        """The rows by commune, and then by the end of their period; a year comes after a part of it that ends with it."""
        return np.lexsort((self._parts[:, 1], self.ends, self.commune))

    @cached_property
    def before(self) -> Index:
        """The row of the same commune that ended last before each; -1 where there is none."""
        return self.latest_before(np.ones(len(self.order), dtype=np.bool_))

    @cached_property
    def _starts(self) -> Index:
        """For each place in the order the first place of its commune."""
        commune = self.commune[self.order]
        found: Index = np.searchsorted(commune, commune)
        return found

    def latest_before(self, wanted: Flags) -> Index:
        """The latest earlier row of the same commune among those wanted; -1 where there is none."""
        places = np.arange(len(self.order))
        latest = np.maximum.accumulate(np.where(wanted[self.order], places, -1))
        place = np.append(-1, latest[:-1])[: len(places)]
        within = place >= self._starts
        found = np.full(len(places), -1, dtype=np.intp)
        found[self.order[within]] = self.order[place[within]]
        return found

    @cached_property
    def last(self) -> Flags:
        """The last row of each commune that the set judges; the others are its history."""
        order = self.order[~self.judged.cases.outside[self.order]]
        commune = self.commune[order]
        found = np.zeros(len(self.order), dtype=np.bool_)
        found[order[np.append(commune[1:] != commune[:-1], True)[: len(order)]]] = True
        return found

    def trend(self, column: str) -> Trend:
        """The trend of a column of figures over all periods of each commune up to the set's last year, history too."""
        if column not in self._trends:
            table, until = self.judged.table, self.judged.loaded.head.valid_to.year
            order = self.order[table.years[self.order] <= until]
            self._trends[column] = theil_sen(order, self.commune, months_of(self.ends), table.values[column])
        return self._trends[column]

    @cached_property
    def figures(self) -> list[Figure]:
        """Every comparison that is asked of some row, conditions left out."""
        judged = self.judged
        found = []
        for entry in entries(judged):
            if entry.part is None:
                continue
            levels = level_of(judged, entry.part)
            values = judged.table.values.get(entry.part.column)
            found.append(
                Figure(
                    criterion=judged.plan.indicators[entry.indicator].criterion,
                    indicator=entry.indicator,
                    part=entry.part,
                    rows=entry.rows,
                    values=np.full(len(judged.table), np.nan) if values is None else values,
                    levels=levels,
                    gaps=gap_of(judged, entry.part, levels),
                    status=part_status(judged, entry.part),
                )
            )
        return found

    def holds(self, figure: Figure) -> Flags:
        """Rows of the last period in which a figure is measured, good enough, and its indicator met."""
        met = self.judged.statuses.indicators[figure.indicator] == MET
        found: Flags = self.last & figure.rows & met & (figure.status == MET) & ~np.isnan(figure.values)
        return found

    def kept(self, figure: Figure) -> Flags:
        """Rows of the last period that stand on a figure: good enough, or judged by a verdict, the indicator held."""
        status = self.judged.statuses.indicators[figure.indicator]
        held = self.last & figure.rows & ((status == MET) | (status == BASICALLY_MET))
        found: Flags = held & ((figure.status == MET) | self.by_verdict(figure.indicator))
        found &= (figure.status != UNMET) & (figure.status != NOT_APPLICABLE)
        return found

    def by_verdict(self, indicator: int) -> Flags:
        """Rows in which a verdict made an indicator what it is."""
        code, laid = self.judged.plan.indicators[indicator].indicator.code, self.judged.verdicts
        found = np.zeros(len(self.judged.table), dtype=np.bool_)
        for rows in (laid.whole.get(code), laid.through_figures.get(code)):
            found |= False if rows is None else rows
        return found

    def first_unmet(self, figures: Iterable[Figure], rows: Flags) -> Iterator[tuple[Index, Figure]]:
        """Rows sorted by the first of some figures that is not good enough and leaves its indicator unmet."""
        told = np.zeros(len(rows), dtype=np.bool_)
        for figure in figures:
            fails = (figure.status == UNMET) & (self.judged.statuses.indicators[figure.indicator] == UNMET)
            mine = rows & ~told & figure.rows & fails & ~np.isnan(figure.values)
            told |= mine
            if mine.any():
                yield np.flatnonzero(mine), figure

    def figures_of(self, name: str) -> list[Figure]:
        """The figures behind the number of a criterion or indicator, or the name of a column."""
        return [figure for figure in self.figures if name in (*self.code(figure), figure.part.column)]

    @cached_property
    def owners(self) -> Owners:
        """Who answers and what proves: what is given, else what is shipped."""
        return self._owners or load_owners(self.judged.loaded)

    @cached_property
    def aimed_tier(self) -> Coded:
        """The tier of recognition that each row's commune aims at; None where none is said."""
        if self.planned is None:
            return Coded.constant(None, len(self.judged.table))
        return self.planned.tiers.select(self.commune)

    def code(self, figure: Figure) -> tuple[str, str]:
        """The numbers of a figure's criterion and indicator."""
        judged = self.judged
        indicator = judged.plan.indicators[figure.indicator].indicator.code
        return judged.loaded.criteria[figure.criterion].code, indicator

    def unit(self, figure: Figure) -> str:
        """The id of the unit of a figure; blank where it has none."""
        return self.judged.loaded.variables[figure.part.comparison.variable].unit or ""
