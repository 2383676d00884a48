"""Papers laid beside verdicts: for what is met, whether a paper holds on the day judged. They change no status."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from ntm_rules.definitions.owners import HOLDS, Answer, Owners, Proof, Whose
from ntm_rules.definitions.places import places
from ntm_rules.engine.evaluate import Judgement
from ntm_rules.engine.listing import asked_at_all
from ntm_rules.engine.statuses import BASICALLY_MET, MET, REASON, UNKNOWN, Codes, Flags, Index
from ntm_rules.tables.coded import Coded, combine
from ntm_rules.tables.communes import Communes
from ntm_rules.tables.documents import Documents
from ntm_rules.tables.periods import read_period
from ntm_rules.tables.side_table import communes_of

Days = NDArray[np.int64]

# Of an indicator; -1 where nothing is asked of it, as it is neither met nor without a figure.
NOT_ASKED: Final = -1
STATES: Final = ("not_required", "valid", "undated", "lapsed", "missing", "no_figure")
# Of one paper, the best last: of several, the best counts.
PAPER_STATES: Final = ("later", "lapsed", "undated", "valid")
_STATE_OF_BEST = np.array([STATES.index(name) for name in ("missing", "missing", "lapsed", "undated", "valid")], np.int8)  # fmt: skip
_LATER, _LAPSED, _UNDATED, _VALID = range(4)
_OPEN = len(HOLDS)


@dataclass(frozen=True, slots=True)
class Papers:
    """Papers joined to a judgement.

    `states` holds a code of STATES, or -1, by indicator and row of the table. `row`, `indicator`, `paper` and
    `own` say, pair by pair in that order, which paper speaks for what and its own state (PAPER_STATES).
    `whose` numbers for each row the lines of `answers` and `proofs` that apply, each a list by indicator.
    `unknown` and `other_period` are rows of papers whose commune, or whose period, is not in the table.
    """

    judged: Judgement
    documents: Documents
    states: Codes
    row: Index
    indicator: Index
    paper: Index
    own: Codes
    whose: Index
    answers: Sequence[Sequence[Answer | None]]
    proofs: Sequence[Sequence[Proof | None]]
    owners: Owners
    communes: Communes
    unknown: Index
    other_period: Index

    def of(self, row: int, indicator: int) -> slice:
        """The pairs of one indicator of one row."""
        start, end = np.searchsorted(self.row, (row, row + 1))
        within = self.indicator[start:end]
        first, last = np.searchsorted(within, (indicator, indicator + 1))
        return slice(int(start + first), int(start + last))

    def state(self, row: int, indicator: int) -> str | None:
        """How the papers of an indicator stand; None where none is asked."""
        code = int(self.states[indicator, row])
        return None if code == NOT_ASKED else STATES[code]

    def answer(self, row: int, indicator: int) -> Answer | None:
        """Who answers for an indicator of a row."""
        return self.answers[int(self.whose[row])][indicator]

    def proof(self, row: int, indicator: int) -> Proof | None:
        """What usually proves an indicator of a row."""
        return self.proofs[int(self.whose[row])][indicator]


def join_papers(judged: Judgement, documents: Documents, owners: Owners) -> Papers:
    """Lay papers beside verdicts. Raises InputError where the commune of a paper may be either of two."""
    table = judged.table
    codes = [compiled.indicator.code for compiled in judged.plan.indicators]
    whose, lines = whose_lines(judged)
    answers = [[owners.answer(code, one) for code in codes] for one in lines]
    proofs = [[owners.proof(code, one) for code in codes] for one in lines]
    communes = Communes(table)
    of_paper, unknown = communes_of(documents, communes)
    periods = _periods(judged)
    paper, row, indicator = _pairs(judged, documents, communes.group, of_paper)
    holds = np.array([[HOLDS.index(p.holds) if p else _OPEN for p in line] for line in proofs], np.int8)
    own = _own_states(judged, documents, periods, (paper, row, holds[whose[row], indicator]))
    required = np.array([[p is not None for p in line] for line in proofs])[whose].T
    return Papers(
        judged=judged,
        documents=documents,
        states=_states(judged, required, (indicator, row, own)),
        row=row,
        indicator=indicator,
        paper=paper,
        own=own,
        whose=whose,
        answers=answers,
        proofs=proofs,
        owners=owners,
        communes=communes,
        unknown=unknown,
        other_period=_of_other_periods(documents, periods, paper, row),
    )


def whose_lines(judged: Judgement) -> tuple[Index, list[Whose]]:
    """For each row the number of the day and province whose lines apply."""
    table = judged.table
    province = table.identity.get("province", Coded.constant(None, len(table)))
    index, different, _ = combine(table.judged_on, table.old_provinces, province)
    found = [(day, old, name and places().find(name, day)) for day, old, name in different]
    return index, [Whose(day, old, place.name if place else None) for day, old, place in found]


def _pairs(
    judged: Judgement, documents: Documents, group: Index, of_paper: list[list[int]]
) -> tuple[Index, Index, Index]:
    """Each paper with each row of its commune and each indicator it covers that is asked there; by row and indicator."""
    counts = np.bincount(group, minlength=1)
    order, starts = np.argsort(group, kind="stable"), np.cumsum(counts) - counts
    paper, place = _spread(np.array([len(numbers) for numbers in of_paper], dtype=np.intp))
    commune = np.array([of_paper[p][n] for p, n in zip(paper.tolist(), place.tolist(), strict=True)], np.intp)
    again, place = _spread(counts[commune])
    paper, row = paper[again], order[starts[commune[again]] + place]
    covered = [_covered(judged, codes) for codes in documents.covers.values]
    widths = np.array([len(numbers) for numbers in covered], dtype=np.intp)
    flat = np.array([number for numbers in covered for number in numbers], dtype=np.intp)
    kind = documents.covers.codes[paper]
    again, place = _spread(widths[kind])
    paper, row = paper[again], row[again]
    indicator = flat[(np.cumsum(widths) - widths)[kind[again]] + place]
    there = asked_at_all(judged)[indicator, row] & ~judged.cases.outside[row]
    paper, row, indicator = paper[there], row[there], indicator[there]
    sorted_ = np.lexsort((paper, indicator, row))
    return paper[sorted_], row[sorted_], indicator[sorted_]


def _spread(counts: Index) -> tuple[Index, Index]:
    """Each entry as often as it counts: which entry, and which of its places."""
    which = np.repeat(np.arange(len(counts)), counts)
    return which, np.arange(len(which)) - np.repeat(np.cumsum(counts) - counts, counts)


def _covered(judged: Judgement, codes: tuple[str, ...]) -> list[int]:
    """The indicators, by number, that some numbers name; a criterion's covers all of its own."""
    criteria = [criterion.code for criterion in judged.loaded.criteria]
    return [
        number
        for number, compiled in enumerate(judged.plan.indicators)
        if compiled.indicator.code in codes or criteria[compiled.criterion] in codes
    ]


def _periods(judged: Judgement) -> Coded:
    """The period of each row; that of its year where it is none that is known."""
    given = judged.table.identity["period"]
    values = np.empty(len(given.values), dtype=object)
    values[:] = [read_period(text or "") for text in given.values]
    return Coded(given.codes, values)


def _own_states(
    judged: Judgement, documents: Documents, periods: Coded, pairs: tuple[Index, Index, Codes]
) -> Codes:
    """The state of each paper for each row it speaks for, by how long such a paper holds.

    An end that the paper names decides; income alone is proven for its own year whatever end is named.
    """
    paper, row, holds = pairs
    issued, end = _days(documents.issued)[paper], _days(documents.valid_to)[paper]
    first, last = (_days(documents.periods, edge)[paper] for edge in ("first", "last"))
    judged_on = _days(judged.table.judged_on)[row]
    row_first, row_last = (_days(periods, edge)[row] for edge in ("first", "last"))
    year = _years(documents)[paper]
    by_year = np.where(year == 0, _UNDATED, np.where(year == judged.table.years[row], _VALID, _LAPSED))
    known_to = np.where(last > 0, last, issued)
    by_day = np.where(known_to == 0, _UNDATED, np.where(known_to >= row_first, _VALID, _LAPSED))
    rules = {"year": by_year, "that_year_only": by_year, "day": by_day}
    rule = np.full(len(paper), _VALID)
    for number, name in enumerate(HOLDS):
        needs_end = name in ("plan_period", "certificate_date")
        rule = np.where(holds == number, _UNDATED if needs_end else rules.get(name, _VALID), rule)
    ended = np.where(end < judged_on, _LAPSED, _VALID)
    only_its_year = holds == HOLDS.index("that_year_only")
    found = np.where(end == 0, rule, np.where(only_its_year, np.minimum(rule, ended), ended))
    later = np.where(first > 0, first > row_last, issued > judged_on)
    return np.where(later, _LATER, found).astype(np.int8)


def _days(column: Coded, edge: str | None = None) -> Days:
    """Days as numbers, 0 where none: of dates, or of the first or last day of periods."""
    days: list[date | None] = [value and (getattr(value, edge) if edge else value) for value in column.values]
    return np.array([day.toordinal() if day else 0 for day in days], dtype=np.int64)[column.codes]


def _years(documents: Documents) -> Days:
    """The year each paper is of: that of its period, else that of its issue; 0 where neither is given."""

    def years(column: Coded, year: Any) -> Days:
        return np.array([year(v) if v else 0 for v in column.values], dtype=np.int64)[column.codes]

    stated, signed = (
        years(documents.periods, lambda p: p.last.year),
        years(documents.issued, lambda d: d.year),
    )
    return np.where(stated > 0, stated, signed)


def _states(judged: Judgement, required: Flags, pairs: tuple[Index, Index, Codes]) -> Codes:
    indicator, row, own = pairs
    statuses = judged.statuses.indicators
    best = np.full(statuses.shape, -1, dtype=np.int8)
    np.maximum.at(best, (indicator, row), own)
    there = asked_at_all(judged) & ~judged.cases.outside
    proven = there & ((statuses == MET) | (statuses == BASICALLY_MET))
    found = np.full(statuses.shape, NOT_ASKED, dtype=np.int8)
    found[proven] = STATES.index("not_required")
    np.copyto(found, _STATE_OF_BEST[best + 1], where=proven & required)
    unmeasured = (statuses == UNKNOWN) & (judged.indicator_reasons == REASON["missing_value"])
    found[there & unmeasured & (best >= _UNDATED)] = STATES.index("no_figure")
    return found


def _of_other_periods(documents: Documents, periods: Coded, paper: Index, row: Index) -> Index:
    """Papers of a period that shares no day with any row of their commune."""
    first, last = (_days(documents.periods, edge) for edge in ("first", "last"))
    row_first, row_last = (_days(periods, edge)[row] for edge in ("first", "last"))
    speaks, meets = np.zeros((2, len(documents)), dtype=np.bool_)
    speaks[paper] = True
    meets[paper[(first[paper] <= row_last) & (last[paper] >= row_first)]] = True
    return np.flatnonzero(speaks & ~meets & (first > 0))
