"""The advice on each commune at its last period."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import cache, cached_property, partial

import numpy as np
from numpy.typing import NDArray

from ntm_rules.definitions.directives import Notice
from ntm_rules.definitions.rules import RuleFile
from ntm_rules.engine.statuses import Index
from ntm_rules.recommend.asking import Asked, Place, asked
from ntm_rules.recommend.chaining import Chainer
from ntm_rules.recommend.conclusions import Conclusion, Conclusions
from ntm_rules.recommend.facts import CommuneFacts
from ntm_rules.recommend.funds import Funds
from ntm_rules.recommend.priority import Pressing
from ntm_rules.recommend.program import Program
from ntm_rules.recommend.recommendation import Recommendation, answered_codes, speaks_of
from ntm_rules.risks.assessment import Assessment
from ntm_rules.tables.coded import Coded

# What a piece of advice is told apart by: its rule, and the criterion where there is one for each.
Key = tuple[str, int | None]


class CommuneAdvice:
    """What is recommended to each row of a table that is a commune's last period."""

    def __init__(
        self, assessment: Assessment, funds: Funds | None, rules: RuleFile, notices: Sequence[Notice]
    ) -> None:
        self.assessment, self.funds, self.notices = assessment, funds, notices
        self.program = Program.of(rule for rule in rules.rules if rule.scope == "commune")
        self.pressing = Pressing(assessment, rules.priority)
        # The numbers of each criterion and its indicators, and the place of the criterion that each names.
        self._codes = [
            frozenset({criterion.code, *(indicator.code for indicator in criterion.indicators)})
            for criterion in assessment.judged.loaded.criteria
        ]
        self._numbers = {code: number for number, codes in enumerate(self._codes) for code in codes}
        self.keys = cache(self._keys)
        self._asked = cache(partial(asked, tuple(notices)))

    def conclude(self, chainer: Chainer) -> None:
        """Infer what follows for every row."""
        flags = CommuneFacts(self.assessment, self.funds).flags(self.program.given)
        self.conclusions = Conclusions(self.program, chainer, flags)

    def of_row(self, row: int) -> list[Recommendation]:
        """The recommendations of a row, the most pressing first."""
        if not self.assessment.risks.subject.last[row]:
            return []
        found = [
            self.recommended(conclusion, criteria, (row,))
            for conclusion in self.conclusions.of(row)
            for criteria in self.split(conclusion)
        ]
        return ranked([replace(one, row=row) for one in found])

    @cached_property
    def told(self) -> dict[tuple[str, int | None], Index]:
        """By rule and criterion that it answers (None for none), the rows to which it is recommended."""
        last = np.flatnonzero(self.assessment.risks.subject.last)
        # Rows with the same facts are advised alike.
        _, first, pattern = np.unique(self.conclusions.pattern[last], return_index=True, return_inverse=True)
        found: dict[tuple[str, int | None], list[int]] = {}
        for number, row in enumerate(last[first].tolist()):
            for (rule, _), _, criteria in self.keys(row):
                for criterion in criteria or (None,):
                    found.setdefault((rule, criterion), []).append(number)
        return {key: last[np.isin(pattern, numbers)] for key, numbers in found.items()}

    def recommended(
        self, conclusion: Conclusion, criteria: tuple[int, ...], rows: Sequence[int], *, idle: bool = False
    ) -> Recommendation:
        """What is recommended to the communes of some rows, with its points; `idle` where their money lies so."""
        facts = conclusion.facts
        of_money = [fact for fact in facts if fact.startswith("money:")]
        lies_idle = any(idle or fact.startswith("money:idle") for fact in of_money)
        points = self.pressing.of(rows, criteria, idle_money=lies_idle)
        if key_of(conclusion, criteria)[1] is not None:
            codes = self._codes[criteria[0]]
            facts = tuple(fact for fact in facts if speaks_of(fact, codes))
        asked_here = self.asked(conclusion, rows)
        return Recommendation(conclusion, asked_here, criteria, facts, points, rows=tuple(rows))

    def asked(self, conclusion: Conclusion, rows: Sequence[int]) -> Asked:
        """The directive that asks for it in the place that some rows have in common."""
        assert conclusion.rule.recommend is not None
        return self._asked(conclusion.rule.recommend.directive, self._place(rows))

    def split(self, conclusion: Conclusion) -> Iterator[tuple[int, ...]]:
        """The criteria that a conclusion answers: together, or each for itself."""
        criteria = tuple(sorted({self._numbers[code] for code in answered_codes(conclusion)}))
        assert conclusion.rule.recommend is not None
        if conclusion.rule.recommend.one_each:
            yield from ((criterion,) for criterion in criteria)
        else:
            yield criteria

    def _keys(self, row: int) -> tuple[tuple[Key, Conclusion, tuple[int, ...]], ...]:
        """What is recommended to all rows with the facts of this one."""
        return tuple(
            (key_of(conclusion, criteria), conclusion, criteria)
            for conclusion in self.conclusions.of(row)
            for criteria in self.split(conclusion)
        )

    def _place(self, rows: Sequence[int]) -> Place:
        """What the places of some rows have in common, and the day after the last of their periods."""
        table = self.assessment.judged.table
        index = np.asarray(rows, dtype=np.intp)
        province, district = (_only(table.identity.get(name), index) for name in ("province", "district"))
        if province is None:
            province = _only(table.old_provinces, index)
        day = self._first_days[index].max()
        return Place(province, district, day.astype("datetime64[D]").item())

    @cached_property
    def _first_days(self) -> NDArray[np.datetime64]:
        """For each row the first day after its period."""
        days: NDArray[np.datetime64] = self.assessment.risks.subject.ends + np.timedelta64(1, "D")
        return days


def key_of(conclusion: Conclusion, criteria: tuple[int, ...]) -> Key:
    """What a recommendation is told apart by from others of the same commune."""
    assert conclusion.rule.recommend is not None
    return conclusion.rule.id, criteria[0] if conclusion.rule.recommend.one_each and criteria else None


def ranked(found: Sequence[Recommendation]) -> list[Recommendation]:
    """Recommendations the most pressing first, numbered from 1.

    The same points: what is for more communes, then the order of the rules' file, then that of the set.
    """
    order = sorted(
        found, key=lambda one: (-one.score, -len(one.rows), one.rule.line, one.rule.id, one.criteria)
    )
    return [replace(one, rank=rank) for rank, one in enumerate(order, start=1)]


def _only(column: Coded | None, rows: Index) -> str | None:
    """What some rows all say; None where they differ or are blank."""
    if column is None:
        return None
    said = {column[row] for row in rows.tolist()} if len(rows) == 1 else {*column.select(rows).values}
    return said.pop() if len(said) == 1 else None
