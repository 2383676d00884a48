"""Plans against a planner that tries everything."""

from __future__ import annotations

import pytest
from hypothesis import given, settings

import ntm_rules as ntm
from tests.support.plans import Tried, levels_set, table_of, worlds

pytestmark = pytest.mark.slow


def planned(world, **how):
    communes, costs, budgets = world
    return ntm.plan(
        table_of(communes), levels_set(), costs=costs, budgets=budgets, gap=0.0, shadow=False, **how
    )


def stages(found):
    return [stage.value for stage in found.made.outcome.stages]


@settings(max_examples=12, deadline=None)
@given(worlds())
def test_no_plan_that_can_be_paid_for_brings_more_communes_then_criteria_at_less_cost(world):
    best = min((-communes, -criteria, cost) for communes, criteria, cost in Tried(*world).plans())
    communes, criteria, cost = stages(planned(world))
    assert (-communes, -criteria) == best[:2]
    assert cost == pytest.approx(best[2], abs=1e-4)


@settings(max_examples=8, deadline=None)
@given(worlds())
def test_no_plan_that_can_be_paid_for_brings_more_criteria_then_communes(world):
    best = min((-criteria, -communes, cost) for communes, criteria, cost in Tried(*world).plans())
    criteria, communes, cost = stages(planned(world, maximise="criteria"))
    assert (-criteria, -communes) == best[:2]
    assert cost == pytest.approx(best[2], abs=1e-4)


@settings(max_examples=8, deadline=None)
@given(worlds())
def test_no_plan_reaches_a_target_at_less_cost_and_none_does_where_it_is_refused(world):
    for target in (1, 2):
        costs = [cost for communes, _, cost in Tried(*world).plans() if communes >= target]
        found = planned(world, minimise="cost", target=target)
        assert (found.status == "infeasible") == (not costs)
        if costs:
            assert found.made.objective == pytest.approx(min(costs), abs=1e-4)
