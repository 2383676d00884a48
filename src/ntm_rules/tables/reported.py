"""Counts of criteria met and lists of unmet ones: what they say of each criterion, and where they contradict."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from ntm_rules.definitions.models import CriteriaSet
from ntm_rules.errors import Problem
from ntm_rules.i18n import tr
from ntm_rules.tables.coded import Coded, combine, factorize
from ntm_rules.tables.grid import Grid, text_of
from ntm_rules.tables.headers import HeaderMatcher, Target
from ntm_rules.tables.reported_words import (
    MET,
    MET_LIST,
    UNMET,
    UNMET_LIST,
    Listed,
    read_count,
    read_list,
    says_rest_is_met,
)
from ntm_rules.tables.table import Codes, Floats
from ntm_rules.tables.vocabulary import NO_VERDICT, VERDICTS

_BLANK = Listed()


@dataclass(slots=True)
class Reported:
    """What such columns give: `counts` of criteria met, NaN where none; verdicts by number; problems and notices."""

    counts: Floats
    verdicts: dict[str, Codes] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    notices: list[Problem] = field(default_factory=list)
    # Where the verdicts were read.
    header: str = ""


def read_reported(
    grid: Grid, targets: Mapping[int, Target], matcher: HeaderMatcher, loaded: CriteriaSet
) -> Reported | None:
    """What columns of counts and lists say; None where there are none."""
    places = {target.name: at for at, target in targets.items() if target.role == "reported"}
    return _Reader(grid, places, matcher, loaded).read() if places else None


class _Reader:
    def __init__(
        self, grid: Grid, places: Mapping[str, int], matcher: HeaderMatcher, loaded: CriteriaSet
    ) -> None:
        self._grid, self._places, self._matcher = grid, places, matcher
        self._criteria = [criterion.code for criterion in loaded.criteria]
        self._rest_met = UNMET_LIST in places and says_rest_is_met(grid.headers[places[UNMET_LIST]])
        self._found = Reported(np.full(len(grid.rows), np.nan))
        self._inferred: list[int] = []

    def read(self) -> Reported:
        """Each combination of counts and lists once."""
        names = list(self._places)
        index, different, _ = combine(*(self._column(name) for name in names))
        for number, cells in enumerate(different):
            rows = np.flatnonzero(index == number)
            given = dict(zip(names, cells, strict=True))
            unread = [name for name in names if given[name].wrong]
            for name in unread:
                self._refuse_cell(rows, name, *given[name].wrong)
            if not unread:
                self._combination(rows, given)
        listed = UNMET_LIST if UNMET_LIST in self._places else MET_LIST
        if listed in self._places:
            self._found.header = self._grid.headers[self._places[listed]]
        if self._inferred:
            self._found.notices.append(self._taken_as_met())
        return self._found

    def _column(self, name: str) -> Coded:
        codes, cells = factorize(self._grid.columns[self._places[name]])
        read = np.empty(len(cells), dtype=object)
        for number, cell in enumerate(cells):
            read[number] = self._cell(name, cell)
        return Coded(codes, read)

    def _cell(self, name: str, cell: Any) -> Listed:
        if name in (MET, UNMET):
            return read_count(cell, len(self._criteria))
        return read_list(cell, self._matcher.codes, self._named)

    def _named(self, title: str) -> str | None:
        target = self._matcher.match(title)
        if not isinstance(target, Target) or target.role not in ("number", "value"):
            return None
        if target.name in self._matcher.codes:
            return target.name
        codes = self._matcher.indicators_of(target.name)
        return min(codes) if len(codes) == 1 else None

    def _combination(self, rows: Any, given: Mapping[str, Listed]) -> None:
        """What one combination of cells says of its rows."""
        total = len(self._criteria)
        met, unmet = given.get(MET, _BLANK).count, given.get(UNMET, _BLANK).count
        unmet_list, met_list = given.get(UNMET_LIST, _BLANK).codes, given.get(MET_LIST, _BLANK).codes
        if UNMET_LIST in given and unmet_list is None and met == total:
            unmet_list = frozenset()
        count = met if met is not None else None if unmet is None else total - unmet
        if count is not None:
            self._found.counts[rows] = count
        missed = None if unmet_list is None else _criteria(unmet_list)
        if wrong := self._contradiction(met, unmet, missed, met_list):
            at = self._places[UNMET_LIST if missed is not None else MET_LIST]
            for row in rows.tolist():
                self._refuse(row, at, wrong)
            return
        all_told = missed is not None and (
            self._rest_met or (count is not None and count + len(missed) == total)
        )
        for code in unmet_list or ():
            self._judge(rows, code, "unmet")
        for code in met_list or ():
            self._judge(rows, code, "met")
        if missed is not None and all_told:
            for code in self._criteria:
                if code not in missed:
                    self._judge(rows, code, "met")
            self._inferred.extend(rows.tolist())

    def _contradiction(
        self,
        met: int | None,
        unmet: int | None,
        missed: frozenset[str] | None,
        met_list: frozenset[str] | None,
    ) -> str | None:
        """How lists contradict counts or each other; None where they agree."""
        total = len(self._criteria)
        if missed is not None and unmet is not None and len(missed) != unmet:
            return tr(
                "the list names {listed} criteria, the count of unmet ones is {count}.",
                listed=len(missed),
                count=unmet,
            )
        if missed is not None and met is not None and len(missed) + met != total:
            return tr(
                "the list names {listed} unmet criteria, and {count} are said to be met: that is not {total} together.",
                listed=len(missed),
                count=met,
                total=total,
            )
        whole = {code for code in met_list or () if code in self._criteria}
        if whole and met is not None and len(whole) != met:
            return tr(
                "the list names {listed} criteria as met, the count is {count}.", listed=len(whole), count=met
            )
        if missed and (both := sorted(missed & whole)):
            return tr("criterion {codes} is listed as met and as unmet.", codes=", ".join(both))
        return None

    def _judge(self, rows: Any, code: str, verdict: str) -> None:
        column = self._found.verdicts.setdefault(code, np.full(len(self._grid.rows), NO_VERDICT, np.int8))
        column[rows] = VERDICTS[verdict]

    def _refuse_cell(self, rows: Any, name: str, expected: str, remedy: str) -> None:
        at = self._places[name]
        message = (
            tr("this is no number of criteria.")
            if name in (MET, UNMET)
            else tr("this list cannot be read in one way only.")
        )
        for row in rows.tolist():
            self._found.problems.append(
                self._grid.problem("unclear_list", message, row=row, at=at, expected=expected, remedy=remedy)
            )

    def _refuse(self, row: int, at: int, message: str) -> None:
        counts = [
            f"“{self._grid.headers[place]}”: {text_of(self._grid.columns[place][row])}"
            for name, place in self._places.items()
            if place != at and text_of(self._grid.columns[place][row]).strip()
        ]
        remedy = tr("correct the list or the count beside it ({counts})", counts=", ".join(counts))
        self._found.problems.append(
            self._grid.problem("list_contradicts_total", message, row=row, at=at, remedy=remedy)
        )

    def _taken_as_met(self) -> Problem:
        at = self._places[UNMET_LIST]
        message = tr(
            "in {n} row(s) all criteria that are not listed as unmet count as met, as the count beside them or the header says.",
            n=len(self._inferred),
        )
        facts = {"rows": [self._grid.rows[row] for row in sorted(self._inferred)]}
        return Problem(
            "rest_taken_as_met",
            message,
            file=self._grid.name,
            sheet=self._grid.sheet,
            column=self._grid.headers[at],
            facts=facts,
        )


def _criteria(codes: frozenset[str]) -> frozenset[str]:
    return frozenset(code.partition(".")[0] for code in codes)
