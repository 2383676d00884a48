"""Forward chaining on durable-rules, behind the one door through which the project uses it.

It is handled with care: a host of our own without its polling threads; one session for each set of facts, deleted
after; only ids and small whole numbers as facts, each under a short key and told once; every returned state looked
at, since what goes wrong in a consequence is only noted there. What still fails is tried again under other keys
(two keys may collide in its hash), and at last concluded by the reference.
"""

from __future__ import annotations

import itertools
import threading
import time
import weakref
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from durable import engine

from ntm_rules.recommend.chaining import Reference
from ntm_rules.recommend.program import Horn, Literal, Needed, Program, Tally

_RULES = "advice"
_TRIES = 3
# A fact that every session is told first and one rule fires on: where no rule ever fired, deleting a session frees
# memory that was never set, and the process ends.
_BEGIN = "begin"
# The engine asks the time at every step, by a call that Python 3.12 warns of.
engine._unix_now = time.time


class _Host(engine.Host):  # type: ignore[misc]
    """A host that works only when it is called; the engine's own polls for timers, which no rule here has."""

    def _run(self) -> None:
        pass


class _FailedError(Exception):
    """The engine did not take all facts of a session, or noted an exception in its state."""


@dataclass(slots=True)
class _Session:
    """What came about for one set of facts; `mark` tells its keys apart from those of an earlier attempt."""

    mark: str = ""
    fired: set[str] = field(default_factory=set)
    concluded: set[str] = field(default_factory=set)

    def begin(self, mark: str) -> None:
        """Forget the set of facts before."""
        self.mark, self.fired, self.concluded = mark, set(), set()

    def message(self, key: str, session: str, **more: int) -> dict[str, Any]:
        """A fact or tally as the engine is told it."""
        return {"id": key + self.mark, "sid": session, "k": key, **more}


class Durable:
    """Chains the rules of a program. Threads may share one object; it takes one set of facts at a time."""

    def __init__(self, program: Program) -> None:
        self._reference = Reference(program)
        self._stages = program.tallies
        self._turn = threading.Lock()
        # Consequences know this alone and not the object, so that its rule set is freed as soon as it is let go.
        self._now = _Session()
        # How many sets of facts the engine failed on, so that the reference concluded for it; it is told.
        self.failed = 0
        self._sessions = itertools.count()
        self._keys: dict[str | Tally, str] = {}
        # From which count on a tally matters, and the tallies that matter when nothing is so.
        self._least: dict[Tally, int] = {}
        self._none: frozenset[Tally] = frozenset()
        for horn in program.horns:
            for literal in horn.body:
                self._known(literal)
        self._host = _Host({_RULES: self._definitions(program.horns)})
        # The engine keeps every rule set until it is told to delete it, half a megabyte for each evaluation.
        handle = self._host.get_ruleset(_RULES)._handle
        weakref.finalize(self, engine.durable_rules_engine.delete_ruleset, handle).atexit = False

    def fired(self, facts: Collection[str]) -> frozenset[str]:
        """The ids of the rules that fire."""
        with self._turn:
            return self._tried(facts)

    def _tried(self, facts: Collection[str]) -> frozenset[str]:
        for attempt in range(_TRIES):
            try:
                return self._session(facts, f"~{attempt}" if attempt else "")
            except Exception:
                continue
        self.failed += 1
        return self._reference.fired(facts)

    def _session(self, facts: Collection[str], mark: str) -> frozenset[str]:
        """One session, its keys told apart from those of an earlier attempt by a mark."""
        session, now = f"{next(self._sessions)}{mark}", self._now
        now.begin(mark)
        given = dict.fromkeys(facts)
        self._host.assert_fact(_RULES, now.message(_BEGIN, session))
        try:
            told = [now.message(self._keys[fact], session) for fact in given if fact in self._keys]
            for stage in self._stages:
                told += self._tallied(stage, {*given, *now.concluded}, session)
                state = self._host.assert_facts(_RULES, told) if told else None
                if state and "exception" in state:
                    raise _FailedError(state["exception"])
                told = []
        finally:
            self._host.delete_state(_RULES, session)
        return frozenset(now.fired)

    def _tallied(
        self, stage: Iterable[Tally], known: Collection[str], session: str
    ) -> Iterator[dict[str, Any]]:
        """The tallies that some rule takes an interest in; the engine complains of a fact that none matches."""
        for tally in stage:
            count = sum(fact in known for fact in tally.facts)
            if count >= self._least[tally] or (not count and tally in self._none):
                yield self._now.message(self._keys[tally], session, n=count)

    def _known(self, literal: Literal) -> None:
        """Give a literal's fact or tally its key, and note from which count on a tally matters."""
        if isinstance(literal, str):
            self._keys.setdefault(literal, f"f{len(self._keys)}")
            return
        tally = literal.tally
        self._keys.setdefault(tally, f"t{len(self._keys)}")
        if literal.none:
            self._none |= {tally}
        else:
            self._least[tally] = min(literal.at_least, self._least.get(tally, literal.at_least))
        self._least.setdefault(tally, len(tally.facts) + 1)

    def _definitions(self, horns: Iterable[Horn]) -> dict[str, Any]:
        """The rule set as the engine takes it: conditions as JSON, consequences as functions."""
        rules = {
            f"r{number}": {
                "all": [{f"c{at}": self._condition(literal)} for at, literal in enumerate(horn.body)],
                "run": self._consequence(horn),
            }
            for number, horn in enumerate(horns)
        }
        return {"begin": {"all": [{"c0": {"k": _BEGIN}}], "run": lambda closure: None}, **rules}

    def _condition(self, literal: Literal) -> dict[str, Any]:
        if not isinstance(literal, Needed):
            return {"k": self._keys[literal]}
        count = {"$lte": {"n": 0}} if literal.none else {"$gte": {"n": literal.at_least}}
        return {"$and": [{"k": self._keys[literal.tally]}, count]}

    def _consequence(self, horn: Horn) -> Callable[[Any], None]:
        now, key = self._now, self._keys.get(horn.then or "")

        def run(closure: Any) -> None:
            now.fired.add(horn.rule)
            if horn.then and horn.then not in now.concluded:
                now.concluded.add(horn.then)
                if key is not None:
                    closure.assert_fact(now.message(key, closure.s.sid))

        return run
