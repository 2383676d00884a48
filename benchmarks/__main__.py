"""Run every benchmark; exit 1 where a bound does not hold."""

import sys

from benchmarks import cold_start, kernel, national, risks, scenarios

mains = (kernel.main, cold_start.main, national.main, risks.main, scenarios.main)
# Each runs, also after one whose bound does not hold.
held = [main() for main in mains]
sys.exit(0 if all(held) else 1)
