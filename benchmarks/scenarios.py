"""Scenarios over a national table, changed, judged again and compared, against as many plain evaluations of the table."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from typing import Any

import numpy as np

import ntm_rules as ntm
from benchmarks.workload import communes
from ntm_rules.definitions.scenarios import Scenarios, load_scenarios
from ntm_rules.engine.evaluate import Judgement, judge_table
from ntm_rules.risks.assessment import Assessment
from ntm_rules.scenarios.apply import judged_under
from ntm_rules.scenarios.differences import Differences
from ntm_rules.scenarios.meant import Meant

COMMUNES = 10_000
SCENARIOS = 200
REPEAT = 5
BOUND = 1.5


def all_columns(judged: Judgement, number: int) -> dict[str, Any]:
    """A scenario that scales every figure and sets every flag of the table."""
    variables = judged.loaded.variables
    changes = [
        {"value": name, "set": True} if variables[name].kind == "flag" else {"value": name, "scale": 1 + number / 1000}
        for name in judged.table.values
        if not variables[name].facts_only
    ]  # fmt: skip
    return {"id": f"all-{number}", "changes": changes}


def few_columns(_: Judgement, number: int) -> dict[str, Any]:
    """A scenario that adds to two figures of the communes of one region."""
    return {
        "id": f"few-{number}",
        "changes": [
            {"value": "income_per_capita", "scale": 1 + number / 1000, "regions": ["TDMNPB"]},
            {"value": "health_insurance_pct", "add": number / 20, "regions": ["TDMNPB"]},
        ],
    }


def under_scenarios(baseline: Judgement, scenarios: Scenarios) -> int:
    """Lay each scenario over the table, judge, and compare with the baseline; how many statuses are others."""
    meant, assessed, found = Meant(baseline), Assessment(baseline), 0
    for scenario in scenarios:
        judged = judged_under(scenarios.changes(scenario), baseline, meant)
        differences = Differences(assessed, Assessment(judged))
        found += len(differences.indicators[0]) + len(differences.criteria[0])
        was, now = differences.qualifies
        few, many = differences.counted
        found += int((was != now).sum() + (few != many).sum())
    return found


def plain_evaluations(baseline: Judgement) -> None:
    """Judge the same table as many times."""
    for _ in range(SCENARIOS):
        judge_table(baseline.table, baseline.loaded)


def main() -> bool:
    """Print a line for each kind of scenario; true where the bound holds. Both sides take turns."""
    loaded = ntm.load_set()
    table = ntm.read_table(communes(loaded, COMMUNES), loaded)
    baseline = judge_table(table, loaded)
    print(f"scenarios: {SCENARIOS} over {COMMUNES:,} communes; medians of {REPEAT}")
    ratios = []
    for name, made in (("all columns", all_columns), ("two columns", few_columns)):
        scenarios = load_scenarios([made(baseline, number) for number in range(1, SCENARIOS + 1)])
        plain, ours, changes = [], [], 0
        for _ in range(REPEAT):
            plain.append(_timed(lambda: plain_evaluations(baseline))[0])
            taken, changes = _timed(lambda: under_scenarios(baseline, scenarios))  # noqa: B023
            ours.append(taken)
        base, more = statistics.median(plain), statistics.median(ours)
        ratios.append(float(np.median(np.array(ours) / np.array(plain))))
        print(
            f"  {name}: {more:5.2f} s with {changes:,} changes, plain evaluations {base:5.2f} s, ratio {ratios[-1]:4.2f}"
        )
    holds = max(ratios) <= BOUND and ratios[1] < ratios[0]
    print(f"  at most {BOUND}, less where few columns change: {'holds' if holds else 'DOES NOT HOLD'}")
    return holds


def _timed(run: Callable[[], Any]) -> tuple[float, Any]:
    start = time.perf_counter()
    found = run()
    return time.perf_counter() - start, found


if __name__ == "__main__":
    main()
