"""Chances of 10,000 communes with income and five rates uncertain, against NumPy drawing as many numbers and no more."""

from __future__ import annotations

import resource
import statistics
import subprocess
import sys
import time

import numpy as np
import pandas as pd

import ntm_rules as ntm
from benchmarks.workload import histories
from ntm_rules.definitions.models import CriteriaSet
from ntm_rules.engine.evaluate import Judgement
from ntm_rules.scenarios.monte_carlo import Drawing, draw
from ntm_rules.scenarios.monte_carlo.drawing import AT_ONCE

COMMUNES, DRAWS, REPEAT = 10_000, 10_000, 3
BOUND, MEMORY = 4.0, 2_000
ERRORS = {
    "income_per_capita": 2.0,
    "multidimensional_poverty_pct": 2.0,
    "health_insurance_pct": 2.0,
    "trained_labour_pct": 3.0,
    "clean_water_household_pct": 3.0,
    "waste_sorting_household_pct": 3.0,
}


def uncertain(loaded: CriteriaSet, count: int) -> pd.DataFrame:
    """Communes around their levels, every figure of the six given and uncertain, so that all are drawn."""
    table = histories(loaded, count, [2023], missing=0.0)
    return table.assign(**{f"{name}_se": error for name, error in ERRORS.items()})


def main() -> bool:
    """Print the ratio and the memory; true where both bounds hold. The two take turns, so that noise hits both alike."""
    loaded = ntm.load_set()
    judged = ntm.evaluate(uncertain(loaded, COMMUNES), loaded).judged
    times = [(_plain(), _ours(judged)) for _ in range(REPEAT)]
    plain, ours = (statistics.median(column) for column in zip(*times, strict=True))
    ratio, megabytes = ours / plain, _memory()
    print(
        f"uncertainty: {COMMUNES:,} communes x {DRAWS:,} draws x {len(ERRORS)} variables; medians of {REPEAT}"
    )
    print(f"  standard_normal of as many numbers {plain:5.2f} s, chances {ours:5.2f} s")
    print(f"  ratio {ratio:4.2f}, at most {BOUND}: {'holds' if ratio <= BOUND else 'DOES NOT HOLD'}")
    held = megabytes <= MEMORY
    print(
        f"  peak of the whole process {megabytes:,.0f} MB, at most {MEMORY:,}: {'holds' if held else 'DOES NOT HOLD'}"
    )
    return ratio <= BOUND and held


def _plain() -> float:
    """Drawing alone, in the same chunks."""
    generator, count = np.random.default_rng(1), min(DRAWS, AT_ONCE)
    out = np.empty(count)
    start = time.perf_counter()
    for _ in range(COMMUNES * len(ERRORS)):
        for done in range(0, DRAWS, count):
            generator.standard_normal(out=out[: DRAWS - done])
    return time.perf_counter() - start


def _ours(judged: Judgement) -> float:
    start = time.perf_counter()
    chances = draw(judged, Drawing(DRAWS, 1))
    taken = time.perf_counter() - start
    drawn = sum(int(spread.rows.sum()) for spread in chances.spreads)
    if drawn != COMMUNES * len(ERRORS):
        raise AssertionError(f"{drawn:,} figures were drawn")
    return taken


def _memory() -> float:
    """The peak of a process that reads, judges and draws once, in MB: nothing of this one's past counts."""
    command = [sys.executable, "-c", "from benchmarks.monte_carlo import alone; alone()"]
    return float(subprocess.run(command, check=True, capture_output=True, text=True).stdout)


def alone() -> None:
    """Read, judge, draw; print the peak of this process in MB."""
    loaded = ntm.load_set()
    _ours(ntm.evaluate(uncertain(loaded, COMMUNES), loaded).judged)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    print(peak / (1e6 if sys.platform == "darwin" else 1e3))
