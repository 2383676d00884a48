"""The shipped rules by cases: what each set of facts yields, each directive's smallest facts, each rule firing and silent."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml

from ntm_rules.definitions.clauses import facts_of
from ntm_rules.definitions.directives import load_notices
from ntm_rules.definitions.rules import load_rules
from ntm_rules.recommend.chaining import Reference
from ntm_rules.recommend.conclusions import conclude
from ntm_rules.recommend.program import Program

FOLDER = Path(__file__).parents[1] / "cases" / "recommendations"
DIRECTIVES = {"D1.1", "D1.2", "D1.3", "D2.1", "D2.2", "D2.3", "D2.4", "D2.5", "D2.6"}


@cache
def program(scope: str) -> Program:
    return Program.of(rule for rule in load_rules().rules if rule.scope == scope)


def cases() -> list[tuple[str, dict[str, Any]]]:
    return [
        (data["scope"], case)
        for path in sorted(FOLDER.glob("*.yaml"))
        for data in [yaml.safe_load(path.read_text(encoding="utf-8"))]
        for case in data["cases"]
    ]


CASES = cases()
SMALLEST = [(scope, case) for scope, case in CASES if "smallest" in case]
FACTS_OF = {
    scope: [frozenset(case["facts"]) for known, case in CASES if known == scope]
    for scope in ("commune", "group")
}


def yields(scope: str, facts: Any) -> dict[str, str]:
    found = conclude(program(scope), Reference(program(scope)), set(facts))
    return {one.rule.id: one.rule.recommend.directive for one in found if one.rule.recommend}


@pytest.mark.parametrize(("scope", "case"), CASES, ids=[case["name"] for _, case in CASES])
def test_the_facts_of_a_case_yield_what_it_says_and_nothing_else(scope: str, case: dict[str, Any]) -> None:
    assert yields(scope, case["facts"]) == case["yields"]


@pytest.mark.parametrize(("scope", "case"), SMALLEST, ids=[case["name"] for _, case in SMALLEST])
def test_without_any_one_of_its_smallest_facts_a_rule_is_silent(scope: str, case: dict[str, Any]) -> None:
    rule, facts = case["smallest"]
    assert rule in yields(scope, facts)
    for fact in facts:
        assert rule not in yields(scope, set(facts) - {fact})


def test_each_directive_has_a_smallest_set_of_facts() -> None:
    assert {case["yields"][case["smallest"][0]] for _, case in SMALLEST} | {
        yields(scope, case["smallest"][1])[case["smallest"][0]] for scope, case in SMALLEST
    } == DIRECTIVES
    assert {found.id for found in load_notices()[-1].directives} == DIRECTIVES


@pytest.mark.parametrize("scope", ["commune", "group"])
def test_each_rule_fires_in_some_case_and_is_silent_in_another(scope: str) -> None:
    reference = Reference(program(scope))
    fired = [reference.fired(facts) for facts in FACTS_OF[scope]]
    for rule in program(scope).rules:
        assert any(rule.id in one for one in fired), f"no case makes {rule.id} fire"
        assert any(rule.id not in one for one in fired), f"{rule.id} fires in every case"


@pytest.mark.parametrize("scope", ["commune", "group"])
def test_every_fact_that_a_rule_concludes_is_looked_at_by_another(scope: str) -> None:
    rules = program(scope).rules
    assert program(scope).concluded <= {fact for rule in rules for fact in facts_of(rule.when)}


@pytest.mark.parametrize(
    ("scope", "case"), [(s, c) for s, c in CASES if "because" in c], ids=lambda value: str(value)[:30]
)
def test_the_chain_names_each_rule_after_those_it_rests_on(scope: str, case: dict[str, Any]) -> None:
    found = conclude(program(scope), Reference(program(scope)), set(case["facts"]))
    chains = {one.rule.id: list(one.because) for one in found}
    for rule, chain in case["because"].items():
        assert chains[rule] == chain


@pytest.mark.parametrize("code", [str(code) for code in range(1, 20)])
@pytest.mark.parametrize("status", ["unmet", "basically_met", "no_figure", "no_level", "in_danger"])
def test_what_is_open_or_in_danger_is_answered_whichever_criterion_it_is(code: str, status: str) -> None:
    fact = f"{status}:{code}"
    found = conclude(program("commune"), Reference(program("commune")), {"decided", fact})
    assert any(fact in one.facts for one in found)
