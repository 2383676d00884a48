"""What holds of every plan: its limits, its promises, and what more money does."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import date

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import ntm_rules as ntm
from ntm_rules.definitions.budgets import Budgets
from tests.support.plans import BUDGETS, COSTS, TABLE, levels_set, table_of, worlds

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def example():
    """The plan of the bundled district."""
    return ntm.plan(TABLE, levels_set(), costs=COSTS, budgets=BUDGETS, shadow=False)


def check_limits(found):
    """That nothing is exceeded and all is paid, counted from the actions alone."""
    made = found.made
    paid, units, by_year, days, land = Counter(), Counter(), Counter(), Counter(), Counter()
    for action in made.actions:
        measure = action.measure
        units[action.row, measure.id] += action.units
        by_year[action.row, measure.id, action.year] += action.units
        days[action.row, action.year] += action.units * measure.workdays
        land[action.row] += action.units * measure.land_m2
        assert action.units >= 1
        assert action.year in made.years
        assert action.effect_year == action.year + measure.takes_years <= max(made.years)
        assert action.cost == pytest.approx(action.units * measure.cost)
        for year, cost, who in [(action.year, action.cost, action.paid_by), *((u.year, u.cost, u.paid_by) for u in action.upkeep)]:  # fmt: skip
            assert sum(who.values()) == pytest.approx(cost, abs=1e-6)
            assert set(who) <= set(measure.paid_by)
            for source, amount in who.items():
                paid[source, year] += amount
    held, drawn = Counter(), Counter()
    for use in made.purses:
        assert use.used <= use.purse.amount + 1e-5
        held[use.purse.source, use.purse.year] += use.purse.amount
        drawn[use.purse.source, use.purse.year] += use.used
    for key, amount in paid.items():
        assert amount <= held[key] + 1e-5
        assert amount == pytest.approx(drawn[key], abs=1e-5)
    measures = {measure.id: measure for measure in made.costs.measures}
    assert all(n <= (measures[m].most_per_commune or n) for (_, m), n in units.items())
    assert all(n <= (measures[m].most_per_year or n) for (_, m, _), n in by_year.items())
    for use in made.given:
        counted = land[use.row] if use.kind == "land" else days[use.row, use.year]
        assert use.used == pytest.approx(counted)
        assert use.used <= use.available + 1e-6


def promised(found):
    """The verdicts of the last year when the last value of every figure is written into the table by hand."""
    made = found.made
    values = {name: column.copy() for name, column in made.before.table.values.items()}
    for action in sorted(made.actions, key=lambda action: action.effect_year):
        for moved in action.moved:
            values[moved.column][action.row] = moved.after
    table = replace(made.before.table, values=values)
    day = ntm.evaluate(table, made.before.loaded).judged
    assert day.table.judged_on[0] == date(max(made.years), 12, 31)
    return day


@settings(max_examples=25, deadline=None)
@given(worlds(most_communes=3))
def test_no_limit_is_exceeded_and_all_that_is_done_is_paid_for(world):
    communes, costs, budgets = world
    check_limits(ntm.plan(table_of(communes), levels_set(), costs=costs, budgets=budgets, shadow=False))


def test_the_bundled_plan_keeps_its_limits(example):
    check_limits(example)


@settings(max_examples=15, deadline=None)
@given(worlds(most_communes=3))
def test_its_figures_in_the_table_give_the_verdicts_it_promises(world):
    communes, costs, budgets = world
    found = ntm.plan(table_of(communes), levels_set(), costs=costs, budgets=budgets, shadow=False)
    judged = promised(found)
    assert (judged.statuses.criteria == found.made.last.statuses.criteria).all()
    assert (judged.qualifies == 1).sum() == found.made.objective


def test_the_bundled_plan_keeps_its_promises(example):
    judged = promised(example)
    assert (judged.qualifies == 1).sum() == example.made.objective == 4
    last = example.communes.query("year == 2025")
    assert (judged.qualifies == 1).tolist() == [qualifies is True for qualifies in last.qualifies]
    assert (judged.statuses.criteria >= 3).sum(axis=0).tolist() == last.criteria_met.tolist()


def test_what_the_programme_counts_as_met_the_set_counts_too(example):
    weights = {"first": ("5", "6", "10", "11", "16", "17"), "second": ("12", "14", "15")}
    judged = example.made.last
    points = sum(
        3 if criterion.code in weights["first"] else 2 if criterion.code in weights["second"] else 1
        for number, criterion in enumerate(judged.loaded.criteria)
        for row in range(len(judged.table))
        if judged.statuses.criteria[number, row] >= 3
    )
    assert {stage.goal: stage.value for stage in example.made.outcome.stages}["criteria"] == points


@settings(max_examples=12, deadline=None)
@given(worlds(most_communes=3), st.integers(0, 4), st.integers(1, 5))
def test_more_money_never_brings_less(world, which, more):
    communes, costs, budgets = world
    lines = list(budgets.money)
    lines[which] = lines[which].model_copy(update={"amount": lines[which].amount + more})
    richer = budgets.model_copy(update={"money": tuple(lines)})

    def reached(money: Budgets) -> tuple[float, ...]:
        made = ntm.plan(
            table_of(communes), levels_set(), costs=costs, budgets=money, gap=0.0, shadow=False
        ).made
        return tuple(stage.value for stage in made.outcome.stages[:2])

    assert reached(richer) >= reached(budgets)


def test_a_tenth_more_is_never_told_to_bring_less_nor_a_tenth_less_more():
    found = ntm.plan(TABLE, levels_set(), costs=COSTS, budgets=BUDGETS)
    base = tuple(stage.value for stage in found.made.outcome.stages[:2])
    assert len(found.made.shadows) == 2 * 6
    for shadow in found.made.shadows:
        values = tuple(stage.value for stage in shadow.stages)
        assert (values >= base) if shadow.factor > 1 else (values <= base)
    whole = {s.factor: s.stages[1].value for s in found.made.shadows if s.source is None}
    assert whole[0.9] < base[1] < whole[1.1]


def test_the_same_files_give_the_same_bytes(example):
    again = ntm.plan(TABLE, levels_set(), costs=COSTS, budgets=BUDGETS, shadow=False)
    assert again.to_json() == example.to_json()
    assert again.to_csv() == example.to_csv()
    assert again.to_xlsx() == example.to_xlsx()


def test_nothing_is_printed_and_the_table_is_not_changed(capfd):
    table = ntm.read_table(TABLE, levels_set())
    before = {name: column.copy() for name, column in table.values.items()}
    ntm.plan(table, levels_set(), costs=COSTS, budgets=BUDGETS, shadow=False)
    assert capfd.readouterr() == ("", "")
    assert all(np.array_equal(table.values[name], column, equal_nan=True) for name, column in before.items())


def test_frames_hold_what_the_document_holds(example):
    found = example.to_dict()
    assert example.actions.cost.tolist() == [action["cost"] for action in found["actions"]]
    assert example.budget.used.sum() == pytest.approx(example.made.spent)
    assert example.communes[["commune", "year"]].drop_duplicates().shape == (18, 2)
    upkeep = sum(later["cost"] for action in found["actions"] for later in action["upkeep"])
    assert example.actions.cost.sum() + upkeep == pytest.approx(example.made.spent)


def test_an_evaluation_can_be_planned_from_as_it_is(example):
    evaluation = ntm.evaluate(TABLE, levels_set())
    again = ntm.plan(evaluation, costs=COSTS, budgets=BUDGETS, shadow=False, years=[2024, 2025])
    assert again.to_csv() == example.to_csv()


def test_criteria_that_are_watched_weigh_more():
    def points(**how):
        found = ntm.plan(TABLE, levels_set(), costs=COSTS, budgets=BUDGETS, shadow=False, **how)
        return {stage.goal: stage.value for stage in found.made.outcome.stages}["criteria"]

    assert points(watch="1,2,3,4,7,8,9,13,18,19") != points()
