"""What follows from the facts of each commune: inference once for each pattern of facts, and the proof of what it recommends."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from typing import Any

import numpy as np

from ntm_rules.definitions.clauses import support
from ntm_rules.definitions.rules import AdviceRule
from ntm_rules.engine.statuses import Flags, Index
from ntm_rules.i18n import words
from ntm_rules.recommend.chaining import Chainer
from ntm_rules.recommend.program import Program


@dataclass(frozen=True, slots=True)
class Step:
    """A rule that fired, and the facts that made it hold: given ones, and ones that rules before it concluded."""

    rule: AdviceRule
    facts: tuple[str, ...]

    def as_dict(self, given: Collection[str]) -> dict[str, Any]:
        """As it stands in an explanation, with those of the given facts that matter; `concludes` is None for the last."""
        return {
            "rule": self.rule.id,
            "title": words(self.rule.title),
            "facts": [fact for fact in self.facts if fact in given or ":" not in fact],
            "concludes": self.rule.then,
        }


@dataclass(frozen=True, slots=True)
class Conclusion:
    """A rule that recommends, with the steps that led to it, itself the last."""

    steps: tuple[Step, ...]

    @property
    def rule(self) -> AdviceRule:
        """The rule that recommends."""
        return self.steps[-1].rule

    @property
    def because(self) -> tuple[str, ...]:
        """The ids of the rules in the order in which one led to the next."""
        return tuple(step.rule.id for step in self.steps)

    @property
    def facts(self) -> tuple[str, ...]:
        """The given facts behind it, each once."""
        concluded = {step.rule.then for step in self.steps}
        return tuple(dict.fromkeys(f for step in self.steps for f in step.facts if f not in concluded))


class Conclusions:
    """What is concluded of each row of a table of facts (facts by rows); rows with the same facts share it.

    Proofs are worked out where they are first asked for; advice on groups asks for all of them.
    """

    def __init__(self, program: Program, chainer: Chainer, flags: Flags) -> None:
        self._program, self._chainer = program, chainer
        packed = np.packbits(flags, axis=0)
        patterns, pattern = np.unique(packed, axis=1, return_inverse=True)
        self._facts = np.unpackbits(patterns, axis=0, count=len(flags)).astype(np.bool_)
        # The number of each row's pattern of facts.
        self.pattern: Index = pattern.reshape(-1)
        self._proved = cache(self._conclusions)

    def of(self, row: int) -> tuple[Conclusion, ...]:
        """What is concluded of a row, in the order of the rules' file."""
        return self._proved(int(self.pattern[row]))

    @cached_property
    def fired(self) -> Flags:
        """Which rules of the program fire, rules by patterns."""
        places = {rule.id: place for place, rule in enumerate(self._program.rules)}
        found = np.zeros((len(places), self._facts.shape[1]), dtype=np.bool_)
        for number in range(self._facts.shape[1]):
            for name in self._chainer.fired(self._given(number)):
                found[places[name], number] = True
        return found

    def _given(self, number: int) -> set[str]:
        return {self._program.given[at] for at in np.flatnonzero(self._facts[:, number]).tolist()}

    def _conclusions(self, number: int) -> tuple[Conclusion, ...]:
        rules = [self._program.rules[at] for at in np.flatnonzero(self.fired[:, number]).tolist()]
        return proved(self._program, rules, self._given(number))


def conclude(program: Program, chainer: Chainer, facts: Collection[str]) -> tuple[Conclusion, ...]:
    """What is recommended where just these facts are so, each with its proof."""
    fired = chainer.fired(facts)
    return proved(program, [rule for rule in program.rules if rule.id in fired], facts)


def proved(program: Program, fired: Sequence[AdviceRule], facts: Collection[str]) -> tuple[Conclusion, ...]:
    """What rules that fired recommend, each with its proof, in the order of the rules' file."""
    known = {*facts, *(rule.then for rule in fired if rule.then)}
    steps = [Step(rule, tuple(dict.fromkeys(support(rule.when, known)))) for rule in fired]
    found = [Conclusion((*_led_to(step, steps), step)) for step in steps if step.rule.recommend]
    return tuple(sorted(found, key=lambda conclusion: program.written[conclusion.rule.id]))


def together(conclusions: Iterable[Conclusion], program: Program) -> Conclusion:
    """What one rule concludes in several places, as one: every step of any, each with the facts of all."""
    facts: dict[str, dict[str, None]] = {}
    for conclusion in conclusions:
        for step in conclusion.steps:
            facts.setdefault(step.rule.id, {}).update(dict.fromkeys(step.facts))
    last = conclusion.rule.id
    before = [rule for rule in program.rules if rule.id in facts and rule.id != last]
    return Conclusion(tuple(Step(rule, tuple(facts[rule.id])) for rule in (*before, program.by_id[last])))


def _led_to(step: Step, steps: Sequence[Step]) -> Iterator[Step]:
    """The steps that concluded what a step looks at, and those before them, in the order of the program."""
    wanted = set(step.facts)
    found = []
    for earlier in reversed(steps):
        if earlier.rule.then in wanted:
            wanted |= set(earlier.facts)
            found.append(earlier)
    yield from reversed(found)
