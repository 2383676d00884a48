"""What the formulas of a plan say can be met, against the set judging the figures that the measures reach."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings

import ntm_rules as ntm
from ntm_rules.definitions.measures import directions
from ntm_rules.engine.statuses import MET
from ntm_rules.planning.applied import applied, judged_in
from ntm_rules.planning.budget_plan import planned_rows
from ntm_rules.planning.demands import Demands, Never
from ntm_rules.planning.model import Begun
from ntm_rules.planning.reach import Reach
from tests.support.plans import costs_of, levels_set, measure
from tests.support.strategies import SET, frame, tables


def every_other_variable(odd):
    """A measure for every second figure of the set, some that end short of the level."""
    measures = []
    for number, (name, sign) in enumerate(sorted(directions(SET).items())):
        if number % 2 == odd and not SET.variables[name].facts_only:
            flag = SET.variables[name].kind == "flag"
            moves = {name: {"sets": True} if flag else {"by": 0.5 * sign}}
            measures.append(
                measure(name, moves, 1.0, most_per_commune=1 if number % 3 else 300, takes_years=0)
            )
    return costs_of(*measures)


@settings(max_examples=40, deadline=None)
@given(tables(max_rows=6))
@pytest.mark.slow
def test_a_criterion_is_out_of_reach_exactly_where_all_that_can_be_done_does_not_bring_it(found):
    for row in found:
        row["year"] = min(row["year"], 2024)
    try:
        judged = ntm.evaluate(frame(found), levels_set()).judged
    except ntm.InputError:
        return
    table = planned_rows(judged)
    for odd in (0, 1):
        costs = every_other_variable(odd)
        reach = Reach(table, judged.loaded, costs, (2025,))
        formulas = Demands(judged_in(judged, table, 2025), reach, 2025).all()
        most = {
            Begun(row, number, 2025): reach.most(one, 2025)
            for row in range(len(table))
            for number, one in enumerate(costs.measures)
        }
        after = judged_in(judged, applied(table, reach, most, 2025), 2025)
        good = after.statuses.criteria >= MET
        within = np.array(
            [[not isinstance(formulas[row, n], Never) for row in range(len(table))] for n in range(len(good))]
        )
        assert (good == within).all()
