"""Forward chaining: from facts to the rules that fire, by an engine or by the reference that it is held against."""

from __future__ import annotations

from collections.abc import Collection
from typing import Protocol

from ntm_rules.definitions.clauses import holds
from ntm_rules.recommend.program import Program


class Chainer(Protocol):
    """Concludes what follows from facts by the rules of a program; `failed` counts where an engine could not."""

    failed: int

    def fired(self, facts: Collection[str]) -> frozenset[str]:
        """The ids of the rules that fire where just these facts are given."""
        ...


class Reference:
    """Goes through the rules once, each after those whose conclusions it looks at."""

    def __init__(self, program: Program) -> None:
        self._program = program
        self.failed = 0

    def fired(self, facts: Collection[str]) -> frozenset[str]:
        """The ids of the rules that fire."""
        known = set(facts)
        found = set()
        for rule in self._program.rules:
            if holds(rule.when, known):
                found.add(rule.id)
                if rule.then:
                    known.add(rule.then)
        return frozenset(found)


def chainer(program: Program) -> tuple[Chainer, bool]:
    """What chains: durable-rules, or the reference where that cannot be imported (the second value is then true)."""
    try:
        from ntm_rules.recommend.durable import Durable
    except ImportError:
        return Reference(program), True
    try:
        return Durable(program), False
    except Exception:
        # Compiled code raises whatever it comes to.
        reference = Reference(program)
        reference.failed = 1
        return reference, False
