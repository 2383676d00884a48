"""Rules made ready for forward chaining: clauses of facts that lead to facts, in stages.

What is counted or must not be so is a tally: how many of several facts are so. A tally of facts that rules conclude
is told only once those rules are done, in the next stage; so the order of facts and rules never matters.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from graphlib import CycleError, TopologicalSorter
from itertools import product
from typing import NamedTuple

from ntm_rules.definitions.clauses import AllTrue, AnyTrue, AtLeast, Clause, ForSome, NoneTrue, facts_of
from ntm_rules.definitions.rules import AdviceRule
from ntm_rules.errors import DefinitionError, Problem
from ntm_rules.i18n import tr


class Tally(NamedTuple):
    """How many of some facts are so; the facts in order, each once."""

    facts: tuple[str, ...]


class Needed(NamedTuple):
    """A tally that must be at least, or (`none`) nothing."""

    tally: Tally
    at_least: int
    none: bool = False


Literal = str | Needed


class Horn(NamedTuple):
    """Where every literal is so, a rule fires; `then` is the fact that it concludes, if it does."""

    rule: str
    body: tuple[Literal, ...]
    then: str | None


@dataclass(frozen=True)
class Program:
    """Rules of one scope, each after those whose conclusions it looks at; `written` is their order in the file, by id."""

    rules: tuple[AdviceRule, ...]
    written: Mapping[str, int]

    @classmethod
    def of(cls, rules: Iterable[AdviceRule]) -> Program:
        """Order rules. Raises DefinitionError for a cycle, in which facts would lead to themselves."""
        given = tuple(rules)
        after = {rule.id: [*_before(rule, given)] for rule in given}
        by_id = {rule.id: rule for rule in given}
        try:
            order = [*TopologicalSorter(after).static_order()]
        except CycleError as error:
            ring = error.args[1]
            first = by_id[ring[0]]
            message = tr("the rules lead in a circle: {rules}.", rules=" → ".join(reversed(ring)))
            raise DefinitionError(Problem("rule_cycle", message, file=first.file, line=first.line)) from error
        written = {rule.id: n for n, rule in enumerate(given)}
        steps: dict[str, int] = {}
        for name in order:
            steps[name] = 1 + max((steps[earlier] for earlier in after[name]), default=0)
        return cls(tuple(sorted(given, key=lambda rule: (steps[rule.id], written[rule.id]))), written)

    @cached_property
    def concluded(self) -> frozenset[str]:
        """The facts that rules conclude."""
        return frozenset(rule.then for rule in self.rules if rule.then)

    @cached_property
    def given(self) -> tuple[str, ...]:
        """The facts that rules look at and none concludes, in order."""
        named = {fact for rule in self.rules for fact in facts_of(rule.when)}
        return tuple(sorted(named - self.concluded))

    @cached_property
    def by_id(self) -> dict[str, AdviceRule]:
        """The rules by their ids."""
        return {rule.id: rule for rule in self.rules}

    @cached_property
    def horns(self) -> tuple[Horn, ...]:
        """The rules as clauses; several where a rule holds for several reasons."""
        return tuple(
            Horn(rule.id, body, rule.then)
            for rule in self.rules
            for body in dict.fromkeys(_merged(_bodies(rule.when, self.concluded)))
        )

    @cached_property
    def tallies(self) -> tuple[tuple[Tally, ...], ...]:
        """By stage, the tallies that are told at its start."""
        rank: dict[str, int] = {}
        for rule in self.rules:
            stage = max((_stage(literal, rank) for body in _bodies(rule.when, self.concluded) for literal in body), default=0)  # fmt: skip
            if rule.then:
                rank[rule.then] = max(stage, rank.get(rule.then, 0))
        stages: dict[Tally, int] = {}
        for horn in self.horns:
            for literal in horn.body:
                if isinstance(literal, Needed):
                    stages[literal.tally] = _stage(literal, rank)
        last = max(stages.values(), default=0)
        return tuple(tuple(t for t, at in stages.items() if at == stage) for stage in range(last + 1))


def _before(rule: AdviceRule, rules: Sequence[AdviceRule]) -> Iterator[str]:
    """The rules that conclude what a rule looks at."""
    named = {*facts_of(rule.when)}
    yield from (other.id for other in rules if other.then in named)


def _stage(literal: Literal, rank: dict[str, int]) -> int:
    """The stage in which a literal is settled, where concluded facts are by `rank`."""
    if isinstance(literal, str):
        return rank.get(literal, 0)
    return max((rank[fact] + 1 for fact in literal.tally.facts if fact in rank), default=0)


def _bodies(clause: Clause, concluded: Collection[str]) -> Iterator[tuple[Literal, ...]]:
    """The ways in which a clause holds, each as literals that must be so together."""
    match clause:
        case str():
            yield (clause,)
        case AllTrue(all_of=parts):
            for together in product(*(tuple(_bodies(part, concluded)) for part in parts)):
                yield tuple(dict.fromkeys(literal for body in together for literal in body))
        case AnyTrue(any_of=parts):
            # Given facts are told as one number in place of one clause for each.
            given = [part for part in parts if isinstance(part, str) and part not in concluded]
            counted = len(set(given)) > 1
            if counted:
                yield (_needed(given, 1),)
            for part in parts:
                if not (counted and part in given):
                    yield from _bodies(part, concluded)
        case NoneTrue(none_of=facts):
            yield (_needed(facts, 0, none=True),)
        case AtLeast(at_least=least, of=facts):
            yield (_needed(facts, least),)
        case ForSome():
            yield from clause.each


def _merged(bodies: Iterable[tuple[Literal, ...]]) -> Iterator[tuple[Literal, ...]]:
    """Bodies that ask of no tally twice, as an engine matches what it is told with one literal of a body only.

    What asks for some of several facts and for none of them is never so, and left out.
    """
    for body in bodies:
        needed: dict[Tally, list[Needed]] = {}
        for literal in body:
            if isinstance(literal, Needed):
                needed.setdefault(literal.tally, []).append(literal)
        if all(len({one.none for one in asked}) == 1 for asked in needed.values()):
            most = {tally: max(asked, key=lambda one: one.at_least) for tally, asked in needed.items()}
            yield tuple(dict.fromkeys(most[one.tally] if isinstance(one, Needed) else one for one in body))


def _needed(facts: Iterable[str], at_least: int, *, none: bool = False) -> Needed:
    return Needed(Tally(tuple(sorted(set(facts)))), at_least, none)
