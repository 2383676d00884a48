"""Durable-rules and the reference conclude the same, in whatever order facts and rules come."""

from __future__ import annotations

import random
import shutil
import sys
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ntm_rules.definitions.clauses import facts_of
from ntm_rules.definitions.load import load_set
from ntm_rules.definitions.rules import AdviceRule, load_rules
from ntm_rules.errors import DefinitionError
from ntm_rules.recommend.chaining import Reference
from ntm_rules.recommend.conclusions import Conclusions
from ntm_rules.recommend.facts import known_facts
from ntm_rules.recommend.program import Program
from tests.recommend.strategies import facts, rule, rule_sets

if sys.platform != "win32" and sys.version_info < (3, 13) and shutil.which("cc"):
    # Where it can be built it must be there, or what follows would hold the reference against nothing.
    import durable.engine
durable = pytest.importorskip("ntm_rules.recommend.durable")
SHIPPED = {
    scope: Program.of(one for one in load_rules().rules if one.scope == scope)
    for scope in ("commune", "group")
}
ENGINES = {scope: durable.Durable(program) for scope, program in SHIPPED.items()}


@settings(max_examples=500, deadline=None)
@given(rule_sets(), st.lists(facts, min_size=1, max_size=4))
def test_durable_rules_concludes_what_the_reference_does(
    rules: list[AdviceRule], given_facts: list[list[str]]
) -> None:
    program = Program.of(rules)
    engine, reference = durable.Durable(program), Reference(program)
    for one in given_facts:
        assert engine.fired(one) == reference.fired(one)
    assert engine.failed == 0


@settings(max_examples=500, deadline=None)
@given(st.sampled_from(sorted(SHIPPED)), st.data())
def test_the_shipped_rules_conclude_the_same_on_both(scope: str, data: st.DataObject) -> None:
    names = SHIPPED[scope].given
    chosen = data.draw(st.lists(st.sampled_from(names), unique=True, max_size=40))
    assert ENGINES[scope].fired(chosen) == Reference(SHIPPED[scope]).fired(chosen)
    assert ENGINES[scope].failed == 0


@pytest.mark.slow
@settings(max_examples=500, deadline=None)
@given(rule_sets(), facts, st.randoms(use_true_random=False))
def test_the_order_of_facts_and_of_rules_is_irrelevant(
    rules: list[AdviceRule], given_facts: list[str], order: random.Random
) -> None:
    program = Program.of(rules)
    once = durable.Durable(program).fired(given_facts)
    order.shuffle(given_facts)
    order.shuffle(rules)
    shuffled = Program.of(rules)
    assert durable.Durable(shuffled).fired(given_facts) == once
    assert Reference(shuffled).fired(given_facts) == once


@settings(max_examples=500, deadline=None)
@given(st.lists(facts, min_size=2, max_size=6), st.integers(0, 5))
def test_the_facts_of_another_commune_change_nothing(given_facts: list[list[str]], left_out: int) -> None:
    """Communes share an inference where their facts are the same, and only there."""
    program = Program.of(
        [rule("pair", {"all_of": ["unmet:1", "unmet:2"]}, "pair"), rule("some", {"any_of": ["at_risk:1", "pair"]}), rule("none", {"none_of": ["pair", "met:3"]})]
    )  # fmt: skip

    def concluded(communes: list[list[str]]) -> list[list[str]]:
        flags = np.array([[name in own for own in communes] for name in program.given], dtype=np.bool_)
        found = Conclusions(program, Reference(program), flags)
        return [[one.rule.id for one in found.of(row)] for row in range(len(communes))]

    left_out %= len(given_facts)
    rest = given_facts[:left_out] + given_facts[left_out + 1 :]
    whole = concluded(given_facts)
    assert concluded(rest) == whole[:left_out] + whole[left_out + 1 :]


def test_what_must_not_be_so_waits_for_the_rules_that_may_make_it_so() -> None:
    program = Program.of(
        [rule("says-no", {"none_of": ["late"]}), rule("makes-late", "unmet:1", "late"), rule("counts", {"at_least": 2, "of": ["late", "unmet:2"]})]
    )  # fmt: skip
    for engine in (durable.Durable(program), Reference(program)):
        assert engine.fired(["unmet:1"]) == {"makes-late"}
        assert engine.fired(["unmet:1", "unmet:2"]) == {"makes-late", "counts"}
        assert engine.fired([]) == {"says-no"}


@pytest.mark.parametrize(
    "other", [{"at_least": 2, "of": ["unmet:1", "unmet:2"]}, {"none_of": ["unmet:1", "unmet:2"]}]
)
def test_a_rule_may_count_the_same_facts_twice(other: dict[str, Any]) -> None:
    """The engine matches what it is told with one condition of a rule only."""
    program = Program.of(
        [rule("both", {"all_of": [{"at_least": 1, "of": ["unmet:2", "unmet:1"]}, other]}), rule("one", "unmet:1")]
    )  # fmt: skip
    engine, reference = durable.Durable(program), Reference(program)
    for told in ([], ["unmet:1"], ["unmet:1", "unmet:2"]):
        assert engine.fired(told) == reference.fired(told)
    assert engine.failed == 0


def test_rules_that_lead_in_a_circle_are_refused_naming_them() -> None:
    ring = [rule("first", "two", "one"), rule("second", "one", "two"), rule("third", "two")]
    with pytest.raises(DefinitionError) as refused:
        Program.of(ring)
    (problem,) = refused.value.problems
    assert problem.kind == "rule_cycle"
    assert "first" in problem.message
    assert "second" in problem.message
    assert "third" not in problem.message


def test_a_rule_that_looks_at_what_it_concludes_is_a_circle() -> None:
    with pytest.raises(DefinitionError):
        Program.of([rule("own", {"none_of": ["one"]}, "one")])


@pytest.mark.parametrize("scope", ["commune", "group"])
def test_every_fact_the_shipped_rules_look_at_can_be_so(scope: str) -> None:
    known = known_facts(load_set(), scope)
    for one in SHIPPED[scope].rules:
        assert {*facts_of(one.when)} <= known | SHIPPED[scope].concluded
