"""The advice on groups of communes: what they are asked themselves, and what many of their communes have in common."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from ntm_rules.definitions.rules import RuleFile
from ntm_rules.engine.groups import Group
from ntm_rules.engine.statuses import Index
from ntm_rules.recommend.advice import CommuneAdvice, Key, ranked
from ntm_rules.recommend.chaining import Chainer
from ntm_rules.recommend.conclusions import Conclusion, conclude, together
from ntm_rules.recommend.facts import MANY, fact_of_many, group_facts
from ntm_rules.recommend.program import Program
from ntm_rules.recommend.recommendation import Recommendation


@dataclass(slots=True)
class _Gathered:
    """What rows of a group are advised alike: the proofs in their patterns, and of each criterion it answers the patterns."""

    proofs: list[Conclusion]
    patterns: list[int]
    answering: dict[int, list[int]]


class GroupAdvice:
    """What is recommended to each of some groups of communes."""

    def __init__(self, communes: CommuneAdvice, groups: Sequence[Group], rules: RuleFile) -> None:
        self._communes, self._groups, self._rules = communes, groups, rules
        self.program = Program.of(rule for rule in rules.rules if rule.scope == "group")
        last = communes.assessment.risks.subject.last
        # The rows of each group that are a commune's last period.
        self.rows: list[Index] = [group.rows[last[group.rows]] for group in groups]

    def conclude(self, chainer: Chainer) -> None:
        """Keep what infers what follows for each group."""
        self._chainer = chainer

    def of_group(self, number: int) -> list[Recommendation]:
        """The recommendations of a group by its place among the groups, the most pressing first."""
        return ranked([*self._own(number), *self.shared[number].values()])

    @cached_property
    def shared(self) -> list[dict[Key, Recommendation]]:
        """For each group what enough of its communes are advised alike, with their rows."""
        return [dict(self._shared(number)) for number in range(len(self._groups))]

    @cached_property
    def home(self) -> Index:
        """For each row the number of the smallest group that it is in; -1 where it is in none."""
        found = np.full(len(self._communes.assessment.judged.table), -1, dtype=np.intp)
        # Groups come with all communes first, then provinces, then districts.
        for number, group in enumerate(self._groups):
            found[group.rows] = number
        return found

    def _own(self, number: int) -> Iterator[Recommendation]:
        rows = self.rows[number].tolist()
        if not rows:
            return
        communes = self._communes
        facts = group_facts(
            communes.assessment,
            self._groups[number],
            self.rows[number],
            self._rules.many.share,
            communes.funds,
        )
        idle = any(fact.startswith("money:idle") for fact in facts)
        for conclusion in conclude(self.program, self._chainer, facts):
            for criteria in communes.split(conclusion):
                found = communes.recommended(conclusion, criteria, rows, idle=idle)
                yield replace(found, rows_of=self._rows_of(found, rows))

    def _rows_of(self, found: Recommendation, rows: Sequence[int]) -> dict[int, tuple[int, ...]]:
        """The rows of which the facts that led to a group's own recommendation are so, by criterion."""
        assessment = self._communes.assessment
        rows_of: dict[int, set[int]] = {number: set() for number in found.criteria}
        numbers = {assessment.judged.loaded.criteria[number].code: number for number in found.criteria}
        for fact in found.conclusion.facts:
            kind, _, code = fact.partition(":")
            if kind in MANY and code in numbers:
                so = fact_of_many(assessment, kind, numbers[code])
                rows_of[numbers[code]].update(row for row in rows if so[row])
        return {number: tuple(sorted(mine)) for number, mine in rows_of.items()}

    def _shared(self, number: int) -> Iterator[tuple[Key, Recommendation]]:
        rows, shared = self.rows[number], self._rules.shared
        of_row = self._communes.conclusions.pattern[rows]
        patterns, first, counts = np.unique(of_row, return_index=True, return_counts=True)
        found: dict[Key, _Gathered] = {}
        count = dict(zip(patterns.tolist(), counts.tolist(), strict=True))
        for pattern, row in zip(patterns.tolist(), rows[first].tolist(), strict=True):
            for key, conclusion, criteria in self._communes.keys(row):
                gathered = found.setdefault(key, _Gathered([], [], {}))
                gathered.proofs.append(conclusion)
                gathered.patterns.append(pattern)
                for criterion in criteria:
                    gathered.answering.setdefault(criterion, []).append(pattern)
        for key, gathered in found.items():
            communes = sum(count[pattern] for pattern in gathered.patterns)
            if communes >= shared.communes and 100 * communes >= shared.share * len(rows):
                mine = rows[np.isin(of_row, gathered.patterns)].tolist()
                rows_of = {
                    criterion: tuple(rows[np.isin(of_row, numbers)].tolist())
                    for criterion, numbers in sorted(gathered.answering.items())
                }
                proof = together(gathered.proofs, self._communes.program)
                found_here = self._communes.recommended(proof, tuple(rows_of), mine)
                yield key, replace(found_here, rows_of=rows_of)
