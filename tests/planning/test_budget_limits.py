"""What stops a plan, told by its name: what is unknown, what nothing moves, ceilings, time, money, residents."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

import ntm_rules as ntm
from tests.support.plans import budgets_of, costs_of, levels_set, measure, table_of

INCOME = measure("models", {"income_per_capita": {"by": 1.0}}, 10.0)
ENOUGH = ({"source": "new_rural", "year": 2024, "amount": 1000.0}, {"source": "new_rural", "year": 2025, "amount": 1000.0})  # fmt: skip


def plan(table, *measures, money=ENOUGH, community=(), criteria=None, **how):
    return ntm.plan(
        table, criteria or levels_set(), costs=costs_of(*measures), budgets=budgets_of(*money, community=community),
        shadow=False, **how,
    )  # fmt: skip


def stops(found):
    return [(stop.indicator, stop.why) for entry in found.made.unreached for stop in entry.stops]


def missing(table, name):
    return replace(table, values={**table.values, name: np.full(len(table), np.nan)})


def test_levels_rise_so_an_income_that_is_met_today_needs_work():
    """46.8 is above the 42 of 2023 and below the 48 of 2025."""
    found = plan(table_of([{"income_per_capita": 46.8}]), INCOME)
    (action,) = found.made.actions
    assert (action.units, action.moved[0].before, action.moved[0].after) == (2, 46.8, 48.8)
    assert found.made.before.qualifies.tolist() == [0]
    assert found.made.last.qualifies.tolist() == [1]


def test_nothing_is_done_where_nothing_is_needed():
    found = plan(table_of([{"income_per_capita": 50.0}]), INCOME)
    assert found.made.actions == ()
    assert found.made.objective == 1


def test_what_is_unknown_is_never_taken_as_met_and_no_money_helps():
    table = missing(table_of([{"income_per_capita": 47.0}]), "child_stunting_pct")
    found = plan(table, INCOME, measure("food", {"child_stunting_pct": {"by": -5.0}}, 1.0))
    assert found.made.objective == 0
    assert stops(found) == [("15.3", "needs_data")]
    assert found.communes.query("year == 2025").out_of_reach.tolist() == [["15"]]
    assert found.to_dict()["unreached"][0]["needs_data"]


def test_a_level_that_was_not_seen_leaves_a_commune_out_of_reach():
    """17.1 from March 2024 under the national set alone; the council's word on 17 in the table would stand in for it."""
    table = table_of([{"income_per_capita": 50.0}])
    table = replace(table, verdicts={key: v for key, v in table.verdicts.items() if key[0] != "17"})
    found = plan(table, INCOME, criteria=ntm.load_set())
    assert ("17.1", "needs_data") in stops(found)
    assert found.made.objective == 0


def test_a_rate_by_a_denominator_that_is_missing_needs_data():
    found = plan(
        table_of([{"village_culture_place_pct": 80.0}]),
        measure("house", {"village_culture_place_pct": {"by": 1.0, "of": "counted"}}, 1.0),
    )
    (stop,) = found.made.unreached[0].stops
    assert (stop.why, stop.column) == ("needs_data", "village_culture_place_pct_den")


def test_what_nothing_moves_is_told_as_such():
    assert stops(plan(table_of([{"solid_house_pct": 10.0}]), INCOME)) == [("9.2", "no_measure")]


@pytest.mark.parametrize(
    ("more", "why"),
    [
        ({"most_per_commune": 2}, "ceiling"),
        ({"moves": {"income_per_capita": {"by": 1.0, "up_to": 47.0}}}, "ceiling"),
        ({"most_per_year": 2}, "too_late"),
        ({"takes_years": 2}, "too_late"),
    ],
)
def test_ceilings_of_units_and_of_value_and_years_are_told_apart(more, why):
    found = plan(table_of([{"income_per_capita": 45.0}]), {**INCOME, **more})
    assert stops(found) == [("10", why)]


def test_a_measure_with_no_ceiling_takes_over_where_another_ends():
    """Three cheap units lead from 44 to their end at 46, and two dear ones from there."""
    cheap = measure("cheap", {"income_per_capita": {"by": 0.75, "up_to": 46.0}}, 1.0)
    found = plan(table_of([{"income_per_capita": 44.0}]), INCOME, cheap)
    assert {action.measure.id: action.units for action in found.made.actions} == {"models": 2, "cheap": 3}
    assert found.made.last.table.values["income_per_capita"].tolist() == [48.0]


def test_one_of_two_ways_is_enough_and_the_cheaper_is_taken():
    """13.1 from March 2024: a cooperative, or a cooperative group."""
    table = table_of([{"cooperative_effective": 0.0, "income_per_capita": 50.0}])
    table = replace(table, values={**table.values, "cooperative_group_effective": np.array([0.0])})
    cooperative = measure("cooperative", {"cooperative_effective": {"sets": True}}, 5.0)
    group = measure("group", {"cooperative_group_effective": {"sets": True}}, 3.0)
    found = plan(table, cooperative, group)
    assert [action.measure.id for action in found.made.actions] == ["group"]
    assert found.made.objective == 1


def test_a_figure_given_by_sex_is_moved_for_both():
    table = table_of([{"income_per_capita": 50.0, "trained_labour_pct": np.nan}])
    blank = {
        f"trained_labour_pct_{sex}": np.array([value]) for sex, value in (("female", 55.0), ("male", 59.0))
    }
    found = plan(
        replace(table, values={**table.values, **blank}),
        measure("course", {"trained_labour_pct": {"by": 2.0}}, 1.0, takes_years=0),
    )
    (action,) = found.made.actions
    assert action.units == 3
    assert {moved.column: moved.after for moved in action.moved} == {
        "trained_labour_pct_female": 61.0,
        "trained_labour_pct_male": 65.0,
    }


def test_upkeep_is_paid_in_the_years_after_the_work():
    found = plan(table_of([{"income_per_capita": 47.0}]), {**INCOME, "maintenance": 2.0})
    (action,) = found.made.actions
    assert [(later.year, later.cost) for later in action.upkeep] == [(2025, 2.0)]
    assert found.made.spent == 12.0


def test_without_action_figures_stay_as_they_are():
    elsewhere = ({"source": "local", "year": 2024, "amount": 500.0},)
    found = plan(table_of([{"income_per_capita": 45.0}]), INCOME, money=elsewhere, years="2024-2025")
    assert found.made.actions == ()
    assert found.made.last.table.values["income_per_capita"].tolist() == [45.0]
    assert found.made.unreached[0].stops == ()


class TestTargets:
    """A target that cannot be reached names what stands in the way."""

    def refusal(self, measures, *, target=1, communes=({"income_per_capita": 45.0},), **how):
        found = plan(table_of(communes), *measures, minimise="cost", target=target, **how)
        assert found.status == "infeasible"
        assert found.made.actions == ()
        (warning,) = (w for w in found.warnings if w.kind == "target_out_of_reach")
        return found.to_dict()["infeasible"], warning.message

    def test_money(self):
        money = ({"source": "new_rural", "year": 2024, "amount": 12.0},)
        told, message = self.refusal([INCOME], money=money, years="2024-2025")
        assert told["constraints"] == ["money"]
        assert told["alone"] == [[{"kind": "money", "source": "new_rural", "year": 2024, "amount": 18.0}]]
        assert "new rural programme, 2024: 18 million VND more" in message

    def test_workdays(self):
        community = ({"workdays_per_year": 25.0},)
        told, _ = self.refusal([{**INCOME, "workdays": 10.0}], community=community)
        assert told["constraints"] == ["workdays"]
        assert told["alone"][0][0]["amount"] == 5.0

    def test_land(self):
        told, message = self.refusal([{**INCOME, "land_m2": 10.0}], community=({"land_m2": 20.0},))
        assert told["constraints"] == ["land"]
        assert "10 m² of land more" in message

    def test_several_together(self):
        money = ({"source": "new_rural", "year": 2024, "amount": 12.0},)
        told, _ = self.refusal([{**INCOME, "land_m2": 10.0}], money=money, years="2024-2025")
        assert told["alone"] == []
        assert {lack["kind"] for lack in told["together"]} == {"money", "land"}

    def test_more_communes_than_are_within_reach(self):
        told, message = self.refusal([INCOME], target=2)
        assert (told["wanted"], told["within_reach"]) == (2, 1)
        assert "2 communes are asked for, 1 are within reach" in message

    def test_a_commune_that_is_out_of_reach(self):
        told, _ = self.refusal([{**INCOME, "most_per_commune": 1}], target=["Xã Mẫu 1"])
        assert told["out_of_reach"] == ["Xã Mẫu 1"]

    def test_one_that_can_be_reached_is_reached_at_least_cost(self):
        communes = [{"income_per_capita": 45.0}, {"income_per_capita": 47.0}]
        found = plan(table_of(communes), INCOME, minimise="cost", target=["xa mau 1"])
        assert [(action.row, action.units) for action in found.made.actions] == [(0, 3)]
        assert plan(table_of(communes), INCOME, minimise="cost", target=1).made.objective == 10.0
