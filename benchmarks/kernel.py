"""The kernel against plain NumPy written by hand for the same set, and the whole `evaluate` beside it."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from typing import Any

import numpy as np

import ntm_rules as ntm
from benchmarks.workload import communes
from ntm_rules.engine.cases import find_cases
from ntm_rules.engine.kernel import judge, roll_up
from ntm_rules.engine.plan import Choice as PlanChoice
from ntm_rules.engine.plan import Every, Leaf, Plan, compile_plan

SIZES = (1_000, 10_000, 100_000)
BOUND = 1.8


def plain_numpy(
    plan: Plan, columns: dict[str, np.ndarray], case: np.ndarray
) -> Callable[[], tuple[np.ndarray, ...]]:
    """Column by column, preallocated int8, `out=`, levels gathered by `take`: what one would write by hand.

    It does what the set asks and no more: one comparison a column, `unmet` before `unknown` before `met`,
    the two shares of 5, 17.1 and 17.7, the branch of 5 and 13.4. Levels, layout and precision are the kernel's.
    """
    count = len(case)
    level, good, missing = np.empty(count), np.empty(count, bool), np.empty(count, bool)
    part = [np.empty(count, np.int8) for _ in range(4)]
    indicators = np.empty((len(plan.indicators), count), np.int8)
    criteria = np.empty((len(plan.criteria), count), np.int8)

    def one(found: Any, out: np.ndarray) -> np.ndarray:
        values = columns[found.column]
        np.take(found.levels, case, out=level, mode="clip")
        match found.op:
            case "<=":
                np.less_equal(values, level, out=good)
            case ">":
                np.greater(values, level, out=good)
            case _:
                np.greater_equal(values, level, out=good)
        np.isnan(values, out=missing)
        missing_level = np.isnan(found.levels)
        if missing_level.any():
            np.logical_or(missing, missing_level[case], out=missing)
        np.multiply(good.view(np.int8), 3, out=out)
        np.bitwise_or(out, missing.view(np.int8), out=out)
        return out

    def tree(node: Any, out: np.ndarray, work: list[np.ndarray]) -> np.ndarray:
        match node:
            case Leaf(found):
                return one(found, out)
            case Every(members):
                tree(members[0], out, work)
                for member in members[1:]:
                    np.minimum(out, tree(member, work[0], work[1:]), out=out)
            case PlanChoice(condition, then, otherwise):
                fact = one(condition, work[0])
                tree(then, out, work[1:])
                other = tree(otherwise, work[1], work[2:]) if otherwise else np.full(count, 4, np.int8)
                agreed = np.where(out == other, out, np.where(np.minimum(out, other) >= 3, 3, 1))
                out[:] = np.where(fact == 3, out, np.where(fact == 0, other, agreed))
        return out

    def run() -> tuple[np.ndarray, ...]:
        for number, found in enumerate(plan.indicators):
            if len(found.compositions) == 1:
                tree(found.compositions[0].tree, indicators[number], part)
                continue
            for composition in found.compositions:
                rows = composition.cases[case]
                np.copyto(indicators[number], tree(composition.tree, part[3], part[:3]), where=rows)
        for number, members in enumerate(plan.criteria):
            criteria[number] = indicators[members[0]]
            for member in members[1:]:
                np.minimum(criteria[number], indicators[member], out=criteria[number])
        return indicators, criteria

    return run


def seconds(run: Callable[[], object], repeat: int) -> float:
    """The median time of several runs, after one that warms the caches."""
    run()
    times = []
    for _ in range(repeat):
        start = time.perf_counter()
        run()
        times.append(time.perf_counter() - start)
    return statistics.median(times)


def main() -> bool:
    """Print a line a size; true where the bound holds at the largest."""
    loaded = ntm.load_set()
    print("kernel: prepared columns to statuses of 57 indicators and 19 criteria; medians")
    for size in SIZES:
        ratio = _measure(loaded, size)
    print(f"  at most {BOUND} at {SIZES[-1]:,}: {'holds' if ratio <= BOUND else 'DOES NOT HOLD'}")
    return ratio <= BOUND


def _measure(loaded: Any, size: int) -> float:
    frame = communes(loaded, size)
    table = ntm.read_table(frame, loaded)
    cases = find_cases(table, loaded)
    plan = compile_plan(loaded, cases.different, table.values.keys())
    columns = {name: np.ascontiguousarray(values) for name, values in table.values.items()}
    reference = plain_numpy(plan, columns, cases.index)

    def kernel() -> Any:
        judged = judge(plan, columns, cases.index)
        roll_up(plan, judged)
        return judged

    mine = kernel()
    for got, expected in zip((mine.indicators, mine.criteria), reference(), strict=True):
        np.testing.assert_array_equal(got, expected)
    # The two take turns, so that noise hits both alike.
    repeat = max(1, 60_000 // size)
    pairs = [(seconds(kernel, repeat), seconds(reference, repeat)) for _ in range(7)]
    ours, plain = (statistics.median(column) for column in zip(*pairs, strict=True))
    whole = seconds(lambda: _frames(frame, loaded), 3)
    print(
        f"  {size:>7,} communes: kernel {ours * 1e3:8.2f} ms, plain NumPy {plain * 1e3:8.2f} ms,"
        f" ratio {ours / plain:4.2f} · ntm.evaluate with frames {whole * 1e3:9.1f} ms"
    )
    return ours / plain


def _frames(frame: Any, loaded: Any) -> object:
    result = ntm.evaluate(frame, loaded)
    return result.indicators, result.criteria, result.communes, result.groups
