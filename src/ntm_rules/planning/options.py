"""The ways a composition can come to hold, by the standing of its parts: which of them must become good.

Rows whose parts stand alike share their options, so that a tree is gone through once for a pattern and not for a row.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from itertools import product

import numpy as np

from ntm_rules.engine.evaluate import Judgement
from ntm_rules.engine.kernel import by_sex, combine
from ntm_rules.engine.plan import BySex, Choice, Every, Leaf, Part, Some, Tree, parts_of
from ntm_rules.engine.statuses import BASICALLY_MET, MET, UNKNOWN, UNMET


@dataclass(frozen=True, slots=True)
class Option:
    """The numbers of parts that must become good, and of those that would still be unknown."""

    parts: frozenset[int] = frozenset()
    open: frozenset[int] = frozenset()


class Seen:
    """A composition as it stands in one row; `stuck` numbers the parts that no step can make good there."""

    def __init__(self, judged: Judgement, tree: Tree, row: int, stuck: Collection[int]) -> None:
        chosen = parts_of(tree)
        self._statuses = {p.number: judged.statuses.parts[p.number][[row]] for p in chosen}
        values = judged.table.values
        self._columns = {p.column: values[p.column][[row]] for p in chosen if p.column in values}
        self._stuck = stuck
        self._good = MET if judged.options.basically_met == "blocks" else BASICALLY_MET
        nothing = np.empty(0, dtype=np.int8)
        self._parts = [self._statuses.get(part.number, nothing) for part in judged.plan.parts]

    def options(self, tree: Tree) -> list[Option]:
        """The least sets of parts that would make a tree good, or leave it to what is unknown; none if it is stuck."""
        status = self._status(tree)
        if status == UNKNOWN:
            return [Option(open=frozenset(self._unknown(tree)))]
        if status >= self._good:
            return [Option()]
        match tree:
            case Leaf(part):
                return self._single(part, status)
            case Every(members):
                return self._all(self.options(member) for member in members)
            case Some(members):
                # What is unknown is left alone where something known can be mended.
                bad = [m for m in members if self._status(m) in (UNMET, BASICALLY_MET)]
                return _least([option for member in bad for option in self.options(member)])
            case BySex(whole, sexes):
                statuses = by_sex(tree, self._parts, self._columns, 1)
                parts = zip((whole, *sexes), (int(found[0]) for found in statuses), strict=True)
                return self._all(self._single(part, found) for part, found in parts)
            case Choice():
                # Under a condition that is not known both branches are bad, and both must be mended.
                return self._all(self.options(branch) for branch in self._branches(tree))

    def is_unmet(self, part: int) -> bool:
        """Whether a part is below its level or judged so, and not only basically met."""
        return bool(self._statuses[part][0] == UNMET)

    def _status(self, tree: Tree) -> int:
        return int(combine(tree, self._parts, self._columns, 1)[0])

    def _single(self, part: Part, status: int) -> list[Option]:
        if status == UNKNOWN:
            return [Option(open=frozenset({part.number}))]
        if status >= self._good:
            return [Option()]
        return [] if part.number in self._stuck else [Option(frozenset({part.number}))]

    @staticmethod
    def _all(members: Iterable[list[Option]]) -> list[Option]:
        joined = (
            Option(
                frozenset[int]().union(*(option.parts for option in chosen)),
                frozenset[int]().union(*(option.open for option in chosen)),
            )
            for chosen in product(*members)
        )
        return _least(list(joined))

    def _branches(self, tree: Choice) -> list[Tree]:
        condition = self._statuses[tree.condition.number][0]
        other = [] if tree.otherwise is None else [tree.otherwise]
        return [tree.then] if condition == MET else other if condition == UNMET else [tree.then, *other]

    def _unknown(self, tree: Tree) -> list[int]:
        """The parts for want of which a tree is unknown."""
        match tree:
            case Leaf(part):
                return [part.number]
            case Every(members) | Some(members):
                return [n for m in members if self._status(m) == UNKNOWN for n in self._unknown(m)]
            case BySex(whole, sexes):
                statuses = by_sex(tree, self._parts, self._columns, 1)
                parts = zip((whole, *sexes), statuses, strict=True)
                return [part.number for part, found in parts if found[0] == UNKNOWN]
            case Choice(condition):
                branches = self._branches(tree)
                if self._statuses[condition.number][0] in (MET, UNMET):
                    return [n for branch in branches for n in self._unknown(branch)]
                return [condition.number]


def _least(options: list[Option]) -> list[Option]:
    """Options without those that ask for more than another does."""
    found: list[Option] = []
    for option in sorted(
        set(options), key=lambda o: (len(o.parts) + len(o.open), sorted(o.parts), sorted(o.open))
    ):
        if not any(less.parts <= option.parts and less.open <= option.open for less in found):
            found.append(option)
    return sorted(found, key=lambda o: (sorted(o.parts), sorted(o.open)))
