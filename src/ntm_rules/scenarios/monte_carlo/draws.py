"""Draw uncertain figures many times and have the engine judge what came up.

Commune by commune the draws are sorted by the sides of the levels they fall on. One draw of each side is
judged by the engine, as a row of a table like any other, and counts for all that fell there.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace

import numpy as np

from ntm_rules.definitions.models import CriteriaSet
from ntm_rules.engine.evaluate import Judgement, judge_table
from ntm_rules.engine.statuses import MET, UNKNOWN, Flags, Floats, Index
from ntm_rules.errors import Problem, UsageError
from ntm_rules.i18n import tr
from ntm_rules.scenarios.monte_carlo.chances import Chances, Tally
from ntm_rules.scenarios.monte_carlo.drawing import Drawing
from ntm_rules.scenarios.monte_carlo.sides import tell_sides
from ntm_rules.scenarios.monte_carlo.spreads import Spread, find_spreads, not_drawn, touched
from ntm_rules.scenarios.monte_carlo.streams import Stream, identities
from ntm_rules.tables.table import Table

Progress = Callable[[int, int], None]
# So many rows are judged at a time.
_ROWS = 20_000


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
    jury = _Jury(judged, spreads)
    rows = np.flatnonzero(np.logical_or.reduce([spread.rows for spread in spreads])).tolist()
    told = identities(judged.table)
    streams = [Stream() for _ in spreads]
    figures = np.empty((len(spreads), min(how.at_once, how.draws)))
    for number, row in enumerate(rows):
        mine = [at for at, spread in enumerate(spreads) if spread.rows[row]]
        case = int(judged.cases.index[row])
        for at in mine:
            streams[at].start(how.seed, told[row], spreads[at].column)
        for done in range(0, how.draws, how.at_once):
            count = min(how.at_once, how.draws - done)
            for at in mine:
                streams[at].fill(figures[at, :count])
                spreads[at].shape(row, figures[at, :count])
            sides = tell_sides([figures[at, :count] for at in mine], [spreads[at].cuts[case] for at in mine])
            jury.hear(row, mine, figures[mine][:, sides.draws], sides.weights)
            if progress:
                progress(number * how.draws + done + count, len(rows) * how.draws)
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


@dataclass(slots=True)
class _Heard:
    """Draws of one commune that stand for others: `figures` by column and draw, `weights` by draw."""

    row: int
    columns: list[int]
    figures: Floats
    weights: Index


@dataclass(slots=True)
class _Jury:
    """Gathers draws, has the criteria that they touch judged, and counts the outcomes."""

    whole: Judgement
    spreads: list[Spread]
    indicators: Tally = field(init=False)
    criteria: Tally = field(init=False)
    communes: Tally = field(init=False)
    _loaded: CriteriaSet = field(init=False)
    _table: Table = field(init=False)
    _heard: list[_Heard] = field(default_factory=list)
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

    def hear(self, row: int, columns: list[int], figures: Floats, weights: Index) -> None:
        """Take draws of a row, `figures` by column and draw; judged when enough have come together."""
        self._heard.append(_Heard(row, columns, figures, weights))
        self._rows += len(weights)
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
        whole = replace(found, statuses=replace(found.statuses, criteria=criteria)).qualifies
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
