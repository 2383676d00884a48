"""Sensitivity: what one unit and one percent turn is what a scenario of that step turns, the nearest first."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings

import ntm_rules as ntm
from ntm_rules.engine.statuses import STATUSES
from tests.support.strategies import frame, tables

DISTRICT = Path(__file__).resolve().parents[2] / "fixtures" / "example-district-2023.csv"


@pytest.fixture(scope="module")
def district() -> ntm.Evaluation:
    return ntm.evaluate(DISTRICT)


def turned_by(baseline, commune: str, variable: str, op: str, amount: float) -> set[tuple[str, str, object]]:
    """What a scenario of one step turns: indicators, criteria and whether the commune qualifies."""
    change = {"value": variable, op: amount, "communes": [commune]}
    before, after = (
        baseline.judged,
        ntm.what_if(baseline, {"id": "a", "changes": [change]}).scenarios["a"].judged,
    )
    row = [before.table.text(row, "commune") for row in range(len(before.table))].index(commune)
    found: set[tuple[str, str, object]] = set()
    codes = [compiled.indicator.code for compiled in before.plan.indicators]
    for kind, names, old, new in (
        ("indicator", codes, before.statuses.indicators, after.statuses.indicators),
        (
            "criterion",
            [one.code for one in before.loaded.criteria],
            before.statuses.criteria,
            after.statuses.criteria,
        ),
    ):
        found |= {
            (kind, names[line], STATUSES[new[line, row]])
            for line in np.flatnonzero(old[:, row] != new[:, row])
        }
    if before.qualifies[row] != after.qualifies[row]:
        found.add(("commune", "qualifies", {1: True, 0: False, -1: None}[int(after.qualifies[row])]))
    return found


def assert_as_scenarios(baseline, commune: str, found: ntm.Sensitivity) -> None:
    for lever in found.to_dict()["levers"]:
        steps = list(lever["steps"])
        # What is added crosses the level exactly where the figure is a decimal of two places.
        if abs(lever["value"] * 100 - round(lever["value"] * 100)) < 1e-6:
            amount = round(lever["to"] - lever["value"], 6)
            steps.append({"op": "add", "amount": amount, "turned": lever["turned"]})
        for step in steps:
            expected = turned_by(baseline, commune, lever["variable"], step["op"], step["amount"])
            assert {(t["kind"], t["code"], t["to"]) for t in step["turned"]} == expected, (lever, step)


def test_each_step_turns_what_its_scenario_turns(district):
    found = ntm.sensitivity(district, "Xã Mẫu 5")
    assert any(step["turned"] for lever in found.to_dict()["levers"] for step in lever["steps"])
    assert_as_scenarios(district, "Xã Mẫu 5", found)


@settings(max_examples=10, deadline=None)
@given(rows=tables(1))
def test_any_commune_agrees_with_its_scenarios(rows):
    baseline = ntm.evaluate(frame(rows))
    assert_as_scenarios(baseline, "Xã Mẫu 1", ntm.sensitivity(baseline, "Xã Mẫu 1"))


def test_the_nearest_to_its_level_stands_first(district):
    levers = ntm.sensitivity(district, "Xã Mẫu 5").to_dict()["levers"]
    assert [lever["share"] for lever in levers] == sorted(lever["share"] for lever in levers)
    income = next(lever for lever in levers if lever["variable"] == "income_per_capita")
    assert (income["direction"], income["turning"], income["to"]) == ("gain", 42.0, 42.0)
    assert income["share"] == pytest.approx((42 - 34.6) / 42, abs=1e-6)
    stunting = next(lever for lever in levers if lever["variable"] == "child_stunting_pct")
    assert (stunting["direction"], stunting["to"]) == ("gain", 24.0)


def test_what_is_met_says_how_far_it_may_fall_and_what_is_lost(district):
    levers = ntm.sensitivity(district, "Xã Mẫu 1").to_dict()["levers"]
    insured = next(lever for lever in levers if lever["variable"] == "health_insurance_pct")
    assert (insured["direction"], insured["value"], insured["level"], insured["to"]) == ("lose", 91.3, 90.0, 89.99)  # fmt: skip
    assert {(t["kind"], t["code"], t["to"]) for t in insured["turned"]} == {
        ("indicator", "15.1", "unmet"), ("criterion", "15", "unmet"), ("commune", "qualifies", False),
    }  # fmt: skip


def test_a_figure_at_its_level_is_lost_by_the_least_step(district):
    houses = ntm.sensitivity(district, "Xã Mẫu 1").to_dict()["levers"]
    found = next(lever for lever in houses if lever["variable"] == "temporary_house_count")
    assert (found["share"], found["to"]) == (0.0, 1.0)
    assert [bool(step["turned"]) for step in found["steps"]] == [True, False, False, False]


def test_counts_behind_a_rate_stand_beside_it_in_whole_households(district):
    levers = ntm.sensitivity(district, "Xã Mẫu 5").to_dict()["levers"]
    own = {lever["variable"]: lever for lever in levers if lever["indicator"] == "11"}
    assert own.keys() == {"multidimensional_poverty_pct", "poor_households", "near_poor_households"}
    assert own["poor_households"]["to"] == 28.0
    assert len({lever["share"] for lever in own.values()}) == 1


def test_facts_flags_and_the_unknown_are_left_out(district):
    found = ntm.sensitivity(district, "Xã Mẫu 5")
    document = found.to_dict()
    moved = {lever["variable"] for lever in document["levers"]}
    assert moved.isdisjoint({"school_count", "has_craft_village", "postal_point"})
    reasons = {(one["indicator"], one["reason"]) for one in document["left_out"]}
    assert {("12.2", "missing_value"), ("2.1", "no_level")} <= reasons
    assert len(found.frame) == len(document["levers"])


@pytest.mark.parametrize(
    ("commune", "error", "said"),
    [("Xã Không Có", ntm.DefinitionError, "no commune is called")],
)
def test_a_commune_that_is_not_there_is_refused(district, commune, error, said):
    with pytest.raises(error, match=said):
        ntm.sensitivity(district, commune)


def test_a_commune_that_the_set_does_not_judge_is_refused():
    rows = [{"commune": "Xã A", "year": 2023, "income_per_capita": 40}, {"commune": "Xã B", "year": 2016, "income_per_capita": 40}]  # fmt: skip
    baseline = ntm.evaluate(frame([{"province": "Lai Châu", **row} for row in rows]))
    with pytest.raises(ntm.UsageError, match="judges no period"):
        ntm.sensitivity(baseline, "Xã B")
