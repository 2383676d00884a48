"""Run every benchmark; exit 1 where a bound does not hold."""

import sys

from benchmarks import cold_start, kernel, monte_carlo, national, plan, recommend, risks, scenarios

ALL = (kernel, cold_start, national, risks, recommend, scenarios, monte_carlo, plan)

# Every one is run, also after one that does not hold.
held = [benchmark.main() for benchmark in ALL]
sys.exit(0 if all(held) else 1)
