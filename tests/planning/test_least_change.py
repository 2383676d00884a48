"""The least change is the least there is, meets the levels exactly, and is enough."""

from __future__ import annotations

from itertools import combinations
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings

import ntm_rules as ntm
from ntm_rules.definitions.models import CriteriaSet
from ntm_rules.engine.evaluate import Judgement, Options, judge_table
from ntm_rules.engine.statuses import UNKNOWN, UNMET
from ntm_rules.planning.applying import applied
from ntm_rules.planning.least_change import Way, ways, ways_out_of_revocation
from ntm_rules.planning.needs import needs
from tests.support.small_sets import asked, communes, compare, every_change, flag, invented, qualifies

Asked = list[list[dict[str, Any]]]
EXAMPLE = "fixtures/example-district-2023.csv"


def judged(loaded: CriteriaSet, *rows: dict[str, Any], **options: Any) -> Judgement:
    named = [
        {"commune": f"Xã Mẫu {n}", "province": "Lai Châu", "year": 2023, "recognised": "new_rural", **row}
        for n, row in enumerate(rows)
    ]
    table = ntm.read_table(pd.DataFrame(named, dtype=object), loaded)
    return judge_table(table, loaded, Options(**options))


def again(before: Judgement, way: Way, without: int | None = None) -> Judgement:
    """Judged anew with the changes of a way, or with all but one of them."""
    steps = [change.step for n, change in enumerate(way.changes) if n != without]
    return judge_table(applied(before.table, steps), before.loaded, before.options)


@settings(max_examples=40, deadline=None)
@given(asked(), communes())
def test_nothing_cheaper_qualifies(conditions: Asked, row: dict[str, Any]) -> None:
    loaded = invented(conditions)
    way = ways(judged(loaded, row))[0]
    least = min((t.cost for t in every_change(row) if qualifies(loaded, t.row)), default=None)
    assert not way.needs_data
    assert way.out_of_reach or way.cost == pytest.approx(least)
    assert bool(way.out_of_reach) == (least is None)


@settings(max_examples=40, deadline=None)
@given(asked(), communes(unknown=True))
def test_applied_it_qualifies_and_without_any_one_change_it_does_not(
    conditions: Asked, row: dict[str, Any]
) -> None:
    """With something unknown, what was known to be unmet is met, and only what is unknown keeps it from qualifying."""
    before = judged(invented(conditions), row)
    way = ways(before)[0]
    after = again(before, way)
    unknown = {entry.criterion for entry in way.needs_data}
    for number, status in enumerate(after.statuses.criteria[:, 0].tolist()):
        assert (status == UNKNOWN) == (number in unknown)
        assert status != UNMET
    for n in range(len(way.changes)):
        served = [i for _, i in way.changes[n].serves]
        with_, without = (j.statuses.indicators[served, 0] for j in (after, again(before, way, without=n)))
        # What is unknown after all changes may be so with fewer.
        assert ((without < with_) | (with_ == UNKNOWN)).any()


@settings(max_examples=40, deadline=None)
@given(asked(), communes(unknown=True))
def test_every_figure_meets_its_level_exactly(conditions: Asked, row: dict[str, Any]) -> None:
    for change in ways(judged(invented(conditions), row))[0].changes:
        assert change.step.to == change.step.level


@pytest.mark.parametrize("basically_met", ["blocks", "counts"])
def test_every_commune_of_the_example_qualifies_by_its_changes_where_nothing_is_unknown(
    basically_met: str,
) -> None:
    table, loaded = ntm.read_table(EXAMPLE), ntm.load_set()
    before = judge_table(table, loaded, Options(basically_met=basically_met))
    found = ways(before)
    assert len(found) == len(table)
    for way in found:
        after = again(before, way)
        assert after.qualifies[way.row] == (-1 if way.needs_data else 1)
        for n in range(len(way.changes)):
            assert again(before, way, without=n).qualifies[way.row] == 0


def test_a_rate_from_counts_moves_by_whole_things(csv_file: Any) -> None:
    """9 of 13 under 70 %: ten of them are 76.9 %; the poor of 1000 households come down to 130."""
    table = ntm.read_table(
        csv_file(
            [
                ["commune", "province", "year", "village_culture_place_pct", "solid_house_pct", "poor_households",
                 "near_poor_households", "households"],
                ["Xã Mẫu 1", "Lai Châu", "2023", "9/13 thôn", "9/13", "100", "101", "1000"],
            ]
        )
    )  # fmt: skip
    steps = {c.step.column: c.step for c in ways(judge_table(table, ntm.load_set()))[0].changes}
    houses, poor = steps["solid_house_pct"], steps["multidimensional_poverty_pct"]
    assert (houses.kind, houses.before, houses.to, houses.whole) == ("count", 9, 10, 13)
    assert houses.rates == pytest.approx((900 / 13, 1000 / 13))
    assert (poor.before, poor.to, poor.distance) == (201, 130, 71)
    assert poor.cost == pytest.approx(7.1 / 13)


def test_a_shared_column_is_one_change_to_the_stronger_level() -> None:
    road = "village_road_hardened_pct"
    loaded = invented([[compare(road, ">=", 50)], [compare(road, ">=", 80)]])
    (change,) = ways(judged(loaded, {road: 40}))[0].changes
    assert (change.step.to, change.step.cost, change.serves) == (80, 0.5, ((0, 0), (1, 1)))


def test_the_dearer_alternative_is_taken_where_it_serves_another_criterion_too() -> None:
    """A flag costs 1 and is needed anyway; the rate beside it, cheaper alone, is not touched."""
    road = compare("village_road_hardened_pct", ">=", 80)
    loaded = invented([[{"any_of": (road, flag("postal_point"))}], [flag("postal_point")]])
    (change,) = ways(judged(loaded, {"village_road_hardened_pct": 70, "postal_point": False}))[0].changes
    assert change.step.column == "postal_point"


def test_to_clear_all_of_a_thing_counts_one_also_where_less_would_count_more() -> None:
    """From 7 houses to 3 counts 4/3 and to none 1, which does for both criteria."""
    few, none = (compare("temporary_house_count", "<=", level) for level in (3, 0))
    road = compare("village_road_hardened_pct", ">=", 80)
    loaded = invented([[{"any_of": (flag("postal_point"), few)}], [{"any_of": (road, none)}]])
    row = {"temporary_house_count": 7, "postal_point": False, "village_road_hardened_pct": 70}
    way = ways(judged(loaded, row))[0]
    assert (way.cost, [change.step.to for change in way.changes]) == (1, [0])


def test_a_change_for_one_indicator_may_settle_another_that_was_undecided() -> None:
    """Asked only where there is a craft village, which is not known; once it holds, that does not matter."""
    road = compare("village_road_hardened_pct", ">=", 50)
    loaded = invented([[road, {"when": flag("has_craft_village"), "then": road}]])
    assert ways(judged(loaded, {"village_road_hardened_pct": 40}))[0].certain


def test_a_fact_is_not_changed_and_the_indicator_is_out_of_reach() -> None:
    loaded = invented([[flag("has_craft_village")], [flag("postal_point")]])
    way = ways(judged(loaded, {"has_craft_village": False, "postal_point": False}))[0]
    assert [(b.column, b.reason) for b in way.out_of_reach] == [("has_craft_village", "fact")]
    assert [change.step.column for change in way.changes] == ["postal_point"]


def test_a_figure_asked_both_to_rise_and_to_fall_is_left_alone() -> None:
    road = "village_road_hardened_pct"
    loaded = invented([[compare(road, ">=", 50), compare(road, "<=", 30)]])
    assert [b.reason for b in ways(judged(loaded, {road: 40}))[0].out_of_reach] == ["two_ways"] * 2


def test_where_the_condition_is_unknown_both_branches_are_met() -> None:
    fewer, more = (compare("village_road_hardened_pct", ">=", level) for level in (50, 80))
    loaded = invented([[{"when": flag("has_craft_village"), "then": more, "else": fewer}]])
    row = {"village_road_hardened_pct": 40, "has_craft_village": None}
    assert [change.step.to for change in ways(judged(loaded, row))[0].changes] == [80]


def test_an_alternative_with_something_unknown_in_it_is_passed_over_for_one_that_is_sure() -> None:
    cheap = {"all_of": (compare("child_stunting_pct", "<=", 20), flag("postal_point"))}
    loaded = invented([[{"any_of": (cheap, compare("village_road_hardened_pct", ">=", 80))}]])
    row = {"child_stunting_pct": 21, "postal_point": None, "village_road_hardened_pct": 0}
    way = ways(judged(loaded, row))[0]
    assert [change.step.column for change in way.changes] == ["village_road_hardened_pct"]
    assert way.certain


@pytest.mark.parametrize(("word", "counts", "changes"), [
    ("Chưa đạt", "blocks", 1), ("Cơ bản đạt", "blocks", 1), ("Cơ bản đạt", "counts", 0), ("Không xét", "blocks", 0),
])  # fmt: skip
def test_a_verdict_must_become_met(word: str, counts: str, changes: int) -> None:
    loaded = invented([[flag("postal_point"), flag("telecom_internet")]])
    before = judged(loaded, {"1": word}, basically_met=counts)
    way = ways(before)[0]
    assert [(c.step.kind, c.step.column, c.step.cost) for c in way.changes] == [("verdict", "1", 1)] * changes
    assert again(before, way).qualifies[0] == 1


def test_a_verdict_on_the_criterion_that_waits_behind_an_unmet_figure_is_changed_too() -> None:
    """Mended, the criterion is undecided by its figures, and the verdict of the council says unmet."""
    loaded = invented([[flag("postal_point"), flag("telecom_internet")]])
    before = judged(loaded, {"1": "Chưa đạt", "postal_point": False})
    way = ways(before)[0]
    assert [change.step.column for change in way.changes] == ["postal_point", "1"]
    assert again(before, way).qualifies[0] == 1


def test_needs_hold_every_alternative_for_whoever_plans_by_cost() -> None:
    either = {"any_of": (flag("postal_point"), flag("telecom_internet"))}
    before = judged(invented([[either]]), {"postal_point": False, "telecom_internet": False})
    (need,) = needs(before)[0].needs
    assert [[step.column for step in a.steps] for a in need.alternatives] == [
        ["postal_point"],
        ["telecom_internet"],
    ]


def _triggered(failed: np.ndarray, named: set[int]) -> bool:
    return failed.sum() >= 10 or (failed.sum() >= 6 and bool(failed[sorted(named)].any()))


def _nineteen(chance: np.random.Generator) -> tuple[CriteriaSet, dict[str, Any]]:
    """The shipped set's numbers, each criterion with one flag or rate of its own."""
    ready = [name for name, v in ntm.load_set().variables.items() if v.kind == "rate" and not v.facts_only][
        :19
    ]
    loaded = invented([[compare(name, ">=", 80)] for name in ready], [str(n) for n in range(1, 20)])
    return loaded, {name: float(chance.choice([20, 40, 50, 60, 70, 79, 80, 90])) for name in ready}


@pytest.mark.parametrize("seed", range(6))
@pytest.mark.slow
def test_no_cheaper_set_of_criteria_leaves_the_zone_of_revocation(seed: int) -> None:
    """By 6 of 19 with one of 10, 17, 19 among them, or 10 without."""
    loaded, row = _nineteen(np.random.default_rng(seed))
    before = judged(loaded, row)
    failed = before.statuses.criteria[:, 0] == UNMET
    named = {9, 16, 18}
    assert _triggered(failed, named)
    (way,) = ways_out_of_revocation(before)
    costs = {n: (80 - value) / 80 for n, value in enumerate(row.values()) if value < 80}
    best = min(
        sum(costs[n] for n in mended)
        for size in range(len(costs) + 1)
        for mended in combinations(costs, size)
        if not _triggered(failed & ~np.isin(np.arange(19), mended), named)
    )
    assert way.cost == pytest.approx(best)
    assert ways_out_of_revocation(again(before, way)) == []
    for n in range(len(way.changes)):
        assert ways_out_of_revocation(again(before, way, without=n))


def test_equal_costs_go_by_the_watch_list_and_then_by_the_order_of_the_set() -> None:
    """Six unmet alike, 19 among them: one must be mended, and 5 is the first of those watched first."""
    loaded, row = _nineteen(np.random.default_rng(0))
    codes = [3, 5, 6, 8, 12, 19]
    row = {name: 40.0 if n in codes else 90.0 for n, name in enumerate(row, start=1)}
    (way,) = ways_out_of_revocation(judged(loaded, row))
    assert [loaded.criteria[change.step.criterion].code for change in way.changes] == ["5"]


def test_a_commune_that_is_not_recognised_has_nothing_to_leave() -> None:
    loaded, row = _nineteen(np.random.default_rng(0))
    assert ways_out_of_revocation(judged(loaded, {**row, "recognised": "none"})) == []
    assert ways_out_of_revocation(judged(loaded, {**row, "recognised": ""})) == []
