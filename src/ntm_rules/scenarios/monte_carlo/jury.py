"""What came up in the draws, judged by the engine as rows of a table, and counted."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

import numpy as np

from ntm_rules.definitions.models import CriteriaSet
from ntm_rules.engine.evaluate import Judgement, judge_table
from ntm_rules.engine.statuses import MET, UNKNOWN, Flags, Floats, Index
from ntm_rules.scenarios.monte_carlo.chances import Tally
from ntm_rules.scenarios.monte_carlo.spreads import Spread, touched
from ntm_rules.tables.table import Table

# So many rows are judged at a time.
_ROWS = 20_000


@dataclass(slots=True)
class Heard:
    """Draws of one row that stand for others: `figures` by column and draw, and for how many by draw.

    `columns` are the places of the spreads that are drawn.
    """

    row: int
    columns: list[int]
    figures: Floats
    weights: Index


@dataclass(slots=True)
class Jury:
    """Gathers draws, has the criteria that they touch judged, and counts the outcomes."""

    whole: Judgement
    spreads: list[Spread]
    indicators: Tally = field(init=False)
    criteria: Tally = field(init=False)
    communes: Tally = field(init=False)
    _loaded: CriteriaSet = field(init=False)
    _table: Table = field(init=False)
    _heard: list[Heard] = field(default_factory=list)
    _rows: int = 0

    def __post_init__(self) -> None:
        judged, plan = self.whole, self.whole.plan
        of_indicators = _touched_rows(judged, self.spreads)
        of_criteria = np.array([of_indicators[list(members)].any(axis=0) for members in plan.criteria])
        criteria = np.flatnonzero(of_criteria.any(axis=1))
        indicators = np.array([n for number in criteria for n in plan.criteria[number]], dtype=np.intp)
        self.indicators = Tally.empty(indicators, of_indicators[indicators])
        self.criteria = Tally.empty(criteria, of_criteria[criteria])
        drawn = of_criteria.any(axis=0, keepdims=True)
        self.communes = Tally.empty(np.zeros(1, dtype=np.intp), np.asarray(drawn))
        self._loaded = _with_criteria(judged.loaded, criteria)
        self._table = _narrowed(judged, self._loaded, indicators)

    def hear(self, heard: Heard) -> None:
        """Take draws of a row; judged when enough have come together."""
        self._heard.append(heard)
        self._rows += len(heard.weights)
        if self._rows >= _ROWS:
            self.judge()

    def judge(self) -> None:
        """Judge what was heard and count it."""
        if not self._heard:
            return
        sizes = np.array([len(heard.weights) for heard in self._heard])
        rows = np.array([heard.row for heard in self._heard])
        starts = np.cumsum(sizes) - sizes
        table = self._table.select(np.repeat(rows, sizes))
        values = dict(table.values)
        for heard, start in zip(self._heard, starts.tolist(), strict=True):
            for at, drawn in zip(heard.columns, heard.figures, strict=True):
                # A copy for this table alone: selecting rows has made it.
                values[self.spreads[at].column][start : start + len(drawn)] = drawn
        found = judge_table(replace(table, values=values), self._loaded, self.whole.options)
        weights = np.concatenate([heard.weights for heard in self._heard])
        criteria = self.whole.statuses.criteria[:, np.repeat(rows, sizes)]
        criteria[self.criteria.numbers] = found.statuses.criteria
        # The verdict on the whole is that of the judgement, of which the criteria not drawn are a part.
        statuses = replace(found.statuses, criteria=criteria)
        whole = replace(found, loaded=self.whole.loaded, statuses=statuses).qualifies
        for tally, met, undecided in (
            (self.indicators, found.statuses.indicators >= MET, found.statuses.indicators == UNKNOWN),
            (self.criteria, found.statuses.criteria >= MET, found.statuses.criteria == UNKNOWN),
            (self.communes, whole[None] == 1, whole[None] == -1),
        ):
            tally.add(rows, starts, met * weights, undecided * weights)
        self._heard, self._rows = [], 0


def _touched_rows(judged: Judgement, spreads: list[Spread]) -> Flags:
    """Indicators by rows: where one looks at a figure that is drawn."""
    found = np.zeros(judged.statuses.indicators.shape, dtype=np.bool_)
    for number, compiled in enumerate(judged.plan.indicators):
        for case in range(len(judged.cases.different)):
            if columns := touched(compiled, case, spreads):
                drawn = np.logical_or.reduce([spreads[at].rows for at in columns])
                found[number] |= drawn & (judged.cases.index == case)
    return found


def _with_criteria(loaded: CriteriaSet, numbers: Index) -> CriteriaSet:
    """The set with some of its criteria."""
    return CriteriaSet(
        head=loaded.head,
        criteria=tuple(loaded.criteria[number] for number in numbers.tolist()),
        variables=loaded.variables,
        units=loaded.units,
        provinces=loaded.provinces,
        digest=loaded.digest,
    )


def _narrowed(judged: Judgement, loaded: CriteriaSet, indicators: Index) -> Table:
    """The table with what some indicators look at: their columns and the verdicts on them."""
    table, plan = judged.table, judged.plan
    names = {
        part.column
        for number in indicators.tolist()
        for part in plan.parts_of(plan.indicators[number].indicator.code)
    }
    every = {*judged.loaded.indicators, *(c.code for c in judged.loaded.criteria)}
    mine = {*loaded.indicators, *(c.code for c in loaded.criteria)}
    return replace(
        table,
        values={name: values for name, values in table.values.items() if name in names},
        verdicts={
            key: given for key, given in table.verdicts.items() if key[0] in mine or key[0] not in every
        },
        counts={},
        beside={},
        invalid={},
        unread={},
        warnings=(),
    )
