"""Known faults of durable-rules 2.0.28, each shown on the engine itself and then not to touch us."""

from __future__ import annotations

import subprocess
import sys
import threading
from typing import Any

import pytest

from ntm_rules.recommend.chaining import Reference, chainer
from ntm_rules.recommend.program import Program
from tests.recommend.strategies import rule

engine = pytest.importorskip("durable.engine")
durable = pytest.importorskip("ntm_rules.recommend.durable")

RULES = Program.of(
    [
        rule("pair", {"all_of": ["unmet:1", "unmet:2"]}, "pair"),
        rule("several", {"at_least": 2, "of": ["unmet:1", "unmet:2", "pair"]}),
        rule("none", {"none_of": ["pair", "unmet:1"]}),
        rule("advice", "pair"),
    ]
)
BOTH = frozenset({"pair", "several", "advice"})


class Host(engine.Host):
    """The engine's host without its polling threads."""

    def _run(self) -> None:
        pass


def host(condition: dict[str, Any], run: Any = lambda closure: None) -> Any:
    return Host({"r": {"one": {"all": [{"m": condition}], "run": run}}})


def recorded(chosen: Any, facts: list[str]) -> list[dict[str, Any]]:
    """The messages that reach the engine."""
    told: list[dict[str, Any]] = []
    original = chosen._host.assert_facts

    def spy(name: str, messages: list[dict[str, Any]]) -> Any:
        told.extend(messages)
        return original(name, messages)

    chosen._host.assert_facts = spy
    chosen.fired(facts)
    return told


def test_text_compares_with_numbers_so_only_ids_and_small_whole_numbers_are_told() -> None:
    assert host({"$gte": {"n": 2}}).assert_fact("r", {"id": "a", "sid": "s", "n": "many"})
    told = recorded(durable.Durable(RULES), ["unmet:1", "unmet:2"])
    assert len(told) >= 3
    for message in told:
        assert {type(message[key]) for key in ("id", "sid", "k")} == {str}
        assert "n" not in message or (type(message["n"]) is int and 0 <= message["n"] <= 100)


@pytest.mark.parametrize("value", [None, float("nan"), 1])
def test_nothing_not_a_number_and_no_match_raise_alike_so_such_facts_are_never_told(value: Any) -> None:
    with pytest.raises(engine.MessageNotHandledException):
        host({"$gte": {"n": 2}}).assert_fact("r", {"id": "a", "sid": "s", "n": value})
    chosen = durable.Durable(RULES)
    assert recorded(chosen, ["met:9", "unmet:1"]) == recorded(durable.Durable(RULES), ["unmet:1"])
    assert chosen.fired(["met:9"]) == {"none"}
    assert chosen.failed == 0


def test_an_exception_in_a_consequence_is_swallowed_so_the_state_is_looked_at(monkeypatch: Any) -> None:
    def fails(closure: Any) -> None:
        raise ValueError("lost")

    state = host({"k": "x"}, fails).assert_fact("r", {"id": "a", "sid": "s", "k": "x"})
    assert "lost" in state["exception"]

    monkeypatch.setattr(durable.Durable, "_consequence", lambda self, horn: fails)
    chosen = durable.Durable(RULES)
    assert chosen.fired(["unmet:1", "unmet:2"]) == BOTH
    assert chosen.failed == 1


def test_a_fact_told_twice_raises_so_each_is_told_once() -> None:
    one = host({"k": "x"})
    one.assert_fact("r", {"id": "a", "sid": "s", "k": "x"})
    with pytest.raises(engine.MessageObservedException):
        one.assert_fact("r", {"id": "a", "sid": "s", "k": "x"})
    chosen = durable.Durable(RULES)
    assert chosen.fired(["unmet:1", "unmet:2", "unmet:1"]) == BOTH
    assert chosen.failed == 0


@pytest.mark.parametrize("collisions", [1, 2, 3])
def test_keys_that_collide_are_tried_again_under_others_and_at_last_concluded_by_the_reference(
    collisions: int,
) -> None:
    chosen = durable.Durable(RULES)
    original, tried = chosen._host.assert_facts, []

    def collides(name: str, messages: list[dict[str, Any]]) -> Any:
        tried.append({message["id"] for message in messages})
        if len(tried) <= collisions:
            raise engine.MessageObservedException(messages[0])
        return original(name, messages)

    chosen._host.assert_facts = collides
    assert chosen.fired(["unmet:1", "unmet:2"]) == BOTH
    assert chosen.failed == (collisions == 3)
    assert not tried[0] & tried[1]


def test_rule_sets_of_one_name_do_not_leak_into_one_another() -> None:
    other = Program.of([rule("pair", "unmet:1", "pair"), rule("advice", "pair")])
    first, second = durable.Durable(RULES), durable.Durable(other)
    assert first.fired(["unmet:1"]) == frozenset()
    assert second.fired(["unmet:1"]) == {"pair", "advice"}
    assert first.fired(["unmet:1", "unmet:2"]) == BOTH


def test_the_module_that_holds_rule_sets_globally_is_never_imported() -> None:
    code = "import sys, ntm_rules.recommend.durable; sys.exit('durable.lang' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_no_thread_is_left_polling() -> None:
    before = threading.active_count()
    chosen = durable.Durable(RULES)
    chosen.fired(["unmet:1", "unmet:2"])
    assert threading.active_count() == before


def test_a_session_leaves_nothing_to_the_next() -> None:
    chosen = durable.Durable(RULES)
    assert chosen.fired(["unmet:1", "unmet:2"]) == BOTH
    assert chosen.fired([]) == {"none"}
    assert chosen.fired(["unmet:2"]) == {"none"}


def test_one_object_concludes_right_for_several_threads_at_once() -> None:
    chosen, wrong = durable.Durable(RULES), []
    given = [["unmet:1"], ["unmet:1", "unmet:2"], [], ["unmet:2"]]
    expected = [Reference(RULES).fired(facts) for facts in given]

    def work(first: int) -> None:
        for number in range(first, first + 300):
            if chosen.fired(given[number % 4]) != expected[number % 4]:
                wrong.append(number)

    threads = [threading.Thread(target=work, args=(first,)) for first in range(4)]
    interval = sys.getswitchinterval()
    sys.setswitchinterval(1e-5)
    try:
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    finally:
        sys.setswitchinterval(interval)
    assert wrong == []


def test_the_engine_keeps_rule_sets_for_ever_so_each_is_deleted_with_its_object(monkeypatch: Any) -> None:
    deleted: list[Any] = []
    monkeypatch.setattr(engine.durable_rules_engine, "delete_ruleset", deleted.append)
    chosen = durable.Durable(RULES)
    chosen.fired(["unmet:1", "unmet:2"])
    handle = chosen._host.get_ruleset("advice")._handle
    del chosen
    assert deleted == [handle]


def test_where_it_cannot_be_imported_the_reference_stands_in(monkeypatch: Any) -> None:
    monkeypatch.delitem(sys.modules, "ntm_rules.recommend.durable")
    monkeypatch.setitem(sys.modules, "durable", None)
    found, by_reference = chainer(RULES)
    assert isinstance(found, Reference)
    assert by_reference
    assert found.fired(["unmet:1", "unmet:2"]) == BOTH


_DELETES = """
from durable import engine
class Host(engine.Host):
    def _run(self): pass
host = Host({"r": {"one": {"all": [{"a": {"k": "x"}}, {"b": {"k": "y"}}], "run": lambda closure: None}}})
for session in map(str, range(50)):
    host.assert_fact("r", {"id": "a", "sid": session, "k": "x"})
    host.delete_state("r", session)
"""


def test_a_session_in_which_nothing_fired_cannot_be_deleted_so_one_rule_always_fires() -> None:
    """The engine frees memory that it never set; whether that ends the process hangs on what lay there."""
    subprocess.run([sys.executable, "-c", _DELETES], check=False, capture_output=True)
    chosen = durable.Durable(RULES)
    told = []
    original = chosen._host.assert_fact
    chosen._host.assert_fact = lambda name, message: told.append(message) or original(name, message)
    for _ in range(200):
        assert chosen.fired(["unmet:2", "nothing"]) == {"none"}
    assert len({message["sid"] for message in told}) == 200
