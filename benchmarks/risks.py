"""What is at risk in a national table of five years, with every message, against the frames of the verdicts alone."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from typing import Any

import ntm_rules as ntm
from benchmarks.workload import histories
from ntm_rules.engine import frames

COMMUNES = 10_000
YEARS = (2021, 2022, 2023, 2024, 2025)
REPEAT = 5
BOUND = 3.0


def verdicts(table: Any, loaded: Any) -> int:
    """Evaluate, with the frames of indicators, criteria, communes and groups; nothing is asked of risks."""
    judged = ntm.evaluate(table, loaded).judged
    made = (frames.indicators_frame, frames.criteria_frame, frames.communes_frame, frames.groups_frame)
    return sum(len(frame(judged)) for frame in made)


def with_risks(table: Any, loaded: Any) -> int:
    """The same frames with what is at risk in them, and that of risks with their messages; how many risks there are."""
    found = ntm.evaluate(table, loaded)
    for name in ("indicators", "criteria", "communes", "groups"):
        getattr(found, name)
    return len(found.risks)


def main() -> bool:
    """Print the ratio; true where the bound holds. The two take turns, so that noise hits both alike."""
    loaded = ntm.load_set()
    table = histories(loaded, COMMUNES, YEARS)
    alone, whole, count = [], [], 0
    for turn in range(REPEAT + 1):
        base, _ = _timed(lambda: verdicts(table, loaded))
        more, count = _timed(lambda: with_risks(table, loaded))
        if turn:
            alone.append(base)
            whole.append(more)
    base, more = statistics.median(alone), statistics.median(whole)
    ratio = more / base
    print(
        f"risks: {COMMUNES:,} communes x {len(YEARS)} years, {count:,} risks with messages; medians of {REPEAT}"
    )
    print(f"  frames of the verdicts {base:5.2f} s, with all that is at risk {more:5.2f} s")
    print(f"  ratio {ratio:4.2f}, at most {BOUND}: {'holds' if ratio <= BOUND else 'DOES NOT HOLD'}")
    return ratio <= BOUND


def _timed(run: Callable[[], int]) -> tuple[float, int]:
    start = time.perf_counter()
    found = run()
    return time.perf_counter() - start, found
